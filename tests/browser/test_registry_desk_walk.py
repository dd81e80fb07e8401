"""A secretary's year at the desk, in Kazakh, in Chromium: admit, promote, transfer; a second school
confirms. Every page is looked at on the way: axe, the console, the right edge of the screen.

The tutorial names pages and buttons in italics; each of them has to be seen on the way.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser.looking import context_of
from tests.browser.test_monitoring_walk import Walker
from tests.browser.test_pages import told
from tests.people import PASSWORD
from tests.registry_desk import SINCE, TODAY
from tests.served import Service, service

pytestmark = pytest.mark.browser

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "tutorials" / "school-year.md"
DESK = "/kk/register/desk"
FILL = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "bagdar.config.settings"
import django
django.setup()
from bagdar.core.periods import Period
from bagdar.registry.rules.details import GroupDetails
from bagdar.registry.services.classes import open_class
from bagdar.registry.services.enrolments import enrol
from tests.register import given, learning, person
from tests.registry_desk import BORN, SINCE, school
from tests.register import IIN, OTHER_IIN

year = Period(SINCE, SINCE.replace(year=SINCE.year + 1))
names = {"desk-one": "№ 12 үлгі мектеп-гимназиясы", "desk-two": "№ 7 мысал мектебі"}
for name, title in names.items():
    one = school(name, pupils=0, name_kk=title)
    said = GroupDetails(name="5 А", level="2", grade=5, language="kk", kind="class", places=25)
    open_class(one.id, said, year, **given(2))
    for number in range(4 if name == "desk-one" else 1):
        known = {"iin": IIN, "born_on": BORN} if (name, number) == ("desk-one", 0) else {}
        pupil = person(3, family="Үлгібаева", given=f"Аружан {number}", **known)
        enrol(pupil, learning(one.id, language="kk"), Period(SINCE), **given(4))
person(3, family="Мысалбеков", given="Жаңа", iin=OTHER_IIN, born_on=BORN)
"""


@dataclass(frozen=True)
class Schools:
    """A service with two illustrative schools, an operator each."""

    running: Service

    def __str__(self) -> str:
        return self.running.address


@pytest.fixture(scope="module")
def schools() -> Iterator[Schools]:
    with service() as running:
        environment = {**os.environ, "BAGDAR_VAR_DIR": str(running.var_dir)}
        environment.pop("BAGDAR_DATABASE_URL", None)
        subprocess.run([sys.executable, "-c", FILL], env=environment, check=True)
        yield Schools(running)


def walker(visit: Any, schools: Schools, pictures: Path, name: str, width: int) -> Walker:
    found = Walker(visit("about:blank"), str(schools), pictures, f"{name}-{width}")
    found.sign_in(name, PASSWORD)
    return found


@pytest.mark.parametrize(
    "width", [360, pytest.param(1280, marks=pytest.mark.thorough)], ids=["360", "1280"]
)
def test_a_secretary_admits_promotes_and_transfers_and_the_other_school_confirms(
    browser: Any, schools: Schools, screenshots: Path, width: int
):
    scheme: Any = "dark" if width == 360 else "light"
    with (
        context_of(browser, width, scheme) as visit,
        context_of(browser, width, scheme) as other_visit,
    ):
        secretary = walker(visit, schools, screenshots, "desk-one", width)
        other = walker(other_visit, schools, screenshots, "desk-two", width)
        if width == 360:
            admits(secretary)
        promotes(secretary)
        sees_then_and_now(secretary)
        transfers(secretary)
        confirms(other)
        finds_it_done(secretary)
        seen = {
            f"{one.name} {page}": found
            for one in (secretary, other)
            for page, found in one.wrong.items()
        }
        assert told(seen) == []
        if width == 360:
            assert unseen((secretary, other)) == []


