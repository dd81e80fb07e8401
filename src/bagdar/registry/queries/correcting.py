"""Which facts of a record may be asked to be otherwise, and the fact that a request speaks of."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from bagdar.registry import models
from bagdar.registry.queries.rows import details_of, model_of, on_day
from bagdar.registry.rules.corrections import OF_FACTS, FactField, columns_of, key_of
from bagdar.registry.rules.kinds import KINDS

HAPPENED = ("result", "graduation")  # of all days: the others as they stand today
MOST = 30  # facts of a kind, the latest first


def fields_of(
    person_id: UUID, on: date, *, but: Collection[str] = ()
) -> tuple[tuple[FactField, ...], ...]:
    """The fields of each fact of a record, a fact at a time. but: tables that are left out."""
    return tuple(
        tuple(
            FactField(kind, column, row.valid_from, key_of(KINDS[kind], details_of(row)))
            for column in columns_of(kind)
        )
        for kind in OF_FACTS
        if kind not in but
        for row in _rows(kind, person_id, on)
    )


def _rows(kind: str, person_id: UUID, on: date) -> list[Any]:
    rows = model_of(KINDS[kind]).objects.filter(models.CURRENT, person_id=person_id)
    if kind not in HAPPENED:
        rows = rows.filter(on_day(on))
    return list(rows.order_by("-valid_from", "pk")[:MOST])


def fact_of(person_id: UUID, field: FactField) -> models.Fact | None:
    """The fact that a field is of, as it stands; None: no such fact stands."""
    rows = model_of(KINDS[field.kind]).objects.filter(
        models.CURRENT, person_id=person_id, valid_from=field.since
    )
    for row in rows.order_by("pk"):
        if key_of(KINDS[field.kind], details_of(row)) == field.of:
            return row
    return None
