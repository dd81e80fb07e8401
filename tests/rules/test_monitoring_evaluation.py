"""Whether a target is reached, and how effective the whole is."""

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bagdar.core.errors import FaultyData
from bagdar.core.sentences import fault_line
from bagdar.monitoring.rules.declared import read_monitoring, row_faults
from bagdar.monitoring.rules.declared_evaluation import read_evaluation_rule
from bagdar.monitoring.rules.effectiveness import (
    MeasureStanding,
    effectiveness,
    measure_standing,
    measure_status,
    term,
)
from bagdar.monitoring.rules.evaluation import (
    RANK,
    IndicatorStanding,
    Target,
    achievement,
    progress,
    status,
    target,
    together,
)
from bagdar.monitoring.rules.nouns import Origin
from bagdar.monitoring.rules.standing import evaluate
from tests.rules.monitoring_facts import duty, figure

ROOT = Path(__file__).resolve().parents[2]
RULE = read_evaluation_rule(ROOT / "data")
CREDIT = RULE.effectiveness.partly_credit
REGIONS = ("KZ-10", "KZ-11")


def aim(printed, year=2021):
    value = Decimal(printed.replace(",", "."))
    return Target(year, value, len(printed.partition(",")[2]), "body")


# --- a row --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "printed", "baseline", "direction", "expected"),
    [
        ("81.7", "81,7", "77.1", "higher", "reached"),
        ("81.65", "81,7", "77.1", "higher", "reached"),  # 81.65 rounds to 81.7
        ("81.649", "81,7", "77.1", "higher", "partly"),
        ("81.75", "81,7", "77.1", "higher", "exceeded"),  # 81.75 rounds to 81.8
        ("81.74", "81,7", "77.1", "higher", "reached"),
        ("79.4", "81,7", "77.1", "higher", "partly"),  # half of the way
        ("79.39", "81,7", "77.1", "higher", "not_reached"),
        ("70", "81,7", "77.1", "higher", "not_reached"),
        ("99.5", "100", "95.2", "higher", "reached"),
        ("1.34", "1,3", "1.8", "lower", "reached"),
        ("1.35", "1,3", "1.8", "lower", "partly"),
        ("1.24", "1,3", "1.8", "lower", "exceeded"),
        ("1.55", "1,3", "1.8", "lower", "partly"),
        ("1.56", "1,3", "1.8", "lower", "not_reached"),
        ("78", "78", "82", "lower", "reached"),
        ("4", "5", None, "higher", "partly"),  # no baseline: four fifths of the target
        ("3.99", "5", None, "higher", "not_reached"),
        ("20", "18", None, "lower", "partly"),
        ("23", "18", None, "lower", "not_reached"),
        ("84", "102,9", "103", "higher", "partly"),  # a target below its baseline: no way
        ("0", "0", None, "higher", "reached"),
    ],
)
def test_a_fact_against_its_target(fact, printed, baseline, direction, expected):
    start = None if baseline is None else Decimal(baseline)
    assert status(Decimal(fact), aim(printed), start, direction, RULE.status) == expected


def test_without_a_target_or_a_fact_nothing_is_judged():
    assert status(Decimal(5), None, None, "higher", RULE.status) == "no_target"
    assert status(None, None, None, "higher", RULE.status) == "no_target"
    assert status(None, aim("5"), None, "higher", RULE.status) == "no_data"


def test_progress_and_achievement():
    assert progress(Decimal("79.4"), aim("81,7"), Decimal("77.1"), "higher") == Decimal("0.5")
    assert progress(Decimal("1.55"), aim("1,3"), Decimal("1.8"), "lower") == Decimal("0.5")
    assert progress(Decimal(5), aim("5"), Decimal(5), "higher") is None
    assert achievement(Decimal(4), aim("5"), "higher") == Decimal("0.8")
    assert achievement(Decimal(20), aim("18"), "lower") == Decimal("0.9")
    assert achievement(Decimal(0), aim("18"), "lower") is None


def test_a_margin_makes_exceeding_harder():
    strict = RULE.status.model_copy(update={"exceeded_margin_percent": Decimal(5)})
    assert status(Decimal(105), aim("100"), None, "higher", strict) == "reached"
    assert status(Decimal(106), aim("100"), None, "higher", strict) == "exceeded"


