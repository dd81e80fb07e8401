"""A wrong declared file is refused with file, line, field and remedy, every fault at once."""

import shutil
from pathlib import Path

import pytest

from bagdar.core.errors import FaultyData
from bagdar.core.sentences import fault_line
from bagdar.programme.rules.files import read_edition

REGIONAL = Path(__file__).parent / "programmes" / "oblast-2024-2026"


@pytest.fixture
def folder(tmp_path):
    """A sound programme that a test may spoil."""
    return Path(shutil.copytree(REGIONAL, tmp_path / "oblast"))


def spoil(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults_of(folder):
    with pytest.raises(FaultyData) as refused:
        read_edition(folder)
    return refused.value.faults


def one_fault(folder):
    faults = faults_of(folder)
    assert len(faults) == 1, faults
    return faults[0]


def test_the_sound_programme_is_read(folder):
    edition = read_edition(folder)
    assert (edition.code, len(edition.measures)) == ("oblast-2024-2026@1", 1)


def test_broken_toml_is_refused_with_its_line(folder, catalogue):
    spoil(folder / "headings.toml", 'code = "1.1"', "code = 1.1.1")
    fault = one_fault(folder)
    assert (fault.code, fault.file, fault.line) == ("toml", "oblast/headings.toml", 9)
    assert "TOML оқылмады" in fault_line(fault, catalogue, "kk")


def test_an_unknown_key_is_refused_with_file_line_and_field(folder, catalogue):
    spoil(folder / "measures.toml", "number = 1", "number = 1\ncolour = 2")
    fault = one_fault(folder)
    assert (fault.code, fault.line, fault.field) == ("unknown_key", 3, "measure[1].colour")
    assert fault_line(fault, catalogue, "ru") == (
        "oblast/measures.toml:3: measure[1].colour: неизвестный ключ; "
        "исправьте имя или уберите строку"
    )


def test_an_unknown_key_at_the_top_of_a_list_file_is_refused(folder):
    spoil(folder / "bodies.toml", "[[body]]", 'mood = "good"\n[[body]]')
    fault = one_fault(folder)
    assert (fault.code, fault.line, fault.field) == ("unknown_key", 1, "mood")


def test_a_missing_language_is_refused(folder):
    spoil(folder / "bodies.toml", 'name.ru = "Управление образования"\n', "")
    fault = one_fault(folder)
    assert (fault.code, fault.field) == ("missing_key", "body[1].name.ru")
    assert fault.line == 8


def test_a_date_that_does_not_exist_is_refused_with_its_line(folder, catalogue):
    spoil(folder / "programme.toml", "adopted_on = 2023-12-20", "adopted_on = 2023-02-30")
    fault = one_fault(folder)
    assert (fault.code, fault.line) == ("toml", 15)
    assert "мұндай күн жоқ" in fault_line(fault, catalogue, "kk")


def test_a_code_that_stands_twice_is_refused_at_its_second_place(folder):
    text = (folder / "measures.toml").read_text(encoding="utf-8")
    (folder / "measures.toml").write_text(f"{text}\n{text}", encoding="utf-8")
    fault = one_fault(folder)
    assert (fault.code, fault.line, fault.field) == ("duplicate", 21, "measure.number")
    assert fault.facts["first_line"] == 1


def test_a_reference_to_nothing_is_refused(folder):
    spoil(folder / "measures.toml", 'task = "1.1"', 'task = "1.7"')
    fault = one_fault(folder)
    assert (fault.code, fault.line, fault.field) == ("reference", 4, "measure[1].task")


def test_a_cyrillic_letter_in_a_code_is_named(folder, catalogue):
    spoil(folder / "targets.csv", "T1.1,body,2025", "Т1.1,body,2025")
    fault = one_fault(folder)
    assert (fault.code, fault.line, fault.field) == ("homoglyph", 4, "indicator")
    assert "(U+0422)" in fault_line(fault, catalogue, "kk")
    assert "(U+0054)" in fault_line(fault, catalogue, "kk")


def test_latin_schwa_and_latin_i_in_a_code_are_refused(folder):
    for letter, point in (("ə", "U+0259"), ("і", "U+0456")):
        spoil(folder / "bodies.toml", 'code = "education"', f'code = "educat{letter}on"')
        codes = {(fault.code, fault.facts.get("letter_point")) for fault in faults_of(folder)}
        assert ("homoglyph", point) in codes
        spoil(folder / "bodies.toml", f'code = "educat{letter}on"', 'code = "education"')


@pytest.mark.parametrize("encoding", ["cp1251", "kz1048", "utf-16"])
def test_another_encoding_is_refused_and_never_guessed(folder, encoding, catalogue):
    path = folder / "headings.toml"
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding, "replace"))
    fault = one_fault(folder)
    assert fault.code == "encoding"
    assert "UTF-8" in fault_line(fault, catalogue, "kk")


