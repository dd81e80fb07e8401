"""Ends a delivery before its rows are all in, or takes back what it brought."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.intake import models
from bagdar.intake.queries import deliveries
from bagdar.intake.queries.deliveries import DeliveryInfo
from bagdar.intake.rules.errors import NoSuchDelivery, NotLoaded, NotOpen, ReasonNeeded
from bagdar.intake.rules.nouns import OPEN, State
from bagdar.registry.public import undo_delivery

LONGEST_REASON = 500


@transaction.atomic
def cancel(id: UUID, *, by: Actor, at: datetime) -> DeliveryInfo:
    """No further row goes in; those that are in stay, until somebody withdraws them.

    Raises NoSuchDelivery, NotOpen.
    """
    row = _locked(id)
    if State(row.state) not in OPEN:
        raise NotOpen(state=row.state)
    state = State.LOADED if row.rows_done else State.CANCELLED
    row.state, row.ended_at = state.value, at
    row.save(update_fields=["state", "ended_at"])
    facts = {"rows_done": row.rows_done, "rows": row.rows}
    record("intake.cancelled", about=f"intake.delivery:{id}", by=by, facts=facts)
    return deliveries.info(row)


@transaction.atomic
def withdraw(id: UUID, reason: str, *, by: Actor, at: datetime) -> DeliveryInfo:
    """Take back everything that a delivery brought, as far as nobody has corrected it since.

    Raises NoSuchDelivery, NotLoaded, ReasonNeeded.
    """
    row = _locked(id)
    if row.state != State.LOADED.value:
        raise NotLoaded(state=row.state)
    if not reason.strip():
        raise ReasonNeeded()
    withdrawn = models.Delivery.objects.filter(state=State.WITHDRAWN.value)
    before = frozenset(withdrawn.values_list("pk", flat=True))
    undone = undo_delivery(id, by=by, at=at, undone=before)
    models.LocalNumber.objects.filter(delivery_id=id).delete()
    row.state, row.ended_at = State.WITHDRAWN.value, at
    row.reason = reason.strip()[:LONGEST_REASON]
    row.kept = len(undone.left)
    row.save(update_fields=["state", "ended_at", "reason", "kept"])
    facts = {"ended": undone.ended, "restored": undone.restored, "kept": row.kept}
    record("intake.withdrawn", about=f"intake.delivery:{id}", by=by, facts=facts)
    return deliveries.info(row)


def _locked(id: UUID) -> models.Delivery:
    row = models.Delivery.objects.select_for_update().defer("content").filter(pk=id).first()
    if row is None:
        raise NoSuchDelivery()
    return row
