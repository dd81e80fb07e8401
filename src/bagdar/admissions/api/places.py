"""A kindergarten by program: its own places in the queue."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from bagdar.access.public import KEY_DESCRIBED, actor, guard, repeatable
from bagdar.admissions.api.asked import QueueFeeStated, QueuePlaceChange
from bagdar.admissions.api.schemas import QueuePlacesShown, places_shown
from bagdar.admissions.presenters.opening import open_kindergarten
from bagdar.admissions.queries.desk import places_given
from bagdar.admissions.rules.queue.standing import Slot
from bagdar.admissions.services import referring
from bagdar.admissions.services.fees import state_fee
from bagdar.programme.public import answers

router = Router(tags=["kindergarten queue"])


@router.get(
    "/queue/places", response=QueuePlacesShown, operation_id="listQueuePlaces",
    summary="Places of the own kindergarten", openapi_extra=answers(404),
)  # fmt: skip
@guard("admissions.places")
def list_queue_places(request: HttpRequest) -> QueuePlacesShown:
    """By age group, language and kind of group; to whom they were offered is not told."""
    queue, id = open_kindergarten(request)
    return places_shown(queue.pk, id, places_given(queue, id))


@router.post(
    "/queue/places", response=QueuePlacesShown, operation_id="changeQueuePlaces",
    summary="Open places, or close free ones",
    openapi_extra=answers(404, 409, 422, parameters=[KEY_DESCRIBED]),
)  # fmt: skip
@guard("admissions.places", "update")
@repeatable
def change_queue_places(request: HttpRequest, given: QueuePlaceChange) -> QueuePlacesShown:
    """A place that is offered or taken cannot be closed."""
    queue, id = open_kindergarten(request)
    slot = Slot(str(id), given.group, given.language, given.need)
    referring.change_places(queue.pk, slot, given.change, "", by=actor(request), at=timezone.now())
    return places_shown(queue.pk, id, places_given(queue, id))


@router.post(
    "/queue/places/fee", response=QueuePlacesShown, operation_id="stateQueueFee",
    summary="State what a family pays in a month",
    openapi_extra=answers(404, 409, 422, parameters=[KEY_DESCRIBED]),
)  # fmt: skip
@guard("admissions.places", "update")
@repeatable
def state_queue_fee(request: HttpRequest, given: QueueFeeStated) -> QueuePlacesShown:
    """What was stated before stays in the record; the last that is stated for a day counts."""
    queue, id = open_kindergarten(request)
    state_fee(id, given.tenge, given.since, by=actor(request), at=timezone.now())
    return places_shown(queue.pk, id, places_given(queue, id))
