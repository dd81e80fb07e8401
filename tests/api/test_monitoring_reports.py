"""Reporting by program, from a draft to what stands; each refusal names what to do about it."""

import hashlib
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bagdar.access.models import Command
from bagdar.audit.models import Event
from bagdar.monitoring import models
from bagdar.monitoring.queries.facts import figures
from bagdar.monitoring.rules.nouns import Origin

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("loaded")]

ROOT = "/api/v1"
LIST = f"{ROOT}/programmes/kz-2020-2025/reports"
FIGURE = {"kind": "indicator", "value": 64.5, "document": "1-НК"}
UNSAID = {"weight": None, "text": "", "page": "", "published_on": None}


class Caller:
    """A client of the API: sends JSON with its token, gives status and answer."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.client.handler.enforce_csrf_checks = True
        self.token = client.get(f"{ROOT}/session").json()["csrf_token"]

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        headers = {"X-CSRFToken": self.token} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        given = {} if body is None else {"data": json.dumps(body)}
        return getattr(self.client, method)(
            f"{ROOT}{path}", content_type="application/json", headers=headers, **given
        )

    def save(self, subject: str = "indicator:T1.4@2021", content: Any = FIGURE, version: int = 0,
             **headers: str) -> Any:  # fmt: skip
        body = {"subject": subject, "content": content, "version": version}
        return self.send("put", "/programmes/kz-2020-2025/reports", body, **headers)

    def step(self, id: str, step: str, version: int, **more: Any) -> Any:
        headers = {k: more.pop(k) for k in list(more) if k == "Idempotency_Key"}
        body = {"version": version, **more}
        return self.send("post", f"/reports/{id}/{step}", body, **headers)

    def attach(self, id: str, content: bytes, name: str = "order.pdf", **fields: str) -> Any:
        data = {"kind": "order", "title": "On the plan", **fields}
        data["file"] = SimpleUploadedFile(name, content)  # type: ignore[assignment]
        return self.client.post(
            f"{ROOT}/reports/{id}/evidence", data, headers={"X-CSRFToken": self.token}
        )


@pytest.fixture
def body(client_as: Any) -> Caller:
    return Caller(client_as("body"))


@pytest.fixture
def coordinator(client_as: Any) -> Caller:
    return Caller(client_as("coordinator"))


@pytest.fixture
def region(client_as: Any) -> Caller:
    return Caller(client_as("region"))


def standing() -> list[tuple[str, int, str, str]]:
    found = figures("kz-2020-2025", Origin.REAL)
    return [(one.row, one.year, one.region, str(one.value)) for one in found]


def test_a_report_goes_from_a_draft_to_what_stands(body: Caller, coordinator: Caller):
    draft = body.save()
    assert draft.status_code == 200, draft.content
    id = draft.json()["id"]
    assert (draft.json()["state"], draft.json()["version"]) == ("draft", 1)
    assert draft.json()["content"] == {**FIGURE, **UNSAID}
    assert body.step(id, "submission", 1).json()["state"] == "submitted"
    assert standing() == []
    back = coordinator.step(id, "return", 2, reason="Which form?")
    assert (back.json()["state"], back.json()["reason"]) == ("returned", "Which form?")
    mended = body.save(content={**FIGURE, "value": 65}, version=3)
    assert mended.json()["state"] == "returned"
    assert body.step(id, "submission", 4).status_code == 200
    assert coordinator.step(id, "acceptance", 5).json()["state"] == "accepted"
    assert standing() == [("T1.4", 2021, "", "65")]
    reopened = coordinator.step(id, "reopening", 6, reason="A slip")
    assert reopened.json()["state"] == "returned"
    assert standing() == [("T1.4", 2021, "", "65")]
    whole = body.send("get", f"/reports/{id}")
    assert whole["ETag"] == '"7"'
    told = [(one["kind"], one["content"]["value"], one["role"]) for one in whole.json()["steps"]]
    assert told == [
        ("saved", 64.5, "body"), ("submitted", 64.5, "body"), ("returned", 64.5, "coordinator"),
        ("saved", 65, "body"), ("submitted", 65, "body"), ("accepted", 65, "coordinator"),
        ("reopened", 65, "coordinator"),
    ]  # fmt: skip
    actions = Event.objects.filter(about=f"monitoring.report:{id}").order_by("id")
    assert [event.action.rpartition("_")[2] for event in actions] == [one[0] for one in told]


def test_a_figure_keeps_the_digits_that_were_sent(body: Caller):
    answer = body.save(content={"kind": "indicator", "value": "64.123456"})
    assert b'"value": 64.123456' in answer.content


def test_a_stale_version_is_told_what_stands_and_what_was_to_be_written(body: Caller):
    body.save()
    body.save(content={**FIGURE, "value": 65}, version=1)
    late = body.save(content={**FIGURE, "value": 66}, version=1)
    assert late.status_code == 409
    told = late.json()
    assert told["code"] == "monitoring.report_changed"
    assert (told["now"]["version"], told["now"]["content"]["value"]) == (2, "65")
    assert told["yours"]["value"] == "66"
    assert models.Step.objects.count() == 2


def test_the_same_draft_again_is_no_conflict_and_no_step(body: Caller):
    first = body.save()
    assert body.save().json() == first.json()
    assert models.Step.objects.count() == 1


def test_every_field_that_cannot_be_is_named(body: Caller):
    content = {"kind": "money", "lines": [{"source": "РБК", "spent": -1}]}
    answer = body.save("money:m139@2021", content)
    assert answer.status_code == 422
    told = [(one["field"], one["code"]) for one in answer.json()["errors"]]
    assert told == [("lines.0.source", "report_source"), ("lines.0.spent", "report_negative")]
    assert all(one["remedy"] for one in answer.json()["errors"])
    assert models.Report.objects.count() == 0


@pytest.mark.parametrize(
    ("subject", "status", "code"),
    [
        ("indicator:T1.4@2026", 422, "monitoring.faulty_content"),
        ("indicator:T9.9@2021", 422, "monitoring.faulty_content"),
        ("money:x1@2021", 422, "monitoring.faulty_content"),
        ("milestone:m1@2021", 422, "monitoring.faulty_content"),
        ("indicator:T1.4@12-34", 422, "monitoring.faulty_content"),
        ("indicator:I1.2.2@2021", 200, None),
    ],
)
def test_a_subject_is_one_of_the_act(body: Caller, subject: str, status: int, code: str | None):
    answer = body.save(subject)
    assert answer.status_code == status, answer.content
    assert answer.json().get("code") == code


def test_a_body_does_not_report_what_is_anothers(region: Caller):
    answer = region.save("milestone:m173@1/2020-02", {"kind": "milestone", "status": "partly"})
    assert (answer.status_code, answer.json()["code"]) == (404, "monitoring.not_yours")
    national = region.save("indicator:T1.5@2021")
    assert national.status_code == 422
    assert models.Report.objects.count() == 0


def test_a_figure_that_looks_wrong_is_asked_about_and_then_taken(body: Caller):
    content = {"kind": "money", "lines": [{"source": "РБ", "spent": 12548000}]}
    id = body.save("money:m139@2021", content).json()["id"]
    asked = body.step(id, "submission", 1)
    assert asked.status_code == 409
    assert [one["code"] for one in asked.json()["errors"]] == ["thousands"]
    assert models.Report.objects.get().state == "draft"
    assert body.step(id, "submission", 1, confirmed=True).json()["state"] == "submitted"
    event = Event.objects.get(action="monitoring.report_submitted")
    assert event.facts["questions"] == ["thousands"]


@pytest.mark.parametrize(("step", "more"), [("acceptance", {}), ("return", {"reason": "no"}),
                                            ("reopening", {"reason": "no"})])  # fmt: skip
def test_only_the_coordinator_decides(body: Caller, step: str, more: dict[str, str]):
    id = body.save().json()["id"]
    body.step(id, "submission", 1)
    assert body.step(id, step, 2, **more).status_code == 403
    assert models.Report.objects.get().state == "submitted"


def test_the_coordinator_writes_nobodys_report(coordinator: Caller, body: Caller):
    assert coordinator.save().status_code == 403
    id = body.save().json()["id"]
    assert coordinator.step(id, "submission", 1).status_code == 403


def test_a_step_out_of_its_turn_is_told_where_the_report_stands(body: Caller, coordinator: Caller):
    id = body.save().json()["id"]
    early = coordinator.step(id, "acceptance", 1)
    assert (early.status_code, early.json()["code"]) == (409, "monitoring.not_now")
    assert "a draft" in coordinator.client.post(
        f"{ROOT}/reports/{id}/acceptance?lang=en", '{"version": 1}',
        content_type="application/json", headers={"X-CSRFToken": coordinator.token},
    ).json()["detail"]  # fmt: skip


def test_a_list_is_filtered_and_paged(body: Caller, coordinator: Caller):
    for year in (2020, 2021, 2022):
        body.save(f"indicator:T1.4@{year}")
    got = coordinator.client.get(f"{LIST}?year=2021").json()
    assert [one["subject"] for one in got["items"]] == ["indicator:T1.4@2021"]
    part = coordinator.client.get(f"{LIST}?limit=2&offset=2").json()
    assert (part["count"], len(part["items"])) == (3, 1)
    assert coordinator.client.get(f"{LIST}?state=accepted").json()["count"] == 0
    assert coordinator.client.get(f"{LIST}?reporter=region:KZ-11").json()["count"] == 0
    assert coordinator.client.get(f"{LIST}?place=I1.4.2/grade9").json()["count"] == 0
    missing = coordinator.client.get(f"{ROOT}/programmes/none/reports")
    assert missing.status_code == 404


def test_a_demonstration_accounts_reports_are_illustrative(accounts: Any, client_as: Any):
    accounts["body"].is_demonstration = True
    accounts["body"].save()
    assert Caller(client_as("body")).save().json()["origin"] == "illustrative"


# --- evidence ---------------------------------------------------------------------------------


def test_a_file_comes_back_byte_for_byte(body: Caller, coordinator: Caller):
    id = body.save().json()["id"]
    content = b"%PDF-1.7 " + bytes(range(256)) * 40
    made = body.attach(id, content, "../../Бұйрық № 137.exe", number="137", dated_on="2021-05-04")
    assert made.status_code == 201, made.content
    told = made.json()
    assert told["sha256"] == hashlib.sha256(content).hexdigest()
    assert told["file_name"] == "Бұйрық № 137.pdf"
    got = coordinator.client.get(f"{ROOT}/evidence/{told['id']}/file")
    assert got.content == content
    assert got["Content-Type"] == "application/octet-stream"
    assert got["Content-Disposition"].startswith("attachment;")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert "sha-256=:" in got["Repr-Digest"]


def test_what_is_taken_away_is_still_told(body: Caller):
    id = body.save().json()["id"]
    made = body.attach(id, b"%PDF-1.7", number="1").json()
    gone = body.send("delete", f"/evidence/{made['id']}")
    assert gone.json()["removed_by"] == "test-body"
    listed = body.send("get", f"/reports/{id}").json()["evidence"]
    assert [one["removed_by"] for one in listed] == ["test-body"]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "monitoring.file_empty"),
        (b"MZ\x90\x00", 415, "monitoring.file_kind"),
        (b"<html><script>", 415, "monitoring.file_kind"),
    ],
)
def test_a_file_that_is_no_document_is_refused(
    body: Caller, content: bytes, status: int, code: str
):
    id = body.save().json()["id"]
    answer = body.attach(id, content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert models.Evidence.objects.count() == 0


def test_nothing_is_put_behind_a_report_that_is_handed_in(body: Caller):
    id = body.save().json()["id"]
    body.step(id, "submission", 1)
    assert body.attach(id, b"%PDF-1.7").status_code == 409


# --- one effect for one key (D4) --------------------------------------------------------------


def test_a_key_gives_the_same_answer_and_no_second_effect(body: Caller):
    first = body.save(Idempotency_Key="draft-1")
    again = body.save(Idempotency_Key="draft-1")
    assert again.content == first.content
    assert again["Idempotency-Replayed"] == "true"
    assert models.Step.objects.count() == 1
    other = body.save(content={**FIGURE, "value": 1}, Idempotency_Key="draft-1")
    assert (other.status_code, other.json()["code"]) == (409, "access.key_of_another")


def test_a_refusal_keeps_no_key(body: Caller):
    assert body.save("indicator:T1.4@2026", Idempotency_Key="k").status_code == 422
    assert Command.objects.count() == 0
    assert body.save(Idempotency_Key="k").status_code == 200


def test_a_key_is_of_one_account(body: Caller, region: Caller):
    content = {**FIGURE, "weight": 100}
    assert body.save(content=content, Idempotency_Key="same").status_code == 200
    mine = region.save(content=content, Idempotency_Key="same")
    assert mine.json()["reporter"] == "region:KZ-11"


@pytest.mark.parametrize("key", ["", "x" * 101, "a b", "кілт"])
def test_a_key_that_cannot_be_read_is_refused(body: Caller, key: str):
    answer = body.save(Idempotency_Key=key.encode().decode("latin-1"))
    assert (answer.status_code, answer.json()["code"]) == (422, "access.unreadable_key")
    assert models.Report.objects.count() == 0


def test_whoever_may_no_longer_ask_gets_no_kept_answer(body: Caller):
    body.save(Idempotency_Key="k")
    body.token = "x" * 64
    assert body.save(Idempotency_Key="k").status_code == 403


def test_a_file_sent_twice_with_a_key_is_kept_once(body: Caller):
    id = body.save().json()["id"]
    for _ in range(2):
        data = {"kind": "order", "title": "On the plan"}
        data["file"] = SimpleUploadedFile("a.pdf", b"%PDF-1.7")  # type: ignore[assignment]
        headers = {"X-CSRFToken": body.token, "Idempotency-Key": "file"}
        answer = body.client.post(f"{ROOT}/reports/{id}/evidence", data, headers=headers)
        assert answer.status_code == 201
    assert models.Evidence.objects.count() == 1


def test_another_file_under_the_key_is_refused(body: Caller):
    id = body.save().json()["id"]
    for content, status in ((b"%PDF-1", 201), (b"%PDF-2", 409)):
        data = {"kind": "order", "title": "On the plan"}
        data["file"] = SimpleUploadedFile("a.pdf", content)  # type: ignore[assignment]
        headers = {"X-CSRFToken": body.token, "Idempotency-Key": "file"}
        answer = body.client.post(f"{ROOT}/reports/{id}/evidence", data, headers=headers)
        assert answer.status_code == status
