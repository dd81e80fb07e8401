"""What somebody can work out who has read everything that was ever published.

For each hidden number: between which values it must lie, given all sums that are shown and that no
count is negative. That is a linear programme; that counts are whole numbers is left out. The
attacker may also be the only one who stands in some cell, and know it.

Most numbers are cleared in bulk: two points of the same block that lie far enough apart prove that
the interval is at least as wide. Only what no point clears is worked out one by one, exactly.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from bagdar.indicators.rules.disclosure.blocks import (
    SLACK,
    Block,
    Extreme,
    Real,
    blocks,
    extreme,
    is_open,
    spread,
)
from bagdar.indicators.rules.disclosure.system import Flags, System, Whole

MOST_POINTS = 12
SAME = 1e-7  # as near as a solver comes to what it holds fixed
FEW = 1  # so many are worked out exactly with no more programmes than points would take


@dataclass(frozen=True)
class Weak:
    """A hidden number that can be worked out too closely, as numbers of its block's targets.

    knows  the targets that the attacker is alone in: one, or none for a stranger
    """

    block: Block
    target: int
    knows: tuple[int, ...]
    low: Extreme
    high: Extreme

    @property
    def number(self) -> int:
        return int(self.block.hidden[self.target])


STRANGER = -1


class Cleared:
    """What earlier attacks on the same system did not open, so that none of it is asked twice.

    blocks   that were attacked in vain, whatever was hidden around them
    hidden   at the last attack: whoever sees less than then works out no more than then
    numbers  who attacked (the number of a cell that is somebody alone, or STRANGER) → the numbers
             that stayed safe from them
    """

    def __init__(self, count: int) -> None:
        self.blocks: set[tuple[bytes, ...]] = set()
        self.hidden = np.zeros(count, dtype=bool)
        self.numbers: dict[int, Flags] = defaultdict(lambda: np.zeros(count, dtype=bool))

    def begin(self, hidden: Flags) -> None:
        if (self.hidden & ~hidden).any():
            self.numbers.clear()
        self.hidden = hidden.copy()


def attack(
    system: System,
    hidden: Flags,
    width: int,
    cleared: Cleared | None = None,
    most: int | None = None,
    people: System | None = None,
) -> Iterator[Weak]:
    """Every hidden number of which too much is told.

    cleared  what earlier attacks did not open; what this one does not is put beside it
    most     so many of a block are enough for whoever asks
    people   says who stands in a number, where the system itself does not (`System.outline`)
    """
    cleared = cleared or Cleared(len(hidden))
    cleared.begin(hidden)
    open_to = people or system
    rows = open_to.adds[:, is_open(open_to, hidden)]
    for block in blocks(system, hidden):
        if block.key in cleared.blocks:
            continue
        least = system.least[block.hidden].astype(np.float64)
        weak = list(islice(_strangers(block, least, width, cleared), most))
        # Who is alone in a cell knows more than a stranger: no need to ask where a stranger wins.
        insiders = _insiders(block, least, width, cleared, rows[block.hidden])
        weak = weak or list(islice(insiders, most))
        if not weak:
            cleared.blocks.add(block.key)
        yield from weak


def _strangers(block: Block, least: Real, width: int, cleared: Cleared) -> Iterator[Weak]:
    asked = np.flatnonzero(~cleared.numbers[STRANGER][block.hidden])
    yield from _by(block, asked, least, width, (), cleared.numbers[STRANGER])


def _insiders(block: Block, least: Real, width: int, cleared: Cleared, rows: Any) -> Iterator[Weak]:
    """Each who is alone in a cell, against every number that tells of somebody else."""
    alone = np.flatnonzero(np.abs(block.values - 1) < SLACK)
    within = _within(rows, alone)
    asked = ~within
    safe = [cleared.numbers[int(block.hidden[one])] for one in alone]
    for at, known in enumerate(safe):
        asked[:, at] &= ~known[block.hidden]
        asked[:, at] &= _still(*between(block, (int(alone[at]),)), least, width)
    for group in _groups(len(alone)):
        which = np.flatnonzero(asked[:, group].any(axis=1) & ~within[:, group].any(axis=1))
        unclear = _unclear(block, which, least, width, tuple(alone[group].tolist()))
        asked[np.ix_(np.setdiff1d(which, unclear), group)] = False
    for at, known in enumerate(safe):
        known[block.hidden[~asked[:, at]]] = True
        knows = (int(alone[at]),)
        yield from _by(block, np.flatnonzero(asked[:, at]), least, width, knows, known)


def _by(
    block: Block, asked: Whole, least: Real, width: int, knows: tuple[int, ...], safe: Flags
) -> Iterator[Weak]:
    """What somebody works out of the targets that are asked; the others are marked as safe."""
    unclear = _unclear(block, asked, least, width, knows)
    safe[block.hidden[np.setdiff1d(asked, unclear)]] = True
    for target in unclear:
        found = _exact(block, int(target), knows, least, width)
        if found is not None:
            yield found
        else:
            safe[block.hidden[target]] = True


def _within(rows: Any, alone: Whole) -> Flags:
    """Targets × cells with one person: whether the target tells of nobody else.

    rows  targets × those who stand in them
    """
    shared = (rows @ rows[alone].T).toarray()
    sizes = np.diff(rows.indptr)
    return np.asarray(shared >= sizes[:, None])


def _groups(count: int) -> Iterator[Whole]:
    """All, and halves that part any two: what holds against many holds against one."""
    every = np.arange(count)
    if count > 1:
        yield every
        for bit in range((count - 1).bit_length()):
            for value in (0, 1):
                yield every[(every >> bit) % 2 == value]


def _still(low: Real, high: Real, least: Real, width: int) -> Flags:
    """Whether the interval may be too narrow, or end too low."""
    return np.asarray((high < least - SLACK) | (high - low < width - SLACK))


def between(block: Block, fixed: tuple[int, ...]) -> tuple[Real, Real]:
    """Between which values the points that were found already let each target be.

    Those count in which nothing moves that the attacker knows. Where that is one number, so does a
    mixture of a point in which it is larger and one in which it is smaller: what lies between
    two solutions is one.
    """
    moved = np.array([block.values, *block.points]) - block.values
    off = moved[:, list(fixed)]
    stay = moved[(np.abs(off) <= SAME).all(axis=1)]
    low, high = stay.min(axis=0), stay.max(axis=0)
    if len(fixed) == 1:
        ups, downs = moved[off[:, 0] > SAME], moved[off[:, 0] < -SAME]
        for up in ups if len(downs) else ():
            part = downs[:, [fixed[0]]] / (downs[:, [fixed[0]]] - up[fixed[0]])
            mixed = part * up + (1 - part) * downs
            low, high = np.minimum(low, mixed.min(axis=0)), np.maximum(high, mixed.max(axis=0))
    return block.values + low, block.values + high


def _unclear(block: Block, which: Whole, least: Real, width: int, fixed: tuple[int, ...]) -> Whole:
    """Those of the targets whose interval no two points showed to be wide enough."""
    if not len(which):
        return which
    low, high = between(block, fixed)
    left = which[_still(low, high, least, width)[which]]
    for _ in range(MOST_POINTS):
        before = len(left)
        for sign in (1, -1):
            if len(left) <= FEW:
                return left
            origin = np.zeros(len(left)) if sign == 1 else high[left]
            most = np.maximum(least[left], low[left] + width) if sign == 1 else origin * 0 + width
            point = spread(block, left, sign, origin, most, fixed)
            low, high = np.minimum(low, point), np.maximum(high, point)
            left = left[_still(low, high, least, width)[left]]
        if len(left) == before:
            break
    return left


def _exact(
    block: Block, target: int, knows: tuple[int, ...], least: Real, width: int
) -> Weak | None:
    high, low = extreme(block, target, 1, knows), extreme(block, target, -1, knows)
    if high.value >= least[target] - SLACK and high.value - low.value >= width - SLACK:
        return None
    return Weak(block, target, knows, low, high)
