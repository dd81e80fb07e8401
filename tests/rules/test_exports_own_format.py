"""The project's own format: what is written reads back as the same edition."""

import importlib
import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from bagdar.core.languages import Words
from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.amendments import amend
from bagdar.programme.rules.exports.own_format import own_files, own_format
from bagdar.programme.rules.files import read_edition

ACT = Path(__file__).resolve().parents[2] / "data" / "programme" / "kz-2020-2025"

AMENDMENT = """
number = 2
illustrative = true
[act]
number = "1"
adopted_on = 2021-03-01
in_force_on = 2021-03-02
title = { kk = "Түзету", ru = "Поправка", en = "Amendment" }
citation = { kk = "Мысал", ru = "Пример", en = "An example" }
issuer = { kk = "Мысал", ru = "Пример", en = "An example" }
[[target]]
row = "T1.4"
year = 2025
was = 75
value = 80.5
[[money]]
measure = 139
source = "РБ"
year = 2023
was = 25242
[[remove]]
of = "measure"
code = "95"
[[change]]
of = "measure"
code = "139"
field = "unit"
set = "a \\"quoted\\" \\\\ unit\\n on two lines"
"""


def written(edition: Edition, folder: Path) -> Edition:
    for name, text in own_files(edition).items():
        (folder / name).write_text(text, encoding="utf-8")
    return read_edition(folder)


def without_comments(text: str) -> str:
    lines = [line.split("  # ")[0] for line in text.split("\n") if not line.startswith("#")]
    return "\n".join(lines).lstrip("\n")


@pytest.fixture(scope="module")
def amended(edition: Edition) -> Edition:
    content = AMENDMENT
    unit = edition.measure_by_number[139].unit
    if unit is not None:
        content = content.replace('field = "unit"', f'field = "unit"\nwas = "{unit}"')
    return amend(edition, content.encode(), "2.toml")


def test_the_act_written_and_read_again_is_the_same_edition(edition, tmp_path):
    assert written(edition, tmp_path) == edition


def test_an_amended_edition_written_and_read_again_is_the_same_edition(amended, tmp_path):
    again = written(amended, tmp_path)
    assert again == amended
    assert again.number == 2 and again.illustrative is True
    assert again.row("T1.4").targets("annex")[2025] == Decimal("80.5")
    assert again.measure_by_number[139].unit == 'a "quoted" \\ unit\n on two lines'
    assert 95 not in again.measure_by_number


@pytest.mark.parametrize("path", sorted(ACT.glob("*.*")), ids=lambda path: path.name)
def test_each_file_of_the_act_is_written_as_it_stands_in_the_project(edition, path):
    if path.name == "acknowledged.toml":
        pytest.skip("acknowledgements belong to the programme, not to an edition")
    ours = without_comments(own_files(edition)[path.name])
    assert ours == without_comments(path.read_text(encoding="utf-8"))


def test_the_zip_holds_the_files_in_a_folder_named_after_the_programme(edition):
    archive = zipfile.ZipFile(io.BytesIO(own_format(edition)))
    assert archive.testzip() is None
    assert archive.namelist() == [f"kz-2020-2025/{name}" for name in own_files(edition)]
    texts = own_files(edition)
    assert archive.read("kz-2020-2025/finance.csv").decode() == texts["finance.csv"]


def test_the_same_edition_gives_the_same_bytes(edition):
    assert own_format(edition) == own_format(edition.model_copy(deep=True))


def test_a_file_that_would_be_empty_is_not_written(edition, tmp_path):
    bare = edition.model_copy(update={"abbreviations": (), "totals": None, "section6": None})
    files = own_files(bare)
    assert "abbreviations.toml" not in files and "totals.toml" not in files
    assert written(bare, tmp_path) == bare


@pytest.mark.parametrize(
    "text", ['"', "\\", "a\tb", "\x7f\x01", "[x]\n# no comment", "қазақша ‘’ «»", "'''", "\r\n"]
)
def test_any_wording_survives(edition, tmp_path, text):
    words = Words(kk=f"{text}.", ru=f".{text}", en=f"x{text}x")
    goals = (edition.goals[0].model_copy(update={"name": words}), *edition.goals[1:])
    changed = edition.model_copy(update={"goals": goals})
    assert written(changed, tmp_path).goals[0].name == words


def test_a_writer_that_forgets_a_field_is_found(edition, tmp_path, monkeypatch):
    """Negative control: the comparison sees one lost field of one kind of record."""
    module = importlib.import_module("bagdar.programme.rules.exports.own_format")

    kept = tuple(key for key in module.MEASURE if key != "note")
    monkeypatch.setattr(module, "MEASURE", kept)
    assert written(edition, tmp_path) != edition
    assert re.search(r"^note\.kk", (tmp_path / "measures.toml").read_text(), re.M) is None
