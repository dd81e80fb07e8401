"""Recognition in Kazakh in Chromium, on a telephone in the dark and at a desk in the light.

A learner asks, a registrar decides in part, the learner appeals, a dean decides; the credit stands
on the transcript and in the supplement of the diploma.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_monitoring_walk import Walker
from tests.browser.walking import filled, walkers
from tests.recognising import PDF
from tests.served import Service

pytestmark = pytest.mark.browser

FILL = """
from datetime import date
from tests.curricula_written import studies
from tests.diplomas_issued import graduate, university
from tests.people import account
from tests.recognising import campus, declare
from tests.register import person

issuer = university()
one = None
for width in (360, 1280):
    who = person(1, given=f"Түлек{width}", family="Ұзынтегіүлгібаева", born_on=date(1998, 1, 1))
    if one is None:
        one = campus(id=issuer.organisation_id, who=who)
        declare(one)
    else:
        studies(who, issuer.organisation_id)
    graduate(issuer, who=who, on=date(2020, 6, 1 if width == 360 else 2))
    account(f"learner-{width}", "person", person_id=who)
for name in ("registrar", "dean"):
    account(f"{name}-1", "organisation", organisation_id=issuer.organisation_id)
"""
KEY = '{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}'
WIDTHS = [360, pytest.param(1280, marks=pytest.mark.thorough)]


@pytest.fixture(scope="module")
def university() -> Iterator[Service]:
    with filled(FILL) as running:
        yield running


@pytest.mark.parametrize("width", WIDTHS, ids=["360", "1280"])
def test_from_the_request_to_the_supplement(
    browser: Any, university: Service, screenshots: Path, tmp_path: Path, width: int
):
    names = {"registrar": "registrar-1", "dean": "dean-1", "learner": f"learner-{width}"}
    with walkers(browser, university, screenshots, width, names) as people:
        learner, registrar, dean = (people[one] for one in ("learner", "registrar", "dean"))
        mine = asks(learner, tmp_path)
        theirs = decides(registrar)
        appeals(learner, mine)
        registrar.open(theirs)
        registrar.sees("бұрын шешпеген басқа қызметкер")
        settles(dean, theirs)
        reads(learner, mine)
        catalogue(learner)
        believes(registrar, dean, width)
        issues(registrar, dean, 1 if width == 360 else 2)
        holds(learner)


def asks(learner: Walker, folder: Path) -> str:
    file = folder / "куәлік.pdf"
    file.write_bytes(PDF)
    learner.open("/kk/recognition/mine/")
    learner.looks("recognition-mine")
    learner.follow("Тануды сұрау")
    learner.click("Өтініш беру")
    learner.sees("Толтырыңыз")
    learner.looks("recognition-empty")
    learner.page.get_by_label("DB (үлгі)").check()
    learner.fill("Не үйренілді", "Деректер қоры")
    learner.fill("Кім оқытқан немесе берген", "Ашық курстар (үлгі)")
    learner.fill("Курстың коды", "DB-101")
    learner.fill("Аяқталған күні", "2020-05-01")
    learner.page.locator("#id_credits").fill("5")
    learner.page.set_input_files("#id_file", file)
    learner.click("Өтініш беру")
    learner.sees("шешім күтуде", "куәлік.pdf")
    learner.looks("recognition-asked")
    return str(learner.page.url).removeprefix(learner.address)


def decides(registrar: Walker) -> str:
    registrar.open("/kk/recognition/desk/")
    registrar.looks("recognition-desk")
    registrar.follow("Деректер қоры")
    registrar.sees("Ұзынтегіүлгібаева", "Жарияланған балама төмендегі кредиттерді ұсынады")
    registrar.looks("recognition-decide")
    registrar.fill("DB (үлгі)", "3")
    registrar.fill("Себебі", "Оқыту нәтижелерінің бір бөлігі ғана сай келеді")
    registrar.click("Шешу")
    registrar.sees("ішінара танылды")
    registrar.looks("recognition-decided")
    return str(registrar.page.url).removeprefix(registrar.address)


def appeals(learner: Walker, mine: str) -> None:
    learner.open(mine)
    learner.sees("ішінара танылды", "Оқыту нәтижелерінің бір бөлігі ғана")
    learner.fill("Неге келіспейсіз", "Сертификатта барлық нәтиже жазылған")
    learner.click("Апелляция беру")
    learner.sees("апелляция қаралуда")
    learner.looks("recognition-appealed")


def settles(dean: Walker, theirs: str) -> None:
    dean.open(theirs)
    dean.sees("Сертификатта барлық нәтиже жазылған")
    dean.fill("DB (үлгі)", "5")
    dean.fill("Себебі", "Барлық нәтиже сай")
    dean.click("Шешу")
    dean.sees("толық танылды", "ауыстырылған")
    dean.looks("recognition-settled")


def reads(learner: Walker, mine: str) -> None:
    learner.open(mine)
    learner.sees("толық танылды", "Барлық нәтиже сай")
    learner.open("/kk/transcript/")
    learner.sees("танылған", "Деректер қоры (Ашық курстар (үлгі))")
    learner.looks("transcript")


def catalogue(learner: Walker) -> None:
    learner.open("/kk/study-programmes/")
    learner.looks("curricula")
    learner.follow("Ақпараттану бакалавры")
    learner.sees("DB: can do (үлгі)")
    learner.looks("curriculum")
    learner.open("/kk/recognition/equivalences/")
    learner.looks("equivalences")


def believes(registrar: Walker, dean: Walker, width: int) -> None:
    registrar.open("/kk/recognition/desk/keys/")
    registrar.looks("badge-keys-before")
    registrar.follow("Кілт ұсыну")
    registrar.fill("Беруші", f"https://badges.example/{width}")
    registrar.fill("Ашық кілт (JWK)", KEY)
    registrar.looks("badge-key-new")
    registrar.click("Кілтті ұсыну")
    registrar.sees("Толтырыңыз")
    registrar.fill("Неге сенеміз", "Берушінің хаты, № 7")
    registrar.fill("Кілт қайдан табылды", "Берушінің хаты, № 7, 2-бет")
    registrar.fill("Ашық кілт (JWK)", KEY)
    registrar.click("Кілтті ұсыну")
    registrar.sees("мекеменің басқа қызметкері растайды")
    registrar.looks("badge-key-proposed")
    confirms(dean, width)
    registrar.open("/kk/recognition/desk/keys/")
    registrar.follow(f"https://badges.example/{width}")
    registrar.sees("расталған", "Хаттың 2-бетіндегі ізбен бірдей")
    registrar.fill("Неге тоқтатылды", "Кілт ауысты")
    registrar.looks("badge-key-end")
    registrar.click("Тоқтату")
    registrar.sees("Кілт ауысты", "kPrK_qmxVWaYVA9wwBF6")
    registrar.open("/kk/recognition/desk/keys/")
    registrar.looks("badge-keys")
    registrar.open("/kk/study-programmes/")
    registrar.follow("Ақпараттану бакалавры")
    registrar.follow("Бағдарламаны жабу")
    registrar.looks("curriculum-close")


def confirms(dean: Walker, width: int) -> None:
    dean.open("/kk/recognition/desk/keys/")
    dean.follow(f"https://badges.example/{width}")
    dean.sees("Берушінің хаты, № 7, 2-бет", "растауды күтеді")
    dean.click("Растау")
    dean.sees("Толтырыңыз")
    dean.looks("badge-key-confirm")
    dean.fill("Немен салыстырылды", "Хаттың 2-бетіндегі ізбен бірдей")
    dean.click("Растау")
    dean.sees("расталған")


def issues(registrar: Walker, dean: Walker, day: int) -> None:
    registrar.open(f"/kk/diplomas/desk/new/?since=2020-06-0{day}&before=2020-06-0{day + 1}")
    registrar.click("1 диплом ұсыну")
    dean.open(str(registrar.page.url).removeprefix(registrar.address))
    dean.click("Мақұлдау және беру")
    dean.page.get_by_text("күшінде", exact=True).first.wait_for(timeout=60_000)


def holds(learner: Walker) -> None:
    learner.open("/kk/diplomas/mine/")
    learner.follow("Ақпараттану бакалавры")
    learner.click("Сілтеме жасау")
    learner.page.goto(str(learner.page.locator(".notice code").inner_text()))
    learner.sees("Диплом шынайы және күшінде", "DB (үлгі): ECTS кредиті, танылған")
    learner.looks("diploma-with-credits")
