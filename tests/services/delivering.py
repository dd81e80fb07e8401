"""Processes that deliver files to a database of their own and are killed while they do."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer
from typing import Any

import psycopg
from django.db import connection

from tests import postgres
from tests.many_processes import database_of_its_own, environment
from tests.postgres import Cluster

PATIENCE_SECONDS = 60

PREPARE = """
import django
django.setup()
from datetime import UTC, datetime
from pathlib import Path
from django.core.management import call_command
call_command("migrate", verbosity=0, skip_checks=True)
from bagdar.audit.rules import Actor
from bagdar.programme import public
import sys
public.load_folder(Path(sys.argv[1]), by=Actor("tests", "operator"), at=datetime.now(UTC))
"""
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
from bagdar.monitoring.models import Delivery
from bagdar.monitoring.rules.nouns import Origin, Reporter
from bagdar.monitoring.services import intake

folder = Path(sys.argv[1])
SAMPLE = "row;year;value;confirm\\nT1.4;2021;64;yes\\n".encode()

def take(content, name, **more):
    intake.deliver(
        "kz-2020-2025", Reporter("body", "mes"), content, name,
        origin=Origin.REAL, by=Actor("tests", "body"), at=datetime(2026, 3, 1, tzinfo=UTC), **more,
    )

take(SAMPLE, "sample.csv", dry_run=True)  # what is read once is read
connections.close_all()

def acknowledge(name, mode):
    os.write(1, f"acknowledged {name}\\n".encode())
    if "die" in mode:
        os.kill(os.getpid(), signal.SIGKILL)

def ask_nobody():
    intake.deliveries.find_delivery = lambda *key: None
    Delivery.objects.get_or_create = lambda defaults, **key: (
        Delivery.objects.create(**key, **defaults), True)

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
READ = """
import json
import django
django.setup()
from bagdar.audit.models import Event
from bagdar.monitoring import models
told = {
    "deliveries": sorted(models.Delivery.objects.values_list("file_name", "taken", "refused")),
    "reports": sorted(models.Report.objects.values_list("subject", "state", "version")),
    "steps": sorted(models.Step.objects.values_list("report__subject", "version", "kind")),
    "spendings": sorted(
        (one.measure, one.year, one.source, f"{one.spent.normalize():f}", one.superseded_at is None)
        for one in models.Spending.objects.all()
    ),
    "figures": sorted(
        (one.row, one.year, f"{one.value.normalize():f}", one.superseded_at is None)
        for one in models.Figure.objects.all()
    ),
    "events": Event.objects.filter(action="monitoring.file_delivered").count(),
}
print(json.dumps(told))
"""
DROP_THE_KEY = """
import django
django.setup()
from django.db import connection
from bagdar.monitoring.models import Delivery
[key] = [one for one in Delivery._meta.constraints if one.name == "monitoring_delivery_once"]
Delivery._meta.constraints.remove(key)
with connection.schema_editor() as editor:
    editor.remove_constraint(Delivery, key)
"""


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
    """A database with the act, and a folder of files to deliver."""

    def __init__(self, url: str, folder: Path, cluster: Cluster | None = None) -> None:
        self.url, self.folder, self.cluster = url, folder, cluster
        self.environment = environment(url, str(folder))

    def run(self, code: str, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def facts(self) -> Any:
        return json.loads(self.run(READ))

    def start(self) -> None:
        self.worker = subprocess.Popen(
            [sys.executable, "-c", DELIVER, str(self.folder)],
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


def _ready(act: Path, ready: Place) -> Place:
    ready.run(PREPARE, str(act))
    ready.start()
    return ready


@contextmanager
def place(act: Path, folder: Path) -> Iterator[Place]:
    """On the engine under test; a PostgreSQL of its own, because all of it is killed."""
    if connection.vendor == "sqlite":
        with database_of_its_own() as url:
            ready = _ready(act, Place(url, folder))
            try:
                yield ready
            finally:
                ready.stop()
        return
    # What is acknowledged has been written; whether the disk has it matters to a power cut alone.
    with postgres.running("killed", {**postgres.QUICK, "synchronous_commit": "on"}) as own:
        ready = _ready(act, Place(own.url, folder, own))
        try:
            yield ready
        finally:
            ready.stop()
