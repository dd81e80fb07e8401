"""Whatever the attack leaves out to be quick, it says what the whole would say."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest
from scipy import optimize

from bagdar.indicators.rules.disclosure import columns
from bagdar.indicators.rules.disclosure.attack import attack, between
from bagdar.indicators.rules.disclosure.blocks import Block, blocks, extreme, spread
from bagdar.indicators.rules.disclosure.columns import first_of, least
from bagdar.indicators.rules.disclosure.protect import audit, protect
from bagdar.indicators.rules.disclosure.system import Flags, System, system
from tests.rules.disclosure_drawn import RULES, drawn, table

SEEDS = range(3)
NEAR = 1e-6


def opened(seed: int) -> tuple[System, Flags]:
    """Each two dimensions of a drawn country of three, as a catalogue has them; small cells are
    hidden and some beside them: not all of it is safe."""
    is_share = seed % 3 == 0
    counts = drawn(seed, (3, 3, 2), 9 if is_share else 5, is_share=is_share).population.counts
    asked = [
        table(counts, ("a", "b", "c"), code="".join(by), by=by, is_share=is_share)
        for by in combinations("abc", 2)
    ]
    built = system(asked, RULES)
    hidden = built.is_sensitive.copy()
    hidden[seed % 5 :: 5] |= ~built.is_kept[seed % 5 :: 5]
    return built, hidden


def all_blocks(seeds=SEEDS) -> Iterator[tuple[System, Block]]:
    for seed in seeds:
        built, hidden = opened(seed)
        yield from ((built, block) for block in blocks(built, hidden) if len(block.truth) > 1)


def whole(block: Block, goal) -> float | None:
    """The least of a goal over all unknowns at once; None where there is none."""
    found = optimize.linprog(goal, A_eq=block.equations, b_eq=block.equals, bounds=(0, None))
    return None if found.status == 3 else float(found.fun)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every table were too large to be solved at once."""
    monkeypatch.setattr(columns, "ALL_AT_ONCE", 0)
    monkeypatch.setattr(columns, "OF_EACH", 1)
    monkeypatch.setattr(columns, "MOST_JOIN", 2)


def test_over_some_of_the_unknowns_the_least_and_its_prices_are_those_of_all(few: None):
    joined = asked = 0
    for _, block in all_blocks():
        matrix = block.equations.tocsc()
        for target in range(len(block.hidden)):
            for sign in (1, -1):
                goal = -sign * block.targets[[target]].toarray()[0]
                some = first_of(block.equations, block.truth)
                some[0] = True
                began = some.sum()
                found = least(goal, matrix, block.equals, block.truth, some)
                expected = whole(block, goal)
                assert found.bounded == (expected is not None)
                if expected is None:
                    continue
                assert found.value == pytest.approx(expected, abs=NEAR)
                assert goal @ found.point == pytest.approx(expected, abs=NEAR)
                assert np.abs(block.equations @ found.point - block.equals).max(initial=0) < NEAR
                assert found.point.min() > -NEAR and found.spare.min() > -NEAR
                assert found.price @ block.equals == pytest.approx(expected, abs=NEAR)
                joined, asked = joined + (some.sum() > began), asked + 1
    assert asked > 100 and joined > 20  # the control: the first few do not do


def test_a_point_of_some_unknowns_is_a_solution_of_all(few: None):
    moved = 0
    for _, block in all_blocks():
        every = np.arange(len(block.hidden))
        for sign in (1, -1):
            origin = np.zeros(len(every)) if sign == 1 else block.values
            point = spread(block, every, sign, origin, block.values + RULES.width, ())
            moved += np.abs(point - block.values).max() > 1
            for target in every.tolist():
                low, high = (extreme(block, target, one).value for one in (-1, 1))
                assert low - NEAR <= point[target] <= high + NEAR
    assert moved


def test_what_points_and_mixtures_of_them_clear_lies_within_what_is_possible():
    """Also for whoever is alone in a cell: no point counts in which that cell moves."""
    wider = 0
    for _, block in all_blocks((1, 2)):
        every = np.arange(len(block.hidden))
        for target in every.tolist():
            extreme(block, target, 1)
        spread(block, every, -1, block.values, np.full(len(every), 5.0), ())
        for fixed in [(), *((one,) for one in every.tolist())]:
            low, high = between(block, fixed)
            wider += len(fixed) and (high - low > 1).any()
            for target in every.tolist():
                exact = [extreme(block, target, one, fixed).value for one in (-1, 1)]
                assert exact[0] - 1e-4 <= low[target] and high[target] <= exact[1] + 1e-4
    assert wider > 5  # there is something to be wrong about


def test_what_the_sums_alone_open_the_whole_attack_opens():
    strangers = 0
    for seed in SEEDS:
        built, hidden = opened(seed)
        at = {
            int(number): (block, one)
            for block in blocks(built, hidden)
            for one, number in enumerate(block.hidden)
        }
        for weak in attack(built.outline, hidden, RULES.width, people=built):
            block, target = at[weak.number]
            knows = [at[int(weak.block.hidden[one])] for one in weak.knows]
            fixed = tuple(one for there, one in knows if there is block)
            low, high = (extreme(block, target, sign, fixed).value for sign in (-1, 1))
            k = built.least[weak.number]
            assert high < k - NEAR or high - low < RULES.width - NEAR
            assert weak.low.value - NEAR <= low and high <= weak.high.value + NEAR
            strangers += not knows
    assert strangers > 10


@pytest.mark.parametrize(("hides", "is_open"), [("ab", True), ("abe", False)])
def test_who_is_alone_learns_the_same_from_the_sums_and_nothing_but_of_others(
    hides: str, is_open: bool
):
    """The one in a, who has the attribute, knows both of its numbers: nobody gives them away."""
    counts = {("a",): (1, 1), ("b",): (40, 20), ("c",): (50, 25), ("e",): (60, 30)}
    built = system([table(counts, ("d",), is_share=True)], RULES)
    hidden = np.zeros(len(built.at), dtype=bool)
    hidden[[one for (_, key, _), one in built.number.items() if key[0] in hides]] = True
    by_sums = list(attack(built.outline, hidden, RULES.width, people=built))
    by_rows = list(attack(built, hidden, RULES.width))
    assert {one.number for one in by_sums} == {one.number for one in by_rows}
    assert bool(by_sums) == is_open and all(one.knows for one in by_sums)


def test_that_the_sums_alone_open_nothing_proves_nothing():
    """The control: some of what the whole attack opens, the sums alone do not."""
    assert any(rows - sums for sums, rows in map(opened_by, range(12)))


def opened_by(seed: int) -> tuple[set[int], set[int]]:
    built, hidden = opened(seed)
    sums = attack(built.outline, hidden, RULES.width, people=built)
    rows = attack(built, hidden, RULES.width)
    return {one.number for one in sums}, {one.number for one in rows}


@pytest.mark.parametrize("seed", range(4))
def test_a_table_that_is_protected_over_some_unknowns_holds_against_all(
    seed: int, monkeypatch: pytest.MonkeyPatch
):
    asked = drawn(seed, (3, 3, 3), 25)
    with monkeypatch.context() as patched:
        patched.setattr(columns, "ALL_AT_ONCE", 0)
        done = protect([asked])
    assert done.tables[0].hidden and audit(done.tables) == ()