def test_the_body_prints_the_target_and_the_annex_stands_beside_it(edition):
    row = edition.row("T1.1/1-6")
    found = target(row, 2021)
    assert (found.value, found.places, found.table, found.other) == (
        Decimal("81.7"), 1, "body", None,
    )  # fmt: skip
    cells = tuple(
        cell.model_copy(update={"value": Decimal(90)}) if cell.year == 2021 else cell
        for cell in row.annex_cells
    )
    found = target(row.model_copy(update={"annex_cells": cells}), 2021)
    assert (found.value, found.table, found.other) == (Decimal("81.7"), "body", 90)
    silent = row.model_copy(update={"annex_cells": cells, "body_cells": ()})
    assert (target(silent, 2021).value, target(silent, 2021).table) == (90, "annex")


def test_digits_are_those_that_the_act_prints(edition):
    assert target(edition.row("T1.3"), 2022).places == 2  # 0,70
    assert target(edition.row("I1.6.3"), 2022).places == 0  # 35 000
    assert target(edition.row("I1.7.1"), 2025).places == 2  # 0,05 after 0,1
    assert target(edition.row("I1.7.1"), 2024).places == 1


# Gaps of city and village, a rank, children in institutions, schools unsafe or in three shifts.
LOWER_IS_BETTER = {
    "I1.2.1/PISA-math", "I1.2.1/PISA-reading", "I1.2.1/PISA-science",
    "I1.2.1/TIMSS-math-grade4", "I1.2.1/TIMSS-math-grade8",
    "I1.2.1/TIMSS-science-grade4", "I1.2.1/TIMSS-science-grade8", "I1.2.1/PIRLS-reading",
    "I1.3.2", "I1.7.1", "I1.7.2", "T2.2",
}  # fmt: skip


def test_which_way_is_better_is_what_the_act_strives_for(edition):
    """Of every row: the last figure printed is no worse than the first, the baseline among them."""
    directions = {row.code: row.direction for _, row in edition.rows()}
    assert {code for code, one in directions.items() if one == "lower"} == LOWER_IS_BETTER
    for _, row in edition.rows():
        printed = {**row.targets("annex"), **row.targets("body")}
        first, last = printed[min(printed)], printed[max(printed)]
        assert last <= first if row.direction == "lower" else last >= first, row.code


facts = st.decimals(-1000, 10**6, places=3, allow_nan=False, allow_infinity=False)


@given(facts, facts, facts, st.none() | facts, st.sampled_from(["higher", "lower"]))
def test_a_better_fact_never_has_a_worse_status(one, other, wanted, baseline, direction):
    worse, better = sorted([one, other], reverse=direction == "lower")
    goal = Target(2021, wanted.quantize(Decimal("0.1")), 1, "body")
    ranks = [RANK[status(fact, goal, baseline, direction, RULE.status)] for fact in (worse, better)]
    assert ranks[0] <= ranks[1]


# --- an indicator of several rows ---------------------------------------------------------------

WORST = RULE.status.model_copy(update={"rows": "worst"})


@pytest.mark.parametrize(
    ("statuses", "all_", "worst"),
    [
        (["reached", "reached"], "reached", "reached"),
        (["reached", "exceeded"], "reached", "reached"),
        (["exceeded", "exceeded"], "exceeded", "exceeded"),
        (["reached", "not_reached"], "partly", "not_reached"),
        (["partly", "not_reached"], "partly", "not_reached"),
        (["not_reached", "not_reached"], "not_reached", "not_reached"),
        (["reached", "no_data"], "no_data", "no_data"),
        ([], "no_target", "no_target"),
    ],
)
def test_an_indicator_of_several_rows(statuses, all_, worst):
    assert together(statuses, RULE.status) == all_
    assert together(statuses, WORST) == worst


@given(st.lists(st.sampled_from(list(RANK)), min_size=1, max_size=8), st.data())
def test_a_better_row_never_worsens_its_indicator(statuses, data):
    place = data.draw(st.integers(0, len(statuses) - 1))
    better = data.draw(st.sampled_from([s for s in RANK if RANK[s] >= RANK[statuses[place]]]))
    changed = [*statuses[:place], better, *statuses[place + 1 :]]
    for rule in (RULE.status, WORST):
        assert RANK[together(statuses, rule)] <= RANK[together(changed, rule)]


