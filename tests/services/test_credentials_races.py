"""Two people at the same instant: one proposes a graduate and one is told so; one batch is signed
once by two processes; two batches of one issuer never share a place, even where both would draw
the same.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.many_processes import Workers, database_of_its_own

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ROUNDS = 4

WORKER = """
import sys, time
import django
django.setup()
from bagdar.core.errors import DomainError
from bagdar.credentials import models
from bagdar.credentials.services import batches
from tests.diplomas_issued import DEAN, REGISTRAR, draw, graduate, issued, now, university

name, mode = sys.argv[1:3]
batches.PART = 2
batches.jobs.start = lambda *words: None
state = {}
if mode == "unguarded":  # nobody sees what another has proposed, and the database says nothing
    from django.db import connection
    batches._demand = lambda *_: time.sleep(0.5)
    if name == "one":
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX IF EXISTS credentials_one_for_one_graduation")

def make():
    made = models.Issuer.objects.filter(code="u1").first() or university()
    state["graduations"] = [graduate(made, f"A{n}") for n in range(4)]
    return " ".join(map(str, state["graduations"]))

def issuer():
    return models.Issuer.objects.get(code="u1")

def propose(numbers):
    made = batches.propose(issuer(), [int(one) for one in numbers], by=REGISTRAR, at=now())
    return str(made.pk)

def approved(numbers):
    id = propose(numbers)
    batches.approve(issuer(), id, by=DEAN, at=now())
    return id

def issue(id):
    batches.issue(id, by=DEAN, now=now, draw=draw(7))  # the same draws in both processes
    return "did"

def told(step, *given):
    try:
        return step(*given)
    except DomainError as refused:
        return refused.code

for line in sys.stdin:
    word, *given = line.split()
    if word == "make":
        answer = make()
    elif word == "propose":
        found = told(propose, given)
        answer = found if "." in found else "did"
    elif word == "approved":
        answer = approved(given)
    elif word == "issue":
        answer = told(issue, given[0])
    elif word == "count":
        rows = models.Diploma.objects.filter(
            graduation_id__in=given, state__in=["proposed", "valid"]
        )
        places = list(models.Diploma.objects.exclude(place=None).values_list("place", flat=True))
        answer = f"{rows.count()} {len(places) - len(set(places))}"
    print(answer, flush=True)
"""


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), database_of_its_own() as url:
        yield url


def test_at_the_same_instant_one_graduation_gets_one_diploma_and_one_place(
    database: str, tmp_path: Path
):
    with Workers(WORKER, database, tmp_path) as pair:
        for _ in range(ROUNDS):
            graduations = pair.alone("make")
            first, second, *rest = graduations.split()
            told = pair.tell(f"propose {first}")
            assert sorted(told) in (
                ["credentials.candidate_refused", "did"],
                ["credentials.graduation_taken", "did"],
            )
            assert pair.alone(f"count {first}") == "1 0"
            batch = pair.alone(f"approved {second}")
            assert pair.tell(f"issue {batch}") == ["did", "did"]
            assert pair.alone(f"count {second}") == "1 0"
            batches = [pair.alone(f"approved {one}") for one in rest]
            assert pair.tell_each(*(f"issue {one}" for one in batches)) == ["did", "did"]
            assert pair.alone(f"count {' '.join(rest)}") == "2 0"


def test_without_the_rule_of_the_database_both_would_be_taken(database: str, tmp_path: Path):
    """The negative control."""
    with Workers(WORKER, database, tmp_path, "unguarded") as pair:
        first = pair.alone("make").split()[0]
        assert pair.tell(f"propose {first}") == ["did", "did"]
        assert pair.alone(f"count {first}") == "2 0"
