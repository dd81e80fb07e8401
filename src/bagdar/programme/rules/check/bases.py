"""Base years and base figures that indicators carry in their names."""

import re
from collections.abc import Iterator
from decimal import Decimal

from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.check.finding import plain
from bagdar.programme.rules.check.reading import figures, indicator_table
from bagdar.programme.rules.check.rule import Hit, hit, rule

YEAR_AND_FIGURE = re.compile(r"\((\d{4})\s*[–-]\s*(\d+(?:[.,]\d+)?)\s*%\)")
BASE = re.compile(r"(\d{4}) жылғ?ы (.{3,60}?)жалпы сан")


@rule("base_year_of_figure", "warning")
def base_year_of_figure(edition: Edition) -> Iterator[Hit]:
    """A figure that a name gives for another year is not also the baseline year's figure.

    «(2019-3,3%)» beside 3.3 in the column of 2018: one of the two years is wrong.
    """
    for _, row in edition.rows():
        for table in row.tables:
            named = YEAR_AND_FIGURE.search(getattr(row, table).name.kk)
            baseline = row.targets(table).get(edition.baseline_year)
            if named is None or baseline is None:
                continue
            year, figure = int(named[1]), Decimal(named[2].replace(",", "."))
            if (year == edition.baseline_year) != (figure == baseline):
                yield hit(
                    indicator_table(table),
                    row.code,
                    str(edition.baseline_year),
                    printed=plain(baseline),
                    expected=f"{year}: {plain(figure)}",
                    year=edition.baseline_year,
                    baseline=baseline,
                    named_year=year,
                    named=figure,
                )


@rule("base_conflict", "warning")
def base_conflict(edition: Edition) -> Iterator[Hit]:
    """The same base, in the same words, has the same figure in every name of a table.

    Read from «2018 жылы … жалпы сан… (17 454 адам)»: year, words of the base, figure.
    """
    for table in ("body", "annex"):
        first: dict[tuple[str, str], tuple[str, Decimal]] = {}
        for _, row in edition.rows():
            wording = getattr(row, table)
            base = BASE.search(wording.name.kk) if wording else None
            bracket = re.search(r"\(([^)]*)\)[^(]*$", wording.name.kk) if wording else None
            amounts = figures(bracket[1]) if bracket else []
            if not base or len(amounts) != 1:
                continue
            key = (base[1], base[2].strip())
            other, amount = first.setdefault(key, (row.code, amounts[0]))
            if amount != amounts[0]:
                yield hit(
                    indicator_table(table),
                    row.code,
                    "name",
                    printed=plain(amounts[0]),
                    expected=plain(amount),
                    amount=amounts[0],
                    other=other,
                    other_amount=amount,
                    year=base[1],
                    base=key[1],
                )
