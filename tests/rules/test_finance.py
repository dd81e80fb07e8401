"""Where the money stands: sums of the real act's rows beside what the act prints."""

from decimal import Decimal

import pytest

from bagdar.programme.rules import finance
from bagdar.programme.rules.act import Edition, Money


@pytest.fixture(scope="module")
def act(edition: Edition) -> Edition:
    return edition


@pytest.fixture(scope="module")
def without_money(act: Edition) -> Edition:
    measures = tuple(measure.model_copy(update={"money": ()}) for measure in act.measures)
    passport = act.passport.model_copy(update={"finance": None})
    return act.model_copy(
        update={"measures": measures, "totals": None, "section6": None, "passport": passport}
    )


def totals(sums: tuple[finance.Sum, ...]) -> dict[object, Decimal]:
    return {one.key: one.total for one in sums}


def test_a_sum_printed_for_two_sources_stays_a_source_of_its_own():
    assert finance.sources_of("РБ, ЖБ") == ("РБ", "ЖБ")


def test_sources_are_summed_as_printed_and_single_ones_come_first(act):
    sums = totals(finance.by_source(act))
    assert sums == {
        "РБ": 8951708, "ЖБ": 715982, "ДБ": 762,
        "РБ, ЖБ": 448313, "ДБ, РБ": 175265, "РБ+ДБ": 2398,
    }  # fmt: skip
    assert {*list(sums)[:3]} == {"РБ", "ЖБ", "ДБ"}
    assert [one.measures for one in finance.several_sources(act)] == [(25,), (153,), (159,)]


def test_every_breakdown_counts_every_amount_once(act):
    everything = finance.in_all(act).total
    assert everything == 10294428
    for breakdown in (
        finance.by_source, finance.by_goal, finance.by_task, finance.by_lead,
        finance.by_budget_programmes,
    ):  # fmt: skip
        assert sum(one.total for one in breakdown(act)) == everything
    assert sum(flow.amount for flow in finance.flows(act)) == everything


def test_goals_and_tasks_have_the_sums_of_their_measures(act):
    assert totals(finance.by_goal(act)) == {"1": 9088501, "2": 1205927}
    tasks = totals(finance.by_task(act))
    assert tasks["1.1"] == 6464353
    assert "1.6" not in tasks, "a task whose measures print no money has no sum, not a zero"


def test_a_measure_outside_any_subtask_is_in_no_subtask_sum(act):
    sums = finance.by_subtask(act)
    assert sum(one.total for one in sums) < finance.in_all(act).total
    assert None not in totals(sums)


def test_money_stands_with_the_first_named_executor_only(act):
    assert totals(finance.by_lead(act)) == {"mes": 8219204, "leb": 2063433, "hei": 11791}
    assert finance.of_body(act, "mof") == finance.BodyMoney(Decimal(0), Decimal(5333783))
    assert finance.of_body(act, "mes").first_named == 8219204


def test_a_row_with_several_budget_programmes_is_one_combination(act):
    sums = finance.by_budget_programmes(act)
    assert sums[0].key == ("098", "099", "203") and sums[0].total == 6381698
    assert totals(sums)[()] == 3439090, "rows without a code are shown as such"


def test_the_years_of_a_sum_run_in_order_and_leave_out_unprinted_ones(act):
    world_bank = next(one for one in finance.by_source(act) if one.key == "ДБ")
    assert world_bank.years == {2020: 381, 2021: 381}


def test_source_lines_set_the_measures_beside_the_printed_totals(act):
    lines = {line.source: line for line in finance.source_lines(act)}
    assert list(lines) == ["РБ", "ЖБ", "other", "private"]
    assert lines["ЖБ"].total.difference == 0
    assert lines["РБ"].total.difference == 613117
    assert lines["РБ"].year(2020) == finance.Beside(Decimal(548527), Decimal(611949))
    assert (lines["other"].passport, lines["other"].section6) == (13, 13)
    assert lines["other"].sources == ("ДБ",)
    assert lines["private"].sources == () and lines["private"].row.total == 1284000


def test_what_no_measure_has_a_row_for_is_named_and_kept_apart(act):
    assert [row.source for row in finance.without_measures(act)] == ["private"]
    last = finance.year_lines(act)[-1]
    assert (last.year, last.printed, last.outside) == (None, 11578425, 1284000)
    assert last.beside.difference == -3


def test_each_year_is_beside_its_printed_total(act):
    differences = {line.year: line.beside.difference for line in finance.year_lines(act)}
    assert differences == {2020: 1, 2021: -2, 2022: 0, 2023: 0, 2024: -2, 2025: 0, None: -3}
    assert {line.year: line.passport for line in finance.year_lines(act)}[2025] == 2679


def test_a_printed_row_total_is_beside_the_sum_of_its_years(act):
    wrong = {
        measure.number: finance.row_beside(row).difference
        for measure in act.measures
        for row in measure.money
        if finance.row_beside(row).difference
    }
    assert wrong == {12: -1, 25: 1}


def test_a_row_without_a_printed_total_has_no_difference():
    row = Money(source="РБ", amounts={2020: Decimal(5)})
    assert finance.row_beside(row) == finance.Beside(Decimal(5), None)
    assert finance.row_beside(row).difference is None


def test_a_measure_with_two_sources_is_summed_over_both(act):
    school_places = finance.of_measure(act.measure_by_number[137])
    assert school_places.total == 875914
    assert school_places.years[2023] == 116838 + 67510
    assert finance.of_measure(act.measure_by_number[1]).total == 0


def test_an_edition_without_money_gives_empty_breakdowns_and_no_division_by_zero(without_money):
    assert finance.by_source(without_money) == ()
    assert finance.source_lines(without_money) == ()
    assert finance.flows(without_money) == ()
    assert finance.in_all(without_money).total == 0
    assert [line.printed for line in finance.year_lines(without_money)] == [None] * 7
