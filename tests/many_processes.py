"""Several real processes at the same time, on the engine under test: told words, or asking for one
limit.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
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


class Workers:
    """Processes of the service that run one program, which reads words and answers each in a line.

    All are told before any is waited for. mode, names: what each gets, its name first.
    """

    def __init__(
        self, program: str, url: str, folder: str | Path, mode: str = "guarded",
        names: tuple[str, ...] = ("one", "two"),
    ) -> None:  # fmt: skip
        self._start = lambda name: subprocess.Popen(
            [sys.executable, "-c", program, name, mode], env=environment(url, str(folder)),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.names = names
        self.processes = [self._start(name) for name in names]

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        for one in self.processes:
            one.communicate(timeout=300)

    def tell(self, word: str, *workers: int) -> list[str]:
        """The same to all, or to some by their number."""
        return self._told(dict.fromkeys(workers or range(len(self.processes)), word))

    def tell_each(self, *words: str) -> list[str]:
        """One word for each."""
        return self._told(dict(enumerate(words)))

    def alone(self, word: str) -> str:
        return self.tell(word, 0)[0]

    def restart(self, number: int) -> int:
        """Another process in the place of one that has died, whose code is given."""
        self.processes[number].communicate(timeout=300)
        code = self.processes[number].returncode
        self.processes[number] = self._start(self.names[number])
        return code

    def _told(self, words: dict[int, str]) -> list[str]:
        for number, word in words.items():
            pipe = self.processes[number].stdin
            assert pipe is not None
            pipe.write(f"{word}\n")
            pipe.flush()
        pipes = [self.processes[number].stdout for number in words]
        return [pipe.readline().strip() for pipe in pipes if pipe is not None]


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
