"""A secretary brings 600 messy rows in, in Chromium, as the tutorial tells it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.browser.looking import context_of
from tests.browser.test_monitoring_walk import ROOT, Walker, names_of
from tests.browser.test_pages import told
from tests.pupils import COLUMNS, TITLES, messy, to_csv, to_xlsx

pytestmark = pytest.mark.browser

TUTORIAL = "delivering-pupils.md"
PUPILS = 600
MAKE_ACCOUNT = """
import django
django.setup()
from bagdar.access.models import Account
from tests.register import organisation
import sys
account = Account(username=sys.argv[1], role="organisation", organisation_id=organisation())
account.set_password("a password for tests only")
account.save()
"""


@pytest.mark.parametrize(
    "width", [pytest.param(1280, marks=pytest.mark.thorough), pytest.param(360)]
)
def test_a_secretary_brings_six_hundred_pupils_in(browser, served, screenshots, width, tmp_path):
    make_account(served.var_dir, "school-secretary")
    rows, right = messy(PUPILS)
    book = tmp_path / "оқушылар.xlsx"
    book.write_bytes(to_xlsx(rows, titles=TITLES))
    with context_of(browser, width, "light" if width > 1000 else "dark") as visit:
        secretary = Walker(visit("about:blank"), str(served), screenshots, f"intake-{width}")
        secretary.sign_in("school-secretary", "a password for tests only")
        tries_first(secretary, book)
        mends(
            secretary,
            delivers(secretary, book),
            tmp_path,
            {one["local_number"]: one for one in right},
        )
        finds_everybody(secretary, tmp_path)
        is_asked_for_the_encoding(secretary, tmp_path)
        assert told(secretary.wrong) == []
        seen = " ".join(" ".join(text.split()) for text in secretary.seen)
        assert sorted(name for name in names_of(TUTORIAL) if name not in seen) == []


def make_account(var_dir: Path, name: str) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("BAGDAR_")},
        "BAGDAR_VAR_DIR": str(var_dir),
        "DJANGO_SETTINGS_MODULE": "bagdar.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
    }
    subprocess.run([sys.executable, "-c", MAKE_ACCOUNT, name], env=environment, check=True)


def to_the_upload(secretary: Walker) -> None:
    secretary.open("/kk/intake/pupils/new/")


def tries_first(secretary: Walker, book: Path) -> None:
    secretary.open("/kk/intake/")
    secretary.looks("forms")
    secretary.open("/kk/intake/pupils/record/")
    secretary.looks("record")
    to_the_upload(secretary)
    secretary.looks("upload")
    secretary.page.locator("input[type=file]").set_input_files(book)
    secretary.click("Алдымен тексеріп көру")
    secretary.sees("Бұл – тек тексеру: ештеңе жазылған жоқ.", "Тізілімде не өзгерер еді")
    secretary.looks("trial")


def delivers(secretary: Walker, book: Path) -> int:
    """How many rows came back."""
    to_the_upload(secretary)
    secretary.page.locator("input[type=file]").set_input_files(book)
    secretary.click("Тапсыру")
    secretary.sees("енгізілді", "Қайтарылған жолдар", "Ескертпелер")
    secretary.looks("delivery")
    return int(figure(secretary, "Қайтты"))


def figure(secretary: Walker, label: str) -> str:
    """A number of the answer strip."""
    cell = secretary.page.locator("dl.answer div", has_text=label).first
    return "".join(cell.locator(".value").inner_text().split())


def mends(secretary: Walker, back: int, folder: Path, right: dict[str, dict[str, Any]]) -> None:
    assert back == sum(1 for place in range(PUPILS) if place % 9 == 4)
    with secretary.page.expect_download() as coming:
        secretary.page.get_by_role("link", name="Қайтарылған жолдарды жүктеу (XLSX)").click()
    returned = folder / "returned.xlsx"
    coming.value.save_as(returned)
    mend(returned, right)
    secretary.follow("Түзетілгенін тапсыру")
    secretary.page.locator("input[type=file]").set_input_files(returned)
    secretary.click("Тапсыру")
    secretary.sees("Қайтарылған жол жоқ.")
    assert (figure(secretary, "Енді"), figure(secretary, "Қайтты")) == (str(back), "0")
    secretary.looks("mended", axe=False)


def mend(path: Path, right: dict[str, dict[str, Any]]) -> None:
    """Put right what is coloured, as somebody does who has the documents beside it."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    names = {TITLES.get(name, name): name for name in COLUMNS}
    number = titles.index(TITLES["local_number"])
    for row in sheet.iter_rows(min_row=2):
        good = right[str(row[number].value)]
        for cell, title in zip(row, titles, strict=True):
            if title in names:
                cell.value = good[names[title]]
    book.save(path)


def finds_everybody(secretary: Walker, folder: Path) -> None:
    """What the register holds today is all of them; handing it in again changes nothing."""
    to_the_upload(secretary)
    with secretary.page.expect_download() as coming:
        secretary.page.locator("a[href*='today.xlsx']").click()
    today = folder / "today.xlsx"
    coming.value.save_as(today)
    assert openpyxl.load_workbook(today).worksheets[0].cell(PUPILS + 1, 1).value
    secretary.page.locator("input[type=file]").set_input_files(today)
    secretary.click("Тапсыру")
    assert (figure(secretary, "Белгілі еді"), figure(secretary, "Қайтты")) == (str(PUPILS), "0")
    secretary.open("/kk/intake/deliveries/")
    secretary.looks("deliveries")


def is_asked_for_the_encoding(secretary: Walker, folder: Path) -> None:
    rows, _ = messy(30, seed=1)
    old = folder / "ескі.csv"
    old.write_bytes(to_csv(rows, encoding="kz1048"))
    to_the_upload(secretary)
    secretary.page.locator("input[type=file]").set_input_files(old)
    secretary.click("Тапсыру")
    secretary.looks("encoding", axe=False)
    secretary.page.locator("select[name=encoding]").select_option("kz-1048")
    secretary.page.locator("input[type=file]").set_input_files(old)
    secretary.click("Тапсыру")
    secretary.sees("Жеткізілім")
