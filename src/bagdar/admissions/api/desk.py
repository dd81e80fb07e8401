"""A clerk of the authority by program: rounds, categories to prove, moves by hand."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from bagdar.access.public import KEY_DESCRIBED, actor, guard, looker_facts, repeatable
from bagdar.admissions import models
from bagdar.admissions.api.asked import (
    AskedBeginning,
    OfferedId,
    QueueHand,
    QueueOpening,
    QueueReason,
    QueueVerdict,
    QueueYear,
    WaitingId,
)
from bagdar.admissions.api.schemas import (
    QueueBeginning,
    QueueByHand,
    QueueCase,
    QueueDesk,
    QueueDone,
    application_shown,
    line_shown,
)
from bagdar.admissions.presenters.opening import (
    open_territory,
    own_territory,
    territory_application,
)
from bagdar.admissions.queries.children import child_on
from bagdar.admissions.queries.desk import desk_of
from bagdar.admissions.queries.moving import value
from bagdar.admissions.queries.reading import head_of
from bagdar.admissions.queries.rules_of import beginning_of
from bagdar.admissions.rules.queue.beginning import ceremony_from
from bagdar.admissions.services import deciding, opening, referring
from bagdar.admissions.services.looking import note_application
from bagdar.core.periods import day_begins, local_date
from bagdar.programme.public import answers

router = Router(tags=["kindergarten queue"])
DEED = answers(404, 409, 422, parameters=[KEY_DESCRIBED])


def _told(request: HttpRequest, row: models.QueueApplication) -> QueueCase:
    """Written down before it is given."""
    note_application(row.pk, by=actor(request), looker=looker_facts(request))
    name, hand = child_on(row.person_id, local_date(timezone.now())).name, value(row).hand
    return QueueCase(
        **application_shown(row, name).model_dump(),
        by_hand=QueueByHand(
            since=hand.since, reason=hand.reason, is_mine=hand.by == actor(request).name
        ) if hand else None,
    )  # fmt: skip


def _done(
    request: HttpRequest, id: Any, deed: Callable[..., models.QueueApplication], *said: Any
) -> QueueCase:
    """What a deed of the clerk makes of an application of the own territory."""
    row = territory_application(request, id, "decide")
    return _told(request, deed(row.pk, *said, by=actor(request), at=timezone.now()))


@router.get(
    "/queue/desk", response=QueueDesk, operation_id="getQueueDesk",
    summary="What waits in the queue of the own territory", openapi_extra=answers(404),
)  # fmt: skip
@guard("admissions.queue")
def get_queue_desk(request: HttpRequest) -> QueueDesk:
    """Who stands there longest comes first."""
    return _desk(open_territory(request))


def _desk(queue: models.Queue) -> QueueDesk:
    found = desk_of(queue, local_date(timezone.now()))
    return QueueDesk(
        queue=queue.pk, year=queue.year, mode=head_of(queue).rules.mode,
        is_outdated=found.is_outdated, waiting=found.waiting,
        offered=found.offered, due=found.due,
        claims=[line_shown(row) for row in found.claims],
        hands=[line_shown(row) for row in found.hands],
        cases=[line_shown(row) for row in found.cases],
    )  # fmt: skip


@router.post(
    "/queue/desk", response={201: QueueDesk}, operation_id="openQueue",
    summary="Open a queue of the own territory", openapi_extra=answers(409, 422,
                                                                      parameters=[KEY_DESCRIBED]),
)  # fmt: skip
@guard("admissions.queue", "decide")
@repeatable
def open_queue(request: HttpRequest, given: QueueOpening) -> Status[QueueDesk]:
    """Its first entry says by which rules and seed, and never changes."""
    seed = None if given.ceremony is None else ceremony_from(given.ceremony)
    more = {"by": actor(request), "at": timezone.now()}
    made = opening.open_queue(own_territory(request), given.origin, given.year, seed, **more)
    return Status(201, _desk(made))


@router.get(
    "/queue/desk/beginning", response=QueueBeginning, operation_id="tellQueueBeginning",
    summary="What the plan of a queue's seed has to name", openapi_extra=answers(422),
)  # fmt: skip
@guard("admissions.queue")
def tell_queue_beginning(request: HttpRequest, asked: AskedBeginning) -> QueueBeginning:
    """Of a queue of the own territory, under what is declared now."""
    return QueueBeginning(**beginning_of(own_territory(request), asked.origin, asked.year))


@router.post(
    "/queue/desk/years", response=QueueDesk, operation_id="beginQueueYear",
    summary="Begin another year", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.queue", "decide")
@repeatable
def begin_queue_year(request: HttpRequest, given: QueueYear) -> QueueDesk:
    """Each child's group is that of the new year; there is no way back."""
    queue = open_territory(request)
    return _desk(opening.begin_year(queue.pk, given.year, by=actor(request), at=timezone.now()))


