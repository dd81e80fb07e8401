"""Tables as they may be published: what is hidden, what was given up, and why."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np

from bagdar.indicators.rules.disclosure.attack import Weak, attack
from bagdar.indicators.rules.disclosure.rules import Rules
from bagdar.indicators.rules.disclosure.suppress import Choice, Unprotectable, suppress
from bagdar.indicators.rules.disclosure.system import Flags, Place, System, system
from bagdar.indicators.rules.disclosure.tables import (
    EVERYWHERE,
    TOTAL,
    Key,
    LeftOut,
    Part,
    Table,
)


class Why(StrEnum):
    """For the log of those who release, never for a reader: both are shown alike."""

    SMALL = "small"
    BESIDE = "beside"


@dataclass(frozen=True)
class Protected:
    """A table with what of it is hidden.

    Who publishes takes numbers from `shown` and `share` only.
    """

    table: Table
    hidden: Mapping[tuple[Key, Part], Why]

    def shown(self, key: Key, part: Part = Part.ALL) -> int | None:
        """A number, 0 where nobody is counted; None where it is hidden or not broken down."""
        if (key, part) in self.hidden or self.table.omits(key):
            return None
        return self.table.counts(key).of(part)

    def share(self, key: Key) -> tuple[int, int] | None:
        """Numerator and units, where both are shown and somebody is counted."""
        numerator, units = self.shown(key, Part.WITH), self.shown(key)
        if numerator is None or not units:
            return None
        return numerator, units


@dataclass(frozen=True)
class Violation:
    """A hidden number that can be worked out too closely.

    cells   where it stands: table code, key, part
    low, high   between which values it must lie
    insider     who is alone in some cell works it out; a stranger would not
    """

    cells: tuple[tuple[str, Key, Part], ...]
    low: float
    high: float
    insider: bool


@dataclass(frozen=True)
class Done:
    """What protection came to.

    refused    codes of tables of which nothing can be published
    given_up   table code → breakdowns that are not published, in the order in which they went
    cheapest   no set of less weight would do, as far as the search was told to look
    """

    tables: tuple[Protected, ...]
    refused: tuple[str, ...]
    given_up: tuple[tuple[str, LeftOut], ...]
    cheapest: bool

    def log(self) -> Mapping[str, Mapping[str, int]]:
        """Table code → how many numbers are shown, hidden as small, and hidden beside them."""
        found: dict[str, Mapping[str, int]] = {}
        for one in self.tables:
            told = Counter(why.value for why in one.hidden.values())
            numbers = len(one.table.cells) * len(one.table.parts)
            found[one.table.code] = {"shown": numbers - len(one.hidden), **told}
        return found


def protect(
    tables: Sequence[Table], published: Sequence[Protected] = (), rules: Rules | None = None
) -> Done:
    """Hides what must be and as little beside it as holds against everything that was published.

    First the totals of regions, among themselves; then everything else with these as they are. The
    total is never hidden. Where no safe set exists, a breakdown is given up where it cannot be
    protected: the last dimension first, the places last, in the region that needs it.
    """
    rules = rules or Rules()
    heads = _heads(tables)
    first = _protect(list(heads.values()), published, rules)
    lost = {code for code, step in first.given_up} | {*first.refused}
    asked, given_up = [], []
    for table in tables:
        step = LeftOut(TOTAL, table.place)
        if table.place and heads[_same_places(table)].code in lost:
            given_up.append((table.code, step))
            table = replace(table, left_out=table.left_out | {step})
        asked.append(table)
    then = _protect(asked, [*first.tables, *published], rules)
    return replace(
        then, given_up=(*given_up, *then.given_up), cheapest=first.cheapest and then.cheapest
    )


def _heads(tables: Sequence[Table]) -> dict[Any, Table]:
    """The totals of regions, each once, whatever tables they stand in."""
    found: dict[Any, Table] = {}
    for table in sorted(tables, key=lambda one: one.code):
        heads = table.heads
        if heads is not None:
            found.setdefault(_same_places(table), heads)
    return found


def _same_places(table: Table) -> Any:
    """Equal where the totals of regions are the same numbers of the same rule."""
    places = next(one for one in table.by if one.column == table.place)
    people = table.population.family, table.population.attribute
    rule = table.unit, table.is_share, table.is_sensitive
    return (*people, *rule, table.place, tuple(sorted(places.parents.items())))


def _protect(tables: Sequence[Table], published: Sequence[Protected], rules: Rules) -> Done:
    asked = {table.code: table for table in tables}
    given_up: list[tuple[str, LeftOut]] = []
    refused: list[str] = []
    while True:
        now = [asked[code] for code in sorted(asked)]
        built = system([*now, *(one.table for one in published)], rules)
        try:
            hidden, cheapest = suppress(_choice(built, len(now), published, rules))
        except Unprotectable as stuck:
            _give_up(stuck, built, now, asked, given_up, refused)
            continue
        done = tuple(_protected(built, at, table, hidden) for at, table in enumerate(now))
        return Done(done, tuple(refused), tuple(given_up), cheapest)


def audit(published: Sequence[Protected], rules: Rules | None = None) -> tuple[Violation, ...]:
    """The attack on all that is or was published together. Nothing is what a release needs."""
    rules = rules or Rules()
    built = system([one.table for one in published], rules)
    hidden = _flags(built, published, 0)
    # what is not hidden though it should be, and what one table hides and another one shows
    open_ = np.flatnonzero((built.is_sensitive | _flags(built, published, 0, any)) & ~hidden)
    tables = [one.table for one in published]
    shown = (_told(built, int(one), tables) for one in open_)
    weak = (_violation(built, one, tables) for one in attack(built, hidden, rules.width))
    return (*shown, *weak)


def blocked(
    release: Sequence[Protected], published: Sequence[Protected], rules: Rules | None = None
) -> tuple[Violation, ...]:
    """Why a release must not go out beside what was published before; empty where it may."""
    return audit([*release, *published], rules)


def _choice(built: System, count: int, published: Sequence[Protected], rules: Rules) -> Choice:
    """What was published stays so; what was hidden stays hidden."""
    before = _flags(built, published, count)
    told = np.zeros(len(built.at), dtype=bool)
    for one, places in enumerate(built.at):
        told[one] = any(
            table >= count and (key, part) not in published[table - count].hidden
            for table, key, part in places
        )
    return Choice(built, built.is_sensitive | before, ~(built.is_kept | told), rules.width)


def _flags(
    built: System,
    published: Sequence[Protected],
    first: int,
    where: Callable[[Iterable[bool]], bool] = all,
) -> Flags:
    """What is hidden wherever it stands, or in any place; published tables begin at `first`."""
    found = np.zeros(len(built.at), dtype=bool)
    for one, places in enumerate(built.at):
        ours = [(at - first, key, part) for at, key, part in places if at >= first]
        hidden = ((key, part) in published[at].hidden for at, key, part in ours)
        found[one] = bool(ours) and where(hidden)
    return found


def _give_up(
    stuck: Unprotectable,
    built: System,
    now: Sequence[Table],
    asked: dict[str, Table],
    given_up: list[tuple[str, LeftOut]],
    refused: list[str],
) -> None:
    """One breakdown less, or one table: of the first number that cannot be protected."""
    for number in stuck.numbers:
        ours = [(now[at], key) for at, key, _ in built.at[number] if at < len(now)]
        steps = [(table, step) for table, key in ours for step in _steps(table, key)]
        if steps:
            table, step = min(steps, key=lambda one: _loss(*one))
            given_up.append((table.code, step))
            asked[table.code] = replace(table, left_out=table.left_out | {step})
            return
        if ours:
            refused.append(ours[0][0].code)
            del asked[ours[0][0].code]
            return
    # Only what was published before is open: no table of ours can mend that.
    refused.extend(sorted(asked))
    asked.clear()


def _loss(table: Table, step: LeftOut) -> int:
    """The least first: in one region, in all, in the whole country, the regions themselves."""
    if step.under not in (TOTAL, EVERYWHERE):
        return 0
    return 1 + (step.under == EVERYWHERE) + 2 * (step.column == table.place)


def _steps(table: Table, key: Key) -> Iterator[LeftOut]:
    """What may be given up for a cell, the least first."""
    places = [table.place_above(key)]
    if table.depth(key):  # a region: what is told of the places in it
        places.insert(0, key[[one.column for one in table.by].index(table.place)])
    while table.place and places[-1] not in (EVERYWHERE,):
        above = table.by[[one.column for one in table.by].index(table.place)].chain(places[-1])
        places.append(above[1] if len(above) > 1 else EVERYWHERE)
    columns = [one.column for one in table.by if one.column != table.place]
    for under in dict.fromkeys(places):
        for column in [*reversed(columns), *([table.place] if table.place else [])]:
            step = LeftOut(under, column)
            if step not in table.left_out and _helps(table, step):
                yield step


def _helps(table: Table, step: LeftOut) -> bool:
    return any(replace(table, left_out=frozenset({step})).omits(key) for key in table.cells)


def _protected(built: System, at: int, table: Table, hidden: Flags) -> Protected:
    found: dict[tuple[Key, Part], Why] = {}
    for key in table.cells:
        for part in table.parts:
            number = built.number[at, key, part]
            if hidden[number]:
                found[key, part] = Why.SMALL if built.is_sensitive[number] else Why.BESIDE
    return Protected(table, found)


def _violation(built: System, weak: Weak, tables: Sequence[Table]) -> Violation:
    cells = _cells(built.at[weak.number], tables)
    return Violation(cells, weak.low.value, weak.high.value, bool(weak.knows))


def _told(built: System, number: int, tables: Sequence[Table]) -> Violation:
    value = float(built.values[number])
    return Violation(_cells(built.at[number], tables), value, value, False)


def _cells(places: Sequence[Place], tables: Sequence[Table]) -> tuple[tuple[str, Key, Part], ...]:
    return tuple((tables[at].code, key, part) for at, key, part in places)
