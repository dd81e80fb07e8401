"""The demonstration's facts: the same everywhere, plausible, and never passed off as real."""

from datetime import date
from decimal import Decimal

import pytest

from bagdar.monitoring.rules.content import faults_of
from bagdar.monitoring.rules.declared import Rollup, read_monitoring
from bagdar.monitoring.rules.demonstration import LATELY, demonstration
from bagdar.monitoring.rules.demonstration_figures import (
    PACES,
    figures,
    pace_of,
    printed_targets,
    rounded,
    shared,
)
from bagdar.monitoring.rules.milestones import duties
from bagdar.monitoring.rules.nouns import Figure, IndicatorContent, MoneyContent, Origin
from bagdar.monitoring.rules.rollup import combined
from tests.conftest import ROOT

OLD = ("KZ-11", "KZ-15", "KZ-19")
NEW = (*OLD, "KZ-10")
BORDERS = date(2022, 6, 8)
DAY = date(2026, 11, 1)
TEXTS = {name: f"illustrative {name}" for name in
         ("done", "partly", "not_done", "figure", "money", "returned", "document")}  # fmt: skip


def regions_on(day: date) -> tuple[str, ...]:
    """Three regions stand for all, and a fourth since the borders changed."""
    return NEW if day >= BORDERS else OLD


@pytest.fixture(scope="module")
def monitoring():
    return read_monitoring(ROOT / "data", "kz-2020-2025")


@pytest.fixture(scope="module")
def owed(edition, monitoring):
    return duties(edition, monitoring, regions_on)


@pytest.fixture(scope="module")
def made(edition, monitoring, owed):
    return demonstration(edition, monitoring, owed, TEXTS, day=DAY, regions_on=regions_on)


def test_the_same_seed_gives_the_same_reports_and_another_seed_others(
    edition, monitoring, owed, made
):
    again = demonstration(edition, monitoring, owed, TEXTS, day=DAY, regions_on=regions_on)
    assert again == made
    other = demonstration(edition, monitoring, owed, TEXTS, day=DAY, regions_on=regions_on, seed=1)
    assert other != made


def test_the_order_of_the_duties_changes_no_report(edition, monitoring, owed, made):
    turned = demonstration(
        edition, monitoring, owed[::-1], TEXTS, day=DAY, regions_on=regions_on
    )  # fmt: skip
    known = {(one.subject, one.reporter): (one.content, one.fate) for one in made}
    assert {(one.subject, one.reporter): (one.content, one.fate) for one in turned} == known


def test_every_row_and_every_year_has_facts_and_some_are_missing(edition, owed, made):
    rows = {one.subject.place for one in made if one.subject.kind == "indicator"}
    assert rows == {row.code for _, row in edition.rows()}
    years = {one.subject.year for one in made if one.subject.kind == "money"}
    assert years == set(edition.period.years)
    assert 0.9 * len(owed) < len(made) < len(owed)
    assert {(one.subject, one.reporter) for one in made} <= {
        (duty.subject, duty.reporter) for duty in owed
    }


def test_no_report_has_a_fault_that_a_service_would_refuse(edition, monitoring, made):
    refused = [
        (str(one.subject), faults)
        for one in made
        if (
            faults := faults_of(
                one.content, one.subject, edition, monitoring,
                reporter=one.reporter, today=one.sent_on,
            )
        )
    ]  # fmt: skip
    assert refused == []


def test_every_text_and_number_says_that_it_is_illustrative(made):
    assert all(one.content.text.startswith("illustrative") for one in made)
    documents = [each for one in made for each in one.documents]
    assert documents
    assert all(each.number.startswith("illustrative-") for each in documents)
    assert all(each.title == TEXTS["document"] for each in documents)
    assert len({each.number for each in documents}) == len(documents)


def test_nothing_is_reported_before_it_is_due_or_after_the_day(edition, monitoring, owed):
    day = date(2021, 6, 1)
    made = demonstration(edition, monitoring, owed, TEXTS, day=day, regions_on=regions_on)
    due = {(duty.subject, duty.reporter): duty.due_on for duty in owed}
    assert made
    assert all(due[one.subject, one.reporter] <= day for one in made)
    assert all(one.sent_on <= day and (one.decided_on or day) <= day for one in made)


def test_only_the_last_reports_wait_or_were_returned(owed, made):
    end = max(duty.due_on for duty in owed)
    due = {(duty.subject, duty.reporter): duty.due_on for duty in owed}
    open_ones = [one for one in made if one.fate != "accepted"]
    assert {one.fate for one in open_ones} == {"waiting", "returned"}
    assert all(end - due[one.subject, one.reporter] < LATELY for one in open_ones)
    assert all((one.decided_on is None) == (one.fate == "waiting") for one in made)


# --- figures ----------------------------------------------------------------------------------


def as_figures(row: str, year: int, told) -> list[Figure]:
    return [
        Figure(row, year, code, value, weight, Origin.ILLUSTRATIVE, True, "", None, None, "")  # type: ignore[arg-type]
        for code, (value, weight) in told.items()
    ]


