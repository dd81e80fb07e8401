"""Code lists are declared data: complete, with sources, and wrong ones are refused by line."""

import shutil
from pathlib import Path
from typing import get_args

import pytest

from bagdar.core.errors import FaultyData
from bagdar.core.national_ids import Sex
from bagdar.core.origins import Origin
from bagdar.registry.rules.codes import NAMES, code_lists, lists_of
from bagdar.registry.rules.nouns import Form
from bagdar.warehouse.tables.registry import TABLES

DATA = Path(__file__).resolve().parents[2] / "data"
LOOKED_UP = {"ISCED 2011", "ISCED-F 2013", "ISIC Rev. 4", "ISO 639-1"}
OURS = "a word of this register"


def test_levels_are_those_of_isced_2011_and_types_offer_only_them():
    lists = code_lists(DATA)
    assert list(lists.levels) == ["01", "02", "1", "2", "3", "4", "5", "6", "7", "8"]
    assert lists.types["school"].offers == {"02", "1", "2", "3"}
    assert lists.types["authority"].offers == frozenset()


def test_what_nobody_looked_up_says_that_it_is_illustrative():
    lists = code_lists(DATA)
    assert len(lists_of(lists)) == len(NAMES) == 37
    unmarked = [
        (file, code)
        for file, lines in lists_of(lists)
        for code, one in lines.items()
        if not one.is_illustrative and one.source not in {*LOOKED_UP, OURS}
    ]
    assert unmarked == []


def test_every_list_that_a_contract_names_has_its_file_and_there_is_no_other():
    found = {path.stem for path in (DATA / "registry").glob("*.csv")}
    assert found - {"purposes"} == set(NAMES)  # purposes: of looking, no code of a fact


def test_a_detailed_field_stands_under_its_broad_and_its_narrow_one():
    fields = code_lists(DATA)["isced_fields"]
    assert [sum(len(code) == digits for code in fields) for digits in (2, 3, 4)] == [11, 29, 80]
    assert [code for code in fields if code[:2] not in fields or code[:3] not in fields] == []


def test_the_words_that_code_knows_are_those_of_the_lists():
    lists = code_lists(DATA)
    assert set(lists["origins"]) == {one.value for one in Origin}
    assert set(lists["study_forms"]) == {one.value for one in Form}
    assert set(lists["sexes"]) == set(get_args(Sex))


def test_every_code_and_example_of_a_contract_stands_in_its_list():
    lists = code_lists(DATA)
    columns = [(table, one) for table in TABLES.values() for one in table.columns if one.codes]
    examples = [
        (table.name, one.name, code)
        for table, one in columns
        for code in one.example.split()
        if code not in lists[one.codes]
    ]
    held = [
        (table.name, rule.code, code)
        for table in TABLES.values()
        for rule in table.rules
        for code in getattr(rule.test, "holds", ())
        if code not in lists[table[rule.test.columns[-1]].codes]
    ]
    assert (examples, held) == ([], [])


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "line"),
    [
        ("organisation_types.csv", "3 4 5", "3 4 9", "reference", 4),
        ("organisation_types.csv", "college,", "school,", "duplicate", 4),
        ("funding.csv", "fee,ақылы", "fee,", "missing_key", 3),
        ("leaving_reasons.csv", "health,", "Health!,", "value", 6),
        ("ownership.csv", "code,kk", "code,colour,kk", "unknown_column", 1),
    ],
)
def test_a_wrong_list_is_refused_with_its_line(
    tmp_path: Path, file: str, old: str, new: str, code: str, line: int
):
    shutil.copytree(DATA / "registry", tmp_path / "registry")
    path = tmp_path / "registry" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FaultyData) as refused:
        code_lists(tmp_path)
    faults = [(one.code, one.file, one.line) for one in refused.value.faults]
    assert (code, f"data/registry/{file}", line) in faults
