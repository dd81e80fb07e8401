"""The kindergarten queue in Kazakh in Chromium, on a telephone in the dark and at a desk in light.

A parent applies, a kindergarten opens a place, a clerk proves a category and runs a round, the
parent accepts; and reads the rules of the queue.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.browser.looking import context_of
from tests.browser.test_monitoring_walk import Walker
from tests.browser.test_pages import told
from tests.people import PASSWORD
from tests.served import Service, service

pytestmark = pytest.mark.browser

FILL = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "bagdar.config.settings"
import django
django.setup()
from django.utils import timezone
from tests.queueing import yard
from tests.web.test_queue_pages import account, family

of = yard(3, year=timezone.now().year)
for width in (360, 1280):
    family(of, f"W{width}", f"Ұзынесімгүл{width}")
account("kinder-1", role="organisation", organisation_id=of.places[0])
account("clerk-1", role="region", region_code=of.queue.territory)
"""
WIDTHS = [360, pytest.param(1280, marks=pytest.mark.thorough)]


@pytest.fixture(scope="module")
def town() -> Iterator[Service]:
    with service() as running:
        environment = {**os.environ, "BAGDAR_VAR_DIR": str(running.var_dir)}
        environment.pop("BAGDAR_DATABASE_URL", None)
        subprocess.run([sys.executable, "-c", FILL], env=environment, check=True)
        yield running


@pytest.mark.parametrize("width", WIDTHS, ids=["360", "1280"])
def test_from_the_application_to_the_place(
    browser: Any, town: Service, screenshots: Path, width: int
):
    scheme: Any = "dark" if width == 360 else "light"
    with ExitStack() as tabs:
        people = {}
        names = {"parent": f"parent-w{width}", "kinder": "kinder-1", "clerk": "clerk-1"}
        for role, username in names.items():
            visit = tabs.enter_context(context_of(browser, width, scheme))
            one = Walker(visit("about:blank"), town.address, screenshots, f"{role}-{width}")
            one.sign_in(username, PASSWORD)
            people[role] = one
        parent, kinder, clerk = (people[one] for one in ("parent", "kinder", "clerk"))
        mine = applies(parent, width)
        opens(kinder)
        proves(clerk)
        accepts(parent, mine)
        reads(parent)
        wrong = {
            f"{role} {page}": found
            for role, one in people.items()
            for page, found in one.wrong.items()
        }
        assert told(wrong) == []


def applies(parent: Walker, width: int) -> str:
    parent.open("/kk/queue/mine/")
    parent.looks("queue-mine")
    parent.follow(f"Мысалова Ұзынесімгүл{width} Үлгіқызы")
    parent.click("Өтініш беру")
    parent.sees("Кемінде бір балабақшаға нөмір қойыңыз")
    parent.looks("queue-apply")
    parent.fill("Үлгі балабақша 1", "1")
    parent.fill("Үлгі балабақша 3", "2")
    parent.choose("Жеңілдік санаты", "А санаты (шартты)")
    parent.click("Өтініш беру")
    parent.sees("Орныңыз: 1", "Мәлімделген санат")
    parent.looks("queue-application")
    return str(parent.page.url).removeprefix(parent.address)


def opens(kinder: Walker) -> None:
    kinder.open("/kk/queue/places/")
    kinder.choose("Жасы", "3 жас")
    kinder.fill("Неше орын", "1")
    kinder.click("Сақтау")
    kinder.looks("queue-places")


def proves(clerk: Walker) -> None:
    clerk.open("/kk/queue/desk/")
    clerk.looks("queue-desk")
    clerk.page.locator("main table tbody a").first.click()
    clerk.sees("Мәлімделген санат")
    clerk.looks("queue-case")
    clerk.fill("Себебі", "анықтама көрсетілді")
    clerk.click("Растау")
    clerk.open("/kk/queue/desk/")
    clerk.click("Тур өткізу")


def accepts(parent: Walker, mine: str) -> None:
    parent.open(mine)
    parent.sees("Сізге орын ұсынылды")
    parent.looks("queue-offer")
    parent.click("Қабылдау")
    parent.sees("орын берілді")
    parent.looks("queue-placed")


def reads(parent: Walker) -> None:
    parent.open("/kk/queue/")
    parent.looks("queue-queues")
    parent.page.locator("main table tbody a").first.click()
    parent.sees("Ережелер", "шартты")
    parent.looks("queue-rules")
