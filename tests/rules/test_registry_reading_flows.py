"""Where a cohort is after some years, and which counts may be shown."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bagdar.registry.rules.flows import Disclosed, Fate, Hidden, Marks, disclose, fate, flow

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


def test_small_counts_are_hidden_and_the_others_are_shown():
    found = disclose(counts(moved_on=80, repeated=3, works=15), LEAST)
    assert found.total == 98
    assert (found.cells[Fate.MOVED_ON], found.cells[Fate.WORKS]) == (80, 15)
    assert len(found.hidden) == 8 and found.cells[Fate.REPEATED] is Hidden.SMALL


def test_one_more_is_hidden_where_the_small_ones_could_be_worked_out():
    lonely = {Fate.MOVED_ON: 80, Fate.WORKS: 15, Fate.REPEATED: 3}
    found = disclose(lonely, LEAST)
    assert found.cells == {
        Fate.MOVED_ON: 80, Fate.WORKS: Hidden.BESIDE, Fate.REPEATED: Hidden.SMALL,
    }  # fmt: skip
    nobody = disclose(counts(moved_on=80, works=15), LEAST)
    assert nobody.cells[Fate.WORKS] is Hidden.BESIDE and nobody.cells[Fate.MOVED_ON] == 80


def test_a_cohort_that_is_small_itself_is_hidden_whole():
    found = disclose(counts(moved_on=5, works=4), LEAST)
    assert set(found.cells.values()) == {Hidden.SMALL} and found.total is Hidden.SMALL


FATES = (Fate.MOVED_ON, Fate.REPEATED, Fate.WORKS, Fate.UNKNOWN)
CELLS = st.fixed_dictionaries({one: st.integers(0, 14) for one in FATES})


def possible(found: Disclosed) -> list[tuple[int, ...]]:
    """Every way to fill the hidden cells that agrees with all that is shown, by trying them all."""
    assert not isinstance(found.total, Hidden)
    shown = [count for count in found.cells.values() if not isinstance(count, Hidden)]
    rest = found.total - sum(shown)
    ranges = [
        range(3) if found.cells[one] is Hidden.SMALL else range(3, rest + 1) for one in found.hidden
    ]
    return [ways for ways in product(*ranges) if sum(ways) == rest]


@given(CELLS)
def test_no_small_count_can_be_worked_out_from_what_is_shown(cells: dict[Fate, int]):
    """With counts below three hidden, all that could stand behind what is shown is tried."""
    found = disclose(cells, 3)
    assert all(
        count == cells[one] >= 3
        for one, count in found.cells.items()
        if not isinstance(count, Hidden)
    )
    if isinstance(found.total, Hidden) or len(found.hidden) == len(FATES):
        return
    ways = possible(found)
    for place, one in enumerate(found.hidden):
        if found.cells[one] is Hidden.SMALL:
            assert len({way[place] for way in ways}) > 1


@given(CELLS)
def test_whatever_is_hidden_beside_is_not_small(cells: dict[Fate, int]):
    found = disclose(cells, 3)
    beside = [one for one, count in found.cells.items() if count is Hidden.BESIDE]
    assert all(cells[one] >= 3 for one in beside)
    assert not beside or any(count is Hidden.SMALL for count in found.cells.values())
