"""A release is attacked together with everything that was ever published (S3)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

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


def test_a_later_vintage_keeps_the_keys_of_rows_that_did_not_change():
    parts = together([out("a", OLD), out("b", OLD, 1, d2=41), out("c", OLD, 2)])
    rows = [set(one.table.population.counts) for one in parts]
    assert rows[0] == rows[2] and rows[1] - rows[0] == {("d2", "1")}


def test_what_was_not_asked_for_is_not_counted_as_published():
    one = out("a", OLD).protected
    assert set(one.table.cells) == {("north",), ("south",), (TOTAL,)} and not one.hidden
