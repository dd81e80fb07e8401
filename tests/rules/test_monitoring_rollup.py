"""The country's figure comes from its regions, whole or not at all."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bagdar.core.languages import Words
from bagdar.monitoring.rules.content import faults_of
from bagdar.monitoring.rules.declared import Rollup, read_monitoring
from bagdar.monitoring.rules.milestones import is_local
from bagdar.monitoring.rules.nouns import IndicatorContent, Reporter, Subject
from bagdar.monitoring.rules.rollup import combined, national
from tests.rules.monitoring_facts import figure

DATA = Path(__file__).resolve().parents[2] / "data"
ROW = "I1.5.1"
REGIONS = ("KZ-10", "KZ-11", "KZ-15")
SUM = Rollup(ROW, "sum")
MEAN = Rollup(ROW, "weighted_mean", Words.same("children"))
NATIONAL = Rollup(ROW, "national")
values = st.decimals(0, 10**9, places=6, allow_nan=False, allow_infinity=False)
weights = st.decimals(1, 10**7, places=3, allow_nan=False, allow_infinity=False)


def of(rule, *figures, regions=REGIONS):
    return national(ROW, 2021, rule, figures, regions)


def test_a_sum_of_all_regions_is_the_country():
    found = of(
        SUM, *(figure(ROW, 2021, n, code) for n, code in zip((1, 2, 3.5), REGIONS, strict=True))
    )
    assert (found.value, found.basis, found.missing, found.partial) == (
        Decimal("6.5"), "rolled_up", (), None,
    )  # fmt: skip


def test_a_mean_weighs_each_region_by_what_it_reports():
    found = of(
        MEAN,
        figure(ROW, 2021, 80, "KZ-10", 300),
        figure(ROW, 2021, 90, "KZ-11", 100),
        figure(ROW, 2021, 50, "KZ-15", 0),
    )
    assert found.value == Decimal("82.5")
    assert found.counted == 3


def test_a_region_that_has_not_reported_is_named_and_not_guessed():
    found = of(MEAN, figure(ROW, 2021, 80, "KZ-10", 300), figure(ROW, 2021, 90, "KZ-11", 100))
    assert (found.value, found.rolled_up, found.basis) == (None, None, "incomplete")
    assert found.missing == ("KZ-15",)
    assert (found.counted, len(found.regions)) == (2, 3)
    assert found.partial == Decimal("82.5")


def test_a_share_without_its_weight_is_named_and_does_not_count():
    found = of(
        MEAN,
        figure(ROW, 2021, 80, "KZ-10", 300),
        figure(ROW, 2021, 90, "KZ-11"),
        figure(ROW, 2021, 70, "KZ-15", 100),
    )
    assert (found.value, found.unweighted, found.missing) == (None, ("KZ-11",), ())
    assert found.partial == Decimal("77.5")


def test_where_nothing_weighs_there_is_no_mean():
    found = of(MEAN, *(figure(ROW, 2021, 80, code, 0) for code in REGIONS))
    assert (found.value, found.basis) == (None, "incomplete")


def test_the_owners_figure_stands_first_and_its_difference_is_shown():
    regions = [figure(ROW, 2021, 10, code) for code in REGIONS]
    found = of(SUM, figure(ROW, 2021, 31), *regions)
    assert (found.value, found.basis) == (31, "reported")
    assert (found.rolled_up, found.difference) == (30, 1)


def test_an_incomplete_roll_up_is_not_held_against_the_owners_figure():
    found = of(SUM, figure(ROW, 2021, 31), figure(ROW, 2021, 10, "KZ-10"))
    assert (found.value, found.rolled_up, found.difference, found.partial) == (31, None, None, 10)


def test_a_row_for_the_whole_country_only_takes_no_region():
    found = of(NATIONAL, *(figure(ROW, 2021, 10, code, 1) for code in REGIONS))
    assert (found.value, found.basis, found.regions) == (None, "none", ())
    assert [one.region for one in found.strangers] == list(REGIONS)


def test_a_region_that_did_not_exist_that_year_is_shown_and_not_counted():
    regions = [figure(ROW, 2021, 10, code) for code in REGIONS]
    found = of(SUM, *regions, figure(ROW, 2021, 999, "KZ-62"))
    assert found.value == 30
    assert [one.region for one in found.strangers] == ["KZ-62"]


def test_pending_figures_and_those_of_other_years_and_rows_are_passed_over():
    found = of(
        SUM,
        *(figure(ROW, 2021, 10, code) for code in REGIONS[:2]),
        figure(ROW, 2021, 10, "KZ-15", accepted=False),
        figure(ROW, 2020, 10, "KZ-15"),
        figure("I1.5.2", 2021, 10, "KZ-15"),
    )
    assert found.missing == ("KZ-15",)


def test_without_any_figure_there_is_none():
    found = of(SUM)
    assert (found.value, found.basis, found.partial) == (None, "none", None)
    assert found.missing == REGIONS


@given(st.lists(st.tuples(values, weights), min_size=1, max_size=20), st.randoms())
def test_the_order_of_regions_does_not_matter(parts, shuffler):
    figures = [figure(ROW, 2021, v, f"KZ-{n}", w) for n, (v, w) in enumerate(parts)]
    mixed = shuffler.sample(figures, len(figures))
    for rule in (SUM, MEAN):
        assert combined(rule, mixed) == combined(rule, figures)


@given(values, st.lists(weights, min_size=1, max_size=20))
def test_equal_regions_roll_up_to_the_region(value, heavy):
    figures = [figure(ROW, 2021, value, f"KZ-{n}", weight) for n, weight in enumerate(heavy)]
    assert combined(MEAN, figures) == value


@given(st.lists(st.tuples(values, weights), min_size=1, max_size=20))
def test_a_mean_lies_between_the_lowest_and_the_highest(parts):
    figures = [figure(ROW, 2021, v, f"KZ-{n}", w) for n, (v, w) in enumerate(parts)]
    mean = combined(MEAN, figures)
    assert min(v for v, _ in parts) <= mean <= max(v for v, _ in parts)


# --- what the act's rows declare ------------------------------------------------------------------

# What a row weighs a region by is the whole of which its own wording takes a share.
WEIGHED_BY = {
    "T1.1/1-6": "children aged 1–6",
    "T1.1/3-6": "children aged 3–6",
    "T1.4": "TVET graduates under the state order",
    "I1.1.2": "heads, methodologists and educators of preschool organisations",
    "I1.1.4": "teachers of secondary education",
    "I1.2.2": "school students",
    "I1.2.2/city": "all school students, of cities and villages together",
    "I1.2.2/village": "all school students, of cities and villages together",
    "I1.3.2": "orphans and children left without parental care",
    "I1.3.3/preschool": "state preschool organisations",
    "I1.3.3/school": "state general-education schools",
    "I1.3.3/tvet": "state TVET organisations",
    "I1.3.4/cctv": "educational organisations",
    "I1.3.4/turnstile": "educational organisations",
    "I1.4.1": "schools",
    "I1.4.2/grade4": "grade 4 students assessed",
    "I1.4.2/grade9": "grade 9 students assessed",
    "I1.4.3": "state colleges of technical and technological profile",
    "I1.5.1": "children of pre-school age",
    "I1.5.2": "schools",
    "I1.5.3": "TVET students under the state order",
    "I1.6.1": "grade 1–4 students",
    "I1.6.2": "grade 5–10 students",
    "I1.6.5": "learners in general-education schools",
    "I1.7.1": "state day schools",
    "I1.7.2": "state day schools",
    "I1.7.4": "classrooms",
    "I1.8.1": "full-size state day schools",
}
# Every summed row counts things or people; units as the act prints them.
COUNTED = {"I1.6.3": "адам", "I1.7.3": "орын", "I1.7.5": "бірлік", "I1.7.6": "бірлік"}


@pytest.fixture(scope="module")
def rollups():
    return read_monitoring(DATA, "kz-2020-2025").rollups


def test_each_share_is_weighed_by_the_whole_that_it_is_a_share_of(rollups):
    means = {code: one.weight.en for code, one in rollups.items() if one.rule == "weighted_mean"}
    assert means == WEIGHED_BY


def test_only_counts_are_added_up(edition, rollups):
    summed = {code for code, one in rollups.items() if one.rule == "sum"}
    units = {code: edition.row(code).printed.unit.kk for code in summed}
    assert units == COUNTED


def test_surveys_ranks_and_growth_are_of_the_whole_country(edition, rollups):
    """A rank, a gap between city and village, a growth: the regions' do not make the country's."""
    whole = {
        row.code
        for _, row in edition.rows()
        if any(cell.cycle for cell in row.body_cells)
        or "орын" in row.printed.unit.kk.split()
        or "қарай" in row.printed.unit.kk
        or "өсім" in row.name.kk
    } - set(COUNTED)
    assert {"T1.2/math", "I1.2.1/PIRLS-reading", "T2.2", "I1.6.4", "T2.3"} <= whole
    assert {rollups[code].rule for code in whole} == {"national"}


def test_only_executors_among_whom_are_local_bodies_send_regional_figures(edition, rollups):
    for code, one in rollups.items():
        if one.is_regional:
            assert is_local(edition, edition.row(code).printed.executors), code


@pytest.mark.parametrize(
    ("value", "weight", "codes"),
    [
        (0, None, ["report_missing"]),
        (0, 0, []),
        (0, 3, []),
        (40, 0, ["report_missing"]),  # two fifths of nothing
        (40, 3, []),
    ],
)
def test_a_region_with_nothing_to_weigh_says_nought_and_keeps_the_country_whole(
    edition, value, weight, codes
):
    """A region without a single such college: unable to say so, it would be missing for ever."""
    content = IndicatorContent(value=Decimal(value), weight=weight)
    faults = faults_of(
        content,
        Subject("indicator", "I1.4.3", "2021"),
        edition,
        read_monitoring(DATA, "kz-2020-2025"),
        reporter=Reporter("region", "KZ-10"),
    )
    assert [code for _, code, _ in faults] == codes


def test_city_and_village_are_parts_of_one_share(edition):
    """Why both weigh by all school students: in every year the act's parts make its whole."""
    whole, city, village = (
        edition.row(f"I1.2.2{part}").targets() for part in ("", "/city", "/village")
    )
    assert len(whole) == 7
    assert {year: city[year] + village[year] for year in whole} == whole
