"""Where a territory lies on a day: its district, its region, town or village.

A settlement belongs to a district or a city; in between may stand a rural district. Borders are
those of the day asked for: a figure on the borders of now takes the region from another day.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

# A unit may stand for itself in a table of districts; everything else belongs to one of these.
DISTRICTS = frozenset({"republic", "region", "city", "district"})


@dataclass(frozen=True)
class TerritoryFact:
    """A row of the snapshot's table of territories."""

    code: str
    parent: str | None
    kind: str
    region: str | None
    settlement: str | None
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True)
class Place:
    """territory lies in district, district in region; settlement: urban, rural or not known."""

    territory: str
    district: str
    region: str | None
    settlement: str | None


def places_on(facts: Iterable[TerritoryFact], day: date) -> Iterator[Place]:
    """Every territory of the day, by code. One whose parent is not there stands for itself."""
    told = {one.code: one for one in facts if one.holds_on(day)}
    for code in sorted(told):
        one = told[code]
        district = _district(one, told)
        yield Place(code, district.code, one.region or district.region, one.settlement)


def _district(one: TerritoryFact, told: Mapping[str, TerritoryFact]) -> TerritoryFact:
    climbed = {one.code}
    while (
        one.kind not in DISTRICTS
        and one.parent is not None
        and one.parent in told
        and one.parent not in climbed
    ):
        one = told[one.parent]
        climbed.add(one.code)
    return one
