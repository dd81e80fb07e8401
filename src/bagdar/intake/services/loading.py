"""Loads what was received, chunk by chunk: each is one transaction with the cursor in it.

Killed at any instant, the chunk in hand has gone in whole or not at all, and whoever comes next
goes on behind the last that did. Two loaders of one delivery wait for each other at its row and
the second finds the cursor moved, so it takes the next chunk.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.core.sheets.limits import COMMAND_LINE
from bagdar.intake import models
from bagdar.intake.queries import declared, deliveries, senders
from bagdar.intake.queries.deliveries import DeliveryInfo
from bagdar.intake.queries.judging import judged
from bagdar.intake.queries.planning import Plan, plan
from bagdar.intake.queries.senders import Sender
from bagdar.intake.rules.errors import NoSuchDelivery
from bagdar.intake.rules.forms import Form
from bagdar.intake.rules.nouns import OPEN, Counts, Row, Sheet, State, Told
from bagdar.intake.services.receiving import File, sheet_of
from bagdar.registry.public import Delivered, write_delivered
from bagdar.registry.rules.errors import IinTaken
from bagdar.rows import insert_rows

CHUNK = 500
ATTEMPTS = 3  # of a chunk that meets another delivery's rows
Progress = Callable[[int, int], None]


def load(
    id: UUID,
    *,
    sheet: Sheet | None = None,
    chunk: int = CHUNK,
    told: Progress = lambda done, rows: None,
) -> DeliveryInfo:
    """Take in the rest of a delivery. One that has ended stays as it is. Raises NoSuchDelivery.

    sheet  what was read of its bytes, by whoever has just done so
    """
    row = models.Delivery.objects.filter(pk=id).first()
    if row is None:
        raise NoSuchDelivery()
    if State(row.state) in OPEN:
        form = declared.form(row.form)
        rows = judged((sheet or _sheet_of(row)).rows, form)
        begin(id, rows, at=timezone.now())
        while (done := _attempted(id, form, rows, chunk)) is not None:
            told(done, len(rows))
    return deliveries.delivery(id)


def _sheet_of(row: models.Delivery) -> Sheet:
    """The rows of a delivery: the same each time, since nothing but its bytes is asked."""
    said = Told(row.encoding or None, row.decimal)  # type: ignore[arg-type]
    file = File(bytes(row.content), row.file_name, said)
    return sheet_of(declared.form(row.form), file, COMMAND_LINE)


@transaction.atomic
def begin(id: UUID, rows: tuple[Row, ...], *, at: datetime) -> None:
    """Note that every row was looked through, and how many will come back whatever is known."""
    row = models.Delivery.objects.select_for_update().defer("content").get(pk=id)
    if row.state != State.RECEIVED.value:
        return
    row.state, row.beat_at = State.CHECKED.value, at
    row.save(update_fields=["state", "beat_at"])
    facts = {"rows": len(rows), "refused": sum(one.is_refused for one in rows)}
    record("intake.checked", about=f"intake.delivery:{id}", by=_sender_of(row), facts=facts)


def _attempted(id: UUID, form: Form, rows: tuple[Row, ...], chunk: int) -> int | None:
    """A chunk, tried again where somebody else recorded the same person meanwhile."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return load_chunk(id, form, rows, chunk=chunk, at=timezone.now())
        except (IntegrityError, IinTaken):
            if attempt == ATTEMPTS:
                raise
    return None


@transaction.atomic
def load_chunk(
    id: UUID, form: Form, rows: tuple[Row, ...], *, chunk: int, at: datetime
) -> int | None:
    """The next rows, their facts, what comes back of them, the cursor and the event: one whole.

    How many rows are dealt with afterwards; None: there was nothing left to do.
    """
    row = models.Delivery.objects.select_for_update().defer("content").get(pk=id)
    if State(row.state) not in OPEN:
        return None
    taken = rows[row.rows_done : row.rows_done + chunk]
    found = plan(form, taken, _as_sender(row), on=local_date(at), lock=True)
    _write(row, found, at)
    row.rows_done += len(taken)
    row.counts = (Counts(**row.counts) + found.counts).by_name
    is_done = row.rows_done == row.rows
    row.state = (State.LOADED if is_done else State.LOADING).value
    row.beat_at, row.ended_at = at, at if is_done else None
    row.save(update_fields=["rows_done", "counts", "state", "beat_at", "ended_at"])
    facts = {"rows_done": row.rows_done, **found.counts.by_name}
    record("intake.rows_taken", about=f"intake.delivery:{id}", by=_sender_of(row), facts=facts)
    return row.rows_done


def _write(row: models.Delivery, found: Plan, at: datetime) -> None:
    delivered = Delivered(row.pk, Origin(row.origin), _sender_of(row), at)
    write_delivered(
        found.timelines,
        told=delivered,
        new_people=found.new_people,
        new_organisations=found.new_organisations,
    )
    models.ReportedRow.objects.bulk_create(deliveries.kept(found.rows, row.pk))
    shared = {"organisation_id": row.organisation_id, "delivery_id": row.pk}
    numbers = found.local_numbers.items()
    insert_rows(
        models.LocalNumber, ({**shared, "number": one, "person_id": id} for one, id in numbers)
    )


def _as_sender(row: models.Delivery) -> Sender:
    if row.organisation_id is not None:
        return senders.sender(row.organisation_id)
    return Sender(None, row.region, Origin(row.origin), senders.unnamed(row.region))


def _sender_of(row: models.Delivery) -> Actor:
    return Actor(row.by, row.role)
