"""Those who read the register, in Kazakh, on a telephone in the dark, in Chromium: a mother, her
school, the ministry, the clerk of the region. Every page is looked at on the way: axe, the console,
the right edge of the screen.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_monitoring_walk import Walker
from tests.browser.walking import filled, walkers
from tests.registry_read import TODAY
from tests.served import Service

pytestmark = pytest.mark.browser

CHILD = "Мысалова Бала"
FILL = """
from datetime import date
from bagdar.core.periods import Period
from bagdar.registry.public import enrol
from tests.register import given, learning
from tests.registry_read import CHILD_BORN, person, recorded, world

here = world()
early = learning(here["school"], level="1", grade=2)
enrol(here["child"], early, Period(date(2022, 9, 1), date(2022, 12, 1)), **given(20))
for number in range(14):
    one = recorded(person(f"Үлгібаева{number}", "Аружан", born_on=CHILD_BORN), 21)
    third, fourth = (learning(here["school"], level="1", grade=grade) for grade in (3, 4))
    enrol(one, third, Period(date(2023, 9, 1), date(2024, 6, 1)), **given(22))
    enrol(one, fourth, Period(date(2024, 9, 1)), **given(23))
"""
ROLES = {
    "mother": "read-mother",
    "school": "read-organisation",
    "ministry": "read-ministry",
    "clerk": "read-region",
}


@pytest.fixture(scope="module")
def register() -> Iterator[Service]:
    with filled(FILL) as running:
        yield running


@pytest.mark.parametrize(
    "width", [360, pytest.param(1280, marks=pytest.mark.thorough)], ids=["360", "1280"]
)
def test_a_family_its_school_the_ministry_and_the_clerk_read_the_register(
    browser: Any, register: Service, screenshots: Path, width: int
):
    with walkers(browser, register, screenshots, width, ROLES) as people:
        reads_the_record(people["mother"])
        searches_with_a_purpose(people["ministry"], width)
        sees_who_looked(people["mother"], width)
        asks_for_a_correction(people["mother"], f"Мысалқызы{width}")
        decides(people["school"], f"Мысалқызы{width}")
        sees_the_result(people["mother"], f"Мысалқызы{width}")
        walks_the_region(people["clerk"])
        follows_a_cohort(people["clerk"])


def reads_the_record(mother: Walker) -> None:
    mother.open("/kk/register/mine/")
    mother.sees("Бала", "Мысал мектебі", "15 ұпайы")
    mother.looks("read-mine")


def follow_of_child(one: Walker, text: str) -> None:
    """A link below the child's own part of the page: it says whose it is to those who hear it."""
    one.remember()
    link = one.page.get_by_role("link", name=re.compile(f"^{text}.*Бала")).first
    with one.page.expect_navigation(wait_until="load"):
        link.click()


def searches_with_a_purpose(ministry: Walker, width: int) -> None:
    ministry.open("/kk/register/people/")
    ministry.choose("Мақсаты", "деректерді тексеру немесе аудит")
    ministry.fill("Нақты не үшін", f"іс {width}")
    ministry.page.locator("#id_text").fill("Бала Мысалова" if width == 360 else "100215650015")
    ministry.page.locator("main").get_by_role("button", name="Іздеу", exact=True).click()
    ministry.page.wait_for_load_state("load")
    ministry.sees("1 адам табылды", "1002••••••15")
    ministry.looks("read-search")
    with ministry.page.expect_navigation(wait_until="load"):
        ministry.page.get_by_role("button", name=re.compile("^Жазбаны ашу")).first.click()
    ministry.sees("Жазба тарихы", "Мысал мектебі")
    ministry.looks("read-story")
    october = TODAY.replace(year=TODAY.year - 1, month=10, day=15)
    ministry.open(f"{_path(ministry)}?known={october.isoformat()}")
    ministry.sees("Жазбалардың бір бөлігі ғана көрсетілген.", "3-сынып")
    ministry.looks("read-story-then", axe=False)
    ministry.follow("Бәрін көрсету")
    ministry.follow("Оқу мен еңбек жолы")
    ministry.sees("үзіліс")
    ministry.looks("read-path")


def _path(one: Walker) -> str:
    return re.sub(r"^https?://[^/]+|\?.*$", "", one.page.url)


def sees_who_looked(mother: Walker, width: int) -> None:
    mother.open("/kk/register/mine/")
    follow_of_child(mother, "Жазбаны кім көрді")
    mother.sees("деректерді тексеру немесе аудит", f"іс {width}", "Министрлік қызметкері")
    assert "read-ministry" not in mother.page.inner_text("body")
    mother.looks("read-looks")


def asks_for_a_correction(mother: Walker, name: str) -> None:
    mother.open("/kk/register/mine/")
    follow_of_child(mother, "Түзетуді сұрау")
    mother.click("Өтінішті жіберу")
    mother.sees("Осы жерді толтырыңыз.")
    mother.looks("read-correction-wrong")
    mother.page.locator("#id_field").select_option(value="family")
    mother.page.locator("#id_said").fill(name)
    mother.page.locator("#id_document").fill("туу туралы куәлік № 5")
    mother.click("Өтінішті жіберу")
    mother.sees("Өтініш ұйымға жіберілді.", "күтілуде")
    mark = mother.page.locator("#id_field option", has_text="Ұпай").first.get_attribute("value")
    mother.page.locator("#id_field").select_option(value=mark)
    mother.page.locator("#id_said").fill("16")
    mother.page.locator("#id_document").fill("журнал")
    mother.click("Өтінішті жіберу")
    mother.looks("read-correction")


def decides(school: Walker, name: str) -> None:
    for picture, deed in (("read-decide", "accept"), ("read-refuse", "refuse")):
        school.open("/kk/register/requests/")
        school.looks(f"{picture}-list", axe=deed == "accept")
        rows = school.page.locator("main tbody tr", has_text="күтілуде")
        with school.page.expect_navigation(wait_until="load"):
            rows.filter(has_text=name if deed == "accept" else "журнал").locator("a").first.click()
        school.looks(picture)
        if deed == "accept":
            school.click("Қабылдап, түзету")
        else:
            school.page.locator("#id_reason").fill("журналда 15 тұр")
            school.click("Бас тарту")


def sees_the_result(mother: Walker, name: str) -> None:
    mother.open("/kk/register/mine/")
    mother.sees(f"{name} Бала", "қабылданды", "бас тартылды", "журналда 15 тұр")
    mother.looks("read-mine-after")


def walks_the_region(clerk: Walker) -> None:
    clerk.open("/kk/register/regions/")
    clerk.sees("Мысал мектебі", "Бос мектеп")
    clerk.looks("read-area")
    late = clerk.page.get_by_role("link", name="кешікті", exact=True)
    with clerk.page.expect_navigation(wait_until="load"):
        late.click()
    assert "Мысал мектебі" not in clerk.page.inner_text("main")
    clerk.looks("read-area-late")
    clerk.open("/kk/register/regions/")
    clerk.follow("Күмәнді жазбалар")
    clerk.sees("Мысал мектебі")
    clerk.looks("read-doubts")
    clerk.page.locator("main tbody a").last.click()  # who has no IIN
    clerk.page.wait_for_load_state("load")
    clerk.sees("Үлгібаева0 Аружан")
    clerk.looks("read-list")


def follows_a_cohort(clerk: Walker) -> None:
    clerk.open("/kk/register/cohort/?grade=3&on=2023-10-01&years=1")
    clerk.sees("Топтағы адамдар")
    clerk.looks("read-flow")
