"""Releases by program: the steps of the desk, once each, and what is out for everybody."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone

from bagdar import jobs
from bagdar.indicators import models
from bagdar.indicators.queries import releases as queries
from bagdar.indicators.services import releasing
from tests.services.test_indicators_releases import (
    DUE,
    WHO,
    WORDS,
    approve,
    computed,  # noqa: F401  (a fixture)
    out,
    plan,
    prepare,
)
from tests.web.test_release_desk import announced_a_week_ago, another

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ROOT = "/api/v1/releases"
ClientAs = Callable[[str], Client]


def send(client: Client, path: str, data: Any = None, how: str = "post", key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    asked = getattr(client, how)
    return asked(f"{ROOT}{path}", json.dumps(data or {}), "application/json", headers=headers)


def planning(**more: Any) -> dict[str, Any]:
    due = (timezone.now() + timedelta(days=8)).isoformat()
    return {"code": "first", "names": WORDS, "method": WORDS, "due_at": due,
            "is_demonstration": True, **more}  # fmt: skip


@pytest.mark.usefixtures("computed")
def test_a_release_is_prepared_attacked_and_approved_by_program(
    client_as: ClientAs, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
):
    monkeypatch.setattr(jobs, "start", lambda *words: None)
    prepares, approves = client_as("coordinator"), client_as("ministry")
    assert send(prepares, "", planning(), key="one").status_code == 201
    again = send(prepares, "", planning(), key="two")
    assert again.status_code == 409 and again.json()["code"] == "indicators.release_exists"
    tables = {"tables": ["T1.1/1-6:region", "T1.1/1-6:sex@2022-10-01"]}
    done = send(prepares, "/first/tables", tables, "put").json()
    assert [one["number"] for one in done["tables"]] == [1, 2] and done["attack"]["state"] == ""
    assert send(approves, "/first/approvals", {"digest": done["digest"]}).status_code == 409
    asked = send(prepares, "/first/attack")
    assert asked.status_code == 202 and asked.json()["attack"]["state"] == "running"
    assert send(prepares, "/first/attack").status_code == 409
    releasing.check("first", by=WHO["aa"])
    assert prepares.get(f"{ROOT}/first").json()["attack"]["state"] == "safe"
    assert send(prepares, "/first/approvals", {"digest": done["digest"]}).status_code == 403
    approved = send(approves, "/first/approvals", {"digest": done["digest"]}).json()
    assert approved["approved_by_roles"] == ["ministry"] and approved["state"] == "prepared"
    assert send(prepares, "/first/publication").status_code == 409
    taken = send(prepares, "/first/withdrawal", {"why": "a late delivery"}).json()
    assert taken["state"] == "withdrawn"


@pytest.mark.usefixtures("computed")
def test_published_by_program_it_is_served_byte_for_byte_as_it_was_approved(
    client: Client, client_as: ClientAs
):
    announced_a_week_ago()
    prepares = client_as("coordinator")
    tables = {"tables": ["T1.1/1-6:region", "T1.1/1-6:sex,age"]}
    prepared = send(prepares, "/first/tables", tables, "put").json()
    kept = queries.files("first")
    releasing.check("first", by=WHO["aa"])
    for approves in (client_as("ministry"), another("ministry")):
        assert send(prepares, "/first/publication").status_code == 409
        done = send(approves, "/first/approvals", {"digest": prepared["digest"]})
        assert done.status_code == 200
    done = send(prepares, "/first/publication", key="once")
    assert done.status_code == 200 and done.json()["state"] == "published"
    again = send(prepares, "/first/publication", key="once")  # the answer was lost, say
    assert (again.status_code, again.json()) == (200, done.json())
    assert send(prepares, "/first/publication", key="other").status_code == 409
    files = [
        one for table in client.get(f"{ROOT}/first").json()["tables"] for one in table["files"]
    ]
    assert {one["name"] for one in files} == set(kept)
    for one in files:
        assert client.get(one["address"]).content == kept[one["name"]]
    archive = ZipFile(BytesIO(client.get(f"{ROOT}/first/files/first.zip").content))
    assert all(archive.read(name) == content for name, content in kept.items())


@pytest.mark.usefixtures("computed")
def test_a_command_sent_twice_takes_effect_once(client_as: ClientAs):
    client, asked = client_as("coordinator"), planning()
    first, again = (send(client, "", asked, key="same") for _ in range(2))
    assert first.status_code == again.status_code == 201 and again["Idempotency-Replayed"] == "true"
    assert models.Release.objects.count() == 1


@pytest.mark.usefixtures("computed")
def test_before_it_is_out_everybody_reads_the_announcement_and_no_more(
    client: Client, client_as: ClientAs
):
    plan()
    prepare()
    approve()
    told = client.get(f"{ROOT}/first").json()
    assert (told["tables"], told["digest"], told["attack"]) == ([], "", None)
    assert client.get(f"{ROOT}/first/tables/1").status_code == 404
    assert client.get(f"{ROOT}/first/files/first.zip").status_code == 404
    calendar = client.get(f"{ROOT}/calendar").json()["releases"]
    assert [one["code"] for one in calendar] == ["first"]
    assert len(client_as("auditor").get(f"{ROOT}/first").json()["tables"]) == 1
    assert send(client_as("auditor"), "/first/publication").status_code == 403
    releasing.publish("first", by=WHO["bb"], now=DUE)
    assert client.get(f"{ROOT}/calendar").json()["releases"] == []
    assert len(client.get(f"{ROOT}/first").json()["tables"]) == 1


@pytest.mark.usefixtures("computed")
def test_tables_and_files_of_what_is_out_are_those_of_the_pages(client: Client):
    out("first", "T1.1/1-6:sex,age")
    told = client.get(f"{ROOT}/first").json()["tables"][0]
    for file in told["files"]:
        content = client.get(file["address"]).content
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
        assert client.get(f"/kk/releases/first/files/{file['name']}").content == content
    table = client.get(f"{ROOT}/first/tables/1").json()
    kept = json.loads(models.ReleaseTable.objects.get().content)["lines"]
    assert [one["units"] for one in table["lines"]] == [one["units"] for one in kept]
    assert any(one["hidden"] for one in table["lines"])
    assert client.get(f"{ROOT}/first/tables/2").status_code == 404
    assert client.get(f"{ROOT}/first/files/nothing.csv").status_code == 404
    catalogue = client.get("/api/v1/data/catalogue")
    assert told["files"][0]["sha256"] in catalogue.content.decode()
