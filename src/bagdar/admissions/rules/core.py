"""Applicant-proposing deferred acceptance over arrays: each applicant asks once for each wish.

`settle` is ordinary Python over flat sequences. Over lists it runs as it stands; over numpy arrays
numba compiles it. Both take the same steps, so they give the same seats.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

NOBODY = -1
ROOM, NO_ROOM = 2**63 - 1, -(2**63)  # as limits: every rank is below the one, none below the other
TOGETHER = 64  # applicants whose rows are fetched at once


def settle(
    depth: Any,
    start: Any,
    turn: Any,
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
    limit: Any,
    seat: Any,
) -> Any:
    """Seats everybody who can be seated: seat tells where.

    depth        blocks that a place has at most
    start        applicant → the first of its wishes; one more at the end
    turn         applicants who have a wish, as they ask first; any order gives the same seats, and
                 least is undone where the first come first
    pool, key    wish * depth + block → the pool in which the block would seat it, or -1; and its
                 rank there: whole numbers, the smaller the better, no two alike in a block
    pool_most    pool → how many it holds: a class's ceiling, or the block's seats
    pool_block   pool → its block
    block_seats  block → seats
    block_pools  block → its first pool; one more at the end
    heap_at      pool → where its room begins in heap and heap_key: applicants and their ranks, the
                 last on top as soon as the pool or its block is full
    in_pool, in_block   room for counting, all zero
    limit        pool → the rank that is no longer let in; at first ROOM, NO_ROOM without a seat
    seat         applicant → wish * depth + block, at first NOBODY

    Gives a number that means nothing; a compiler leaves out what nobody asks for.
    """
    fetched = 0
    for part in range(0, len(turn), TOGETHER):
        upto = min(part + TOGETHER, len(turn))
        for n in range(part, upto):  # memory is slow to begin: what waits for it waits together
            at = start[turn[n]] * depth
            fetched += pool[at] + key[at]
        for n in range(part, upto):
            applicant = turn[n]
            at = start[applicant] * depth
            while True:
                end = start[applicant + 1] * depth
                while at < end and (pool[at] < 0 or key[at] >= limit[pool[at]]):
                    at += 1
                if at == end:
                    seat[applicant] = NOBODY
                    break
                seat[applicant] = at
                here, rank = pool[at], key[at]
                block = pool_block[here]
                goes = NOBODY  # the pool whose last has to go
                if in_pool[here] == pool_most[here]:
                    goes = here
                elif in_block[block] == block_seats[block]:
                    last = NO_ROOM
                    for other in range(block_pools[block], block_pools[block + 1]):
                        if in_pool[other] > 0 and heap_key[heap_at[other]] > last:
                            goes, last = other, heap_key[heap_at[other]]
                leaves = NOBODY
                if goes == NOBODY:
                    heap[heap_at[here] + in_pool[here]] = applicant
                    heap_key[heap_at[here] + in_pool[here]] = rank
                    in_pool[here] += 1
                    in_block[block] += 1
                    is_full = in_block[block] == block_seats[block]
                    if not is_full and in_pool[here] < pool_most[here]:
                        break
                    mend, mended = here, here + 1
                    if is_full:
                        mend, mended = block_pools[block], block_pools[block + 1]
                else:
                    top = heap_at[goes]
                    leaves = heap[top]
                    if goes == here:
                        heap[top], heap_key[top] = applicant, rank
                    else:
                        in_pool[goes] -= 1
                        heap[top] = heap[top + in_pool[goes]]
                        heap_key[top] = heap_key[top + in_pool[goes]]
                        top, node = heap_at[here], in_pool[here]
                        in_pool[here] += 1
                        while node > 0 and heap_key[top + (node - 1) // 2] < rank:
                            heap[top + node] = heap[top + (node - 1) // 2]
                            heap_key[top + node] = heap_key[top + (node - 1) // 2]
                            node = (node - 1) // 2
                        heap[top + node], heap_key[top + node] = applicant, rank
                    mend, mended = goes, goes + 1
                for each in range(mend, mended):
                    top, size = heap_at[each], in_pool[each]
                    # One that has just become full is not in order yet, others but for the top.
                    for begins in range(size // 2 - 1 if leaves == NOBODY else 0, -1, -1):
                        node, moved, moved_key = begins, heap[top + begins], heap_key[top + begins]
                        while 2 * node + 1 < size:
                            child = 2 * node + 1
                            if child + 1 < size and (
                                heap_key[top + child + 1] > heap_key[top + child]
                            ):
                                child += 1
                            if heap_key[top + child] < moved_key:
                                break
                            heap[top + node] = heap[top + child]
                            heap_key[top + node] = heap_key[top + child]
                            node = child
                        heap[top + node], heap_key[top + node] = moved, moved_key
                last = ROOM
                if in_block[block] == block_seats[block]:
                    last = NO_ROOM
                    for other in range(block_pools[block], block_pools[block + 1]):
                        if in_pool[other] > 0:
                            last = max(last, heap_key[heap_at[other]])
                for other in range(block_pools[block], block_pools[block + 1]):
                    if in_pool[other] < pool_most[other]:
                        limit[other] = last
                    elif pool_most[other] > 0:
                        limit[other] = heap_key[heap_at[other]]
                if leaves == NOBODY:
                    break
                applicant, at = leaves, seat[leaves] + 1
    return fetched


@cache
def compiled() -> Callable[..., Any] | None:
    """`settle` as machine code, kept where a folder can be written; None: there is no numba."""
    try:
        import numba
    except ImportError:
        return None
    try:
        return numba.njit(cache=True)(settle)  # type: ignore[no-any-return,unused-ignore]
    except RuntimeError:  # neither the folder of the code nor that of the user can be written
        return numba.njit(settle)  # type: ignore[no-any-return,unused-ignore]
