"""Answers at the same instant: one wins, and a place never has more holders than seats (C2)."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.many_processes import database_of_its_own, environment

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ANSWERS, ROUNDS = 24, 3

WORKER = """
import os, random, sys, time
import django
django.setup()
from django.db import OperationalError, connection
from bagdar.admissions import models
from bagdar.admissions.queries.campaigns import campaign_of
from bagdar.admissions.rules.campaign.errors import ApplicationStateWrong
from bagdar.admissions.services.campaigns import answering, opening
from bagdar.audit.models import Event
from tests.campaign_field import PARENT, campaign

many, rounds, mode = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
if mode == "unguarded":  # it is read without a lock, and somebody comes between reading and writing
    answering.locked = campaign_of
    meant = answering.answered
    def slowly(*asked, **more):
        found = meant(*asked, **more)
        time.sleep(0.3)
        return found
    answering.answered = slowly
wrong = won = events = 0
for number in range(rounds):
    of = campaign((1, 1), turn=number + 1, year=2030 if mode == "unguarded" else 2025)
    row = of.apply("Айша", 1, 0)
    of.give("Айша", 0)
    of.state("published")
    at = of.now()
    connection.close()
    pids = []
    for one in range(many):
        pid = os.fork()
        if pid == 0:
            deed = (answering.accept, answering.refuse)[one % 2]
            code = 3
            for attempt in range(200):
                try:
                    deed(row.pk, by=PARENT, at=at)
                    code = 1
                    break
                except ApplicationStateWrong:
                    code = 0
                    break
                except OperationalError:  # SQLite was busy for longer than it waits
                    time.sleep(random.random() / 10)
            connection.close()
            os._exit(code)
        pids.append(pid)
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    wrong += codes.count(3)
    won += codes.count(1)
    events += Event.objects.filter(about__endswith=str(row.pk)).count() - 1
print(wrong, won, events)
"""


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), database_of_its_own() as url:
        yield url


def answer(url: str, folder: Path, many: int, rounds: int, mode: str) -> list[int]:
    told = subprocess.run(
        [sys.executable, "-c", WORKER, str(many), str(rounds), mode],
        env=environment(url, str(folder)), capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    return [int(word) for word in told.stdout.split()]


def test_of_many_answers_at_one_instant_one_wins(database: str, tmp_path: Path):
    assert answer(database, tmp_path, ANSWERS, ROUNDS, "guarded") == [0, ROUNDS, ROUNDS]


def test_without_the_lock_more_than_one_answers(database: str, tmp_path: Path):
    """The negative control, where writers do not wait for each other's whole transaction."""
    from django.db import connection

    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one transaction write at a time, whoever asks for a lock")
    wrong, won, events = answer(database, tmp_path, 4, 1, "unguarded")
    assert wrong == 0 and won > 1 and events > 1
