"""Appending to the log of a queue: every deed of the queue ends here, under its lock.

The lock is the row of the queue: whoever comes second reads what the first has written. An instant
never goes back in a log; who had to wait for the lock stands at the instant of the one before, and
the lottery number decides between them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from bagdar.admissions import models
from bagdar.admissions.queries.reading import (
    application_id,
    fields_of,
    head_of,
    place_id,
    values,
)
from bagdar.admissions.rules.queue.entries import Entry, canonical
from bagdar.admissions.rules.queue.errors import AlreadyIn, NoSuchQueue
from bagdar.admissions.rules.queue.nouns import EntryKind
from bagdar.admissions.rules.queue.standing import Application, Head, Slot
from bagdar.admissions.rules.queue.steps import Change, step
from bagdar.audit.public import record_all
from bagdar.audit.rules import Actor
from bagdar.notary import public as notary

RECEIPT_KIND = "admissions.queue_entry"
Said = tuple[EntryKind, Mapping[str, Any]]


def locked(id: UUID) -> models.Queue:
    """Within a transaction: nobody else appends until it ends. Raises NoSuchQueue."""
    found = models.Queue.objects.select_for_update().filter(pk=id).first()
    if found is None:
        raise NoSuchQueue()
    return found


class Rows:
    """Of the projection what one entry concerns, as a step may look at it."""

    def __init__(self, queue: models.Queue) -> None:
        self.queue = queue

    @property
    def head(self) -> Head | None:
        return head_of(self.queue) if self.queue.number else None

    def application(self, child: str) -> Application | None:
        rows = models.QueueApplication.objects.filter(pk=application_id(self.queue.pk, child))
        return next(iter(values(rows.select_related("place"))), None)

    def free(self, slot: Slot) -> int:
        rows = models.QueuePlace.objects.filter(pk=place_id(self.queue.pk, slot))
        return next(iter(rows.values_list("free", flat=True)), 0)


@transaction.atomic
def append(
    queue: models.Queue, said: Sequence[Said], *, by: Actor, at: datetime
) -> list[models.QueueEntry]:
    """Entries at the end of the log, with what they change, their receipts and their events.

    queue: locked. Raises what a step raises, and then nothing was appended.
    """
    at = max(at, queue.last_at)
    told, rows = [], []
    for kind, body in said:
        entry = Entry(
            str(queue.pk), queue.number + 1, kind, body, at, by.name, by.role, queue.digest
        )
        change = step(Rows(queue), entry)
        _write(queue, entry, change)
        rows.append(_row(queue, entry))
        told.append(entry)
    receipts = notary.commit_all(
        RECEIPT_KIND, {_about(entry): entry.commitment() for entry in told}
    )
    for row, entry in zip(rows, told, strict=True):
        row.receipt = receipts[_about(entry)]
    made = models.QueueEntry.objects.bulk_create(rows, batch_size=500)
    record_all(
        [(f"admissions.queue_{entry.kind.value}", _about(entry), _facts(entry)) for entry in told],
        by=by,
    )
    return made


def _about(entry: Entry) -> str:
    return f"admissions.entry:{entry.queue}/{entry.number}"


def _facts(entry: Entry) -> dict[str, object]:
    return {"number": entry.number}


def _row(queue: models.Queue, entry: Entry) -> models.QueueEntry:
    return models.QueueEntry(
        queue=queue, number=entry.number, kind=entry.kind.value, body=canonical(entry.body),
        at=entry.at, by=entry.by, role=entry.role, prior=entry.prior, digest=entry.digest,
        child=entry.body.get("child"), other=entry.body.get("other"),
    )  # fmt: skip


def _write(queue: models.Queue, entry: Entry, change: Change) -> None:
    """What an entry changes, in the tables."""
    for slot, many in change.free.items():
        take(queue, slot, many)
    for one in change.applications:
        put(queue, one)
    head = replace(change.head or head_of(queue), number=entry.number, digest=entry.digest)
    queue.rules, queue.year, queue.rounds = head.rules.told(), head.year, head.rounds
    queue.number, queue.digest, queue.last_at = head.number, head.digest, entry.at
    queue.save()


def take(queue: models.Queue, slot: Slot, many: int) -> None:
    """Add to the free places of a slot, or take from them: the database refuses fewer than none."""
    found = models.QueuePlace.objects.filter(pk=place_id(queue.pk, slot))
    if not found.update(free=F("free") + many):
        models.QueuePlace.objects.create(
            id=place_id(queue.pk, slot), queue=queue, organisation_id=UUID(slot.organisation),
            group=slot.group, language=slot.language, need=slot.need, free=many,
        )  # fmt: skip


def put(queue: models.Queue, one: Application) -> None:
    """A row of the projection with its wishes."""
    id = application_id(queue.pk, one.child)
    try:
        with transaction.atomic():
            models.QueueApplication.objects.update_or_create(
                pk=id,
                defaults=fields_of(one, queue.pk),
                create_defaults={
                    "queue": queue, "person_id": UUID(one.child), **fields_of(one, queue.pk)
                },
            )  # fmt: skip
    except IntegrityError:  # it stands in another queue
        raise AlreadyIn() from None
    rows = models.QueueWish.objects.filter(application_id=id).order_by("rank")
    if tuple(str(org) for org in rows.values_list("organisation_id", flat=True)) != one.wishes:
        rows.delete()
        models.QueueWish.objects.bulk_create(
            models.QueueWish(application_id=id, rank=rank, organisation_id=UUID(wish))
            for rank, wish in enumerate(one.wishes, start=1)
        )
