"""Nobody can work out what is hidden, totals stay, and no more is hidden than it takes."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bagdar.indicators.rules.disclosure.attack import attack
from bagdar.indicators.rules.disclosure.protect import Protected, Why, audit, blocked, protect
from bagdar.indicators.rules.disclosure.rules import Rules
from bagdar.indicators.rules.disclosure.suppress import Condition, ConditionRows
from bagdar.indicators.rules.disclosure.system import system
from bagdar.indicators.rules.disclosure.tables import (
    TOTAL,
    Counts,
    Dimension,
    LeftOut,
    Part,
    Population,
    Table,
    vintage,
)
from tests.drawn import examples
from tests.rules.disclosure_drawn import RULES, drawn, primary_only, table

EVERY_DAY, THOROUGH = 50, 500
REGIONS = {f"d{at}": f"r{at // 4}" for at in range(8)}


def three_way(seed: int) -> Table:
    """Every fifth of shares, of larger cells: three numbers a cell, each of which can be small."""
    if seed % 5:
        return drawn(seed, (3, 3, 3), 25)
    return drawn(seed, (2, 3, 2), 80, is_share=True)


def assert_safe(seeds):
    for seed in seeds:
        done = protect([three_way(seed)])
        assert audit(done.tables) == (), seed
        assert done.refused == ()


def test_s2_fifty_random_three_way_tables_are_not_opened_by_strangers_or_insiders():
    assert_safe(range(EVERY_DAY))


@pytest.mark.thorough
def test_s2_and_hundreds_more():
    assert_safe(range(EVERY_DAY, THOROUGH))


def test_s2_control_hiding_small_cells_only_is_broken_nearly_always():
    asked = [primary_only(three_way(seed)) for seed in range(EVERY_DAY)]
    hiding = [one for one in asked if one.hidden]
    broken = [one for one in hiding if audit([one])]
    assert len(hiding) >= 40 and len(broken) > 0.8 * len(hiding)


def test_s3_what_was_shown_before_counts_against_what_is_hidden_now():
    """An old table by sex only, a new one by district: their difference is the small district."""
    counts = {("d0", "f"): 40, ("d0", "m"): 30, ("d1", "f"): 4, ("d1", "m"): 50,
              ("d2", "f"): 35, ("d2", "m"): 28}  # fmt: skip
    merged = {row: "old" if row[0] != "d1" else "small" for row in counts}
    old = table(
        {(*row, merged[row]): units for row, units in counts.items()},
        ("d", "s", "old"), code="old", by=("old", "s"),
    )  # fmt: skip
    new = table(
        {(*row, merged[row]): units for row, units in counts.items()},
        ("d", "s", "old"), code="new", by=("d", "s"),
    )  # fmt: skip
    careless = Protected(old, {})
    alone = protect([new])
    assert audit(alone.tables) == ()
    assert blocked(alone.tables, [careless])
    assert blocked(alone.tables, []) == ()  # the control: who forgets the old lets it through


def test_s3_borders_of_then_and_of_now_do_not_give_a_district_away():
    """District d3 moved: regions of then less regions of now are d3, which has small cells."""
    sizes = {"d0": 60, "d1": 70, "d2": 80, "d3": 55, "d4": 64, "d5": 71, "d6": 66, "d7": 59}
    counts = {(d, s): n if s == "m" else n // 2 for d, n in sizes.items() for s in "fm"}
    counts["d3", "f"] = 3
    now = {**REGIONS, "d3": "r1"}
    then_ = table(counts, ("d", "s"), code="then", parents={"d": REGIONS}, place="d")
    now_ = table(counts, ("d", "s"), code="now", parents={"d": now}, place="d")
    first = protect([then_])
    apart = protect([now_])
    assert audit(first.tables) == () and audit(apart.tables) == ()
    second = protect([now_], first.tables)
    assert blocked(second.tables, first.tables) == ()
    both = protect([then_, now_])
    assert audit(both.tables) == ()


def test_s3_what_did_not_change_between_vintages_is_the_same_number():
    counts = {("d0",): 30, ("d1",): 7, ("d2",): 41, ("d3",): 25}
    early = Population("drawn", "", ("d",), {row: Counts(n) for row, n in counts.items()})
    late = Population(
        "drawn", "", ("d",), {row: Counts(n + (row == ("d0",))) for row, n in counts.items()}
    )
    again = vintage(late, early, "2")
    assert set(again.counts) == {("d0", "2"), ("d1",), ("d2",), ("d3",)}
    first = protect([Table("t", early, (Dimension("d"),), "learner", is_share=False)])
    asked = Table("t2", again, (Dimension("d"),), "learner", is_share=False)
    second = protect([asked], first.tables)
    assert blocked(second.tables, first.tables) == ()
    assert (("d1",), Part.ALL) in second.tables[0].hidden


def test_two_populations_of_one_family_must_agree_on_its_size():
    one = table({("d0",): 30}, ("d",))
    other = table({("d0",): 31}, ("d",), code="other")
    with pytest.raises(ValueError, match="vintage"):
        protect([one, other])


def lightest(asked: Table) -> int:
    """The fewest numbers that a safe set has, by trying all sets: the truth for small tables."""
    built = system([asked], RULES)
    must = np.flatnonzero(built.is_sensitive)
    may = np.flatnonzero(~built.is_sensitive & ~built.is_kept)
    for more in range(len(may) + 1):
        for added in combinations(may, more):
            hidden = np.zeros(len(built.at), dtype=bool)
            hidden[[*must, *added]] = True
            lines_hold = all(hidden[[line.whole, *line.parts]].sum() != 1 for line in built.lines)
            if lines_hold and not list(attack(built, hidden, RULES.width)):
                return len(must) + more
    raise AssertionError("nothing is safe")


@pytest.mark.parametrize("seed", range(4))
def test_s5_no_more_than_half_as_much_again_is_hidden_as_the_least_that_is_safe(seed):
    asked = drawn(seed, (3, 3), 30)
    done = protect([asked])
    assert not done.given_up
    assert len(done.tables[0].hidden) <= 1.5 * lightest(asked)


def test_s5_the_total_and_the_totals_of_regions_that_are_large_enough_are_never_hidden():
    for seed in range(3):
        many = drawn(seed, (8, 2), 14)
        counts = {(f"d{row[0][1:]}", row[1]): one for row, one in many.population.counts.items()}
        asked = table(counts, ("d", "s"), parents={"d": REGIONS}, place="d")
        done = protect([asked]).tables[0]
        for code in (TOTAL, "r0", "r1"):
            assert done.shown((code, TOTAL)) == asked.counts((code, TOTAL)).units
        assert audit([done]) == ()


FOUR = {f"d{at}": f"r{at // 2}" for at in range(8)}
SIZES = {"d0": 3, "d1": 4, "d2": 40, "d3": 31, "d4": 28, "d5": 25, "d6": 60, "d7": 50}


def four_regions(is_share: bool = False) -> Table:
    """r0 has 7, the others 71, 53 and 110."""
    counts = {(d, s): (n, n // 2) if is_share else n for d, n in SIZES.items() for s in "fm"}
    return table(counts, ("d", "s"), parents={"d": FOUR}, place="d", is_share=is_share)


@pytest.mark.parametrize("is_share", [False, True])
def test_a_region_of_few_is_hidden_with_one_beside_it_and_the_others_stay(is_share):
    counts = {(d,): (n, n // 2) if is_share else n for d, n in SIZES.items()}
    asked = table(counts, ("d",), parents={"d": FOUR}, place="d", is_share=is_share)
    done = protect([asked])
    one = done.tables[0]
    hidden = {region for region in set(FOUR.values()) if one.shown((region,)) is None}
    assert "r0" in hidden and len(hidden) == 2 and one.shown((TOTAL,)) == sum(SIZES.values())
    assert audit(done.tables) == () and done.refused == ()
    careless = {at: Why.SMALL for at in one.hidden if at[0] == ("r0",)}
    assert audit([Protected(one.table, careless)])  # the control: r0 alone is worked out


def test_s5_no_more_regions_are_hidden_for_what_is_told_within_them():
    """The same regions with and without a second breakdown: the finer one goes, not a region."""
    alone = four_regions().heads
    assert alone is not None
    regions, finer = protect([alone]).tables[0], protect([four_regions()])
    for region in set(FOUR.values()):
        assert finer.tables[0].shown((region, TOTAL)) == regions.shown((region,))
    assert audit(finer.tables) == ()


def test_where_all_regions_are_small_none_is_given_and_the_country_is():
    for sizes in ((4, 3, 5), (4, 3, 2)):  # the total leaves enough to guess, or it does not
        counts = {("d0",): sizes[0], ("d2",): sizes[1], ("d4",): sizes[2]}
        done = protect([table(counts, ("d",), parents={"d": FOUR}, place="d")])
        one = done.tables[0]
        assert one.shown((TOTAL,)) == sum(sizes) and audit(done.tables) == ()
        assert [one.shown((region,)) for region in ("r0", "r1", "r2")] == [None] * 3
    assert done.given_up == (("drawn", LeftOut(TOTAL, "d")),)


def test_a_breakdown_that_cannot_be_protected_is_given_up_where_it_must_be_and_it_is_said():
    """Two districts, one child in one: with the region's total it tells of its neighbour."""
    counts = {("d0",): 90, ("d1",): 1, ("d4",): 30, ("d5",): 40}
    asked = table(counts, ("d",), parents={"d": REGIONS}, place="d")
    done = protect([asked])
    assert done.given_up == (("drawn", LeftOut("r0", "d")),)
    one = done.tables[0]
    assert one.shown(("d0",)) is None and one.shown(("r0",)) == 91 and one.shown(("d4",)) == 30


