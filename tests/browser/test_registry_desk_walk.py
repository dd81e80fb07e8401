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
from bagdar.registry.rules.details import GroupDetails, PostDetails
from bagdar.registry.rules.kinds import POST
from bagdar.registry.services.classes import open_class
from bagdar.registry.services.enrolments import enrol
from bagdar.registry.services.facts import record_fact
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
    if name == "desk-one":
        member = person(3, family="Мұғалімова", given="Үлгі")
        post = PostDetails(organisation_id=one.id, position="teacher", workload=1, is_main=True)
        record_fact(POST, member, post, Period(SINCE), **given(5))
person(3, family="Мысалбеков", given="Жаңа", iin=OTHER_IIN, born_on=BORN)
garden = school("desk-garden", pupils=0, name_kk="№ 3 үлгі балабақша", type="kindergarten")
for number in range(3):
    child = person(3, family="Балаева", given=f"Айша {number}")
    stay = learning(garden.id, "Кіші А", level="01", grade=None, language="kk")
    enrol(child, stay, Period(SINCE), **given(4))
"""


@dataclass(frozen=True)
class Schools:
    """A service with two illustrative schools, an operator each."""

    running: Service

    def __str__(self) -> str:
        return self.running.address


@pytest.fixture
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
        admits(secretary)
        promotes(secretary)
        sees_then_and_now(secretary)
        transfers(secretary)
        confirms(other)
        finds_it_done(secretary)
        keeps_facts(secretary)
        edits_a_post(secretary)
        with context_of(browser, width, scheme) as third_visit:
            garden = walker(third_visit, schools, screenshots, "desk-garden", width)
            promotes_a_group(garden)
        seen = {
            f"{one.name} {page}": found
            for one in (secretary, other, garden)
            for page, found in one.wrong.items()
        }
        assert told(seen) == []
        assert unseen((secretary, other, garden)) == []


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


def keeps_facts(secretary: Walker) -> None:
    """A guardian, a need with support and a club on a card; the club is ended again."""
    secretary.open(f"{DESK}/classes/")
    secretary.follow("5 А")
    secretary.page.get_by_role("link", name=re.compile("Үлгібаева Аружан")).last.click()
    secretary.page.wait_for_load_state("load")
    secretary.follow("Ата-ана немесе қамқоршы қосу")
    secretary.click("Жазу")
    secretary.sees("Бұл өрісті толтырыңыз.")
    secretary.looks("desk-guardian-wrong")
    page = secretary.page
    page.locator("#id_born_on").fill("1985-03-14")
    page.locator("#id_kind").select_option("parent")
    page.locator("#id_source").fill("№ 4 туу туралы куәлік")
    page.locator("#id_family").fill("Анасова")
    page.locator("#id_given").fill("Үлгі")
    secretary.click("Жазу")
    secretary.sees("Жазылды.", "Анасова Үлгі")
    secretary.follow("Қажеттілік пен қолдауды жазу")
    secretary.page.locator("#id_need").select_option("hearing")
    secretary.page.locator("#id_measure").select_option("assistant")
    secretary.page.locator("#id_source").fill("№ 5 қорытынды")
    secretary.looks("desk-support")
    secretary.click("Жазу")
    secretary.sees("Жазылды.", "педагогтің көмекшісі")
    secretary.follow("Үйірме, секция немесе қозғалыс қосу")
    secretary.page.locator("#id_kind").select_option("club")
    secretary.page.locator("#id_direction").select_option("dombyra")
    secretary.page.locator("#id_source").fill("№ 6 өтініш")
    secretary.click("Жазу")
    secretary.looks("desk-card-facts")
    secretary.page.locator("#table-activity tbody a").first.click()
    secretary.page.wait_for_load_state("load")
    secretary.page.locator("#id_source").fill("№ 7 өтініш")
    secretary.looks("desk-fact")
    secretary.click("Аяқтау")
    secretary.sees("Аяқталды.")
    secretary.remember()


def edits_a_post(secretary: Walker) -> None:
    secretary.open(f"{DESK}/staff/")
    secretary.page.get_by_role("link", name=re.compile("Мұғалімова Үлгі")).first.click()
    secretary.page.wait_for_load_state("load")
    secretary.looks("desk-member")
    secretary.page.locator("#table-post tbody a").first.click()
    secretary.page.wait_for_load_state("load")
    secretary.page.locator("#id_workload").fill("0,5")
    secretary.page.locator("#id_source").fill("№ 8 бұйрық")
    secretary.click("Өзгерту")
    secretary.sees("Өзгертілді; бұрынғы жазба тарихта қалды.")
    secretary.follow("Санат, дәреже немесе куәлік қосу")
    secretary.looks("desk-qualification")
    secretary.open(f"{DESK}/staff/compare/?on1={TODAY.isoformat()}&all=yes")
    secretary.sees("Қызметкерлер: бұрын және қазір", "Мұғалімова Үлгі")
    secretary.looks("desk-staff-compare")
    secretary.open(f"{DESK}/transfers/?on={SINCE.isoformat()}")
    secretary.looks("desk-transfers-then")


def promotes_a_group(garden: Walker) -> None:
    day = SINCE.replace(year=SINCE.year + 1).isoformat()
    garden.open(f"{DESK}/promote/?day={day}")
    garden.page.locator("#choose-class").select_option(label="Кіші А")
    garden.click("Көрсету")
    garden.looks("desk-garden-promote")
    garden.page.locator("#id_source").fill("№ 9 бұйрық")
    garden.click("Алдын ала көру")
    garden.sees("Растаймын: 3 оқушы", "Ортаңғы А")
    garden.click("Растаймын: 3 оқушы")
    garden.sees("Орындалды: 3 оқушы.")
    garden.looks("desk-garden-promoted")


def unseen(walkers: tuple[Walker, ...]) -> list[str]:
    """What the tutorial names in italics and nobody saw on the way."""
    named = set(re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", TUTORIAL.read_text(encoding="utf-8")))
    seen = " ".join(" ".join(text.split()) for one in walkers for text in one.seen)
    return sorted(name for name in named if name not in seen)