# --- a measure ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "done", "partly", "not_done", "expected"),
    [
        (0, 0, 0, 0, "not_due"),
        (2, 0, 0, 0, "no_data"),
        (2, 2, 0, 0, "done"),
        (2, 1, 0, 0, "partly"),
        (2, 1, 0, 1, "partly"),
        (2, 0, 1, 1, "partly"),
        (2, 0, 0, 1, "not_done"),
        (2, 0, 0, 2, "not_done"),
    ],
)
def test_a_measure_by_its_milestones(due, done, partly, not_done, expected):
    assert measure_status(due, done, partly, not_done) == expected


def test_only_what_is_due_by_the_day_counts(edition):
    measure = edition.measures[0]
    duties = [
        duty(1, "1/2020-12", due_on=date(2020, 12, 31)),
        duty(1, "1/2020-12", "region:KZ-11", due_on=date(2020, 12, 31)),
        duty(1, "1/2021-12"),
        duty(1, "1/2022-12", due_on=date(2022, 12, 31)),
    ]
    accepted = {duties[0].key: "done", duties[1].key: "partly", duties[3].key: "done"}
    found = measure_standing(measure, duties, accepted, date(2021, 12, 31))
    assert (found.due, found.done, found.partly, found.unknown) == (3, 1, 1, 1)
    assert found.status == "partly"
    assert measure_standing(measure, duties, {}, date(2019, 12, 31)).status == "not_due"


# --- the whole ----------------------------------------------------------------------------------


def indicators(kind, **counts):
    return [
        IndicatorStanding(f"{kind}{n}{name}", kind, "1", None, name, (), 0)
        for name, count in counts.items()
        for n in range(count)
    ]


def test_effectiveness_is_a_weighted_mean_with_every_term_shown():
    found = effectiveness(
        [
            *indicators("target", reached=1, exceeded=1, partly=2),
            *indicators("result", reached=1, not_reached=3, no_data=4, no_target=9),
        ],
        [],
        RULE.effectiveness,
    )
    targets, results, measures = found.terms
    assert (targets.score, targets.reached, targets.partly) == (Decimal("0.75"), 2, 2)
    assert (results.score, results.known, results.unknown, results.counted) == (
        Decimal("0.25"), 4, 4, 8,
    )  # fmt: skip
    assert (measures.score, measures.counted) == (None, 0)
    assert found.value == Decimal("0.5")
    # The four unknown results: none of them reached, or all of them.
    assert (results.lowest, results.highest) == (Decimal("0.125"), Decimal("0.625"))
    assert (found.lowest, found.highest) == (Decimal("0.4375"), Decimal("0.6875"))


def standing(due, done=0, partly=0, not_done=0):
    status = measure_status(due, done, partly, not_done)
    return MeasureStanding(1, "1", "1.1", status, due, done, partly, not_done)


@pytest.mark.parametrize(
    ("measure", "best", "bounds"),
    [
        (standing(17, done=1), "done", ("0.5", "1")),  # sixteen regions can still have done it
        (standing(17, done=1, not_done=1), "partly", ("0.5", "0.5")),
        (standing(17, partly=1), "partly", ("0.5", "0.5")),
        (standing(17, not_done=1), "partly", ("0", "0.5")),
        (standing(17, not_done=17), "not_done", ("0", "0")),
        (standing(17, done=17), "done", ("1", "1")),
        (standing(17), "done", ("0", "1")),
    ],
)
def test_what_is_reported_of_a_measure_s_parts_bounds_what_it_can_become(measure, best, bounds):
    found = effectiveness([], [measure], RULE.effectiveness)
    assert measure.best == best
    assert (found.lowest, found.highest) == tuple(Decimal(one) for one in bounds)


@given(st.lists(st.tuples(*[st.integers(0, 3)] * 4), min_size=1, max_size=8))
def test_whatever_is_reported_next_stays_within_the_bounds(parts):
    """Each measure has parts that are done, partly, not done and unknown; then all are known."""
    now = [standing(sum(one), *one[:3]) for one in parts]
    done = [standing(sum(one), one[0] + one[3], one[1], one[2]) for one in parts]
    missed = [standing(sum(one), one[0], one[1], one[2] + one[3]) for one in parts]
    before, best, worst = (
        effectiveness([], one, RULE.effectiveness) for one in (now, done, missed)
    )
    assert (before.highest, before.lowest) == (best.value, worst.value)


