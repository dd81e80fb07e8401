"""Districts that were divided after a day, and by which shares their figures are put to regions.

A district that moved whole needs no share: it is counted in the region where it lies now. One of
which parts lie in several regions now is an estimate: by shares that are declared in
data/territories/divisions.csv, or counted in the snapshot on the first day after the division.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from bagdar.core import declared
from bagdar.core.errors import Fault, FaultyData
from bagdar.core.origins import Origin
from bagdar.indicators.rules.errors import NotBridged
from bagdar.indicators.rules.places import TerritoryFact, places_on

FOLDER, FILE = "territories", "divisions.csv"
SHOWN = f"data/{FOLDER}/{FILE}"
REGION_CODE = "KZ-"
Shares = Mapping[str, Fraction]  # region → its part of the whole; they add up to 1
# (eve, first day) → (place on the eve, where its learners learn on the first day: territory or
# region) → how many they are
Counting = Callable[[date, date], Mapping[tuple[str, str], int]]


class Line(declared.Declared):
    """One part of a division.

    since   first day after it
    place   the district, or the region, that was divided; part: a district or region of that day
    share   of the whole, 0–1; empty in every line of a division: counted in the snapshot
    origin  illustrative where nobody has looked it up
    """

    since: date
    place: str
    part: str
    share: Decimal | None = Field(default=None, ge=0, le=1)
    origin: Origin
    source: str


@dataclass(frozen=True)
class Divided:
    """A place that was divided after the day of a figure.

    since    first day after the latest division that counts
    counted  the shares are those of learners in the snapshot; else they are declared
    """

    place: str
    since: date
    shares: Shares
    counted: bool
    origin: Origin
    sources: tuple[str, ...] = ()


@lru_cache(maxsize=4)
def divisions(data_dir: Path) -> tuple[Line, ...]:
    """Every declared line. Raises FaultyData with every fault at once."""
    reading = declared.read_csv(data_dir / FOLDER / FILE, Line, SHOWN)
    faults = list(reading.faults)
    keys = [(line, f"{one.since} {one.place} {one.part}") for line, one in reading.records]
    faults += declared.duplicates(keys, SHOWN, "part")
    whole: defaultdict[tuple[date, str], list[tuple[int, Line]]] = defaultdict(list)
    for line, one in reading.records:
        whole[one.since, one.place].append((line, one))
    for parts in whole.values():
        faults += _faults(parts)
    if faults:
        raise FaultyData(faults)
    return tuple(one for _, one in reading.records)


def _faults(parts: Sequence[tuple[int, Line]]) -> list[Fault]:
    """All have a share or none has, and they add up to the whole."""
    line = parts[0][0]
    shares = [one.share for _, one in parts]
    told = [share for share in shares if share is not None]
    if not told:
        return []
    total = sum(told, Decimal(0))
    if len(told) == len(shares) and total == 1:
        return []
    facts: dict[str, object] = {"value": str(total), "problem": f"{len(told)} of {len(shares)}: 1"}
    return [Fault("value", SHOWN, line, "share", facts)]


@dataclass(frozen=True)
class Changes:
    """What of a day's borders is to be put to those of a later day.

    facts     territories of the snapshot
    on, day   the day of the figure; that of the snapshot
    lines     declared divisions
    origin    of the snapshot: beside real facts only real shares count
    least     fewer learners than this make no share of their own
    """

    facts: Sequence[TerritoryFact]
    on: date
    day: date
    lines: Sequence[Line]
    origin: Origin
    least: int
    count: Counting

    def of(self, places: Collection[str]) -> tuple[Divided, ...]:
        """Those of the places that were divided. Raises NotBridged where nothing says how."""
        lying = self._lying()
        last = _last_regions(self.facts, self.day)
        found = []
        for place in sorted(places):
            regions = {last[one] for one in lying.get(place, ()) if one in last}
            if self._next(place, self.on):
                found.append(self._declared(place, last))
            elif len(regions) > 1:
                found.append(self._counted(place, self._moved(lying[place]), last, ()))
        return tuple(one for one in found if len(one.shares) > 1)

    def _lying(self) -> Mapping[str, Collection[str]]:
        """Territories of the day by district, and by region for facts that say no more."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        regions = {one.code for one in self.facts if one.kind in ("region", "republic")}
        for one in places_on(self.facts, self.on):
            if one.territory not in regions:
                found[one.district].add(one.territory)
                found[one.region or ""].add(one.territory)
        return found

    def _next(self, place: str, after: date) -> list[Line]:
        """The lines of the first declared division of a place after a day."""
        lines = [one for one in self.lines if one.place == place and after < one.since <= self.day]
        first = min((one.since for one in lines), default=None)
        return [one for one in lines if one.since == first]

    def _declared(self, place: str, last: Mapping[str, str]) -> Divided:
        lines = self._next(place, self.on)
        if lines[0].share is None:
            sources = tuple(dict.fromkeys(one.source for one in lines))
            return self._counted(place, lines[0].since, last, sources)
        used: list[Line] = []
        shares = self._followed(place, self.on, last, used)
        made_up = [one.origin for one in used if one.origin is not Origin.REAL]
        if made_up and self.origin is Origin.REAL:
            raise NotBridged(place=place, since=lines[0].since.isoformat(), file=SHOWN)
        sources = tuple(dict.fromkeys(one.source for one in used))
        since = max(one.since for one in used)
        return Divided(place, since, shares, False, made_up[0] if made_up else Origin.REAL, sources)

    def _followed(
        self, place: str, after: date, last: Mapping[str, str], used: list[Line]
    ) -> Shares:
        """Through every later division of its parts to the regions of now."""
        lines = self._next(place, after)
        if not lines:
            return {last.get(place, place): Fraction(1)}
        used += lines
        found: defaultdict[str, Fraction] = defaultdict(Fraction)
        for one in lines:
            if one.share is None:
                raise NotBridged(place=place, since=one.since.isoformat(), file=SHOWN)
            below = self._followed(one.part, one.since, last, used)
            for region, share in below.items():
                found[region] += Fraction(one.share) * share
        return {region: share for region, share in found.items() if share}

    def _counted(
        self, place: str, since: date, last: Mapping[str, str], sources: tuple[str, ...]
    ) -> Divided:
        """By the learners who were in the place on the eve, where they learn on the first day."""
        counts: defaultdict[str, int] = defaultdict(int)
        for (before, after), learners in self.count(_eve(since), since).items():
            if before == place:
                counts[last.get(after, after)] += learners
        shares = shares_of(counts, self.least)
        if not shares:
            raise NotBridged(place=place, since=since.isoformat(), file=SHOWN)
        return Divided(place, since, shares, True, self.origin, sources)

    def _moved(self, territories: Collection[str]) -> date:
        """The latest day on which one of them came to another region."""
        days = sorted(
            {one.valid_from for one in self.facts if self.on < one.valid_from <= self.day}
        )
        before, found = _regions(self.facts, self.on, territories), self.day
        for day in days:
            after = _regions(self.facts, day, territories)
            if any(after.get(one, region) != region for one, region in before.items()):
                found = day
            before |= after
        return found


