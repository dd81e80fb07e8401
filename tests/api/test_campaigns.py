"""Campaigns by program: a family, an organisation, a clerk."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bagdar.admissions import models
from bagdar.audit.models import Event
from tests.web.test_campaign_family_pages import PDF, family, field_now, published
from tests.web.test_queue_pages import account

pytestmark = [pytest.mark.django_db, pytest.mark.database]
API = "/api/v1/campaigns"
OWN = f"{API}/own/applications"


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


@pytest.fixture
def town() -> dict[str, Any]:
    of = field_now()
    school = of.places[0].organisation_id
    return {
        "of": of, "parent": family(of, "Aset", "Асан"), "other": family(of, "Usen", "Дана"),
        "clerk": account("clerk-1", role="region", region_code=of.campaign.territory),
        "school": account("school-1", role="organisation", organisation_id=school),
    }  # fmt: skip


def post(client: Client, path: str, said: Any = None, status: int = 200, key: str = "") -> Any:
    answer = client.post(
        path, json.dumps(said or {}), content_type="application/json",
        headers={"Idempotency-Key": key} if key else {},
    )  # fmt: skip
    assert answer.status_code == status, answer.content
    return answer.json()


def get(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return answer.json()


def applied(town: dict[str, Any], **more: Any) -> Any:
    of = town["of"]
    said = {"person": str(of.children["Асан"]), "campaign": str(of.campaign.pk),
            "wishes": [str(one) for one in of.wishes(1, 0)]}  # fmt: skip
    return post(town["parent"], OWN, said, 201, **more)


def test_a_family_applies_claims_and_answers_by_program(town):
    of, parent = town["of"], town["parent"]
    [child] = get(parent, f"{API}/own/people")["items"][1:]
    assert child["name"].count("Асан") == 1 and child["campaigns"][0]["refused"] is None
    wishable = get(parent, f"{API}/own/people/{child['person']}/places/{of.campaign.pk}")
    assert wishable["count"] == 2
    made = applied(town, key="one-request")
    assert applied(town, key="one-request") == made
    assert models.CampaignApplication.objects.count() == 1
    one = f"{OWN}/{made['id']}"
    post(parent, f"{one}/claims", {"fact": "orphan", "value": 1, "document": "қағаз"})
    file = SimpleUploadedFile("қағаз.pdf", PDF)
    told = parent.post(f"{one}/claims/orphan/evidence", {"file": file}).json()
    assert told["claims"][0]["has_evidence"] is True
    assert parent.get(f"{one}/claims/orphan/evidence").content == PDF
    assert town["other"].get(one).status_code == 404
    published(town)
    told = get(parent, one)
    assert told["state"] == "offered" and told["why"][0]["reasons"][0]["why"] == "cutoff"
    assert post(parent, f"{one}/acceptance")["state"] == "accepted"
    post(parent, f"{one}/acceptance", status=409)
    assert post(parent, f"{one}/settlement")["state"] == "settled"


def test_what_was_decided_is_not_told_before_it_is_let_out(town):
    made = applied(town)
    town["of"].give("Асан", 0)
    town["of"].state("held")
    told = get(town["parent"], f"{OWN}/{made['id']}")
    assert (told["state"], told["place"], told["until"], told["why"]) == ("applied", None, None, [])


def test_a_clerk_decides_and_an_organisation_enrols_by_program(town):
    made, of = applied(town), town["of"]
    parent, clerk, school = town["parent"], town["clerk"], town["school"]
    claim = {"fact": "orphan", "value": 1, "document": "қағаз"}
    post(parent, f"{OWN}/{made['id']}/claims", claim)
    assert get(clerk, f"{API}/claims")["items"][0]["application"] == made["id"]
    case = f"{API}/claims/{made['id']}"
    post(clerk, f"{case}/proof", {"fact": "orphan", "reason": ""}, 422)
    decided = post(clerk, f"{case}/proof", {"fact": "orphan", "reason": "көрдім"})
    assert decided["claims"][0]["state"] == "proven"
    assert Event.objects.filter(action="admissions.campaign_looked_at").exists()
    place = f"{API}/places/{of.places[0].pk}"
    assert get(school, place)["count"] == 0 and get(school, place)["place"]["wishes"] == 1
    published(town, state="settled")
    assert "Асан" in get(school, place)["items"][0]["name"]
    day = f"{of.campaign.year}-09-01"
    press = {"application": made["id"], "first_day": day}
    assert post(school, f"{place}/enrolments", press)["items"][0]["enrolled"] == day
    post(school, f"{place}/enrolments", press, 409)
    post(parent, f"{OWN}/{made['id']}/leaving", status=409)


def test_an_address_is_claimed_and_decided_by_program(town):
    made, clerk, parent = applied(town), town["clerk"], town["parent"]
    own, case = f"{OWN}/{made['id']}", f"{API}/claims/{made['id']}"
    assert made["address"] is None and made["explained"] == []
    post(clerk, f"{case}/address/proof", {"reason": "қағаз"}, 409)  # there is none
    said = {"street": "Абай көшесі", "house": "7", "document": "қағаз"}
    post(parent, f"{own}/address", {**said, "street": " "}, 422)
    assert post(parent, f"{own}/address", said)["address"]["state"] == "claimed"
    post(town["other"], f"{own}/address", said, 404)
    [waiting] = get(clerk, f"{API}/claims")["items"]
    assert (waiting["application"], waiting["fact"]) == (made["id"], "")
    refused = post(clerk, f"{case}/address/disproof", {"reason": "көшесі басқа"})
    assert refused["address"]["state"] == "disproven"
    post(parent, f"{own}/address", said)
    assert post(clerk, f"{case}/address/proof", {"reason": "қағаз"})["address"]["state"] == "proven"
    assert get(parent, own)["address"]["reason"] == "қағаз"
    events = Event.objects.filter(action__startswith="admissions.address_")
    assert events.count() == 4
    assert not any("Абай" in str(one.facts) for one in events)
