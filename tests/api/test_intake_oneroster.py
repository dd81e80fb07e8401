"""OneRoster for systems: a delivery of each form, each once; what cannot be taken is refused."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bagdar.intake import models
from tests.roster_files import roster, zipped

pytestmark = [pytest.mark.django_db, pytest.mark.database]
API = "/api/v1/intake/oneroster"


def uploads(files: dict[str, bytes]) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name, content) for name, content in files.items()]


def by_api(client: Client, files: dict[str, bytes], query: str = "", **headers: str) -> Any:
    return client.post(API + query, {"files": uploads(files)}, headers=headers)


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"a.zip": zipped({**roster(), "../users.csv": b"x"})}, "upload_path"),
        ({"a.zip": zipped({**roster(), "deeper.zip": zipped({})})}, "upload_nested"),
        ({"a.zip": zipped({**roster(), "users.csv": zipped({"a": b"x"})})}, "upload_nested"),
        ({"a.zip": zipped({**roster(), "more/users.csv": b"x"})}, "upload_twice_in_zip"),
        ({"a.zip": zipped({**roster(), "users.csv": b"0" * (4 << 20)})}, "upload_bomb_ratio"),
        ({"a.zip": zipped({f"{one}.txt": b"" for one in range(501)})}, "upload_bomb_entries"),
        ({"a.zip": zipped(roster())[:-40]}, "upload_zip_broken"),
        ({"a.zip": zipped({"users.csv": roster()["users.csv"]})}, "roster_file_missing"),
        ({"a.csv": b"x"}, "roster_file_missing"),
        ({**roster(), "users.csv": b"\xff\xfe\x00"}, "encoding"),
    ],
)
def test_what_cannot_be_taken_is_refused_whole_with_its_reason(
    school: UUID, writing: Callable[[str], Any], client_as: Any, files: dict[str, bytes], code: str
):
    client, token = writing("organisation")
    answer = by_api(client, files, **token)
    assert answer.status_code == 422
    assert code in json.dumps(answer.json())
    page = client_as("organisation").post("/kk/intake/oneroster/new/", {"file": uploads(files)})
    assert page.status_code == 422 and 'role="alert"' in page.content.decode()
    assert models.Delivery.objects.count() == 0


def test_a_system_gets_a_delivery_for_each_form(school: UUID, writing: Callable[[str], Any]):
    client, token = writing("organisation")
    tried = by_api(client, roster(), "?dry_run=true&lang=en", **token)
    assert (tried.status_code, [one["id"] for one in tried.json()["deliveries"]]) == (
        200,
        [None] * 3,
    )
    assert models.Delivery.objects.count() == 0
    answer = by_api(client, roster(), **token)
    said = answer.json()
    assert answer.status_code == 201
    assert [one["form"] for one in said["deliveries"]] == ["groups", "pupils", "staff"]
    [remark] = said["deliveries"][1]["returned"][0]["remarks"]
    assert (remark["value"], remark["place"]) == ("2024-13-01", "enrollments.csv:3")
    assert (said["left_out"], "users.csv: enabledUser" in said["unmapped"]) == (0, True)
    again = by_api(client, roster(), **token)
    assert (again.status_code, [one["again"] for one in again.json()["deliveries"]]) == (
        200, [True] * 3,
    )  # fmt: skip


def test_the_same_key_gives_the_same_answer_and_other_files_a_conflict(
    school: UUID, writing: Callable[[str], Any]
):
    client, token = writing("organisation")
    key = {**token, "Idempotency-Key": "autumn"}
    first, again = by_api(client, roster(), **key), by_api(client, roster(), **key)
    assert (again.status_code, again.content) == (201, first.content)
    other = by_api(client, roster(users=["u1,active,true,Мысал,Үлгі,A-1"]), **key)
    assert other.status_code == 409
    assert models.Delivery.objects.count() == 3