def test_with_nothing_known_there_is_no_effectiveness():
    found = effectiveness(indicators("target", no_data=3), [], RULE.effectiveness)
    assert (found.value, found.lowest, found.highest) == (None, 0, 1)


def test_the_previous_programme_as_published():
    """State Programme 2016–2019: 8 of 8 targets; of 50 results 46 reached, 1 not, 3 partly; 93.4 %.

    The counts give the shares below. None of the simple formulas gives 93.4 %: it needs the
    ministry's own degrees of reaching, which were not published with it.
    """
    targets = term("targets", Decimal(1), ["reached"] * 8, Decimal(0))
    statuses = ["reached"] * 46 + ["not_reached"] + ["partly"] * 3
    results = term("results", Decimal(1), statuses, Decimal(0))
    assert (targets.score, results.score) == (1, Decimal("0.92"))
    together_ = term("results", Decimal(1), ["reached"] * 8 + statuses, Decimal(0))
    assert round(together_.score, 3) == Decimal("0.931")
    halves = term("results", Decimal(1), statuses, Decimal("0.5"))
    assert halves.score == Decimal("0.95")
    both = term("results", Decimal(1), ["reached"] * 8 + statuses, Decimal("0.5"))
    assert round(both.score, 3) == Decimal("0.957")

    published = Decimal("0.934")
    # Without credit for the three, the targets would have to weigh 17.5 % of the whole.
    weight = (published - results.score) / (targets.score - results.score)
    assert weight == Decimal("0.175")
    # With half credit the results alone are above it: no weight gives 93.4.
    assert min(targets.score, halves.score) > published
    # The results alone give it where the four that were not reached count 0.7 between them.
    assert published * 50 - 46 == Decimal("0.700")
    # All 58 alike: where they count 0.172 between them.
    assert published * 58 - 54 == Decimal("0.172")


def test_our_own_formula_over_the_previous_programmes_counts():
    found = effectiveness(
        [
            *indicators("target", reached=8),
            *indicators("result", reached=46, not_reached=1, partly=3),
        ],
        [],
        RULE.effectiveness,
    )
    assert found.value == Decimal("0.975")  # (1 + 0.95) / 2: ours, not the ministry's


names = st.sampled_from(["exceeded", "reached", "partly", "not_reached", "no_data", "no_target"])


@given(st.lists(st.tuples(st.sampled_from(["target", "result"]), names), max_size=30), st.randoms())
def test_totals_do_not_depend_on_the_order(pairs, shuffler):
    listed = [
        IndicatorStanding(str(n), kind, "1", None, name, (), 0)
        for n, (kind, name) in enumerate(pairs)
    ]
    mixed = shuffler.sample(listed, len(listed))
    first, second = (effectiveness(one, [], RULE.effectiveness) for one in (listed, mixed))
    assert first == second
    if first.value is not None:
        assert first.lowest <= first.value <= first.highest


@given(st.lists(st.sampled_from(list(RANK)), min_size=1, max_size=20), st.data())
def test_a_better_indicator_never_lowers_effectiveness(statuses, data):
    place = data.draw(st.integers(0, len(statuses) - 1))
    better = data.draw(st.sampled_from([s for s in RANK if RANK[s] >= RANK[statuses[place]]]))
    changed = [*statuses[:place], better, *statuses[place + 1 :]]
    scores = [term("results", Decimal(1), one, CREDIT).score for one in (statuses, changed)]
    assert scores[0] <= scores[1]


# --- the whole programme ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def monitoring():
    return read_monitoring(ROOT / "data", "kz-2020-2025")


def evaluated(edition, monitoring, figures, year=2021, accepted=None, duties=()):
    return evaluate(
        edition,
        monitoring,
        RULE,
        year=year,
        origin=Origin.REAL,
        figures=figures,
        duties=duties,
        accepted=accepted or {},
        regions_of=lambda _: REGIONS,
    )


