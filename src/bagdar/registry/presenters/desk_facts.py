"""Facts of an own person as tables and lists of what is known, by the columns of their contract."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from bagdar.core.names import Name
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import t
from bagdar.registry.presenters.desk_lists import name_of
from bagdar.registry.queries import desk as queries
from bagdar.registry.queries.declared import lists
from bagdar.registry.queries.own_facts import OwnFact, own_facts
from bagdar.registry.rules.own_facts import HERE, OWN_KINDS, OwnKind
from bagdar.warehouse.tables import contract
from bagdar.warehouse.tables.contract import Kind

NUMBERS = (Kind.WHOLE, Kind.DECIMAL, Kind.AMOUNT)
Names = Mapping[UUID, Name]


def table(own: OwnKind, found: Sequence[OwnFact], person_id: UUID, today: date) -> Table:
    """A line a fact, the latest first; the first cell leads to where it is changed."""
    shown = _shown(own)
    names = _names(own, found, today)
    rows = [
        {
            **{one.name: _cell(one, getattr(fact.details, one.name), names) for one in shown},
            "valid_from": fact.valid.start,
            "valid_to": fact.valid.end,
            "href": reverse(f"desk_{own.name}", args=[person_id, fact.id]),
        }
        for fact in found
    ]
    columns = [_column(one, is_first=place == 0) for place, one in enumerate(shown)]
    columns += [Column(name, t(f"column.{name}"), "date") for name in ("valid_from", "valid_to")]
    return Table(
        own.name, t(f"table.{own.name}"), columns, rows, empty=t("registry_desk.member.nothing"),
        find=False,
    )  # fmt: skip


def tables(
    of: str, person_id: UUID, organisation_id: UUID, today: date, may: Callable[[str], bool]
) -> list[Table]:
    """Of every kind that is kept of pupils or of staff, and of which the reader may read."""
    return [
        table(one, own_facts(one, person_id, organisation_id), person_id, today)
        for one in OWN_KINDS.values()
        if one.of == of and may(one.object)
    ]


def facts(
    own: OwnKind, details: Any, since: date, until: date | None, today: date
) -> list[tuple[str, object]]:
    """What a fact is of and when it holds, above the form that changes it."""
    named = [one for one in _shown(own) if one.name in own.kind.table.timeline]
    names = queries.names([getattr(details, one.name) for one in named if one.to], today)
    said = [(one.name, _cell(one, getattr(details, one.name), names)) for one in named]
    told = [*said, ("valid_from", since), ("valid_to", until)]
    return [(t(f"column.{name}"), value) for name, value in told if value]


def _shown(own: OwnKind) -> list[contract.Column]:
    return [one for one in own.kind.columns if one.name != HERE]


def _names(own: OwnKind, found: Iterable[OwnFact], today: date) -> Names:
    """Of the people whom the facts name."""
    columns = [one.name for one in own.kind.columns if one.to == "person"]
    return queries.names([getattr(one.details, name) for one in found for name in columns], today)


def _column(one: contract.Column, *, is_first: bool) -> Column:
    kind: Any = "number" if one.kind in NUMBERS else "text"
    return Column(
        one.name, t(f"column.{one.name}"), kind, wide=is_first, link="href" if is_first else None
    )


def _cell(column: contract.Column, value: Any, names: Names) -> object:
    if column.to == "person":
        name = names.get(value)
        return (name.full if name else "") or t("registry_desk.no_name")
    if value is None or value == "":
        return None
    if column.kind is Kind.CODE:
        return name_of(lists()[column.codes], value)
    if column.kind is Kind.YES_NO:
        return Mark(t("registry_desk.yes"), "sky") if value else t("registry_desk.no")
    return value
