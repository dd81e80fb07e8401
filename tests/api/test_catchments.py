"""Catchments and exchanges of beds by program, and from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from bagdar.admissions import models
from bagdar.config.cli import bagdar
from bagdar.core.errors import FaultyData
from tests.people import account
from tests.school_campaigns import Town, town
from tests.services.test_dormitory import Two

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DESK = "/api/v1/schools/catchments"


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


@pytest.fixture
def of() -> Town:
    return town()


def client_of(name: str, role: str, **place: Any) -> Client:
    client = Client()
    client.force_login(account(name, role, **place))
    return client


def post(client: Client, path: str, said: Any = None, status: int = 200, key: str = "") -> Any:
    answer = client.post(
        path, json.dumps(said or {}), content_type="application/json",
        headers={"Idempotency-Key": key} if key else {},
    )  # fmt: skip
    assert answer.status_code == status, answer.content
    return answer.json()


def get(client: Client, path: str, status: int = 200) -> Any:
    answer = client.get(path)
    assert answer.status_code == status, answer.content
    return answer.json()


def given(of: Town, **more: Any) -> dict[str, Any]:
    return {"school": str(of.north), "territory": "711", "street": "Абай", "side": "odd",
            "first": 1, "last": 9, "since": "2024-01-01", "source": "decree 7", **more}  # fmt: skip


def test_a_catchment_is_recorded_once_a_key_found_by_everybody_and_ended(of: Town):
    clerk = client_of("clerk-7", "region", region_code="KZ-11")
    made = post(clerk, DESK, given(of), 201, "key-1")
    assert post(clerk, DESK, given(of), 201, "key-1") == made
    assert post(clerk, DESK, given(of), 409)["code"] == "catchment.there"
    ours = "/api/v1/schools/ours?territory=711"
    assert get(Client(), ours)["needs_street"] is True
    found = get(Client(), f"{ours}&street=Абай&house=7")
    assert [one["id"] for one in found["items"]] == [str(of.north)]
    assert found["origins"] == ["illustrative"]
    assert get(Client(), f"{ours}&street=Абай&house=8")["items"] == []
    assert get(clerk, DESK)["count"] == 1
    ended = post(clerk, f"{DESK}/{made['id']}/end", {"until": "2025-01-01"})
    assert ended["until"] == "2025-01-01" and get(clerk, DESK)["count"] == 0


def test_a_file_is_taken_or_every_faulty_row_is_told(of: Town):
    clerk = client_of("clerk-7", "region", region_code="KZ-11")
    rows = f"school,territory,since,source\n{of.south},712,2024-01-01,decree\n"
    assert post(clerk, f"{DESK}/file", {"csv": rows}) == {"count": 1}
    wrong = post(clerk, f"{DESK}/file", {"csv": rows + f"{of.south},none,2024-01-01,x\n"}, 422)
    assert wrong["code"] == "core.faulty_data" and models.Catchment.objects.count() == 1


def test_only_a_clerk_of_the_region_writes(of: Town):
    far = client_of("clerk-6", "region", region_code="KZ-59")
    assert post(far, DESK, given(of), 422)["code"] == "catchment.faulty"
    school = client_of("school-6", "organisation", organisation_id=of.north)
    assert school.post(DESK, given(of), content_type="application/json").status_code == 403
    assert Client().get(DESK).status_code == 401
    assert not models.Catchment.objects.exists()


def test_two_students_exchange_beds():
    of = Two()
    one, other = (
        client_of(f"student-{n}", "person", person_id=row.person_id)
        for n, row in enumerate((of.one, of.other))
    )
    assert get(one, "/api/v1/beds")["items"][0]["place"] == of.places[0].code
    mine, theirs = (f"/api/v1/beds/{row.pk}/swaps" for row in (of.one, of.other))
    get(one, theirs, 404)
    asked = post(one, mine, {"application": str(of.other.pk)}, 201)
    assert asked["is_mine"] and asked["place"] == of.places[1].code
    assert post(other, f"{theirs}/{asked['id']}/drop")["state"] == "dropped"
    asked = post(one, mine, {"application": str(of.other.pk)}, 201)
    post(one, f"{mine}/{asked['id']}/agreement", status=404)
    assert post(other, f"{theirs}/{asked['id']}/agreement")["state"] == "agreed"
    assert of.held() == of.places[::-1] and get(one, mine)["count"] == 2


def told(*words: object, code: int = 0) -> str:
    found = CliRunner().invoke(bagdar, ["admissions", "catchments", *map(str, words)])
    assert found.exit_code == code, found.output
    return found.output


def test_the_command_loads_a_file_and_ends_a_catchment(of: Town, tmp_path: Path):
    file = tmp_path / "areas.csv"
    file.write_text(f"school,territory,since,source\n{of.south},712,2024-01-01,decree\n")
    assert json.loads(told("load", file, "--origin", "illustrative")) == {"catchments": 1}
    row = models.Catchment.objects.get()
    assert row.recorded_by.startswith("cli:")
    assert json.loads(told("end", row.pk, "2025-01-01"))["until"] == "2025-01-01"
    refused = CliRunner().invoke(bagdar, ["admissions", "catchments", "load", str(file)])
    assert isinstance(refused.exception, FaultyData)  # an illustrative school is no real one
    assert [one.line for one in refused.exception.faults] == [2]
