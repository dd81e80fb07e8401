"""From an organisation of the register to its first diplomas, in Kazakh in Chromium, on a telephone
in the dark and at a desk in the light.

The ministry finds an organisation, registers and accredits it; its registrar writes a form, a dean
approves a diploma; the key is followed by another and then lost, and a stranger still sees that the
diploma holds.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_monitoring_walk import Walker
from tests.browser.walking import filled, walkers
from tests.served import Service

pytestmark = pytest.mark.browser

FILL = """
from datetime import date
from types import SimpleNamespace
from tests.diplomas_issued import graduate
from tests.people import account
from tests.register import organisation, person

for width in (360, 1280):
    place = organisation(1, name_kk=f"Үлгі {width} университеті", name_ru=f"Образец {width}",
                         type="university")
    who = person(1, given=f"Түлек{width}", family="Ұзынтегіүлгібаева", born_on=date(1998, 1, 1))
    graduate(SimpleNamespace(organisation_id=place), who=who)
    account(f"graduate-{width}", "person", person_id=who)
    for name in ("registrar", "dean"):
        account(f"{name}-{width}", "organisation", organisation_id=place)
account("ministry-1", "ministry")
"""
WIDTHS = [360, pytest.param(1280, marks=pytest.mark.thorough)]


@pytest.fixture(scope="module")
def country() -> Iterator[Service]:
    with filled(FILL) as running:
        yield running


@pytest.mark.parametrize("width", WIDTHS, ids=["360", "1280"])
def test_from_the_registry_of_issuers_to_a_diploma_that_outlives_its_keys(
    browser: Any, country: Service, screenshots: Path, width: int
):
    names = {one: f"{one}-{width}" for one in ("registrar", "dean", "graduate")}
    names |= {"ministry": "ministry-1", "stranger": ""}
    with walkers(browser, country, screenshots, width, names) as people:
        people["registrar"].open("/kk/diplomas/desk/")
        people["registrar"].looks("desk-no-issuer")
        registers(people["ministry"], width)
        accredits(people["ministry"])
        writes_form(people["registrar"])
        issues(people["registrar"], people["dean"])
        address = shares(people["graduate"])
        holds(people["stranger"], address)
        turns(people["registrar"])
        holds(people["stranger"], address)
        loses(people["registrar"])
        holds(people["stranger"], address)
        ends(people["ministry"], width)


def registers(ministry: Walker, width: int) -> None:
    ministry.open("/kk/diplomas/issuers/")
    ministry.looks("issuers")
    ministry.follow("Беруші тіркеу")
    ministry.looks("issuer-find")
    ministry.click("Ұйымды іздеу")
    ministry.sees("Осыны толтырыңыз")
    ministry.fill("Ұйымның атауы немесе БСН", "мұндай атау жоқ")
    ministry.click("Ұйымды іздеу")
    ministry.sees("Тізілімде мұндай ұйым жоқ")
    ministry.looks("issuer-found-none")
    ministry.fill("Ұйымның атауы немесе БСН", f"образец {width}")
    ministry.click("Ұйымды іздеу")
    ministry.looks("issuer-found")
    ministry.follow(f"Үлгі {width} университеті")
    ministry.sees(f"Үлгі {width} университеті")
    ministry.fill("Коды", "Үлгі")
    ministry.click("Тіркеу")
    ministry.looks("issuer-misnamed")
    ministry.fill("Коды", f"ulgi-{width}")
    ministry.click("Тіркеу")
    ministry.sees(f"issuers:ulgi-{width}", "Аккредитация жоқ")
    ministry.looks("issuer-registered")


def accredits(ministry: Walker) -> None:
    ministry.click("Жазу")
    ministry.sees("Осыны толтырыңыз")
    ministry.looks("issuer-accredit-empty")
    ministry.page.locator("#id_level").select_option("6")
    ministry.fill("Басталатын күні", "2015-01-01")
    ministry.fill("Негіздемесі", "бұйрық 12 (үлгі)")
    ministry.click("Жазу")
    ministry.sees("бұйрық 12 (үлгі)")
    ministry.looks("issuer-accredited")


def writes_form(registrar: Walker) -> None:
    registrar.open("/kk/diplomas/desk/")
    registrar.follow("Бланк жазу")
    registrar.click("Бланкті сақтау")
    registrar.sees("Осыны толтырыңыз")
    registrar.looks("diploma-form-empty")
    registrar.page.locator("#id_level").select_option("6")
    registrar.page.locator("#id_programme").fill("6B061")
    for language, title in (
        ("kk", "Үлгі бакалавры"), ("ru", "Образцовый бакалавр"), ("en", "Example bachelor"),
    ):  # fmt: skip
        registrar.page.locator(f"#id_title_{language}").fill(title)
    registrar.page.locator("#id_nqf").fill("6")
    registrar.page.locator("#id_credits").fill("240")
    registrar.looks("diploma-form")
    registrar.click("Бланкті сақтау")
    registrar.sees("Үлгі бакалавры")
    registrar.looks("desk-with-form")


def issues(registrar: Walker, dean: Walker) -> None:
    registrar.open("/kk/diplomas/desk/new/?since=2020-06-30&before=2020-07-01")
    registrar.sees("Ұзынтегіүлгібаева")
    registrar.click("1 диплом ұсыну")
    dean.open(str(registrar.page.url).removeprefix(registrar.address))
    dean.click("Мақұлдау және беру")
    dean.page.get_by_text("күшінде", exact=True).first.wait_for(timeout=60_000)


def shares(graduate: Walker) -> str:
    graduate.open("/kk/diplomas/mine/")
    graduate.follow("Үлгі бакалавры")
    graduate.click("Сілтеме жасау")
    return str(graduate.page.locator(".notice code").inner_text())


def holds(stranger: Walker, address: str) -> None:
    stranger.page.goto(address)
    stranger.sees("Диплом шынайы және күшінде")


def open_key(registrar: Walker) -> str:
    """What the key is called with which diplomas are signed now, as the hint of the form has it."""
    hint = str(registrar.page.locator("#id_key_helptext").inner_text())
    return hint.removeprefix("Растау үшін мынаны теріңіз: ")


def turns(registrar: Walker) -> None:
    registrar.open("/kk/diplomas/desk/")
    registrar.follow("Қол қою кілттері")
    registrar.looks("issuer-keys")
    first = open_key(registrar)
    registrar.fill("Ашық кілттің аты", "басқа")
    registrar.click("Ауыстыру")
    registrar.sees("Ашық кілттің аты басқа")
    registrar.looks("issuer-keys-other")
    registrar.fill("Ашық кілттің аты", first)
    registrar.click("Ауыстыру")
    registrar.sees("ауыстырылған", first)
    assert open_key(registrar) != first
    registrar.looks("issuer-keys-turned")


def loses(registrar: Walker) -> None:
    second = open_key(registrar)
    registrar.fill("Ашық кілттің аты", second)
    registrar.click("Кілт жоғалды деп айту")
    registrar.sees("жоғалған", second)
    assert open_key(registrar) != second
    registrar.looks("issuer-keys-lost")


def ends(ministry: Walker, width: int) -> None:
    ministry.open("/kk/diplomas/issuers/")
    ministry.follow(f"Үлгі {width} университеті")
    ministry.fill("Күші болмайтын алғашқы күн", "2016-01-01", 1)
    ministry.click("Аяқтау")
    ministry.looks("issuer-end-early")
    ministry.fill("Күші болмайтын алғашқы күн", "2040-01-01", 1)
    ministry.click("Аяқтау")
    ministry.sees("2040")
    ministry.looks("issuer-ended")
