"""Sixty-four claimants, one place: exactly one is offered it, whoever comes first (C2)."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.many_processes import database_of_its_own, environment

pytestmark = [pytest.mark.django_db, pytest.mark.database]
CLAIMANTS, ROUNDS = 64, 2

WORKER = """
import os, random, sys, time
import django
django.setup()
from dataclasses import replace
from datetime import datetime, UTC
from django.db import OperationalError, connection
from bagdar.admissions import models
from bagdar.admissions.queries.rules_of import the_rules
from bagdar.admissions.queries.verifying import verify_queue
from bagdar.admissions.rules.queue.nouns import ReferralMode
from bagdar.admissions.rules.queue.standing import Slot
from bagdar.admissions.services import applying, log, opening, referring
from tests.queueing import PARENT, yard

claimants, region, mode = int(sys.argv[1]), sys.argv[2], sys.argv[3]
declared = the_rules()
terms = declared.terms.model_copy(update={"mode": ReferralMode.AT_ONCE})
opening.the_rules = lambda: declared.model_copy(update={"terms": terms})
of = yard(1, region)
of.open()
children = [of.child(f"Бала{n}") for n in range(claimants)]
slot = of.slot()
if mode == "unguarded":  # what was free is read once, before anybody writes, and nothing is taken
    referring.places_of = lambda queue: {slot: 1}
    referring.free_of_line = lambda queue, line: {slot: 1}
    log.Rows.free = lambda self, slot: 1
    log.take = lambda queue, slot, many: None
connection.close()
said = applying.Applied("kk", "general", (of.places[0],))
pids = []
for child in children:
    pid = os.fork()
    if pid == 0:
        code = 0
        for attempt in range(200):
            try:
                at = datetime.now(UTC)
                applying.apply_for(of.queue.pk, child, said, by=PARENT, at=at)
                break
            except OperationalError:  # SQLite was busy for longer than it waits
                time.sleep(random.random() / 10)
        else:
            code = 1
        connection.close()
        os._exit(code)
    pids.append(pid)
failed = sum(os.waitpid(pid, 0)[1] != 0 for pid in pids)
rows = models.QueueApplication.objects.filter(queue=of.queue)
offered = rows.filter(state="offered").count()
troubles = len(verify_queue(of.queue.pk).troubles)
print(failed, rows.count(), offered, troubles)
"""


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), database_of_its_own() as url:
        yield url


def claim(url: str, folder: Path, region: str, mode: str, claimants: int) -> list[int]:
    told = subprocess.run(
        [sys.executable, "-c", WORKER, str(claimants), region, mode],
        env=environment(url, str(folder)), capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    return [int(word) for word in told.stdout.split()]


def test_of_sixty_four_claimants_exactly_one_is_offered_the_place(database: str, tmp_path: Path):
    for region in ("KZ-11", "KZ-59")[:ROUNDS]:
        found = claim(database, tmp_path, region, "guarded", CLAIMANTS)
        assert found == [0, CLAIMANTS, 1, 0]


def test_where_nothing_is_taken_more_than_one_is_offered_it(database: str, tmp_path: Path):
    """The negative control."""
    failed, applied, offered, troubles = claim(database, tmp_path, "KZ-39", "unguarded", 8)
    assert (failed, applied) == (0, 8) and offered > 1 and troubles > 0
