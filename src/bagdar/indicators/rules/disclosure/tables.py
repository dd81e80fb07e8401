"""What is asked to be published: people counted, tables of them, cells.

A table of shares counts three parts of each cell: all, those with the attribute and those without
it. Everything after this is about whole numbers that add up; a share is shown where both of its
numbers are.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import product

Row = tuple[str, ...]
Key = tuple[str, ...]
TOTAL = "all"
EVERYWHERE = ""


class Part(StrEnum):
    """Which of the units of a cell are counted."""

    ALL = "all"
    WITH = "with"
    WITHOUT = "without"


@dataclass(frozen=True)
class Counts:
    """units: who is counted; numerator: how many of them have the attribute."""

    units: int
    numerator: int = 0

    def of(self, part: Part) -> int:
        if part is Part.ALL:
            return self.units
        return self.numerator if part is Part.WITH else self.units - self.numerator


@dataclass(frozen=True)
class Population:
    """The finest counts there are: the rows of a cube.

    family     whom and when: rows of one family that have the same key are the same people, in
               whatever table, release or metric
    attribute  what the numerator tells of them; "" where they are only counted
    columns    names of the parts of a row; a row may be longer (`vintages`)
    """

    family: str
    attribute: str
    columns: tuple[str, ...]
    counts: Mapping[Row, Counts]

    def __post_init__(self) -> None:
        for row, counts in self.counts.items():
            if len(row) < len(self.columns) or not 0 <= counts.numerator <= counts.units:
                raise ValueError(f"not a row of counts: {len(row)} codes, {counts}")


@dataclass(frozen=True)
class Dimension:
    """A column by which a table is broken down.

    parents  code → the code into which it is added; what has none is added into the total
    """

    column: str
    parents: Mapping[str, str] = field(default_factory=dict)

    def chain(self, code: str) -> tuple[str, ...]:
        """The code itself, what it is added into, and so on to the total."""
        found = [code]
        while (above := self.parents.get(found[-1], TOTAL)) not in found:
            found.append(above)
        return tuple(found)

    @cached_property
    def inner(self) -> frozenset[str]:
        """Codes into which others are added."""
        return frozenset({*self.parents.values(), TOTAL})


@dataclass(frozen=True, order=True)
class LeftOut:
    """A breakdown that is not published: by `column`, at places that lie under `under`.

    under   a place's code; TOTAL: all places but the total; EVERYWHERE: the total too
    column  a dimension; that of the places themselves: nothing under `under` is published
    """

    under: str
    column: str


@dataclass(frozen=True)
class Table:
    """A figure broken down by some dimensions: the cells that are asked for.

    unit          a key of the rules: decides the least size of a cell
    by            dimensions, the one to give up first last
    place         the column of territories; totals of its inner codes are protected first
    is_share      the numerator is published too, as a share
    is_sensitive  that all, or none, have the attribute is told of no cell
    only          these numbers of a cell and no other; empty: all that there are
    """

    code: str
    population: Population
    by: tuple[Dimension, ...]
    unit: str
    place: str = ""
    is_share: bool = True
    is_sensitive: bool = False
    left_out: frozenset[LeftOut] = frozenset()
    only: tuple[Part, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        if self.only:
            return self.only
        return tuple(Part) if self.is_share else (Part.ALL,)

    @cached_property
    def cells(self) -> Mapping[Key, tuple[Row, ...]]:
        """The rows of each cell in which somebody is counted, in the order of their keys."""
        at = [self.population.columns.index(one.column) for one in self.by]
        chains: list[dict[str, tuple[str, ...]]] = [{} for _ in at]
        found: dict[Key, list[Row]] = defaultdict(list)
        for row in sorted(self.population.counts):
            if not self.population.counts[row].units:
                continue
            above = []
            for one, column, known in zip(self.by, at, chains, strict=True):
                if row[column] not in known:
                    known[row[column]] = one.chain(row[column])
                above.append(known[row[column]])
            for key in product(*above):
                found[key].append(row)
        return {key: tuple(found[key]) for key in sorted(found) if not self.omits(key)}

    def counts(self, key: Key) -> Counts:
        """Nobody, where the table has no such cell."""
        each = [self.population.counts[row] for row in self.cells.get(key, ())]
        return Counts(sum(one.units for one in each), sum(one.numerator for one in each))

    def omits(self, key: Key) -> bool:
        return any(self._omitted(key, one) for one in self.left_out)

    def _omitted(self, key: Key, one: LeftOut) -> bool:
        codes = {dimension.column: code for dimension, code in zip(self.by, key, strict=True)}
        if codes[one.column] == TOTAL:
            return False
        if one.under == EVERYWHERE:
            return True
        place = self.by[self._place_at].chain(codes[self.place]) if self.place else ()
        return one.under in place[1:]

    @property
    def _place_at(self) -> int:
        return [one.column for one in self.by].index(self.place)

    def keeps(self, key: Key) -> bool:
        """Whether a cell is never hidden: the total."""
        return all(code == TOTAL for code in key)

    @property
    def heads(self) -> "Table | None":
        """The totals of the inner places alone; None of a table without places."""
        if not self.place:
            return None
        places = self.by[self._place_at]
        finest = places.parents.keys() - places.inner
        above = {places.parents[one] for one in finest}
        left_out = {one for one in self.left_out if one.column == self.place}
        return Table(
            f"{self.code}:heads", self.population, (places,), self.unit, self.place,
            is_share=self.is_share, is_sensitive=self.is_sensitive,
            left_out=frozenset(left_out | {LeftOut(one, self.place) for one in above}),
        )  # fmt: skip

    def place_above(self, key: Key) -> str:
        """The place to which the cell's place belongs; EVERYWHERE for the total."""
        if not self.place:
            return EVERYWHERE
        chain = self.by[self._place_at].chain(key[self._place_at])
        return chain[1] if len(chain) > 1 else EVERYWHERE

    def depth(self, key: Key) -> int:
        """0 at the finest places, more above them."""
        if not self.place:
            return 0
        return int(key[self._place_at] in self.by[self._place_at].inner)

    def sums(self) -> Iterator[tuple[Key, tuple[Key, ...]]]:
        """Each cell with the cells into which one dimension divides it."""
        for at in range(len(self.by)):
            below: dict[Key, list[Key]] = defaultdict(list)
            for key in self.cells:
                chain = self.by[at].chain(key[at])
                if len(chain) > 1:
                    below[(*key[:at], chain[1], *key[at + 1 :])].append(key)
            for key, parts in below.items():
                if key in self.cells:
                    yield key, tuple(parts)


def vintage(later: Population, earlier: Population, mark: str) -> Population:
    """The later counts of the same people, where some facts became known in between.

    A row that did not change keeps its key, so that what was published of it earlier counts against
    it; one that changed is other people and gets `mark` behind its codes.
    """
    counts = {
        row if earlier.counts.get(row, counts) == counts else (*row, mark): counts
        for row, counts in later.counts.items()
    }
    return Population(later.family, later.attribute, later.columns, counts)
