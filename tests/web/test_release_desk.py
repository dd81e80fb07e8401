"""From announcement to publication by accounts; what is refused is said beside its step."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bagdar import jobs
from bagdar.access.models import Account
from bagdar.audit.rules import Actor
from bagdar.core.languages import LANGUAGES, TIME_ZONE
from bagdar.indicators import models
from bagdar.indicators.queries import releases as queries
from bagdar.indicators.rules import releases as rules
from bagdar.indicators.rules.releases import State
from bagdar.indicators.services import releasing
from tests.services.test_indicators_releases import (
    WHO,
    WORDS,
    computed,  # noqa: F401  (a fixture)
    plan,
    prepare,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DESK = "/en/releases/desk/"
ClientAs = Callable[[str], Client]


def typed(due: datetime, **more: str) -> dict[str, str]:
    texts = {f"{what}_{one}": f"{what} {one}" for what in ("name", "method") for one in LANGUAGES}
    hour = f"{due.astimezone(TIME_ZONE):%Y-%m-%dT%H:%M}"
    return {"code": "first", "due": hour, "is_demonstration": "on", **texts, **more}


def do(client: Client, step: str, code: str = "first", **fields: str) -> Any:
    return client.post(f"{DESK}{code}/", {"do": step, **fields})


def said(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Which processes were asked for; none is started beside a test's database."""
    found: list[tuple[str, ...]] = []
    monkeypatch.setattr(jobs, "start", lambda *words: found.append(words))
    return found


@pytest.mark.usefixtures("loaded", "computed")
def test_a_release_goes_out_from_the_desk(
    client_as: ClientAs, started: list[tuple[str, ...]], django_capture_on_commit_callbacks: Any
):
    prepares, approves = client_as("coordinator"), client_as("ministry")
    answer = prepares.post(f"{DESK}new/", typed(timezone.now() + timedelta(days=8)))
    assert answer.status_code == 302 and answer["Location"] == f"{DESK}first/"
    assert do(prepares, "prepare", tables="T1.1/1-6:region\nT1.1/1-6:sex").status_code == 302
    page = said(prepares.get(f"{DESK}first/"))
    assert "T1.1/1-6:sex@2022-10-01" in page and "It has not been attacked yet" in page
    with django_capture_on_commit_callbacks(execute=True):
        assert do(prepares, "check").status_code == 302
    assert started == [("release", "check", "first")]
    running = said(prepares.get(f"{DESK}first/"))
    assert "0 of 0 families" in running and 'http-equiv="refresh"' in running
    assert do(prepares, "check").status_code == 409
    releasing.check("first", by=Actor("cli:x", "operator"))  # as the process does
    assert "The attack found nothing" in said(approves.get(f"{DESK}first/"))
    digest = queries.release("first").digest
    own = do(prepares, "approve", digest=digest)
    assert own.status_code == 403 and "Ask somebody else" in said(own)
    assert do(approves, "approve", digest=digest).status_code == 302
    releasing.approve("first", by=WHO["bb"], now=timezone.now(), digest=digest)
    early = do(prepares, "publish")
    assert early.status_code == 409 and "Wait for that hour" in said(early)
    models.Release.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    assert do(prepares, "publish").status_code == 409  # the announced hour is part of the digest
    assert queries.release("first").state is State.APPROVED


def announced_a_week_ago() -> None:
    """Its hour has come."""
    now = timezone.now()
    releasing.plan(
        "first", names=WORDS, method=WORDS, due_at=now - timedelta(hours=1), by=WHO["aa"],
        now=now - timedelta(days=8), is_demonstration=True,
    )  # fmt: skip


def another(role: str) -> Client:
    """A second person of a role."""
    client = Client()
    client.force_login(Account.objects.create(username=f"another-{role}", role=role))
    return client


@pytest.mark.usefixtures("loaded", "computed")
def test_published_at_the_desk_it_is_served_byte_for_byte_as_it_was_approved(
    client: Client, client_as: ClientAs
):
    announced_a_week_ago()
    prepares = client_as("coordinator")
    do(prepares, "prepare", tables="T1.1/1-6:region\nT1.1/1-6:sex,age")
    kept = queries.files("first")
    digest = queries.release("first").digest
    releasing.check("first", by=Actor("cli:x", "operator"))
    for approves in (client_as("ministry"), another("ministry")):
        assert client.get(f"/kk/releases/first/files/{min(kept)}").status_code == 404
        assert do(prepares, "publish").status_code == 409
        assert do(approves, "approve", digest=digest).status_code == 302
    assert do(prepares, "publish").status_code == 302
    for name, content in kept.items():
        assert client.get(f"/kk/releases/first/files/{name}").content == content
    assert "T1.1/1-6" in said(client.get("/en/releases/first/"))
    again = do(prepares, "publish")
    assert again.status_code == 409 and queries.files("first") == kept


