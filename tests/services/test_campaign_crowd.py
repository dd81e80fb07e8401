"""The day a campaign opens: many apply beside each other, and closing finds each or refuses it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.many_processes import database_of_its_own, environment

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WORKER = """
import os, random, sys, time
import django
django.setup()
from django.db import OperationalError, connection, transaction
from bagdar.admissions import models
from bagdar.admissions.queries.campaign_files import frozen_input
from bagdar.admissions.queries.campaigns import campaign_of
from bagdar.admissions.rules.campaign.errors import AppliedAlready, CampaignStateWrong
from bagdar.admissions.services.campaigns import applying, closing
from tests.campaign_field import MINISTRY, OPEN_FOR, PARENT, campaign

mode = sys.argv[1]
of = campaign((1, 1), turn=1 + ["one", "held", "closing", "unguarded"].index(mode))
names = [f"Бала {number}" for number in range(6)]
for name in names:
    of.child(name)
while_it_is_open, when_it_is_over = of.now(), of.at + OPEN_FOR

def apply(name):
    for attempt in range(200):
        try:
            applying.apply_for_places(of.campaign.pk, of.children[name], of.wishes(0, 1),
                                      by=PARENT, at=while_it_is_open)
            return 1
        except (AppliedAlready, CampaignStateWrong):
            return 0
        except OperationalError:  # SQLite was busy for longer than it waits
            time.sleep(random.random() / 10)
    return 3

def close():
    time.sleep(0.2)
    closing.close(of.campaign.pk, by=MINISTRY, at=when_it_is_over)
    return 2

def slowly(*asked):  # between the question whether it is open and what is written
    time.sleep(0.5)
    return meant(*asked)

if mode in ("closing", "unguarded"):
    meant, applying.wished_places = applying.wished_places, slowly
if mode == "unguarded":
    applying.held_open = campaign_of
deeds = [lambda name=name: apply(name) for name in names]
if mode == "one":
    deeds = [lambda: apply(names[0])] * 12
if mode in ("closing", "unguarded"):
    deeds.append(close)

def beside(deeds):
    connection.close()
    pids = []
    for deed in deeds:
        pid = os.fork()
        if pid == 0:
            code = deed()
            connection.close()
            os._exit(code)
        pids.append(pid)
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]

if mode == "held":  # somebody is in the midst of applying, and others need not wait for that
    with transaction.atomic():
        applying.held_open(of.campaign.pk)
        pid = os.fork()
        if pid == 0:
            connection.connection = None
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '5s'")
            os._exit(apply(names[0]))
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    raise SystemExit
codes = beside(deeds)
assert 3 not in codes and 1 in codes, codes
row = campaign_of(of.campaign.pk)
frozen = len(frozen_input(row)[1]) if 2 in codes else -1
print(codes.count(1), row.applications.count(), frozen)
"""


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), database_of_its_own() as url:
        yield url


def crowd(url: str, folder: Path, mode: str) -> list[int]:
    told = subprocess.run(
        [sys.executable, "-c", WORKER, mode], env=environment(url, str(folder)),
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    return [int(word) for word in told.stdout.split()]


def test_of_one_child_that_is_applied_for_many_times_at_once_one_application_is_there(
    database: str, tmp_path: Path
):
    assert crowd(database, tmp_path, "one") == [1, 1, -1]


def test_whoever_applies_while_it_is_closed_is_frozen_or_refused(database: str, tmp_path: Path):
    applied, rows, frozen = crowd(database, tmp_path, "closing")
    assert applied == rows == frozen > 0


def test_one_who_applies_does_not_wait_for_another(database: str, tmp_path: Path):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    assert crowd(database, tmp_path, "held") == [1]


def test_without_holding_it_open_somebody_applies_to_what_is_closed(database: str, tmp_path: Path):
    """The negative control, where writers do not wait for each other's whole transaction."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    applied, rows, frozen = crowd(database, tmp_path, "unguarded")
    assert applied == rows > frozen
