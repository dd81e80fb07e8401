"""Whose applications to campaigns somebody may see: the own ones, the organisation's, the desk's.

Pages and operations of the API begin here alike.
"""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from bagdar.access.public import Forbidden, note_hidden, permits, place_of
from bagdar.admissions import models
from bagdar.admissions.queries.campaigns import application_of, place_of_campaign
from bagdar.admissions.rules.campaign.errors import (
    NoSuchApplicationHere,
    NoSuchCampaign,
    NoSuchCampaignPlace,
)
from bagdar.core.periods import local_date
from bagdar.registry.public import own_people, relation_to
from bagdar.registry.rules.errors import NoSuchPerson

OWN = "admissions.campaign_own"
OFFERING = "admissions.campaign_offering"
CLAIMS = "admissions.campaign_claims"


def own_applicants(request: HttpRequest) -> tuple[tuple[UUID, str], ...]:
    """Themselves where of age, and the children they answer for; with the relation."""
    return own_people(place_of(request), local_date(timezone.now()))


def own_applicant(request: HttpRequest, person_id: UUID, operation: str) -> str:
    """The relation. Raises NoSuchCampaign: it is a stranger."""
    relation = _relation(request, person_id)
    if not relation or not permits(request, OWN, operation, relation):
        note_hidden(request, OWN, operation)
        raise NoSuchCampaign()
    return relation


def own_campaign_application(
    request: HttpRequest, id: UUID, operation: str = "read"
) -> tuple[models.CampaignApplication, str]:
    """With the relation. Raises NoSuchApplicationHere: it is a stranger's."""
    row = application_of(id)
    relation = _relation(request, row.person_id)
    if not relation or not permits(request, OWN, operation, relation):
        note_hidden(request, OWN, operation)
        raise NoSuchApplicationHere()
    return row, relation


def _relation(request: HttpRequest, person_id: UUID) -> str:
    try:
        return relation_to(place_of(request), person_id, local_date(timezone.now()))
    except NoSuchPerson:
        return ""


def own_organisation(request: HttpRequest) -> UUID:
    """Raises Forbidden."""
    found = place_of(request).organisation_id
    if found is None:
        raise Forbidden()
    return found


def own_offering(request: HttpRequest, id: UUID, operation: str = "read") -> models.CampaignPlace:
    """A place of the own organisation. Raises Forbidden, NoSuchCampaignPlace: it is another's."""
    mine, found = own_organisation(request), place_of_campaign(id)
    if found.organisation_id != mine:
        note_hidden(request, OFFERING, operation)
        raise NoSuchCampaignPlace()
    return found


def claims_relation(request: HttpRequest) -> str:
    """own: a region's clerk, of its campaigns; any: the ministry."""
    return "own" if place_of(request).region_code else "any"


def claimed_at(request: HttpRequest) -> str:
    """The territory whose claims the reader decides; "": all."""
    return place_of(request).region_code


def claimed_application(
    request: HttpRequest, id: UUID, operation: str = "read"
) -> models.CampaignApplication:
    """Raises NoSuchApplicationHere: it is another authority's."""
    row, territory = application_of(id), claimed_at(request)
    if territory and row.campaign.territory != territory:
        note_hidden(request, CLAIMS, operation)
        raise NoSuchApplicationHere()
    return row