def rounded(share: Fraction) -> Decimal:
    """As it is shown: to six places."""
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    return exact.quantize(Decimal("0.000001"))


def shares_of(counts: Mapping[str, int], least: int) -> Shares:
    """Counts as shares; a part of fewer than `least` is not told apart from the largest."""
    known = {region: count for region, count in sorted(counts.items()) if count}
    if not known:
        return {}
    largest = max(known, key=lambda region: known[region])
    kept: defaultdict[str, int] = defaultdict(int)
    for region, count in known.items():
        kept[region if count >= least else largest] += count
    total = sum(kept.values())
    return {region: Fraction(count, total) for region, count in sorted(kept.items())}


def _eve(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _regions(
    facts: Iterable[TerritoryFact], day: date, territories: Collection[str]
) -> dict[str, str]:
    return {
        one.territory: one.region
        for one in places_on(facts, day)
        if one.territory in territories and one.region
    }


def _last_regions(facts: Sequence[TerritoryFact], day: date) -> dict[str, str]:
    """Where each territory lies on the day, or lay when it was last there."""
    said = sorted((one for one in facts if one.valid_from <= day), key=lambda one: one.valid_from)
    found = {one.code: one.region for one in said if one.region}
    return found | _regions(facts, day, {one.code for one in facts})
