"""Processes that deliver files to a database of their own and are killed while they do."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

import psycopg
from django.db import connection

from tests import postgres, pristine
from tests.many_processes import database_of_its_own, environment
from tests.postgres import Cluster

PATIENCE_SECONDS = 300

# Loads everything once and then makes a child of itself for each command, so that a cycle takes
# no longer than what it delivers. A child says "acknowledged N" once the delivery of file N
# stands; told to be "early" it says so before, which is the fault that the promise rules out,
# told to "die" it ends itself as kill -9 would, just after it has spoken, and "keyless" it asks
# nobody whether the file came before.
DELIVER = """
import json, os, signal, sys, time
import django
django.setup()
from datetime import UTC, datetime
from pathlib import Path
from django.db import connections
from bagdar.audit.rules import Actor

folder = Path(sys.argv[1])
exec(sys.argv[2])
connections.close_all()

def acknowledge(name, mode):
    os.write(1, f"acknowledged {name}\\n".encode())
    if "die" in mode:
        os.kill(os.getpid(), signal.SIGKILL)

def deliver(names, mode):
    if mode == "keyless":
        ask_nobody()
    for name in names:
        content = (folder / name).read_bytes()
        if "early" in mode:
            acknowledge(name, mode)
        take(content, name)
        if "early" not in mode:
            acknowledge(name, mode)

print("ready", flush=True)
for line in sys.stdin:
    names, kill_after, mode = json.loads(line)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            deliver(names, mode)
            code = 0
        except Exception as error:
            print("failed", type(error).__name__, error, flush=True)
        finally:
            os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    print("ended", status, flush=True)
"""


@dataclass(frozen=True)
class Who:
    """Code of those who deliver, each run in a process of its own on the database under test.

    prepares  makes a migrated database ready; argument: `given`
    takes     defines take(content, name) and ask_nobody(), and reads what is read once
    reads     prints what stands, as JSON
    unkeys    drops the key that holds a delivery to once
    """

    prepares: str
    takes: str
    reads: str
    unkeys: str
    given: str = ""


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


class Place:
    """A database of those who deliver, and a folder of files for them."""

    def __init__(self, who: Who, url: str, folder: Path, cluster: Cluster | None = None) -> None:
        self.who, self.url, self.folder, self.cluster = who, url, folder, cluster
        self.environment = environment(url, str(folder))

    def run(self, code: str, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def facts(self) -> Any:
        return json.loads(self.run(self.who.reads))

    def start(self) -> None:
        self.worker = subprocess.Popen(
            [sys.executable, "-c", DELIVER, str(self.folder), self.who.takes],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._line() == "ready"

    def kill_backend(self) -> None:
        """The process of PostgreSQL that serves who delivers."""
        assert self.cluster is not None
        for pid in self.cluster.backends():
            _kill(pid)

    def kill_postmaster(self) -> None:
        """PostgreSQL's first process; the others end when they miss it."""
        assert self.cluster is not None
        _kill(self.cluster.postmaster)

    def recover(self) -> None:
        """Waits until the database answers again, and starts it where nobody else does."""
        assert self.cluster is not None
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=5).close()
            except psycopg.OperationalError:
                assert time.monotonic() < until, "the database does not come back"
            else:
                return
            if not _is_running(self.cluster.postmaster):
                with suppress(RuntimeError):  # the old processes have not all ended
                    self.cluster.start()
            time.sleep(0.05)

    def stop(self) -> None:
        self.worker.communicate(timeout=300)

    def _line(self) -> str:
        assert self.worker.stdout is not None
        return self.worker.stdout.readline().strip()

    def deliver(
        self,
        names: Sequence[str],
        *,
        kill_after: float | None = None,
        kill: Callable[[], None] | None = None,
        mode: str = "honest",
    ) -> list[str]:
        """The files whose delivery was acknowledged before the end, or before the kill.

        kill  what is done after kill_after seconds instead of kill -9 of who delivers
        """
        assert self.worker.stdin is not None
        given = [list(names), None if kill else kill_after, mode]
        timer = Timer(kill_after or 0, kill or (lambda: None))
        if kill:
            timer.start()
        print(json.dumps(given), file=self.worker.stdin, flush=True)
        told: list[str] = []
        self.failed = ""
        while not (line := self._line()).startswith("ended"):
            if line.startswith("acknowledged"):
                told.append(line.split()[1])
            elif line.startswith("failed"):
                self.failed = line.partition(" ")[2]
        if kill:
            timer.join()
        may_fail = kill_after is not None or "die" in mode or mode == "keyless"
        assert may_fail or line == "ended 0", self.failed
        return told

    def drop_the_key(self) -> None:
        self.run(self.who.unkeys)

    def killed(self, names: Sequence[str], cycle: int, after: float) -> list[str]:
        """What was acknowledged before the kill; what is killed changes with each cycle."""
        if self.cluster is None or cycle % 3 == 0:
            return self.deliver(names, kill_after=after)
        kill = self.kill_backend if cycle % 3 == 1 else self.kill_postmaster
        told = self.deliver(names, kill_after=after, kill=kill)
        self.recover()
        return told

    def killed_again_and_again(
        self, names: Sequence[str], cycles: int, stands: Callable[[], Collection[str]]
    ) -> int:
        """How many of the cycles fell into a delivery; in the end all files were delivered.

        Each begins with the last file that was acknowledged, so that it is tried twice. Half-way
        everything that was acknowledged has to be among what `stands`.
        """
        acknowledged = self.deliver(names[:2])
        begun = time.monotonic()
        acknowledged += self.deliver(names[2:3])  # the first ones take longer than all others
        a_file = time.monotonic() - begun
        chance, killed = random.Random(1), 0
        for cycle in range(cycles):
            rest = names[len(acknowledged) - 1 :]
            told = self.killed(rest, cycle, chance.uniform(0.0, 1.5 * a_file))
            acknowledged += [name for name in told if name not in acknowledged]
            killed += len(told) < len(rest)
            if cycle == cycles // 2:
                assert set(acknowledged) <= set(stands())
        self.deliver(names[len(acknowledged) - 1 :])
        return killed


def _ready(ready: Place) -> Place:
    ready.run(ready.who.prepares, ready.who.given)
    ready.start()
    return ready


@contextmanager
def place(who: Who, folder: Path) -> Iterator[Place]:
    """On the engine under test; a PostgreSQL of its own, because all of it is killed."""
    if connection.vendor == "sqlite":
        with database_of_its_own() as url:
            ready = _ready(Place(who, url, folder))
            try:
                yield ready
            finally:
                ready.stop()
        return
    # What is acknowledged has been written; whether the disk has it matters to a power cut alone.
    with postgres.running("killed", {**postgres.QUICK, "synchronous_commit": "on"}) as own:
        _migrated(own)
        ready = _ready(Place(who, own.url, folder, own))
        try:
            yield ready
        finally:
            ready.stop()


def _migrated(own: Cluster) -> None:
    """What the migrations came to, copied: quicker than another run of them."""
    folder = postgres.binaries()
    assert folder is not None
    facts = connection.settings_dict
    kept = f"postgresql://{facts['USER']}@{facts['HOST']}:{facts['PORT']}/{pristine.kept()}"
    dump = [str(folder / "pg_dump"), "--no-owner", "--dbname", kept]
    dumped = subprocess.run(dump, capture_output=True, check=True).stdout
    restore = [str(folder / "psql"), "--quiet", "--set=ON_ERROR_STOP=1", own.url]
    subprocess.run(restore, input=dumped, capture_output=True, check=True)
