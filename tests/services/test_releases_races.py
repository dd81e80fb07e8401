"""Two approvals, and two publications, at the same instant: each counts once, none goes unseen."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.many_processes import Workers, database_of_its_own

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ROUNDS = 5

WORKER = """
import sys, time
import django
django.setup()
from datetime import UTC, date, datetime, timedelta
from django.db.models import QuerySet
from bagdar.audit.rules import Actor
from bagdar.core.errors import DomainError
from bagdar.indicators import models
from bagdar.indicators.rules.releases import canonical, digest
from bagdar.indicators.services import contents, releasing

name, mode = sys.argv[1:3]
now = datetime(2026, 11, 1, tzinfo=UTC)
if mode == "unguarded":
    QuerySet.select_for_update = lambda self, *args, **more: self
    honest = releasing._record  # after the look at what is out, before the commit
    releasing._record = lambda *args, **facts: (time.sleep(1), honest(*args, **facts))

def make():
    models.Approval.objects.all().delete()
    models.ReleaseTable.objects.all().delete()
    models.Release.objects.all().delete()
    made, _ = models.Computation.objects.get_or_create(
        metric="T1.1/1-6", inputs="0" * 64, defaults=dict(
            row="T1.1", version="1", on=date(2022, 10, 1), snapshot="0", known_at=now,
            origin="simulated", cube="0", cells=0, engine="x", seconds=0, computed_at=now,
            computed_by="x"))
    for code in ("one", "two"):
        one = models.Release.objects.create(
            code=code, names={}, method={}, due_at=now, announced_at=now, state="prepared",
            is_demonstration=True, prepared_by="somebody")
        content = {"files": {}, "of": code}
        models.ReleaseTable.objects.create(
            release=one, number=1, computation=made, borders="then",
            content=canonical(content).decode(), digest=digest(content))
        one.digest = contents.digest_of(one)
        one.save()
        one.checked = releasing._seen(one)
        one.save()

def ready():
    for code in ("one", "two"):
        for who in ("x", "y"):
            releasing.approve(code, by=Actor(who, "ministry"), now=now)

def tried(step):
    try:
        step()
        return "did"
    except DomainError as refused:
        return refused.code

for line in sys.stdin:
    word, _, code = line.strip().partition(" ")
    told = "done"
    if word == "make":
        make()
    elif word == "ready":
        ready()
    elif word == "approve":
        who = Actor(code or name, "ministry")
        told = tried(lambda: releasing.approve("one", by=who, now=now))
    elif word == "publish":
        told = tried(lambda: releasing.publish(code or name, by=Actor("z", "ministry"), now=now))
    elif word == "state":
        one = models.Release.objects.get(code="one")
        told = f"{one.state} {one.approvals.count()}"
    print(told, flush=True)
"""


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), database_of_its_own() as url:
        yield url


def test_approvals_and_publications_at_the_same_instant(database: str, tmp_path: Path):
    with Workers(WORKER, database, tmp_path) as pair:
        for _ in range(ROUNDS):
            pair.tell("make", 0)
            assert sorted(pair.tell("approve same")) == [
                "did", "indicators.release_approved_twice",
            ]  # fmt: skip
            assert pair.tell("state", 0) == ["prepared 1"]
            pair.tell("make", 0)
            assert pair.tell("approve") == ["did", "did"]
            assert pair.tell("state", 0) == ["approved 2"]
            pair.tell("make", 0)
            pair.tell("ready", 0)
            assert sorted(pair.tell("publish one")) == ["did", "indicators.release_state"]
            pair.tell("make", 0)
            pair.tell("ready", 0)
            assert sorted(pair.tell("publish")) == ["did", "indicators.release_not_checked"]


def test_without_the_lock_two_releases_that_were_attacked_apart_go_out(
    database: str, tmp_path: Path
):
    """The negative control. SQLite has one writer at a time, whatever is asked to be locked."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    with Workers(WORKER, database, tmp_path, "unguarded") as pair:
        pair.tell("make", 0)
        pair.tell("ready", 0)
        assert pair.tell("publish") == ["did", "did"]
