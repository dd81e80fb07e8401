"""The attack finds what can be worked out, and nothing else."""

import numpy as np
import pytest

from bagdar.indicators.rules.disclosure.attack import attack
from bagdar.indicators.rules.disclosure.blocks import blocks, extreme
from bagdar.indicators.rules.disclosure.protect import Protected, Why, audit
from bagdar.indicators.rules.disclosure.system import system
from bagdar.indicators.rules.disclosure.tables import TOTAL, Part
from tests.rules.disclosure_drawn import RULES, drawn, table


def hiding(asked, *keys) -> Protected:
    return Protected(asked, {(key, Part.ALL): Why.SMALL for key in keys})


def test_one_hidden_cell_of_a_sum_is_worked_out():
    asked = table({("a",): 3, ("b",): 40, ("c",): 50}, ("d",))
    (found,) = audit([hiding(asked, ("a",))])
    assert (found.low, found.high, found.insider) == (3, 3, False)
    assert found.cells == (("drawn", ("a",), Part.ALL),)


def test_a_small_cell_that_is_shown_is_told():
    found = audit([hiding(table({("a",): 3, ("b",): 40, ("c",): 50}, ("d",)))])
    assert [(one.low, one.high) for one in found] == [(3, 3)]


def test_two_hidden_cells_must_reach_k_together():
    low = table({("a",): 3, ("b",): 4, ("c",): 50}, ("d",))
    assert {(one.low, one.high) for one in audit([hiding(low, ("a",), ("b",))])} == {(0, 7)}
    high = table({("a",): 3, ("b",): 7, ("c",): 50}, ("d",))
    assert audit([hiding(high, ("a",), ("b",))]) == ()


def test_who_is_alone_in_a_cell_works_out_the_other_one():
    asked = table({("a",): 1, ("b",): 40, ("c",): 50}, ("d",))
    (found,) = audit([hiding(asked, ("a",), ("b",))])
    assert found.insider and found.cells[0][1] == ("b",) and found.low == found.high == 40
    assert audit([hiding(asked, ("a",), ("b",), ("c",))]) == ()


def test_four_corners_of_a_square_hold_and_three_do_not():
    cells = {(a, b): 20 for a in "xyz" for b in "pqr"} | {("x", "p"): 4}
    asked = table(cells, ("a", "b"))
    corners = [("x", "p"), ("x", "q"), ("y", "p"), ("y", "q")]
    assert audit([hiding(asked, *corners)]) == ()
    assert len(audit([hiding(asked, *corners[:3])])) == 3


@pytest.mark.parametrize("seed", range(5))
def test_points_clear_only_what_exact_intervals_clear(seed):
    """Bulk clearing is a shortcut: each interval worked out by itself says the same."""
    built = system([drawn(seed, (3, 3), 20)], RULES)
    hidden = built.is_sensitive.copy()
    hidden[::3] |= ~built.is_kept[::3]
    found = {one.number for one in attack(built, hidden, RULES.width)}
    weak = set()
    for block in blocks(built, hidden):
        strangers = set()
        for at, number in enumerate(block.hidden):
            low, high = (extreme(block, at, sign).value for sign in (-1, 1))
            assert low - 1e-6 <= built.values[number] <= high + 1e-6
            if high < built.least[number] - 1e-5 or high - low < RULES.width - 1e-5:
                strangers.add(int(number))
        insiders = {one for one in found if one in block.hidden} - strangers
        weak |= strangers or insiders
    assert found == weak


def test_nothing_bounds_what_stands_in_no_sum_that_is_shown():
    asked = table({("a",): 30, ("b",): 40}, ("d",))
    built = system([asked], RULES)
    assert list(attack(built, np.ones(len(built.at), dtype=bool), RULES.width)) == []


def test_the_same_people_by_two_attributes_are_one_number():
    """Hidden in one metric and shown in another is shown."""
    counts = {("a",): (30, 10), ("b",): (40, 20), ("c",): (50, 25)}
    first = table(counts, ("d",), is_share=True)
    other = table(counts, ("d",), code="other", is_share=False)
    hidden = {(key, part): Why.SMALL for key in [("a",), ("b",)] for part in Part}
    assert audit([Protected(first, hidden), Protected(other, {})]) != ()
    built = system([first, other], RULES)
    assert built.number[0, ("a",), Part.ALL] == built.number[1, ("a",), Part.ALL]
    assert built.number[0, (TOTAL,), Part.ALL] == built.number[1, (TOTAL,), Part.ALL]