@router.post(
    "/queue/desk/rules", response=QueueDesk, operation_id="adoptQueueRules",
    summary="Adopt what is declared", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.queue", "decide")
@repeatable
def adopt_queue_rules(request: HttpRequest) -> QueueDesk:
    """It decides from the next entry on."""
    queue = open_territory(request)
    return _desk(opening.adopt_rules(queue.pk, by=actor(request), at=timezone.now()))


@router.post(
    "/queue/desk/rounds", response=QueueDone, operation_id="runQueueRound",
    summary="Offer every free place in the order of the queue", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.queue", "decide")
@repeatable
def run_queue_round(request: HttpRequest) -> QueueDone:
    """Offers whose days are over lapse before that."""
    queue = open_territory(request)
    return QueueDone(count=referring.run_round(queue.pk, by=actor(request), at=timezone.now()))


@router.post(
    "/queue/desk/lapses", response=QueueDone, operation_id="lapseQueueOffers",
    summary="Let offers lapse whose days are over", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.queue", "decide")
@repeatable
def lapse_queue_offers(request: HttpRequest) -> QueueDone:
    """Their places are free again."""
    queue = open_territory(request)
    return QueueDone(count=referring.lapse_due(queue.pk, by=actor(request), at=timezone.now()))


@router.get(
    "/queue/desk/applications/{application_id}", response=QueueCase, operation_id="getQueueCase",
    summary="An application in the own territory", openapi_extra=answers(404),
)  # fmt: skip
@guard("admissions.queue")
def get_queue_case(request: HttpRequest, application_id: WaitingId) -> QueueCase:
    """That it was looked at is written down before it is given."""
    return _told(request, territory_application(request, application_id))


@router.post(
    "/queue/desk/applications/{application_id}/proof", response=QueueCase,
    operation_id="proveQueueCategory", summary="A claimed category is proven", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.queue", "decide")
@repeatable
def prove_queue_category(
    request: HttpRequest, application_id: WaitingId, given: QueueVerdict
) -> QueueCase:
    """It counts from then on."""
    return _done(request, application_id, deciding.prove, given.category, given.reason)


@router.post(
    "/queue/desk/applications/{application_id}/disproof", response=QueueCase,
    operation_id="disproveQueueCategory", summary="A claimed category is not proven",
    openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.queue", "decide")
@repeatable
def disprove_queue_category(
    request: HttpRequest, application_id: WaitingId, given: QueueVerdict
) -> QueueCase:
    """It never counted, and moves nobody."""
    return _done(request, application_id, deciding.disprove, given.category, given.reason)


@router.post(
    "/queue/desk/applications/{application_id}/category-end", response=QueueCase,
    operation_id="endQueueCategory", summary="A proven category counts no more",
    openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.queue", "decide")
@repeatable
def end_queue_category(
    request: HttpRequest, application_id: OfferedId, given: QueueReason
) -> QueueCase:
    """The family sees that an entry did it."""
    return _done(request, application_id, deciding.end_category, given.reason)


@router.post(
    "/queue/desk/applications/{application_id}/hand", response=QueueCase,
    operation_id="askQueueMoveByHand", summary="Ask for another date of a child",
    openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.queue", "decide")
@repeatable
def ask_queue_move_by_hand(
    request: HttpRequest, application_id: WaitingId, given: QueueHand
) -> QueueCase:
    """Nothing moves before somebody else confirms it."""
    since = day_begins(given.since)
    return _done(request, application_id, deciding.ask_hand, since, given.reason)


@router.post(
    "/queue/desk/applications/{application_id}/hand/confirmation", response=QueueCase,
    operation_id="confirmQueueMoveByHand", summary="Confirm a move by hand", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.queue", "decide")
@repeatable
def confirm_queue_move_by_hand(request: HttpRequest, application_id: WaitingId) -> QueueCase:
    """By another person than who asked for it."""
    return _done(request, application_id, deciding.confirm_hand)


@router.post(
    "/queue/desk/applications/{application_id}/hand/drop", response=QueueCase,
    operation_id="dropQueueMoveByHand", summary="Drop a move by hand", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.queue", "decide")
@repeatable
def drop_queue_move_by_hand(request: HttpRequest, application_id: WaitingId) -> QueueCase:
    """That it was asked for stays in the log."""
    return _done(request, application_id, deciding.drop_hand)
