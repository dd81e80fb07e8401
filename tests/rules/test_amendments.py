"""An amendment turns one edition into the next, or is refused whole."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bagdar.core.errors import FaultyData
from bagdar.programme.rules.amendments import amend, read_amendments
from bagdar.programme.rules.compare import compare, sentence
from bagdar.programme.rules.editions import known_on, target
from bagdar.programme.rules.files import read_edition

FOLDER = Path(__file__).parents[1] / "data" / "programmes" / "oblast-2024-2026"
OVERLAY = (FOLDER / "amendments" / "2.toml").read_text(encoding="utf-8")


@pytest.fixture
def first():
    return read_edition(FOLDER)


def amended(edition, text=OVERLAY):
    return amend(edition, text.encode(), "2.toml")


def refused(edition, text):
    before = edition.model_dump_json()
    with pytest.raises(FaultyData) as error:
        amended(edition, text)
    assert edition.model_dump_json() == before
    return error.value.faults


def test_an_amendment_changes_what_it_names_and_nothing_else(first):
    second = amended(first)
    assert (second.code, second.act.adopted_on) == ("oblast-2024-2026@2", date(2025, 3, 10))
    assert second.row("T1.1").targets() == {
        2023: Decimal("81.5"),
        2024: Decimal(84),
        2025: Decimal(88),
        2026: Decimal("90.5"),
    }
    assert second.measures[0].money[0].amounts[2026] == 140
    assert first.row("T1.1").targets()[2026] == 92


def test_the_difference_is_said_in_words_in_three_languages(first, catalogue):
    differences = compare(first, amended(first))
    said = [sentence(difference, catalogue) for difference in differences]
    assert [one.kk for one in said] == [
        "Индикатор T1.1, 2026 жылғы нысана (4-бөлім): 92 % орнына 90,5 %",
        "Іс-шара m1, 2026 жылғы қаражат, ЖБ: 120 млн теңге орнына 140 млн теңге",
        "Іс-шара m1, барлық қаражат, ЖБ: 330 млн теңге орнына 350 млн теңге",
    ]
    assert said[0].en == "Indicator T1.1, target for 2026 (section 4): 92 % became 90.5 %"


def test_an_edition_does_not_differ_from_itself(first):
    assert compare(first, first) == ()


def test_a_target_is_known_as_the_newest_act_of_the_day_prints_it(first):
    editions = [first, amended(first)]
    acts = [edition.act for edition in editions]

    def known(day):
        index = known_on(acts, day)
        return None if index is None else target(editions[index], "T1.1", 2026, "body")

    assert known(date(2023, 12, 19)) is None
    assert known(date(2023, 12, 20)) == known(date(2025, 3, 9)) == 92
    assert known(date(2025, 3, 10)) == Decimal("90.5")


def test_a_change_written_for_another_text_is_refused_with_what_stands_there(first):
    faults = refused(first, OVERLAY.replace("was = 92", "was = 91"))
    assert [(fault.code, fault.line, fault.field) for fault in faults] == [
        ("stale_change", 21, "target[1].was")
    ]
    assert faults[0].facts == {"stands": "92", "was": "91"}


def test_every_fault_of_an_amendment_comes_at_once(first):
    text = OVERLAY.replace("number = 2\n", "number = 4\n", 1)
    text = text.replace('row = "T1.1"', 'row = "T9.9"').replace('source = "ЖБ"', 'source = "РБ"', 1)
    codes = [fault.code for fault in refused(first, text)]
    assert codes == ["edition_number", "reference", "reference"]


def test_a_cyrillic_letter_in_the_row_of_an_amendment_is_named(first):
    faults = refused(first, OVERLAY.replace('row = "T1.1"', 'row = "Т1.1"'))
    assert [fault.code for fault in faults] == ["homoglyph"]


def test_an_amendment_older_than_its_edition_is_refused(first):
    faults = refused(first, OVERLAY.replace("2025-03-10", "2022-03-10"))
    assert [(fault.code, fault.line) for fault in faults] == [("act_before", 6)]


def test_a_field_a_record_and_a_removal(first, catalogue):
    text = (
        OVERLAY
        + """
[[change]]
of = "measure"
code = "1"
field = "form"
was = { kk = "есеп", ru = "отчёт", en = "report" }
set = { kk = "бұйрық", ru = "приказ", en = "order" }

[[add.subtask]]
code = "1.1.1"
number = 1
task = "1.1"
name = { kk = "Жаңа орындар", ru = "Новые места", en = "New places" }
"""
    )
    second = amended(first, text)
    assert second.measures[0].form.en == "order"
    said = [sentence(one, catalogue).en for one in compare(first, second)]
    assert "Subtask 1.1.1 was added: «New places»" in said
    assert "Measure m1, completion form: «report» became «order»" in said
    third = OVERLAY.replace("number = 2\n", "number = 3\n", 1).split("[[target]]")[0]
    third += '[[remove]]\nof = "subtask"\ncode = "1.1.1"\n'
    back = [sentence(one, catalogue).en for one in compare(second, amended(second, third))]
    assert back == ["Subtask 1.1.1 was removed: «New places»"]


def test_a_removal_that_leaves_a_reference_to_nothing_is_refused(first):
    text = OVERLAY + '\n[[remove]]\nof = "task"\ncode = "1.1"\n'
    assert {fault.code for fault in refused(first, text)} == {"reference"}


def test_a_field_that_does_not_exist_is_refused(first):
    text = OVERLAY + '\n[[change]]\nof = "measure"\ncode = "1"\nfield = "colour"\nset = 1\n'
    assert [fault.code for fault in refused(first, text)] == ["unknown_field"]


def test_a_value_of_the_wrong_kind_is_refused(first):
    text = (
        OVERLAY
        + '\n[[change]]\nof = "measure"\ncode = "1"\nfield = "unit"\nwas = "млн. тг."\nset = 5\n'
    )
    faults = refused(first, text)
    assert [fault.code for fault in faults] == ["value"]


def test_amendments_are_read_in_the_order_of_their_numbers(tmp_path):
    folder = tmp_path / "p"
    (folder / "amendments").mkdir(parents=True)
    for number in (10, 2, 9):
        (folder / "amendments" / f"{number}.toml").write_text(str(number))
    assert [int(content) for content, _ in read_amendments(folder, "p")] == [2, 9, 10]
