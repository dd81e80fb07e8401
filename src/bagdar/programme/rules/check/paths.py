"""A row's figures read along the years, and the scale on which they lie."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bagdar.programme.rules.act import Edition, Indicator, IndicatorRow, TableName
from bagdar.programme.rules.check.reading import indicator_table, main_table
from bagdar.programme.rules.check.rule import Hit, hit

HUNDRED = Decimal(100)
GROWTH = ("өсім", "өсу", "ұлғайту")


@dataclass(frozen=True)
class Path:
    """A row's figures in the table that a rule reads.

    baseline  the figure of the baseline year, None where there is none
    targets   year → figure within the period, oldest first
    """

    indicator: Indicator
    row: IndicatorRow
    table: TableName
    baseline: Decimal | None
    targets: dict[int, Decimal]

    @property
    def years(self) -> list[int]:
        return list(self.targets)

    def is_worse(self, value: Decimal, than: Decimal) -> bool:
        return value < than if self.row.direction == "higher" else value > than

    def hit(self, column: str | int, **rest: object) -> Hit:
        return hit(indicator_table(self.table), self.row.code, str(column), **rest)  # type: ignore[arg-type]

    @property
    def unit(self) -> str:
        return self.row.printed.unit.kk

    @property
    def is_growth(self) -> bool:
        """Whether the figures are growth rates, not levels."""
        name = f"{self.row.name.kk} {self.unit}".lower()
        return any(word in name for word in GROWTH)

    @property
    def top(self) -> Decimal | None:
        """The end of the scale beyond which nothing can improve, None where there is none."""
        if self.row.direction == "lower":
            return Decimal(0)
        scale = scale_of(self.row)
        return scale[1] if scale else None


def scale_of(row: IndicatorRow) -> tuple[Decimal, Decimal] | None:
    """The lowest and highest possible figure: a share in percent, or a scale that the unit names.

    «үлесі», «қамту» (share, coverage) in percent go from 0 to 100; «0-ден 1-ге дейінгі шкала»
    from 0 to 1. A ratio, a growth or an index in percent has no end.
    """
    unit, name = row.printed.unit.kk, row.name.kk.lower()
    named = re.search(r"(\d+)-(?:ден|дан|тен|тан)\s+(\d+)-\w+\s+дейінгі шкала", unit)
    if named:
        return Decimal(named[1]), Decimal(named[2])
    is_share = re.search(r"үлес|қамту", name) and not any(word in name for word in GROWTH)
    return (Decimal(0), HUNDRED) if unit.strip() == "%" and is_share else None


def paths(edition: Edition) -> Iterator[Path]:
    """Every row that has a figure at all, read from the body, else from the annex."""
    for indicator, row in edition.rows():
        table = main_table(row)
        values = row.targets(table)
        targets = {y: v for y, v in sorted(values.items()) if y in edition.period.years}
        if targets:
            yield Path(indicator, row, table, values.get(edition.baseline_year), targets)


def is_survey(path: Path) -> bool:
    """Whether figures come from a survey that does not take place every year."""
    return any(cell.cycle for cell in path.row.cells(path.table).values())
