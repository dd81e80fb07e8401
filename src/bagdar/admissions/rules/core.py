"""Applicant-proposing deferred acceptance over arrays: each applicant asks once for each wish.

`settle` is ordinary Python over flat sequences. Over lists it runs as it stands; over numpy arrays
numba compiles it. Both take the same steps, so they give the same seats.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

NOBODY = -1


def settle(
    depth: Any,
    start: Any,
    owner: Any,
    pool: Any,
    key: Any,
    pool_most: Any,
    pool_block: Any,
    block_seats: Any,
    block_pools: Any,
    heap_at: Any,
    heap: Any,
    heap_key: Any,
    in_pool: Any,
    in_block: Any,
    following: Any,
) -> None:
    """Seats everybody who can be seated; afterwards heap[heap_at[p] : + in_pool[p]] are p's wishes.

    depth        blocks that a place has at most
    start        applicant → the first of its wishes; one more at the end
    owner        wish → applicant
    pool, key    wish * depth + block → the pool in which the block would seat it, or -1; and its
                 rank there: whole numbers, the smaller the better, no two alike in a block
    pool_most    pool → how many it holds: a class's ceiling, or the block's seats
    pool_block   pool → its block
    block_seats  block → seats
    block_pools  block → its first pool; one more at the end
    heap_at      pool → where its heap begins in heap and heap_key: the last of it on top
    in_pool, in_block, following   room for counting, all zero
    """
    for first in range(len(start) - 1):
        applicant = first
        while following[applicant] < start[applicant + 1] - start[applicant]:
            asking = start[applicant] + following[applicant]
            following[applicant] += 1
            step = 0
            while step < depth:
                here = pool[asking * depth + step]
                if here < 0 or pool_most[here] == 0:
                    step += 1
                    continue
                rank = key[asking * depth + step]
                block = pool_block[here]
                goes = here
                if in_pool[here] < pool_most[here]:
                    if in_block[block] < block_seats[block]:
                        goes = -1
                    else:  # the last of the whole block would have to go
                        goes = -2
                        last = rank
                        for other in range(block_pools[block], block_pools[block + 1]):
                            if in_pool[other] > 0 and heap_key[heap_at[other]] > last:
                                goes, last = other, heap_key[heap_at[other]]
                elif heap_key[heap_at[here]] < rank:
                    goes = -2  # the last of the class is before it
                if goes == -2:
                    step += 1
                    continue
                leaves = -1
                if goes >= 0:
                    base, size = heap_at[goes], in_pool[goes]
                    leaves = heap[base]
                    moved, moved_key = heap[base + size - 1], heap_key[base + size - 1]
                    in_pool[goes] = size - 1
                    size -= 1
                    node = 0
                    while 2 * node + 1 < size:
                        child = 2 * node + 1
                        if child + 1 < size and heap_key[base + child + 1] > heap_key[base + child]:
                            child += 1
                        if heap_key[base + child] < moved_key:
                            break
                        heap[base + node] = heap[base + child]
                        heap_key[base + node] = heap_key[base + child]
                        node = child
                    heap[base + node], heap_key[base + node] = moved, moved_key
                else:
                    in_block[block] += 1
                base, node = heap_at[here], in_pool[here]
                in_pool[here] = node + 1
                while node > 0:
                    above = (node - 1) // 2
                    if heap_key[base + above] > rank:
                        break
                    heap[base + node] = heap[base + above]
                    heap_key[base + node] = heap_key[base + above]
                    node = above
                heap[base + node], heap_key[base + node] = asking, rank
                asking = leaves
                if asking < 0:
                    break
                step += 1
            if asking < 0:
                break
            applicant = owner[asking]


@cache
def compiled() -> Callable[..., None] | None:
    """`settle` as machine code, kept where a folder can be written; None: there is no numba."""
    try:
        import numba
    except ImportError:
        return None
    try:
        return numba.njit(cache=True)(settle)  # type: ignore[no-any-return,unused-ignore]
    except RuntimeError:  # neither the folder of the code nor that of the user can be written
        return numba.njit(settle)  # type: ignore[no-any-return,unused-ignore]
