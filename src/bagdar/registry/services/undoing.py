"""Taking back what a delivery brought, as far as nobody has corrected it since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.core.periods import Change, Period, gaps, taken_in
from bagdar.registry import models
from bagdar.registry.queries.delivered import MODELS, columns_of, timelines_of
from bagdar.registry.rules.taking import Timelines, key_of, value_of
from bagdar.registry.services.delivering import Delivered, replace_keys, write
from bagdar.warehouse.tables.registry import TABLES


@dataclass(frozen=True)
class Undone:
    """ended: what the delivery had added; restored: what it had ended and stands again.

    kept  what it had added and others have corrected since: their corrections stay
    """

    ended: int
    restored: int
    kept: int


@transaction.atomic
def undo_delivery(delivery_id: UUID, *, by: Actor, at: datetime) -> Undone:
    """Everything that a delivery added ends, and what it ended stands again where days are free."""
    ended = restored = kept = 0
    people: set[UUID] = set()
    origin = Origin.REAL
    for table, model in MODELS.items():
        subject = TABLES[table].subject
        mine = model._default_manager.filter(delivery_id=delivery_id)
        theirs = model._default_manager.filter(superseded_delivery_id=delivery_id)
        theirs = theirs.exclude(delivery_id=delivery_id)
        if not subject or not (mine.exists() or theirs.exists()):
            continue
        origin = Origin((mine.first() or theirs.first()).origin)  # type: ignore[union-attr]
        about = {getattr(one, f"{subject}_id") for rows in (mine, theirs) for one in rows}
        whose = {"people": about} if subject == "person" else {"organisations": about}
        found = timelines_of([table], lock=True, **whose)
        _take_away(found, table, mine.filter(models.CURRENT))
        _put_back(found, table, theirs)
        kept += mine.filter(superseded_at__isnull=False).exclude(
            superseded_delivery_id=delivery_id
        ).count()
        gone, back = write(found, Delivered(delivery_id, origin, by, at))
        ended, restored = ended + gone, restored + back
        if table == "person":
            people |= about
    replace_keys(people, origin)
    facts = {"ended": ended, "restored": restored, "kept": kept}
    record("registry.delivery_undone", about=f"intake.delivery:{delivery_id}", by=by, facts=facts)
    return Undone(ended, restored, kept)


def _take_away(found: Timelines, table: str, rows: Iterable[models.Fact]) -> None:
    for row in rows:
        columns = {name: getattr(row, name) for name in columns_of(table)}
        key = key_of(table, columns)
        days = Period(row.valid_from, row.valid_to)
        found.said[key] = [
            one for one in found.now(key) if one != (days, value_of(columns))
        ]


def _put_back(found: Timelines, table: str, rows: Iterable[models.Fact]) -> None:
    for row in rows:
        columns = {name: getattr(row, name) for name in columns_of(table)}
        key = key_of(table, columns)
        standing = found.now(key)
        for days in gaps([one for one, _ in standing], within=Period(row.valid_from, row.valid_to)):
            found.said[key] = taken_in(found.now(key), Change(value_of(columns), days))


