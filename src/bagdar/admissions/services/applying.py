"""What a family does: applies, ranks, claims a category, moves, exchanges, withdraws."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bagdar.admissions import models
from bagdar.admissions.queries.children import child_on, kindergartens
from bagdar.admissions.queries.reading import (
    application_id,
    application_row,
    head_of,
    queue_of,
)
from bagdar.admissions.rules.queue.errors import ChoiceUnknown, NoSuchQueue, WishesFaulty
from bagdar.admissions.rules.queue.nouns import EntryKind
from bagdar.admissions.rules.queue.standing import cohort_of
from bagdar.admissions.services.log import append, locked
from bagdar.admissions.services.referring import pass_on
from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.registry.public import lists


@dataclass(frozen=True)
class Applied:
    """What a family says. wishes: kindergartens, the dearest first; claimed: a category or ""."""

    language: str
    need: str
    wishes: tuple[UUID, ...]
    claimed: str = ""
    territory: str = ""


@transaction.atomic
def apply_for(
    queue_id: UUID, person_id: UUID, said: Applied, *, by: Actor, at: datetime
) -> models.QueueApplication:
    """Raises NoSuchQueue, NoSuchChild, AlreadyIn, AgeOutside, WishesFaulty, ChoiceUnknown."""
    child, asked = child_on(person_id, local_date(at)), queue_of(queue_id)
    if child.origin.value != asked.origin:
        raise NoSuchQueue()
    if said.language not in lists().languages or len(said.territory) > 20:
        raise ChoiceUnknown()
    wishes = _wished(asked, said.wishes, at)  # of its territory, which never changes
    queue = locked(queue_id)
    body = {
        "child": str(person_id), "cohort": cohort_of(child.born_on, head_of(queue).rules),
        "language": said.language, "need": said.need, "territory": said.territory,
        "wishes": wishes, "claimed": said.claimed,
    }  # fmt: skip
    append(queue, [(EntryKind.APPLIED, body)], by=by, at=at)
    pass_on(queue, at=at)
    return application_row(application_id(queue.pk, str(person_id)))


def _wished(queue: models.Queue, wishes: Sequence[UUID], at: datetime) -> list[str]:
    known = kindergartens(queue.territory, local_date(at), Origin(queue.origin), wishes)
    if not wishes or len(set(wishes)) != len(wishes) or not set(wishes) <= set(known):
        raise WishesFaulty()
    return [str(one) for one in wishes]


@transaction.atomic
def change_wishes(
    application_id: UUID, wishes: Sequence[UUID], *, by: Actor, at: datetime
) -> models.QueueApplication:
    """The date stays. Raises NoSuchApplication, StateWrong, WishesFaulty."""
    row, queue = _of(application_id)
    body = {"child": str(row.person_id), "wishes": _wished(queue, wishes, at)}
    append(queue, [(EntryKind.WISHES, body)], by=by, at=at)
    pass_on(queue, at=at)
    return application_row(row.pk)


@transaction.atomic
def claim(
    application_id: UUID, category: str, *, by: Actor, at: datetime
) -> models.QueueApplication:
    """It counts once a clerk has proven it. Raises NoSuchApplication, StateWrong, ChoiceUnknown."""
    row, queue = _of(application_id)
    body = {"child": str(row.person_id), "category": category}
    append(queue, [(EntryKind.CLAIMED, body)], by=by, at=at)
    return application_row(row.pk)


@transaction.atomic
def move_house(
    application_id: UUID, territory: str, *, by: Actor, at: datetime
) -> models.QueueApplication:
    """Within the queue: the date and the lottery number stay. Raises NoSuchApplication, StateWrong,
    ChoiceUnknown.
    """
    row, queue = _of(application_id)
    if not 0 < len(territory) <= 20:
        raise ChoiceUnknown()
    body = {"child": str(row.person_id), "territory": territory}
    append(queue, [(EntryKind.MOVED, body)], by=by, at=at)
    return application_row(row.pk)


@transaction.atomic
def withdraw(application_id: UUID, *, by: Actor, at: datetime) -> models.QueueApplication:
    """A place that was offered or held is free again. Raises NoSuchApplication, StateWrong."""
    row, queue = _of(application_id)
    append(queue, [(EntryKind.WITHDRAWN, {"child": str(row.person_id)})], by=by, at=at)
    pass_on(queue, at=at)
    return application_row(row.pk)


@transaction.atomic
def ask_exchange(
    application_id: UUID, other_id: UUID, *, by: Actor, at: datetime
) -> models.QueueApplication:
    """Nothing changes before the other family agrees.

    Raises NoSuchApplication, StateWrong, ExchangeUnfit.
    """
    row, queue = _of(application_id)
    _exchange(EntryKind.EXCHANGE_ASKED, row, other_id, queue, by, at)
    return application_row(row.pk)


@transaction.atomic
def agree_exchange(
    application_id: UUID, other_id: UUID, *, by: Actor, at: datetime
) -> models.QueueApplication:
    """Agree to what another family has asked.

    Raises NoSuchApplication, StateWrong, ExchangeUnfit, NothingAsked.
    """
    row, queue = _of(application_id)
    _exchange(EntryKind.EXCHANGED, row, other_id, queue, by, at)
    return application_row(row.pk)


def _exchange(
    kind: EntryKind, row: models.QueueApplication, other_id: UUID, queue: models.Queue, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    other = application_row(other_id)
    body = {"child": str(row.person_id), "other": str(other.person_id)}
    append(queue, [(kind, body)], by=by, at=at)


def _of(id: UUID) -> tuple[models.QueueApplication, models.Queue]:
    row = application_row(id)
    return row, locked(queue_of(row.queue_id).pk)
