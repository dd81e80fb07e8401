"""The main tables as CSV: complete, joined by codes, and nothing in them that a sheet would run."""

import csv
import io
import zipfile
from decimal import Decimal

import pytest

from bagdar.core.languages import Words
from bagdar.core.sheets.harmless import harmless
from bagdar.programme.rules.exports import FORMATS, export
from bagdar.programme.rules.exports.tables import csv_zip, flat_tables
from bagdar.programme.rules.money import amounts


def tables_of(edition) -> dict[str, list[dict[str, str]]]:
    archive = zipfile.ZipFile(io.BytesIO(csv_zip(edition)))
    return {
        name.split("/")[1]: list(
            csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig")))
        )
        for name in archive.namelist()
    }


@pytest.fixture(scope="module")
def tables(edition):
    return tables_of(edition)


def test_the_tables_are_those_of_the_act_with_all_their_rows(tables, edition):
    assert {name: len(rows) for name, rows in tables.items()} == {
        "edition.csv": 1,
        "goals.csv": 21,
        "bodies.csv": 30,
        "indicators.csv": 130,
        "targets.csv": 845,
        "measures.csv": 204,
        "money.csv": 207,
        "printed-totals.csv": 37,
    }


def test_every_code_that_a_table_refers_to_is_in_the_table_it_refers_to(tables):
    rows = {row["row"] for row in tables["indicators.csv"]}
    measures = {row["measure"] for row in tables["measures.csv"]}
    headings = {row["code"] for row in tables["goals.csv"]}
    assert {row["row"] for row in tables["targets.csv"]} <= rows
    assert {row["measure"] for row in tables["money.csv"]} <= measures
    assert {row["task"] for row in tables["measures.csv"]} <= headings
    assert {row["parent"] for row in tables["goals.csv"]} <= headings | {""}


def test_amounts_are_numbers_with_the_digits_of_the_act(tables, edition):
    told = [(int(row["measure"]), Decimal(row["amount"])) for row in tables["money.csv"]]
    assert told == [(one.measure, one.amount) for one in amounts(edition)]


def test_a_wording_takes_three_columns_also_where_it_is_absent(tables):
    without_note = next(row for row in tables["measures.csv"] if row["measure"] == "2")
    assert [without_note[f"note_{language}"] for language in ("kk", "ru", "en")] == ["", "", ""]
    assert without_note["name_en"] == "Raise teachers' salaries by 25%"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", " =", "\u00a0@"])
def test_a_text_that_a_sheet_would_run_is_made_harmless(start):
    assert harmless(f"{start}cmd|'/c calc'!A1").startswith("'")


def test_an_ordinary_text_stays_as_it_is():
    assert harmless("Педагог – мәртебесі = жоғары") == "Педагог – мәртебесі = жоғары"


def test_a_planted_formula_reaches_no_file_alive(edition):
    words = Words.same('=HYPERLINK("http://example.org";"x")')
    goals = (edition.goals[0].model_copy(update={"name": words}), *edition.goals[1:])
    told = tables_of(edition.model_copy(update={"goals": goals}))["goals.csv"][0]["name_kk"]
    assert told == f"'{words.kk}"


def test_a_negative_figure_stays_a_number(edition):
    row = edition.indicators[0].rows[0]
    cell = row.body_cells[0].model_copy(update={"value": Decimal("-1.50")})
    rows = (row.model_copy(update={"body_cells": (cell,)}), *edition.indicators[0].rows[1:])
    first = edition.indicators[0].model_copy(update={"rows": rows})
    changed = edition.model_copy(update={"indicators": (first, *edition.indicators[1:])})
    assert tables_of(changed)["targets.csv"][0]["value"] == "-1.50"


def test_only_an_illustrative_edition_carries_its_mark_and_in_every_row(edition, tables):
    assert not any("illustrative" in row for rows in tables.values() for row in rows)
    made_up = tables_of(edition.model_copy(update={"illustrative": True}))
    assert all(row["illustrative"] == "yes" for rows in made_up.values() for row in rows)


def test_every_row_has_a_cell_for_every_column(edition):
    for table in flat_tables(edition):
        assert all(len(row) == len(table.columns) for row in table.rows), table.name


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_the_same_bytes_for_the_same_edition(edition, catalogue, form):
    again = type(edition).model_validate_json(edition.model_dump_json())
    first = export(edition, form, "kk", catalogue)
    assert first == export(again, form, "kk", catalogue)
    assert len(first) > 10_000
