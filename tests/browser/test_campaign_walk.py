"""Campaigns in Kazakh in Chromium, on a telephone in the dark and at a desk in light.

A parent searches, ranks, applies and claims; a clerk proves; once the result is let out the parent
reads why and accepts; the school enrols.
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
from tests.web.test_campaign_family_pages import account, family, field_now

for turn, width in ((1, 360), (3, 1280)):
    of = field_now(turn=turn)
    family(of, f"W{width}", f"Ұзынесімгүл{width}")
    account(f"school-{width}", role="organisation", organisation_id=of.places[0].organisation_id)
account("clerk-1", role="region", region_code=of.campaign.territory)
"""
TELL = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "bagdar.config.settings"
import django
django.setup()
from django.utils import timezone
from bagdar.admissions import models
from tests.campaign_field import Field
from tests.web.test_campaign_family_pages import published

row = models.CampaignApplication.objects.get(pk=sys.argv[1])
places = sorted(row.campaign.places.all(), key=lambda one: -one.seats)
of = Field(row.campaign, places, {"Асан": row.person_id})
published({"of": of})
"""
WIDTHS = [360, pytest.param(1280, marks=pytest.mark.thorough)]


def run(running: Service, program: str, *words: str) -> None:
    environment = {**os.environ, "BAGDAR_VAR_DIR": str(running.var_dir)}
    environment.pop("BAGDAR_DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", program, *words], env=environment, check=True)


@pytest.fixture(scope="module")
def town() -> Iterator[Service]:
    with service() as running:
        run(running, FILL)
        yield running


@pytest.mark.parametrize("width", WIDTHS, ids=["360", "1280"])
def test_from_the_application_to_the_enrolment(
    browser: Any, town: Service, screenshots: Path, width: int
):
    scheme: Any = "dark" if width == 360 else "light"
    with ExitStack() as tabs:
        people = {}
        names = {"parent": f"parent-w{width}", "clerk": "clerk-1", "school": f"school-{width}"}
        for role, username in names.items():
            visit = tabs.enter_context(context_of(browser, width, scheme))
            one = Walker(visit("about:blank"), town.address, screenshots, f"{role}-{width}")
            one.sign_in(username, PASSWORD)
            people[role] = one
        parent, clerk, school = (people[one] for one in ("parent", "clerk", "school"))
        mine = applies(parent, width)
        claims(parent)
        proves(clerk, mine)
        run(town, TELL, mine.rstrip("/").rpartition("/")[2])
        answers(parent, mine)
        enrols(school, width)
        wrong = {
            f"{role} {page}": found
            for role, one in people.items()
            for page, found in one.wrong.items()
        }
        assert told(wrong) == []


def applies(parent: Walker, width: int) -> str:
    parent.open("/kk/campaigns/mine/")
    parent.looks("campaigns-mine")
    parent.page.locator("#may a.button").first.click()
    parent.click("Өтініш беру")
    parent.sees("Кемінде бір орынға нөмір қойыңыз")
    parent.fill("Үлгі мектеп 1", "2")
    parent.fill("Атауынан іздеу", "мектеп 2")
    parent.sees("Үлгі мектеп 2", "Сіздің тізіміңіз", "Карта сызылмады")
    parent.looks("campaign-apply")
    parent.fill("Үлгі мектеп 2", "1")
    parent.click("Өтініш беру")
    parent.sees(f"Ұзынесімгүл{width}", "Қалауларды өзгерту")
    parent.looks("campaign-application")
    return str(parent.page.url).removeprefix(parent.address)


def claims(parent: Walker) -> None:
    parent.choose("Құқық", "жетім бала")
    parent.fill("Растайтын құжат", "№7 анықтама")
    parent.click("Мәлімдеу")
    parent.sees("растауды күтіп тұр")
    parent.looks("campaign-claim")


def proves(clerk: Walker, mine: str) -> None:
    clerk.open("/kk/campaigns/claims/")
    clerk.looks("campaign-claims")
    clerk.open(mine.replace("/mine/", "/claims/"))
    clerk.looks("campaign-case")
    clerk.fill("Себебі", "анықтаманы көрдім")
    clerk.click("Растау")
    clerk.sees("расталды, есептеледі")


def answers(parent: Walker, mine: str) -> None:
    parent.open(mine)
    parent.sees("Жауабыңыз", "Соңғы алынғанда", "Өзіңіз қалай тексересіз")
    parent.looks("campaign-told")
    parent.click("Біржола алу")
    parent.sees("орын біржола алынды")
    parent.looks("campaign-settled")


def enrols(school: Walker, width: int) -> None:
    school.open("/kk/campaigns/offering/")
    school.looks("campaign-offerings")
    school.page.locator("main table tbody a").first.click()
    school.sees(f"Ұзынесімгүл{width}")
    school.looks("campaign-offering")
    school.click(f"Қабылдау: Мысалова Ұзынесімгүл{width} Үлгіқызы")
    school.looks("campaign-enrolled")
