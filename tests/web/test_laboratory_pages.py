"""The laboratory on pages and by program: the ministry asks, an auditor reads, strangers do not."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from bagdar import jobs
from bagdar.admissions import models
from bagdar.admissions.services import studying
from tests.nation_snapshot import standing
from tests.services.test_studies import MINISTRY, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    with standing(tmp_path, monkeypatch) as id:
        monkeypatch.setattr(jobs, "start", lambda *words: None)
        monkeypatch.setattr(jobs, "SECONDS", 3600)  # another connection would wait for the test's
        yield id


def at(name: str, *args: Any, language: str = "kk") -> str:
    with translation.override(language):
        return reverse(name, args=args)


def ask(client: Any, known: str, **more: Any) -> Any:
    given = {"tried": "school:siblings_first", "snapshot": known, "seed": "3", **more}
    return client.post(at("laboratory"), given)


def test_the_ministry_asks_on_a_page_and_reads_who_gains_in_three_languages(
    client_as, snapshot: str
):
    client = client_as("ministry")
    answer = ask(client, snapshot)
    row = models.Study.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, at("study", row.pk))
    waiting = client.get(answer["Location"]).content.decode()
    assert "Зерттеу басталғалы тұр" in waiting and "http-equiv" in waiting
    studying.run_study(row.pk, by=MINISTRY, now=lambda: NOW)
    for language, words in (
        ("kk", "Кім ұтады, кім ұтылады"), ("ru", "Кто выигрывает и кто теряет"),
        ("en", "Who gains and who loses"),
    ):  # fmt: skip
        shown = client.get(at("study", row.pk, language=language)).content.decode()
        assert words in shown and "<svg" in shown and "http-equiv" not in shown
        assert "chart-first-region" in shown and "chart-ranks" in shown
    table = client.get(at("study", row.pk) + "?table=groups&as=csv")
    assert table.status_code == 200 and "text/csv" in table["Content-Type"]


def test_a_study_whose_process_died_says_so_and_is_begun_again_with_a_button(
    client_as, snapshot: str
):
    client = client_as("ministry")
    page = ask(client, snapshot)["Location"]
    alive = client.get(page).content.decode()
    assert "Қайта бастау" not in alive and client.post(page).status_code == 409
    models.Study.objects.update(state="running", step="reading", beat_at=NOW)
    dead = client.get(page).content.decode()
    assert "Қайта бастау" in dead and "http-equiv" not in dead and "үнсіз" in dead
    reader = client_as("auditor")
    assert "Қайта бастау" not in reader.get(page).content.decode()
    assert reader.post(page).status_code == 403
    assert client.post(page)["Location"] == page
    assert "http-equiv" in client.get(page).content.decode()


def test_a_program_begins_a_study_again_that_fell_silent(client_as, snapshot: str):
    client = client_as("ministry")
    ask(client, snapshot)
    row = models.Study.objects.get()
    address = f"/api/v1/laboratory/studies/{row.pk}/again"
    assert client.post(address).json()["code"] == "study.taken"
    models.Study.objects.update(state="running", beat_at=NOW)
    assert client.post(address).json()["state"] == "asked"


@pytest.mark.parametrize(
    "wrong", [{"tried": "school:nothing"}, {"snapshot": "f" * 64}, {"seed": "-1"}, {"seed": "x"}]
)
def test_what_cannot_be_asked_is_said_beside_the_field_and_nothing_is_kept(
    client_as, snapshot: str, wrong: dict[str, str]
):
    answer = ask(client_as("ministry"), snapshot, **wrong)
    assert answer.status_code == 422 and "Тізімнен таңдаңыз" in answer.content.decode()
    assert not models.Study.objects.exists()


def test_an_auditor_reads_and_does_not_ask_and_others_see_no_laboratory(client_as, snapshot: str):
    assert client_as("auditor").get(at("laboratory")).status_code == 200
    assert ask(client_as("auditor"), snapshot).status_code == 403
    for role in ("public", "person", "organisation", "region"):
        answer = client_as(role).get(at("laboratory"))
        assert answer.status_code in (302, 403), role
    assert not models.Study.objects.exists()


def test_a_program_asks_once_however_often_it_sends(client_as, snapshot: str):
    client = client_as("ministry")
    said = {"kind": "school", "snapshot": snapshot, "variant": "lottery", "seed": 2}

    def send() -> Any:
        return client.post(
            "/api/v1/laboratory/studies", json.dumps(said), content_type="application/json",
            headers={"Idempotency-Key": "study-one"},
        )  # fmt: skip

    first, again = send(), send()
    assert first.status_code == again.status_code == 201
    assert first.json()["id"] == again.json()["id"] and models.Study.objects.count() == 1
    studying.run_study(first.json()["id"], by=MINISTRY, now=lambda: NOW)
    told = client.get(f"/api/v1/laboratory/studies/{first.json()['id']}").json()
    assert told["state"] == "done" and told["result"]["children"] > 0
    assert client.get("/api/v1/laboratory/studies").json()["count"] == 1
    said["variant"] = "nobody_declared_it"
    refused = client.post(
        "/api/v1/laboratory/studies", json.dumps(said), content_type="application/json"
    )
    assert refused.status_code == 404 and refused.json()["code"] == "study.no_such_variant"
