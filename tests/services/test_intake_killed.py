"""RELIABILITY D1: kill -9 in the middle of a load loses nothing and doubles nothing.

A process loads a delivery by small chunks and is killed again and again at a random instant; each
next one goes on. What stands in the end is compared with what was delivered, row by row.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from tests.many_processes import database_of_its_own, environment
from tests.often import often

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("outside_a_transaction")]

ROWS, CHUNK = 480, 6
# test_intake_delivered_once kills more of PostgreSQL than the process that loads.
CYCLES = {"sqlite": (25, 100, 1000), "postgresql": (4, 10, 10)}
MOST_CYCLES, ROWS_A_CYCLE = 100, 18  # of one load
LOADER = """
import json, os, random, signal, sys, time
from dataclasses import replace
from datetime import UTC, datetime
import django
django.setup()
from django.db import connection, transaction
from bagdar.audit.models import Event
from bagdar.audit.rules import Actor
from bagdar.core.sheets.limits import COMMAND_LINE
from bagdar.intake import models
from bagdar.intake.queries import declared, senders
from bagdar.intake.rules.forms import FORMS
from bagdar.intake.rules.judging import judged_record
from bagdar.intake.rules.nouns import Channel
from bagdar.intake.services import loading
from bagdar.intake.services.receiving import File, Handed, receive
from bagdar.registry import models as register
from tests.pupils import pupils, tidy, to_csv
from tests.register import organisation

mode, rows, chunk, cycles, seed = sys.argv[1], *map(int, sys.argv[2:])
dice = random.Random(seed)

def outside(id, form, all_rows, *, chunk, at):
    # The cursor moves by itself, and the rows follow: whoever is killed between loses them.
    with transaction.atomic():
        row = models.Delivery.objects.select_for_update().get(pk=id)
        if row.rows_done == row.rows:
            return None
        taken = all_rows[row.rows_done : row.rows_done + chunk]
        row.rows_done += len(taken)
        row.state = "loading"
        row.save(update_fields=["rows_done", "state"])
    with transaction.atomic():
        found = loading.plan(form, taken, loading._as_sender(row), on=at.date(), lock=True)
        loading._write(row, found, at)
        row.counts = (loading.Counts(**row.counts) + found.counts).by_name
        row.state = "loaded" if row.rows_done == row.rows else "loading"
        row.save(update_fields=["counts", "state"])
    return row.rows_done

if mode == "outside":
    loading.load_chunk = outside

def deliver():
    given = tidy(pupils(rows))
    for place in range(0, rows, 9):
        given[place]["level"] = "no such level"
    sender = senders.sender(organisation())
    handed = Handed(Actor("killed", "operator"), Channel.CLI, datetime.now(UTC))
    found = receive(FORMS["pupils"], sender, File(to_csv(given), "x.csv"), handed,
                    limits=COMMAND_LINE)
    return found.delivery.id, [one for one in given if one["level"] != "no such level"]

def killed(id):
    # A child loads; after a random part of a random chunk it is gone. True: it came to its end.
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        loading.load(id, chunk=chunk, told=lambda done, all: os.write(writing, b"."))
        os._exit(0)
    os.close(writing)
    for _ in range(dice.randint(1, 2)):
        os.read(reading, 1)
    time.sleep(dice.random() * 0.03)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(reading)
    return os.WIFEXITED(status)

# Judged once, record by record: a check over whole columns costs more than a cycle of this.
codes = declared.codes_of(FORMS["pupils"].table)
loading.judged = lambda found, form: known or known.extend(
    judged_record(one, form, codes) for one in found) or known
known = []

id, good = deliver()
loading.judged(loading._sheet_of(models.Delivery.objects.get(pk=id)).rows, FORMS["pupils"])
connection.close()
kills = 0
while kills < cycles and not killed(id):
    kills += 1
one = loading.load(id, chunk=chunk)

def stands():
    people = {row.person_id: row for row in register.PersonFact.objects.all()}
    return sorted(
        (people[row.person_id].iin, people[row.person_id].given, str(row.grade), row.group)
        for row in register.Enrolment.objects.filter(register.CURRENT))

taken = Event.objects.filter(action="intake.rows_taken")
print(json.dumps({
    "kills": kills,
    "state": one.state,
    "right": stands() == sorted(
        (one["iin"], one["given"], one["grade"], one["group"]) for one in good),
    "people": [register.Person.objects.count(), register.PersonFact.objects.count()],
    "enrolments": register.Enrolment.objects.count(),
    "numbers": models.LocalNumber.objects.count(),
    "back": models.ReportedRow.objects.filter(is_refused=True).count(),
    "counts": [one.counts.rows, one.counts.taken, one.counts.unchanged, one.counts.refused],
    "told": sum(event.facts["rows"] for event in taken),
    "good": len(good),
}))
"""


@pytest.fixture
def outside_a_transaction(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """PostgreSQL makes a database in no transaction."""
    with django_db_blocker.unblock():
        yield
        connection.close()


def loaded(mode: str, seed: int, cycles: int, rows: int = ROWS) -> dict[str, Any]:
    with (
        database_of_its_own() as url,
        tempfile.TemporaryDirectory(prefix="bagdar-killed-") as folder,
    ):
        command = [sys.executable, "-c", LOADER, mode, *map(str, (rows, CHUNK, cycles, seed))]
        done = subprocess.run(
            command, env=environment(url, folder), capture_output=True, text=True, timeout=3600
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return dict(json.loads(done.stdout))


def test_a_load_that_is_killed_again_and_again_comes_to_what_was_delivered(
    pytestconfig: pytest.Config,
):
    cycles = often(pytestconfig, *CYCLES[connection.vendor])
    for seed in range(1, 2 + (cycles - 1) // MOST_CYCLES):
        comes_to_what_was_delivered(seed, min(cycles, MOST_CYCLES))


def comes_to_what_was_delivered(seed: int, cycles: int) -> None:
    rows = max(ROWS, cycles * ROWS_A_CYCLE)
    found = loaded("within", seed=seed, cycles=cycles, rows=rows)
    good, back = found["good"], rows - found["good"]
    assert found["kills"] == cycles
    assert found["state"] == "loaded" and found["right"]
    assert found["people"] == [good, good]
    assert (found["enrolments"], found["numbers"], found["back"]) == (good, good, back)
    assert found["counts"] == [rows, good, 0, back]
    assert found["told"] == rows


def test_a_cursor_outside_the_chunks_transaction_loses_rows():
    """The control: were the cursor another transaction, the same kills would be noticed."""
    for seed in range(1, 6):
        found = loaded("outside", seed=seed, cycles=CYCLES["sqlite"][0])
        if not found["right"]:
            assert found["enrolments"] < found["good"]
            return
    raise AssertionError("no kill fell between the cursor and its rows")
