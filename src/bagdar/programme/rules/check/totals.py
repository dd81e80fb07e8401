"""All measures of the action plan against the table of totals, by source and year."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bagdar.programme.rules.act import Edition, Measure, Money, TotalRow, sources_of
from bagdar.programme.rules.check.finding import plain
from bagdar.programme.rules.check.reading import year_span
from bagdar.programme.rules.check.rule import Hit, hit, rule
from bagdar.programme.rules.check.sums import ALL, HALF_UNIT, OTHER, Sum, money_column, row_of
from bagdar.programme.rules.money import Split, source_splits


def _groups(edition: Edition) -> list[tuple[TotalRow, ...]]:
    """Totals rows that joint finance rows («РБ, ЖБ») tie together, in the table's order."""
    totals = edition.totals
    if totals is None:
        return []
    groups: list[set[str]] = []
    for source in {money.source: None for measure in edition.measures for money in measure.money}:
        rows = [row_of(totals, one) for one in sources_of(source)]
        tied = {row.source for row in rows if row}
        touching = [group for group in groups if group & tied]
        groups = [group for group in groups if not group & tied]
        groups.append(tied.union(*touching))
    return [tuple(row for row in totals.rows if row.source in group) for group in groups if group]


def _measures_against_totals(edition: Edition) -> Iterator[Sum]:
    if edition.totals is None:
        return
    for group in _groups(edition):
        sources = {row.source for row in group}
        name = "+".join(row.source for row in group)
        parts: dict[int, list[Decimal]] = {year: [] for year in edition.period.years}
        for measure in edition.measures:
            for money in measure.money:
                if _group_of(edition, money.source) & sources:
                    for year, amount in money.amounts.items():
                        parts.setdefault(year, []).append(amount)
        for year, amounts in parts.items():
            printed = sum((row.amounts.get(year, Decimal(0)) for row in group), Decimal(0))
            yield Sum("totals", name, str(year), printed, tuple(amounts), edition.totals.unit)


def _group_of(edition: Edition, source: str) -> set[str]:
    assert edition.totals is not None
    rows = [row_of(edition.totals, one) for one in sources_of(source)]
    return {row.source for row in rows if row}


@rule("measures_against_totals", "error")
def measures_against_totals(edition: Edition) -> Iterator[Hit]:
    """All measures of a source add up, year by year, to the row of that source in the totals.

    A joint row («РБ, ЖБ») belongs to several sources, and the act does not divide it; sources
    that a joint row ties together are therefore compared as one sum. A source that has no row
    of its own counts towards "other sources". Private investment, which no measure names, is
    left out here and reported by source_without_measures.
    """
    yield from (item.hit() for item in _measures_against_totals(edition) if item.differs)


@rule("measures_against_totals_rounded", "note")
def measures_against_totals_rounded(edition: Edition) -> Iterator[Hit]:
    """The measures of a year miss the totals by no more than their rounding can explain."""
    yield from (item.hit() for item in _measures_against_totals(edition) if item.is_rounded)


@rule("source_out_of_bounds", "error")
def source_out_of_bounds(edition: Edition) -> Iterator[Hit]:
    """A printed total lies between what the source alone has and that plus all joint rows.

    Lower bound: rows that name this source only. Upper bound: with every joint row that names
    it. Outside these no division of the joint rows can give the printed figure.
    """
    if edition.totals is None:
        return
    for split in _splits(edition):
        amount = split.row.amounts.get(split.year, Decimal(0))
        rounding = HALF_UNIT * (split.count + 1)
        if split.alone - rounding <= amount <= split.alone + split.joint + rounding:
            continue
        highest = split.alone + split.joint
        expected = plain(split.alone)
        yield hit(
            "totals",
            split.row.source,
            str(split.year),
            printed=plain(amount),
            expected=expected if split.joint == 0 else f"{expected}–{plain(highest)}",
            amount=amount,
            lowest=split.alone,
            highest=highest,
            unit=edition.totals.unit,
        )


@dataclass(frozen=True)
class _YearSplit:
    row: TotalRow
    year: int
    alone: Decimal
    joint: Decimal
    count: int


def _splits(edition: Edition) -> Iterator[_YearSplit]:
    """For each totals row and year: money of its source alone, and in joint rows.

    Rows that no measure carries give nothing: source_without_measures reports them.
    """
    totals = edition.totals
    assert totals is not None
    splits = source_splits(edition, lambda source: _name(row_of(totals, source)))
    for row in totals.rows:
        if row.source == ALL or not any(source == row.source for source, _ in splits):
            continue
        for year in edition.period.years:
            split = splits.get((row.source, year), Split())
            yield _YearSplit(row, year, split.alone, split.joint, split.count)


def _name(row: TotalRow | None) -> str:
    return row.source if row else ""


