"""A market as columns: what `core.settle` reads, made from declared values or from arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bagdar.admissions.rules.core import NO_ROOM, NOBODY, ROOM, compiled, settle
from bagdar.admissions.rules.market import Applicant, Block, By, Market, Numbers, Order, Wish
from bagdar.admissions.rules.priorities import class_of, holds, lacking, orders_of, step_value

SMALL = 20_000  # wishes: up to here plain Python has ended before machine code is read
LARGEST_KEY = 2**62


@dataclass(frozen=True)
class Table:
    """Columns of numpy arrays; core.settle says what each holds."""

    depth: int
    start: Any
    pool: Any
    key: Any
    pool_most: Any
    pool_block: Any
    block_seats: Any
    block_pools: Any


@dataclass(frozen=True)
class Seated:
    """wish: applicant → the wish that came true, or -1. step: → the block of the place, or -1."""

    wish: Any
    step: Any


def open_table(places: Any, keys: Any, start: Any, seats: Any) -> Table:
    """A market whose places have one block each, open to everybody, without ceilings.

    places, keys  wish → place, and rank there; no two ranks of a place are alike
    start         applicant → the first of its wishes; one more at the end
    seats         place → seats
    """
    count = len(seats)
    return Table(
        depth=1,
        start=np.asarray(start, np.int64),
        pool=np.asarray(places, np.int32),
        key=np.asarray(keys, np.int64),
        pool_most=np.asarray(seats, np.int64),
        pool_block=np.arange(count, dtype=np.int32),
        block_seats=np.asarray(seats, np.int64),
        block_pools=np.arange(count + 1, dtype=np.int32),
    )


def seated(table: Table, *, quickly: bool | None = None, turn: Any = None) -> Seated:
    """The stable outcome that is best for every applicant.

    quickly: True for machine code (which is numba's), False for plain Python, None as it pays
    turn: applicants who have a wish, as they ask first; None as it pays, the outcome is the same
    """
    wishes, applicants, pools = int(table.start[-1]), len(table.start) - 1, len(table.pool_most)
    run = compiled() if quickly or (quickly is None and wishes > SMALL) else None
    pool_most = np.minimum(table.pool_most, wishes)
    room = pool_most
    if room.sum() > wishes:  # a heap is never longer than there are wishes for its pool
        asked = np.bincount(table.pool[table.pool >= 0], minlength=pools)
        room = np.minimum(pool_most, asked)
    heap_at = np.cumsum(room) - room
    length = int(room.sum())
    has_room = (pool_most > 0) & (table.block_seats[table.pool_block] > 0)
    seat = np.full(applicants, NOBODY, np.int64)
    columns = (
        table.start, turns(table) if turn is None else turn, table.pool, table.key,
        pool_most.astype(np.int32), table.pool_block,
        np.minimum(table.block_seats, wishes).astype(np.int32), table.block_pools,
        heap_at, np.empty(length, np.int32), np.empty(length, np.int64),
        np.zeros(pools, np.int32), np.zeros(len(table.block_seats), np.int32),
        np.where(has_room, ROOM, NO_ROOM), seat,
    )  # fmt: skip
    if run is not None:
        run(table.depth, *columns)
    else:
        lists = [column.tolist() for column in columns]
        settle(table.depth, *lists)
        seat = np.array(lists[-1], np.int64)
    wish = seat // table.depth
    return Seated(wish, np.where(seat == NOBODY, NOBODY, seat - wish * table.depth))


def turns(table: Table) -> Any:
    """Applicants who have a wish, by about how near the top they are where they wish most.

    Whoever asks early is then hardly ever pushed out, and few steps are taken in vain.
    """
    applicants = np.flatnonzero(table.start[1:] > table.start[:-1])
    first = table.key[table.start[applicants] * table.depth]
    if not len(first):
        return applicants
    # A float's own bits tell its power of two and then what it adds: orders of any scale are
    # parted 32 times between one power and the next, and numpy sorts small numbers by counting.
    height = (first - first.min().astype(np.float64)).view(np.int64) >> 47
    part = np.maximum(height - height.max() + 255, 0).astype(np.uint8)
    return applicants[np.argsort(part, kind="stable")]


# --- from declared values ----------------------------------------------------------------------


class Packing:
    """Keys of an order as single whole numbers that compare as the keys do."""

    def __init__(self, order: Order, applicants: Sequence[Applicant], numbers: Numbers) -> None:
        self.order = order
        ranked = sorted(range(len(applicants)), key=lambda n: numbers[applicants[n].child])
        self.rank = [0] * len(applicants)
        for rank, n in enumerate(ranked):
            self.rank[n] = rank
        self.spans = [self._span(step.by, step.fact, applicants) for step in order.components]
        self.kept: dict[int, int] = {}

    def _span(self, by: By, fact: str, applicants: Sequence[Applicant]) -> tuple[int, int]:
        """(smallest value, how many values there are) of a step."""
        if by is By.LOTTERY:
            return 0, len(applicants)
        step = next(one for one in self.order.components if one.fact == fact)
        if by is By.CLASS:
            return 0, len(step.classes) + 1
        if by is By.HOLDS:
            return 0, 2
        values = [0]
        for one in applicants:
            for facts in (one.facts, *(wish.facts for wish in one.wishes if wish.facts)):
                value = facts.get(fact)
                if isinstance(value, int):
                    values.append(-value if by is By.MORE else value)
        return min(values), max(values) - min(values) + 1

    def packed(self, place: int, applicant: Applicant, wish: Wish) -> int:
        """place: of the applicant among all."""
        if not wish.facts and place in self.kept:
            return self.kept[place]
        found = 0
        for step, (least, span) in zip(self.order.components, self.spans, strict=True):
            value = step_value(step, applicant, wish, self.rank[place])
            found = found * span + value - least
        if not wish.facts:
            self.kept[place] = found
        return found

    @property
    def size(self) -> int:
        found = 1
        for _, span in self.spans:
            found *= span
        return found


def table_of(market: Market, applicants: Sequence[Applicant], numbers: Numbers) -> Table:
    """Columns of a market that has been checked (declaring.check_market, check_applications)."""
    depth = max((len(place.blocks) for place in market.places), default=1)
    blocks = [block for place in market.places for block in place.blocks]
    first: dict[str, int] = {}
    at = 0
    for place in market.places:
        first[place.code], at = at, at + len(place.blocks)
    pools, pool_most, pool_block, block_pools = _pools(blocks)
    orders = orders_of(market)
    packings = {code: Packing(order, applicants, numbers) for code, order in orders.items()}
    by_place = {
        place.code: [(first[place.code] + n, block) for n, block in enumerate(place.blocks)]
        for place in market.places
    }
    pool, key, start = [], [], [0]
    empty = [(-1, 0)] * depth
    for n, one in enumerate(applicants):
        for wish in one.wishes:
            told = [
                _column(number, block, pools, packings[block.order], n, one, wish)
                for number, block in by_place[wish.place]
            ]
            for where, rank in (told + empty)[:depth]:
                pool.append(where)
                key.append(rank)
        start.append(start[-1] + len(one.wishes))
    sizes = [2 * packing.size for packing in packings.values()]
    return Table(
        depth=depth,
        start=np.array(start, np.int64),
        pool=np.array(pool, np.int32),
        key=np.array(key if max(sizes, default=0) < LARGEST_KEY else _dense(key), np.int64),
        pool_most=np.array(pool_most, np.int64),
        pool_block=np.array(pool_block, np.int32),
        block_seats=np.array([block.seats for block in blocks], np.int64),
        block_pools=np.array(block_pools, np.int32),
    )


def _pools(
    blocks: Sequence[Block],
) -> tuple[list[Mapping[str | None, int]], list[int], list[int], list[int]]:
    """{class: pool} of each block; how many each pool holds; its block; each block's first pool."""
    pools: list[Mapping[str | None, int]] = []
    most: list[int] = []
    of_block: list[int] = []
    begins = [0]
    for number, block in enumerate(blocks):
        limits = sorted(block.ceiling.most.items()) if block.ceiling else []
        names: dict[str | None, int] = {None: len(most)}
        most.append(block.seats)
        for name, limit in limits:
            names[name] = len(most)
            most.append(min(limit, block.seats))
        of_block += [number] * len(names)
        begins.append(len(most))
        pools.append(names)
    return pools, most, of_block, begins


def _column(
    number: int,
    block: Block,
    pools: Sequence[Mapping[str | None, int]],
    packing: Packing,
    n: int,
    one: Applicant,
    wish: Wish,
) -> tuple[int, int]:
    if lacking(block, one, wish) is not None:
        return -1, 0
    rank = packing.packed(n, one, wish)
    if block.is_soft and not holds(block, one, wish):
        rank += packing.size
    return pools[number][class_of(block, one, wish)], rank


def _dense(keys: Sequence[int]) -> list[int]:
    ranks = {key: rank for rank, key in enumerate(sorted(set(keys)))}
    return [ranks[key] for key in keys]
