"""A student takes several universities at the same instant: the voucher goes to one of them."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.many_processes import database_of_its_own, environment

pytestmark = [pytest.mark.django_db, pytest.mark.database]
UNIVERSITIES = 8

WORKER = """
import os, random, sys, time
import django
django.setup()
from django.db import OperationalError, connection
from bagdar.admissions import models
from bagdar.admissions.services import vouchers
from bagdar.core.errors import DomainError
from tests.granting import NOW, STUDENT, UNIVERSITY, graduate, grants, settled, university

many, mode = int(sys.argv[1]), sys.argv[2]
if mode == "unguarded":  # nobody looks what became of the request, and nobody is asked no more
    vouchers._close_requests = lambda row, by, at: None
    vouchers._close_stay = lambda row, today: None
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX admissions_one_stay")
campaign = grants(5, year=2026 if mode == "guarded" else 2027)
made = settled(campaign, graduate(f"Асан {mode}", mathematics=90))
voucher = vouchers.issue(made.pk, by=STUDENT, at=NOW)
asked = []
for number in range(many):
    where = university(f"Үлгі {mode} {number}", "6B061")
    one = vouchers.ask_university(voucher.pk, where, "6B061", by=STUDENT, at=NOW)
    asked.append(vouchers.confirm(one.pk, by=UNIVERSITY, at=NOW).pk)
connection.close()
pids = []
for id in asked:
    pid = os.fork()
    if pid == 0:
        code = 2
        for attempt in range(200):
            try:
                vouchers.take(id, by=STUDENT, at=NOW)
                code = 0
                break
            except DomainError:
                code = 1
                break
            except OperationalError:  # SQLite was busy for longer than it waits
                time.sleep(random.random() / 10)
        connection.close()
        os._exit(code)
    pids.append(pid)
codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
stays = models.VoucherStay.objects.filter(voucher=voucher)
print(codes.count(0), codes.count(1), codes.count(2), stays.filter(until=None).count())
"""


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), database_of_its_own() as url:
        yield url


def take_all(url: str, folder: Path, mode: str) -> list[int]:
    told = subprocess.run(
        [sys.executable, "-c", WORKER, str(UNIVERSITIES), mode],
        env=environment(url, str(folder)), capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    return [int(word) for word in told.stdout.split()]


def test_of_several_universities_taken_at_once_one_has_the_voucher(database: str, tmp_path: Path):
    assert take_all(database, tmp_path, "guarded") == [1, UNIVERSITIES - 1, 0, 1]


def test_without_the_guards_several_have_it(database: str, tmp_path: Path):
    """The negative control."""
    taken, refused, failed, standing = take_all(database, tmp_path, "unguarded")
    assert (refused, failed) == (0, 0) and taken == standing == UNIVERSITIES
