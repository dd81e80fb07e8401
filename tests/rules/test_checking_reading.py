"""Cells as people write them: what each is read as, and what is told where it cannot be."""

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from bagdar.warehouse.public import MissingCodes, check_text, check_typed, schema
from bagdar.warehouse.tables.contract import Column, Kind, Table
from bagdar.warehouse.tables.registry import TABLES

CODES = {"colours": ("red", "blue")}


def table(kind: Kind, **said: Any) -> Table:
    codes = "colours" if kind in (Kind.CODE, Kind.CODES) else ""
    return Table(name="one", columns=(Column(name="cell", kind=kind, codes=codes, **said),))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.TEXT, "  5 Ә\u00a0", "5 Ә"),
        (Kind.TEXT, "\t ", None),
        (Kind.CODE, "red", "red"),
        (Kind.CODE, " red ", "red"),
        (Kind.CODE, "  ", None),
        (Kind.CODES, " blue   red", "blue red"),
        (Kind.WHOLE, "12", 12),
        (Kind.WHOLE, " 12 ", 12),
        (Kind.WHOLE, "-3", -3),
        (Kind.AMOUNT, "250 000", 250_000),
        (Kind.AMOUNT, "1\u00a0250\u00a0000", 1_250_000),
        (Kind.DECIMAL, "1.5", 1.5),
        (Kind.DECIMAL, "1,5", 1.5),
        (Kind.DECIMAL, "1 250,75", 1250.75),
        (Kind.SHARE, "0,45", 0.45),
        (Kind.YES_NO, "yes", True),
        (Kind.YES_NO, "ИӘ", True),
        (Kind.YES_NO, " да", True),
        (Kind.YES_NO, "1", True),
        (Kind.YES_NO, "Жоқ", False),
        (Kind.YES_NO, "нет", False),
        (Kind.YES_NO, "No", False),
        (Kind.YES_NO, "0", False),
        (Kind.DAY, "2024-02-29", date(2024, 2, 29)),
        (Kind.DAY, " 2024-02-29 ", date(2024, 2, 29)),
        (Kind.DAY, "29.02.2024", date(2024, 2, 29)),
        (Kind.DAY, "1.9.2024", date(2024, 9, 1)),
        (Kind.INSTANT, "2024-09-01T10:00:00+05:00", datetime(2024, 9, 1, 5, tzinfo=UTC)),
        (Kind.INSTANT, "2024-09-01 10:00:00.5Z", datetime(2024, 9, 1, 10, 0, 0, 500_000, UTC)),
        (Kind.COUNTRY, "KZ", "KZ"),
        (Kind.COUNTRY, " KZ ", "KZ"),
        (Kind.REFERENCE, " a-1 ", "a-1"),
    ],
)
def test_a_cell_is_read(kind: Kind, text: str, value: object):
    checked = check_text(pl.DataFrame({"cell": [text]}), table(kind), codes=CODES)
    assert checked.findings.rows() == []
    assert checked.good.rows() == [(value,)]
    assert checked.good.schema == schema(table(kind))


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (Kind.TEXT, "a\x00b", "kind"),
        (Kind.CODE, "Red", "code"),  # codes are taken as they stand in their list
        (Kind.CODE, "green", "code"),
        (Kind.CODES, "red green", "code"),
        (Kind.WHOLE, "5.5", "kind"),
        (Kind.WHOLE, "5а", "kind"),
        (Kind.WHOLE, "1 25", "kind"),  # no thousands
        (Kind.WHOLE, "99999999999999999999", "kind"),
        (Kind.DECIMAL, "1,250.5", "kind"),  # which of the two is the point?
        (Kind.DECIMAL, "nan", "kind"),
        (Kind.DECIMAL, "inf", "kind"),
        (Kind.YES_NO, "maybe", "kind"),
        (Kind.DAY, "2024-02-30", "kind"),
        (Kind.DAY, "24-09-01", "kind"),  # the year 24
        (Kind.DAY, "01.09.24", "kind"),
        (Kind.DAY, "09/01/2024", "kind"),  # September or January?
        (Kind.DAY, "45536", "kind"),  # a spreadsheet's number of days
        (Kind.INSTANT, "2024-09-01T10:00:00", "kind"),  # on which clock?
        (Kind.COUNTRY, "kz", "country"),
        (Kind.COUNTRY, "KAZ", "country"),
    ],
)
def test_a_cell_that_cannot_be_read_is_told_as_it_was_delivered(kind: Kind, text: str, code: str):
    checked = check_text(pl.DataFrame({"cell": [text]}), table(kind), codes=CODES)
    assert checked.findings.rows() == [(1, "cell", code, "refuses", text)]
    assert checked.good.height == 0


