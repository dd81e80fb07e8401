"""The register's door for systems: rows, lines and files, each once, with every reason."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bagdar.intake import models
from bagdar.registry import models as register
from tests.access_matrix import Ask, Matrix, Thing
from tests.pupils import pupils, tidy, to_csv
from tests.register import organisation
from tests.services.intake_tools import counted, delivered

pytestmark = [pytest.mark.django_db, pytest.mark.database]
FORM, LIST = "/api/v1/intake/forms/pupils", "/api/v1/intake/deliveries"


@pytest.fixture
def system(school: UUID, writing: Callable[[str], Any]) -> Any:
    return writing("organisation")


def send(system: Any, rows: Any, query: str = "", **headers: str) -> Any:
    client, token = system
    return client.post(
        f"{FORM}/rows{query}", json.dumps({"rows": rows}), content_type="application/json",
        headers={**token, **headers},
    )  # fmt: skip


def good(count: int = 2) -> list[dict[str, Any]]:
    return tidy(pupils(count))


def test_rows_go_in_and_bad_ones_come_back_with_reason_and_remedy(system: Any):
    rows = [*good(), {**pupils(3)[2].cells, "level": "x"}]
    answer = send(system, rows, "?lang=en")
    assert answer.status_code == 201
    told = answer.json()
    assert (told["state"], told["counts"]["taken"], told["counts"]["refused"]) == ("loaded", 2, 1)
    [row] = told["returned"]
    assert (row["line"], row["remarks"][0]["value"]) == (3, "x")
    assert row["remarks"][0]["reason"] == "there is no such value in the list"
    assert row["remarks"][0]["remedy"].startswith("choose one of:")


def test_the_same_key_gives_the_same_answer_and_another_body_a_conflict(system: Any):
    key = {"Idempotency-Key": "class-5"}
    first = send(system, good(), **key)
    again = send(system, good(), **key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json() and again.headers["Idempotency-Replayed"] == "true"
    assert send(system, good(1), **key).status_code == 409
    assert models.Delivery.objects.count() == 1


def test_the_same_rows_without_a_key_are_the_same_delivery(system: Any):
    first, again = send(system, good()), send(system, good())
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == first.json()["id"] and again.json()["again"] is True


def test_json_lines_and_a_file_come_to_the_same(system: Any):
    client, token = system
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in good())
    answer = client.post(
        f"{FORM}/lines", lines.encode(), content_type="application/x-ndjson", headers=token
    )
    assert (answer.status_code, answer.json()["counts"]["taken"]) == (201, 2)
    file = SimpleUploadedFile("x.csv", to_csv(good()))
    answer = client.post(f"{FORM}/files", {"file": file}, headers=token)
    assert (answer.status_code, answer.json()["counts"]["unchanged"]) == (201, 2)


def test_a_dry_run_writes_nothing(system: Any):
    before = counted()
    answer = send(system, good(), "?dry_run=true")
    assert (answer.status_code, answer.json()["id"]) == (200, None)
    assert answer.json()["counts"]["new_people"] == 2
    after = counted()
    assert {name for name in after if after[name] != before[name]} <= {
        "access.Session", "access.Allowance",
    }  # fmt: skip


def test_what_cannot_be_read_is_a_problem_with_its_fault(system: Any):
    client, token = system
    for body in (b"", b"[1]", b"{", b'{"nothing": 1}'):
        answer = client.post(
            f"{FORM}/lines", body, content_type="application/x-ndjson", headers=token
        )
        assert answer.status_code == 422, body
        assert answer["Content-Type"] == "application/problem+json"
    assert send(system, []).status_code == 422
    assert send(system, [{"family": [1]}]).status_code == 422
    assert models.Delivery.objects.count() == 0


def test_a_delivery_is_read_listed_and_withdrawn(system: Any):
    client, token = system
    one = send(system, good()).json()
    assert client.get(f"{LIST}/{one['id']}").json()["counts"] == one["counts"]
    assert client.get(LIST).json()["count"] == 1
    answer = client.post(
        f"{LIST}/{one['id']}/withdraw", json.dumps({"reason": "another school's"}),
        content_type="application/json", headers=token,
    )  # fmt: skip
    assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")
    assert register.Enrolment.objects.filter(register.CURRENT).count() == 0
    stopped = client.post(f"{LIST}/{one['id']}/cancel", headers=token)
    assert stopped.status_code == 409


def test_every_cell_of_the_access_table_is_held(
    school: UUID, accounts: dict[str, Any], client_as: Any
):
    ours = delivered(to_csv(good()), school)
    elsewhere = organisation(minute=9, region="KZ-75")
    theirs = delivered(to_csv(tidy(pupils(3))[2:]), elsewhere)
    stands = {"organisation": "own", "region": "region"}
    things = [
        Thing("ours", {"delivery": ours.id, "school": school}, stands),
        Thing("theirs", {"delivery": theirs.id, "school": elsewhere}),
    ]
    rows = {"rows": [{**pupils(9)[8].cells, "given": "{school}"}]}
    read = ("intake.delivery", "read")
    asks = [
        Ask("intake.form", "read", "/api/v1/intake/forms"),
        Ask("intake.form", "export", f"{FORM}/template"),
        Ask("intake.delivery", "read", LIST, lists="delivery"),
        Ask("intake.delivery", "read", LIST + "/{delivery}"),
        Ask("intake.delivery", "create", FORM + "/rows?organisation={school}", "post", rows),
        Ask("intake.delivery", "update", LIST + "/{delivery}/cancel", "post", works=(409,),
            door=read),
        Ask("intake.delivery", "update", LIST + "/{delivery}/withdraw", "post", {"reason": "x"},
            door=read),
    ]  # fmt: skip
    assert Matrix(asks, things).wrong(client_as) == []
