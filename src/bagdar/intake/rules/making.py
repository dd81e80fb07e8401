"""Which facts a row makes: the declared makings of its form, filled with its values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bagdar.core.periods import Period
from bagdar.intake.rules.forms import Form, Makes
from bagdar.warehouse.tables.registry import TABLES

WHOM = ("person_id", "organisation_id", "guardian_id")


@dataclass(frozen=True)
class Made:
    """A fact that a row makes, of whomever it speaks.

    columns  the table's own columns without those that point to somebody
    valid    the days for which it holds
    """

    making: Makes
    columns: Mapping[str, Any]
    valid: Period[date]


def made(form: Form, values: Mapping[str, Any]) -> Iterator[Made]:
    """The facts that a row makes, in the order of its form's makings."""
    for one in form.makes:
        if not one.when or any(name in values for name in one.when):
            yield Made(one, _columns(one, values), _days(one, values))


def _columns(one: Makes, values: Mapping[str, Any]) -> Mapping[str, Any]:
    own = (column.name for column in TABLES[one.table].own_columns)
    return {
        name: one.fixed.get(name, values.get(one.columns.get(name, name)))
        for name in own
        if name not in WHOM
    }


def _days(one: Makes, values: Mapping[str, Any]) -> Period[date]:
    start = values[one.start] if one.days != "known" else _first_day(values)
    if one.days == "day":
        return Period(start, start + timedelta(days=1))
    end = values.get(one.end) if one.days == "period" and one.end else None
    return Period(start, end)


def _first_day(values: Mapping[str, Any]) -> date:
    return values["valid_from"]  # type: ignore[no-any-return]
