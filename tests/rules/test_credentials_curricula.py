"""Versions of educational programmes are whole, and a transcript never counts a credit twice."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bagdar.credentials.rules.curricula import (
    COLUMNS,
    ModulesUnreadable,
    curriculum_faults,
    read_modules,
)
from bagdar.credentials.rules.transcript import (
    Earned,
    GivenCredit,
    TakenModule,
    transcript,
)
from tests.curricula_written import module, said, words


def codes(**more: object) -> list[tuple[str, str]]:
    return [(one.code, one.module) for one in curriculum_faults(replace(said(), **more))]


def test_a_version_that_fits_has_no_fault():
    assert codes() == []


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"level": "2"}, ("level", "")),
        ({"code": " "}, ("code", "")),
        ({"nqf_level": 9}, ("nqf", "")),
        ({"credits": 39}, ("sum", "")),
        ({"source": ""}, ("source", "")),
        ({"pass_share": Decimal(0)}, ("pass_share", "")),
        ({"pass_share": Decimal("1.01")}, ("pass_share", "")),
        ({"pass_share": Decimal("0.33333")}, ("pass_share", "")),
        ({"modules": ()}, ("modules", "")),
        ({"modules": (module("A"), module("A"))}, ("module_twice", "A")),
        ({"modules": (module("A", nqf=7),)}, ("module_nqf", "A")),
        ({"modules": (module("A", 0),)}, ("module_credits", "A")),
        ({"modules": (module("A", outcomes=()),)}, ("module_outcomes", "A")),
        ({"modules": (module("A", outcomes=(words("x" * 500),)),)}, ("outcome_text", "A")),
    ],
)
def test_each_fault_has_a_name_of_its_own(more: dict, fault: tuple[str, str]):
    assert codes(**more) == [fault]


TABLE = (
    "module;credits;nqf;subject;title_kk;title_ru;title_en;outcome_kk;outcome_ru;outcome_en\n"
    "DB;5;6;law;а;б;c;о1;о1;o1\n"
    ";;;;;;;о2;о2;o2\n"
    "\n"
    "ML;6;6;;а;б;c;о;о;o\n"
)


def test_modules_are_read_from_a_table_with_a_line_for_each_outcome():
    first, second = read_modules("\ufeff" + TABLE)
    assert (first.code, first.credits, first.subject, len(first.outcomes)) == ("DB", 5, "law", 2)
    assert (second.code, second.outcomes[0].en) == ("ML", "o")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "header", 1),
        ("module;credits\n", "header", 1),
        (TABLE.replace(";5;", ";five;"), "number", 2),
        (TABLE.replace("о2;о2;o2", "о2;о2;"), "languages", 3),
        (TABLE.replace("о2;о2;o2", "о2;о2"), "cells", 3),
        (TABLE + '"', "csv", 0),
        ("x" * 600_000, "large", 0),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_its_line(text: str, code: str, line: int):
    with pytest.raises(ModulesUnreadable) as refused:
        read_modules(text)
    assert (refused.value.code, refused.value.line) == (code, line)
    assert len(COLUMNS) == 10


@given(st.text(max_size=300))
def test_whatever_is_pasted_is_read_or_refused(text: str):
    try:
        read_modules(text)
    except ModulesUnreadable as refused:
        assert refused.code in {"csv", "header", "cells", "languages", "number", "large"}


# --- transcripts --------------------------------------------------------------------------------

HALF = Decimal("0.5")
credit_counts = st.integers(1, 12)


def given_credit(module: str, credits: int, number: int = 1) -> GivenCredit:
    id = UUID(int=number)
    return GivenCredit(id, module, words(module), credits, "x", "y", date(2021, 1, 1), id)


@given(
    st.lists(credit_counts, min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(0, 6), credit_counts), max_size=10),
    st.lists(st.tuples(st.integers(0, 6), st.decimals(0, 1, places=2)), max_size=6),
)
def test_no_module_counts_for_more_than_it_is_worth(sizes, gifts, marks):
    modules = [
        TakenModule(str(number), words("m"), size, 6, f"s{number}")
        for number, size in enumerate(sizes)
    ]
    given = [given_credit(str(place), many, n) for n, (place, many) in enumerate(gifts)]
    found = transcript(
        modules, sum(sizes), [f"s{one}" for one, share in marks if share >= HALF], given
    )
    for one in modules:
        assert found.earned_of(one.code) <= one.credits
    known = {one.code for one in modules}
    assert found.credits_of(Earned.RECOGNISED) <= sum(one.credits for one in given)
    assert sum(one.credits for one in found.lines if one.module in known) <= sum(sizes)


def test_an_own_result_earns_a_module_as_a_whole_and_leaves_no_room_beside_it():
    modules = [TakenModule("DB", words("DB"), 5, 6, "law")]
    found = transcript(modules, 5, ["law"], [given_credit("DB", 5)])
    assert [(one.how, one.credits) for one in found.lines] == [(Earned.OWN, 5)]
    found = transcript(modules, 5, [], [given_credit("DB", 3)])
    assert [(one.how, one.credits) for one in found.lines] == [(Earned.RECOGNISED, 3)]


def test_what_was_recognised_for_an_earlier_version_stands():
    found = transcript([TakenModule("ML", words("ML"), 5, 6)], 5, [], [given_credit("DB", 3)])
    assert [(one.module, one.credits) for one in found.lines] == [("DB", 3)]
