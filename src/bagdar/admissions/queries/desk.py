"""What waits at the desk of an authority, and what a kindergarten has given to the queue."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bagdar.admissions import models
from bagdar.admissions.queries.rules_of import the_rules
from bagdar.admissions.rules.queue.nouns import QueueState

MOST = 200  # of one list


@dataclass(frozen=True)
class Desk:
    """due: offers whose days are over; is_outdated: what is declared is not what decides. Lists:
    those who stand there longest first, and no more than MOST.
    """

    waiting: int
    offered: int
    due: int
    is_outdated: bool
    claims: list[models.QueueApplication]
    hands: list[models.QueueApplication]
    cases: list[models.QueueApplication]


def desk_of(queue: models.Queue, on: date) -> Desk:
    rows = models.QueueApplication.objects.filter(queue=queue).select_related("queue")
    waiting = rows.filter(state=QueueState.WAITING.value)
    offered = rows.filter(state=QueueState.OFFERED.value)
    by_since = (waiting | offered).order_by("since", "pk")
    return Desk(
        waiting=waiting.count(),
        offered=offered.count(),
        due=offered.filter(until__lt=on).count(),
        is_outdated=queue.rules != the_rules().deciding().told(),
        claims=list(by_since.exclude(claimed="")[:MOST]),
        hands=list(by_since.exclude(hand=None)[:MOST]),
        cases=list(by_since[:MOST]),
    )


@dataclass(frozen=True)
class Given:
    """Places of one line in a kindergarten: still free, offered, and taken."""

    group: str
    language: str
    need: str
    free: int
    offered: int
    placed: int


def places_given(queue: models.Queue, organisation_id: UUID) -> list[Given]:
    rows = models.QueuePlace.objects.filter(queue=queue, organisation_id=organisation_id)
    return [
        Given(
            row.group, row.language, row.need, row.free,
            row.held.filter(state=QueueState.OFFERED.value).count(),
            row.held.filter(state=QueueState.PLACED.value).count(),
        )
        for row in rows.order_by("group", "language", "need")
    ]  # fmt: skip
