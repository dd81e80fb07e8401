"""D2, D3: the power goes or the disk fails in the middle of writing; what was acknowledged is
there, what was not is not, nothing is torn.

The statements are those that the services of the register and of intake sent to SQLite. They are
played again on a disk that forgets what was not synced, and the power goes at every kind of
operation.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import apsw
import pytest

from bagdar.config.environment import sqlite
from tests.many_processes import database_of_its_own, environment
from tests.power import Disk, found_after, play, play_through

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.once]

CUTS = 200
WORKER = """
import json, sys
from datetime import UTC, date, datetime, timedelta
import django
django.setup()
from django.db import connection
from bagdar.audit.rules import Actor
from bagdar.intake.queries.judging import judged
from bagdar.intake.queries.senders import sender
from bagdar.intake.rules.forms import FORMS
from bagdar.intake.rules.nouns import Channel
from bagdar.intake.services.loading import load
from bagdar.intake.services.receiving import File, Handed, receive
from bagdar.registry import public
from tests.pupils import pupils, tidy, to_csv
from tests.register import *

schools = [organisation(), organisation()]
people = [person(minute, family=f"Мысал {minute}") for minute in range(1, 6)]
connection.close()
open(sys.argv[2], "wb").write(open(sys.argv[1], "rb").read())
files = [(FORMS["pupils"], to_csv(tidy(pupils(6))), "6.csv")]
files.append((FORMS["pupils"], to_csv(tidy(pupils(4))), "4.csv"))
found = sender(schools[0])
for form, *_ in files:
    judged((), form)  # what is imported late asks nothing of the database
statements = []
connection.ensure_connection()

def keep(statement):
    # A statement is told once more for each trigger that it sets off.
    if statements[-1:] != [statement]:
        statements.append(statement)

connection.connection.set_trace_callback(keep)
for minute, one in enumerate(people, start=10):
    days = Period(date(2020, 9, 1))
    public.enrol(one, learning(schools[0]), days, **given(minute))
    public.correct_person(one, said(family="Түзетілген"), days, **given(minute + 100))
    here, there, winter = learning(schools[0]), learning(schools[1]), Period(date(2021, 1, 11))
    public.transfer(one, here.place, there, winter, "transferred", **given(minute + 200))
    public.leave(one, there.place, date(2021, 3, 1), "moved_abroad", **given(minute + 300))
for form, content, name in files:
    handed = Handed(Actor("operator", "operator"), Channel.CLI, datetime(2024, 10, 1, tzinfo=UTC))
    one = receive(form, found, File(content, name), handed)
    load(one.delivery.id, sheet=one.sheet, chunk=3)
print(json.dumps(statements))
"""


@pytest.fixture(scope="module")
def recorded(django_db_setup: None, django_db_blocker: object) -> Iterator[tuple[bytes, list[str]]]:
    """A database before the work, and every statement of the work."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        from django.db import connection

        if connection.vendor != "sqlite":
            pytest.skip("PostgreSQL's own log is not ours to try")
        with database_of_its_own() as url, tempfile.TemporaryDirectory() as folder:
            start = Path(folder) / "start"
            worker = [sys.executable, "-c", WORKER, url.removeprefix("sqlite:///"), str(start)]
            told = subprocess.run(
                worker, env=environment(url, folder), check=True, capture_output=True, text=True
            )
            yield start.read_bytes(), json.loads(told.stdout)


def _pragmas(synchronous: str = "") -> list[str]:
    """The service's own settings, or a laxer one for a control."""
    command = sqlite(Path("x"))["OPTIONS"]["init_command"]
    own = [part.strip() for part in command.split(";") if part.strip()]
    return [*own, f"PRAGMA synchronous={synchronous}"] if synchronous else own


def _digest(database: bytes) -> str:
    connection = apsw.Connection(":memory:")
    connection.deserialize("main", database)
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    found = hashlib.sha256()
    for [table] in connection.execute(tables).fetchall():
        for row in connection.execute(f'SELECT * FROM "{table}" ORDER BY rowid'):
            found.update(repr((table, row)).encode())
    return found.hexdigest()


