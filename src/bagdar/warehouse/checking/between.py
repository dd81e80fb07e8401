"""What a rule asks of the columns of a row, as expressions.

Each rule gives two: `suspect` is cheap and true wherever the rule is broken, and perhaps elsewhere;
`exact` is asked of the suspects alone. Where the first is exact, there is no second.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce, singledispatch
from operator import and_, or_

import polars as pl

from bagdar.warehouse.checking import national
from bagdar.warehouse.tables import predicates as ask
from bagdar.warehouse.tables.contract import Rule

Lists = Mapping[str, pl.Enum]


@dataclass(frozen=True)
class Fault:
    """Where a rule is broken. An unknown answer is no."""

    suspect: pl.Expr
    exact: pl.Expr | None = None

    def where(self, condition: pl.Expr) -> "Fault":
        return replace(self, suspect=condition & self.suspect)


def fault_of(rule: Rule, lists: Lists) -> Fault:
    """Where a row breaks a rule. A rule with a term is asked only of rows with a day."""
    found = fault(rule.test, lists)
    day = pl.col("valid_from")
    if rule.since is not None:
        found = found.where(day >= rule.since)
    if rule.until is not None:
        found = found.where(day < rule.until)
    return found


@singledispatch
def fault(test: object, lists: Lists) -> Fault:
    raise TypeError(f"{type(test).__name__} has no meaning over the columns of a row")


@fault.register
def _(test: ask.Later, lists: Lists) -> Fault:
    one, than = pl.col(test.column), pl.col(test.than)
    return Fault(one < than if test.or_same else one <= than)


@fault.register
def _(test: ask.AtMost, lists: Lists) -> Fault:
    return Fault(pl.col(test.column) > pl.col(test.other))


@fault.register
def _(test: ask.Different, lists: Lists) -> Fault:
    return Fault(_plain(test.column, lists) == _plain(test.other, lists))


@fault.register
def _(test: ask.AtLeastOne, lists: Lists) -> Fault:
    return Fault(reduce(and_, (pl.col(name).is_null() for name in test.columns)))


@fault.register
def _(test: ask.NeededWhen, lists: Lists) -> Fault:
    return Fault(pl.col(test.column).is_null() & _holds(test.when, test.holds, lists))


@fault.register
def _(test: ask.EmptyUnless, lists: Lists) -> Fault:
    told = pl.col(test.column)
    says_something = told.fill_null(False) if test.or_no else told.is_not_null()
    return Fault(says_something & ~_holds(test.unless, test.holds, lists))


@fault.register
def _(test: ask.InRangeWhen, lists: Lists) -> Fault:
    number = pl.col(test.column)
    is_outside = (number < test.least) | (number > test.most)
    return Fault(is_outside & _holds(test.when, test.holds, lists))


@fault.register
def _(test: ask.AgeBetween, lists: Lists) -> Fault:
    return _age(test.born_on, test.on, test.least, test.most)


@fault.register
def _(test: ask.AgeWhen, lists: Lists) -> Fault:
    found = _age(test.born_on, test.on, test.least, test.most)
    return found.where(_holds(test.when, test.holds, lists))


def _age(born_on: str, on: str, least: int, most: int) -> Fault:
    """So many whole years take 365 days each at least and 366 at most: most rows are cleared."""
    days = pl.col(on).to_physical() - pl.col(born_on).to_physical()
    born, day = _digits(pl.col(born_on)), _digits(pl.col(on))
    age = (day - born) // 10_000  # whoever was born on 29 February is older on 1 March
    return Fault(
        suspect=(days < max(least * 366, 0)) | (days >= (most + 1) * 365),
        exact=(age < least) | (age > most) | (day < born),
    )


def _digits(day: pl.Expr) -> pl.Expr:
    """A day as yyyymmdd."""
    return day.dt.year() * 10_000 + day.dt.month().cast(pl.Int32) * 100 + day.dt.day()


@fault.register
def _(test: ask.IinAgrees, lists: Lists) -> Fault:
    number, born_on, sex = pl.col(test.iin), pl.col(test.born_on), pl.col(test.sex)
    quick = national.whole(number)
    is_odd = quick // 10**5 % 2 == 1
    same_day = national.day_of(quick) == born_on.to_physical()
    same_sex = pl.when(is_odd).then(sex == "male").otherwise(sex == "female")
    clear = same_day.fill_null(born_on.is_null()) & same_sex.fill_null(True)
    return Fault(
        suspect=number.is_not_null() & ~clear,
        exact=national.disagrees(number, born_on, sex),
    )


def _plain(name: str, lists: Lists) -> pl.Expr:
    return pl.col(name).cast(pl.String) if name in lists else pl.col(name)


def _holds(name: str, codes: tuple[str, ...], lists: Lists) -> pl.Expr:
    """Whether a column holds one of some codes; without codes, whether it is filled."""
    column = pl.col(name)
    if not codes:
        return column.is_not_null()
    if name not in lists:
        return column.is_in(codes).fill_null(False)
    known = [code for code in codes if code in lists[name].categories]
    return reduce(or_, (column == code for code in known), pl.lit(False)).fill_null(False)
