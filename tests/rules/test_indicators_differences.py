"""S3, revised boundaries: nobody subtracts a region of now from one of then and learns of a few."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bagdar.indicators.rules import building
from bagdar.indicators.rules.adding import Cube, Sums
from bagdar.indicators.rules.building import Answer, Counted
from bagdar.indicators.rules.disclosure.protect import protect
from bagdar.indicators.rules.disclosure.tables import TOTAL
from bagdar.indicators.rules.kept import kept_of
from tests.drawn import examples

LEAST, WIDTH = 10, 5
COUNTED = Counted("drawn", "learner", 1, is_share=False, is_count=True)
# A and B lay together; B came to the region of C. So B is then's KZ-63 less now's KZ-63.
THEN = {"A": "KZ-63", "B": "KZ-63", "C": "KZ-10"}
NOW = {"A": "KZ-63", "B": "KZ-10", "C": "KZ-10"}
FEW = {"A": (100, 90), "B": (3, 40), "C": (80, 70)}


def answers(people: dict[str, tuple[int, int]], now: dict[str, str]) -> dict[str, Answer]:
    rows = {
        (place, sex): Sums(one, one, one)
        for place, both in people.items()
        for sex, one in zip("fm", both, strict=True)
    }
    cube, borders = Cube(("district", "sex"), rows), {"then": THEN, "now": now}
    done = protect(list(building.tables_of(cube, COUNTED, borders).values()))
    kept = kept_of(done, borders)
    return {name: building.read(("region", "sex"), name, cube, COUNTED, kept) for name in borders}


def subtracted(found: dict[str, Answer]) -> list[int]:
    """What is left of KZ-63 of then without KZ-63 of now, of each sex that both show."""
    told = {name: {one.codes: one.units for one in each.lines if one.codes[1] != TOTAL}
            for name, each in found.items()}  # fmt: skip
    pairs = [(told["then"].get(("KZ-63", sex)), told["now"].get(("KZ-63", sex))) for sex in "fm"]
    return [then - now for then, now in pairs if then is not None and now is not None]


def test_the_few_of_a_district_that_changed_its_region_cannot_be_worked_out():
    assert subtracted(answers(FEW, NOW)) == []


def test_without_the_parts_between_they_could(monkeypatch: pytest.MonkeyPatch):
    """The control."""
    monkeypatch.setattr(building, "between", lambda borders: borders)
    assert subtracted(answers(FEW, NOW)) == [3, 40]


@settings(deadline=None, max_examples=examples(12, 100))
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=3, max_size=3))
def test_whoever_moved_nobody_is_left_of_whom_too_few_are_counted(counts: list[tuple[int, int]]):
    left = subtracted(answers(dict(zip("ABC", counts, strict=True)), NOW))
    assert not [one for one in left if 0 < one < LEAST]


def test_where_a_region_was_only_divided_nothing_more_has_to_be_protected():
    divided = {"A": "KZ-63", "B": "KZ-35", "C": "KZ-10"}  # then's KZ-63 is now's KZ-63 and KZ-35
    for now in (THEN, divided, {"A": "KZ-62", "B": "KZ-62", "C": "KZ-10"}):
        assert building.between({"then": THEN, "now": now}) == {"then": THEN, "now": now}
    assert building.BETWEEN in building.between({"then": THEN, "now": NOW})
