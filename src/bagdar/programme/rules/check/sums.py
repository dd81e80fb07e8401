"""Rows and columns against the totals that their own table prints."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from bagdar.core.languages import Words
from bagdar.programme.rules.act import Edition, Measure, Money, TableName, TotalRow, Totals
from bagdar.programme.rules.check.finding import Table, plain
from bagdar.programme.rules.check.reading import indicator_table, year_span
from bagdar.programme.rules.check.rule import Hit, hit, rule

ALL = "all"
OTHER = "other"

# A printed figure stands for anything that rounds to it: half a unit of its last printed digit,
# either way. A sum of such figures may be off by that for each of them, and once for the total.
HALF_UNIT = Decimal("0.5")


@dataclass(frozen=True)
class Sum:
    """A printed total beside what its parts add up to."""

    table: Table
    row: str
    column: str
    printed: Decimal
    parts: tuple[Decimal, ...]
    unit: Words

    @property
    def added(self) -> Decimal:
        return sum(self.parts, Decimal(0))

    @property
    def difference(self) -> Decimal:
        return self.printed - self.added

    @property
    def tolerance(self) -> Decimal:
        """What rounding each part and the total may account for, in the same unit."""
        return HALF_UNIT * last_digit((self.printed, *self.parts)) * (len(self.parts) + 1)

    @property
    def differs(self) -> bool:
        return abs(self.difference) > self.tolerance

    @property
    def is_rounded(self) -> bool:
        return self.difference != 0 and not self.differs

    def hit(self) -> Hit:
        return hit(
            self.table,
            self.row,
            self.column,
            printed=plain(self.printed),
            expected=plain(self.added),
            total=self.printed,
            sum=self.added,
            difference=abs(self.difference),
            tolerance=self.tolerance,
            unit=self.unit,
        )


def last_digit(values: Iterable[Decimal]) -> Decimal:
    """The unit of the last digit that any of the figures prints: 1, 0.1, 0.01."""
    exponents = [int(value.normalize().as_tuple().exponent) for value in values]
    return Decimal(1).scaleb(min([0, *exponents]))


def money_column(measure: Measure, row: Money, column: str) -> str:
    """A column of a measure's finance row; the source is named where there are several rows."""
    return f"{row.source} {column}" if len(measure.money) > 1 else column


def row_of(totals: Totals, source: str) -> TotalRow | None:
    """The totals row that counts a source: its own, else "other sources"."""
    return totals.row(source) or totals.row(OTHER)


# --- inside one table -------------------------------------------------------------------------


def _sums_of_years(edition: Edition) -> Iterator[Sum]:
    for measure in edition.measures:
        for row in measure.money:
            if row.total is not None:
                column = money_column(measure, row, "total")
                parts = tuple(row.amounts.values())
                yield Sum("measures", measure.code, column, row.total, parts, edition.money_unit)
    for table, totals in _tables_of_totals(edition):
        for printed in totals.rows:
            if printed.total is not None and printed.amounts:
                parts = tuple(printed.amounts.values())
                yield Sum(table, printed.source, "total", printed.total, parts, totals.unit)
    finance = edition.passport.finance
    if finance and finance.by_year:
        years = tuple(finance.by_year.values())
        yield Sum("passport", ALL, "total", finance.total, years, finance.unit)


def _sums_of_sources(edition: Edition) -> Iterator[Sum]:
    for table, totals in _tables_of_totals(edition):
        whole = totals.row(ALL)
        rows = [row for row in totals.rows if row.source != ALL]
        if whole is None or not rows:
            continue
        for year, printed in whole.amounts.items():
            parts = tuple(row.amounts[year] for row in rows if year in row.amounts)
            yield Sum(table, ALL, str(year), printed, parts, totals.unit)
        if whole.total is not None:
            parts = tuple(row.total for row in rows if row.total is not None)
            yield Sum(table, ALL, "sources", whole.total, parts, totals.unit)
    finance = edition.passport.finance
    if finance and finance.by_source:
        sources = tuple(finance.by_source.values())
        yield Sum("passport", ALL, "sources", finance.total, sources, finance.unit)


def _tables_of_totals(edition: Edition) -> Iterator[tuple[Table, Totals]]:
    if edition.totals:
        yield "totals", edition.totals
    if edition.section6:
        yield "section6", edition.section6.table


@rule("sum_of_years", "error")
def sum_of_years(edition: Edition) -> Iterator[Hit]:
    """The years of a row add up to its printed total, but for the rounding of each figure."""
    yield from (item.hit() for item in _sums_of_years(edition) if item.differs)


@rule("sum_of_years_rounded", "note")
def sum_of_years_rounded(edition: Edition) -> Iterator[Hit]:
    """The years of a row miss its printed total by no more than rounding can explain."""
    yield from (item.hit() for item in _sums_of_years(edition) if item.is_rounded)


@rule("sum_of_sources", "error")
def sum_of_sources(edition: Edition) -> Iterator[Hit]:
    """The sources of a year, or of the whole period, add up to the row of all sources."""
    yield from (item.hit() for item in _sums_of_sources(edition) if item.differs)


@rule("sum_of_sources_rounded", "note")
def sum_of_sources_rounded(edition: Edition) -> Iterator[Hit]:
    """The sources miss the row of all sources by no more than rounding can explain."""
    yield from (item.hit() for item in _sums_of_sources(edition) if item.is_rounded)


# --- rows against their whole -------------------------------------------------------------------


def _wholes(
    edition: Edition,
) -> Iterator[tuple[TableName, str, int, Decimal, tuple[Decimal, ...]]]:
    """(table, row code, year, whole, parts) for each year in which all of them have a figure.

    The whole is the row that carries the indicator's own code, its parts are the other rows
    whose name begins with the whole's name («…, оның ішінде: қалада»).
    """
    for indicator in edition.indicators:
        whole = next((row for row in indicator.rows if row.code == indicator.code), None)
        parts = [row for row in indicator.rows if row.code != indicator.code]
        if whole is None or len(parts) < 2:
            continue
        for table in whole.tables:
            figures_of = [part.targets(table) for part in parts]
            for year, value in whole.targets(table).items():
                if all(year in figures for figures in figures_of):
                    yield table, whole.code, year, value, tuple(f[year] for f in figures_of)


@rule("parts_against_whole", "error")
def parts_against_whole(edition: Edition) -> Iterator[Hit]:
    """Sub-rows and their whole fit together in at least one of two readings.

    Either the parts are shares in the same base and add up to the whole, or they are rates of
    their own groups and the whole, a weighted mean, lies between the lowest and the highest.
    """
    for table, code, year, whole, parts in _wholes(edition):
        added = sum(parts, Decimal(0))
        if added != whole and not min(parts) <= whole <= max(parts):
            yield hit(
                indicator_table(table),
                code,
                str(year),
                printed=plain(whole),
                expected=plain(added),
                whole=whole,
                sum=added,
                parts=list(parts),
            )


@rule("parts_added", "note")
def parts_added(edition: Edition) -> Iterator[Hit]:
    """A share of a group is a share in that group.

    Where the whole is the plain sum of its parts and higher than each, the parts count in the
    base of the whole, though the wording («оның ішінде: қалада») reads as coverage in the group.
    """
    found: dict[tuple[TableName, str], list[int]] = {}
    for table, code, year, whole, parts in _wholes(edition):
        if sum(parts) == whole and whole > max(parts):
            found.setdefault((table, code), []).append(year)
    for (table, code), years in found.items():
        if table == "body" or ("body", code) not in found:
            yield hit(
                indicator_table(table),
                code,
                "parts",
                years=year_span(years),
            )
