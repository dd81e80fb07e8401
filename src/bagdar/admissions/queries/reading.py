"""Rows of a queue as the values that rules take, and back."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db.models import QuerySet

from bagdar.admissions import models
from bagdar.admissions.rules.queue.declared import rules_of
from bagdar.admissions.rules.queue.entries import Entry, instant_of, instant_text
from bagdar.admissions.rules.queue.errors import NoSuchApplication, NoSuchQueue
from bagdar.admissions.rules.queue.nouns import EntryKind, QueueState
from bagdar.admissions.rules.queue.standing import Application, Book, Hand, Head, Line, Slot
from bagdar.core.origins import Origin

READ = ("place",)
PART = 2_000  # entries that are read at a time


def queue_at(territory: str, origin: Origin) -> models.Queue:
    """Raises NoSuchQueue."""
    found = models.Queue.objects.filter(territory=territory, origin=origin.value).first()
    if found is None:
        raise NoSuchQueue()
    return found


def queue_of(id: UUID) -> models.Queue:
    """Raises NoSuchQueue."""
    found = models.Queue.objects.filter(pk=id).first()
    if found is None:
        raise NoSuchQueue()
    return found


def queues() -> list[models.Queue]:
    return list(models.Queue.objects.order_by("territory", "origin"))


def application_row(id: UUID) -> models.QueueApplication:
    """Raises NoSuchApplication."""
    found = models.QueueApplication.objects.filter(pk=id).select_related("queue", "place").first()
    if found is None:
        raise NoSuchApplication()
    return found


def head_of(row: models.Queue) -> Head:
    return Head(
        row.territory, row.seed, rules_of(row.rules), row.year, row.rounds, row.number, row.digest
    )


def application_id(queue_id: UUID, child: str) -> UUID:
    """The same whenever the projection is made."""
    return uuid5(queue_id, child)


def place_id(queue_id: UUID, slot: Slot) -> UUID:
    return uuid5(queue_id, "/".join(slot))


def slot_of(row: models.QueuePlace) -> Slot:
    return Slot(str(row.organisation_id), row.group, row.language, row.need)


def value_of(row: models.QueueApplication, wishes: Sequence[str]) -> Application:
    hand = row.hand and Hand(instant_of(row.hand[0]), row.hand[1], row.hand[2])
    return Application(
        child=str(row.person_id), state=QueueState(row.state), cohort=row.cohort,
        language=row.language, need=row.need, territory=row.territory, wishes=tuple(wishes),
        claimed=row.claimed, category=row.category, since=row.since, lottery=row.lottery,
        applied=row.applied, last=row.last, refusals=row.refusals,
        place=slot_of(row.place) if row.place else None, until=row.until, hand=hand or None,
        partner=str(row.partner) if row.partner else "",
    )  # fmt: skip


def fields_of(one: Application, queue_id: UUID) -> dict[str, Any]:
    """The columns of a row."""
    hand = one.hand and [instant_text(one.hand.since), one.hand.reason, one.hand.by]
    return {
        "state": one.state.value, "cohort": one.cohort, "language": one.language,
        "need": one.need, "territory": one.territory, "claimed": one.claimed,
        "category": one.category, "since": one.since, "lottery": one.lottery,
        "applied": one.applied, "last": one.last, "refusals": one.refusals,
        "place_id": place_id(queue_id, one.place) if one.place else None, "until": one.until,
        "hand": hand, "partner": UUID(one.partner) if one.partner else None,
    }  # fmt: skip


def values(rows: Iterable[models.QueueApplication]) -> list[Application]:
    """With their wishes, in two statements."""
    found = list(rows)
    wishes: dict[UUID, list[str]] = {row.pk: [] for row in found}
    for start in range(0, len(found), 500):
        some = [row.pk for row in found[start : start + 500]]
        told = models.QueueWish.objects.filter(application_id__in=some).order_by("rank")
        for application, organisation in told.values_list("application_id", "organisation_id"):
            wishes[application].append(str(organisation))
    return [value_of(row, wishes[row.pk]) for row in found]


def in_line(queue: models.Queue, line: Line) -> QuerySet[models.QueueApplication]:
    """Who waits in a line."""
    rules = rules_of(queue.rules)
    ages = {age for _, least, most in rules.groups for age in range(least, most + 1)}
    return models.QueueApplication.objects.filter(
        queue=queue, state=QueueState.WAITING.value, language=line.language, need=line.need,
        cohort__in=[queue.year - age for age in ages if rules.group_of(age) == line.group],
    )  # fmt: skip


def who_wish(queue: models.Queue, line: Line, free: Iterable[Slot]) -> list[Application]:
    """Who waits in a line and wishes one of some places, in no order."""
    wishes = models.QueueWish.objects.filter(
        organisation_id__in={slot.organisation for slot in free}
    )
    rows = in_line(queue, line).filter(pk__in=wishes.values("application_id"))
    return values(rows.select_related(*READ))


def waiting_of(queue: models.Queue) -> list[Application]:
    rows = models.QueueApplication.objects.filter(queue=queue, state=QueueState.WAITING.value)
    return values(rows.select_related(*READ))


def places_of(queue: models.Queue) -> dict[Slot, int]:
    return {slot_of(row): row.free for row in models.QueuePlace.objects.filter(queue=queue)}


def free_of_line(queue: models.Queue, line: Line) -> dict[Slot, int]:
    rows = models.QueuePlace.objects.filter(
        queue=queue, group=line.group, language=line.language, need=line.need, free__gt=0
    )
    return {slot_of(row): row.free for row in rows}


def book_of(queue: models.Queue) -> Book:
    """The whole projection."""
    rows = models.QueueApplication.objects.filter(queue=queue).select_related(*READ)
    return Book(head_of(queue), {one.child: one for one in values(rows)}, places_of(queue))


def entry_of(row: models.QueueEntry) -> Entry:
    return Entry(
        str(row.queue_id), row.number, EntryKind(row.kind), json.loads(row.body), row.at, row.by,
        row.role, row.prior,
    )  # fmt: skip


def entries_of(queue: models.Queue, after: int = 0) -> Iterator[tuple[Entry, str]]:
    """(entry, digest beside it) in order."""
    for row in rows_of(queue, after):
        yield entry_of(row), row.digest


def rows_of(queue: models.Queue, after: int = 0) -> Iterator[models.QueueEntry]:
    """Some at a time: whoever stops in the middle leaves nothing open."""
    while True:
        found = models.QueueEntry.objects.filter(queue=queue, number__gt=after)
        part = list(found.order_by("number")[:PART])
        yield from part
        if len(part) < PART:
            return
        after = part[-1].number


def digests_of(queue: models.Queue, after: int, most: int) -> list[tuple[int, datetime, str]]:
    """(number, instant, digest) of the entries after a number, in order."""
    rows = models.QueueEntry.objects.filter(queue=queue, number__gt=after).order_by("number")
    return list(rows.values_list("number", "at", "digest")[:most])
