"""What an organisation gives in campaigns, and what came of it: counts, then those who have it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from bagdar.admissions import models
from bagdar.admissions.queries.campaign_family import TOLD
from bagdar.admissions.rules.campaign.nouns import (
    HOLDING,
    CampaignState,
    ClaimState,
    Stands,
)


@dataclass(frozen=True)
class Given:
    """A place with how many wish it; the rest is 0 before the result is let out."""

    place: models.CampaignPlace
    wishes: int
    offered: int
    accepted: int
    settled: int


def offered_by(organisation_id: UUID) -> list[Given]:
    """Places of an organisation, the latest campaign first."""
    rows = models.CampaignPlace.objects.filter(organisation_id=organisation_id)
    return _given(rows.select_related("campaign").order_by("-campaign__year", "code"))


def offered_at(place: models.CampaignPlace) -> Given:
    return _given(models.CampaignPlace.objects.filter(pk=place.pk).select_related("campaign"))[0]


def _given(rows: Sequence[models.CampaignPlace]) -> list[Given]:
    places = list(rows)
    ids = [one.pk for one in places]
    wished = models.CampaignWish.objects.filter(place_id__in=ids).exclude(
        application__state=Stands.WITHDRAWN.value
    )
    wishes = dict(wished.values_list("place_id").annotate(many=Count("pk")))
    counts = {state: Count("pk", filter=Q(state=state)) for state in (*(s.value for s in HOLDING),)}
    held = models.CampaignApplication.objects.filter(
        place_id__in=ids, campaign__state__in=TOLD
    ).values("place_id").annotate(**counts)  # fmt: skip
    by_place = {one["place_id"]: one for one in held}
    return [
        Given(one, wishes.get(one.pk, 0),
              *(by_place.get(one.pk, {}).get(state.value, 0) for state in HOLDING))
        for one in places
    ]  # fmt: skip


def holders_of(place: models.CampaignPlace) -> list[models.CampaignApplication]:
    """Those who hold a place of a published campaign; nobody before."""
    if place.campaign.state not in TOLD:
        return []
    rows = models.CampaignApplication.objects.filter(
        place=place, state__in=[one.value for one in HOLDING]
    )
    return list(rows.select_related("campaign", "place").order_by("state", "child"))


@dataclass(frozen=True)
class ToDecide:
    """fact: "" of an address."""

    application: models.CampaignApplication
    fact: str
    claimed_at: datetime


def claims_to_decide(territory: str, most: int) -> list[ToDecide]:
    """Claims and addresses of open campaigns, those that wait longest first. territory: "" for all.

    Of each kind no more than most.
    """
    asked = Q(
        state=ClaimState.CLAIMED.value, application__state=Stands.APPLIED.value,
        application__campaign__state=CampaignState.OPEN.value,
    )  # fmt: skip
    if territory:
        asked &= Q(application__campaign__territory=territory)
    claims, addresses = (
        kind.objects.filter(asked).select_related("application__campaign").order_by("claimed_at")
        for kind in (models.CampaignClaim, models.CampaignAddress)
    )
    found = [ToDecide(one.application, one.fact, one.claimed_at) for one in claims[:most]]
    found += [ToDecide(one.application, "", one.claimed_at) for one in addresses[:most]]
    return sorted(found, key=lambda one: (one.claimed_at, str(one.application.pk), one.fact))
