"""What is read from a deadline's wording, and that the act's own are read as they are printed."""

import pytest

from bagdar.programme.rules.act import Deadline, Stage
from bagdar.programme.rules.check.deadlines import (
    deadline_not_read,
    printed_months,
    printed_years,
)
from tests.rules.editions import deadline, edition, measure


@pytest.mark.parametrize(
    ("wording", "years", "months"),
    [
        ("2020 жылғы маусым", {2020}, {6}),
        ("2020 - жылғы желтоқсан", {2020}, {12}),
        ("2020-2022 жылдардың желтоқсаны", {2020, 2021, 2022}, {12}),
        ("2020–2021 жылдардың қыркүйегі", {2020, 2021}, {9}),
        ("2021, 2023, 2025 жылдардың желтоқсаны", {2021, 2023, 2025}, {12}),
        ("2020 жылғы І-тоқсан", {2020}, {3}),  # a Cyrillic numeral
        ("2020 жылғы 1-тоқсан", {2020}, {3}),
        ("2020-2021 жылдардың ІІІ-IV тоқсаны", {2020, 2021}, {12}),
        ("2020 жылдың 2-жартыжылдығы", {2020}, {12}),
        ("2020-2021 жылдардың маусымы, желтоқсаны", {2020, 2021}, {6, 12}),
        ("2020-2021 жылдардың қыркүйек-маусымы", {2020, 2021}, {6, 9}),
        ("2020 жылғы IV тоқсаны – бекіту 2023 жылғы І тоқсан – енгізу", {2020, 2023}, {3, 12}),
        ("жыл сайын", set(), set()),
    ],
)
def test_what_a_wording_names(wording, years, months):
    assert (printed_years(wording), printed_months(wording)) == (years, months)


def found_in(text, *stages):
    made = edition(measures=[measure(1, deadline=deadline(*stages, text=text))])
    return [one.facts["read"] for one in deadline_not_read(made)]


@pytest.mark.parametrize(
    ("text", "stage", "read"),
    [
        ("2020 жылғы маусым", ([2020], [6]), []),
        ("2020 жылғы маусым", ([2020], [7]), ["07.2020"]),
        ("2020 жылғы маусым", ([2021], [6]), ["06.2021"]),
        ("2020-2025 жылдардың мамыры", (range(2020, 2025), [5]), ["05.2020, 05.2021, 05.2022, …"]),
        ("жыл сайын", (range(2020, 2025), [12]), []),  # prints neither: nothing to compare
    ],
)
def test_a_stage_that_the_wording_does_not_print_is_named(text, stage, read):
    assert found_in(text, stage) == read


def test_a_deadline_without_a_stage_is_not_silent():
    """Nobody would ever be asked to report on such a measure."""
    made = edition(measures=[measure(1, deadline=deadline(text="2020 жылғы маусым"))])
    (one,) = made.measures
    bare = one.model_copy(update={"deadline": Deadline(printed=one.deadline.printed, stages=())})
    broken = edition(measures=[bare])
    assert [hit.facts["read"] for hit in deadline_not_read(broken)] == ["—"]


def test_the_act_s_deadlines_are_read_as_they_are_printed(edition):
    """All 204, in 57 wordings; one moved by a month or a year is found."""
    assert len({one.deadline.printed.kk for one in edition.measures}) == 57
    assert list(deadline_not_read(edition)) == []
    for number in (2, 62, 137, 179, 183):
        measures = [_moved(one) if one.number == number else one for one in edition.measures]
        moved = edition.model_copy(update={"measures": tuple(measures)})
        assert [hit.where.row for hit in deadline_not_read(moved)] == [f"m{number}"]


def _moved(one):
    first, *rest = one.deadline.stages
    later = Stage(years=first.years, months=tuple(month % 12 + 1 for month in first.months))
    stages = (later, *rest)
    return one.model_copy(
        update={"deadline": Deadline(printed=one.deadline.printed, stages=stages)}
    )
