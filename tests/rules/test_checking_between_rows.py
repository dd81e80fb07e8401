"""Rows compared with one another: in one piece, and the same however the delivery is cut."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bagdar.warehouse.public import check_chunks, check_typed, schema
from bagdar.warehouse.tables.contract import Column, Kind, Rule, Severity, Table
from bagdar.warehouse.tables.predicates import InRangeWhen, NoOverlap, Once

TABLE = Table(
    name="stays",
    columns=(
        Column(name="who", kind=Kind.TEXT, longest=3),
        Column(name="level", kind=Kind.CODE, codes="levels"),
        Column(name="grade", kind=Kind.WHOLE),
        Column(name="valid_from", kind=Kind.DAY),
        Column(name="valid_to", kind=Kind.DAY),
    ),
    rules=(
        Rule(code="grade", column="grade", test=InRangeWhen("grade", 0, 4, "level", ("1",))),
        Rule(code="once", column="who", test=Once(("who", "level")), severity=Severity.WARNS),
        Rule(
            code="no_overlap", column="valid_from",
            test=NoOverlap(("who",), "valid_from", "valid_to"),
        ),
    ),
)  # fmt: skip
ONCE = Table(name="once", columns=TABLE.columns, rules=(TABLE.rules[1],))
OVERLAP = Table(name="overlap", columns=TABLE.columns, rules=(TABLE.rules[2],))
CODES = {"levels": ("1", "2")}
FIRST = date(2024, 9, 1)


def stays(*rows: tuple[Any, ...]) -> pl.DataFrame:
    """(who, level, first day, day after the last) with days counted from 1 September."""
    return pl.DataFrame(
        [
            {
                "who": who, "level": level,
                "valid_from": None if start is None else FIRST + timedelta(start),
                "valid_to": None if end is None else FIRST + timedelta(end),
            }
            for who, level, start, end in rows
        ],
        schema=schema(TABLE),
    )  # fmt: skip


def told(frame: pl.DataFrame, table: Table) -> list[int]:
    return check_typed(frame, table, codes=CODES).findings["row"].to_list()


def test_of_rows_that_say_the_same_the_later_ones_are_told():
    frame = stays(("a", "1", 0, 1), ("a", "2", 0, 1), ("a", "1", 5, 6), ("a", "1", 7, 8))
    assert told(frame, ONCE) == [3, 4]


def test_an_empty_cell_repeats_nothing():
    frame = stays(("a", None, 0, 1), ("a", None, 0, 1), (None, "1", 0, 1), (None, "1", 0, 1))
    assert told(frame, ONCE) == []


@pytest.mark.parametrize(
    ("one", "other", "rows"),
    [
        ((0, 10), (10, 20), []),  # the day after the last is not a day of the stay
        ((0, 11), (10, 20), [1, 2]),
        ((0, 20), (5, 6), [1, 2]),
        ((0, None), (500, 501), [1, 2]),  # nobody ended it
        ((500, 501), (0, None), [1, 2]),
        ((0, 10), (None, 5), []),  # no first day: it is told elsewhere
        ((0, 10), (5, 5), []),  # no day at all
        ((0, 10), (8, 2), []),
    ],
)
def test_two_stays_share_a_day_or_not(one: Any, other: Any, rows: list[int]):
    assert told(stays(("a", "1", *one), ("a", "1", *other)), OVERLAP) == rows
    assert told(stays(("a", "1", *one), ("b", "1", *other)), OVERLAP) == []


def test_a_long_stay_meets_those_that_begin_much_later():
    frame = stays(("a", "1", 0, 100), ("a", "1", 1, 2), ("a", "1", 50, 51), ("a", "1", 100, 101))
    assert told(frame, OVERLAP) == [1, 2, 3]


def test_a_row_that_cannot_be_read_meets_nobody():
    frame = stays(("a", "1", 0, 10), ("a", "1", 0, 10), ("long", "1", 0, 1), ("long", "1", 0, 1))
    found = check_typed(frame, TABLE, codes=CODES).findings
    assert found.select("row", "code").rows() == [
        (1, "no_overlap"), (2, "once"), (2, "no_overlap"), (3, "long"), (4, "long"),
    ]  # fmt: skip


# --- in chunks ----------------------------------------------------------------------------------


DRAWN = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", "long", None]),
        st.sampled_from(["1", "2", "x", None]),
        st.none() | st.integers(0, 20),
        st.none() | st.integers(0, 20),
    ),
    min_size=1,
    max_size=40,
)


@settings(deadline=None, max_examples=50)
@given(rows=DRAWN, cuts=st.lists(st.integers(1, 40), min_size=1, max_size=5))
def test_chunks_are_checked_as_the_whole(rows: list[tuple[Any, ...]], cuts: list[int]):
    frame = stays(*rows)
    whole = check_typed(frame, TABLE, codes=CODES, rows_from=2)

    def chunks() -> Iterator[pl.DataFrame]:
        start, sizes = 0, [*cuts, len(rows)]
        for size in sizes:
            if start < len(rows):
                yield frame[start : start + size]
            start += size

    parts = list(check_chunks(chunks, TABLE, codes=CODES, rows_from=2, is_text=False))
    assert pl.concat([one.findings for one in parts]).equals(whole.findings)
    assert pl.concat([one.good for one in parts]).equals(whole.good)
    assert pl.concat([one.good_rows for one in parts]).equals(whole.good_rows)


def test_without_rules_between_rows_a_delivery_is_read_once():
    asked = []

    def chunks() -> Iterator[pl.DataFrame]:
        asked.append(1)
        yield stays(("a", "1", 0, 1))

    alone = Table(name="alone", columns=TABLE.columns, rules=TABLE.rules[:1])
    assert len(list(check_chunks(chunks, alone, codes=CODES, is_text=False))) == 1
    assert asked == [1]


def test_a_rule_between_rows_has_its_term_too():
    dated = Table(
        name="dated", columns=TABLE.columns,
        rules=(Rule(code="once", column="who", test=Once(("who",)), since=FIRST),),
    )  # fmt: skip
    frame = stays(("a", "1", -2, None), ("a", "1", -1, None), ("a", "1", 0, None))
    assert told(frame, dated) == []
    assert told(frame.vstack(stays(("a", "1", 3, None))), dated) == [4]
