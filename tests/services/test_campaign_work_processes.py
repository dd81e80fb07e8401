"""A long step of a campaign in its real process, begun by the service and killed in its midst."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.many_processes import database_of_its_own, environment

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ASKER = """
import json, os, signal, sys, time
from datetime import UTC, datetime, timedelta
import django
django.setup()
from django.db import connection
from bagdar import jobs
from bagdar.admissions import models
from bagdar.admissions.services.campaigns import closing, working
from bagdar.audit.models import Event
from tests.campaign_field import MINISTRY, campaign

mode = sys.argv[1]
of = campaign((1, 1), turn=1 + ["begun", "killed", "halves"].index(mode))
for name in ("Айша", "Данияр", "Ерлан"):
    of.apply(name, 0, 1)
begin = jobs.start

def ask(at):
    return working.ask(of.campaign.pk, "close", by=MINISTRY, at=at).pk

def told():
    of.campaign.refresh_from_db()
    works = [one.state for one in of.campaign.works.order_by("pk")]
    events = Event.objects.filter(about=f"admissions.campaign:{of.campaign.pk}")
    closed = events.filter(action="admissions.campaign_closed").count()
    print(json.dumps([of.campaign.state, works, closed]), flush=True)

def dies(*words, **more):  # all is written, and nothing is committed
    closing.close(*words, **more)
    os.kill(os.getpid(), signal.SIGKILL)

at = datetime.now(UTC)
if mode != "begun":
    jobs.start = lambda *words: None
    id = ask(at)
    if mode == "halves":
        working._carry_out = working._carry_out.__wrapped__
    connection.close()
    if os.fork() == 0:
        working.DEEDS = {"close": dies}
        working.do(id, now=lambda: at)
    assert os.WTERMSIG(os.wait()[1]) == signal.SIGKILL
    told()
    jobs.start, at = begin, at + timedelta(seconds=61)
if mode != "halves":
    id = ask(at)
    for _ in range(600):
        if models.CampaignWork.objects.get(pk=id).state in ("done", "failed"):
            break
        time.sleep(0.1)
    told()
"""


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), database_of_its_own() as url:
        yield url


def asked(url: str, folder: Path, mode: str) -> list[Any]:
    told = subprocess.run(
        [sys.executable, "-c", ASKER, mode], env=environment(url, str(folder)),
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    return [json.loads(line) for line in told.stdout.splitlines()]


def test_the_service_begins_a_process_that_does_the_step(database: str, tmp_path: Path):
    assert asked(database, tmp_path, "begun") == [["closed", ["done"], 1]]


def test_a_process_killed_in_the_midst_leaves_nothing_and_whoever_asks_again_gets_it(
    database: str, tmp_path: Path
):
    assert asked(database, tmp_path, "killed") == [
        ["open", ["running"], 0],
        ["closed", ["failed", "done"], 1],
    ]


def test_without_one_transaction_a_step_counts_that_nobody_was_told_of(
    database: str, tmp_path: Path
):
    """The negative control: the step apart from the record that it is done."""
    [[state, works, closed]] = asked(database, tmp_path, "halves")
    assert (state, works, closed) == ("closed", ["running"], 1)