def admits(secretary: Walker) -> None:
    secretary.sees("№ 12 үлгі мектеп-гимназиясы", "Бүгін оқиды")
    secretary.looks("desk-home")
    secretary.follow("Оқуға қабылдау")
    secretary.click("Қабылдау")
    secretary.sees("Бұл өрісті толтырыңыз.")
    secretary.looks("desk-admit-wrong")
    secretary.page.locator("#id_iin").fill("100215650015")
    secretary.page.locator("#id_born_on").fill("2005-09-01")
    secretary.choose("Сынып немесе топ", "5 А (5-сынып)")
    secretary.page.locator("#id_source").fill("№ 1 бұйрық")
    secretary.click("Қабылдау")
    secretary.sees("Оқуға қабылданды.", "Мысалбеков Жаңа")
    secretary.looks("desk-card")


def promotes(secretary: Walker) -> None:
    day = SINCE.replace(year=SINCE.year + 1).isoformat()
    secretary.open(f"{DESK}/promote/?day={day}")
    secretary.sees("Келесі оқу жылына көшіру")
    secretary.page.locator("#choose-class").select_option(label="5 А (5-сынып)")
    secretary.click("Көрсету")
    secretary.looks("desk-promote")
    if not secretary.page.locator("select[name^=fate-]").count():
        return  # another width has promoted them already
    secretary.page.locator("select[name^=fate-]").first.select_option(label="қалады: 5 А")
    secretary.page.locator("#id_source").fill("№ 2 бұйрық")
    secretary.click("Алдын ала көру")
    secretary.sees("Растаймын: 5 оқушы")
    secretary.looks("desk-promote-preview")
    secretary.click("Растаймын: 5 оқушы")
    secretary.sees("Орындалды: 5 оқушы.", "Көшіруді қайтарып алу")
    secretary.looks("desk-promoted")
    secretary.open(f"{DESK}/classes/?on={day}")
    secretary.sees("6 А")
    secretary.looks("desk-classes", axe=False)


def sees_then_and_now(secretary: Walker) -> None:
    day = TODAY.isoformat()
    secretary.open(f"{DESK}/compare/?on1={day}&known1={SINCE.isoformat()}&on2={day}&all=yes")
    secretary.sees("Бұрынғы және қазіргі тізім", "Үлгібаева Аружан 1")
    secretary.looks("desk-compare")


def transfers(secretary: Walker) -> None:
    secretary.open(f"{DESK}/classes/")
    secretary.follow("5 А")
    secretary.looks("desk-class")
    secretary.page.get_by_role("link", name=re.compile("Үлгібаева Аружан")).first.click()
    secretary.page.wait_for_load_state("load")
    secretary.follow("Басқа ұйымға ауыстыру")
    secretary.page.locator("#find-organisation").fill("№ 7")
    secretary.page.locator("main").get_by_role("button", name="Іздеу").first.click()
    secretary.page.wait_for_load_state("load")
    secretary.page.locator("#id_source").fill("№ 3 өтініш")
    secretary.looks("desk-transfer-out")
    secretary.click("Ауыстыруды ұсыну")
    secretary.sees("Ауысу ұсынылды, екінші ұйымның жауабы күтіледі.")


def confirms(other: Walker) -> None:
    other.open(f"{DESK}/")
    other.sees("1 сіздің жауабыңызды күтеді")
    other.open(f"{DESK}/transfers/")
    other.sees("Ашық ауысулар")
    other.looks("desk-transfers")
    other.page.get_by_role("link", name=re.compile("Үлгібаева Аружан")).first.click()
    other.page.wait_for_load_state("load")
    other.looks("desk-transfer")
    other.choose("Сынып немесе топ", "5 А (5-сынып)")
    other.click("Растау")
    other.sees("Ауысу расталды.")


def finds_it_done(secretary: Walker) -> None:
    secretary.open(f"{DESK}/transfers/")
    secretary.sees("Шешілген ауысулар", "расталды")
    secretary.remember()
    secretary.open(f"{DESK}/staff/")
    secretary.looks("desk-staff")
    secretary.open(f"{DESK}/condition/")
    secretary.looks("desk-condition")


def unseen(walkers: tuple[Walker, ...]) -> list[str]:
    """What the tutorial names in italics and nobody saw on the way."""
    named = set(re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", TUTORIAL.read_text(encoding="utf-8")))
    seen = " ".join(" ".join(text.split()) for one in walkers for text in one.seen)
    return sorted(name for name in named if name not in seen)
