"""Officials open a campaign, take its places, change them and begin it, by page and by program."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from bagdar.admissions import models
from bagdar.admissions.services.campaigns import opening
from tests.access_matrix import ClientAs
from tests.campaign_field import coming_year
from tests.granting import MINISTRY, NOW, opened
from tests.register import organisation

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DESK, API = "/kk/campaigns/desk/", "/api/v1/campaigns/desk"
REGION = "KZ-11"


@pytest.fixture(autouse=True)
def _accounts(accounts: Any) -> None:
    """test-ministry, test-region of KZ-11, and the others."""


def said(**more: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    days = {"since": now + timedelta(days=1), "until": now + timedelta(days=9)}
    told = {name: day.date().isoformat() for name, day in days.items()}
    kind = {"kind": "school", "territory": REGION, "year": coming_year(now), "turn": 1}
    return {**kind, **told, "origin": "illustrative", **more}


def done(client: Client, path: str, given: Any, status: int = 200) -> Any:
    token = client.get("/api/v1/session").json()["csrf_token"]
    found = client.post(
        f"{API}{path}", json.dumps(given), content_type="application/json",
        headers={"X-CSRFToken": token, "Idempotency-Key": str(uuid4())},
    )  # fmt: skip
    assert found.status_code == status, found.content
    return found.json()


def declared(campaign: models.Campaign) -> None:
    """A place of a school, as the school declares it."""
    school = organisation(1, name_kk="Үлгі мектеп", region=REGION)
    opening.declare_place(
        campaign.pk, school, opening.PlaceSaid("a", 7, "kk"), by=MINISTRY, at=NOW
    )  # fmt: skip


@pytest.mark.parametrize("role", ["ministry", "coordinator", "region"])
def test_a_campaign_is_opened_prepared_and_begun_on_pages(client_as: ClientAs, role: str):
    client = client_as(role)
    assert f"{DESK}new/" in client.get(DESK).content.decode()
    assert 'name="since"' in client.get(f"{DESK}new/").content.decode()
    address = client.post(f"{DESK}new/", said())["Location"]
    row = models.Campaign.objects.get()
    assert address == f"{DESK}{row.pk}/" and row.state == "draft"
    assert client.post(address, {"do": "suggest"}).status_code == 302
    declared(row)
    places = f"{address}places/"
    shown = client.get(places).content.decode()
    assert "Үлгі мектеп" in shown and f"{places}?code=a#seats" in shown
    assert 'value="a"' in client.get(f"{places}?code=a").content.decode()
    assert client.post(places, {"code": "a", "seats": "5"}).status_code == 302
    assert row.places.get().seats == 5
    assert client.post(address, {"do": "begin"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "open"
    assert client.post(places, {"code": "a", "seats": "6"}).status_code == 409


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_both_pages_are_said_in_each_language(client_as: ClientAs, language: str):
    row = opened("grant", "KZ")
    said = opening.PlaceSaid("061", 5, programme="061")
    opening.declare_place(row.pk, None, said, by=MINISTRY, at=NOW)
    for path in ("new/", f"{row.pk}/places/"):
        found = client_as("ministry").get(f"/{language}/campaigns/desk/{path}")
        assert found.status_code == 200 and ">None<" not in found.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"year": "x"}, {"turn": "0"}, {"since": "2020-13-01"}, {"until": "2020-01-01"},
     {"kind": "x"}, {"territory": "KZ-00"}, {"origin": ""}],
)  # fmt: skip
def test_what_cannot_be_opened_is_refused_and_nothing_is_left(
    client_as: ClientAs, wrong: dict[str, str]
):
    assert client_as("ministry").post(f"{DESK}new/", said(**wrong)).status_code == 422
    assert not models.Campaign.objects.exists()


def test_nobody_opens_the_same_twice(client_as: ClientAs):
    client = client_as("ministry")
    client.post(f"{DESK}new/", said())
    assert client.post(f"{DESK}new/", said()).status_code == 409


def test_a_region_opens_no_campaign_of_another_territory(client_as: ClientAs):
    client = client_as("region")
    for territory in ("KZ", "KZ-59"):
        assert client.post(f"{DESK}new/", said(territory=territory)).status_code == 422
        done(client, "", said(territory=territory), 403)
    assert not models.Campaign.objects.exists()


def test_a_program_opens_and_prepares_a_campaign(client_as: ClientAs):
    client = client_as("region")
    made = done(client, "", said())
    assert made["state"] == "draft" and made["next"]["step"] == "await_places"
    path = f"/{made['id']}"
    assert done(client, f"{path}/suggestions", {})["count"] == 0
    declared(models.Campaign.objects.get())
    assert client.get(f"{API}{path}/places").json()["items"][0]["seats"] == 7
    assert done(client, f"{path}/seats", {"code": "a", "seats": 3})["seats"] == 3
    done(client, f"{path}/seats", {"code": "b", "seats": 3}, 404)
    done(client, "", said(), 409)
    assert done(client, f"{path}/beginning", {})["state"] == "open"


def test_places_of_the_country_are_read_by_everybody(client: Client):
    """A place that is of no organisation, such as a grant."""
    row = opened("grant", "KZ")
    given = opening.PlaceSaid("061", 5, programme="061")
    opening.declare_place(row.pk, None, given, by=MINISTRY, at=NOW)
    opening.begin(row.pk, by=MINISTRY, at=NOW)
    [one] = client.get(f"/api/v1/campaigns/{row.pk}/places").json()["items"]
    assert one["organisation"] is None and one["programme"] == "061"
    shown = client.get(f"/kk/campaigns/{row.pk}/").content.decode()
    assert ">None<" not in shown and "061" in shown
