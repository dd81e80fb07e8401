"""Officials by program: a campaign is opened, takes its places, and these are changed."""

from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from pydantic import Field

from bagdar.access.public import KEY_DESCRIBED, actor, guard, repeatable, require
from bagdar.admissions.api.draw_desk import campaign_told
from bagdar.admissions.api.draw_schemas import (
    CampaignId,
    DraftId,
    DrawDesk,
    DrawDone,
    DrawPlaces,
    places_shown,
)
from bagdar.admissions.presenters.opening_campaigns import (
    DESK,
    desk_campaign,
    territory_relation,
)
from bagdar.admissions.queries.campaigns import places_of_campaign
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.admissions.services.campaigns import opening
from bagdar.core.asked import Day
from bagdar.core.origins import Origin
from bagdar.core.periods import day_begins
from bagdar.look.schemas import Schema
from bagdar.programme.public import answers

router = Router(tags=["campaigns"])
DEED = answers(404, 409, 422, parameters=[KEY_DESCRIBED])


class DrawOpened(Schema):
    """territory: a region's code, or KZ. since: the first day on which families apply; until: the
    first on which nobody applies any more. origin: of the organisations and the children.
    """

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [{
        "kind": "school", "territory": "KZ-11", "year": 2099, "since": "2099-03-01",
        "until": "2099-04-01", "origin": "illustrative",
    }]}}  # fmt: skip

    kind: CampaignKind
    territory: Annotated[str, Field(pattern=r"^[A-Z0-9-]{2,10}$")]
    year: Annotated[int, Field(strict=True, ge=2000, le=2100)]
    since: Day
    until: Day
    turn: Annotated[int, Field(strict=True, ge=1, le=20)] = 1
    origin: Origin = Origin.REAL


class DrawSeats(Schema):
    """code: of the place. seats: 0 where it gives none."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"code": "a", "seats": 25}
    ]}}  # fmt: skip

    code: Annotated[str, Field(pattern=r"^[^\x00]{1,80}$")]
    seats: Annotated[int, Field(strict=True, ge=0, le=1_000_000)]


@router.post(
    "/campaigns/desk", response=DrawDesk, operation_id="openCampaign",
    summary="Open a campaign, to be prepared", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.draw_desk", "decide")
@repeatable
def open_campaign(request: HttpRequest, given: DrawOpened) -> DrawDesk:
    """With the rules that are declared today. A region opens those of its own territory."""
    require(request, DESK, "decide", territory_relation(request, given.territory))
    said = opening.Opened(
        given.kind, given.territory, given.year, day_begins(given.since),
        day_begins(given.until), given.origin, given.turn,
    )  # fmt: skip
    made = opening.open_campaign(said, by=actor(request), at=timezone.now())
    return campaign_told(request, made)


@router.post(
    "/campaigns/desk/{campaign_id}/suggestions", response=DrawDone,
    operation_id="suggestCampaignPlaces", summary="Take places from the register",
    openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.draw_desk", "decide")
@repeatable
def suggest_campaign_places(request: HttpRequest, campaign_id: DraftId) -> DrawDone:
    """Those that are there stay as they are; a later turn takes what the one before left over."""
    row = desk_campaign(request, campaign_id, "decide")
    count = opening.suggest_places(row.pk, by=actor(request), at=timezone.now())
    return DrawDone(count=count)


@router.get(
    "/campaigns/desk/{campaign_id}/places", response=DrawPlaces,
    operation_id="listCampaignPlacesToCarryOut", summary="Places, before they are public too",
    openapi_extra=answers(404),
)  # fmt: skip
@guard("admissions.draw_desk")
def list_campaign_places_to_carry_out(request: HttpRequest, campaign_id: CampaignId) -> DrawPlaces:
    """By their codes."""
    return places_shown(places_of_campaign(desk_campaign(request, campaign_id)))


@router.post(
    "/campaigns/desk/{campaign_id}/seats", response=DrawDesk, operation_id="setCampaignSeats",
    summary="Change how many seats a place gives", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.draw_desk", "decide")
@repeatable
def change_campaign_seats(request: HttpRequest, campaign_id: DraftId, given: DrawSeats) -> DrawDesk:
    """While it is being prepared."""
    row = desk_campaign(request, campaign_id, "decide")
    opening.change_seats_of(
        row.pk, given.code, given.seats, by=actor(request), at=timezone.now()
    )  # fmt: skip
    return campaign_told(request, desk_campaign(request, campaign_id))
