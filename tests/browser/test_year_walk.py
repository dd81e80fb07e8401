"""A whole year of first grades in Kazakh in Chromium, on a telephone in the dark and at a desk.

A parent applies and claims an address, a clerk proves it; an official closes and plans, parties
promise and reveal, witnesses cosign; the official runs and another lets out; the parent reads why
not the dearer school and accepts; a school enrols, another family leaves, the parent's child moves
up. At the end somebody who is signed in nowhere downloads every file and does it all again with
plain Python, without a network.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.browser.test_campaign_draw_walk import makes
from tests.browser.test_monitoring_walk import Walker
from tests.browser.walking import filled, run, walkers
from tests.rules.test_admissions_published import resealed
from tests.served import Service
from tests.whole_year import checks, written

pytestmark = pytest.mark.browser
WIDTHS = [360, pytest.param(1280, marks=pytest.mark.thorough)]
ROLES = ("parent", "first", "second", "party")
FIRST, SECOND = "Бірінші мектеп", "Екінші мектеп"


@pytest.fixture(scope="module")
def town() -> Iterator[Service]:
    with filled("from tests import year_town\nyear_town.begin()") as running:
        yield running


class Year:
    """Who walks, and what happens meanwhile. id: of the campaign."""

    def __init__(self, town: Service, width: int, people: dict[str, Walker]) -> None:
        self.town, self.width, self.people = town, width, people
        self.id = UUID(int=width)

    def meanwhile(self, *deeds: str) -> None:
        program = "\n".join(["from tests.year_town import *", *deeds])
        run(self.town, program.replace("WIDTH", str(self.width)))

    def desk(self, who: str, deed: str = "", look: str = "") -> Walker:
        """The page of the campaign at the desk; then its one button is pressed."""
        official = self.people[who]
        official.open(f"/kk/campaigns/desk/{self.id}/")
        if look:
            official.looks(look)
        if deed:
            press(official, deed)
        return official


def press(who: Walker, value: str) -> None:
    who.remember()
    with who.page.expect_navigation(wait_until="load"):
        who.page.locator(f'button[value="{value}"]').first.click()


@pytest.mark.parametrize("width", WIDTHS, ids=["360", "1280"])
def test_a_year_from_the_application_to_a_stranger_who_does_it_again(
    browser: Any, town: Service, screenshots: Path, width: int, tmp_path: Path
):
    names = {one: f"{one}-{width}" for one in ROLES}
    names |= {"clerk": "clerk", "stranger": "", "school": f"school-1-{width}"}
    with walkers(browser, town, screenshots, width, names) as people:
        year = Year(town, width, people)
        mine = applies(year)
        proves(people["clerk"], mine)
        draws(year, tmp_path)
        lets_out(year)
        reads_and_accepts(people["parent"], mine, width)
        moves_up(year, mine)
        done_again(people["stranger"], year.id, tmp_path / "stranger")


def applies(year: Year) -> str:
    parent, width = year.people["parent"], year.width
    parent.open("/kk/campaigns/mine/")
    parent.looks("year-mine")
    parent.page.locator(f'#may a[href$="/{year.id}/"]').click()
    parent.page.wait_for_load_state("load")
    parent.looks("year-apply")
    parent.fill(f"{FIRST} {width}", "1")
    parent.fill(f"{SECOND} {width}", "2")
    press(parent, "apply")
    parent.sees(f"Ұзынесімгүл{width}", "Тұратын мекенжайы")
    for name, text in (("street", "Сәкен көшесі"), ("house", "7"), ("document", "№7 анықтама")):
        parent.page.fill(f'[name="address-{name}"]', text)
    parent.click("Мекенжайды жазу")
    parent.sees("Сәкен көшесі, 7 — тексерілуін күтіп тұр")
    parent.looks("year-address")
    return str(parent.page.url).removeprefix(parent.address)


def proves(clerk: Walker, mine: str) -> None:
    clerk.open("/kk/campaigns/claims/")
    clerk.looks("year-claims")
    clerk.open(mine.replace("/mine/", "/claims/"))
    clerk.looks("year-case")
    clerk.page.fill("#reason-of-address", "анықтаманы көрдім")
    press(clerk, "prove-address")
    clerk.sees("расталды: анықтаманы көрдім")
    clerk.looks("year-proven")


def draws(year: Year, folder: Path) -> None:
    """Closed, planned, cosigned, promised, revealed."""
    party, width = year.people["party"], year.width
    year.meanwhile("days_pass(WIDTH)")
    official = year.desk("first", "close", look="year-desk-close")
    official.looks("year-desk-plan")
    speakers = {"ministry": "cli:ministry", "university": "cli:university"}
    for code, who in {**speakers, "parents": f"party-{width}"}.items():
        official.page.fill(f'[name="party-{code}"]', who)
    press(official, "plan")
    year.meanwhile("log()")
    year.desk("first", "witness", look="year-desk-witness")
    party.open(f"/kk/campaigns/parts/{year.id}/")
    party.looks("year-part")
    file = makes(party, folder)
    press(party, "promise")
    year.meanwhile("others_promise(WIDTH)")
    party.open(f"/kk/campaigns/parts/{year.id}/")
    party.page.set_input_files("#secret-file", file)
    party.looks("year-reveal")
    press(party, "reveal")
    party.sees("Сізден бұл науқанда енді ештеңе керек емес")
    year.meanwhile("others_reveal(WIDTH)", "log()")


def lets_out(year: Year) -> None:
    official = year.desk("first", "run", look="year-desk-run")
    year.meanwhile("log()")
    official = year.desk("first", look="year-desk-held")
    assert official.page.locator('button[value="release"]').count() == 0
    year.people["parent"].open("/kk/campaigns/mine/")
    year.people["parent"].looks("year-mine-held")
    year.desk("second", "release", look="year-desk-release")
    year.meanwhile("log()")


def reads_and_accepts(parent: Walker, mine: str, width: int) -> None:
    parent.open(mine)
    assert f"{SECOND} {width}" in parent.page.locator("main dl").first.inner_text()
    parent.sees("Соңғы алынғанда", "Өзіңіз қалай тексересіз")
    parent.looks("year-told")
    press(parent, "accept")
    parent.looks("year-accepted")


def moves_up(year: Year, mine: str) -> None:
    """A school enrols whoever has settled; another family leaves; the child gets the dearer one."""
    parent, school, width = year.people["parent"], year.people["school"], year.width
    year.meanwhile("answers(WIDTH, 'settle', SURE)", "answers(WIDTH, 'refuse', LEAVING)")
    enrols(school, f"Асан{width}", "year-offering")
    year.desk("first", "move_up", look="year-desk-move")
    year.meanwhile("log()", "answers(WIDTH, 'settle', LAST)")
    parent.open(mine)
    assert f"{FIRST} {width}" in parent.page.locator("main dl").first.inner_text()
    parent.looks("year-moved")
    year.desk("first", "end", look="year-desk-end")
    parent.open(mine)
    parent.looks("year-settled")
    enrols(school, f"Ұзынесімгүл{width}", "year-enrolled")


def enrols(school: Walker, name: str, look: str) -> None:
    school.open("/kk/campaigns/offering/")
    school.looks(f"{look}-places")
    school.page.locator("main table tbody a").first.click()
    school.page.wait_for_load_state("load")
    school.sees(name)
    school.looks(look)
    school.click(f"Қабылдау: Мысалова {name} Үлгіқызы")


# --- a stranger ---------------------------------------------------------------------------------

# What is changed, and what follows from the rest where the manifest was made to fit it.
CHANGED = {
    "input": ("applicants.jsonl", b'"catchment":1', b'"catchment":0', "input_other"),
    "rule": ("market.json", b'"seats":2', b'"seats":3', "input_other"),
    "seed": ("seed.json", b'"reveal_until":1', b'"reveal_until":2', ""),
    "result": ("result.jsonl", b'"block":"', b'"block":"x', ""),
}


def done_again(stranger: Walker, campaign: UUID, folder: Path) -> None:
    stranger.open("/kk/campaigns/")
    stranger.looks("year-campaigns")
    stranger.open(f"/kk/campaigns/{campaign}/")
    stranger.looks("year-public")
    files = downloaded(stranger, campaign)
    assert set(files) == {1, 2} and "changes.jsonl" in files[2]
    script = stranger.page.request.get(f"{stranger.address}/kk/campaigns/verify_allocation.py")
    written(folder, {"verify_allocation.py": script.body()})
    first, second = (written(folder / str(n), files[n]) for n in (1, 2))
    assert checks(folder, first)["ok"] and checks(folder, second, first)["ok"]
    stranger.open(f"/kk/campaigns/{campaign}/draw/")
    stranger.looks("year-draw")
    for what, (name, old, new, code) in CHANGED.items():
        told = files[1] | {name: files[1][name].replace(old, new, 1)}
        assert told != files[1], (what, files[1][name])
        plain = checks(folder, written(folder / what, told))
        assert (plain["code"], plain["facts"]["file"]) == ("file_differs", name), what
        sealed = checks(folder, written(folder / f"{what}-sealed", resealed(told)))
        assert not sealed["ok"] and sealed["code"] == (code or sealed["code"]), (what, sealed)


def downloaded(stranger: Walker, campaign: UUID) -> dict[int, dict[str, bytes]]:
    """Every file that the page links to, by decision."""
    found: dict[int, dict[str, bytes]] = {}
    links = stranger.page.locator(f'main a[href*="/campaigns/{campaign}/files/"]')
    for address in {str(one.get_attribute("href")) for one in links.all()}:
        number, name = address.rstrip("/").split("/")[-2:]
        answer = stranger.page.request.get(f"{stranger.address}{address}")
        assert answer.status == 200, address
        found.setdefault(int(number), {})[name] = answer.body()
    return found


def test_the_checker_of_the_stranger_sees_no_package(tmp_path: Path):
    """A control: what runs it finds neither this project nor what it stands on."""
    (tmp_path / "verify_allocation.py").write_text("import django", encoding="utf-8")
    with pytest.raises(AssertionError, match="No module named 'django'"):
        checks(tmp_path, tmp_path)