def test_an_empty_file_and_a_huge_one_are_refused_without_being_parsed(folder):
    (folder / "finance.csv").write_bytes(b"")
    (folder / "measures.toml").write_bytes(b"# " + b"x" * (50 * 1024 * 1024))
    assert [(fault.code, fault.file) for fault in faults_of(folder)] == [
        ("too_large", "oblast/measures.toml"),
        ("empty_file", "oblast/finance.csv"),
    ]


def test_a_broken_csv_names_row_and_columns(folder):
    with (folder / "targets.csv").open("a", encoding="utf-8") as file:
        file.write("T1.1,body,2027\n")
    fault = one_fault(folder)
    assert (fault.code, fault.line) == ("ragged_row", 6)
    assert fault.facts == {"cells": 3, "columns": 6}


def test_a_csv_without_a_column_or_with_a_strange_one_is_refused(folder):
    spoil(folder / "targets.csv", "indicator,table,year,value", "indicator,table,jahr,value")
    assert {(fault.code, fault.field) for fault in faults_of(folder)} == {
        ("missing_column", "year"),
        ("unknown_column", "jahr"),
    }


def test_an_open_quotation_mark_in_a_csv_is_refused(folder):
    with (folder / "targets.csv").open("a", encoding="utf-8") as file:
        file.write('T1.1,body,2027,"1\n')
    assert one_fault(folder).code == "csv"


def test_a_word_where_a_number_belongs_is_refused_with_line_and_column(folder):
    spoil(folder / "targets.csv", "T1.1,body,2025,88,88,", "T1.1,body,2025,көп,көп,")
    fault = one_fault(folder)
    assert (fault.code, fault.line, fault.field) == ("value", 4, "value")
    assert fault.facts["value"] == "көп"


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e999999", "0." + "1" * 40])
def test_numbers_that_are_none_are_refused(folder, text):
    spoil(folder / "targets.csv", "T1.1,body,2025,88,88,", f"T1.1,body,2025,{text},88,")
    assert one_fault(folder).code == "value"


def test_ten_thousand_brackets_are_refused_and_do_not_stop_the_reader(folder):
    spoil(folder / "bodies.toml", "[[body]]", "a = " + "[" * 10_000)
    assert one_fault(folder).code == "toml"


def test_all_faults_of_all_files_come_at_once(folder):
    spoil(folder / "targets.csv", "T1.1,body,2025,88,88,", "T1.1,body,2025,x,88,")
    spoil(folder / "finance.csv", "1,ЖБ", "x,ЖБ")
    (folder / "bodies.toml").unlink()
    assert [fault.code for fault in faults_of(folder)] == ["missing_file", "value", "not_a_number"]


def test_control_characters_of_a_value_are_not_repeated_in_a_message(folder, catalogue):
    spoil(folder / "bodies.toml", 'kind = "local"', 'kind = "lo\\u001b[31mcal"')
    line = fault_line(one_fault(folder), catalogue, "en")
    assert "\x1b" not in line


def test_a_spelling_without_a_reason_is_refused(folder):
    spoil(folder / "bodies.toml", 'kind = "local"', 'kind = "local"\nspellings = ["Б.Б."]')
    fault = one_fault(folder)
    assert (fault.code, fault.line, fault.field) == ("missing_key", 5, "body[1].reason")


def test_a_passport_that_names_no_indicator_is_refused(folder):
    with (folder / "passport.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[targets]]\nnumber = 1\nindicator = "T9.9"\nvalues = { "T1.1" = 92 }\n')
        file.write('text = { kk = "бір", ru = "один", en = "one" }\n')
    fault = one_fault(folder)
    assert (fault.code, fault.line, fault.field) == ("reference", 12, "targets[1].indicator")
