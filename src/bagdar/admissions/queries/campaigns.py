"""Campaigns and their rows as plain values."""

import json
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from django.conf import settings

from bagdar.admissions import models
from bagdar.admissions.rules.campaign.building import Offering
from bagdar.admissions.rules.campaign.declared import CampaignRules, campaign_rules, model_of
from bagdar.admissions.rules.campaign.errors import (
    CampaignStateWrong,
    NoSuchApplicationHere,
    NoSuchCampaign,
    NoSuchCampaignPlace,
)
from bagdar.admissions.rules.campaign.nouns import CampaignKind, CampaignState


def declared_rules(kind: CampaignKind) -> CampaignRules:
    """What the data folder of this installation says. Raises FaultyData."""
    return campaign_rules(Path(settings.DATA_DIR), kind)


def rules_of(row: models.Campaign | models.Study) -> CampaignRules:
    """What was adopted when the campaign was opened, or the study asked for."""
    return model_of(CampaignKind(row.kind)).model_validate_json(json.dumps(row.rules))


def campaign_of(id: UUID) -> models.Campaign:
    """Raises NoSuchCampaign."""
    found = models.Campaign.objects.filter(pk=id).first()
    if found is None:
        raise NoSuchCampaign()
    return found


def campaigns(*, public: bool = False) -> list[models.Campaign]:
    """The latest first. public: without those that are still being prepared."""
    rows = models.Campaign.objects.order_by("-year", "kind", "territory", "-turn", "origin")
    return list(rows.exclude(state=CampaignState.DRAFT.value) if public else rows)


def check_state(row: models.Campaign, *needed: CampaignState) -> None:
    """Raises CampaignStateWrong, naming the first that would do."""
    if CampaignState(row.state) not in needed:
        raise CampaignStateWrong(row.state, needed[0])


def application_of(id: UUID) -> models.CampaignApplication:
    """Raises NoSuchApplicationHere."""
    rows = models.CampaignApplication.objects.select_related("campaign", "place")
    found = rows.filter(pk=id).first()
    if found is None:
        raise NoSuchApplicationHere()
    return found


def place_of_campaign(id: UUID) -> models.CampaignPlace:
    """Raises NoSuchCampaignPlace."""
    found = models.CampaignPlace.objects.filter(pk=id).select_related("campaign").first()
    if found is None:
        raise NoSuchCampaignPlace()
    return found


def coded_place(campaign_id: UUID, code: str) -> models.CampaignPlace:
    """Raises NoSuchCampaignPlace."""
    found = models.CampaignPlace.objects.filter(campaign=campaign_id, code=code).first()
    if found is None:
        raise NoSuchCampaignPlace()
    return found


def places_of_campaign(row: models.Campaign) -> list[models.CampaignPlace]:
    return list(row.places.order_by("code"))


def offerings(rows: Sequence[models.CampaignPlace]) -> list[Offering]:
    return [Offering(one.code, one.seats, frozenset(one.tags)) for one in rows]
