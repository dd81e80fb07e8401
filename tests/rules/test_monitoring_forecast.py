"""A forecast from few points: what it says, what it does not, and that its intervals hold."""

import math
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bagdar.monitoring.rules.declared import read_monitoring
from bagdar.monitoring.rules.declared_evaluation import read_evaluation_rule
from bagdar.monitoring.rules.evaluation import Target
from bagdar.monitoring.rules.forecast import Forecast, NoForecast, Ruler, fitted, forecast
from benchmarks.forecast import WORLDS, backtest, forgetful, last_value, ours, straight_line

ROOT = Path(__file__).resolve().parents[2]
RULE = read_evaluation_rule(ROOT / "data").forecast


def points(**figures):
    return {int(year.removeprefix("y")): Decimal(str(value)) for year, value in figures.items()}


def aim(value, places=1, year=2025):
    return Target(year, Decimal(str(value)), places, "body")


def foretold(seen, wanted, direction="higher", *, is_percent=True):
    return forecast(seen, wanted, direction, RULE, is_percent=is_percent)


# --- what it needs --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seen", "wanted", "why"),
    [
        ({}, aim(80), "too_few"),
        (points(y2018=70), aim(80), "too_few"),
        (points(y2018=70, y2025=79), aim(80), "known"),
        (points(y2018=70, y2020=71), None, "no_target"),
    ],
)
def test_where_there_is_no_forecast_it_says_why(seen, wanted, why):
    found = foretold(seen, wanted)
    assert isinstance(found, NoForecast)
    assert found.why == why


def test_shares_are_forecast_on_log_odds_counts_on_logarithms_and_the_rest_as_they_are():
    seen = points(y2018=70, y2020=71)
    assert foretold(seen, aim(80)).scale == "logit"
    assert foretold(seen, aim(103)).scale == "log"  # a ratio in percent that may pass 100
    assert foretold(seen, aim(80), is_percent=False).scale == "log"
    assert foretold(points(y2018=0, y2020=5), aim(9), is_percent=False).scale == "linear"


# Rows whose wording promises growth against an earlier year, and what they are promised for 2025.
GROWTHS = {"T2.3": 88, "I1.3.1": 5, "I1.6.4": 5, "I2.1.1": "5.2", "I2.1.2": "9.6", "I2.3.1": "21.9"}


def test_rows_that_promise_growth_are_declared_to(edition):
    declared = read_monitoring(ROOT / "data", "kz-2020-2025").growths
    promised = {code: edition.row(code).targets()[2025] for code in declared}
    assert promised == {code: Decimal(value) for code, value in GROWTHS.items()}


def test_growth_is_forecast_as_what_has_grown():
    """A quarter, a half and four fifths more: 125, 150, 180 of what there was."""
    grown = points(y2020=25, y2021=50, y2022=80)
    found = forecast(grown, aim(88), "higher", RULE, is_percent=True, is_growth=True)
    level = {year: value + 100 for year, value in grown.items()}
    same = forecast(level, aim(188), "higher", RULE, is_percent=False)
    assert (found.scale, same.scale) == ("growth", "log")
    assert found.last.middle == pytest.approx(180 * (180 / 125) ** 1.5 - 100)
    assert found.last.high_80 == pytest.approx(same.last.high_80 - 100)
    assert found.probability == pytest.approx(same.probability)


def test_growth_is_no_share_and_may_turn_into_loss():
    """The negative control: taken for shares, they could not pass 100 or fall below 0."""
    grown = points(y2020=25, y2021=50, y2022=80)
    as_share = foretold(grown, aim(88))
    as_growth = forecast(grown, aim(88), "higher", RULE, is_percent=True, is_growth=True)
    assert as_share.last.high_95 < 100 < as_growth.last.low_95
    shrinking = points(y2020=3, y2021=1, y2022="0.2")
    found = forecast(shrinking, aim("5.2"), "higher", RULE, is_percent=True, is_growth=True)
    assert found.last.middle < 0
    assert foretold(shrinking, aim("5.2")).last.low_95 > 0


@pytest.mark.parametrize("direction", ["higher", "lower"])
def test_what_is_counted_does_not_fall_below_nothing(direction):
    falling = points(y2018=3, y2020=2, y2021=0)
    found = foretold(falling, aim(1, 0), direction, is_percent=False)
    assert found.scale == "linear"
    assert [one.low_80 for one in found.years] == [0, 0, 0, 0]
    assert found.last.middle == 0 < found.last.high_95
    # Where the act or the facts go below nothing, so may the forecast.
    below = foretold(points(y2018=3, y2020=2, y2021=-1), aim(1, 0), direction, is_percent=False)
    assert below.last.low_80 < below.last.middle < -1


# --- by hand ----------------------------------------------------------------------------------


def test_two_points_leave_the_variance_to_the_prior():
    """linear: d = 10/2 = 5; h = 3, T = 2; error² = s²·(3 + 9/2) + u²·(1,5² + 2,5²), u² = 1/12."""
    walk = fitted(points(y2018=0, y2020=10), Ruler("linear", 0.5), prior=2.0, degrees=4.0)
    assert (walk.drift, walk.spread, walk.degrees) == (5.0, 2.0, 4.0)
    assert walk.middle(2023) == 25.0
    expected = math.sqrt(4 * 7.5 + (1.5**2 + 2.5**2) / 12)
    assert walk.error(2023) == pytest.approx(expected, rel=1e-12)
    low, high = walk.bounds(2023, 0.80)
    assert (low, high) == pytest.approx(
        (25 - 1.5332062740589434 * expected, 25 + 1.5332062740589434 * expected), rel=1e-9
    )


