"""Grants by program: a student, two universities, and what a repeated request does."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from bagdar.admissions import models
from tests.granting import graduate, grants, settled, university
from tests.people import account
from tests.register import person

pytestmark = [pytest.mark.django_db, pytest.mark.database]
API = "/api/v1/grants"


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


def client_of(name: str, role: str, **place: Any) -> Client:
    client = Client()
    client.force_login(account(name, role, **place))
    return client


@pytest.fixture
def town() -> dict[str, Any]:
    here, there = university("Бірінші университет", "6B061"), university("Екінші", "6B061")
    who = graduate("Асан", mathematics=90)
    stranger = person(1, given="Дана", born_on=date(2000, 1, 1))
    return {
        "here": here, "there": there, "grant": settled(grants(5), who),
        "student": client_of("student-1", "person", person_id=who),
        "stranger": client_of("student-2", "person", person_id=stranger),
        "university": client_of("university-1", "organisation", organisation_id=here),
        "other": client_of("university-2", "organisation", organisation_id=there),
    }  # fmt: skip


def post(client: Client, path: str, said: Any = None, status: int = 200, key: str = "") -> Any:
    answer = client.post(
        f"{API}{path}", json.dumps(said or {}), content_type="application/json",
        headers={"Idempotency-Key": key} if key else {},
    )  # fmt: skip
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def get(client: Client, path: str, status: int = 200) -> Any:
    answer = client.get(f"{API}{path}")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_a_grant_goes_from_the_student_to_a_university_and_on(town: dict[str, Any]):
    student = town["student"]
    (waiting,) = get(student, "/vouchers")["may_issue"]
    row = post(student, "/vouchers", {"application": waiting["application"]}, 201)
    assert (row["state"], row["group"], row["holder"]) == ("free", "061", "Мысалова Асан Үлгіқызы")
    mine = f"/vouchers/{row['id']}"
    offered = get(student, f"{mine}/universities")
    assert offered["count"] == 2
    for where in ("here", "there"):
        asked = {"university": str(town[where]), "programme": "6B061"}
        post(student, f"{mine}/requests", asked, 201)
    (request,) = get(town["university"], "/desk")["requests"]
    assert "holder" not in request
    case = get(town["university"], f"/desk/requests/{request['id']}")
    assert case["holder"] == row["holder"]
    post(student, f"/requests/{request['id']}/taking", status=409)
    post(town["university"], f"/desk/requests/{request['id']}/confirmation")
    taken = post(student, f"/requests/{request['id']}/taking")
    assert (taken["state"], taken["university"]) == ("held", str(town["here"]))
    assert [one["state"] for one in taken["requests"]] == ["withdrawn", "taken"]
    (held,) = get(town["university"], "/desk")["vouchers"]
    at = f"/desk/vouchers/{held['id']}"
    assert post(town["university"], f"{at}/suspension", {"reason": "x"})["state"] == "suspended"
    assert post(town["university"], f"{at}/resumption")["state"] == "held"
    assert post(town["university"], f"{at}/end", {"reason": "x"})["state"] == "ended"
    assert [one["kind"] for one in get(student, mine)["stays"]] == ["held", "suspended", "held"]


def test_a_repeated_request_with_its_key_is_done_once(town: dict[str, Any]):
    said = {"application": str(town["grant"].pk)}
    first = post(town["student"], "/vouchers", said, 201, key="once-and-for-all-1")
    again = post(town["student"], "/vouchers", said, 201, key="once-and-for-all-1")
    assert first["id"] == again["id"] and models.Voucher.objects.count() == 1
    post(town["student"], "/vouchers", said, 409)


def test_a_student_withdraws_and_gives_up(town: dict[str, Any]):
    student = town["student"]
    row = post(student, "/vouchers", {"application": str(town["grant"].pk)}, 201)
    asked = {"university": str(town["there"]), "programme": "6B061"}
    request = post(student, f"/vouchers/{row['id']}/requests", asked, 201)
    post(town["university"], f"/desk/requests/{request['id']}/confirmation", status=404)
    refused = post(town["other"], f"/desk/requests/{request['id']}/refusal", {"reason": "толы"})
    assert (refused["state"], refused["reason"]) == ("refused", "толы")
    post(student, f"/requests/{request['id']}/withdrawal", status=409)
    post(student, f"/vouchers/{row['id']}/end", {"reason": ""}, 422)
    assert post(student, f"/vouchers/{row['id']}/end", {"reason": "x"})["state"] == "ended"


def test_a_stranger_is_told_that_there_is_nothing(town: dict[str, Any]):
    row = post(town["student"], "/vouchers", {"application": str(town["grant"].pk)}, 201)
    assert get(town["stranger"], "/vouchers") == {"count": 0, "items": [], "may_issue": []}
    get(town["stranger"], f"/vouchers/{row['id']}", 404)
    post(town["stranger"], f"/vouchers/{row['id']}/end", {"reason": "x"}, 404)
    post(town["stranger"], "/vouchers", {"application": str(town["grant"].pk)}, 404)
    get(town["stranger"], "/desk", 403)