def test_a_programme_of_which_nothing_is_reported_says_so(edition, monitoring):
    found = evaluated(edition, monitoring, [])
    assert found.is_empty
    assert found.effectiveness.value is None
    assert found.counts() == {"no_data": 52, "no_target": 13}
    assert found.row("T1.2/math").status == "no_target"
    assert len(found.rows) == 65
    assert found.facts_years == ()


def test_facts_of_two_origins_never_meet(edition, monitoring):
    made_up = figure("T1.5", 2021, 90, origin=Origin.ILLUSTRATIVE)
    assert evaluated(edition, monitoring, [made_up]).row("T1.5").status == "no_data"


def test_a_row_is_judged_by_the_year_asked_for(edition, monitoring):
    figures = [figure("T1.5", 2020, "69.4"), figure("T1.5", 2021, 71)]
    assert evaluated(edition, monitoring, figures, 2020).row("T1.5").status == "not_reached"
    found = evaluated(edition, monitoring, figures, 2021)
    assert found.row("T1.5").status == "reached"
    assert found.facts("T1.5") == {2020: Decimal("69.4"), 2021: Decimal(71)}
    assert found.facts_years == (2020, 2021)
    # What became known later is not used for an earlier year.
    assert evaluated(edition, monitoring, figures, 2020).facts("T1.5") == {2020: Decimal("69.4")}


def test_an_incomplete_roll_up_is_no_data(edition, monitoring):
    one = [figure("T1.4", 2021, 90, "KZ-10", 5)]
    found = evaluated(edition, monitoring, one).row("T1.4")
    assert (found.status, found.national.partial, found.national.missing) == (
        "no_data", 90, ("KZ-11",),
    )  # fmt: skip
    both = [*one, figure("T1.4", 2021, 60, "KZ-11", 15)]
    found = evaluated(edition, monitoring, both).row("T1.4")
    assert (found.fact, found.status) == (Decimal("67.5"), "exceeded")


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_facts_does_not_matter(edition, monitoring, seed):
    figures = [
        figure(row.code, year, value, region, 7)
        for _, row in edition.rows()
        for year, value in row.targets().items()
        for region in (REGIONS if monitoring.rollup(row.code).is_regional else ("",))
    ]
    mixed = random.Random(seed).sample(figures, len(figures))
    first, second = (evaluated(edition, monitoring, one, 2023) for one in (figures, mixed))
    assert (first.rows, first.effectiveness) == (second.rows, second.effectiveness)
    assert first.effectiveness.value == 1


# --- what is declared ---------------------------------------------------------------------------


def test_what_is_declared_is_marked_illustrative():
    assert RULE.illustrative is True
    assert "illustrative" in str(RULE.source)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("targets = 1\nresults = 1\nmeasures = 1", "targets = 0\nresults = 0\nmeasures = 0",
         "effectiveness.weights.targets"),
        ("likely = 0.66\n", "likely = 0.95\n", "forecast.likelihood.likely"),
        ("partly_credit = 0.5", "partly_credit = 1.5", "effectiveness.partly_credit"),
    ],
)  # fmt: skip
def test_a_contradiction_is_refused_with_its_field(tmp_path, catalogue, old, new, field):
    text = (ROOT / "data" / "monitoring" / "evaluation.toml").read_text(encoding="utf-8")
    assert text.count(old) >= 1
    folder = tmp_path / "monitoring"
    folder.mkdir()
    spoiled = text.replace("\n" + old, "\n" + new, 1)
    (folder / "evaluation.toml").write_text(spoiled, encoding="utf-8")
    with pytest.raises(FaultyData) as refused:
        read_evaluation_rule(tmp_path)
    (fault,) = refused.value.faults
    assert (fault.code, fault.field) == ("value", field)
    assert field in fault_line(fault, catalogue, "kk")


def test_rows_that_a_programme_has_not_and_rows_forgotten_are_named(edition, monitoring):
    assert row_faults(monitoring, edition) == []
    rollups = {code: one for code, one in monitoring.rollups.items() if code != "T1.5"}
    rollups["T9.5"] = monitoring.rollup("T1.5")
    faults = row_faults(replace(monitoring, rollups=rollups), edition)
    assert [(fault.code, fault.facts["value"]) for fault in faults] == [
        ("reference", "T9.5"), ("reference", "T1.5"),
    ]  # fmt: skip
