"""`bagdar admissions`: a queue is opened, run, verified and made again; a queue to look at."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.utils import timezone

from bagdar.admissions import models
from bagdar.admissions.public import demonstrate_queue
from bagdar.admissions.rules.seeding import Plan, transcript_told
from bagdar.audit.models import Event
from bagdar.config.cli import bagdar
from bagdar.core.origins import Origin
from tests.ceremonies import PARTIES, whole
from tests.queueing import CLERK, yard
from tests.register import organisation

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


def told(*words: object, code: int = 0) -> Any:
    found = CliRunner().invoke(bagdar, ["admissions", *map(str, words)])
    assert found.exit_code == code, found.output
    return json.loads(found.output)


def test_a_queue_is_opened_with_a_seed_and_its_log_is_verified():
    opened = told("open-queue", "KZ-59", "--year", 2026, "--seed", "07" * 32)
    [row] = told("queues")
    assert row["queue"] == opened["queue"] and row["entries"] == 1
    assert told("begin-year", opened["queue"], 2027)["number"] == 2
    assert told("adopt-rules", opened["queue"])["number"] == 3
    found = told("verify-queue", opened["queue"], "--receipts")
    assert (found["entries"], found["troubles"]) == (3, [])
    assert models.QueueEntry.objects.filter(by__startswith="cli:").count() == 3


def drawn(path: Path, beginning: dict[str, str]) -> Path:
    """The record of a ceremony over what a queue begins with."""
    root, rules = beginning["input_root"], beginning["rules"]
    plan = Plan(root, rules, "c" * 64, tuple(PARTIES), 2, 200, 300)
    path.write_text(json.dumps(transcript_told(whole(plan))), encoding="utf-8")
    return path


def test_a_queue_is_opened_with_a_ceremony_and_its_log_tells_so(tmp_path: Path):
    beginning = told("queue-beginning", "KZ-59", "--year", 2026)
    record = drawn(tmp_path / "seed.json", beginning)
    opened = told("open-queue", "KZ-59", "--year", 2026, "--ceremony", record)
    found = told("verify-queue", opened["queue"])
    assert found["troubles"] == [] and found["seed"]["by"] == "ceremony"
    assert found["seed"]["parties"] == list(PARTIES) and len(found["seed"]["plan"]) == 64
    row = models.Queue.objects.get()
    assert row.seed == json.loads(record.read_text(encoding="utf-8"))["seed"]
    given = told("open-queue", "KZ-71", "--year", 2026)
    seed = told("verify-queue", given["queue"])["seed"]
    assert seed == {"by": "opener", "plan": "", "parties": []}


def test_a_ceremony_over_another_beginning_opens_nothing(tmp_path: Path):
    record = drawn(tmp_path / "seed.json", told("queue-beginning", "KZ-59", "--year", 2026))
    words = ["admissions", "open-queue", "KZ-59", "--year", "2027", "--ceremony", str(record)]
    assert CliRunner().invoke(bagdar, words).exit_code != 0
    record.write_text("{}", encoding="utf-8")
    assert CliRunner().invoke(bagdar, words).exit_code != 0
    record.write_text("no", encoding="utf-8")
    assert CliRunner().invoke(bagdar, words).exit_code == 2
    assert not models.Queue.objects.exists() and not models.QueueEntry.objects.exists()


def test_a_round_is_run_an_edited_row_is_named_and_the_tables_are_made_again():
    of = yard()
    of.apply("Асан")
    of.open()
    assert told("refer", of.queue.pk) == {"offers": 1}
    assert told("lapse", of.queue.pk) == {"lapsed": 0}
    models.QueueApplication.objects.update(category="A")
    assert told("verify-queue", of.queue.pk, code=1)["troubles"][0]["what"] == "application"
    assert told("rebuild", of.queue.pk)["entries"] == models.QueueEntry.objects.count()
    assert told("verify-queue", of.queue.pk)["troubles"] == []
    assert Event.objects.filter(action="admissions.queue_rebuilt").count() == 1


def test_the_demonstration_opens_a_queue_of_simulated_children_once():
    now = timezone.now()
    real = organisation(1, type="kindergarten")
    assert demonstrate_queue(real, by=CLERK, at=now) is None
    one = organisation(1, Origin.SIMULATED, type="kindergarten")
    made = demonstrate_queue(one, by=CLERK, at=now)
    assert made is not None and made.origin == "simulated"
    assert models.QueuePlace.objects.filter(queue=made, free=2).count() == 10
    assert demonstrate_queue(one, by=CLERK, at=now) is None
