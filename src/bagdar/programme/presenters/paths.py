"""A row of an indicator as a path: where it starts, where it shall arrive, what that promises."""

from dataclasses import dataclass
from decimal import Decimal

from bagdar.core.languages import MINUS, Words
from bagdar.programme.presenters.reader import Reader
from bagdar.programme.rules.act import Edition, Indicator, IndicatorRow


@dataclass(frozen=True)
class Path:
    """What a row promises, as its first table prints it (the body, else the annex).

    baseline    of the edition's baseline year; None where the act prints none
    targets     year → figure, without the baseline year
    since       the year that the change is counted from: baseline, else the first target
    """

    unit: Words
    baseline_year: int
    baseline: Decimal | None
    targets: dict[int, Decimal]

    @property
    def first_year(self) -> int | None:
        return min(self.targets, default=None)

    @property
    def last_year(self) -> int | None:
        return max(self.targets, default=None)

    @property
    def last(self) -> Decimal | None:
        return self.targets[self.last_year] if self.last_year is not None else None

    @property
    def since(self) -> int | None:
        return self.baseline_year if self.baseline is not None else self.first_year

    @property
    def change(self) -> Decimal | None:
        """From the start to the last target; None where there is only one figure."""
        if self.last is None or self.since == self.last_year:
            return None
        start = self.baseline if self.baseline is not None else self.targets[self.first_year or 0]
        return self.last - start

    @property
    def in_percent(self) -> bool:
        return "%" in self.unit.kk

    @property
    def points(self) -> list[Decimal]:
        """All figures in the order of their years, for a small line."""
        start = [self.baseline] if self.baseline is not None else []
        return [*start, *(self.targets[year] for year in sorted(self.targets))]


def path_of(edition: Edition, row: IndicatorRow) -> Path:
    figures = row.targets(row.tables[0])
    baseline = figures.pop(edition.baseline_year, None)
    return Path(row.printed.unit, edition.baseline_year, baseline, figures)


def signed(value: Decimal | None, reader: Reader) -> str:
    """A change with its sign: +4,8 · −22 · 0."""
    text = reader.number(value)
    return f"+{text}" if value is not None and value > 0 and not text.startswith(MINUS) else text


def change_unit(path: Path, reader: Reader) -> str:
    """Percentage points for shares; the row's own unit otherwise."""
    return reader.say("unit.percentage_points") if path.in_percent else reader.text(path.unit)


def row_title(indicator: Indicator, row: IndicatorRow, reader: Reader) -> str:
    """The row's name as printed; its part is added where the printed name leaves it out."""
    name, part = row.name[reader.language], row.part
    if len(indicator.rows) == 1 or part is None or row.name.kk != indicator.name.kk:
        return name
    return f"{name}: {part[reader.language]}"


def spark_label(path: Path, reader: Reader) -> str:
    """The path in words, for those who hear the page."""
    if path.last is None or path.since is None:
        return ""
    start = path.baseline if path.baseline is not None else path.targets[path.since]
    return reader.say(
        "indicator.spark",
        since=path.since,
        start=reader.number(start),
        year=path.last_year,
        last=reader.number(path.last),
        unit=path.unit,
    )
