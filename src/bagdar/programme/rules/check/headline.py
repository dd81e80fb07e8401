"""The headline money of the passport and of section 6 against the annex's totals."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from bagdar.core.languages import Words
from bagdar.programme.rules.act import Edition, TotalRow, Totals
from bagdar.programme.rules.check.finding import Table, plain
from bagdar.programme.rules.check.rule import Hit, hit, rule
from bagdar.programme.rules.check.sums import ALL, HALF_UNIT, row_of
from bagdar.programme.rules.money import money_unit

# The passport and section 6 print billions, the annex millions: a billion rounded from millions
# may be off by half a billion.
ROUNDING_OF_BILLIONS = HALF_UNIT


def _scale(unit: Words, to: Words) -> Decimal | None:
    """What an amount in the first unit is multiplied by to stand in the second."""
    one, other = money_unit(unit), money_unit(to)
    return one / other if one and other else None


def _total_of(totals: Totals, source: str) -> TotalRow | None:
    return totals.row(source) if source == ALL else row_of(totals, source)


@rule("passport_against_totals", "error")
def passport_against_totals(edition: Edition) -> Iterator[Hit]:
    """The passport's billions are the annex's millions, rounded: within half a billion.

    Compared are the whole sum, each source and each year. The passport's World Bank is compared
    with "other sources", since the totals have no other row for it.
    """
    finance, totals = edition.passport.finance, edition.totals
    if finance is None or totals is None:
        return
    scale = _scale(totals.unit, finance.unit)
    whole = totals.row(ALL)
    if scale is None:
        return
    pairs: list[tuple[str, str, Decimal, Decimal | None]] = [
        (ALL, "total", finance.total, whole.total if whole else None)
    ]
    for source, amount in finance.by_source.items():
        row = _total_of(totals, source)
        pairs.append((source, "total", amount, row.total if row else None))
    for year, amount in finance.by_year.items():
        pairs.append((ALL, str(year), amount, whole.amounts.get(year) if whole else None))
    for source, column, amount, exact in pairs:
        if exact is not None and abs(amount - exact * scale) > ROUNDING_OF_BILLIONS:
            yield _rounded("passport", source, column, amount, exact, (finance.unit, totals.unit))


@rule("section6_against_totals", "error")
def section6_against_totals(edition: Edition) -> Iterator[Hit]:
    """Section 6's billions are the annex's millions, rounded: within half a billion."""
    if edition.section6 is None or edition.totals is None:
        return
    table, totals = edition.section6.table, edition.totals
    scale = _scale(totals.unit, table.unit)
    for row in table.rows if scale else ():
        exact = _total_of(totals, row.source)
        if exact is None:
            continue
        pairs = {"total": (row.total, exact.total)}
        pairs |= {str(y): (amount, exact.amounts.get(y)) for y, amount in row.amounts.items()}
        for column, (amount, whole) in pairs.items():
            if amount is None or whole is None or scale is None:
                continue
            if abs(amount - whole * scale) > ROUNDING_OF_BILLIONS:
                yield _rounded(
                    "section6", row.source, column, amount, whole, (table.unit, totals.unit)
                )


def _rounded(
    table: Table, row: str, column: str, amount: Decimal, exact: Decimal, units: tuple[Words, Words]
) -> Hit:
    """units: that of the amount, and that of the exact figure."""
    scale = _scale(units[1], units[0])
    assert scale is not None
    rounded = (exact * scale).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return hit(
        table,
        row,
        column,
        printed=plain(amount),
        expected=plain(rounded),
        amount=amount,
        unit=units[0],
        exact=exact,
        exact_unit=units[1],
        rounded=rounded,
    )


@rule("passport_against_section6", "error")
def passport_against_section6(edition: Edition) -> Iterator[Hit]:
    """The passport and section 6 print the same billions for each source."""
    finance, section6 = edition.passport.finance, edition.section6
    if finance is None or section6 is None:
        return
    scale = _scale(section6.table.unit, finance.unit)
    for source, amount in {ALL: finance.total, **finance.by_source}.items():
        row = _total_of(section6.table, source)
        if scale and row and row.total is not None and row.total * scale != amount:
            expected = row.total * scale
            yield hit(
                "passport",
                source,
                "section6",
                printed=plain(amount),
                expected=plain(expected),
                amount=amount,
                other=expected,
                unit=finance.unit,
            )


@rule("section6_years_empty", "warning")
def section6_years_empty(edition: Edition) -> Iterator[Hit]:
    """A table of needed resources gives them by year, as the totals of the same act do."""
    if edition.section6 is None or edition.totals is None:
        return
    has_years = any(row.amounts for row in edition.totals.rows)
    if has_years and not any(row.amounts for row in edition.section6.table.rows):
        years = f"{edition.period.first_year}–{edition.period.last_year}"
        yield hit("section6", ALL, "years", expected=years, years=years)


BUDGET_FUNDS = "бюджет қаражаты"


@rule("private_called_budget", "warning")
def private_called_budget(edition: Edition) -> Iterator[Hit]:
    """A sum that the passport calls budget funds contains budgets only.

    Read from the words «бюджет қаражаты» in the passport's sentence about money.
    """
    finance = edition.passport.finance
    if finance is None or BUDGET_FUNDS not in finance.text.kk:
        return
    private = finance.by_source.get("private")
    if private:
        yield hit(
            "passport",
            ALL,
            "finance",
            printed=BUDGET_FUNDS,
            total=finance.total,
            private=private,
            unit=finance.unit,
        )
