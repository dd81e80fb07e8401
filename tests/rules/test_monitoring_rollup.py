"""The country's figure comes from its regions, whole or not at all."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bagdar.core.languages import Words
from bagdar.monitoring.rules.declared import Rollup
from bagdar.monitoring.rules.rollup import combined, national
from tests.rules.monitoring_facts import figure

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
