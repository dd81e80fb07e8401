"""An organisation in campaigns by program: its places, who has them, enrolling."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from bagdar.access.public import KEY_DESCRIBED, actor, guard, looker_facts, repeatable
from bagdar.admissions import models
from bagdar.admissions.api.campaign_asked import (
    CampaignEnrolment,
    CampaignSeats,
    DraftPlaceId,
    PlaceId,
)
from bagdar.admissions.api.campaign_own import name_of
from bagdar.admissions.api.campaign_schemas import (
    CampaignHolder,
    CampaignHolders,
    CampaignOffering,
    CampaignOfferings,
    offerings_told,
)
from bagdar.admissions.presenters.campaign_opening import own_offering, own_organisation
from bagdar.admissions.queries.campaign_offering import holders_of, offered_at, offered_by
from bagdar.admissions.rules.campaign.errors import NoSuchApplicationHere
from bagdar.admissions.rules.campaign.nouns import Stands
from bagdar.admissions.services.campaigns.enrolling import enrol_settled
from bagdar.admissions.services.campaigns.looking import note_holders
from bagdar.admissions.services.campaigns.opening import change_seats
from bagdar.programme.public import answers

router = Router(tags=["campaigns"])
DEED = answers(404, 409, 422, parameters=[KEY_DESCRIBED])


def _told(request: HttpRequest, place: models.CampaignPlace) -> CampaignHolders:
    """Names are written down as looked at before they are given."""
    found = holders_of(place)
    if found:
        note_holders(place.pk, len(found), by=actor(request), looker=looker_facts(request))
    items = [
        CampaignHolder(application=one.pk, name=name_of(one.person_id), state=Stands(one.state),
                       until=one.until, enrolled=one.enrolled)
        for one in found
    ]  # fmt: skip
    [place_now] = offerings_told([offered_at(place)])
    return CampaignHolders(place=place_now, count=len(items), items=items)


@router.get(
    "/campaigns/places", response=CampaignOfferings, operation_id="listCampaignOfferings",
    summary="Places of the own organisation in campaigns",
)  # fmt: skip
@guard("admissions.campaign_offering")
def list_campaign_offerings(request: HttpRequest) -> CampaignOfferings:
    """With how many wish them; how many have them, once the result is let out."""
    items = offerings_told(offered_by(own_organisation(request)))
    return CampaignOfferings(count=len(items), items=items)


@router.get(
    "/campaigns/places/{place_id}", response=CampaignHolders, operation_id="getCampaignOffering",
    summary="Who has a place of the own organisation", openapi_extra=answers(404),
)  # fmt: skip
@guard("admissions.campaign_offering")
def get_campaign_offering(request: HttpRequest, place_id: PlaceId) -> CampaignHolders:
    """No names before the result is let out."""
    return _told(request, own_offering(request, place_id))


@router.post(
    "/campaigns/places/{place_id}/seats", response=CampaignOffering,
    operation_id="changeCampaignSeats", summary="Change the seats of a place", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.campaign_offering", "update")
@repeatable
def change_campaign_seats(
    request: HttpRequest, place_id: DraftPlaceId, given: CampaignSeats
) -> CampaignOffering:
    """While the campaign is being prepared."""
    place = own_offering(request, place_id, "update")
    change_seats(place.pk, given.seats, by=actor(request), at=timezone.now())
    return offerings_told([offered_at(place)])[0]


@router.post(
    "/campaigns/places/{place_id}/enrolments", response=CampaignHolders,
    operation_id="enrolCampaignHolder", summary="Enrol somebody who has settled",
    openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.campaign_offering", "enrol")
@repeatable
def enrol_campaign_holder(
    request: HttpRequest, place_id: PlaceId, given: CampaignEnrolment
) -> CampaignHolders:
    """Into the register, from a day on."""
    place = own_offering(request, place_id, "enrol")
    if given.application not in {one.pk for one in holders_of(place)}:
        raise NoSuchApplicationHere()
    enrol_settled(given.application, given.first_day, by=actor(request), at=timezone.now())
    return _told(request, place)