@rule("source_without_measures", "error")
def source_without_measures(edition: Edition) -> Iterator[Hit]:
    """Money that the totals print under a source stands in some measure of the action plan."""
    if edition.totals is None:
        return
    carried = {
        source
        for measure in edition.measures
        for money in measure.money
        for source in _group_of(edition, money.source)
    }
    for row in edition.totals.rows:
        if row.source != ALL and row.source not in carried and row.total:
            yield hit(
                "totals",
                row.source,
                "total",
                printed=plain(row.total),
                expected="0",
                source=row.label,
                total=row.total,
                unit=edition.totals.unit,
            )


@rule("source_without_total", "error")
def source_without_total(edition: Edition) -> Iterator[Hit]:
    """A source that a measure names has a row in the totals, or there are "other sources"."""
    if edition.totals is None:
        return
    for measure in edition.measures:
        for money in measure.money:
            missing = [s for s in sources_of(money.source) if not row_of(edition.totals, s)]
            if missing:
                column = money_column(measure, money, "source")
                yield hit("measures", measure.code, column, printed=money.source, sources=missing)


def _absences(edition: Edition) -> Iterator[tuple[Measure, Money, TotalRow, str, list[int]]]:
    """Joint rows with the years in which one of their sources got nothing in the totals."""
    if edition.totals is None:
        return
    alone = {(split.row.source, split.year): split.alone for split in _splits(edition)}
    for measure in edition.measures:
        for money in measure.money:
            sources = sources_of(money.source)
            for source in sources if len(sources) > 1 else ():
                row = row_of(edition.totals, source)
                years = [
                    year
                    for year, amount in sorted(money.amounts.items())
                    if row and amount and row.amounts.get(year, 0) == alone.get((row.source, year))
                ]
                if row and years:
                    yield measure, money, row, source, years


def _absence(
    edition: Edition, measure: Measure, money: Money, row: TotalRow, source: str, years: list[int]
) -> Hit:
    amount = sum((money.amounts[year] for year in years), Decimal(0))
    return hit(
        "measures",
        measure.code,
        money_column(measure, money, f"source {source}"),
        printed=money.source,
        source=source,
        label=row.label,
        years=year_span(years),
        amount=amount,
        unit=edition.money_unit,
    )


@rule("joint_source_absent", "error")
def joint_source_absent(edition: Edition) -> Iterator[Hit]:
    """A source named in a joint row gets some of its money in the totals.

    Where a source's printed total equals its own rows exactly in every year of the joint row,
    nothing of the joint row was counted there: the whole sum stands under the other source.
    """
    for measure, money, row, source, years in _absences(edition):
        if len(years) == sum(1 for amount in money.amounts.values() if amount):
            yield _absence(edition, measure, money, row, source, years)


@rule("joint_source_absent_some_years", "warning")
def joint_source_absent_some_years(edition: Edition) -> Iterator[Hit]:
    """As joint_source_absent, but only in some years; the act may mean that by "joint"."""
    for measure, money, row, source, years in _absences(edition):
        if len(years) < sum(1 for amount in money.amounts.values() if amount):
            yield _absence(edition, measure, money, row, source, years)


@rule("source_called_differently", "note")
def source_called_differently(edition: Edition) -> Iterator[Hit]:
    """One source has one name in the measures, the passport and the totals.

    A source without a row of its own is counted as "other sources"; a finding for each part of
    the act that names it.
    """
    totals, finance = edition.totals, edition.passport.finance
    label = totals.row(OTHER) if totals else None
    if totals is None or label is None:
        return
    named: dict[tuple[str, str], str] = {}
    for measure in edition.measures:
        for money in measure.money:
            for source in sources_of(money.source):
                named.setdefault(("measures", source), measure.code)
    for source in finance.by_source if finance else ():
        named[("passport", source)] = source
    for (table, source), row in named.items():
        if totals.row(source) is None:
            yield hit(
                "measures" if table == "measures" else "passport",
                row,
                f"source {source}",
                printed=source,
                expected=label.label.kk,
                label=label.label,
            )


LOCAL_BUDGET_NOTE = "жергілікті бюджет"


@rule("local_money_not_counted", "note")
def local_money_not_counted(edition: Edition) -> Iterator[Hit]:
    """Measures paid "from local budgets" without a sum are missing from the local total."""
    row = edition.totals.row("ЖБ") if edition.totals else None
    if row is None or row.total is None:
        return
    silent = [
        measure.code
        for measure in edition.measures
        if measure.note and LOCAL_BUDGET_NOTE in measure.note.kk and not measure.money
    ]
    if silent:
        yield hit(
            "totals",
            "ЖБ",
            "total",
            printed=plain(row.total),
            count=len(silent),
            total=row.total,
            unit=edition.money_unit,
            measures=silent,
        )