def test_an_empty_cell_is_a_fault_only_where_it_is_needed():
    frame = pl.DataFrame({"cell": ["", None, "  ", "red"]})
    assert check_text(frame, table(Kind.CODE), codes=CODES).findings.rows() == []
    found = check_text(frame, table(Kind.CODE, needed=True), codes=CODES).findings
    assert found.select("row", "code").rows() == [(1, "needed"), (2, "needed"), (3, "needed")]


def test_what_cannot_be_read_is_not_told_a_second_time_as_missing():
    frame = pl.DataFrame({"cell": ["green"]})
    found = check_text(frame, table(Kind.CODE, needed=True), codes=CODES).findings
    assert found["code"].to_list() == ["code"]


def test_a_column_that_is_not_there_is_empty_and_one_too_many_is_passed_over():
    frame = pl.DataFrame({"other": ["x", "y"]})
    checked = check_text(frame, table(Kind.DAY, needed=True), codes={})
    assert checked.findings.rows() == [
        (1, "cell", "needed", "refuses", None),
        (2, "cell", "needed", "refuses", None),
    ]
    assert checked.good.columns == ["cell"]


@pytest.mark.parametrize(
    ("text", "found"),
    [("0.04", ["range"]), ("0.05", []), ("2", []), ("2.01", ["range"]), ("-1", ["range"])],
)
def test_both_bounds_are_included(text: str, found: list[str]):
    workload = Table(name="one", columns=(TABLES["post"]["workload"],))
    assert (
        check_text(pl.DataFrame({"workload": [text]}), workload, codes={})
        .findings["code"]
        .to_list()
        == found
    )


def test_length_is_counted_in_letters():
    cells = ["ә" * 3, "ә" * 4, "🦅🦅🦅"]
    found = check_text(pl.DataFrame({"cell": cells}), table(Kind.TEXT, longest=3), codes={})
    assert found.findings.rows() == [(2, "cell", "long", "refuses", "әәәә")]


@pytest.mark.parametrize("many", [0, 5_000])
def test_a_reference_leads_to_something_known(many: int):
    """Whichever of the two sides is the longer one."""
    known = pl.Series([f"id-{place}" for place in range(many)] + ["a", "b"])
    to_school = table(Kind.REFERENCE, to="organisation", needed=True)
    frame = pl.DataFrame({"cell": ["a", " b ", "c", None, ""]})
    checked = check_text(frame, to_school, codes={}, known={"organisation": known})
    assert checked.findings.rows() == [
        (3, "cell", "reference", "refuses", "c"),
        (4, "cell", "needed", "refuses", None),
        (5, "cell", "needed", "refuses", ""),
    ]
    assert checked.good["cell"].to_list() == ["a", "b"]
    assert check_text(frame, to_school, codes={}).counts == {"needed": 2}  # nothing is known of it


@pytest.mark.parametrize("kind", Kind)
def test_a_column_of_empty_cells_has_no_type_and_no_faults(kind: Kind):
    frame = pl.DataFrame({"cell": [None, None]})
    for checked in (check_text, check_typed):
        assert checked(frame, table(kind), codes=CODES).good.schema == schema(table(kind))


def test_rows_have_the_numbers_of_the_file():
    frame = pl.DataFrame({"cell": ["red", "green", "blue"]})
    checked = check_text(frame, table(Kind.CODE), codes=CODES, rows_from=2)
    assert checked.findings["row"].to_list() == [3]
    assert checked.good_rows.to_list() == [2, 4]
    assert checked.counts == {"code": 1}


def test_typed_columns_are_taken_as_they_are():
    frame = pl.DataFrame(
        {"cell": [date(2024, 9, 1), None]}, schema={"cell": pl.Date}
    )  # fmt: skip
    assert check_typed(frame, table(Kind.DAY), codes={}).good.equals(frame)


def test_a_typed_text_is_not_trimmed():
    frame = pl.DataFrame({"cell": ["red", " red"]})
    found = check_typed(frame, table(Kind.CODE), codes=CODES).findings
    assert found.rows() == [(2, "cell", "code", "refuses", " red")]


def test_a_typed_fraction_is_a_number():
    frame = pl.DataFrame({"cell": [1.5, float("nan"), float("inf"), None]})
    found = check_typed(frame, table(Kind.DECIMAL), codes={}).findings
    assert found["row"].to_list() == [2, 3]


def test_a_code_list_that_was_not_brought_is_named():
    with pytest.raises(MissingCodes, match="one: no code list colours"):
        check_text(pl.DataFrame({"cell": ["red"]}), table(Kind.CODE), codes={})


@pytest.mark.parametrize("name", TABLES)
def test_every_table_can_be_checked_when_it_is_empty(name: str):
    declared = TABLES[name]
    codes = dict.fromkeys(declared.code_lists(), ("a",))
    empty = pl.DataFrame(schema=schema(declared))
    checked = check_typed(empty, declared, codes=codes)
    assert (checked.findings.height, checked.good.schema) == (0, schema(declared))
