"""Diplomas in Kazakh in Chromium, on a telephone in the dark and at a desk in the light.

A registrar proposes, a dean approves, the graduate shares, a stranger checks, the registrar
withdraws.
"""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.browser.test_monitoring_walk import Walker
from tests.browser.walking import filled, walkers
from tests.codes_read import codes_in, page_of
from tests.served import Service

pytestmark = pytest.mark.browser

FILL = """
from datetime import date, timedelta
from decimal import Decimal
from bagdar.core.periods import Period
from bagdar.registry.public import record_fact
from bagdar.registry.rules.details import ResultDetails
from bagdar.registry.rules.kinds import RESULT
from tests.diplomas_issued import graduate, university
from tests.people import account
from tests.register import given, person

one = university()
for width in (360, 1280):
    who = person(1, given=f"Түлек{width}", family="Ұзынтегіүлгібаева", born_on=date(1998, 1, 1))
    for number, subject in enumerate(("physics", "mathematics", "history_of_kazakhstan")):
        on = date(2020, 6, 1)
        said = ResultDetails(
            organisation_id=one.organisation_id, assessment="final_exam", subject=subject,
            score=Decimal(80 + number), most_score=Decimal(100),
        )
        record_fact(RESULT, who, said, Period(on, on + timedelta(days=1)), **given(4))
    graduate(one, who=who, on=date(2020, 6, 1 if width == 360 else 2))
    graduate(one, programme="6B999", on=date(2020, 6, 1 if width == 360 else 2))
    account(f"graduate-{width}", "person", person_id=who)
for name in ("registrar", "dean"):
    account(f"{name}-1", "organisation", organisation_id=one.organisation_id)
"""
WIDTHS = [360, pytest.param(1280, marks=pytest.mark.thorough)]


@pytest.fixture(scope="module")
def university() -> Iterator[Service]:
    with filled(FILL) as running:
        yield running


@pytest.mark.parametrize("width", WIDTHS, ids=["360", "1280"])
def test_from_the_preview_to_a_stranger_and_back(
    browser: Any, university: Service, screenshots: Path, tmp_path: Path, width: int
):
    names = {"registrar": "registrar-1", "dean": "dean-1", "graduate": f"graduate-{width}"}
    names["stranger"] = ""
    with walkers(browser, university, screenshots, width, names) as people:
        day = 1 if width == 360 else 2
        batch = proposes(people["registrar"], day)
        approves(people["dean"], batch)
        address, file = shares(people["graduate"], tmp_path)
        checks(people["stranger"], address, file)
        checks_other_forms(people["stranger"], *other_forms(people["graduate"], tmp_path))
        withdraws(people["registrar"], batch)
        people["stranger"].open("/kk/verify/")
        people["stranger"].page.set_input_files("#file", file)
        presses(people["stranger"])
        people["stranger"].sees("Диплом күші жойылған")
        people["stranger"].looks("diploma-revoked")


def proposes(registrar: Walker, day: int) -> str:
    registrar.open("/kk/diplomas/desk/")
    registrar.sees("Ақпараттану бакалавры", "did:web:diplomas.example:issuers:u1")
    registrar.looks("diploma-desk")
    registrar.open(f"/kk/diplomas/desk/new/?since=2020-06-0{day}&before=2020-06-0{day + 1}")
    registrar.sees("Ұзынтегіүлгібаева", "бағдарламаның бланкі жоқ")
    registrar.looks("diploma-preview")
    registrar.click("1 диплом ұсыну")
    registrar.sees("басқа қызметкер мақұлдайды")
    registrar.looks("diploma-batch")
    return str(registrar.page.url).removeprefix(registrar.address)


def approves(dean: Walker, batch: str) -> None:
    dean.open(batch)
    dean.looks("diploma-approve")
    dean.click("Мақұлдау және беру")
    dean.page.get_by_text("күшінде", exact=True).first.wait_for(timeout=60_000)
    dean.looks("diploma-issued-batch")


def shares(graduate: Walker, folder: Path) -> tuple[str, Path]:
    graduate.open("/kk/diplomas/mine/")
    graduate.looks("diploma-mine")
    graduate.follow("Ақпараттану бакалавры")
    graduate.choose("Қанша уақытқа", "7 күн")
    graduate.click("Сілтеме жасау")
    graduate.sees("Сілтеме дайын", "Үлгі университеті")
    graduate.looks("diploma-own")
    with graduate.page.expect_download() as coming:
        graduate.page.get_by_role("link", name="Диплом файлын жүктеп алу").click()
    file = folder / "diploma.json"
    coming.value.save_as(file)
    return str(graduate.page.locator(".notice code").inner_text()), file


def other_forms(graduate: Walker, folder: Path) -> tuple[Path, Path]:
    """A PDF with a link in its code, and the degree without its marks."""
    graduate.click("QR кодқа тексеру сілтемесін қосу")
    graduate.sees("QR кодта осы дипломның сілтемесі тұр")
    graduate.page.get_by_label("Кредиттер саны").check()
    graduate.looks("diploma-own-printed")
    on_page = code_on(graduate)
    pdf, part = folder / "diploma.pdf", folder / "part.json"
    for role, name, file in (
        ("link", "PDF жүктеп алу", pdf),
        ("button", "Осы бөлігін жүктеп алу", part),
    ):
        with graduate.page.expect_download() as coming:
            graduate.page.get_by_role(role, name=name).click()
        coming.value.save_as(file)
    assert codes_in(page_of(pdf.read_bytes())) == on_page
    assert "/kk/diplomas/shared/" in on_page[0]
    return pdf, part


