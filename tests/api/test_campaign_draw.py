"""Campaigns by program: what everybody reads, the steps of officials, what parties say."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from bagdar.admissions import models
from bagdar.admissions.queries.ceremonies import ceremony_in
from bagdar.admissions.rules.seeding import promise_of
from bagdar.admissions.services.campaigns import annulling, drawing
from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from tests.access_matrix import ClientAs
from tests.campaigning import OPERATOR, SECRETS, SPEAKERS, Fair, fair, planned_elsewhere
from tests.clocks import at_their_clock

pytestmark = [pytest.mark.django_db, pytest.mark.database]
API = "/api/v1/campaigns"
LINES = {"applicants.jsonl", "result.jsonl", "explanations.jsonl"}


@pytest.fixture
def of(tmp_path: Path, settings, accounts: Any, monkeypatch: pytest.MonkeyPatch) -> Fair:
    made = fair(tmp_path, settings)
    made.apply("Құпия", "a", "b")
    made.apply("Асан", "a", "b")
    made.apply("Дана", "b")
    at_their_clock(monkeypatch, made.now, "bagdar.admissions.api.draw_desk")
    return made


def told(client: Client, path: str, status: int = 200) -> Any:
    found = client.get(f"{API}{path}")
    assert found.status_code == status, found.content
    return found.json()


def done(client: Client, path: str, said: Any = None, status: int = 200, key: str = "") -> Any:
    token = client.get("/api/v1/session").json()["csrf_token"]
    found = client.post(
        f"{API}{path}", json.dumps(said or {}), content_type="application/json",
        headers={"X-CSRFToken": token, "Idempotency-Key": key or str(uuid4())},
    )  # fmt: skip
    assert found.status_code == status, found.content
    return found.json()


def test_everybody_reads_a_campaign_from_its_rules_to_its_cutoffs(of: Fair, client: Client):
    of.released()
    assert [one["id"] for one in told(client, "")["items"]] == [str(of.id)]
    whole = told(client, f"/{of.id}")
    assert whole["rules"]["parties"] == list(SECRETS) and whole["applied"].startswith("10")
    assert told(client, f"/{of.id}/places")["count"] == 2
    draw = told(client, f"/{of.id}/draw")
    assert len(draw["witnesses"]) == 2 and all(one["reveal"] for one in draw["parties"])
    [decision] = told(client, f"/{of.id}/decisions")["items"]
    assert len(decision["files"]) == 7 and all(one["is_open"] for one in decision["files"])
    assert client.get(decision["files"][0]["address"]).status_code == 200
    assert told(client, f"/{of.id}/cutoffs")["count"] == 2
    assert "Құпия" not in json.dumps(whole)


def test_files_with_lines_of_real_children_are_not_said_to_be_open(of: Fair, client: Client):
    of.released()
    models.Campaign.objects.update(origin=Origin.REAL.value)
    [decision] = told(client, f"/{of.id}/decisions")["items"]
    assert {one["name"] for one in decision["files"] if not one["is_open"]} == LINES


def test_officials_and_parties_carry_a_campaign_out_by_program(of: Fair, client_as: ClientAs):
    ministry, other, party = (client_as(one) for one in ("ministry", "coordinator", "auditor"))
    desk = f"/desk/{of.id}"
    assert told(ministry, desk)["next"]["step"] == "await_families"
    done(ministry, f"{desk}/closing", status=409)
    of.now(days=31)
    of.log()
    assert done(ministry, f"{desk}/closing")["next"]["step"] == "plan"
    accounts = [
        {"party": code, "account": account}
        for code, account in {**SPEAKERS, "parents": "test-auditor"}.items()
    ]
    done(ministry, f"{desk}/plan", {"accounts": [*accounts, accounts[0]]}, 422)
    assert done(ministry, f"{desk}/plan", {"accounts": accounts})["next"]["step"] == "witness"
    of.log()
    assert done(ministry, f"{desk}/witnesses")["next"]["step"] == "await_promises"
    of.promise("ministry", "university")
    [part] = told(party, "/parts/all")["items"]
    ceremony = ceremony_in(of.campaign)
    assert ceremony is not None
    digest = promise_of(ceremony.plan, part["party"], bytes.fromhex(SECRETS["parents"]))
    said = done(party, f"/parts/{of.id}/promise", {"promise": digest})
    assert said["promise"]["told"] == digest and said["reveal"] is None
    of.reveal("ministry", "university")
    assert told(ministry, desk)["next"] == {"step": "await_reveals", "parties": ["parents"]}
    done(party, f"/parts/{of.id}/reveal", {"secret": "00" * 32}, 409)
    done(party, f"/parts/{of.id}/reveal", {"secret": SECRETS["parents"]})
    assert done(ministry, f"{desk}/run")["next"]["step"] == "await_other"
    of.log()
    assert told(other, f"{desk}/preview")["applied"] == 3
    done(ministry, f"{desk}/release", status=403)
    assert done(other, f"{desk}/release")["holding"] == 2
    of.log()
    of.now(days=9)
    of.log()
    assert done(other, f"{desk}/lapses")["count"] == 2
    of.log()
    assert done(other, f"{desk}/moves")["count"] == 1
    done(other, f"{desk}/end", status=409)


def test_a_step_that_is_sent_again_is_one_step(of: Fair, client_as: ClientAs):
    of.drawn()
    client, key = client_as("ministry"), str(uuid4())
    first = done(client, f"/desk/{of.id}/run", key=key)
    assert done(client, f"/desk/{of.id}/run", key=key) == first
    assert Event.objects.filter(action="admissions.campaign_run").count() == 1


def test_nobody_speaks_for_a_party_whose_account_is_anothers(of: Fair, client_as: ClientAs):
    of.close()
    drawing.plan(of.id, SPEAKERS, by=OPERATOR, at=of.now())
    of.log()
    done(client_as("auditor"), f"/parts/{of.id}/promise", {"promise": "0" * 64}, 404)
    assert told(client_as("auditor"), "/parts/all") == {"count": 0, "items": []}


def test_a_plan_is_annulled_by_program_and_everybody_reads_why(of: Fair, client_as: ClientAs):
    ministry, other = client_as("ministry"), client_as("coordinator")
    of.close()
    of.plan()
    of.promise("ministry")
    desk = f"/desk/{of.id}"
    assert told(ministry, desk)["annulling"] == {"step": "ask", "parties": []}
    done(ministry, f"{desk}/annulled", status=409)
    asked = done(ministry, f"{desk}/annulment", {"reason": "witnesses were late"})
    assert asked["annulling"]["step"] == "await_other"
    done(ministry, f"{desk}/annulled", status=403)
    assert told(other, desk)["annulling"]["step"] == "annul"
    assert done(other, f"{desk}/annulled")["next"]["step"] == "plan"
    of.log()
    [one] = told(Client(), f"/{of.id}/annulments")["items"]
    assert one["reason"] == "witnesses were late" and one["receipt"]
    assert [bool(said["promise"]) for said in one["ceremony"]["parties"]] == [True, False, False]


def _promised(of: Fair, party: str, account: str) -> None:
    ceremony = ceremony_in(of.campaign)
    assert ceremony is not None
    digest = promise_of(ceremony.plan, party, bytes.fromhex(SECRETS[party]))
    drawing.promise(of.id, party, digest, by=Actor(account, "auditor"), at=of.now())


def test_a_party_agrees_by_program_that_what_was_revealed_is_not_used(
    of: Fair, client_as: ClientAs
):
    planned_elsewhere(of, {**SPEAKERS, "parents": "test-auditor"})
    of.promise("ministry", "university")
    _promised(of, "parents", "test-auditor")
    of.reveal("ministry")
    annulling.ask(of.id, "an upgrade", by=OPERATOR, at=of.now())
    step = told(client_as("ministry"), f"/desk/{of.id}")["annulling"]
    assert step == {"step": "await_parties", "parties": list(SECRETS)}
    done(client_as("auditor"), f"/parts/{of.id}/agreement")
    done(client_as("auditor"), f"/parts/{of.id}/agreement", status=409)
    step = told(client_as("ministry"), f"/desk/{of.id}")["annulling"]
    assert step["parties"] == ["ministry", "university"]
