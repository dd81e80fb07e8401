"""A clerk opens a queue of the own territory, begins its next year, adopts what is declared."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from bagdar.admissions import models
from bagdar.admissions.queries.verifying import verify_queue
from bagdar.admissions.rules.queue.beginning import SeedBy
from bagdar.admissions.rules.seeding import Plan, transcript_told
from tests.ceremonies import PARTIES, whole
from tests.people import account
from tests.queueing import REGION, Yard, yard

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DESK, NEW = "/kk/queue/desk/", "/kk/queue/desk/new/"
YEAR = 2027


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()


@pytest.fixture
def clerk() -> Client:
    client = Client()
    client.force_login(account("clerk-1", "region", region_code=REGION))
    return client


@pytest.fixture
def of(clerk: Client) -> Yard:
    return yard(year=timezone.now().year)


def page(client: Client, address: str, **typed: Any) -> str:
    answer = client.post(address, typed) if typed else client.get(address)
    return f"{answer.status_code} {answer.content.decode()}"


def opens(client: Client, **more: Any) -> str:
    return page(client, NEW, do="open", year=YEAR, origin="real", **more)


def record(beginning: dict[str, str]) -> bytes:
    plan = Plan(beginning["input_root"], beginning["rules"], "c" * 64, tuple(PARTIES), 2, 200, 300)
    return json.dumps(transcript_told(whole(plan))).encode()


def test_where_there_is_no_queue_a_clerk_is_led_to_opening_one(clerk: Client):
    assert NEW in page(clerk, DESK)
    assert opens(clerk).startswith("302")
    queue = models.Queue.objects.get()
    assert (queue.territory, queue.origin, queue.year) == (REGION, "real", YEAR)
    assert verify_queue(queue.pk).seed.by is SeedBy.OPENER
    assert NEW not in page(clerk, DESK) and str(YEAR) in page(clerk, DESK)
    told = opens(clerk)
    assert told.startswith("409") and models.Queue.objects.count() == 1


def test_a_queue_is_opened_with_a_draw_over_what_its_beginning_names(clerk: Client):
    told = page(clerk, NEW, do="beginning", year=YEAR, origin="real")
    root, rules = re.findall(r"<code>([^<]+)</code>", told)
    given = record({"input_root": root, "rules": rules})
    other = record({"input_root": "0" * 64, "rules": rules})
    unfit = (b"{}", b"[", b"", b"null", b"[" * 100_000)
    for wrong, status in ((other, "409"), *((one, "422") for one in unfit)):
        answer = opens(clerk, ceremony=SimpleUploadedFile("seed.json", wrong))
        assert answer[:3] == status and not models.Queue.objects.exists(), wrong
    assert opens(clerk, ceremony=SimpleUploadedFile("seed.json", given)).startswith("302")
    assert verify_queue(models.Queue.objects.get().pk).seed.by is SeedBy.CEREMONY


def test_a_year_is_begun_once_and_an_earlier_one_is_refused(clerk: Client, of: Yard):
    year = of.queue.year
    assert page(clerk, DESK, do="year", year=year + 1).startswith("302")
    assert page(clerk, DESK, do="year", year=year + 1).startswith("409")
    for wrong in ("", "x", 20000):
        assert page(clerk, DESK, do="year", year=wrong).startswith("422")
    of.queue.refresh_from_db()
    assert (of.queue.year, of.queue.entries.filter(kind="year").count()) == (year + 1, 1)


def test_what_is_declared_is_offered_for_adoption_only_where_it_differs(clerk: Client, of: Yard):
    assert 'value="rules"' not in page(clerk, DESK)
    models.Queue.objects.update(rules={**of.queue.rules, "days_to_answer": 99})
    assert 'value="rules"' in page(clerk, DESK)
    assert page(clerk, DESK, do="rules").startswith("302")
    of.queue.refresh_from_db()
    assert of.queue.rules["days_to_answer"] != 99
    assert 'value="rules"' not in page(clerk, DESK)


def test_what_nobody_offered_is_refused(clerk: Client, of: Yard):
    assert page(clerk, DESK, do="everything").startswith("422")
    assert of.queue.entries.count() == 1