def _states(start: bytes, statements: Sequence[str]) -> list[str]:
    """What the database holds after no commit, one, two and so on."""
    disk, states = Disk("undisturbed"), [_digest(start)]
    ends = [place for place, one in enumerate(statements, start=1) if one == "COMMIT"]
    content, begins = start, 0
    for end in ends:
        play(disk, content, statements[begins:end], *_pragmas())
        content, begins = bytes(disk.files["/db"].seen), end
        states.append(_digest(content))
    disk.unregister()
    return states


def _cuts(recorded: tuple[bytes, list[str]], synchronous: str = "") -> Counter[str]:
    """How CUTS cuts ended, each at its own operation and with its own luck."""
    start, statements = recorded
    states, pragmas = _states(start, statements), _pragmas(synchronous)
    counting = Disk("counting")
    play(counting, start, statements, *pragmas)
    operations = counting.operations
    counting.unregister()
    ends: Counter[str] = Counter()
    for number in range(CUTS):
        chance = Random(number)
        disk = Disk(f"cut {number}", cut_at=1 + number * (operations - 1) // (CUTS - 1))
        acknowledged = play(disk, start, statements, *pragmas)
        try:
            digest = _digest(found_after(disk, chance, f"after {number}"))
        except (AssertionError, apsw.Error):
            ends["corrupt"] += 1
        else:
            whole = states[acknowledged : acknowledged + 2]
            ends["as acknowledged" if digest in whole else "lost or half"] += 1
        disk.unregister()
    return ends


def test_the_work_is_many_transactions_and_each_changes_the_database(recorded):
    start, statements = recorded
    states = _states(start, statements)
    # Twenty deeds of the register, and two deliveries: each is received, checked and loaded by
    # two chunks; a last transaction finds nothing left to do.
    assert len(states) == 1 + 20 + 2 * (2 + 2 + 1)
    assert len(set(states)) == len(states) - 2


def test_whenever_the_power_goes_what_was_acknowledged_is_there_and_nothing_is_torn(recorded):
    assert _cuts(recorded) == {"as acknowledged": CUTS}


def test_a_database_that_does_not_wait_for_the_disk_is_found_out(recorded):
    ends = _cuts(recorded, "OFF")
    assert ends["corrupt"] > CUTS / 2


def test_a_database_that_does_not_wait_for_the_folder_loses_what_it_acknowledged(recorded):
    ends = _cuts(recorded, "FULL")
    assert ends["lost or half"] > 0


@pytest.mark.parametrize("failure", [apsw.IOError, apsw.FullError])
def test_a_disk_that_fails_once_is_never_taken_for_one_that_has_kept_it(recorded, failure):
    """At each of the first operations, each of the last, and some between."""
    ends = _failures(recorded, failure)
    assert set(ends) == {"as acknowledged"} and ends.total() > 100


def test_a_disk_whose_failure_nobody_is_told_of_is_found_out(recorded):
    ends = _failures(recorded, None)
    assert ends["as acknowledged"] < ends.total()


def _failures(recorded: tuple[bytes, list[str]], failure: type[apsw.Error] | None) -> Counter[str]:
    start, statements = recorded
    states, work = _states(start, statements), _transactions(statements)
    ends: Counter[str] = Counter()
    counting = Disk("counting")
    play(counting, start, statements, *_pragmas())
    last = counting.operations
    counting.unregister()
    for place in (*range(1, 51), *range(60, last - 50, 20), *range(last - 50, last + 1)):
        name = f"{failure} {place}"
        disk = Disk(f"failing {name}", fails_at=place, failure=failure)
        acknowledged = play_through(disk, start, work, *_pragmas())
        try:
            digest = _digest(found_after(disk, Random(place), f"found {name}"))
        except (AssertionError, apsw.Error):
            ends["corrupt"] += 1
        else:
            # A failure after the commit took effect may be told as one: then it is there, whole.
            whole = states[acknowledged : acknowledged + 2]
            ends["as acknowledged" if digest in whole else "lost or half"] += 1
        disk.unregister()
    return ends


def _transactions(statements: Sequence[str]) -> list[list[str]]:
    work: list[list[str]] = [[]]
    for statement in statements:
        work[-1].append(statement)
        if statement == "COMMIT":
            work.append([])
    return [one for one in work if one]
