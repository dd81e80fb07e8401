"""Two people show one badge at the same instant: one is decided by the rule, the other waits for a
person, on both engines.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.many_processes import Workers, database_of_its_own

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ROUNDS = 4

WORKER = """
import json, sys, time
from datetime import date
import django
django.setup()
from bagdar.recognition import models
from bagdar.recognition.rules.nouns import Kind
from bagdar.recognition.services import requests
from tests.curricula_written import curriculum, studies
from tests.recognising import Campus, believe, campus, declare, request
from tests.register import person
from tests.rules.test_recognition_badges import CLASS, ISSUER, MAIL, jws, keys, ob2

name, mode = sys.argv[1:3]

def nobody_yet(*_):  # what either sees of the other before both have written
    time.sleep(0.3)
    return False

requests.is_anothers = nobody_yet
if mode == "unguarded":  # each keeps a badge of its own, so that the database has nothing to refuse
    real = requests._held
    from dataclasses import replace
    def held(who, told, at):
        return real(who, replace(told, mark=f"{name}{told.mark}"[:64]), at)
    requests._held = held

def make(code):
    one = campus()
    believe(one.organisation_id, ISSUER["id"], keys()["EdDSA"][1])
    declare(one, "DB", 5, kind=Kind.BADGE, provider=ISSUER["id"], code=CLASS["id"])
    friend = person(2, born_on=date(1998, 1, 1))
    studies(friend, one.organisation_id, minute=30)
    return f"{one.organisation_id} {one.curriculum.pk} {one.person_id} {friend}"

def ask(code, place, version, first, second):
    from bagdar.credentials.models import Curriculum
    who = first if name == "one" else second
    one = Campus(place, Curriculum.objects.get(pk=version), who)
    shown = requests.Upload("b.txt", jws(ob2(id=f"urn:{code}")))
    row = request(one, "DB", badge=shown, email=MAIL)
    row.refresh_from_db()
    return f"{row.proof}-{row.state}"

for line in sys.stdin:
    word, *given = line.split()
    print({"make": make, "ask": ask}[word](*given), flush=True)
"""


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), database_of_its_own() as url:
        yield url


def test_a_badge_that_two_people_show_at_the_same_instant_is_one_persons(
    database: str, tmp_path: Path
):
    with Workers(WORKER, database, tmp_path) as pair:
        for number in range(ROUNDS):
            place = pair.alone(f"make {number}")
            told = pair.tell(f"ask {number} {place}")
            assert sorted(told) == ["read-asked", "verified-decided"]


def test_without_the_rule_of_the_database_both_would_be_decided(database: str, tmp_path: Path):
    """The negative control."""
    with Workers(WORKER, database, tmp_path, "unguarded") as pair:
        place = pair.alone("make x")
        assert pair.tell(f"ask x {place}") == ["verified-decided", "verified-decided"]
