"""Places that are held for good where they may be exchanged, and what was asked of whom."""

from uuid import UUID

from django.db.models import Q

from bagdar.admissions import models
from bagdar.admissions.rules.campaign.nouns import CampaignKind, Stands


def held_by(person_id: UUID) -> list[models.CampaignApplication]:
    """The latest first."""
    rows = models.CampaignApplication.objects.filter(
        person_id=person_id, state=Stands.SETTLED.value,
        campaign__kind=CampaignKind.DORMITORY.value,
    )  # fmt: skip
    return list(rows.select_related("campaign", "place").order_by("-campaign__year", "pk"))


def swaps_of(application_id: UUID) -> list[tuple[models.CampaignSwap, bool]]:
    """With whether the application asked for it; the latest first."""
    whose = Q(asking_id=application_id) | Q(asked_id=application_id)
    rows = models.CampaignSwap.objects.filter(whose)
    found = rows.select_related("asking__place", "asked__place").order_by("-at", "pk")
    return [(row, row.asking_id == application_id) for row in found]
