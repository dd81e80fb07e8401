"""Exchanges of beds by program: whoever holds one for good asks, agrees or drops."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Status

from bagdar.access.public import KEY_DESCRIBED, actor, guard, repeatable
from bagdar.admissions import models
from bagdar.admissions.presenters.swapping import own_place, own_places, place_code
from bagdar.admissions.queries.swapping import swaps_of
from bagdar.admissions.rules.campaign.dormitory import SwapState
from bagdar.admissions.services.campaigns import swapping
from bagdar.look.schemas import Schema
from bagdar.programme.public import answers

MINE, THEIRS = (f"0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d1{number}" for number in (1, 2))
SWAP = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d20"
PlaceId = Annotated[
    UUID, Path(description="Id of the own application that holds a bed.", examples=[MINE])
]
SwapId = Annotated[UUID, Path(description="Id of an exchange that was asked.", examples=[SWAP])]

router = Router(tags=["dormitories"])
DEED = answers(404, 409, 422, parameters=[KEY_DESCRIBED])


class BedHeld(Schema):
    """application: by which the other one asks for an exchange."""

    application: UUID
    campaign: UUID
    place: str


class BedsHeld(Schema):
    count: int
    items: list[BedHeld]


class SwapShown(Schema):
    """is_mine: the reader asked; place: the other's; nothing is told of who holds it."""

    id: UUID
    is_mine: bool
    place: str
    state: SwapState
    at: datetime


class SwapsShown(Schema):
    count: int
    items: list[SwapShown]


class SwapGiven(Schema):
    """application: the other's, which they have told."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"application": THEIRS}
    ]}}  # fmt: skip

    application: UUID


def swap_shown(row: models.CampaignSwap, is_mine: bool) -> SwapShown:
    other = row.asked if is_mine else row.asking
    return SwapShown(
        id=row.pk, is_mine=is_mine, place=place_code(other), state=SwapState(row.state), at=row.at
    )


@router.get(
    "/beds", response=BedsHeld, operation_id="listOwnBeds", summary="Beds that the reader holds"
)
@guard("admissions.swap")
def list_own_beds(request: HttpRequest) -> BedsHeld:
    """For good, in campaigns of dormitories."""
    items = [
        BedHeld(application=row.pk, campaign=row.campaign_id, place=place_code(row))
        for row in own_places(request)
    ]
    return BedsHeld(count=len(items), items=items)


@router.get(
    "/beds/{application_id}/swaps", response=SwapsShown, operation_id="listSwaps",
    summary="Exchanges that were asked of a bed", openapi_extra=answers(404),
)  # fmt: skip
@guard("admissions.swap")
def list_swaps(request: HttpRequest, application_id: PlaceId) -> SwapsShown:
    """By the reader, and by others."""
    found = swaps_of(own_place(request, application_id).pk)
    return SwapsShown(count=len(found), items=[swap_shown(*one) for one in found])


@router.post(
    "/beds/{application_id}/swaps", response={201: SwapShown}, operation_id="askSwap",
    summary="Ask another to exchange beds", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.swap", "update")
@repeatable
def ask_swap(request: HttpRequest, application_id: PlaceId, given: SwapGiven) -> Status[SwapShown]:
    """Nothing changes before the other agrees."""
    own = own_place(request, application_id, "update")
    more = {"by": actor(request), "at": timezone.now()}
    return Status(201, swap_shown(swapping.ask_swap(own.pk, given.application, **more), True))


@router.post(
    "/beds/{application_id}/swaps/{swap_id}/agreement", response=SwapShown,
    operation_id="agreeSwap", summary="Agree to exchange beds", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.swap", "update")
@repeatable
def agree_swap(request: HttpRequest, application_id: PlaceId, swap_id: SwapId) -> SwapShown:
    """Both have the other's bed at once, and a decision says so."""
    own = own_place(request, application_id, "update")
    swapping.agree_swap(swap_id, own.pk, by=actor(request), at=timezone.now())
    return _fresh(own.pk, swap_id)


@router.post(
    "/beds/{application_id}/swaps/{swap_id}/drop", response=SwapShown, operation_id="dropSwap",
    summary="Withdraw or refuse an exchange", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.swap", "update")
@repeatable
def drop_swap(request: HttpRequest, application_id: PlaceId, swap_id: SwapId) -> SwapShown:
    """By either of the two."""
    own = own_place(request, application_id, "update")
    swapping.drop_swap(swap_id, own.pk, by=actor(request), at=timezone.now())
    return _fresh(own.pk, swap_id)


def _fresh(application_id: UUID, swap_id: UUID) -> SwapShown:
    return next(swap_shown(*one) for one in swaps_of(application_id) if one[0].pk == swap_id)
