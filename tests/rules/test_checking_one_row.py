"""A contract says the same of one record as of a column: random rows of every table."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bagdar.core.national_ids import check_digit
from bagdar.warehouse.public import check_typed, schema
from bagdar.warehouse.tables.contract import Column, Kind, Table
from bagdar.warehouse.tables.one_row import findings
from bagdar.warehouse.tables.registry import AGES_OF_ENROLMENT, ENROLMENT, TABLES, WHO
from tests.drawn import examples

FORM = Table(
    name="form",
    columns=(WHO["iin"], WHO["sex"], WHO["born_on"], *ENROLMENT.own_columns,
             ENROLMENT["valid_from"], ENROLMENT["valid_to"]),
    rules=(*(one for one in WHO.rules if one.code == "iin_agrees"), *ENROLMENT.rules,
           *AGES_OF_ENROLMENT),
)  # fmt: skip
TABLES_AND_FORMS = {**TABLES, "form": FORM}
DAYS = st.sampled_from([date(2024, 9, 1), date(2024, 8, 31), date(2025, 6, 1)]) | st.dates(
    date(1890, 1, 1), date(2110, 1, 1)
)
NO_CLOCK = datetime(2024, 9, 1, tzinfo=UTC).replace(tzinfo=None)
TEXTS = st.sampled_from(["a", "b", ""]) | st.text(max_size=5) | st.text("ә", max_size=310)


def codes_of(table: Table) -> dict[str, tuple[str, ...]]:
    """Codes that the rules of contracts ask for, and a few that they do not."""
    asked = ("01", "02", "1", "2", "3", "4", "5", "8", "male", "female", "institution")
    return dict.fromkeys(table.code_lists(), asked)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    day, seventh = draw(DAYS), draw(st.integers(0, 9))
    body = f"{day:%y%m%d}{seventh}{draw(st.integers(0, 9999)):04d}"
    digit = check_digit(body)
    return f"{body}{digit if digit is not None and draw(st.integers(0, 9)) else 0}"


def cells(column: Column) -> st.SearchStrategy[Any]:
    """Values of a column's type, right and wrong."""
    kind = column.kind
    if kind in (Kind.IIN, Kind.BIN):
        return numbers() | st.text("0123456789 -.", max_size=13)
    if kind in (Kind.WHOLE, Kind.AMOUNT):
        return st.integers(-1, 13) | st.integers(-(2**62), 2**62)
    if kind in (Kind.DECIMAL, Kind.SHARE):
        bounds = [float(one) for one in (column.least, column.most) if one is not None]
        return st.sampled_from([*bounds, 0.5, float("nan")]) | st.floats()
    if kind is Kind.CODE:
        return st.sampled_from(["01", "1", "2", "3", "male", "female", "institution", "x", ""])
    other: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.CODES: st.lists(st.sampled_from(["01", "1", "x"])).map(" ".join),
        Kind.YES_NO: st.booleans(),
        Kind.DAY: DAYS,
        Kind.INSTANT: st.just(datetime(2024, 9, 1, tzinfo=UTC)),
        Kind.COUNTRY: st.sampled_from(["KZ", "kz", "KAZ", "ҚЗ", ""]),
    }
    return other.get(kind, TEXTS)


def rows(table: Table) -> st.SearchStrategy[list[dict[str, Any]]]:
    each = {one.name: st.none() | cells(one) for one in table.columns}
    return st.lists(st.fixed_dictionaries(each), min_size=1, max_size=8)


@pytest.mark.parametrize("name", TABLES_AND_FORMS)
@settings(deadline=None, max_examples=examples(3, in_full=8))
@given(data=st.data())
def test_a_column_and_a_record_are_judged_alike(name: str, data: st.DataObject):
    table = TABLES_AND_FORMS[name]
    codes = codes_of(table)
    drawn = data.draw(rows(table))
    checked = check_typed(pl.DataFrame(drawn, schema=schema(table)), table, codes=codes)
    alone = [
        (place, column, code, str(severity))
        for place, row in enumerate(drawn, start=1)
        for column, code, severity in findings(row, table, codes)
    ]
    assert checked.findings.select("row", "column", "code", "severity").rows() == alone
    refused = {row for row, _, _, severity in alone if severity == "refuses"}
    assert checked.good_rows.to_list() == [
        place for place in range(1, len(drawn) + 1) if place not in refused
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [("grade", "5"), ("grade", True), ("is_dual", "yes"), ("valid_from", "2024-09-01"),
     ("valid_from", datetime(2024, 9, 1, tzinfo=UTC)), ("recorded_at", NO_CLOCK),
     ("group", 5)],
)  # fmt: skip
def test_a_record_of_another_type_cannot_be_read(column: str, value: object):
    found = findings({column: value}, ENROLMENT, codes_of(ENROLMENT))
    assert [code for name, code, _ in found if name == column] == ["kind"]


def test_a_record_may_hold_decimals():
    post = TABLES["post"]
    found = findings({"workload": Decimal("2.01")}, post, codes_of(post))
    assert ("workload", "range", "refuses") in found
    found = findings({"workload": Decimal("2")}, post, codes_of(post))
    assert "workload" not in [name for name, _, _ in found]
