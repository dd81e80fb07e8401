"""Places that wait for a paper: a clerk's list, the paper by page and API, and what is left."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from bagdar.admissions import models
from bagdar.audit.models import Event
from tests.access_matrix import ClientAs
from tests.clocks import at_their_clock
from tests.granting import conditional

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PAGE, API = "/kk/campaigns/conditions/", "/api/v1/campaigns/conditions"
IN_TIME, LATE = (datetime(2026, 10, day, 4, tzinfo=UTC) for day in (1, 2))


@pytest.fixture
def held(accounts: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A grant that waits for a paper, on the last day on which it can come."""
    on(monkeypatch, IN_TIME)
    return conditional("Құпия")[1]


def on(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    modules = (
        "views.campaign_conditions", "api.campaign_conditions", "views.campaign_desk",
        "api.draw_desk",
    )  # fmt: skip
    at_their_clock(monkeypatch, lambda: at, *(f"bagdar.admissions.{one}" for one in modules))


def done(client: Client, path: str, said: Any, status: int = 200) -> Any:
    token = client.get("/api/v1/session").json()["csrf_token"]
    found = client.post(
        path, json.dumps(said), content_type="application/json",
        headers={"X-CSRFToken": token, "Idempotency-Key": str(uuid4())},
    )  # fmt: skip
    assert found.status_code == status, found.content
    return found.json()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_clerk_finds_who_waits_without_names_and_each_look_at_one_leaves_a_trace(
    held: Any, client_as: ClientAs, language: str
):
    client, root = client_as("ministry"), f"/{language}/campaigns/conditions/"
    listed = client.get(root).content.decode()
    assert f"{root}{held.pk}/" in listed and "Құпия" not in listed
    assert not Event.objects.filter(action="admissions.campaign_looked_at").exists()
    shown = client.get(f"{root}{held.pk}/").content.decode()
    assert "Құпия" in shown and 'value="paper"' in shown
    assert Event.objects.filter(action="admissions.campaign_looked_at").count() == 1


def test_the_paper_is_named_and_the_place_waits_no_more(held: Any, client_as: ClientAs):
    client, address = client_as("ministry"), f"{PAGE}{held.pk}/"
    assert client.post(address, {"condition": "paper", "reason": ""}).status_code == 422
    assert client.post(address, {"condition": "another", "reason": "x"}).status_code == 422
    said = {"condition": "paper", "reason": "аттестат № 7"}
    assert client.post(address, said).status_code == 302
    assert models.CampaignClaim.objects.get(application=held).reason == "аттестат № 7"
    assert str(held.pk) not in client.get(PAGE).content.decode()


def test_a_program_does_the_same(held: Any, client_as: ClientAs):
    client = client_as("ministry")
    [one] = client.get(API).json()["items"]
    assert (one["application"], one["until"]) == (str(held.pk), "2026-10-01")
    path = f"{API}/{held.pk}"
    done(client, path, {"condition": "paper", "paper": " "}, 422)
    found = done(client, path, {"condition": one["condition"], "paper": "аттестат № 7"})
    assert found["items"] == [] and client.get(API).json()["count"] == 0


def test_after_its_day_the_place_is_left_by_the_desks_one_button(
    held: Any, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
):
    client, desk = client_as("ministry"), f"/kk/campaigns/desk/{held.campaign_id}/"
    assert 'value="leave_unmet"' not in client.get(desk).content.decode()
    on(monkeypatch, LATE)
    said = {"condition": "paper", "reason": "аттестат № 7"}
    assert client.post(f"{PAGE}{held.pk}/", said).status_code == 422
    assert 'value="leave_unmet"' in client.get(desk).content.decode()
    assert client.post(desk, {"do": "leave_unmet"}).status_code == 302
    held.refresh_from_db()
    assert held.state == "left"


def test_a_program_leaves_what_is_unmet_once(
    held: Any, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
):
    client, path = client_as("ministry"), f"/api/v1/campaigns/desk/{held.campaign_id}/unmet"
    assert done(client, path, {})["count"] == 0
    on(monkeypatch, LATE)
    assert [done(client, path, {})["count"] for _ in range(2)] == [1, 0]


def test_a_region_neither_sees_nor_changes_what_the_country_gives(held: Any, client_as: ClientAs):
    client = client_as("region")
    assert client.get(API).json()["count"] == 0
    assert client.get(f"{PAGE}{held.pk}/").status_code == 404
    done(client, f"{API}/{held.pk}", {"condition": "paper", "paper": "x"}, 404)