def test_more_points_move_the_variance_from_the_prior():
    """Steps of 4 over two years and 1 over one: d = 5/3; SS = (2/3)²/2 + (2/3)² = 2/3."""
    walk = fitted(points(y2018=0, y2020=4, y2021=5), Ruler("linear", 0.5), 2.0, 4.0)
    assert walk.drift == pytest.approx(5 / 3)
    assert walk.degrees == 5
    assert walk.spread**2 == pytest.approx((4 * 4 + 2 / 3) / 5)


def test_the_probability_counts_what_rounds_to_the_target():
    """The middle is exactly half a unit below the target: as likely as not."""
    walk = fitted(points(y2018=0, y2020=10), Ruler("linear", 0.5), 2.0, 4.0)
    assert walk.reaches(aim("25.5", 0, 2023), "higher") == 0.5
    assert walk.reaches(aim("24.5", 0, 2023), "lower") == 0.5


def test_intervals_of_a_share_stay_within_its_bounds():
    found = foretold(points(y2018=95.2, y2020=98, y2021=99.5), aim(100, 0))
    assert isinstance(found, Forecast)
    assert [one.year for one in found.years] == [2022, 2023, 2024, 2025]
    assert all(0 < one.low_95 < one.low_80 < one.middle < one.high_80 < one.high_95 < 100
               for one in found.years)  # fmt: skip


def test_intervals_open_with_the_years():
    found = foretold(points(y2018=0, y2020=5), aim(9), is_percent=False)
    widths = [one.high_95 - one.low_95 for one in found.years]
    assert len(widths) == 5
    assert widths == sorted(set(widths))


def test_probabilities_have_words():
    called = RULE.likelihood.called
    assert [called(p) for p in (0.95, 0.9, 0.66, 0.5, 0.33, 0.32, 0.1, 0.09, 0)] == [
        "very_likely", "very_likely", "likely", "even", "even", "unlikely", "unlikely",
        "very_unlikely", "very_unlikely",
    ]  # fmt: skip


def test_where_lower_is_better_falling_makes_it_likelier():
    falling = foretold(points(y2018=1.8, y2020=1.2, y2021=0.9), aim("0.4"), "lower")
    resting = foretold(points(y2018=1.8, y2020=1.8, y2021=1.8), aim("0.4"), "lower")
    assert falling.probability > 0.6
    assert resting.probability < 0.05


figures = st.decimals("0.1", "99.9", places=1)


@given(st.lists(figures, min_size=2, max_size=6), st.decimals("1", "99", places=1))
def test_bounds_are_in_order_and_probabilities_are_probabilities(values, wanted):
    years = (2018, 2020, 2021, 2022, 2023, 2024)
    seen = dict(zip(years, values, strict=False))
    found = foretold(seen, aim(wanted))
    assert 0 <= found.probability <= 1
    assert found.last.low_95 <= found.last.low_80 <= found.last.middle <= found.last.high_80


@given(st.lists(figures, min_size=2, max_size=6), st.randoms())
def test_the_order_of_points_does_not_matter(values, shuffler):
    seen = list(zip((2018, 2020, 2021, 2022, 2023, 2024), values, strict=False))
    mixed = dict(shuffler.sample(seen, len(seen)))
    assert foretold(dict(seen), aim(80)) == foretold(mixed, aim(80))


@given(st.sampled_from(["logit", "growth", "log", "linear"]), st.floats(1, 99))
def test_a_scale_leads_there_and_back(scale, value):
    ruler = Ruler(scale, 0.05)
    assert ruler.back(ruler.to(value)) == pytest.approx(value)


# --- on held-out years ------------------------------------------------------------------------

COUNT, SEED = 500, 7
# Four standard errors of a share of 500: of 0.8 one is 0.018, of 0.95 it is 0.010.
HOLDS_80, HOLDS_95 = (0.73, 0.87), (0.91, 0.99)


def backtested(forecaster, seen, world=WORLDS[0]):
    return backtest(forecaster, world, RULE, seen, COUNT, SEED)


def holds(found):
    low, high = HOLDS_80
    low_95, high_95 = HOLDS_95
    return low <= found["coverage_80"] <= high and low_95 <= found["coverage_95"] <= high_95


@pytest.mark.parametrize("seen", [2, 3, 5])
def test_intervals_hold_as_often_as_they_say(seen):
    assert holds(backtested(ours, seen))


@pytest.mark.parametrize("seen", [2, 3])
def test_an_interval_that_forgets_the_drift_s_uncertainty_is_caught(seen):
    """The negative control: the same back-test refuses the same walk without h²/T."""
    found = backtested(forgetful, seen)
    assert not holds(found)
    assert found["coverage_80"] < 0.70


def test_probabilities_come_true_as_often_as_they_say():
    for band in backtested(ours, 4)["calibration"]:
        error = 4 * math.sqrt(0.25 / band["count"])
        assert abs(band["said"] - band["came_true"]) <= error, band


def test_it_is_nearer_than_the_last_value_and_the_straight_line():
    for seen in (2, 3, 4, 5):
        own = backtested(ours, seen)["mean_error"]
        assert own < backtested(last_value, seen)["mean_error"]
        assert own < backtested(straight_line, seen)["mean_error"]


def test_what_it_cannot_know_is_written_down():
    """Where progress slows down the method is too hopeful, and the document says so."""
    slowing = next(world for world in WORLDS if world.pull)
    assert backtested(ours, 3, slowing)["coverage_80"] < HOLDS_80[0]
    said = (ROOT / "docs" / "algorithms" / "forecast.md").read_text(encoding="utf-8")
    assert slowing.name in said
