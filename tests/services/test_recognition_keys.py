"""A key of a badge issuer counts when two people agreed on it; one is enough to end that."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, transaction

from bagdar.audit.models import Event
from bagdar.config.cli import bagdar
from bagdar.recognition import models
from bagdar.recognition.queries.believing import badge_keys, believed
from bagdar.recognition.rules.errors import (
    KeyFaulty,
    KeySameEyes,
    KeyStateWrong,
    KeyTaken,
    NoSuchKey,
)
from bagdar.recognition.services import believing
from bagdar.recognition.services.believing import (
    KeySaid,
    confirm_key,
    propose_key,
    refuse_key,
    retire_key,
)
from tests.diplomas_issued import now
from tests.recognising import CLERK, OTHER, Campus, believe, campus

pytestmark = [pytest.mark.django_db, pytest.mark.database]

KEY = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
ISSUER, DAY = "https://b.example", date(2024, 1, 1)


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


def key_said(**more: Any) -> KeySaid:
    return replace(KeySaid(ISSUER, "", KEY, date(2020, 1, 1), "letter", "letter, page 2"), **more)


def proposed(one: Campus, **more: Any) -> models.BadgeKey:
    return propose_key(one.organisation_id, key_said(**more), by=CLERK, at=now())


def test_a_key_that_is_secret_of_no_known_kind_or_from_nowhere_is_not_written_down():
    one = campus()
    for jwk in ({}, [], {"kty": "oct", "k": "x"}, {"kty": "OKP", "crv": "Ed25519", "x": "AA"},
                {"kty": "OKP", "crv": "Ed25519", "x": "A" * 43, "d": "A" * 43}):  # fmt: skip
        with pytest.raises(KeyFaulty):
            proposed(one, jwk=jwk)
    with pytest.raises(KeyFaulty) as caught:
        proposed(one, issuer=" ", source="\0", key_id="x" * 401, jwk=None, found_in=" ")
    assert caught.value.facts["fields"] == "issuer, key_id, jwk, source, found_in"
    assert not models.BadgeKey.objects.exists()


def test_of_a_key_only_what_makes_it_is_kept_and_the_same_one_stands_once():
    one = campus()
    made = proposed(one, jwk={**KEY, "note": "\0", "kid": "1"})
    assert (made.jwk, made.found_in) == (KEY, "letter, page 2")
    with pytest.raises(KeyTaken):
        proposed(one)
    proposed(campus())
    proposed(one, issuer="https://c.example")
    refuse_key(one.organisation_id, made.pk, "another key there", by=OTHER, at=now())
    proposed(one)
    assert len(badge_keys(one.organisation_id)) == 3


def test_a_proposed_key_counts_from_the_moment_somebody_else_confirms_it():
    one = campus()
    made = proposed(one)
    assert believed(one.organisation_id, DAY) == ()
    for wrong in (" ", "\0", "x" * 501):
        with pytest.raises(KeyFaulty):
            confirm_key(one.organisation_id, made.pk, wrong, by=OTHER, at=now())
    with pytest.raises(NoSuchKey):
        confirm_key(campus().organisation_id, made.pk, "the letter", by=OTHER, at=now())
    confirm_key(one.organisation_id, made.pk, "the letter", by=OTHER, at=now())
    assert len(believed(one.organisation_id, DAY)) == 1
    made.refresh_from_db()
    assert (made.written_by, made.decided_by) == (CLERK.name, OTHER.name)
    for again in (confirm_key, refuse_key):
        with pytest.raises(KeyStateWrong):
            again(one.organisation_id, made.pk, "the letter", by=OTHER, at=now())
    told = {one.action: one for one in Event.objects.filter(about=f"recognition.key:{made.pk}")}
    assert set(told) == {"recognition.key_proposed", "recognition.key_believed"}
    assert told["recognition.key_believed"].actor == OTHER.name
    assert "letter" not in str([one.facts for one in told.values()])


def test_who_proposed_a_key_confirms_it_neither_by_the_service_nor_past_it():
    one = campus()
    made = proposed(one)
    with pytest.raises(KeySameEyes):
        confirm_key(one.organisation_id, made.pk, "the letter", by=CLERK, at=now())
    change = {"state": "confirmed", "decided_at": now(), "decided_because": "x"}
    for by in (CLERK.name, ""):
        with pytest.raises(DatabaseError), transaction.atomic():
            models.BadgeKey.objects.update(decided_by=by, **change)
    assert believed(one.organisation_id, DAY) == ()
    # The control: what the database refused was the name, and nothing else.
    models.BadgeKey.objects.update(decided_by=OTHER.name, **change)
    assert len(believed(one.organisation_id, DAY)) == 1


def test_a_service_that_does_not_ask_who_proposed_is_stopped_by_the_database(monkeypatch):
    """The negative control of the service's own question."""
    one = campus()
    made = proposed(one)
    monkeypatch.setattr(
        believing.models.BadgeKey, "written_by", property(lambda row: "", lambda row, value: None)
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        confirm_key(one.organisation_id, made.pk, "the letter", by=CLERK, at=now())


def test_no_key_begins_as_believed_and_a_decision_about_one_is_final():
    one = campus()
    row = {"organisation_id": one.organisation_id, "issuer": ISSUER, "jwk": KEY,
           "valid_from": DAY, "source": "x", "written_at": now(), "written_by": "x"}  # fmt: skip
    for state in ("alone", "confirmed", "refused"):
        with pytest.raises(DatabaseError), transaction.atomic():
            models.BadgeKey.objects.create(state=state, **row)
    believe(one.organisation_id, ISSUER, KEY)
    for change in ({"state": "refused"}, {"state": "proposed"}, {"decided_by": "x"},
                   {"decided_because": "x"}, {"found_in": "x"}, {"issuer": "x"}):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            models.BadgeKey.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        models.BadgeKey.objects.all()._raw_delete("default")


def test_a_proposed_key_is_refused_by_another_or_taken_back_with_a_reason():
    one = campus()
    for by in (CLERK, OTHER):
        made = proposed(one)
        with pytest.raises(KeyFaulty):
            refuse_key(one.organisation_id, made.pk, " ", by=by, at=now())
        refuse_key(one.organisation_id, made.pk, "another key there", by=by, at=now())
        with pytest.raises(KeyStateWrong):
            confirm_key(one.organisation_id, made.pk, "x", by=OTHER, at=now())
        with pytest.raises(KeyStateWrong):
            retire_key(one.organisation_id, made.pk, DAY, "x", by=by)
    assert believed(one.organisation_id, DAY) == ()


def test_a_retired_key_is_believed_no_longer_and_stands_with_its_reason():
    one = campus()
    with pytest.raises(KeyStateWrong):
        retire_key(one.organisation_id, proposed(one).pk, date(2021, 1, 1), "lost", by=CLERK)
    made = models.BadgeKey.objects.get()
    confirm_key(one.organisation_id, made.pk, "the letter", by=OTHER, at=now())
    for on, reason in ((date(2019, 12, 31), "lost"), (date(2021, 1, 1), " ")):
        with pytest.raises(KeyFaulty):
            retire_key(one.organisation_id, made.pk, on, reason, by=CLERK)
    with pytest.raises(NoSuchKey):
        retire_key(campus().organisation_id, made.pk, date(2021, 1, 1), "lost", by=CLERK)
    retire_key(one.organisation_id, made.pk, date(2021, 1, 1), "lost", by=CLERK)
    assert len(believed(one.organisation_id, date(2020, 12, 31))) == 1
    assert believed(one.organisation_id, date(2021, 1, 1)) == ()
    with pytest.raises(KeyStateWrong):
        retire_key(one.organisation_id, made.pk, date(2022, 1, 1), "lost", by=CLERK)
    for change in ({"valid_to": None}, {"ended_because": "another reason"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            models.BadgeKey.objects.update(**change)
    [event] = Event.objects.filter(action="recognition.key_retired")
    assert event.facts["on"] == "2021-01-01" and "lost" not in str(event.facts)
    proposed(one, since=date(2022, 1, 1))
    found = [(row.state, row.valid_to) for row in badge_keys(one.organisation_id)]
    assert found == [("proposed", None), ("confirmed", date(2021, 1, 1))]


def typed(*words: Any) -> Any:
    return CliRunner().invoke(bagdar, ["recognition", *map(str, words)])


def test_the_operator_who_proposed_a_key_is_refused_and_another_account_confirms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    one = campus()
    (tmp_path / "key.json").write_text('{"kty":"OKP","crv":"Ed25519","x":"' + KEY["x"] + '"}')
    monkeypatch.setattr("getpass.getuser", lambda: "first")
    said = ("--since", "2020-01-01", "--source", "letter", "--found-in", "letter, 2")
    assert typed(
        "believe", one.organisation_id, ISSUER, tmp_path / "key.json", *said[:-2]
    ).exit_code
    done = typed("believe", one.organisation_id, ISSUER, tmp_path / "key.json", *said)
    assert done.exit_code == 0, done.output
    id = models.BadgeKey.objects.get().pk
    assert typed("confirm-key", one.organisation_id, id, "--checked", "x").exit_code == 1
    monkeypatch.setattr("getpass.getuser", lambda: "second")
    done = typed("confirm-key", one.organisation_id, id, "--checked", "the letter")
    assert done.exit_code == 0 and '"confirmed"' in done.output
    told = typed("keys", one.organisation_id).output
    assert "cli:first" in told and "cli:second" in told and "the letter" in told
    assert typed("refuse-key", one.organisation_id, id, "--reason", "x").exit_code == 1
