"""A badge counts at once where its key is believed and an equivalence covers it, and else waits."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import DatabaseError, transaction

from bagdar.config import console
from bagdar.config.cli import bagdar
from bagdar.core.languages import LANGUAGES
from bagdar.credentials.models import Curriculum
from bagdar.credentials.rules.curriculum_file import EXAMPLE
from bagdar.look.words import words_catalogue
from bagdar.recognition import models
from bagdar.recognition.presenters.shown import because_words
from bagdar.recognition.queries.requests import standing_decision
from bagdar.recognition.rules.badge_errors import BadgeRefused
from bagdar.recognition.rules.nouns import Kind
from bagdar.recognition.rules.signatures import jwk_of_ed25519
from bagdar.recognition.services.believing import confirm_key
from bagdar.recognition.services.requests import Upload
from tests.curricula_written import studies
from tests.diplomas_issued import now
from tests.recognising import CLERK, Campus, believe, campus, decide, declare, request
from tests.register import person
from tests.rules.test_recognition_badges import CLASS, ISSUER, MAIL, SIGNER, jws, keys, ob2
from tests.rules.test_recognition_statuses import DID, entry, listed
from tests.rules.test_recognition_statuses import badge as status_badge

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings) -> Any:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()
    yield
    console.choose("kk")


def typed(*words: object) -> Result:
    command = ["--language", "en", "recognition", *map(str, words)]
    return CliRunner().invoke(bagdar, command, catch_exceptions=False)


def believes(one: Campus, folder: Path) -> None:
    """As an operator types it and somebody of the institution confirms it."""
    proposes(one, folder)
    key = models.BadgeKey.objects.get(organisation_id=one.organisation_id)
    confirm_key(one.organisation_id, key.pk, "illustrative", by=CLERK, at=now())
    declare(one, "DB", 5, kind=Kind.BADGE, provider=ISSUER["id"], code=CLASS["id"])


def proposes(one: Campus, folder: Path) -> None:
    (folder / "key.json").write_text(json.dumps(keys()["EdDSA"][1]))
    typed(
        "believe", one.organisation_id, ISSUER["id"], folder / "key.json",
        "--since", "2020-01-01", "--source", "illustrative", "--found-in", "illustrative",
    )  # fmt: skip


def badge(**more: Any) -> dict[str, Any]:
    return {"badge": Upload("b.txt", jws(ob2(**more))), "email": MAIL}


def test_a_verified_badge_that_is_covered_is_decided_at_once(tmp_path: Path):
    one = campus()
    believes(one, tmp_path)
    row = request(one, "DB", **badge())
    row.refresh_from_db()
    assert (row.kind, row.proof, row.title, row.state) == (
        "badge", "verified", "Databases", "decided"
    )  # fmt: skip
    decision = standing_decision(row)
    assert decision and decision.is_automatic and decision.verdict == "full"
    [kept] = row.evidence.all()
    assert MAIL not in json.dumps(kept.told) and kept.media_type == "application/octet-stream"
    again = request(one, "ML", **badge())
    again.refresh_from_db()
    assert again.state == "asked"  # it counts already: a person looks


def test_a_badge_without_a_believed_key_waits_for_a_person():
    one = campus()
    declare(one, "DB", 5, kind=Kind.BADGE, provider=ISSUER["id"], code=CLASS["id"])
    row = request(one, "DB", **badge())
    row.refresh_from_db()
    assert (row.proof, row.state) == ("read", "asked")
    assert row.evidence.get().told["unverified"] == ["key_unknown"]


def test_a_badge_under_a_key_that_nobody_confirmed_waits_for_a_person(tmp_path: Path):
    one = campus()
    proposes(one, tmp_path)
    declare(one, "DB", 5, kind=Kind.BADGE, provider=ISSUER["id"], code=CLASS["id"])
    row = request(one, "DB", **badge())
    row.refresh_from_db()
    assert (row.proof, row.state) == ("read", "asked")
    assert row.evidence.get().told["unverified"] == ["key_unknown"]


def test_a_badge_that_was_not_verified_says_why_in_the_decision_and_that_no_rule_decides_it():
    one = campus()
    declare(one, "DB", 5, kind=Kind.BADGE, provider=ISSUER["id"], code=CLASS["id"])
    row = request(one, "DB", **badge())
    decision = decide(row, ("DB", 5))
    told = because_words(decision)
    known = words_catalogue()
    for language in LANGUAGES:
        for key in ("recognition.unverified.key_unknown", "recognition.because.not_alone"):
            assert known.say(key, language) in told[language]
    other = decide(request(one, "ML", title="x", code="x"), ("ML", 5))
    assert known.say("recognition.because.not_alone", "kk") not in because_words(other)["kk"]


def test_a_list_of_statuses_beside_a_badge_lets_a_rule_decide_and_none_does_not(tmp_path: Path):
    one = campus()
    believe(one.organisation_id, DID, jwk_of_ed25519(SIGNER.public))
    declare(one, "DB", 5, kind=Kind.BADGE, provider=DID, code="urn:db")
    shown = {"badge": Upload("b.json", status_badge(entry())), "email": MAIL}
    waits = request(one, "DB", **shown)
    waits.refresh_from_db()
    assert (waits.proof, waits.state) == ("read", "asked")
    assert waits.evidence.get().told["unverified"] == ["status_not_asked"]
    fresh = Upload("list.json", listed(at=now()))
    row = request(one, "DB", statuses=[fresh], **shown)
    row.refresh_from_db()
    assert (row.proof, row.state) == ("verified", "decided")
    assert sorted(one.file_name for one in row.evidence.all()) == ["b.json", "list.json"]
    count = models.Request.objects.count()
    with pytest.raises(BadgeRefused):
        request(one, "ML", statuses=[Upload("list.json", listed(94567, at=now()))], **shown)
    assert models.Request.objects.count() == count


def test_a_badge_that_somebody_else_has_shown_is_decided_by_a_person(tmp_path: Path):
    one = campus()
    believes(one, tmp_path)
    first = request(one, "DB", **badge())
    friend = person(2, born_on=date(1998, 1, 1))
    studies(friend, one.organisation_id, minute=30)
    second = request(replace(one, person_id=friend), "DB", **badge())
    for row in (first, second):
        row.refresh_from_db()
    assert (first.proof, first.state) == ("verified", "decided")
    assert (second.proof, second.state) == ("read", "asked")
    assert second.evidence.get().told["unverified"] == ["used_by_another"]


def test_the_database_lets_nobody_say_that_somebody_elses_badge_was_verified(tmp_path: Path):
    one = campus()
    believes(one, tmp_path)
    first = request(one, "DB", **badge())
    friend = person(2, born_on=date(1998, 1, 1))
    studies(friend, one.organisation_id, minute=30)
    second = request(replace(one, person_id=friend), "DB", **badge())
    rows = models.Request.objects.filter(pk=second.pk)
    for change in ({}, {"badge_id": first.badge_id}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(proof="verified", **change)
    shown = models.ShownBadge.objects
    taken = {"mark": first.badge.mark, "person_id": friend, "at": now()}
    for do in (
        lambda: shown.update(person_id=friend),
        lambda: shown.all()._raw_delete("default"),
        lambda: shown.create(**taken),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            do()
    # The control: an own badge is taken, and nothing else of the row stands in its way.
    own = shown.create(mark="own", person_id=friend, at=now())
    assert rows.update(proof="verified", badge=own) == 1


def test_the_same_badge_without_an_id_is_known_again_in_another_file(tmp_path: Path):
    one = campus()
    believes(one, tmp_path)
    said = {**ob2(), "id": None}
    first = request(one, "DB", badge=Upload("b.txt", jws(said)), email=MAIL)
    friend = person(2, born_on=date(1998, 1, 1))
    studies(friend, one.organisation_id, minute=30)
    again = Upload("b.txt", jws({name: said[name] for name in reversed(said)}))
    second = request(replace(one, person_id=friend), "DB", badge=again, email=MAIL)
    assert (first.proof, second.proof) == ("verified", "read")
    assert second.evidence.get().told["unverified"] == ["used_by_another"]


def test_a_badge_that_is_refused_leaves_nothing(tmp_path: Path):
    one = campus()
    believes(one, tmp_path)
    with pytest.raises(BadgeRefused):
        request(one, "DB", **{**badge(), "email": "other@example.org"})
    assert not models.Request.objects.exists() and not models.Evidence.objects.exists()


def test_an_operator_writes_a_programme_declares_decides_and_counts(tmp_path: Path):
    one = campus()
    (tmp_path / "programme.json").write_text(json.dumps(EXAMPLE))
    made = json.loads(typed("programme", one.organisation_id, tmp_path / "programme.json").output)
    assert Curriculum.objects.get(pk=made["programme"]).valid_from == date(2031, 9, 1)
    typed(
        "declare", one.curriculum.pk, "DB", "--kind", "course", "--title", "x", "--provider", "x",
        "--code", "x", "--credits", 5, "--since", "2020-01-01", "--source", "illustrative",
    )  # fmt: skip
    assert models.Equivalence.objects.get().credits == 5
    row = request(one, "DB")
    [waits] = json.loads(typed("queue", one.organisation_id).output)
    assert (waits["request"], waits["claims"]) == (str(row.pk), ["DB"])
    told = json.loads(typed("decide", row.pk, "--grant", "DB=5", "--reason", "x").output)
    assert told["verdict"] == "full"
    believes(one, tmp_path)
    [key] = json.loads(typed("keys", one.organisation_id).output)
    typed("retire", one.organisation_id, key["key"], "--on", "2021-01-01", "--reason", "lost")
    [key] = json.loads(typed("keys", one.organisation_id).output)
    assert (key["valid_to"], key["ended_because"]) == ("2021-01-01", "lost")
    typed("close", one.curriculum.pk, "--on", "2035-09-01", "--source", "council, 9")
    closed = Curriculum.objects.get(pk=one.curriculum.pk)
    assert (closed.valid_to, closed.closed_by) == (date(2035, 9, 1), "council, 9")
    (tmp_path / "badge.json").write_text(json.dumps(ob2()))
    assert json.loads(typed("badge", tmp_path / "badge.json").output)["title"] == "Databases"
    assert json.loads(typed("figures").output)["hidden"] == 1
