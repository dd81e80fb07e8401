"""By how much counts may change from one snapshot to the next before somebody has to say why."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Literal

from bagdar.core import declared
from bagdar.core.errors import FaultyData, Phrase, fault
from bagdar.warehouse.snapshots.manifest import Manifest, Part, Warned
from bagdar.warehouse.tables.registry import TABLES

SHOWN = "data/warehouse/snapshots.toml"
Measure = Literal["standing", "begun"]


class Tolerance(declared.Declared):
    """share: of the earlier count, for a year between the days; least: rows that are no change"""

    measure: Measure
    share: Decimal
    least: int


class Tolerances(declared.Declared):
    illustrative: bool
    source: Mapping[str, str]
    usual: Tolerance
    table: Mapping[str, Tolerance] = {}

    def of(self, table: str) -> Tolerance:
        return self.table.get(table, self.usual)


@lru_cache(maxsize=4)
def tolerances(data_dir: Path) -> Tolerances:
    """Raises FaultyData."""
    found, faults = declared.read_toml(data_dir / "warehouse" / "snapshots.toml", Tolerances, SHOWN)
    unknown = sorted(set(found.table) - set(TABLES)) if found else []
    problem = Phrase("problem.not_allowed")
    faults += [fault("value", SHOWN, None, value=one, problem=problem) for one in unknown]
    if found is None or faults:
        raise FaultyData(faults)
    return found


def warned(before: Manifest, after: Manifest, declared: Tolerances) -> Iterator[Warned]:
    """Counts of a table in a region that changed by more than is declared for the time between."""
    years = max(Decimal((after.on - before.on).days) / 365, Decimal(1))
    for table in TABLES:
        tolerance = declared.of(table)
        for region in sorted({*before.tables.get(table, {}), *after.tables.get(table, {})}):
            was = _count(before.part(table, region), tolerance.measure)
            now = _count(after.part(table, region), tolerance.measure)
            if abs(now - was) >= tolerance.least and abs(now - was) > tolerance.share * years * was:
                yield Warned(table, region, tolerance.measure, was, now)


def _count(part: Part | None, measure: Measure) -> int:
    return int(getattr(part, measure)) if part else 0
