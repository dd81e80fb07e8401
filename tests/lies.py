"""Every list that a child could hand in, against every list of the others: does a lie ever pay?

Priorities come from the whole pipeline (declared steps, reserves, ceilings, the lottery) as the
columns that `table_of` makes; each profile is then settled by the very function that runs.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from bagdar.admissions.rules.core import NO_ROOM, NOBODY, ROOM, compiled, settle
from bagdar.admissions.rules.market import Applicant, Market
from bagdar.admissions.rules.table import table_of
from tests.markets import numbers

PLACES = ("p0", "p1", "p2")
# Every list over three places, cut anywhere: sixteen of them, the empty one first.
LISTS = tuple(order for length in range(4) for order in itertools.permutations(range(3), length))
NONE = 3  # the place of whoever has none


@dataclass(frozen=True)
class Columns:
    """pool, key: (child * 3 + place) * depth + block, as for children who wish every place."""

    depth: int
    children: int
    pool: Any
    key: Any
    most: Any
    block: Any
    seats: Any
    begins: Any


def columns(market: Market, applicants: Sequence[Applicant]) -> Columns:
    """Of applicants who each wish p0, p1, p2 in this order: nothing of it is their list."""
    assert all(tuple(wish.place for wish in one.wishes) == PLACES for one in applicants)
    table = table_of(market, applicants, numbers(market, applicants))
    return Columns(
        table.depth, len(applicants), table.pool, table.key, table.pool_most, table.pool_block,
        table.block_seats, table.block_pools,
    )  # fmt: skip


def _outcomes(
    run: Any, lists: Any, lengths: Any, depth: int, children: int,
    pool: Any, key: Any, most: Any, block: Any, seats: Any, begins: Any, found: Any,
) -> None:  # fmt: skip
    """found[profile, child] = place, of every profile: lists by child, the last turning fastest."""
    count = len(lengths)
    start = np.zeros(children + 1, np.int64)
    turn = np.empty(children, np.int64)
    heap_at = np.zeros(len(most), np.int64)
    room = 0
    for n in range(len(most)):
        heap_at[n] = room
        room += min(most[n], children)
    heap = np.empty(room, np.int32)
    heap_key = np.empty(room, np.int64)
    own_pool = np.empty(3 * children * depth, np.int32)
    own_key = np.empty(3 * children * depth, np.int64)
    wished = np.empty(3 * children, np.int64)
    limit = np.empty(len(most), np.int64)
    seat = np.empty(children, np.int64)
    for profile in range(count**children):
        rest, at, asking = profile, 0, 0
        for child in range(children):
            power = count ** (children - 1 - child)
            which = rest // power
            rest = rest % power
            for n in range(lengths[which]):
                place = lists[which, n]
                wished[at] = place
                for step in range(depth):
                    there = (child * 3 + place) * depth + step
                    own_pool[at * depth + step] = pool[there]
                    own_key[at * depth + step] = key[there]
                at += 1
            start[child + 1] = at
            seat[child] = NOBODY
            if lengths[which] > 0:
                turn[asking] = child
                asking += 1
        for n in range(len(most)):
            limit[n] = ROOM if most[n] > 0 and seats[block[n]] > 0 else NO_ROOM
        in_pool = np.zeros(len(most), np.int32)
        in_block = np.zeros(len(seats), np.int32)
        run(
            depth, start, turn[:asking], own_pool, own_key, most, block, seats, begins, heap_at,
            heap, heap_key, in_pool, in_block, limit, seat,
        )  # fmt: skip
        for child in range(children):
            found[profile, child] = 3 if seat[child] < 0 else wished[seat[child] // depth]


_kept: list[Callable[..., None]] = []


def outcomes(one: Columns) -> Any:
    """place of [profile, child]; a profile is the number of each child's list, in base sixteen."""
    lists = np.array([[*each, 0, 0, 0][:3] for each in LISTS], np.int64)
    lengths = np.array([len(each) for each in LISTS], np.int64)
    found = np.empty((len(LISTS) ** one.children, one.children), np.int64)
    if not _kept:
        machine = compiled()
        if machine is None:
            _kept.append(lambda *columns: _outcomes(settle, *columns))
        else:
            import numba

            loop = numba.njit(_outcomes)
            _kept.append(lambda *columns: loop(machine, *columns))
    _kept[0](
        lists, lengths, one.depth, one.children, one.pool, one.key, one.most.astype(np.int32),
        one.block, one.seats.astype(np.int32), one.begins, found,
    )  # fmt: skip
    return found


def gains(found: Any, children: int) -> int:
    """How many (profile, child, other list) give the child a place that it truly wishes more."""
    count = len(LISTS)
    # rank[list, place]: 0 is best; a place that is not on the list is worse than none.
    rank = np.full((count, 4), 9)
    for n, order in enumerate(LISTS):
        for m, place in enumerate(order):
            rank[n, place] = m
        rank[n, NONE] = len(order)
    total = 0
    for child in range(children):
        shape = found[:, child].reshape((count,) * children)
        mine = np.moveaxis(shape, child, 0).reshape(count, -1)  # [own list, others' lists]
        for truth in range(count):
            total += int((rank[truth][mine] < rank[truth][mine[truth]][None, :]).sum())
    return total


def told(applicants: Sequence[Applicant], profile: Sequence[int]) -> list[Applicant]:
    """The applicants with the lists of a profile."""
    return [
        replace(one, wishes=tuple(one.wishes[place] for place in LISTS[which]))
        for one, which in zip(applicants, profile, strict=True)
    ]
