"""The parts of a system that can be attacked by themselves, and linear programmes over them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse
from scipy.sparse import csgraph

from bagdar.indicators.rules.disclosure.columns import first_of, least, left_for
from bagdar.indicators.rules.disclosure.system import Flags, System, Whole

Real = npt.NDArray[np.float64]
# What a solver may be wrong by; counts are whole numbers, so that a hundredth is no doubt.
SLACK = 1e-5
NOTHING: Whole = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Block:
    """Unknowns that what is shown ties together, and the hidden numbers made of them.

    hidden    numbers that are attacked
    shown     numbers whose values are equations here; those that follow from them are left out
    links     of the system's links, those that are equations here, after the shown numbers
    unknowns  what is not shown by itself
    equations, equals   what the shown numbers and the links leave of the unknowns
    targets   hidden numbers × unknowns
    known     what is shown of each hidden number already
    truth     of the unknowns
    """

    hidden: Whole
    shown: Whole
    links: Whole
    unknowns: Whole
    equations: Any
    equals: Real
    targets: Any
    known: Real
    truth: Real
    key: tuple[bytes, ...] = field(repr=False)

    @cached_property
    def some(self) -> Flags:
        """Unknowns that its programmes have met; more join (columns.py)."""
        return first_of(sparse.vstack([self.equations, self.targets], format="csr"), self.truth)

    @cached_property
    def points(self) -> list[Real]:
        """The hidden numbers at points that were found; more join."""
        return []

    @property
    def values(self) -> Real:
        return self.at(self.truth)

    def at(self, point: Real) -> Real:
        """The hidden numbers where the unknowns are these."""
        return np.asarray(self.targets @ point + self.known)


def is_open(system: System, hidden: Flags) -> Flags:
    """Which unknowns are not shown by themselves."""
    alone = system.alone
    return np.asarray((alone < 0) | hidden[alone])


def blocks(system: System, hidden: Flags) -> Iterator[Block]:
    """Divides the system where nothing that is hidden connects it.

    A shown number that is the sum of shown ones says nothing more, so a region whose totals are
    shown stands by itself.
    """
    open_ = is_open(system, hidden)
    within = system.adds[:, open_]
    follows = np.zeros(len(hidden), dtype=bool)
    if system.lines:
        open_lines = system.parts @ hidden
        follows[system.wholes[open_lines == 0]] = True
    rows = np.flatnonzero(~hidden & ~follows & (np.diff(within.indptr) > 0))
    targets = np.flatnonzero(hidden)
    tied = system.links[:, open_]
    links = np.flatnonzero(np.diff(tied.indptr) > 0)
    equations = sparse.vstack([within[rows], tied[links]], format="csr")
    whole = sparse.vstack([equations, within[targets]], format="csr")
    yield from _connected(system, np.flatnonzero(open_), rows, links, targets, whole)


def _connected(
    system: System, unknowns: Whole, rows: Whole, links: Whole, targets: Whole, whole: Any
) -> Iterator[Block]:
    graph = sparse.bmat([[None, whole], [whole.T, None]], format="csr")
    if not graph.shape[0]:
        return
    _, label = csgraph.connected_components(graph, directed=False)
    height = len(rows) + len(links)
    equations, attacked = whole[:height], whole[height:]
    of_targets = label[height : whole.shape[0]]
    of_unknowns = label[whole.shape[0] :]
    columns = _places(of_unknowns)
    lines, ends = _places(label[:height]), _places(of_targets)
    for one in sorted(ends):
        at, line, end = columns.get(one, NOTHING), lines.get(one, NOTHING), ends[one]
        matrix = equations[line][:, at]
        truth = system.truth[unknowns[at]].astype(np.float64)
        shown = rows[line[line < len(rows)]]
        part = attacked[end][:, at]
        known = system.values[targets[end]] - part @ truth
        key = (targets[end].tobytes(), shown.tobytes(), unknowns[at].tobytes())
        yield Block(
            targets[end], shown, links[line[line >= len(rows)] - len(rows)], unknowns[at],
            matrix, np.asarray(matrix @ truth), part, known, truth, key,
        )  # fmt: skip


def _places(labels: Whole) -> dict[int, Whole]:
    order = np.argsort(labels, kind="stable")
    kinds, first = np.unique(labels[order], return_index=True)
    parts = np.split(order, first[1:]) if len(kinds) else []
    return {int(kind): part for kind, part in zip(kinds, parts, strict=True)}


@dataclass(frozen=True)
class Extreme:
    """The largest or smallest a target can be, and why.

    value  of the target; infinite where nothing bounds it
    price  equation of the block → what one more of it would do to the deviation
    spare  unknown → how much less the target would be for each unit that must remain of it
    """

    value: float
    price: Real
    spare: Real


def extreme(block: Block, target: int, sign: int, fixed: tuple[int, ...] = ()) -> Extreme:
    """The largest (sign 1) or smallest (-1) value, where some targets are known to the attacker."""
    known = float(block.known[target])
    goal = -sign * block.targets[[target]].toarray()[0]
    if not len(goal):
        return Extreme(known, np.zeros(0), goal)
    equations, equals = _with(block, fixed)
    found = least(goal, equations.tocsc(), equals, block.truth, block.some)
    if found.bounded:
        block.points.append(block.at(found.point))
    return Extreme(known - sign * found.value, found.price, found.spare)


def _with(block: Block, fixed: tuple[int, ...]) -> tuple[Any, Real]:
    if not fixed:
        return block.equations, block.equals
    known = block.targets[list(fixed)]
    equations = sparse.vstack([block.equations, known], format="csr")
    return equations, np.concatenate([block.equals, np.asarray(known @ block.truth)])


def spread(
    block: Block, which: Whole, sign: int, origin: Real, most: Real, fixed: tuple[int, ...]
) -> Real:
    """The hidden numbers where many targets at once are far from an origin.

    None is counted beyond `most`; the point joins those of the block. Only the unknowns move that
    the programmes of the block have met: what is possible with some of them is possible.
    """
    if not len(block.truth):
        return block.values
    some = np.flatnonzero(block.some)
    equations, equals = _with(block, fixed)
    equals = left_for(equations, equals, block.truth, block.some)
    chosen = block.targets[which]
    origin = left_for(chosen, origin - block.known[which], block.truth, block.some)
    count, width = len(which), len(some)
    # moved <= sign * (target - origin)
    whole = sparse.bmat(
        [[equations[:, some], None], [-sign * chosen[:, some], sparse.identity(count)]],
        format="csc",
    )
    goal = np.concatenate([np.zeros(width), -np.ones(count)])
    found = optimize.milp(  # of no whole numbers: the same solver with less around it
        goal,
        constraints=optimize.LinearConstraint(
            whole, np.concatenate([equals, np.full(count, -np.inf)]),
            np.concatenate([equals, -sign * origin]),
        ),
        bounds=optimize.Bounds(
            np.concatenate([np.zeros(width), np.full(count, -np.inf)]),
            np.concatenate([np.full(width, np.inf), most]),
        ),
    )  # fmt: skip
    point = block.truth.copy()
    if found.status == 0:
        point[some] = found.x[:width]
    block.points.append(block.at(point))
    return block.points[-1]
