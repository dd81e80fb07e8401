"""Recognition by program: evidence as on the page, once for a key, and down again byte for byte."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bagdar.audit.models import Event
from bagdar.recognition import models
from bagdar.recognition.keeping import MOST
from tests.people import account
from tests.recognising import PDF, Campus, campus, request

pytestmark = [pytest.mark.django_db, pytest.mark.database]
API = "/api/v1/recognition"


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


@pytest.fixture
def place() -> Campus:
    return campus()


def client_of(name: str, role: str, **place: Any) -> Client:
    client = Client()
    client.force_login(account(name, role, **place))
    return client


@pytest.fixture
def learner(place: Campus) -> Client:
    return client_of("learner-1", "person", person_id=place.person_id)


@pytest.fixture
def registrar(place: Campus) -> Client:
    return client_of("registrar-1", "organisation", organisation_id=place.organisation_id)


def attach(client: Client, id: Any, content: bytes = PDF, key: str = "", name: str = "a.pdf"):
    return client.post(
        f"{API}/mine/{id}/evidence", {"file": SimpleUploadedFile(name, content)},
        headers={"Idempotency-Key": key} if key else {},
    )  # fmt: skip


def test_a_file_goes_up_and_comes_down_byte_for_byte(
    place: Campus, learner: Client, registrar: Client
):
    row = request(place)
    made = attach(learner, row.pk, name="../../куәлік.exe")
    assert made.status_code == 201, made.content
    [told] = made.json()["evidence"]
    assert (told["file_name"], told["media_type"], told["size"], told["badge"]) == (
        "куәлік.pdf", "application/pdf", len(PDF), None,
    )  # fmt: skip
    assert made.json()["proof"] == "shown"
    for client, whose in ((learner, "mine"), (registrar, "desk")):
        assert client.get(f"{API}/{whose}/{row.pk}").json()["evidence"] == [told]
        got = client.get(f"{API}/{whose}/{row.pk}/evidence/{told['id']}")
        assert got.content == PDF and got["Content-Disposition"].startswith("attachment")
    assert registrar.get(f"{API}/mine/{row.pk}/evidence/{told['id']}").status_code == 403


def test_a_file_that_is_sent_again_under_its_key_is_put_there_once(place: Campus, learner: Client):
    row = request(place)
    first, again = (attach(learner, row.pk, key="k") for _ in range(2))
    assert first.status_code == again.status_code == 201 and first.content == again.content
    assert row.evidence.count() == 1
    assert Event.objects.filter(action="recognition.evidence_added").count() == 1
    assert attach(learner, row.pk, PDF + b"2", key="k").status_code == 409
    assert attach(learner, row.pk).status_code == 201 and row.evidence.count() == 2


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"MZ", 415, "recognition.file_unfit"),
        (b"", 415, "recognition.file_unfit"),
        (PDF + b" " * MOST, 413, "recognition.file_large"),
    ],
)
def test_the_api_refuses_what_the_page_refuses(
    place: Campus, learner: Client, content: bytes, status: int, code: str
):
    row = request(place)
    refused = attach(learner, row.pk, content)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert row.evidence.count() == 0
    assert models.Request.objects.get(pk=row.pk).proof == "told"


def test_a_file_is_put_behind_an_own_request_that_waits_and_behind_no_other(
    place: Campus, learner: Client
):
    from bagdar.recognition.services.requests import withdraw
    from tests.recognising import LEARNER

    row, anothers = request(place), request(campus())
    assert attach(learner, anothers.pk).status_code == 404
    withdraw(row.pk, by=LEARNER)
    refused = attach(learner, row.pk)
    assert (refused.status_code, refused.json()["code"]) == (409, "recognition.state_wrong")
    assert models.Evidence.objects.count() == 0
