"""Code lists are declared data: complete, with sources, and wrong ones are refused by line."""

import shutil
from dataclasses import fields
from pathlib import Path

import pytest

from bagdar.core.errors import FaultyData
from bagdar.registry.rules.codes import CodeLists, code_lists, lists_of

DATA = Path(__file__).resolve().parents[2] / "data"
LOOKED_UP = {"ISCED 2011", "ISO 639-1"}


def test_levels_are_those_of_isced_2011_and_types_offer_only_them():
    lists = code_lists(DATA)
    assert list(lists.levels) == ["01", "02", "1", "2", "3", "4", "5", "6", "7", "8"]
    assert lists.types["school"].offers == {"02", "1", "2", "3"}
    assert lists.types["authority"].offers == frozenset()


def test_what_nobody_looked_up_says_that_it_is_illustrative():
    lists = code_lists(DATA)
    assert len(lists_of(lists)) == len(fields(CodeLists)) == 6
    unmarked = [
        (file, code)
        for file, lines in lists_of(lists)
        for code, one in lines.items()
        if not one.is_illustrative and one.source not in LOOKED_UP
    ]
    assert unmarked == []


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
