"""A whole outcome examined over columns: that nobody is passed over, and why each wish was not met.

For markets of a million children, where values and sentences are made only for the one who asks.
`explaining` says the same in words; a test holds both together.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from bagdar.admissions.rules.table import Seated, Table

NOT_ASKED, NOT_LOOKED_AT, CUTOFF, CEILING, TAKES = range(5)
NO_CUTOFF = 2**63 - 1


@dataclass(frozen=True)
class Examined:
    """block, pool: the key of the last, NO_CUTOFF where there is room. why: wish * depth + block.

    blocking: wishes that a place would rather meet than what it has; empty in a stable outcome
    """

    block: Any
    pool: Any
    why: Any
    blocking: Any


def examined(table: Table, found: Seated) -> Examined:
    depth, count = table.depth, len(table.pool) // max(1, table.depth)
    got = np.flatnonzero(found.wish >= 0)
    at = found.wish[got] * depth + found.step[got]
    pools, keys = table.pool[at], table.key[at]
    pool = _lasts(pools, keys, table.pool_most)
    block = _lasts(table.pool_block[pools], keys, table.block_seats)
    # Wishes before the one that came true, all where none did.
    begins, ends = table.start[:-1], np.where(found.wish >= 0, found.wish, table.start[1:])
    before = np.zeros(count + 1, np.int8)
    np.add.at(before, begins, 1)
    np.add.at(before, ends, -1)
    asked = np.flatnonzero(np.repeat(np.cumsum(before[:-1]), depth))
    why = np.full(count * depth, NOT_ASKED, np.int8)
    where, rank = table.pool[asked], table.key[asked]
    told = np.where(rank > pool[where], CEILING, TAKES)
    told[rank > block[table.pool_block[where]]] = CUTOFF
    told[where < 0] = NOT_LOOKED_AT
    why[asked] = told
    return Examined(block, pool, why, np.unique(asked[told == TAKES] // depth))


def _lasts(of: Any, keys: Any, most: Any) -> Any:
    """The largest key of each that is full; -1 of one that never had room."""
    last = np.full(len(most), -1, np.int64)
    np.maximum.at(last, of, keys)
    taken = np.bincount(of, minlength=len(most))
    return np.where(taken == most, last, NO_CUTOFF)


def deciding_step(keys: Any, cutoffs: Any, spans: Any) -> Any:
    """The first step at which packed keys differ from their cutoffs, 0 being the first.

    spans: how many values each step has, as `table.Packing` packs them
    """
    divisor, found = 1, np.full(len(keys), len(spans) - 1, np.int8)
    for step in range(len(spans) - 1, -1, -1):
        found[keys // divisor != cutoffs // divisor] = step
        divisor *= int(spans[step])
    return found
