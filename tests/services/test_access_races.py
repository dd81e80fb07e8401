"""Two coordinators who disable each other at the same instant: one of them stays."""

import subprocess
import sys
from typing import Any

import pytest

from tests.many_processes import database_of_its_own, environment

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ROUNDS = 10

WORKER = """
import sys, time
import django
django.setup()
from bagdar.access import queries, services
from bagdar.access.errors import LastCoordinator
from bagdar.access.models import Account
from bagdar.audit.rules import OPERATOR

other, guarded = sys.argv[1], sys.argv[2] == "guarded"
seen = []
if not guarded:
    queries.active_coordinators_for_update = lambda: seen

for line in sys.stdin:
    word = line.strip()
    if word == "make":
        for name in () if Account.objects.exists() else ("one", "two"):
            services.create_account(name, "coordinator", by=OPERATOR)
    elif word == "enable":
        for name in ("one", "two"):
            services.enable_account(name, by=OPERATOR)
    elif word == "look":
        seen[:] = Account.objects.filter(role="coordinator", is_active=True).order_by("pk")
    elif word == "disable":
        try:
            services.disable_account(other, by=OPERATOR)
        except LastCoordinator:
            pass
    elif word == "count":
        print(Account.objects.filter(is_active=True).count(), flush=True)
        continue
    print("done", flush=True)
"""


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), database_of_its_own() as url:
        yield url


class Pair:
    """Two processes, each of which disables the other's account when it is told to."""

    def __init__(self, url: str, folder: str, mode: str) -> None:
        self.workers = [
            subprocess.Popen(
                [sys.executable, "-c", WORKER, other, mode],
                env=environment(url, folder),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for other in ("two", "one")
        ]

    def tell(self, word: str, *workers: int) -> list[str]:
        """What the workers answer; all are told before any is waited for."""
        chosen = [self.workers[number] for number in workers or (0, 1)]
        for worker in chosen:
            worker.stdin.write(f"{word}\n")  # type: ignore[union-attr]
            worker.stdin.flush()  # type: ignore[union-attr]
        return [worker.stdout.readline().strip() for worker in chosen]  # type: ignore[union-attr]

    def left(self) -> int:
        """How many coordinators a round leaves."""
        self.tell("enable", 0)
        self.tell("look")
        assert self.tell("disable") == ["done", "done"]
        return int(self.tell("count", 0)[0])

    def end(self) -> None:
        for worker in self.workers:
            worker.communicate(timeout=300)


def test_two_coordinators_cannot_disable_each_other(database: str, tmp_path: Any):
    pair = Pair(database, str(tmp_path), "guarded")
    try:
        pair.tell("make", 0)
        left = [pair.left() for _ in range(ROUNDS)]
    finally:
        pair.end()
    assert left == [1] * ROUNDS


def test_looking_before_the_lock_would_leave_nobody(database: str, tmp_path: Any):
    """The negative control: the same race, judged by what was seen before it."""
    pair = Pair(database, str(tmp_path), "unguarded")
    try:
        pair.tell("make", 0)
        left = [pair.left() for _ in range(ROUNDS)]
    finally:
        pair.end()
    assert 0 in left
