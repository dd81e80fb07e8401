"""Several real processes that ask for the same limit at the same time, on the engine under test."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex

from django.db import connection

from tests import pristine

WORKER = """
import os, sys, time
import django
django.setup()
from datetime import UTC, datetime
from django.db import connection
from bagdar.access import clock, limits

processes, tries, limit = map(int, sys.argv[1:4])
subject, mode = sys.argv[4:6]
instant = datetime(2026, 3, 2, 9, tzinfo=UTC)
clock.now = lambda: instant
limits._cleaned[:] = [instant]

def in_two_steps(name, subject, per_minute):
    from bagdar.access.models import Allowance
    row = Allowance.objects.filter(name=name, subject=subject).first()
    kept = row.moments if row else ""
    if len(kept) >= per_minute * limits.DIGITS:
        return 60
    time.sleep(0.001)
    Allowance.objects.update_or_create(
        name=name, subject=subject,
        defaults={"moments": limits._moment(instant) + kept, "used_at": instant},
    )
    return 0

own = []
def alone(name, subject, per_minute):
    if len(own) >= per_minute:
        return 60
    own.append(instant)
    return 0

admit = {"shared": limits.admit, "two_steps": in_two_steps, "per_process": alone}[mode]
children = []
for _ in range(processes - 1):  # what each has read is read once; connections are its own
    children.append(os.fork())
    if children[-1] == 0:
        children.clear()
        break


def tell(word):
    os.write(1, f"{word}{os.linesep}".encode())  # whole lines, whoever else writes

connection.ensure_connection()
tell("ready")
os.read(0, 1)
tell(sum(admit("test", subject, limit) == 0 for _ in range(tries)))
sys.exit(any(os.waitpid(child, 0)[1] for child in children))
"""


@contextmanager
def database_of_its_own() -> Iterator[str]:
    """The address of an empty, migrated database beside the test's own, on the same engine."""
    if connection.vendor == "sqlite":
        with tempfile.TemporaryDirectory(prefix="bagdar-limits-") as folder:
            shutil.copy(pristine.kept(), f"{folder}/shared.sqlite3")
            yield f"sqlite:///{folder}/shared.sqlite3"
        return
    name = f"limits_{token_hex(4)}"
    facts = connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{pristine.kept()}"')
    try:
        yield (
            f"postgresql://{facts['USER']}:{facts['PASSWORD'] or ''}"
            f"@{facts['HOST'] or '127.0.0.1'}:{facts['PORT'] or 5432}/{name}"
        )
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def environment(url: str, folder: str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "bagdar.config.settings",
        "BAGDAR_DATABASE_URL": url,
        "BAGDAR_VAR_DIR": folder,
        "BAGDAR_SECRET_KEY": "one key for all processes of a test, at least fifty characters",
    }


def admitted(
    url: str,
    processes: int,
    tries: int,
    limit: int,
    *,
    subject: str,
    per_process: bool = False,
    two_steps: bool = False,
) -> list[int]:
    """How many requests each process saw admitted when all began together."""
    mode = "per_process" if per_process else "two_steps" if two_steps else "shared"
    with tempfile.TemporaryDirectory(prefix="bagdar-limits-") as folder:
        numbers = map(str, (processes, tries, limit))
        with subprocess.Popen(
            [sys.executable, "-c", WORKER, *numbers, subject, mode],
            env=environment(url, folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as workers:
            assert workers.stdin is not None and workers.stdout is not None
            for _ in range(processes):
                assert workers.stdout.readline() == "ready\n"
            told, _ = workers.communicate("g" * processes, timeout=300)
    assert workers.returncode == 0
    counts = [int(line) for line in told.split()]
    assert len(counts) == processes
    return counts
