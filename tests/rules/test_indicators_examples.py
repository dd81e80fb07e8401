"""Every definition on small drawn nations, and on a synthetic one whose truth is known."""

from pathlib import Path

import pytest

from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.rules.adding import whole
from bagdar.indicators.rules.examples import Example, Expected, examples, wanted_cells
from bagdar.warehouse.engines import duckdb
from tests.drawn_nations import sums_on

ROOT = Path(__file__).resolve().parents[2]
DRAWN = examples(ROOT / "data")
CASES = [(drawn, one) for drawn in DRAWN for one in drawn.expect]


@pytest.fixture(scope="module")
def within_this_process():
    return duckdb()


@pytest.mark.parametrize(
    ("drawn", "expected"), CASES, ids=[f"{drawn.name} {one.metric}" for drawn, one in CASES]
)
def test_a_metric_gives_what_its_example_says(
    within_this_process, drawn: Example, expected: Expected
):
    found = sums_on(within_this_process, METRICS[expected.metric], drawn)
    sums = whole(found.cells.values())
    assert (sums.numerator, sums.denominator) == expected.sums, expected.because
    for key, wanted in wanted_cells(expected, found.dimensions).items():
        cell = found.cells[key]
        assert (cell.numerator, cell.denominator) == wanted, key


def test_every_metric_has_an_example_whose_numerator_is_something():
    shown = {one.metric for _, one in CASES}
    assert shown == set(METRICS)
    idle = {one.metric for _, one in CASES if one.sums[0]}
    assert set(METRICS) - idle == {"I1.3.3/hei"}
