"""Regions with their borders of each day, and invented districts, cities and villages.

Codes begin with SIM and cannot be taken for the national classifier's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np

from bagdar.core.languages import LANGUAGES
from bagdar.simulate.arrays import Array
from bagdar.simulate.days import DAY, NEW_REGIONS, NONE
from bagdar.simulate.declared import DeclaredNation, RegionLine, TerritoryLine
from bagdar.simulate.settings import Settings
from bagdar.simulate.store import NO_INSTANT, Store, place_of

REPUBLIC = "SIM-KZ"
DISTRICTS = 8  # of a region
NOON = 6 * 3600
NAMES = {
    "city": ("{n}-үлгі қала", "Образцовый город {n}", "Model Town {n}"),
    "district": ("{n}-үлгі аудан", "Образцовый район {n}", "Model District {n}"),
    "settlement": ("{n}-үлгі ауыл", "Образцовое село {n}", "Model Village {n}"),
    "republic": ("Үлгі ел", "Модельная страна", "Model nation"),
}


@dataclass(frozen=True)
class Borders:
    """Today's regions by place, and what each was a part of before June 2022."""

    lines: Sequence[RegionLine]

    @cached_property
    def codes(self) -> list[str]:
        return [one.code for one in self.lines]

    @cached_property
    def before(self) -> Array:
        return np.array(
            [self.codes.index(one.before_2022 or one.code) for one in self.lines], np.int32
        )

    @cached_property
    def is_new(self) -> Array:
        return self.before != np.arange(len(self.lines))

    def on(self, day: int) -> Array:
        """The place of the region that holds each of today's on a day."""
        return np.arange(len(self.lines), dtype=np.int32) if day >= NEW_REGIONS else self.before


class Settled(NamedTuple):
    """A city, district or village; region: the place of today's region."""

    code: str
    parent: str
    region: int
    kind: str
    number: int


@dataclass
class Places:
    """Everything below a region, by place."""

    borders: Borders
    settled: list[Settled] = field(default_factory=list)
    _known: dict[str, int] = field(default_factory=dict)

    @cached_property
    def region(self) -> Array:
        """Of each place; asked once all of them are there."""
        return np.array([one.region for one in self.settled], np.int32)

    def city(self, region: int, number: int) -> int:
        above = short(self.borders.codes[region])
        return self._place(Settled(f"{above}-C{number:02d}", above, region, "city", number))

    def village(self, region: int, district: int, number: int) -> int:
        above = short(self.borders.codes[region])
        parent = f"{above}-D{district:02d}"
        self._place(Settled(parent, above, region, "district", district))
        code = f"{parent}-S{number:05d}"
        return self._place(Settled(code, parent, region, "settlement", number))

    def _place(self, one: Settled) -> int:
        if one.code not in self._known:
            self._known[one.code] = len(self.settled)
            self.settled.append(one)
        return self._known[one.code]


def short(code: str) -> str:
    """SIM-KZ75 of KZ-75."""
    return f"SIM-{code.replace('-', '')}"


# --- rows -------------------------------------------------------------------------------------


class _Row(NamedTuple):
    code: str
    parent: str
    kind: str
    region: str
    names: Sequence[str]
    settlement: str
    valid_from: int
    valid_to: int
    recorded_at: int
    superseded_at: int = NO_INSTANT


def add_territories(store: Store, places: Places, nation: DeclaredNation, of: Settings) -> None:
    rows = [*_of_regions(nation.territories, of), *_of_settled(places, of)]
    texts = {name: store.texts_of("territory", name) for name in ("code", "region", "parent")}
    named = {f"name_{one}": store.texts_of("territory", f"name_{one}") for one in LANGUAGES}
    store.texts[("territory", "parent")] = texts["code"]  # a parent is a code of the same list
    codes = texts["code"].places([one.code for one in rows])
    store.add(
        "territory",
        len(rows),
        code=codes,
        parent=np.array([texts["code"].place(one.parent) if one.parent else -1 for one in rows]),
        kind=np.array([place_of("territory_kinds", one.kind) for one in rows]),
        region=np.array([texts["region"].place(one.region) if one.region else -1 for one in rows]),
        settlement=np.array(
            [place_of("settlements", one.settlement) if one.settlement else -1 for one in rows]
        ),
        **{
            name: words.places([one.names[place] for one in rows])
            for place, (name, words) in enumerate(named.items())
        },
        valid_from=np.array([one.valid_from for one in rows]),
        valid_to=np.array([one.valid_to for one in rows]),
        recorded_at=np.array([one.recorded_at for one in rows]),
        superseded_at=np.array([one.superseded_at for one in rows]),
    )


def _of_regions(lines: Sequence[TerritoryLine], of: Settings) -> Iterator[_Row]:
    """The country, and each region under each name of the days that are simulated.

    That a name ends is known once the next begins, so the first version of a line has no end.
    """
    first = of.first_day
    at = first * DAY + NOON
    yield _Row(REPUBLIC, "", "republic", "", NAMES["republic"], "", first, NONE, at)
    for line in lines:
        since = max(first, _day(line.since, first))
        until = _day(line.until, NONE - 1) + 1
        if since > of.last_day or (until != NONE and until <= first):
            continue
        names = (line.kk, line.ru, line.en)
        row = _Row(short(line.code), REPUBLIC, "region", line.code, names, "", since, NONE,
                   since * DAY + NOON)  # fmt: skip
        yield from _ended(row, until) if NONE < until <= of.last_day else (row,)


def _ended(row: _Row, until: int) -> tuple[_Row, _Row]:
    """What was said before the end was known, and what is said since."""
    at = until * DAY + NOON
    ended = row._replace(valid_to=until, recorded_at=at)
    return row._replace(superseded_at=at), ended


def _day(text: str, otherwise: int) -> int:
    return (date.fromisoformat(text) - date(1970, 1, 1)).days if text else otherwise


def _of_settled(places: Places, of: Settings) -> Iterator[_Row]:
    borders, first = places.borders, of.first_day
    for one in places.settled:
        names = [text.format(n=one.number) for text in NAMES[one.kind]]
        settlement = {"city": "urban", "settlement": "rural"}.get(one.kind, "")
        now = _Row(one.code, one.parent, one.kind, borders.codes[one.region], names, settlement,
                   first, NONE, first * DAY + NOON)  # fmt: skip
        if not borders.is_new[one.region] or first >= NEW_REGIONS:
            yield now
            continue
        before = borders.codes[borders.before[one.region]]
        parent = short(before) if one.parent == short(now.region) else one.parent
        then = now._replace(region=before, parent=parent)
        if of.last_day < NEW_REGIONS:
            yield then
            continue
        yield from _ended(then, NEW_REGIONS)
        yield now._replace(valid_from=NEW_REGIONS, recorded_at=NEW_REGIONS * DAY + NOON)
