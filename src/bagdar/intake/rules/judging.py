"""A form's rules over its rows: what must hold within a row and between rows, one row at a time.

The plain reading of `warehouse.tables.predicates`; a test holds it to what the same contract says
over whole columns. Nothing here repeats what stands in a cell.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import singledispatch
from typing import Any
from uuid import UUID

from bagdar.core.names import flag
from bagdar.core.national_ids import Iin, read_bin, read_iin, verdict_phrase, warning_phrase
from bagdar.core.periods import NotYetBorn, age_on
from bagdar.intake.rules.forms import Form
from bagdar.intake.rules.nouns import Finding, Row
from bagdar.warehouse.tables import predicates as asked
from bagdar.warehouse.tables.contract import Column, Kind, Rule, Severity

Values = Mapping[str, Any]
Codes = Callable[[str], Mapping[str, object]]
NAMES = ("family", "given", "patronymic")
_COUNTRY = re.compile("[A-Z]{2}")


def judged(rows: Sequence[Row], form: Form, codes: Codes) -> tuple[Row, ...]:
    """Each row with what was found in it. codes: a code list by its name."""
    between = Between(form)
    return tuple(row.found([*_row(row, form, codes), *between.findings(row)]) for row in rows)


def _row(row: Row, form: Form, codes: Codes) -> Iterator[Finding]:
    for column in form.columns:
        if column.name in row.values:
            yield from _cell(column, row.values[column.name], row.values, codes)
    day = _day(row.values, form)
    for rule in form.table.rules:
        if isinstance(rule.test, asked.Once | asked.NoOverlap | asked.IinAgrees):
            continue
        if (day is None or rule.applies_on(day)) and not _knows(rule, row) is False:
            if not holds(rule.test, row.values):
                yield broken(rule)
    for rule in form.table.rules:
        if isinstance(rule.test, asked.IinAgrees):
            yield from _disagreeing(rule, rule.test, row.values)


def _knows(rule: Rule, row: Row) -> bool:
    """A cell that is wrong already gives no second fault as an empty one."""
    wrong = {one.column for one in row.findings}
    return not wrong & set(rule.test.columns)


def _day(values: Values, form: Form) -> date | None:
    found = values.get(form.makes[-1].start) or values.get("valid_from")
    return found if isinstance(found, date) else None


def broken(rule: Rule) -> Finding:
    return Finding(
        rule.column, f"rule.{rule.code}", f"remedy.{rule.code}", severity=rule.severity
    )


# --- one cell -----------------------------------------------------------------------------------


def _cell(column: Column, value: Any, values: Values, codes: Codes) -> Iterator[Finding]:
    if column.kind in (Kind.IIN, Kind.BIN):
        read = read_iin if column.kind is Kind.IIN else read_bin
        verdict = read(value).verdict
        if verdict != "valid":
            phrase = verdict_phrase(verdict)
            yield Finding(column.name, phrase.key, facts=phrase.facts)
    elif column.kind is Kind.COUNTRY and not _COUNTRY.fullmatch(value):
        yield _finding(column, "country")
    elif column.kind is Kind.CODES:
        unknown = [one for one in value.split() if one not in codes(column.codes)]
        if unknown:
            facts = {"known": sorted(codes(column.codes))}
            yield Finding(column.name, "fault.cell_choice", "fault.cell_choice.remedy", facts)
    elif column.kind is Kind.REFERENCE and column.to != "territory" and not _is_uuid(value):
        yield _finding(column, "identifier")
    elif column.name.removeprefix("guardian_") in NAMES:
        for one in flag(value)[:1]:
            key, facts = one.phrase.key, one.phrase.facts
            yield Finding(column.name, key, facts=facts, severity=Severity.WARNS)


def _finding(column: Column, code: str) -> Finding:
    key = f"intake.cell.{code}"
    return Finding(column.name, key, f"{key}.remedy")


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _disagreeing(rule: Rule, test: asked.IinAgrees, values: Values) -> Iterator[Finding]:
    number = values.get(test.iin)
    if number is None or read_iin(number).verdict != "valid":
        return
    for warning in Iin(number).warnings(values.get(test.born_on), values.get(test.sex)):
        phrase = warning_phrase(warning)
        yield Finding(rule.column, phrase.key, facts=phrase.facts, severity=rule.severity)


# --- between the columns of a row -----------------------------------------------------------------


@singledispatch
def holds(test: Any, values: Values) -> bool:
    """Whether a row passes a test. An empty cell passes all but Needed and AtLeastOne."""
    raise TypeError(f"no reading of {type(test).__name__}")


def _both(one: Any, other: Any) -> bool:
    return one is not None and other is not None


@holds.register
def _(test: asked.Later, values: Values) -> bool:
    one, than = values.get(test.column), values.get(test.than)
    return not _both(one, than) or one > than or (test.or_same and one == than)


@holds.register
def _(test: asked.AtMost, values: Values) -> bool:
    one, other = values.get(test.column), values.get(test.other)
    return not _both(one, other) or one <= other


@holds.register
def _(test: asked.AgeBetween, values: Values) -> bool:
    return _is_aged(values.get(test.born_on), values.get(test.on), test.least, test.most)


@holds.register
def _(test: asked.AgeWhen, values: Values) -> bool:
    if values.get(test.when) not in test.holds:
        return True
    return _is_aged(values.get(test.born_on), values.get(test.on), test.least, test.most)


def _is_aged(born_on: date | None, on: date | None, least: int, most: int) -> bool:
    if born_on is None or on is None:
        return True
    try:
        return least <= age_on(born_on, on) <= most
    except NotYetBorn:
        return False


@holds.register
def _(test: asked.InRangeWhen, values: Values) -> bool:
    number = values.get(test.column)
    if number is None or values.get(test.when) not in test.holds:
        return True
    return bool(test.least <= number <= test.most)


@holds.register
def _(test: asked.NeededWhen, values: Values) -> bool:
    return test.column in values or not _says(values.get(test.when), test.holds)


@holds.register
def _(test: asked.EmptyUnless, values: Values) -> bool:
    return test.column not in values or _says(values.get(test.unless), test.holds)


def _says(value: Any, codes: tuple[str, ...]) -> bool:
    return value is not None and (not codes or value in codes)


@holds.register
def _(test: asked.AtLeastOne, values: Values) -> bool:
    return any(one in values for one in test.columns)


@holds.register
def _(test: asked.Different, values: Values) -> bool:
    one, other = values.get(test.column), values.get(test.other)
    return not _both(one, other) or one != other


# --- between rows ---------------------------------------------------------------------------------


class Between:
    """What a row repeats of the rows before it; only those that may go in are remembered."""

    def __init__(self, form: Form) -> None:
        self._rules = [one for one in form.table.rules if isinstance(one.test, asked.Once)]
        self._seen: dict[tuple[int, tuple[Any, ...]], int] = {}

    def findings(self, row: Row) -> list[Finding]:
        found: list[Finding] = []
        keys: list[tuple[int, tuple[Any, ...]]] = []
        for place, rule in enumerate(self._rules):
            key = (place, tuple(row.values.get(one) for one in rule.test.columns))
            if None in key[1]:
                continue
            keys.append(key)
            if key in self._seen:
                told = broken(rule)
                facts = {"line": self._seen[key]}
                found.append(Finding(told.column, told.key, told.remedy, facts, told.severity))
        for key in keys:
            self._seen.setdefault(key, row.line)
        return found
