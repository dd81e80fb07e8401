"""A parent by program: applies, sees the place and what moved it, answers an offer."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from bagdar.access.public import KEY_DESCRIBED, actor, guard, repeatable
from bagdar.admissions import models
from bagdar.admissions.api.asked import (
    ChildId,
    Choosing,
    OfferedId,
    PlacedId,
    QueueApply,
    QueueClaim,
    QueueExchange,
    QueueHouse,
    QueueId,
    QueueWishes,
    Since,
    WaitingId,
)
from bagdar.admissions.api.schemas import (
    QueueApplicationOwn,
    QueueChild,
    QueueChildren,
    QueueFit,
    QueueKindergartens,
    QueueMove,
    QueueMoves,
    QueueOwnLine,
    QueueOwnLines,
    application_shown,
    choices_shown,
    line_shown,
    receipt_shown,
)
from bagdar.admissions.presenters.opening import own_application, own_child, own_children
from bagdar.admissions.queries.children import Child, child_on
from bagdar.admissions.queries.choices import choices_of, sight_of, sorted_choices, start_of
from bagdar.admissions.queries.family import applications_of, asked_by, group_in
from bagdar.admissions.queries.moving import moved_since
from bagdar.admissions.queries.reading import queue_of, queues
from bagdar.admissions.rules.queue.errors import NoSuchChild, NoSuchQueue
from bagdar.admissions.rules.queue.nouns import STANDING, QueueState
from bagdar.admissions.services import applying, referring
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.programme.public import answers

router = Router(tags=["kindergarten queue"])
DAYS = 30  # for which it is said what moved a child
DEED = answers(404, 409, 422, parameters=[KEY_DESCRIBED])


def _children(request: HttpRequest) -> Iterator[Child]:
    """The own ones whose birth date is known."""
    today = local_date(timezone.now())
    for id in own_children(request):
        with suppress(NoSuchChild):
            yield child_on(id, today)


def _told(row: models.QueueApplication) -> QueueApplicationOwn:
    name = child_on(row.person_id, local_date(timezone.now())).name
    return QueueApplicationOwn(
        **application_shown(row, name).model_dump(),
        exchange_asked_by=asked_by(row),
        receipt=receipt_shown(row),
    )


def _done(
    request: HttpRequest, id: Any, deed: Callable[..., models.QueueApplication], *said: Any
) -> QueueApplicationOwn:
    """What a deed of the family makes of an own application."""
    row = own_application(request, id, "update")
    return _told(deed(row.pk, *said, by=actor(request), at=timezone.now()))


@router.get(
    "/queue/children", response=QueueChildren, operation_id="listQueueChildren",
    summary="Own children that stand in no queue, and the queues that are for them",
)  # fmt: skip
@guard("admissions.application", "create")
def list_queue_children(request: HttpRequest) -> QueueChildren:
    """A child that no queue is for has none."""
    items = []
    for child in _children(request):
        if any(row.state in STANDING for row in applications_of(child.id)):
            continue
        fits = [(queue, group_in(child, queue)) for queue in queues()]
        items.append(QueueChild(person=child.id, name=child.name, queues=[
            QueueFit(queue=queue.pk, territory=queue.territory, group=group)
            for queue, group in fits if group is not None
        ]))  # fmt: skip
    return QueueChildren(count=len(items), items=items)


@router.get(
    "/queue/children/{person_id}/kindergartens/{queue_id}", response=QueueKindergartens,
    operation_id="listQueueKindergartens", summary="Kindergartens that may be wished for a child",
    openapi_extra=answers(404),
)  # fmt: skip
@guard("admissions.application", "create")
def list_queue_kindergartens(
    request: HttpRequest, person_id: ChildId, queue_id: QueueId, asked: Choosing
) -> QueueKindergartens:
    """Public and private alike; those of which something is not known stand last."""
    own_child(request, person_id, "create")
    today, queue = local_date(timezone.now()), queue_of(queue_id)
    group = group_in(child_on(person_id, today), queue)
    if group is None:
        raise NoSuchQueue()
    start = start_of(queue.territory, today, Origin(queue.origin), asked=asked.town)
    found = choices_of(queue, group, today, start.at)
    sight = asked.first or sight_of("", start)
    return choices_shown(group, start, sorted_choices(found, sight, "kk"))


@router.get(
    "/queue/applications", response=QueueOwnLines, operation_id="listOwnQueueApplications",
    summary="Applications of the own children",
)  # fmt: skip
@guard("admissions.application")
def list_own_queue_applications(request: HttpRequest) -> QueueOwnLines:
    """Those that ended as well."""
    items = [
        QueueOwnLine(**line_shown(row).model_dump(), person=child.id, name=child.name)
        for child in _children(request)
        for row in applications_of(child.id)
    ]
    return QueueOwnLines(count=len(items), items=items)


@router.post(
    "/queue/applications", response={201: QueueApplicationOwn}, operation_id="applyToQueue",
    summary="Put an own child into a queue", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.application", "create")
@repeatable
def apply_to_queue(request: HttpRequest, given: QueueApply) -> Status[QueueApplicationOwn]:
    """A category that is claimed counts once a clerk has proven it."""
    own_child(request, given.person, "create")
    said = applying.Applied(
        given.language, given.need, tuple(given.wishes), given.category, given.territory
    )
    made = applying.apply_for(given.queue, given.person, said, by=actor(request), at=timezone.now())
    return Status(201, _told(made))


@router.get(
    "/queue/applications/{application_id}", response=QueueApplicationOwn,
    operation_id="getOwnQueueApplication", summary="An own application, its place and its receipt",
    openapi_extra=answers(404),
)  # fmt: skip
@guard("admissions.application")
def get_own_queue_application(
    request: HttpRequest, application_id: WaitingId
) -> QueueApplicationOwn:
    """How many stand before the child, and by what."""
    return _told(own_application(request, application_id))


@router.get(
    "/queue/applications/{application_id}/moves", response=QueueMoves,
    operation_id="listQueueMoves", summary="What moved a child in its line",
    openapi_extra=answers(404, 409),
)  # fmt: skip
@guard("admissions.application")
def list_queue_moves(request: HttpRequest, application_id: WaitingId, asked: Since) -> QueueMoves:
    """Found by a replay of the log; nothing for a child that does not wait."""
    row = own_application(request, application_id)
    day = asked.since or local_date(timezone.now()) - timedelta(days=DAYS)
    found = moved_since(row, day) if row.state == QueueState.WAITING.value else ()
    items = [QueueMove.model_validate(one) for one in found]
    return QueueMoves(count=len(items), items=items)


@router.post(
    "/queue/applications/{application_id}/wishes", response=QueueApplicationOwn,
    operation_id="changeQueueWishes", summary="Rank kindergartens anew", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.application", "update")
@repeatable
def change_queue_wishes(
    request: HttpRequest, application_id: WaitingId, given: QueueWishes
) -> QueueApplicationOwn:
    """The date of the application stays."""
    return _done(request, application_id, applying.change_wishes, given.wishes)


@router.post(
    "/queue/applications/{application_id}/claim", response=QueueApplicationOwn,
    operation_id="claimQueueCategory", summary="Claim a category", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.application", "update")
@repeatable
def claim_queue_category(
    request: HttpRequest, application_id: WaitingId, given: QueueClaim
) -> QueueApplicationOwn:
    """It counts once a clerk has proven it."""
    return _done(request, application_id, applying.claim, given.category)


@router.post(
    "/queue/applications/{application_id}/house", response=QueueApplicationOwn,
    operation_id="moveHouseInQueue", summary="Say where the family lives now", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.application", "update")
@repeatable
def move_house_in_queue(
    request: HttpRequest, application_id: WaitingId, given: QueueHouse
) -> QueueApplicationOwn:
    """Within the queue: the date and the lottery number stay."""
    return _done(request, application_id, applying.move_house, given.territory)


@router.post(
    "/queue/applications/{application_id}/acceptance", response=QueueApplicationOwn,
    operation_id="acceptQueueOffer", summary="Accept the place that is offered",
    openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.application", "update")
@repeatable
def accept_queue_offer(request: HttpRequest, application_id: OfferedId) -> QueueApplicationOwn:
    """Until the day that the application says."""
    return _done(request, application_id, referring.accept)


@router.post(
    "/queue/applications/{application_id}/refusal", response=QueueApplicationOwn,
    operation_id="refuseQueueOffer", summary="Refuse the place that is offered",
    openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.application", "update")
@repeatable
def refuse_queue_offer(request: HttpRequest, application_id: OfferedId) -> QueueApplicationOwn:
    """What it costs beyond the allowed refusals is a rule of the queue."""
    return _done(request, application_id, referring.refuse)


@router.post(
    "/queue/applications/{application_id}/exchange", response=QueueApplicationOwn,
    operation_id="askQueueExchange", summary="Ask another family to exchange places",
    openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.application", "update")
@repeatable
def ask_queue_exchange(
    request: HttpRequest, application_id: PlacedId, given: QueueExchange
) -> QueueApplicationOwn:
    """Nothing changes before the other family agrees."""
    return _done(request, application_id, applying.ask_exchange, given.application)


@router.post(
    "/queue/applications/{application_id}/exchange/agreement", response=QueueApplicationOwn,
    operation_id="agreeQueueExchange", summary="Agree to an exchange that was asked for",
    openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.application", "update")
@repeatable
def agree_queue_exchange(
    request: HttpRequest, application_id: PlacedId, given: QueueExchange
) -> QueueApplicationOwn:
    """Both hold each other's place from then on."""
    return _done(request, application_id, applying.agree_exchange, given.application)


@router.post(
    "/queue/applications/{application_id}/withdrawal", response=QueueApplicationOwn,
    operation_id="withdrawFromQueue", summary="Take a child out of the queue", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.application", "update")
@repeatable
def withdraw_from_queue(request: HttpRequest, application_id: WaitingId) -> QueueApplicationOwn:
    """A place that was offered or held is free again."""
    return _done(request, application_id, applying.withdraw)