def test_the_regions_roll_up_to_the_figure_of_the_country(edition, monitoring):
    seen = set()
    for _, row in edition.rows():
        rollup = monitoring.rollup(row.code)
        for year in set(printed_targets(row)) & set(edition.period.years):
            told = figures(row, year, rollup, NEW, seed=7)
            if not rollup.is_regional:
                assert told.regions == {}
                continue
            seen.add(rollup.rule)
            together = combined(rollup, as_figures(row.code, year, told.regions))
            digits = max(0, -int(told.national.as_tuple().exponent))
            apart = abs(together - told.national)
            assert apart == 0 if rollup.rule == "sum" else apart <= Decimal("0.5").scaleb(-digits)
    assert seen == {"sum", "weighted_mean"}


def test_a_share_stays_between_nothing_and_the_whole(edition, monitoring):
    for _, row in edition.rows():
        if row.printed.unit.kk.strip() != "%" or max(printed_targets(row).values()) > 100:
            continue
        for year in set(printed_targets(row)) & set(edition.period.years):
            told = figures(row, year, monitoring.rollup(row.code), NEW, seed=7)
            values = [told.national, *(value for value, _ in told.regions.values())]
            assert all(0 <= value <= 100 for value in values), (row.code, year)


@pytest.mark.parametrize(("pace", "is_reached"), [("early", True), ("failing", False)])
def test_a_row_fares_as_its_pace_says(edition, pace, is_reached):
    """Where the target lies beyond the first figure: early rows pass it, failing ones do not."""
    checked = 0
    for _, row in edition.rows():
        seed = next(seed for seed in range(500) if pace_of(row, seed) == pace)
        targets = printed_targets(row)
        last = max(targets)
        first, target = targets[min(targets)], targets[last]
        if first == target or (target == 100 and row.printed.unit.kk.strip() == "%"):
            continue
        value = figures(row, last, Rollup(row.code, "national"), (), seed).national
        better = value >= target if row.direction == "higher" else value <= target
        moves_the_right_way = (target > first) == (row.direction == "higher")
        if moves_the_right_way and value != target:
            assert better == is_reached, (row.code, value, target)
            checked += 1
    assert checked > 40


def test_every_pace_occurs(edition):
    paces = {pace_of(row, 2022) for _, row in edition.rows()}
    assert paces == set(PACES)


@pytest.mark.parametrize(
    ("whole", "sizes", "parts"),
    [
        (10, {"a": 1, "b": 1}, {"a": 5, "b": 5}),
        (10, {"a": 1, "b": 2}, {"a": 3, "b": 7}),
        (1, {"a": 1, "b": 1, "c": 1}, {"a": 1, "b": 0, "c": 0}),
        (0, {"a": 1, "b": 1}, {"a": 0, "b": 0}),
        (7, {"a": 5}, {"a": 7}),
    ],
)
def test_a_count_is_shared_out_by_size_and_adds_up(whole, sizes, parts):
    assert shared(whole, sizes) == parts


def test_rounding_is_half_to_even_without_trailing_zeros():
    from fractions import Fraction

    assert rounded(Fraction(1, 8), 2) == Decimal("0.12")
    assert str(rounded(Fraction(200), 1)) == "200"


# --- money ------------------------------------------------------------------------------------


def test_money_is_of_the_order_of_the_acts_plan(edition, made):
    planned = sum(amount for one in edition.measures for row in one.money
                  for amount in row.amounts.values())  # fmt: skip
    lines = [line for one in made if isinstance(one.content, MoneyContent) for line in
             one.content.lines]  # fmt: skip
    spent = sum(line.spent for line in lines)
    assert planned * Decimal("0.7") < spent < planned * Decimal("1.1")
    assert all(0 <= line.spent <= line.revised for line in lines)


def test_some_budgets_are_little_spent(made):
    shares = [
        line.spent / line.revised
        for one in made
        if isinstance(one.content, MoneyContent)
        for line in one.content.lines
        if line.revised
    ]
    assert any(share < Decimal("0.8") for share in shares)
    assert sum(share > Decimal("0.9") for share in shares) > len(shares) / 2


def test_an_owner_who_reports_a_regional_row_says_what_the_regions_make(monitoring, made):
    cells = {
        (one.subject, one.reporter.code): one.content
        for one in made
        if isinstance(one.content, IndicatorContent)
    }
    row, year = "I1.6.3", 2023
    subject = next(subject for subject, _ in cells if (subject.place, subject.year) == (row, year))
    told = [content.value for (of, code), content in cells.items()
            if of == subject and code.startswith("KZ-")]  # fmt: skip
    owners = [content.value for (of, code), content in cells.items()
              if of == subject and not code.startswith("KZ-")]  # fmt: skip
    assert len(told) == len(NEW)
    assert owners in ([], [sum(told)])
