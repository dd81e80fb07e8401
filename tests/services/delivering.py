"""Processes that deliver files to a database of their own and are killed while they do."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.many_processes import database_of_its_own, environment

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
# stands; told to be "early" it says so before, which is the fault that the promise rules out, and
# told to "die" it ends itself as kill -9 would, just after it has spoken.
DELIVER = """
import json, os, signal, sys, time
import django
django.setup()
from datetime import UTC, datetime
from pathlib import Path
from django.db import connections
from bagdar.audit.rules import Actor
from bagdar.monitoring.queries.duties import duties_of
from bagdar.monitoring.rules.nouns import Origin, Reporter
from bagdar.monitoring.services import intake

folder = Path(sys.argv[1])
duties_of("kz-2020-2025")
connections.close_all()

def acknowledge(name, mode):
    os.write(1, f"acknowledged {name}\\n".encode())
    if "die" in mode:
        os.kill(os.getpid(), signal.SIGKILL)

def deliver(names, mode):
    for name in names:
        content = (folder / name).read_bytes()
        if "early" in mode:
            acknowledge(name, mode)
        intake.deliver(
            "kz-2020-2025", Reporter("body", "mes"), content, name,
            origin=Origin.REAL, by=Actor("tests", "body"), at=datetime(2022, 3, 1, tzinfo=UTC),
        )
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
    "events": Event.objects.filter(action="monitoring.file_delivered").count(),
}
print(json.dumps(told))
"""


class Place:
    """A database with the act, and a folder of files to deliver."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
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

    def stop(self) -> None:
        self.worker.communicate(timeout=60)

    def _line(self) -> str:
        assert self.worker.stdout is not None
        return self.worker.stdout.readline().strip()

    def deliver(
        self, names: Sequence[str], *, kill_after: float | None = None, mode: str = "honest"
    ) -> list[str]:
        """The files whose delivery was acknowledged before the end, or before kill -9."""
        assert self.worker.stdin is not None
        print(json.dumps([list(names), kill_after, mode]), file=self.worker.stdin, flush=True)
        told = []
        while not (line := self._line()).startswith("ended"):
            if line.startswith("acknowledged"):
                told.append(line.split()[1])
        assert kill_after is not None or "die" in mode or line == "ended 0"
        return told


@contextmanager
def place(act: Path, folder: Path) -> Iterator[Place]:
    with database_of_its_own() as url:
        ready = Place(url, folder)
        ready.run(PREPARE, str(act))
        ready.start()
        try:
            yield ready
        finally:
            ready.stop()
