"""Where a cohort is after some years, and which counts may be shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bagdar.registry.rules.flows import Fate, Hidden, Marks, disclose, fate, flow

LEAST = 10


def of(**marks: object) -> Fate:
    return fate(Marks(**{"home": "KZ-11", **marks}), grade=5, years=3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ({"type": "school", "level": "2", "grade": 8, "region": "KZ-11"}, Fate.MOVED_ON),
        ({"type": "school", "level": "2", "grade": 7, "region": "KZ-11"}, Fate.REPEATED),
        ({"type": "school", "level": "2", "grade": 8, "region": "KZ-75"}, Fate.CHANGED_REGION),
        ({"type": "school", "level": "2", "grade": 7, "was_away": True}, Fate.CAME_BACK),
        ({"type": "school", "level": "3", "grade": 10, "region": "KZ-11"}, Fate.MOVED_ON),
        ({"type": "college", "level": "4", "region": "KZ-75"}, Fate.COLLEGE),
        ({"type": "university", "level": "6", "works": True}, Fate.UNIVERSITY),
        ({"works": True, "has_graduated": True}, Fate.WORKS),
        ({"has_graduated": True, "left_for": "graduated"}, Fate.GRADUATED),
        ({"left_for": "dropped_out"}, Fate.DROPPED_OUT),
        ({"left_for": "moved_abroad"}, Fate.UNKNOWN),
        ({}, Fate.UNKNOWN),
    ],
)
def test_each_set_of_marks_has_one_fate(marks: dict[str, object], expected: Fate):
    assert of(**marks) == expected


def test_a_flow_names_every_fate_and_loses_nobody():
    counted = [(Marks(works=True), 7), (Marks(), 3), (Marks(works=True, was_away=True), 5)]
    found = flow(counted, grade=5, years=3)
    assert found == dict.fromkeys(Fate, 0) | {Fate.WORKS: 12, Fate.UNKNOWN: 3}


def counts(**given_counts: int) -> dict[Fate, int]:
    return dict.fromkeys(Fate, 0) | {Fate(name): count for name, count in given_counts.items()}


def test_small_counts_are_hidden_and_one_more_where_their_sum_would_tell():
    found = disclose(counts(moved_on=80, repeated=3, works=15), LEAST)
    assert found.total == 98
    assert found.cells[Fate.MOVED_ON] == 80
    assert found.cells[Fate.REPEATED] is Hidden.SMALL
    assert found.cells[Fate.WORKS] is Hidden.BESIDE


def test_a_cohort_that_is_small_itself_is_hidden_whole():
    found = disclose(counts(moved_on=5, works=4), LEAST)
    assert set(found.cells.values()) == {Hidden.SMALL} and found.total is Hidden.SMALL


CELLS = st.fixed_dictionaries({one: st.integers(0, 40) for one in Fate})


@given(CELLS)
def test_no_hidden_count_can_be_worked_out_from_what_is_shown(cells: dict[Fate, int]):
    found = disclose(cells, LEAST)
    shown = {one: count for one, count in found.cells.items() if not isinstance(count, Hidden)}
    assert all(cells[one] == count >= LEAST for one, count in shown.items())
    if isinstance(found.total, Hidden):
        assert sum(cells.values()) < LEAST and not shown
    elif found.hidden:
        assert len(found.hidden) >= 2
        assert found.total - sum(shown.values()) >= LEAST


@given(CELLS)
def test_a_count_is_hidden_beside_only_where_a_small_one_needs_it(cells: dict[Fate, int]):
    found = disclose(cells, LEAST)
    small = [one for one in Fate if cells[one] < LEAST]
    beside = [one for one, count in found.cells.items() if count is Hidden.BESIDE]
    if beside:
        fewer = small + beside[:-1]
        largest = max(beside, key=lambda one: cells[one])
        rest = [one for one in found.hidden if one is not largest]
        assert small and fewer is not None
        assert len(rest) < 2 or sum(cells[one] for one in rest) < LEAST
