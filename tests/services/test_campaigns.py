"""Campaigns on a real database: opened, their places declared, begun, and what is refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from bagdar.admissions import models
from bagdar.admissions.queries.campaigns import campaign_of, rules_of
from bagdar.admissions.rules.campaign import errors
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.admissions.services.campaigns import opening
from bagdar.admissions.services.campaigns.opening import Opened, PlaceSaid
from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from tests.register import organisation

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = datetime(2025, 3, 3, 4, tzinfo=UTC)
MINISTRY = Actor("ministry", "operator")


def said(**more: Any) -> Opened:
    given = {
        "kind": CampaignKind.SCHOOL, "territory": "KZ-75", "year": 2025, "opens_at": NOW,
        "closes_at": NOW + timedelta(days=30), "origin": Origin.SIMULATED, **more,
    }  # fmt: skip
    return Opened(**given)


def test_a_campaign_adopts_the_rules_of_its_day_and_begins_with_its_places():
    school = organisation(origin=Origin.SIMULATED)
    made = opening.open_campaign(said(), by=MINISTRY, at=NOW)
    assert rules_of(made).kind is CampaignKind.SCHOOL and rules_of(made).illustrative
    opening.declare_place(made.pk, school, PlaceSaid("a.kk", 25, "kk"), by=MINISTRY, at=NOW)
    changed = opening.declare_place(
        made.pk, school, PlaceSaid("a.kk", 24, "kk"), by=MINISTRY, at=NOW
    )
    assert (changed.seats, made.places.count()) == (24, 1)
    assert opening.begin(made.pk, by=MINISTRY, at=NOW).state == "open"
    events = Event.objects.filter(about=f"admissions.campaign:{made.pk}").order_by("pk")
    assert [one.action for one in events] == [
        "admissions.campaign_opened", "admissions.campaign_place_declared",
        "admissions.campaign_place_declared", "admissions.campaign_begun",
    ]  # fmt: skip


def test_a_campaign_without_a_seat_does_not_begin_and_a_begun_one_takes_no_place():
    school = organisation(origin=Origin.SIMULATED)
    made = opening.open_campaign(said(), by=MINISTRY, at=NOW)
    with pytest.raises(errors.NoPlaces):
        opening.begin(made.pk, by=MINISTRY, at=NOW)
    opening.declare_place(made.pk, school, PlaceSaid("a.kk", 1), by=MINISTRY, at=NOW)
    opening.begin(made.pk, by=MINISTRY, at=NOW)
    with pytest.raises(errors.CampaignStateWrong):
        opening.declare_place(made.pk, school, PlaceSaid("b.kk", 1), by=MINISTRY, at=NOW)
    assert campaign_of(made.pk).places.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"territory": "KZ-00"}, {"closes_at": NOW}, {"year": 1999}, {"opens_at": NOW + timedelta(31)}],
)
def test_what_cannot_be_a_campaign_is_refused_and_leaves_nothing(wrong: dict[str, Any]):
    with pytest.raises(errors.TermsFaulty):
        opening.open_campaign(said(**wrong), by=MINISTRY, at=NOW)
    assert not models.Campaign.objects.exists() and not Event.objects.exists()


def test_the_same_campaign_is_opened_once():
    opening.open_campaign(said(), by=MINISTRY, at=NOW)
    with pytest.raises(errors.CampaignThere):
        opening.open_campaign(said(), by=MINISTRY, at=NOW)
    assert opening.open_campaign(said(turn=2), by=MINISTRY, at=NOW).before is not None


def test_a_place_of_a_real_organisation_is_not_given_by_a_simulated_campaign():
    made = opening.open_campaign(said(), by=MINISTRY, at=NOW)
    with pytest.raises(errors.PlaceFaulty):
        opening.declare_place(made.pk, organisation(), PlaceSaid("a", 1), by=MINISTRY, at=NOW)


def test_the_database_itself_refuses_to_change_what_was_published():
    made = opening.open_campaign(said(), by=MINISTRY, at=NOW)
    file = models.CampaignFile.objects.create(
        campaign=made, number=1, name="result.jsonl", data=b"x", size=1, sha256="0" * 64
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        models.CampaignFile.objects.filter(pk=file.pk).update(data=b"y")
    with pytest.raises(DatabaseError), transaction.atomic():
        models.CampaignFile.objects.filter(pk=file.pk).delete()