PIXELS = """async (data) => {
  const picture = new Image();
  picture.src = `data:image/png;base64,${data}`;
  await picture.decode();
  const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
  [canvas.width, canvas.height] = [picture.width, picture.height];
  pen.drawImage(picture, 0, 0);
  const told = pen.getImageData(0, 0, canvas.width, canvas.height).data;
  return [canvas.height, canvas.width, [...told].filter((_, n) => n % 4 === 1)];
}"""


def code_on(graduate: Walker) -> list[str]:
    """What another's decoder reads on the screen, in whatever colours the page has."""
    seen = base64.b64encode(graduate.page.screenshot(full_page=True)).decode()
    blank = graduate.page.context.new_page()
    height, width, green = blank.evaluate(PIXELS, seen)
    blank.close()
    return codes_in(np.array(green, dtype=np.uint8).reshape(height, width))


def checks_other_forms(stranger: Walker, pdf: Path, part: Path) -> None:
    stranger.open("/kk/verify/")
    stranger.page.set_input_files("#file", pdf)
    presses(stranger)
    stranger.sees("Диплом шынайы және күшінде", "қорытынды аттестаттау", "браузерде өтті")
    stranger.open("/kk/verify/")
    stranger.page.set_input_files("#file", part)
    presses(stranger)
    stranger.sees("Диплом шынайы және күшінде", "иесі не көрсететінін өзі таңдаған", "240")
    assert stranger.page.get_by_text("қорытынды аттестаттау").count() == 0
    stranger.looks("diploma-part")


def checks(stranger: Walker, address: str, file: Path) -> None:
    stranger.page.goto(address)
    stranger.sees("Диплом шынайы және күшінде", "қорытынды аттестаттау")
    stranger.looks("diploma-shared")
    stranger.open("/kk/verify/")
    stranger.looks("diploma-verify")
    stranger.page.set_input_files("#file", file)
    presses(stranger)
    stranger.sees("Диплом шынайы және күшінде", "Не тексерілді", "браузерде өтті")
    stranger.looks("diploma-verified")
    altered = file.read_bytes().replace(b'"80"', b'"99"')
    stranger.open("/kk/verify/")
    stranger.page.locator("#text").fill(altered.decode())
    presses(stranger)
    stranger.sees("кемінде бір байт өзгертілген")
    stranger.looks("diploma-altered")


def presses(stranger: Walker) -> None:
    """The script answers on the same page, and nothing is sent."""
    sent = []
    stranger.page.on("request", lambda one: sent.append(one) if one.method == "POST" else None)
    stranger.remember()
    stranger.page.get_by_role("button", name="Тексеру", exact=True).click()
    stranger.page.locator("#checked-here").wait_for()
    assert sent == []


def withdraws(registrar: Walker, batch: str) -> None:
    registrar.open(batch)
    with registrar.page.expect_navigation():
        registrar.page.get_by_role("link", name="Ұзынтегіүлгібаева").first.click()
    registrar.looks("diploma-issued")
    registrar.click("Күшін жою")
    registrar.sees("Себебін жазыңыз")
    registrar.looks("diploma-no-reason")
    registrar.fill("Себебі", "жалған деректер")
    registrar.click("Күшін жою")
    registrar.sees("күші жойылған", "жалған деректер")
    registrar.looks("diploma-withdrawn")


# A browser that can read codes, and a camera that sees one: neither is ours, and Chromium on a
# server has neither.
READS_CODES = """(text) => {
  window.BarcodeDetector = class {
    static async getSupportedFormats() { return ["qr_code"]; }
    async detect() { return text ? [{ rawValue: text }] : []; }
  };
  const sees = async () => {
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
    setInterval(() => pen.fillRect(0, 0, 9, 9), 20);
    return canvas.captureStream();
  };
  Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia: sees } });
}"""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "https://diplomas.examp1e/kk/diplomas/shared/x/",
            "басқа сайтқа апарады: diplomas.examp1e",
        ),
        ("HERE/kk/verify/", "дипломның өзіне емес"),
        ("javascript:alert(1)", "диплом сілтемесі табылмады"),
        ("HERE/kk/diplomas/shared/abc_-1/", ""),
    ],
)
def test_a_code_that_the_camera_sees_leads_to_a_diploma_of_this_site_alone(
    browser: Any, university: Service, text: str, sentence: str
):
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(10_000)
    told = text.replace("HERE", university.address)
    page.add_init_script(f"({READS_CODES})({told!r})")
    page.goto(f"{university.address}/kk/verify/")
    page.get_by_role("button", name="Камерамен сканерлеу").click()
    if sentence:
        page.get_by_text(sentence).wait_for()
        assert page.url == f"{university.address}/kk/verify/"
        assert page.locator("video").is_hidden()
    else:
        page.wait_for_url(told)
    context.close()


def test_a_browser_that_reads_no_codes_says_what_to_do_and_shows_no_button(
    browser: Any, university: Service
):
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script("delete window.BarcodeDetector")
    page.goto(f"{university.address}/kk/verify/")
    page.get_by_text("телефонның камерасымен ашыңыз").wait_for()
    assert page.locator("#scan-do").is_hidden()
    page.locator("#text").fill("https://diplomas.examp1e/kk/diplomas/shared/x/")
    page.get_by_role("button", name="Тексеру", exact=True).click()
    page.get_by_text("басқа сайтқа апарады").wait_for()
    context.close()