def test_of_a_country_of_nine_nothing_but_its_total_is_published():
    """Not even that all of them are of one region, which their total would tell of."""
    for counts in ({("d0",): 4, ("d1",): 5}, {("d0",): 9}):
        done = protect([table(counts, ("d",), parents={"d": REGIONS}, place="d")])
        one = done.tables[0]
        assert list(one.table.cells) == [(TOTAL,)] and one.shown((TOTAL,)) == 9
        assert done.refused == ()


def test_a_cell_of_few_says_nothing_not_even_none():
    asked = table({("d0",): (5, 0), ("d1",): (60, 30), ("d2",): (70, 30)}, ("d",), is_share=True)
    one = protect([asked]).tables[0]
    assert {part for key, part in one.hidden if key == ("d0",)} == set(Part)
    assert one.share((TOTAL,)) == (60, 135) and one.share(("d0",)) is None


@pytest.mark.parametrize(("is_sensitive", "shown"), [(False, (0, 40)), (True, None)])
def test_none_and_all_are_told_unless_the_attribute_is_sensitive(is_sensitive, shown):
    counts = {("d0",): (40, 0), ("d1",): (60, 30), ("d2",): (70, 30), ("d3",): (80, 50)}
    asked = table(counts, ("d",), is_share=True, is_sensitive=is_sensitive)
    done = protect([asked])
    assert done.tables[0].share(("d0",)) == shown and audit(done.tables) == ()


