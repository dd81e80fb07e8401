"""What a contract says of one record, in plain Python: for a form, a service, a test.

`bagdar.warehouse.checking` says the same of whole columns, and a property holds the two equal. What
is asked between rows (Once, NoOverlap) and whether an id is known (REFERENCE) is not asked here.
"""

import math
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import singledispatch
from typing import Any

from bagdar.core.national_ids import Iin, read_iin
from bagdar.core.periods import NotYetBorn, age_on
from bagdar.warehouse.tables import predicates as ask
from bagdar.warehouse.tables.contract import Column, Kind, Rule, Severity, Table

Values = Mapping[str, Any]
Codes = Mapping[str, Collection[str]]
Finding = tuple[str, str, Severity]
_COUNTRY = re.compile("[A-Z]{2}")
_DISAGREEING = {"birth_date_differs", "sex_differs"}


def findings(values: Values, table: Table, codes: Codes) -> list[Finding]:
    """(column, code, severity) of every fault, in the contract's order.

    values  by column, of the type that its kind has; None, "" or nothing at all where it is empty
    codes   by the name of their list
    """
    filled = {name: value for name, value in values.items() if value not in (None, "")}
    own = [
        (column.name, code, Severity.REFUSES)
        for column in table.columns
        for code in _of_cell(column, filled, codes)
    ]
    faulty = {name for name, _, _ in own}
    broken = [
        (rule.column, rule.code, rule.severity)
        for rule in table.rules
        if not faulty & set(rule.test.columns) and _applies(rule, filled)
        and not holds(rule.test, filled)
    ]  # fmt: skip
    return [*own, *broken]


def _applies(rule: Rule, values: Values) -> bool:
    """A rule with a term is asked only of a record with a day."""
    if rule.since is None and rule.until is None:
        return True
    return "valid_from" in values and rule.applies_on(values["valid_from"])


# --- one cell -----------------------------------------------------------------------------------


def _of_cell(column: Column, values: Values, codes: Codes) -> Iterator[str]:
    if column.name not in values:
        if column.needed:
            yield "needed"
        return
    value = values[column.name]
    unread = _unread(column, value, codes)
    if unread:
        yield unread
        return
    if column.least is not None or column.most is not None:
        number = float(value)
        is_low = column.least is not None and number < float(column.least)
        if is_low or (column.most is not None and number > float(column.most)):
            yield "range"
    if column.longest and len(value) > column.longest:
        yield "long"


def _unread(column: Column, value: Any, codes: Codes) -> str | None:
    """The code of the finding where a value is not what its kind holds."""
    if not _is_of_kind(column.kind, value):
        return "kind"
    if column.kind is Kind.CODE:
        return None if value in codes[column.codes] else "code"
    if column.kind is Kind.CODES:
        return None if set(value.split()) <= set(codes[column.codes]) else "code"
    if column.kind is Kind.COUNTRY:
        return None if _COUNTRY.fullmatch(value) else "country"
    if column.kind in (Kind.IIN, Kind.BIN):
        return _of_number(column.kind, value)
    return None


def _is_of_kind(kind: Kind, value: Any) -> bool:
    if kind in (Kind.WHOLE, Kind.AMOUNT):
        return isinstance(value, int) and not isinstance(value, bool)
    if kind in (Kind.DECIMAL, Kind.SHARE):
        is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        return is_number and math.isfinite(value)
    if kind is Kind.YES_NO:
        return isinstance(value, bool)
    if kind is Kind.DAY:
        return isinstance(value, date) and not isinstance(value, datetime)
    if kind is Kind.INSTANT:
        return isinstance(value, datetime) and value.tzinfo is not None
    is_listed = kind in (Kind.CODE, Kind.CODES, Kind.COUNTRY)
    return isinstance(value, str) and (is_listed or "\x00" not in value)


def _of_number(kind: Kind, value: str) -> str | None:
    reading = read_iin(value)
    if reading.number is not None and reading.number.number == value:
        return None
    is_digits = reading.verdict in ("check_digit", "no_check_digit", "placeholder")
    return f"{kind}_check_digit" if is_digits else "kind"


# --- between the columns of a record --------------------------------------------------------------


@singledispatch
def holds(test: object, values: Values) -> bool:
    """Whether a record passes a test. values: only of the columns that are filled."""
    raise TypeError(f"{type(test).__name__} is not asked of one record")


@holds.register(ask.Once)
@holds.register(ask.NoOverlap)
def _(test: object, values: Values) -> bool:
    return True


def _both(values: Values, *names: str) -> bool:
    return all(name in values for name in names)


@holds.register
def _(test: ask.Later, values: Values) -> bool:
    if not _both(values, test.column, test.than):
        return True
    one, than = values[test.column], values[test.than]
    return bool(one >= than if test.or_same else one > than)


@holds.register
def _(test: ask.AtMost, values: Values) -> bool:
    if not _both(values, test.column, test.other):
        return True
    return float(values[test.column]) <= float(values[test.other])


@holds.register
def _(test: ask.Different, values: Values) -> bool:
    return not _both(values, test.column, test.other) or (values[test.column] != values[test.other])


@holds.register
def _(test: ask.AtLeastOne, values: Values) -> bool:
    return any(name in values for name in test.columns)


@holds.register
def _(test: ask.NeededWhen, values: Values) -> bool:
    return test.column in values or not _says(values, test.when, test.holds)


@holds.register
def _(test: ask.EmptyUnless, values: Values) -> bool:
    says_nothing = test.column not in values or (test.or_no and values[test.column] is False)
    return says_nothing or _says(values, test.unless, test.holds)


@holds.register
def _(test: ask.InRangeWhen, values: Values) -> bool:
    if test.column not in values or not _says(values, test.when, test.holds):
        return True
    return bool(test.least <= values[test.column] <= test.most)


@holds.register
def _(test: ask.AgeBetween, values: Values) -> bool:
    return _is_aged(values, test)


@holds.register
def _(test: ask.AgeWhen, values: Values) -> bool:
    return not _says(values, test.when, test.holds) or _is_aged(values, test)


def _is_aged(values: Values, test: ask.AgeBetween | ask.AgeWhen) -> bool:
    if not _both(values, test.born_on, test.on):
        return True
    try:
        return test.least <= age_on(values[test.born_on], values[test.on]) <= test.most
    except NotYetBorn:
        return False


@holds.register
def _(test: ask.IinAgrees, values: Values) -> bool:
    if test.iin not in values:
        return True
    said = Iin(values[test.iin]).warnings(values.get(test.born_on), values.get(test.sex))
    return not _DISAGREEING & set(said)


def _says(values: Values, name: str, codes: tuple[str, ...]) -> bool:
    return name in values and (not codes or values[name] in codes)
