"""Every predicate on both sides of its threshold: of whole columns and of one record alike."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest

from bagdar.warehouse.public import check_typed, schema
from bagdar.warehouse.tables.contract import Column, Kind, Rule, Severity, Table
from bagdar.warehouse.tables.one_row import findings
from bagdar.warehouse.tables.predicates import (
    AgeBetween,
    AgeWhen,
    AtLeastOne,
    AtMost,
    Different,
    EmptyUnless,
    InRangeWhen,
    Later,
    NeededWhen,
    Predicate,
)

COLUMNS = (
    Column(name="born_on", kind=Kind.DAY),
    Column(name="valid_from", kind=Kind.DAY),
    Column(name="valid_to", kind=Kind.DAY),
    Column(name="level", kind=Kind.CODE, codes="levels"),
    Column(name="grade", kind=Kind.WHOLE),
    Column(name="score", kind=Kind.DECIMAL),
    Column(name="most", kind=Kind.DECIMAL),
    Column(name="one", kind=Kind.TEXT, longest=3),
    Column(name="other", kind=Kind.TEXT),
    Column(name="is_dual", kind=Kind.YES_NO),
)
CODES = {"levels": ("1", "2", "3")}
Row = Mapping[str, Any]


def table(test: Predicate, **said: Any) -> Table:
    return Table(
        name="spec",
        columns=COLUMNS,
        rules=(Rule(code="broken", column=test.columns[0], test=test, **said),),
    )


def codes_of(row: Row, of: Table) -> list[str]:
    """What is found in a row: over a column of one, and as a record, which must be equal."""
    frame = pl.DataFrame([row], schema=schema(of))
    whole = check_typed(frame, of, codes=CODES).findings["code"].to_list()
    assert whole == [code for _, code, _ in findings(row, of, CODES)]
    return whole


def day(text: str) -> date:
    return date.fromisoformat(text)


LATER = Later("valid_to", "valid_from")
OR_SAME = Later("valid_to", "valid_from", or_same=True)
AT_MOST = AtMost("score", "most")
SEVEN_TO_TEN = AgeBetween("born_on", "valid_from", 7, 10)
OF_FIRST = AgeWhen("born_on", "valid_from", 7, 10, "level", ("1",))
GRADES = InRangeWhen("grade", 0, 4, "level", ("1", "3"))
NEEDED_OF_FIRST = NeededWhen("grade", "level", ("1",))
NEEDED_WITH = NeededWhen("valid_to", "one")
DUAL = EmptyUnless("is_dual", "level", ("2", "3"))
DUAL_OR_NO = EmptyUnless("is_dual", "level", ("2", "3"), or_no=True)
WITH_OTHER = EmptyUnless("one", "other")


@pytest.mark.parametrize(
    ("test", "row", "is_broken"),
    [
        (LATER, {"valid_from": day("2024-09-01"), "valid_to": day("2024-09-02")}, False),
        (LATER, {"valid_from": day("2024-09-01"), "valid_to": day("2024-09-01")}, True),
        (LATER, {"valid_from": day("2024-09-01"), "valid_to": day("2024-08-31")}, True),
        (LATER, {"valid_from": day("2024-09-01")}, False),
        (LATER, {"valid_to": day("2024-09-01")}, False),
        (OR_SAME, {"valid_from": day("2024-09-01"), "valid_to": day("2024-09-01")}, False),
        (OR_SAME, {"valid_from": day("2024-09-01"), "valid_to": day("2024-08-31")}, True),
        (AT_MOST, {"score": 10.0, "most": 10.0}, False),
        (AT_MOST, {"score": 10.1, "most": 10.0}, True),
        (AT_MOST, {"score": 10.1}, False),
        (AT_MOST, {"most": 10.0}, False),
        (SEVEN_TO_TEN, {"born_on": day("2017-09-01"), "valid_from": day("2024-09-01")}, False),
        (SEVEN_TO_TEN, {"born_on": day("2017-09-02"), "valid_from": day("2024-09-01")}, True),
        (SEVEN_TO_TEN, {"born_on": day("2013-09-02"), "valid_from": day("2024-09-01")}, False),
        (SEVEN_TO_TEN, {"born_on": day("2013-09-01"), "valid_from": day("2024-09-01")}, True),
        # whoever was born on 29 February is seven on 1 March
        (SEVEN_TO_TEN, {"born_on": day("2016-02-29"), "valid_from": day("2023-02-28")}, True),
        (SEVEN_TO_TEN, {"born_on": day("2016-02-29"), "valid_from": day("2023-03-01")}, False),
        (SEVEN_TO_TEN, {"born_on": day("2017-09-01")}, False),
        (AgeBetween("born_on", "valid_from", 0, 10),
         {"born_on": day("2024-09-02"), "valid_from": day("2024-09-01")}, True),
        (AgeBetween("born_on", "valid_from", 0, 10),
         {"born_on": day("2024-09-01"), "valid_from": day("2024-09-01")}, False),
        (OF_FIRST,
         {"born_on": day("2017-09-02"), "valid_from": day("2024-09-01"), "level": "1"}, True),
        (OF_FIRST,
         {"born_on": day("2017-09-01"), "valid_from": day("2024-09-01"), "level": "1"}, False),
        (OF_FIRST,
         {"born_on": day("2017-09-02"), "valid_from": day("2024-09-01"), "level": "2"}, False),
        (OF_FIRST, {"born_on": day("2017-09-02"), "valid_from": day("2024-09-01")}, False),
        (GRADES, {"grade": 4, "level": "1"}, False),
        (GRADES, {"grade": 5, "level": "1"}, True),
        (GRADES, {"grade": 0, "level": "3"}, False),
        (GRADES, {"grade": -1, "level": "3"}, True),
        (GRADES, {"grade": 5, "level": "2"}, False),
        (GRADES, {"grade": 5}, False),
        (GRADES, {"level": "1"}, False),
        (NEEDED_OF_FIRST, {"level": "1"}, True),
        (NEEDED_OF_FIRST, {"level": "1", "grade": 2}, False),
        (NEEDED_OF_FIRST, {"level": "2"}, False),
        (NEEDED_OF_FIRST, {}, False),
        (NEEDED_WITH, {"one": "x"}, True),
        (NEEDED_WITH, {"one": "x", "valid_to": day("2024-09-01")}, False),
        (NEEDED_WITH, {}, False),
        (DUAL, {"is_dual": True, "level": "2"}, False),
        (DUAL, {"is_dual": True, "level": "1"}, True),
        (DUAL, {"is_dual": False, "level": "1"}, True),
        (DUAL_OR_NO, {"is_dual": True, "level": "2"}, False),
        (DUAL_OR_NO, {"is_dual": True, "level": "1"}, True),
        (DUAL_OR_NO, {"is_dual": False, "level": "1"}, False),
        (DUAL_OR_NO, {"is_dual": False}, False),
        (DUAL_OR_NO, {"level": "1"}, False),
        (DUAL, {"is_dual": True}, True),
        (DUAL, {"level": "1"}, False),
        (WITH_OTHER, {"one": "x", "other": "y"}, False),
        (WITH_OTHER, {"one": "x"}, True),
        (WITH_OTHER, {"other": "y"}, False),
        (AtLeastOne(("one", "other")), {"other": "y"}, False),
        (AtLeastOne(("one", "other")), {}, True),
        (Different("one", "other"), {"one": "x", "other": "y"}, False),
        (Different("one", "other"), {"one": "x", "other": "x"}, True),
        (Different("one", "other"), {}, False),
    ],
)  # fmt: skip
def test_a_predicate_on_both_sides(test: Predicate, row: Row, is_broken: bool):
    assert codes_of(row, table(test)) == (["broken"] if is_broken else [])


@pytest.mark.parametrize(
    ("first_day", "found"),
    [("2023-12-31", []), ("2024-01-01", ["broken"]), ("2024-12-31", ["broken"]),
     ("2025-01-01", []), (None, [])],
)  # fmt: skip
def test_a_rule_applies_from_a_day_until_a_day(first_day: str | None, found: list[str]):
    dated = table(GRADES, since=day("2024-01-01"), until=day("2025-01-01"))
    row = {"grade": 5, "level": "1", "valid_from": first_day and day(first_day)}
    assert codes_of(row, dated) == found


def test_a_rule_that_warns_keeps_the_row():
    warned = table(GRADES, severity=Severity.WARNS)
    frame = pl.DataFrame([{"grade": 5, "level": "1"}], schema=schema(warned))
    checked = check_typed(frame, warned, codes=CODES)
    assert checked.findings.rows() == [(1, "grade", "broken", "warns", "5")]
    assert checked.good.height == 1


def test_every_fault_of_a_row_is_told_in_the_order_of_the_contract():
    both = Table(
        name="spec",
        columns=COLUMNS,
        rules=(
            Rule(code="grades", column="grade", test=GRADES),
            Rule(code="ends_later", column="valid_to", test=LATER),
        ),
    )
    row = {"grade": 9, "level": "1", "valid_from": day("2024-09-01"),
           "valid_to": day("2024-09-01"), "one": "long", "score": float("nan")}  # fmt: skip
    assert codes_of(row, both) == ["kind", "long", "grades", "ends_later"]


@pytest.mark.parametrize(
    ("test", "row", "own"),
    [
        (NEEDED_WITH, {"one": "long"}, "long"),
        (DUAL, {"is_dual": True, "level": "9"}, "code"),
        (AtLeastOne(("score", "most")), {"score": float("nan")}, "kind"),
    ],
)
def test_a_rule_is_not_asked_where_a_column_is_wrong_already(test: Predicate, row: Row, own: str):
    assert codes_of(row, table(test)) == [own]


def test_a_predicate_without_a_meaning_is_refused():
    class Unheard:
        columns = ("one",)

    unheard: Any = Unheard()
    with pytest.raises(TypeError, match="Unheard"):
        check_typed(pl.DataFrame(schema=schema(table(DUAL))), table(unheard), codes=CODES)
    with pytest.raises(TypeError, match="Unheard"):
        findings({}, table(unheard), CODES)
