"""A secretary hands in what the school's own system exports, at a phone's width, in the dark."""

import pytest

from tests.browser.looking import context_of
from tests.browser.test_intake_walk import make_account
from tests.browser.test_monitoring_walk import Walker
from tests.browser.test_pages import told
from tests.roster_files import roster, zipped

pytestmark = pytest.mark.browser
NEW = "/kk/intake/oneroster/new/"


def test_a_secretary_delivers_a_roster_and_finds_each_line(browser, served, screenshots, tmp_path):
    make_account(served.var_dir, "roster-secretary")
    export = tmp_path / "oneroster.zip"
    export.write_bytes(zipped(roster()))
    with context_of(browser, 360, "dark") as visit:
        secretary = Walker(visit("about:blank"), str(served), screenshots, "roster-360")
        secretary.sign_in("roster-secretary", "a password for tests only")
        tries_first(secretary, export)
        delivers(secretary, export)
        is_told_what_is_missing(secretary, tmp_path)
        assert told(secretary.wrong) == []


def hand_in(secretary: Walker, file: object, button: str) -> None:
    secretary.open(NEW)
    secretary.page.locator("input[type=file]").set_input_files(file)
    secretary.click(button)


def tries_first(secretary: Walker, export: object) -> None:
    secretary.open(NEW)
    secretary.looks("roster")
    hand_in(secretary, export, "Алдымен тексеріп көру")
    secretary.sees("Бұл – тек тексеру: ештеңе жазылған жоқ.", "enrollments.csv:3", "roles.csv:3")
    secretary.looks("roster-trial")


def delivers(secretary: Walker, export: object) -> None:
    hand_in(secretary, export, "Тапсыру")
    secretary.sees("users.csv: enabledUser")
    secretary.looks("roster-told")
    secretary.page.get_by_role("link", name="Қайтарылған жолдарды түзету").first.click()
    secretary.page.wait_for_load_state("load")
    secretary.sees("enrollments.csv:3", "2024-13-01")
    secretary.looks("roster-delivery")


def is_told_what_is_missing(secretary: Walker, folder: object) -> None:
    part = folder / "part.zip"
    part.write_bytes(zipped({"users.csv": roster()["users.csv"]}))
    hand_in(secretary, part, "Тапсыру")
    secretary.sees("classes.csv")
    secretary.looks("roster-refused")