@pytest.mark.usefixtures("computed")
def test_what_was_not_seen_is_not_approved(client_as: ClientAs):
    plan()
    seen = prepare().digest
    prepare("first", "T1.1/1-6:sex")
    releasing.check("first", by=WHO["aa"])
    for digest in (seen, ""):
        answer = do(client_as("ministry"), "approve", digest=digest)
        assert answer.status_code == 409 and "changed meanwhile" in said(answer)
    assert not models.Approval.objects.exists()


@pytest.mark.usefixtures("computed")
def test_faults_stand_beside_their_fields_and_what_was_typed_stays(client_as: ClientAs):
    client = client_as("coordinator")
    soon = said(client.post(f"{DESK}new/", typed(timezone.now(), code="Soon", name_kk="")))
    assert 'id="id_name_kk_error"' in soon and "name ru" in soon
    soon = said(client.post(f"{DESK}new/", typed(timezone.now(), code="soon")))
    assert 'id="id_due_error"' in soon and "days ahead" in soon
    assert not models.Release.objects.exists()
    plan()
    wrong = do(client, "prepare", tables="T1.1/1-6:nothing")
    assert wrong.status_code == 404 and "T1.1/1-6:nothing" in said(wrong)
    assert do(client, "prepare", tables="").status_code == 422
    assert do(client, "withdraw", why="").status_code == 422
    assert do(client, "withdraw", why="a mistake").status_code == 302
    assert "withdrawn" in said(client.get(f"{DESK}first/"))


@pytest.mark.usefixtures("computed")
def test_who_looks_on_may_do_nothing_and_others_do_not_look(client: Client, client_as: ClientAs):
    plan()
    prepare()
    auditor = client_as("auditor")
    page = said(auditor.get(f"{DESK}first/"))
    assert 'method="post"' not in page.split("<main")[1]
    assert {do(auditor, step).status_code for step in ("prepare", "check", "approve")} == {403}
    assert auditor.get(f"{DESK}new/").status_code == 403
    assert client_as("region").get(DESK).status_code == 403
    assert client.get(f"{DESK}first/").status_code == 302
    name = next(iter(queries.tables("first")[0].files))
    assert client_as("ministry").get(f"/en/releases/first/files/{name}").status_code == 200


@pytest.mark.usefixtures("computed")
def test_whoever_is_signed_in_to_the_machine_is_no_approver_unless_it_is_declared(
    monkeypatch: pytest.MonkeyPatch,
):
    plan()
    prepare()
    releasing.check("first", by=WHO["aa"])
    machine = Actor("cli:somebody", "operator")
    with pytest.raises(rules.MachineApproval):
        releasing.approve("first", by=machine, now=timezone.now())
    declared = releasing._rule().model_copy(update={"machine_approvals": True})
    monkeypatch.setattr(releasing, "_rule", lambda: declared)
    releasing.approve("first", by=machine, now=timezone.now())
    assert [one.account for one in queries.approvals("first")] == ["cli:somebody"]


@pytest.mark.usefixtures("computed")
def test_an_attack_that_was_cut_off_can_be_started_again(
    client_as: ClientAs, started: list[tuple[str, ...]]
):
    plan()
    prepare()
    long_ago = (timezone.now() - timedelta(hours=1)).isoformat()
    attack = {"state": "running", "asked_at": long_ago, "beat_at": long_ago, "done": 1, "of": 3}
    models.Release.objects.update(attack=attack)
    page = said(client_as("coordinator").get(f"{DESK}first/"))
    assert "was cut off (1 of 3 families)" in page and 'http-equiv="refresh"' not in page
    assert do(client_as("coordinator"), "check").status_code == 302


def test_a_code_is_none_of_the_addresses_beside_it():
    for code in rules.RESERVED:
        with pytest.raises(rules.ReleaseMisnamed):
            rules.named(code, {})