def test_k_is_that_of_the_unit():
    counts = {(f"d{at}",): Counts(n) for at, n in enumerate((6, 30, 40))}
    people = Population("drawn", "", ("d",), counts)
    for unit, hides in (("learner", True), ("educator", False), ("programme", False)):
        asked = Table("t", people, (Dimension("d"),), unit, is_share=False)
        assert bool(protect([asked]).tables[0].hidden) is hides
    assert Rules().least["organisation"] == 5


SMALL = st.lists(st.integers(0, 40), min_size=9, max_size=9)


def square(values) -> Table:
    return table({(f"a{at // 3}", f"b{at % 3}"): n for at, n in enumerate(values)}, ("a", "b"))


@settings(max_examples=15, deadline=None)
@given(SMALL, st.randoms())
def test_the_order_of_rows_changes_nothing_and_protecting_again_changes_nothing(values, chance):
    asked = square(values)
    done = protect([asked])
    rows = list(asked.population.counts.items())
    chance.shuffle(rows)
    again = protect([table(dict(rows), ("a", "b"))])
    assert [one.hidden for one in again.tables] == [one.hidden for one in done.tables]
    later = protect([asked], done.tables) if done.tables else done
    assert [one.hidden for one in later.tables if not done.given_up] == [
        one.hidden for one in done.tables if not done.given_up
    ]


@settings(max_examples=15, deadline=None)
@given(SMALL)
def test_what_is_shown_is_true_and_whole_and_never_small(values):
    asked = square(values)
    for one in protect([asked]).tables:
        assert one.shown((TOTAL, TOTAL)) == sum(values)
        for key in one.table.cells:
            shown = one.shown(key)
            assert shown is None or shown == asked.counts(key).units
            assert shown is None or set(key) == {TOTAL} or shown >= RULES.least["learner"]
        assert {Why.SMALL, Why.BESIDE} >= set(one.hidden.values())


CONDITIONS = st.lists(
    st.builds(
        Condition, st.integers(0, 5),
        st.dictionaries(st.integers(0, 5), st.sampled_from([0.25, 0.5, 1.0])).map(
            lambda gains: tuple(sorted(gains.items()))
        ),
    )
)  # fmt: skip


@settings(deadline=None, max_examples=examples(EVERY_DAY, THOROUGH))
@given(CONDITIONS, CONDITIONS, st.lists(st.booleans(), min_size=6, max_size=6))
def test_conditions_that_are_asked_at_once_are_those_that_are_asked_one_by_one(
    first: list[Condition], then: list[Condition], hidden: list[bool]
):
    rows, flags = ConditionRows(6), np.array(hidden)
    rows.add(first)
    rows.broken(flags)
    rows.add(then)
    every = [*first, *then]
    broken = [one for one in every if not one.holds(flags)]
    assert [every[at] for at in rows.broken(flags)] == broken
    assert [rows.condition(at) for at in rows.broken(flags)] == broken
