"""RELIABILITY D4 on deliveries to the register: rows that are sent again take effect once."""

import json
import random
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from bagdar.access import once
from bagdar.access.models import Command
from bagdar.intake import models
from bagdar.registry import models as register
from tests.pupils import Pupil, pupils
from tests.services.intake_tools import counted

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.engine]

FORM = "/api/v1/intake/forms/pupils/rows"
REPLAYS, LOST = (1000, 100), (500, 25)  # in full; of an everyday
BLINK = {"access.Session", "access.Allowance"}
System = tuple[Client, dict[str, str]]


@pytest.fixture(autouse=True)
def unhurried(settings: Any) -> None:
    settings.API_PER_ADDRESS = None
    settings.API_PER_SESSION = None


@pytest.fixture
def in_full(pytestconfig: pytest.Config) -> bool:
    return bool(pytestconfig.getoption("--thorough"))


@pytest.fixture
def system(school: UUID, writing: Callable[[str], Any]) -> System:
    client, token = writing("organisation")
    return client, token


def send(system: System, one: Pupil, key: str, **changed: Any) -> Any:
    client, token = system
    body = json.dumps({"rows": [{**one.cells, **changed}]})
    headers = {**token, "Idempotency-Key": key}
    return client.post(FORM, body, content_type="application/json", headers=headers)


def replay(system: System, chance: random.Random, times: int) -> int:
    """Sends rows of which many were sent before; gives how many answers were not the first."""
    given, answers, other = pupils(times // 5), dict[str, bytes](), 0
    for _ in range(times):
        one = chance.choice(given)
        answer = send(system, one, one.number)
        assert answer.status_code in (200, 201)
        other += answers.setdefault(one.number, answer.content) != answer.content
    stands = models.LocalNumber.objects.values_list("number", flat=True)
    assert sorted(stands) == sorted(answers)
    return other


def taken() -> tuple[int, int, int, int]:
    return (
        models.Delivery.objects.count(), register.Person.objects.count(),
        register.PersonFact.objects.count(), register.Enrolment.objects.count(),
    )  # fmt: skip


def test_a_thousand_replays_give_the_first_answer_and_nothing_twice(system: System, in_full: bool):
    assert replay(system, random.Random(1), REPLAYS[not in_full]) == 0
    assert set(taken()) == {Command.objects.count()}


def test_without_the_table_of_keys_a_replay_would_have_another_answer(
    system: System, monkeypatch: pytest.MonkeyPatch
):
    """The negative control; that nothing is doubled even then is the delivery's own key."""
    monkeypatch.setattr(once, "once", lambda request, run: run())
    assert replay(system, random.Random(1), 30) > 0
    assert len(set(taken())) == 1


def test_without_any_key_a_replay_would_be_another_delivery(
    system: System, monkeypatch: pytest.MonkeyPatch
):
    """The control of both: nobody asks whether the request or its bytes came before."""
    monkeypatch.setattr(once, "once", lambda request, run: run())
    serial = iter(range(1000))
    monkeypatch.setattr("bagdar.intake.services.receiving.key_of", lambda *asked: str(next(serial)))
    [one] = pupils(1)
    first, again = send(system, one, "key"), send(system, one, "key")
    assert (first.status_code, again.status_code) == (201, 201)
    assert models.Delivery.objects.count() == 2


def test_an_answer_that_is_lost_after_the_rows_went_in_is_given_again(
    system: System, monkeypatch: pytest.MonkeyPatch, in_full: bool
):
    run = once.RepeatableOperation.run

    def cut_off(*args: Any, **kwargs: Any) -> None:
        run(*args, **kwargs)
        raise ConnectionResetError

    given = pupils(LOST[not in_full])
    for one in given:
        monkeypatch.setattr(once.RepeatableOperation, "run", cut_off)
        with pytest.raises(ConnectionResetError):
            send(system, one, one.number)
        monkeypatch.setattr(once.RepeatableOperation, "run", run)
        answer = send(system, one, one.number)
        assert (answer.status_code, answer.json()["again"]) == (201, False)
        assert answer.headers["Idempotency-Replayed"] == "true"
    assert taken() == (len(given),) * 4


def test_a_delivery_that_is_undone_keeps_no_answer(system: System, monkeypatch: Any):
    """The service dies before the end of the transaction: the rows were never there."""
    [one] = pupils(1)
    kept, before = Command.save, counted()

    def dying(row: Command, *args: Any, **kwargs: Any) -> None:
        if row.status:
            raise SystemExit
        kept(row, *args, **kwargs)

    monkeypatch.setattr(Command, "save", dying)
    with pytest.raises(SystemExit):
        send(system, one, "key")
    monkeypatch.setattr(Command, "save", kept)
    after = counted()
    assert {name for name in after if after[name] != before[name]} <= BLINK
    assert send(system, one, "key").status_code == 201
    assert taken() == (1, 1, 1, 1)


def test_a_key_with_other_rows_another_form_or_organisation_is_refused(system: System):
    first, second = pupils(2)
    client, token = system
    assert send(system, first, "key").status_code == 201
    before = taken()
    trial = json.dumps({"rows": [first.cells]})
    key = {**token, "Idempotency-Key": "key"}
    for answer in (
        send(system, second, "key"),
        send(system, first, "key", family="Басқа"),
        client.post(FORM.replace("pupils", "staff"), trial, content_type="application/json",
                    headers=key),
        client.post(f"{FORM}?dry_run=true", trial, content_type="application/json", headers=key),
    ):  # fmt: skip
        assert (answer.status_code, answer.json()["code"]) == (409, "access.key_of_another")
    assert taken() == before
