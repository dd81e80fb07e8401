"""Killed before any of its statements, a hand-over has left what stood, or all of what is new."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.many_processes import database_of_its_own, environment
from tests.rules.nation import DATA

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

# Hands over once; then again and again in a child that is killed before its first, second, third…
# statement, until one child ends by itself. Prints what stood after each.
RUN = """
import json, os, signal, sys
import django
django.setup()
from datetime import UTC, datetime
from pathlib import Path
from django.db import connection
from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.monitoring import models
from bagdar.monitoring.services import handing_over
from bagdar.programme import public
from tests.services.test_monitoring_handing_over_property import AT, PROGRAMME, shown

by = Actor("tests", "operator")
public.load_folder(Path(sys.argv[1]), by=by, at=datetime.now(UTC))
write = handing_over._write
if sys.argv[2] == "without":
    write = write.__wrapped__
    handing_over.record = lambda *given, **more: None

def hand(number, values):
    write(PROGRAMME, Origin.SIMULATED, shown(number, number, values, Origin.SIMULATED), by, AT)

def killed_before(count):
    seen = []
    def guard(execute, sql, params, many, context):
        seen.append(sql)
        if len(seen) == count:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)
    with connection.execute_wrapper(guard):
        hand(2, {"": 20, "KZ-11": 21})

def told():
    now = models.ComputedFigure.objects.filter(superseded_at=None).order_by("region")
    found = [[one.region, int(one.value)] for one in now], models.HandOver.objects.count()
    connection.close()
    return found

hand(1, {"": 10, "KZ-11": 11, "KZ-75": 12})
count, states = 0, [told()]
while True:
    count += 1
    if (child := os.fork()) == 0:
        killed_before(count)
        os._exit(0)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    states.append(told())
    if ended == 0 or count == 40:
        break
print(json.dumps(states))
"""
BEFORE = [[["", 10], ["KZ-11", 11], ["KZ-75", 12]], 1]
AFTER = [[["", 20], ["KZ-11", 21]], 2]


def states(folder: Path, mode: str) -> list[Any]:
    act = str(DATA / "programme" / "kz-2020-2025")
    with database_of_its_own() as url:
        done = subprocess.run(
            [sys.executable, "-c", RUN, act, mode], env=environment(url, str(folder)),
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    return list(json.loads(done.stdout.splitlines()[-1]))


def test_a_hand_over_that_is_killed_at_any_statement_is_whole_or_was_not(tmp_path: Path):
    found = states(tmp_path, "with")
    assert found[0] == BEFORE and found[-1] == AFTER
    assert len(found) > 4, "it was killed at several statements"
    assert all(one in (BEFORE, AFTER) for one in found)


def test_without_its_transaction_a_half_is_seen(tmp_path: Path):
    found = states(tmp_path, "without")
    assert any(one not in (BEFORE, AFTER) for one in found)
