"""What the register holds of an organisation today, as rows of a form: where a secretary starts."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from bagdar.intake import models
from bagdar.intake.rules.forms import Form, Makes
from bagdar.intake.rules.making import WHOM
from bagdar.registry.public import facts_today, names_of_groups
from bagdar.warehouse.tables.registry import TABLES

Row = dict[str, Any]


def rows_today(form: Form, organisation_id: UUID, on: date) -> list[Row]:
    """A row for each fact that stands, with whom it is about; in the order of group and name."""
    whole = form.main
    facts = facts_today(whole.table, organisation_id, on)
    people = _people(facts, organisation_id, on) if form.is_of_people else {}
    known = {one.name for one in form.columns}
    rows = [_row(fact, whole, people.get(fact.get("person_id"), {}), known) for fact in facts]
    return sorted(rows, key=_in_order)


def _row(fact: Mapping[str, Any], one: Makes, person: Mapping[str, Any], known: set[str]) -> Row:
    back = {name: given for given, name in one.columns.items()}
    own = {one.columns.get(name, name): value for name, value in fact.items() if name not in WHOM}
    own |= {one.start: fact["valid_from"], one.end: fact["valid_to"]}
    row = {**person, **{name: value for name, value in own.items() if name not in back}}
    return {name: value for name, value in row.items() if name in known and value not in (None, "")}


def _people(
    facts: list[Mapping[str, Any]], organisation_id: UUID, on: date
) -> Mapping[UUID, Mapping[str, Any]]:
    ids = {one["person_id"] for one in facts}
    numbers = dict(
        models.LocalNumber.objects.filter(organisation_id=organisation_id).values_list(
            "person_id", "number"
        )
    )
    own = [one.name for one in TABLES["person"].own_columns]
    return {
        one["person_id"]: {
            **{name: one[name] for name in own if name not in WHOM},
            "person_id": str(one["person_id"]),
            "local_number": numbers.get(one["person_id"], ""),
        }
        for one in facts_today("person", None, on, people=ids)
    }


def _in_order(row: Row) -> tuple[Any, ...]:
    names = (str(row.get(one, "")) for one in ("family", "given", "name", "local_number"))
    return (row.get("grade") or 0, str(row.get("group", "")), *names)


def groups_of(organisation_id: UUID | None, on: date) -> tuple[str, ...]:
    """The groups of an organisation on a day, which a template offers."""
    return names_of_groups(organisation_id, on) if organisation_id else ()
