"""The cells of many tables as one system of equations over whole numbers that nobody knows.

Rows of a population that no table tells apart are one unknown. Cells that add up the same unknowns
are one number, whichever tables they stand in: what is hidden in one is hidden in all.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from bagdar.indicators.rules.disclosure.rules import Rules, sensitive
from bagdar.indicators.rules.disclosure.tables import Counts, Key, Part, Population, Row, Table

Flags = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]
Place = tuple[int, Key, Part]  # a cell: which table, where in it, which of its numbers


@dataclass(frozen=True)
class Line:
    """A sum of the tables: number `whole` is the sum of the numbers `parts`."""

    whole: int
    parts: tuple[int, ...]


@dataclass(frozen=True)
class System:
    """Unknowns, numbers and what they add up to.

    adds       numbers × unknowns, 0 or 1
    links      equations × unknowns that hold whatever is published: the same people, counted by
               two attributes
    truth      the unknowns, as the auditor knows them
    least      number → k of its table, the largest if it stands in several
    at         number → its cells
    is_kept    never hidden
    is_sensitive   never shown
    weight     number → what hiding it costs
    """

    adds: Any
    links: Any
    truth: Whole
    least: Whole
    at: Sequence[tuple[Place, ...]]
    is_kept: Flags
    is_sensitive: Flags
    weight: npt.NDArray[np.float64]
    lines: tuple[Line, ...]

    @cached_property
    def values(self) -> Whole:
        return np.asarray(self.adds @ self.truth, dtype=np.int64)

    @cached_property
    def number(self) -> Mapping[Place, int]:
        return {place: one for one, places in enumerate(self.at) for place in places}

    @cached_property
    def alone(self) -> Whole:
        """Unknown → the number that is this unknown and nothing else, or -1."""
        found = np.full(len(self.truth), -1, dtype=np.int64)
        sizes = np.diff(self.adds.indptr)
        for one in np.flatnonzero(sizes == 1):
            found[self.adds.indices[self.adds.indptr[one]]] = one
        return found

    @cached_property
    def parts(self) -> Any:
        """Lines × numbers: what each line adds up."""
        rows = [dict.fromkeys(line.parts, 1) for line in self.lines]
        return _matrix(rows, len(self.at))

    @cached_property
    def wholes(self) -> Whole:
        """Line → its sum."""
        return np.array([line.whole for line in self.lines], dtype=np.int64)

    @cached_property
    def outline(self) -> "System":
        """What the tables tell by their sums alone: every number an unknown, every line a link.

        It leaves more possible than the rows do. So what can be worked out of it can be worked out,
        by the same prices; that nothing can proves nothing.
        """
        count, lines = len(self.at), len(self.lines)
        of_wholes = sparse.csr_matrix(
            (np.ones(lines), (np.arange(lines), self.wholes)), shape=(lines, count)
        )
        return replace(
            self, adds=sparse.identity(count, format="csr"), links=self.parts - of_wholes,
            truth=self.values, lines=(),
        )  # fmt: skip


class _Family:
    """The rows of one family, and which of them no table tells apart."""

    def __init__(self) -> None:
        self.units: dict[Row, int] = {}
        self.attributes: dict[str, dict[Row, Counts]] = {}
        self.sets: dict[tuple[Row, ...], int] = {}

    def take(self, population: Population) -> None:
        for row, counts in population.counts.items():
            if self.units.setdefault(row, counts.units) != counts.units:
                raise ValueError(f"{population.family}: one row of two sizes; see vintage()")
        known = self.attributes.setdefault(population.attribute, {})
        for row, counts in population.counts.items():
            if known.setdefault(row, counts) != counts:
                raise ValueError(f"{population.family}: one row counted twice; see vintage()")

    def divide(self) -> tuple[list[list[Row]], list[tuple[int, ...]]]:
        """Groups of rows that no set tells apart, and each set as numbers of groups."""
        signature: dict[Row, list[int]] = defaultdict(list)
        for rows, number in self.sets.items():
            for row in rows:
                signature[row].append(number)
        groups: dict[tuple[int, ...], list[Row]] = defaultdict(list)
        for row in sorted(signature):
            groups[tuple(sorted(signature[row]))].append(row)
        members: list[list[int]] = [[] for _ in self.sets]
        for at, sets in enumerate(groups):
            for number in sets:
                members[number].append(at)
        return list(groups.values()), [tuple(one) for one in members]


class _Builder:
    """Adds up families into one system."""

    def __init__(self, tables: Sequence[Table], rules: Rules) -> None:
        self.tables, self.rules = tables, rules
        self.families: dict[str, _Family] = defaultdict(_Family)
        for table in tables:
            family = self.families[table.population.family]
            family.take(table.population)
            for rows in table.cells.values():
                family.sets.setdefault(rows, len(family.sets))
        self.truth: list[int] = []
        self.links: list[dict[int, int]] = []
        self.unknowns: dict[tuple[str, str, Part, int], int] = {}
        self.whole: dict[tuple[str, int], tuple[int, ...]] = {}
        self.members: dict[str, list[tuple[int, ...]]] = {}
        self.numbers: dict[tuple[int, ...], list[Place]] = defaultdict(list)

    def build(self) -> System:
        for name in sorted(self.families):
            self._unknowns_of(name)
        for at, table in enumerate(self.tables):
            self._numbers_of(at, table)
        # Sorted by what they are and not by when they came: the order of tables changes nothing.
        keys = sorted(self.numbers)
        rank = {key: number for number, key in enumerate(keys)}
        places = [tuple(self.numbers[key]) for key in keys]
        number = {place: rank[key] for key in keys for place in self.numbers[key]}
        adds = _matrix([dict.fromkeys(key, 1) for key in keys], len(self.truth))
        truth = np.array(self.truth, dtype=np.int64)
        flags = self._flags(number, len(keys))
        lines = sorted(
            {one for one in self._lines(number) if one.whole not in one.parts},
            key=lambda one: (one.whole, one.parts),
        )
        links = _matrix(self.links, len(self.truth))
        weight = self._weights(adds @ truth, places)
        return System(
            adds, links, truth, flags[0], places, flags[1], flags[2], weight, tuple(lines)
        )

    def _unknowns_of(self, name: str) -> None:
        family = self.families[name]
        groups, self.members[name] = family.divide()
        shared = sorted(
            {one.population.attribute for one in self.tables
             if one.population.family == name and one.is_share}
        )  # fmt: skip
        for at, rows in enumerate(groups):
            units = sum(family.units[row] for row in rows)
            pairs: list[tuple[int, int]] = []
            for attribute in shared:
                known = family.attributes[attribute]
                if all(row in known for row in rows):
                    numerator = sum(known[row].numerator for row in rows)
                    with_ = self._unknown((name, attribute, Part.WITH, at), numerator)
                    without = self._unknown((name, attribute, Part.WITHOUT, at), units - numerator)
                    pairs.append((with_, without))
            for pair in pairs[1:]:
                self.links.append({**dict.fromkeys(pairs[0], 1), **dict.fromkeys(pair, -1)})
            self.whole[name, at] = (
                pairs[0] if pairs else (self._unknown((name, "", Part.ALL, at), units),)
            )

    def _unknown(self, key: tuple[str, str, Part, int], count: int) -> int:
        self.unknowns[key] = len(self.truth)
        self.truth.append(count)
        return self.unknowns[key]

    def _numbers_of(self, at: int, table: Table) -> None:
        family, attribute = table.population.family, table.population.attribute
        for key, rows in table.cells.items():
            groups = self.members[family][self.families[family].sets[rows]]
            for part in table.parts:
                if part is Part.ALL:
                    found = [one for group in groups for one in self.whole[family, group]]
                else:
                    found = [self.unknowns[family, attribute, part, group] for group in groups]
                self.numbers[tuple(sorted(found))].append((at, key, part))

    def _flags(self, number: Mapping[Place, int], count: int) -> tuple[Whole, Flags, Flags]:
        least = np.zeros(count, dtype=np.int64)
        kept, hidden = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
        for at, table in enumerate(self.tables):
            k = self.rules.of(table)
            for key in table.cells:
                for part in table.parts:
                    one = number[at, key, part]
                    least[one] = max(least[one], k)
                    kept[one] |= table.keeps(key)
            for key, part in sensitive(table, self.rules):
                hidden[number[at, key, part]] = True
        return least, kept, hidden

    def _lines(self, number: Mapping[Place, int]) -> Iterable[Line]:
        for at, table in enumerate(self.tables):
            for key, below in table.sums():
                if sum(len(table.cells[one]) for one in below) < len(table.cells[key]):
                    continue  # some of the cell stands in no part that is published
                for part in table.parts:
                    yield _line(number[at, key, part], [number[at, one, part] for one in below])
            if table.parts == tuple(Part):
                for key in table.cells:
                    all_, with_, without = (number[at, key, part] for part in Part)
                    yield _line(all_, [with_, without])

    def _weights(self, values: Whole, at: Sequence[tuple[Place, ...]]) -> npt.NDArray[np.float64]:
        """As many as the count has binary digits, four times that above the finest places.

        So few cells and small ones go first. The last term decides between equals, by the order of
        the numbers, the same on every machine.
        """
        weights = np.array([int(one).bit_length() + 1.0 for one in values])
        for one, places in enumerate(at):
            if any(self.tables[table].depth(key) for table, key, _ in places):
                weights[one] *= 4
        return np.asarray(weights + np.arange(len(at)) * (0.01 / max(1, len(at))))


def _line(whole: int, parts: Sequence[int]) -> Line:
    return Line(whole, tuple(sorted(parts)))


def _matrix(rows: Sequence[Mapping[int, int]], width: int) -> Any:
    counts = np.cumsum([0, *(len(one) for one in rows)])
    columns = np.array([at for one in rows for at in sorted(one)], dtype=np.int64)
    signs = np.array([one[at] for one in rows for at in sorted(one)], dtype=np.float64)
    return sparse.csr_matrix((signs, columns, counts), shape=(len(rows), width))


def system(tables: Sequence[Table], rules: Rules) -> System:
    """Every cell of the tables as a number, and what they add up to."""
    return _Builder(tables, rules).build()
