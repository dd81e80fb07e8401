"""RELIABILITY I6: a column of numbers is judged as each of them alone, by both rounds."""

import random
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bagdar.core import national_ids as ids
from bagdar.warehouse.checking import national
from bagdar.warehouse.public import check_text, check_typed
from bagdar.warehouse.tables.contract import Column, Kind, Rule, Severity, Table
from bagdar.warehouse.tables.predicates import IinAgrees

TABLE = Table(
    name="numbers",
    columns=(Column(name="iin", kind=Kind.IIN), Column(name="bin", kind=Kind.BIN)),
)
AGREEING = Table(
    name="agreeing",
    columns=(
        Column(name="iin", kind=Kind.IIN),
        Column(name="born_on", kind=Kind.DAY),
        Column(name="sex", kind=Kind.CODE, codes="sexes"),
    ),
    rules=(
        Rule(
            code="iin_agrees", column="iin", test=IinAgrees("iin", "born_on", "sex"),
            severity=Severity.WARNS,
        ),
    ),
)  # fmt: skip
# Where the centuries are out of step, and around it.
EDGES = (
    date(1800, 2, 1), date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(2000, 1, 31),
    date(2000, 2, 29), date(2000, 3, 1),
)  # fmt: skip
SEXES = {"sexes": ("male", "female")}


def column_is_valid(numbers: list[str]) -> list[bool]:
    frame = pl.DataFrame({"number": numbers}, schema={"number": pl.String})
    return frame.select(national.is_valid(pl.col("number"))).to_series().to_list()


def test_ten_thousand_numbers_are_judged_as_each_of_them_alone():
    draw = random.Random(20240901)
    numbers = [f"{draw.randrange(10**12):012d}" for _ in range(8_000)]
    bodies = [f"{draw.randrange(10**11):011d}" for _ in range(2_000)]
    numbers += [f"{body}{ids.check_digit(body)}" for body in bodies if ids.check_digit(body)]
    expected = [ids.read_iin(number).verdict == "valid" for number in numbers]
    assert column_is_valid(numbers) == expected
    assert [ids.read_bin(number).verdict == "valid" for number in numbers] == expected
    assert 2_000 < sum(expected) < 3_000


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text("0123456789 +-.,eE\u00a0", max_size=14), max_size=30))
def test_what_is_not_twelve_plain_digits_is_not_valid(texts: list[str]):
    expected = [
        ids.read_iin(text).verdict == "valid" and text.isascii() and text.isdigit()
        for text in texts
    ]
    assert column_is_valid(texts) == expected


@pytest.mark.parametrize(
    ("number", "is_valid"),
    [
        ("000000000101", True),  # the first round leaves a ten, the second gives 1
        ("000000000100", False),  # one round, with a ten written as 0
        ("000000002810", False),  # both rounds leave a ten: never issued
        ("000000000000", False),  # the placeholder
        ("+00000000101", False),
        ("-00000000101", False),
        ("00000000101", False),
        ("٠٠٠٠٠٠٠٠٠١٠١", False),
    ],
)
def test_the_rounds_and_the_length(number: str, is_valid: bool):
    assert column_is_valid([number]) == [is_valid]


@pytest.mark.parametrize(
    ("given", "read", "code"),
    [
        ("000000000101", "000000000101", None),
        (" 000000000101\u00a0", "000000000101", None),
        ("000000-000101", "000000000101", None),  # a hyphen means nothing
        ("000000000100", None, "check_digit"),
        ("000000000000", None, "check_digit"),
        ("101", None, "kind"),  # zeros lost, or a slip: a person must say
        ("000000000101.0", None, "kind"),
        ("1.01E+11", None, "kind"),
        ("жоқ", None, "kind"),
        ("  ", None, None),
    ],
)
def test_numbers_as_people_type_them(given: str, read: str | None, code: str | None):
    frame = pl.DataFrame({"iin": [given], "bin": [given]})
    checked = check_text(frame, TABLE, codes={})
    if code is None:
        assert checked.good.rows() == [(read, read)]
        return
    codes = {"kind": ["kind", "kind"], "check_digit": ["iin_check_digit", "bin_check_digit"]}[code]
    assert checked.findings["code"].to_list() == codes
    assert checked.findings["value"].to_list() == [given, given]


def test_a_typed_number_has_no_blanks():
    frame = pl.DataFrame({"iin": ["000000000101", " 000000000101", None, ""], "bin": [None] * 4})
    checked = check_typed(frame, TABLE, codes={})
    assert checked.findings.rows() == [(2, "iin", "kind", "refuses", " 000000000101")]


# --- what the digits say ------------------------------------------------------------------------


@st.composite
def iins(draw: st.DrawFn) -> tuple[str, date | None, str | None]:
    """A right number, and a birth date and a sex that often agree with it."""
    day = draw(st.dates(date(1798, 1, 1), date(2101, 12, 31)))
    if draw(st.booleans()):
        day = draw(st.sampled_from(EDGES))
    digits = draw(st.one_of(
        st.just(f"{day:%y%m%d}"), st.text("0123456789", min_size=6, max_size=6),
        st.sampled_from(["000229", "000230", "010229", "990431", "001300", "000100"]),
    ))  # fmt: skip
    seventh = draw(st.integers(0, 9))
    bodies = (f"{digits}{seventh}{serial:04d}" for serial in range(draw(st.integers(0, 90)), 100))
    body = next(one for one in bodies if ids.check_digit(one) is not None)
    born_on = draw(st.sampled_from([day, day, None, date(1999, 2, 28), date(1899, 12, 31)]))
    return (
        f"{body}{ids.check_digit(body)}",
        born_on,
        draw(st.sampled_from(["male", "female", None])),
    )


@settings(deadline=None, max_examples=50)
@given(st.lists(iins(), min_size=1, max_size=30))
def test_a_column_disagrees_where_one_number_alone_would(rows: list[tuple[str, date, str]]):
    frame = pl.DataFrame(
        rows, schema={"iin": pl.String, "born_on": pl.Date, "sex": pl.String}, orient="row"
    )
    expected = [
        place
        for place, (number, born_on, sex) in enumerate(rows, start=1)
        if {"birth_date_differs", "sex_differs"} & set(ids.iin(number).warnings(born_on, sex))
        and number != "0" * 12
    ]
    checked = check_typed(frame, AGREEING, codes=SEXES)
    assert checked.findings["row"].to_list() == expected
    assert checked.good.height == len(rows)  # it only warns
