"""Educators: posts that are filled, left and filled again, and people who go from one to another.

An organisation has places for staff, numbered; what a place is for hangs on its number. Each
September some leave for good, some for another organisation of the same type and region, and every
empty place is filled: by somebody who changes, or by somebody new.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from bagdar.simulate.arrays import Array, Integers, ranks
from bagdar.simulate.condition import Buildings
from bagdar.simulate.days import NONE, day, in_year
from bagdar.simulate.organisations import COLLEGE, KINDERGARTEN, SCHOOL, UNIVERSITY
from bagdar.simulate.people import STAFF, Block
from bagdar.simulate.store import place_of
from bagdar.simulate.world import World

FIGURES = {SCHOOL: "staff.school", KINDERGARTEN: "staff.kindergarten",
           COLLEGE: "staff.college", UNIVERSITY: "staff.university"}  # fmt: skip
LEAST = {SCHOOL: 6, KINDERGARTEN: 3, COLLEGE: 8, UNIVERSITY: 30}  # educators of each, at least
RETIRES = (61, 63)  # women, men: an order of magnitude; the law has several steps
OWN_WISH, OTHER_ORGANISATION, LEFT, RETIRED = (
    place_of("post_ends", one)
    for one in ("own_wish", "other_organisation", "left_profession", "retired")
)
NEVER = 127  # a place of an organisation that has closed
MOST_PLACES, MOST_GENERATIONS = 1 << 14, 1 << 8


@dataclass
class Persons:
    """Everybody who ever holds a place, in the order of coming; arrays grow year by year.

    first, last  years in which they work, both included
    """

    key: list[Array] = field(default_factory=list)
    org: list[Array] = field(default_factory=list)
    born: list[Array] = field(default_factory=list)
    first: list[Array] = field(default_factory=list)
    count: int = 0


@dataclass(frozen=True)
class Posts:
    """Who held which place, and from when to when.

    person  place among the staff; slot: the number of the place in the organisation
    start, end  days; end NONE while it is held; reason a place in post_ends, -1 while it is held
    """

    person: Array
    org: Array
    slot: Array
    start: Array
    end: Array
    reason: Array


@dataclass(frozen=True)
class Staff:
    """key, born, is_male of each person; first and last years of work; org: where they began."""

    key: Integers
    born: Array
    is_male: Array
    first: Array
    last: Array
    org: Array
    posts: Posts


@dataclass
class _Places:
    """The places of all organisations, and who holds each; holder -1: nobody yet."""

    org: Array
    slot: Array
    opens: Array
    holder: Array
    since: Array
    generation: Array
    retires: Array


def staff_of(world: World, built: Buildings) -> Staff:
    places = _places(world, built)
    persons, posts = Persons(), list[Posts]()
    for number, year in enumerate(world.of.years):
        _september(world, places, persons, posts, number, year)
    held = np.flatnonzero(places.holder >= 0)
    none = np.full(len(held), NONE, np.int32)
    posts.append(Posts(places.holder[held], places.org[held], places.slot[held],
                       places.since[held], none, np.full(len(held), -1, np.int8)))  # fmt: skip
    return _staff(world, persons, posts)


def _places(world: World, built: Buildings) -> _Places:
    wanted = np.zeros(built.learners.shape, np.int64)
    for kind, figure in FIGURES.items():
        orgs = world.orgs.of_type(kind)
        for number, year in enumerate(world.of.years):
            learners = built.learners[orgs, number]
            whole = world.figure(figure, year) * world.of.scale
            each = max(whole - LEAST[kind] * int((learners > 0).sum()), 0) / max(learners.sum(), 1)
            exact = LEAST[kind] * (learners > 0) + learners * each
            wanted[orgs, number] = exact + world.draws.unit("rounding", world.orgs.key[orgs])
    wanted = np.maximum.accumulate(np.minimum(wanted, MOST_PLACES - 1), axis=1)
    most = wanted[:, -1]
    org = np.repeat(np.arange(len(world.orgs)), most)
    slot = np.arange(len(org)) - np.repeat(np.cumsum(most) - most, most)
    opens = (wanted[org] <= slot[:, None]).sum(axis=1)
    count = len(org)
    return _Places(
        org.astype(np.int32), slot.astype(np.int32), opens.astype(np.int8),
        np.full(count, -1, np.int32), np.zeros(count, np.int32), np.zeros(count, np.int16),
        np.zeros(count, np.int16),
    )  # fmt: skip


def _september(
    world: World, places: _Places, persons: Persons, posts: list[Posts], number: int, year: int
) -> None:
    start = world.of.first_day if number == 0 else day(year, 9, 1)
    movers = np.zeros(0, np.int64)
    if number:
        movers = _leave(world, places, posts, start, year)
    empty = np.flatnonzero((places.holder < 0) & (places.opens <= number))
    empty = _filled_by_movers(world, places, movers, empty, start, year)
    _hire(world, places, persons, empty, start, year, is_first=number == 0)


def _leave(world: World, places: _Places, posts: list[Posts], start: int, year: int) -> Array:
    """Ends posts; gives the places of those who go to another organisation, still with holders."""
    held = np.flatnonzero(places.holder >= 0)
    key = (world.orgs.key[places.org[held]], places.slot[held], places.generation[held], year)
    retires = places.retires[held] <= year
    u = world.draws.unit("leaves", *key)
    gone = world.figure("staff.leaves", year)
    moves = gone + world.figure("staff.changes_organisation", year)
    reason = np.where(
        retires, RETIRED,
        np.where(u < gone * 0.55, OWN_WISH, np.where(u < gone, LEFT, OTHER_ORGANISATION)),
    )  # fmt: skip
    shut = world.orgs.standing(places.org[held], start) != places.org[held]
    reason = np.where(shut & ~retires, OTHER_ORGANISATION, reason)
    places.opens[held[shut]] = NEVER
    going = retires | shut | (u < moves)
    ended, reason = held[going], reason[going]
    posts.append(
        Posts(places.holder[ended], places.org[ended], places.slot[ended], places.since[ended],
              np.full(len(ended), start, np.int32), reason.astype(np.int8))
    )  # fmt: skip
    changes = reason == OTHER_ORGANISATION
    places.generation[ended] += 1
    movers = ended[changes]
    places.holder[ended[~changes]] = -1
    return movers


def _filled_by_movers(
    world: World, places: _Places, movers: Array, empty: Array, start: int, year: int
) -> Array:
    """Gives the places that are still empty. Movers without a new place leave the profession."""
    holders, retires = places.holder[movers], places.retires[movers]
    was = places.org[movers]
    places.holder[movers] = -1
    vacant = np.union1d(empty, movers)
    vacant = vacant[places.opens[vacant] != NEVER]
    area, areas = _area(world, places.org[movers]), _area(world, places.org[vacant])
    rank = ranks(area, world.draws.bits("mover", holders, year))[0]
    ranked = ranks(areas, world.draws.bits("vacancy", vacant, year))[0]
    span = 1 << 32
    order = np.argsort(areas * span + ranked)
    sorted_ids = (areas * span + ranked)[order]
    found = np.searchsorted(sorted_ids, area * span + rank)
    hits = (found < len(order)) & (
        sorted_ids[np.minimum(found, max(len(order) - 1, 0))] == area * span + rank
    )
    target = vacant[order[found[hits]]]
    other = places.org[target] != was[hits]
    target, mover = target[other], np.flatnonzero(hits)[other]
    places.holder[target] = holders[mover]
    places.retires[target] = retires[mover]
    places.since[target] = start
    return np.setdiff1d(vacant, target)


def _area(world: World, org: Array) -> Array:
    return world.orgs.type[org].astype(np.int64) * 100 + world.orgs.region[org]


def _hire(
    world: World, places: _Places, persons: Persons, empty: Array, start: int, year: int,
    is_first: bool,
) -> None:  # fmt: skip
    key = _keys(world, places, empty)
    draws = world.draws
    age = np.where(
        is_first, 23 + draws.unit("age", key) ** 0.9 * 39, 22 + draws.unit("age", key) ** 2.2 * 28
    ).astype(int)
    born = in_year(draws, "born", year - age, key)
    male = _is_male(world, key)
    places.holder[empty] = np.arange(persons.count, persons.count + len(empty))
    places.since[empty] = start
    places.retires[empty] = year - age + np.array(RETIRES)[male.astype(int)]
    persons.key.append(key)
    persons.org.append(places.org[empty])
    persons.born.append(born)
    persons.first.append(np.full(len(empty), year, np.int16))
    persons.count += len(empty)


def _is_male(world: World, key: Integers) -> Array:
    return ~world.draws.happens(world.figure("staff.women", world.of.first_year), "sex", key)


def _keys(world: World, places: _Places, which: Array) -> Integers:
    """STAFF, then the type and serial of the organisation, the place, and who holds it now."""
    org = world.orgs.key[places.org[which]]
    kind, serial = (org >> np.uint64(40)) & np.uint64(3), org & np.uint64(0xFFFFFF)
    inner = (kind << np.uint64(46)) | (serial << np.uint64(22))
    inner |= places.slot[which].astype(np.uint64) << np.uint64(8)
    return np.uint64(STAFF) + inner + (places.generation[which].astype(np.uint64) & np.uint64(255))


def _staff(world: World, persons: Persons, posts: Sequence[Posts]) -> Staff:
    joined = Posts(**{
        name: np.concatenate([getattr(one, name) for one in posts])
        for name in ("person", "org", "slot", "start", "end", "reason")
    })  # fmt: skip
    key = np.concatenate(persons.key)
    last = np.zeros(len(key), np.int16)
    ended = np.where(joined.end == NONE, world.of.last_year + 1, _year(joined.end))
    np.maximum.at(last, joined.person, (ended - 1).astype(np.int16))
    return Staff(
        key=key, born=np.concatenate(persons.born), is_male=_is_male(world, key),
        first=np.concatenate(persons.first), last=last, org=np.concatenate(persons.org),
        posts=joined,
    )  # fmt: skip


def _year(days: Array) -> Array:
    return (
        np.where(days == NONE, 0, days).astype("datetime64[D]").astype("datetime64[Y]").astype(int)
        + 1970
    )


def block_of_staff(world: World, staff: Staff) -> Block:
    shares = [one.share for one in world.nation.names.tradition]
    return Block(
        key=staff.key,
        root=staff.key,
        is_male=staff.is_male,
        born=staff.born,
        died=np.full(len(staff.key), NONE, np.int32),
        tradition=world.draws.among(shares, "tradition", staff.key).astype(np.int8),
        since=np.array([day(int(one)) for one in np.unique(staff.first)])[
            np.unique(staff.first, return_inverse=True)[1]
        ],
        region=world.orgs.region[staff.org],
    )
