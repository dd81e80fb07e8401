"""The attack over everything that was ever published, and a release that is to join it.

Each table is given as it went out: of the catalogue's protected table only the part that was asked
for. Tables of the same figures of the same day are attacked together, whatever release, vintage or
borders they stand in; those of different people cannot tell of each other. Where their borders
differ, the parts that are left between their regions are attacked as well (`differences`).
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bagdar.indicators.rules.adding import DISTRICT, REGION
from bagdar.indicators.rules.building import PLACES
from bagdar.indicators.rules.differences import left_between
from bagdar.indicators.rules.disclosure.protect import Protected, Violation, blocked
from bagdar.indicators.rules.disclosure.rules import Rules
from bagdar.indicators.rules.disclosure.tables import (
    EVERYWHERE,
    TOTAL,
    Counts,
    LeftOut,
    Population,
    Row,
    Table,
)


@dataclass(frozen=True)
class Out:
    """A table that is or will be out.

    name       of the release and the table, for whoever reads a finding
    vintage    computation; known_at: until when its facts were known
    """

    name: str
    vintage: str
    known_at: datetime
    protected: Protected

    @property
    def family(self) -> str:
        return self.protected.table.population.family


def part_of(whole: Protected, asked: Sequence[str], name: str) -> Protected:
    """What of a catalogue's table is published where no more was asked; its other cells are not.

    asked  breakdowns of the answer, as the catalogue orders them
    """
    table = whole.table
    left = set(table.left_out)
    for dimension in table.by:
        column = dimension.column
        if column not in PLACES:
            if column not in asked:
                left.add(LeftOut(EVERYWHERE, column))
        elif DISTRICT not in asked and REGION in asked:
            left |= {LeftOut(one, DISTRICT) for one in dimension.inner if one != TOTAL}
        elif DISTRICT not in asked:
            left.add(LeftOut(TOTAL, DISTRICT))
    asked_of = replace(table, code=name, left_out=frozenset(left))
    hidden = {at: why for at, why in whole.hidden.items() if at[0] in asked_of.cells}
    return Protected(asked_of, hidden)


def together(tables: Sequence[Out]) -> list[Protected]:
    """Tables of one family with the rows of all their vintages told apart (`tables.vintage`).

    A row keeps its key as long as its counts are those that stood under the key: what was shown of
    it earlier, or later, counts against it.
    """
    ordered = sorted({(one.known_at, one.vintage) for one in tables})
    first = {one.vintage: one for one in tables}
    seen: dict[Row, dict[Counts, Row]] = defaultdict(dict)
    people: dict[str, Population] = {}
    for _, vintage in ordered:
        given = first[vintage].protected.table.population
        counts: dict[Row, Counts] = {}
        for row, count in given.counts.items():
            known = seen[row]
            if count not in known:
                known[count] = (*row, vintage) if known else row
            counts[known[count]] = count
        people[vintage] = replace(given, counts=counts)
    return [_of(one, people[one.vintage]) for one in tables]


def findings(
    release: Sequence[Out], published: Sequence[Out], rules: Rules,
    told: Callable[[int, int, str], None] = lambda done, of, family: None,
) -> Iterator[Violation]:  # fmt: skip
    """Why the release must not go out. told: how many families of how many were attacked."""
    families = sorted({one.family for one in release})
    for number, family in enumerate(families, 1):
        ours = [one for one in release if one.family == family]
        theirs = [one for one in published if one.family == family]
        joined = together([*ours, *theirs])
        new, out = joined[: len(ours)], joined[len(ours) :]
        yield from blocked(new, [*out, *left_between(new, out, rules)], rules)
        told(number, len(families), family)


def _of(one: Out, people: Population) -> Protected:
    table: Table = replace(one.protected.table, population=people)
    return Protected(table, one.protected.hidden)
