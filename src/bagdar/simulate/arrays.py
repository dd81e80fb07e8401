"""Names for the kinds of columns that pass between the modules, and a few turns of NumPy."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.uint64]
Whole = NDArray[np.int64]
Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
Array = NDArray[Any]


def ranks(*keys: Array) -> tuple[Whole, Whole]:
    """(rank, size): the place of each row among the rows of its group, and the group's size.

    keys  the last one orders the rows of a group; those before it name the group
    """
    count = len(keys[0])
    if not count:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    order = np.lexsort(keys[::-1])
    is_new = np.zeros(count, bool)
    is_new[0] = True
    for key in keys[:-1]:
        there = key[order]
        is_new[1:] |= there[1:] != there[:-1]
    starts = np.flatnonzero(is_new)
    sizes = np.diff(np.append(starts, count))
    rank, size = np.empty(count, np.int64), np.empty(count, np.int64)
    rank[order] = np.arange(count) - np.repeat(starts, sizes)
    size[order] = np.repeat(sizes, sizes)
    return rank, size


def interleaved(*pieces: Array) -> Array:
    """The first of each, the second of each, and so on."""
    return np.stack(pieces, axis=1).reshape(-1)
