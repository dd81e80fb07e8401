"""Yearly reports through the API: asked for, followed, taken along."""

import hashlib
import json
import uuid

import pytest

from bagdar import jobs as processes
from bagdar.monitoring import models
from bagdar.monitoring.reports import jobs
from tests.quick_reports import quick_build

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LIST = "/api/v1/programmes/kz-2020-2025/yearly-reports"
ONE = "/api/v1/yearly-reports"


@pytest.fixture(autouse=True)
def no_builder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "build", quick_build)
    monkeypatch.setattr(processes, "SECONDS", 3600)
    monkeypatch.setattr(jobs, "start_builder", lambda: None)


def post(client, **asked):
    body = {"year": 2021, "format": "xlsx", **asked}
    return client.post(LIST, json.dumps(body), content_type="application/json")


def test_a_report_is_asked_for_followed_and_taken_along(loaded, client_as):
    client = client_as("region")
    asked = post(client, region="KZ-11", language="ru")
    assert asked.status_code == 202
    job = asked.json()
    assert (job["status"], job["region"], job["sha256"]) == ("queued", "KZ-11", None)
    assert client.get(f"{ONE}/{job['id']}/file").status_code == 409
    jobs.build_waiting()
    ready = client_as("public").get(f"{ONE}/{job['id']}").json()
    assert ready["status"] == "ready" and ready["known_at"] and ready["is_current"]
    file = client_as("public").get(f"{ONE}/{job['id']}/file")
    assert hashlib.sha256(file.content).hexdigest() == ready["sha256"]
    assert len(file.content) == ready["size"]
    assert ready["file_name"] in file["Content-Disposition"]


def test_the_same_question_gives_the_ready_report_again(loaded, client_as):
    client = client_as("coordinator")
    first = post(client).json()
    jobs.build_waiting()
    again = post(client)
    assert (again.status_code, again.json()["id"]) == (200, first["id"])
    assert models.YearlyReport.objects.count() == 1


def test_the_list_is_narrowed_by_state(loaded, client_as):
    post(client_as("coordinator"))
    public = client_as("public")
    assert public.get(LIST).json()["count"] == 1
    assert public.get(f"{LIST}?status=ready").json() == {"count": 0, "items": []}
    assert public.get(f"{LIST}?status=burnt").status_code == 422
    assert public.get(LIST.replace("kz-2020-2025", "nothing")).status_code == 404


def test_nobody_unknown_may_ask(loaded, client_as):
    assert post(client_as("public")).status_code == 401
    assert models.YearlyReport.objects.count() == 0


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"year": 2030}, 404), ({"year": "2021"}, 422), ({"year": 1}, 422),
        ({"region": "KZ-10"}, 404), ({"region": "x"}, 422), ({"format": "exe"}, 422),
        ({"language": "de"}, 422), ({"more": 1}, 422),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_answered_is_refused_whole(loaded, client_as, asked, status):
    answer = post(client_as("coordinator"), **asked)
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/problem+json")
    assert models.YearlyReport.objects.count() == 0


def test_an_unknown_report_is_not_there(loaded, client_as):
    assert client_as("public").get(f"{ONE}/{uuid.uuid4()}").status_code == 404
    assert client_as("public").get(f"{ONE}/{uuid.uuid4()}/file").status_code == 404
