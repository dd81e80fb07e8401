"""A release is attacked together with everything that was ever published (S3)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bagdar.indicators.rules import union
from bagdar.indicators.rules.differences import left_between
from bagdar.indicators.rules.disclosure.protect import Protected, Why, protect
from bagdar.indicators.rules.disclosure.rules import Rules
from bagdar.indicators.rules.disclosure.tables import (
    TOTAL,
    Counts,
    Dimension,
    Part,
    Population,
    Table,
)
from bagdar.indicators.rules.union import Out, findings, part_of, together

AT = [datetime(2026, month, 1, tzinfo=UTC) for month in (1, 2, 3)]
SIZES = {("d1",): 3, ("d2",): 40, ("d3",): 50, ("d4",): 60, ("d5",): 70}
OLD = {"d1": "north", "d2": "north", "d3": "south", "d4": "south", "d5": "north"}
NEW = {"d1": "south", "d2": "north", "d3": "south", "d4": "south", "d5": "north"}


def out(name: str, regions: dict[str, str], vintage: int = 0, **more: int) -> Out:
    """Totals of regions alone, on some borders, of some vintage. more: districts counted anew."""
    counts = {row: Counts(more.get(row[0], units)) for row, units in SIZES.items()}
    people = Population("drawn", "", ("district",), counts)
    table = Table(name, people, (Dimension("district", regions),), "learner", "district",
                  is_share=False)  # fmt: skip
    hidden = {(key, Part.ALL): Why.SMALL for key in table.cells if key[0].startswith("d")}
    return Out(
        name, str(vintage), AT[vintage], part_of(Protected(table, hidden), ("region",), name)
    )


def found(release: Sequence[Out], published: Sequence[Out]) -> bool:
    return bool(list(findings(release, published, Rules())))


def districts(name: str, hidden: Sequence[str]) -> Out:
    one = out(name, OLD)
    table = replace(one.protected.table, left_out=frozenset())
    return replace(one, protected=Protected(table, {((at,), Part.ALL): Why.SMALL for at in hidden}))


def pair() -> tuple[Out, Out]:
    """District d1 of the north has three children: one hides d1 with d2, the other d1 with d5."""
    return districts("first/1", ("d1", "d2")), districts("second/1", ("d1", "d5"))


def test_two_releases_that_are_safe_alone_give_somebody_away_together():
    first, second = pair()
    assert not found([first], []) and not found([second], [])
    assert found([second], [first])


def test_a_release_names_the_cells_of_both():
    first, second = pair()
    named = {cell[0] for one in findings([second], [first], Rules()) for cell in one.cells}
    assert {"first/1", "second/1"} <= named


def _asked(regions: dict[str, str]) -> Protected:
    table = replace(districts("x", ()).protected.table, by=(Dimension("district", regions),))
    return protect([table]).tables[0]


def test_with_the_earlier_releases_forgotten_the_same_attack_is_missed():
    """The control of S3: nothing else but the memory of what is out blocks the later release."""
    first = replace(out("a/1", OLD), protected=_asked(OLD))
    second = replace(out("b/1", NEW), protected=_asked(NEW))
    assert not found([second], []) and not found([first], [])
    assert found([second], [first])


def test_two_snapshots_whose_borders_of_now_differ_leave_a_few_between_their_regions():
    """Totals of regions alone: north of the first less north of the second is d1, of three."""
    first, second = out("first/1", OLD), out("second/1", NEW, 1)
    assert not found([first], []) and not found([second], [])
    named = [one.cells[0][0] for one in findings([second], [first], Rules())]
    assert named == ["second/1 − first/1: south>north"]


def test_without_the_parts_between_them_the_same_attack_is_missed(monkeypatch: pytest.MonkeyPatch):
    """The control: totals of regions hide nothing, so there is nothing else to attack."""
    monkeypatch.setattr(union, "left_between", lambda *_: [])
    assert not found([out("second/1", NEW, 1)], [out("first/1", OLD)])


def test_a_region_that_was_split_between_them_is_no_secret_where_enough_live_in_each_part():
    split = {**OLD, "d1": "west", "d2": "west"}  # 43 of the 113 of the north
    assert not found([out("second/1", split, 1)], [out("first/1", OLD)])
    few = {**OLD, "d1": "west"}  # a region of three is told by the release itself
    assert found([out("second/1", few, 1)], [out("first/1", OLD)])


def test_what_three_borders_leave_together_is_asked_of_all_of_them():
    """Of each two borders more than a few are left; of all three d1 alone."""
    first = {"d1": "a", "d2": "a", "d3": "a", "d4": "b", "d5": "b"}
    second = {"d1": "a", "d2": "a", "d3": "b", "d4": "b", "d5": "a"}
    third = {"d1": "a", "d2": "b", "d3": "a", "d4": "b", "d5": "a"}
    ours, *theirs = (out(f"{at}/1", one, at) for at, one in enumerate((third, second, first)))
    parts = left_between([ours.protected], [one.protected for one in theirs], Rules())
    assert [one.table.code.rpartition(": ")[2] for one in parts] == ["a"]


def test_what_was_counted_later_is_no_wall_between_two_borders():
    """Districts that did not change are the same people in both vintages."""
    assert found([out("second/1", NEW, 1, d4=61)], [out("first/1", OLD)])


@pytest.mark.parametrize("sexes", [(3, 40), (40, 40)])
def test_by_sex_as_well_and_only_where_it_is_few(sexes: tuple[int, int]):
    """d1 has 43 or 80 children: few of one sex is what tells."""

    def by_sex(name: str, regions: dict[str, str], vintage: int) -> Out:
        rows = {(one, sex): Counts(units) for (one,), units in SIZES.items() for sex in "fm"}
        rows |= {("d1", sex): Counts(many) for sex, many in zip("fm", sexes, strict=True)}
        people = Population("drawn", "", ("district", "sex"), rows)
        by = (Dimension("district", regions), Dimension("sex"))
        table = Table(name, people, by, "learner", "district", is_share=False)
        return Out(name, str(vintage), AT[vintage],
                   part_of(Protected(table, {}), ("region", "sex"), name))  # fmt: skip

    first, second = by_sex("first/1", OLD, 0), by_sex("second/1", NEW, 1)
    assert found([second], [first]) == (sexes == (3, 40))


def test_a_share_is_asked_for_those_who_have_it_and_those_who_have_not():
    """d1 is large; that only two of its forty have the attribute is what the regions leave."""

    def share(name: str, regions: dict[str, str], vintage: int, few: int) -> Out:
        rows = {row: Counts(units * 10, units * 5) for row, units in SIZES.items()}
        rows[("d1",)] = Counts(40, few)
        people = Population("drawn", "attends", ("district",), rows)
        table = Table(name, people, (Dimension("district", regions),), "learner", "district")
        safe = Protected(table, {})
        return Out(name, str(vintage), AT[vintage], part_of(safe, ("region",), name))

    for few, blocks in ((2, True), (20, False)):
        first, second = share("first/1", OLD, 0, few), share("second/1", NEW, 1, few)
        assert found([second], [first]) == blocks


def test_a_later_vintage_keeps_the_keys_of_rows_that_did_not_change():
    parts = together([out("a", OLD), out("b", OLD, 1, d2=41), out("c", OLD, 2)])
    rows = [set(one.table.population.counts) for one in parts]
    assert rows[0] == rows[2] and rows[1] - rows[0] == {("d2", "1")}


def test_what_was_not_asked_for_is_not_counted_as_published():
    one = out("a", OLD).protected
    assert set(one.table.cells) == {("north",), ("south",), (TOTAL,)} and not one.hidden
