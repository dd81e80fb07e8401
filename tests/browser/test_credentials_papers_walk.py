"""Paper diplomas in Kazakh in Chromium, on a telephone in the dark and at a desk in the light.

A registrar types one and hands in a file, a dean refuses one and confirms the others, a stranger
reads what it comes from.
"""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.browser.looking import context_of
from tests.browser.test_credentials_walk import WIDTHS, presses, university
from tests.browser.test_monitoring_walk import Walker
from tests.browser.test_pages import told
from tests.people import PASSWORD
from tests.rules.test_credentials_papers import ROW, csv
from tests.served import Service

pytestmark = pytest.mark.browser
__all__ = ["university"]


@pytest.mark.parametrize("width", WIDTHS, ids=["360", "1280"])
def test_from_the_archive_to_a_stranger(
    browser: Any,
    university: Service,
    screenshots: Path,
    tmp_path: Path,
    width: int,
):
    scheme: Any = "dark" if width == 360 else "light"
    with ExitStack() as tabs:
        people = {}
        for role, username in (("registrar", "registrar-1"), ("dean", "dean-1"), ("stranger", "")):
            visit = tabs.enter_context(context_of(browser, width, scheme))
            one = Walker(visit("about:blank"), university.address, screenshots, f"{role}-{width}")
            if username:
                one.sign_in(username, PASSWORD)
            people[role] = one
        types(people["registrar"], width)
        batch = hands_in(people["registrar"], tmp_path, width)
        pdf = confirms(people["dean"], batch, tmp_path)
        stranger = people["stranger"]
        stranger.open("/kk/verify/")
        stranger.page.set_input_files("#file", pdf)
        presses(stranger)
        stranger.sees("Диплом шынайы және күшінде", "Кейін қағаз құжаттан енгізілген")
        stranger.looks("paper-checked")
        wrong = {
            f"{role} {page}": found
            for role, one in people.items()
            for page, found in one.wrong.items()
        }
        assert told(wrong) == []


def types(registrar: Walker, width: int) -> None:
    registrar.open("/kk/diplomas/desk/")
    registrar.follow("Қағаз диплом енгізу")
    registrar.looks("paper-new")
    for label, text in (
        ("Тегі (қағазда)", f"Ескібаева{width}"), ("Аты", "Мысал"),
        ("Біліктілік, қазақша", "Математик"), ("Біліктілік, орысша", "Математик"),
        ("Біліктілік, ағылшынша", "Mathematician"), ("Туған күні", "1975-03-02"),
        ("Ұйымның сол кездегі атауы", "Үлгі мемлекеттік институты"), ("Нөмірі", str(width)),
        ("Қағаз берілген күн", "1998-06-30"),
        ("Архивтің салыстырылған құжаты", "1998 жылғы кітап, 12-бет"),
    ):  # fmt: skip
        registrar.fill(label, text)
    registrar.page.get_by_label("ISCED деңгейі").select_option("7")
    registrar.click("Тексеруге ұсыну")
    registrar.sees("бүгін аккредитация жоқ")
    registrar.looks("paper-refused")


def hands_in(registrar: Walker, folder: Path, width: int) -> str:
    rows = [
        {**ROW, "family": f"{name}{width}", "number": f"{width}{place}"}
        for place, name in enumerate(("Ескібаева", "Күмәнова"))
    ]
    file = folder / "papers.csv"
    file.write_bytes(csv(*rows, {**ROW, "number": "—", "family": "Басқаева"}))
    registrar.open("/kk/diplomas/desk/papers/file/")
    registrar.looks("paper-file")
    registrar.page.set_input_files("#file", file)
    registrar.click("Тексеріп көру")
    registrar.sees("нөмірінде әріп те, цифр да жоқ", f"Ескібаева{width}")
    registrar.looks("paper-preview")
    registrar.click("2 қағаз дипломды ұсыну")
    registrar.sees("басқа қызметкер мақұлдайды", "бұрын қағазда берілген дипломдар")
    registrar.looks("paper-batch")
    return str(registrar.page.url).removeprefix(registrar.address)


def confirms(dean: Walker, batch: str, folder: Path) -> Path:
    dean.open(batch)
    dean.looks("paper-confirm")
    chosen = dean.page.get_by_label("Қай қағаз")
    chosen.select_option(index=1)
    dean.page.locator("#doubt textarea").fill("кітапта жоқ")
    dean.click("Осы қағаздан бас тарту")
    dean.sees("тексерген қызметкер бас тартты: кітапта жоқ")
    dean.click("Мақұлдау және беру")
    dean.sees("Немен салыстырғаныңызды жазыңыз")
    dean.looks("paper-unchecked")
    dean.fill("Архивтің қай құжатымен салыстырылды", "1998 жылғы кітап, 12-бет")
    dean.click("Мақұлдау және беру")
    dean.page.get_by_text("күшінде", exact=True).first.wait_for(timeout=60_000)
    dean.looks("paper-issued-batch")
    with dean.page.expect_navigation():
        dean.page.get_by_role("link", name="Ескібаева").first.click()
    dean.sees("registrar-1; салыстырған құжаты", "dean-1; салыстырған құжаты")
    dean.looks("paper-issued")
    with dean.page.expect_download() as coming:
        dean.page.get_by_role("link", name="PDF жүктеп алу").click()
    file = folder / "paper.pdf"
    coming.value.save_as(file)
    return file
