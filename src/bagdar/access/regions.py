"""The regions, with the dates between which each existed, from data/territories/regions.csv."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from django.conf import settings
from pydantic import StringConstraints

from bagdar.core import declared
from bagdar.core.errors import Fault, FaultyData
from bagdar.core.languages import Words
from bagdar.core.periods import Period, through

SHOWN = "data/territories/regions.csv"


class Row(declared.Declared):
    """One line of the file: a region under one name.

    since  empty: before the first change that the file knows
    until  the last day; empty: to this day
    """

    code: Annotated[str, StringConstraints(pattern=r"^KZ-\d\d$")]
    kato: Annotated[str, StringConstraints(pattern=r"^\d\d$")]
    kind: Literal["oblast", "city"]
    kk: str
    ru: str
    en: str
    since: date | None = None
    until: date | None = None
    source: str


@dataclass(frozen=True)
class Region:
    """A region under one name, from `since` to `until`, both days included; None: unbounded."""

    code: str
    kato: str
    kind: str
    name: Words
    since: date | None
    until: date | None

    @property
    def days(self) -> Period[date]:
        return through(self.since or date.min, self.until)

    def existed_on(self, day: date) -> bool:
        return self.days.contains(day)


@lru_cache(maxsize=4)
def regions_of(folder: Path) -> Sequence[Region]:
    """Every line of a data folder's file. Raises FaultyData with every fault at once."""
    reading = declared.read_csv(folder / "territories" / "regions.csv", Row, SHOWN)
    keys: list[tuple[int | None, str]] = [
        (line, f"{row.code} {row.since or ''}".strip()) for line, row in reading.records
    ]
    faults = [*reading.faults, *declared.duplicates(keys, SHOWN, "code")]
    for line, row in reading.records:
        if row.code != f"KZ-{row.kato}":
            facts: dict[str, object] = {"value": row.kato, "problem": f"{row.code} has another"}
            faults.append(Fault("value", SHOWN, line, "kato", facts))
    if faults:
        raise FaultyData(faults)
    return tuple(_region(row) for _, row in reading.records)


def known_regions() -> Mapping[str, Region]:
    """Each region by code under its latest name; those that came in 2022 among them."""
    return {region.code: region for region in regions_of(settings.DATA_DIR)}


def regions_on(day: date) -> Mapping[str, Region]:
    """The regions that existed on a day, under the names of that day: 17, or 20 since June 2022."""
    return {
        region.code: region for region in regions_of(settings.DATA_DIR) if region.existed_on(day)
    }


def region_days() -> Mapping[str, Sequence[Period[date]]]:
    """The days on which each region exists, by code, under whichever name."""
    found: dict[str, list[Period[date]]] = {}
    for region in regions_of(settings.DATA_DIR):
        found.setdefault(region.code, []).append(region.days)
    return found


def _region(row: Row) -> Region:
    name = Words(kk=row.kk, ru=row.ru, en=row.en)
    return Region(row.code, row.kato, row.kind, name, row.since, row.until)
