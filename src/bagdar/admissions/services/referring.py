"""Places and offers: opened by a kindergarten, offered in rounds or at once, answered in time."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bagdar.admissions import models
from bagdar.admissions.queries.children import kindergartens
from bagdar.admissions.queries.reading import (
    application_row,
    free_of_line,
    head_of,
    places_of,
    waiting_of,
    who_wish,
)
from bagdar.admissions.rules.queue.errors import ChoiceUnknown
from bagdar.admissions.rules.queue.nouns import EntryKind, QueueState, ReferralMode
from bagdar.admissions.rules.queue.referring import refer
from bagdar.admissions.rules.queue.standing import Line, Slot
from bagdar.admissions.services.log import Said, append, locked
from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.registry.public import lists

RULE = Actor("queue-rule", "operator")  # whoever freed the place, the rule offers it


@transaction.atomic
def change_places(
    queue_id: UUID, slot: Slot, change: int, reason: str, *, by: Actor, at: datetime
) -> models.Queue:
    """A kindergarten opens places, or closes free ones (a negative change).

    Raises NoSuchQueue, ChoiceUnknown, NoFreePlace.
    """
    queue = locked(queue_id)
    known = kindergartens(queue.territory, local_date(at), Origin(queue.origin))
    if UUID(slot.organisation) not in known or slot.language not in lists().languages:
        raise ChoiceUnknown()
    if abs(change) > 10_000:
        raise ChoiceUnknown()
    body = {"place": list(slot), "change": change, "reason": reason.strip()[:1000]}
    append(queue, [(EntryKind.PLACES, body)], by=by, at=at)
    pass_on(queue, at=at)
    return queue


@transaction.atomic
def run_round(queue_id: UUID, *, by: Actor, at: datetime) -> int:
    """Offer every free place, each child the dearest that is left in its turn; how many.

    Offers whose days are over lapse first. Raises NoSuchQueue.
    """
    queue = locked(queue_id)
    _lapse(queue, by, at)
    found = refer(head_of(queue), waiting_of(queue), places_of(queue))
    number = queue.rounds + 1
    said: list[Said] = [(EntryKind.ROUND, {"round": number, "offers": len(found)})]
    said += [_offer(child, slot, number) for child, slot in found]
    append(queue, said, by=by, at=at)
    return len(found)


def pass_on(queue: models.Queue, *, at: datetime) -> int:
    """Where places are given at once: offer what is free, as part of a deed that freed or asked.

    queue: locked. Gives how many.
    """
    head = head_of(queue)
    if head.rules.mode is not ReferralMode.AT_ONCE:
        return 0
    count = 0
    for line in sorted({Line(*slot[1:]) for slot, free in places_of(queue).items() if free > 0}):
        free = free_of_line(queue, line)
        found = refer(head, who_wish(queue, line, free), free)
        if found:
            append(queue, [_offer(child, slot, 0) for child, slot in found], by=RULE, at=at)
        count += len(found)
    return count


def _offer(child: str, slot: Slot, number: int) -> Said:
    return EntryKind.OFFERED, {"child": child, "place": list(slot), "round": number}


@transaction.atomic
def accept(application_id: UUID, *, by: Actor, at: datetime) -> models.QueueApplication:
    """Raises NoSuchApplication, StateWrong, TermOver."""
    return _answer(application_id, EntryKind.ACCEPTED, by, at)


@transaction.atomic
def refuse(application_id: UUID, *, by: Actor, at: datetime) -> models.QueueApplication:
    """The place is free again. Raises as accept does."""
    return _answer(application_id, EntryKind.REFUSED, by, at)


def _answer(id: UUID, kind: EntryKind, by: Actor, at: datetime) -> models.QueueApplication:
    row = application_row(id)
    queue = locked(row.queue_id)
    append(queue, [(kind, {"child": str(row.person_id)})], by=by, at=at)
    if kind is EntryKind.REFUSED:
        pass_on(queue, at=at)
    return application_row(id)


@transaction.atomic
def lapse_due(queue_id: UUID, *, by: Actor, at: datetime) -> int:
    """Offers whose days are over; how many. Raises NoSuchQueue."""
    queue = locked(queue_id)
    count = _lapse(queue, by, at)
    pass_on(queue, at=at)
    return count


def _lapse(queue: models.Queue, by: Actor, at: datetime) -> int:
    due = models.QueueApplication.objects.filter(
        queue=queue, state=QueueState.OFFERED.value, until__lt=local_date(at)
    )
    children = due.order_by("pk").values_list("person_id", flat=True)
    said: list[Said] = [(EntryKind.LAPSED, {"child": str(child)}) for child in children]
    if said:
        append(queue, said, by=by, at=at)
    return len(said)
