"""The tutorial about amending a programme does what it says."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from bagdar.core.errors import FaultyData
from bagdar.core.languages import Language
from bagdar.core.sentences import fault_line
from bagdar.programme.rules.amendments import amend
from bagdar.programme.rules.check import check
from bagdar.programme.rules.compare import compare, sentence
from bagdar.programme.rules.editions import known_on, target
from bagdar.programme.rules.files import read_edition

ROOT = Path(__file__).resolve().parents[2]
ACT = ROOT / "data" / "programme" / "kz-2020-2025"
PAGE = (ROOT / "docs" / "tutorials" / "amending-a-programme.md").read_text(encoding="utf-8")
OVERLAY = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]
SHOWN = [block.splitlines() for block in re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)]
NAME = "my-programme/amendments/2.toml"


@pytest.fixture(scope="module")
def editions(edition):
    return [edition, amend(edition, OVERLAY.encode(), NAME)]


@pytest.mark.parametrize(("language", "place"), [("en", 0), ("kk", 1)])
def test_the_difference_reads_as_the_tutorial_prints_it(
    editions, catalogue, language: Language, place: int
):
    found = compare(*editions)
    said = [f"- {sentence(one, catalogue)[language]}" for one in found]
    assert [_plain(line) for line in SHOWN[place][:-1]] == [_plain(line) for line in said]


def test_what_was_known_on_a_day_is_as_the_tutorial_prints_it(editions):
    acts = [one.act for one in editions]
    for day, printed in ((date(2021, 2, 28), 75), (date(2021, 3, 1), 80)):
        index = known_on(acts, day)
        assert index is not None
        assert target(editions[index], "T1.4", 2025, "body") == printed
        assert f"{editions[index].code}: T1.4, 2025: {printed} %" in _plain("\n".join(SHOWN[2]))


def test_the_check_finds_the_two_contradictions_with_the_passport(editions):
    before, after = ({one.key for one in check(edition)} for edition in editions)
    new = sorted(key for key in after - before if key.startswith("passport_target_value"))
    assert new == [
        "passport_target_value passport T1.4 target annex",
        "passport_target_value passport T1.4 target body",
    ]


def test_a_guard_that_does_not_hold_is_told_as_the_tutorial_prints_it(edition, catalogue):
    wrong = OVERLAY.replace("was = 75", "was = 70")
    with pytest.raises(FaultyData) as refused:
        amend(edition, wrong.encode(), NAME)
    told = {fault_line(fault, catalogue, "en") for fault in refused.value.faults}
    assert told == set(SHOWN[3])


def test_the_folder_of_the_tutorial_is_read_with_its_amendment(tmp_path: Path):
    from bagdar.programme.services import read_folder

    folder = tmp_path / "my-programme"
    shutil.copytree(ACT, folder)
    (folder / "amendments").mkdir()
    (folder / "amendments" / "2.toml").write_text(OVERLAY, encoding="utf-8")
    drafts = read_folder(folder)
    assert [draft.edition.code for draft in drafts] == ["kz-2020-2025@1", "kz-2020-2025@2"]
    assert drafts[1].edition.illustrative and not read_edition(folder).illustrative


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")
