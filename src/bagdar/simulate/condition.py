"""Rows of `condition` and `construction`: buildings and what is in them, year by year.

What an organisation gets it keeps: each has one draw for a thing, and has it as soon as the share
of those who have it has risen above the draw.
"""

from dataclasses import dataclass

import numpy as np

from bagdar.simulate.arrays import Array
from bagdar.simulate.days import NONE, day, heard_of
from bagdar.simulate.lives import Year
from bagdar.simulate.organisations import COLLEGE, KINDERGARTEN, SCHOOL, SMALL, UNIVERSITY
from bagdar.simulate.store import Store, place_of
from bagdar.simulate.world import World

KINDS = {
    SCHOOL: "school",
    COLLEGE: "college",
    UNIVERSITY: "university",
    KINDERGARTEN: "kindergarten",
}
EXTENSION = 1.6
PUPILS_OF_A_ROOM = 22
BEDS = 150
SOUND, OVERHAUL, EMERGENCY = (
    place_of("building_states", one) for one in ("sound", "overhaul", "emergency")
)


@dataclass(frozen=True)
class Buildings:
    """learners: (organisation, year); shifts and capacity likewise."""

    learners: Array
    shifts: Array
    capacity: Array


def counted(world: World, year: Year) -> Array:
    """How many begin in each organisation on 1 September."""
    there = year.enrolled["start"] == day(year.year, 9, 1)
    return np.bincount(year.enrolled["org"][there], minlength=len(world.orgs))


def buildings(world: World, learners: Array) -> Buildings:
    """How many learn there decides, with a draw, how many places and shifts there are."""
    orgs, draws = world.orgs, world.draws
    is_school = orgs.type == SCHOOL
    first = np.argmax(learners > 0, axis=1)
    base = np.maximum(learners[np.arange(len(orgs)), first], 12)
    shifts = np.stack([shifts_of(world, year) for year in world.of.years], axis=1)
    load = np.where(
        is_school, (shifts[:, 0] - 1) * 0.95 + 0.55 + 0.6 * draws.unit("load", orgs.key),
        0.9 + 0.25 * draws.unit("load", orgs.key),
    )  # fmt: skip
    grown = np.where((shifts < shifts[:, :1]) & (shifts[:, :1] == 3), EXTENSION, 1.0)
    capacity = np.ceil(base / load)[:, None] * grown
    return Buildings(learners, shifts, np.maximum(capacity, 10).astype(np.int32))


def shifts_of(world: World, year: int) -> Array:
    """In how many shifts each organisation works in a year."""
    orgs = world.orgs
    u = world.draws.unit("shifts", orgs.key)
    three = world.figure("condition.three_shifts", year)
    two = three + world.figure("condition.two_shifts", year)
    state = ~orgs.is_private & (orgs.type == SCHOOL)
    return np.where(state & (u < three), 3, np.where(state & (u < two), 2, 1)).astype(np.int32)


def add_conditions(store: Store, world: World, built: Buildings) -> None:
    for place, year in enumerate(world.of.years):
        _of_year(store, world, built, place, year)
    _add_construction(store, world, built)


def _of_year(store: Store, world: World, built: Buildings, place: int, year: int) -> None:
    """The first year's row begins with what is told, the others on 1 September."""
    orgs, draws, of = world.orgs, world.draws, world.of
    start = np.maximum(of.first_day if not place else day(year, 9, 1), orgs.opened)
    end = NONE if year == of.last_year else day(year + 1, 9, 1)
    rows = np.flatnonzero(
        (orgs.opened < day(year, 12, 31)) & ((orgs.closed == NONE) | (orgs.closed > start))
    )
    key, kind, private = orgs.key[rows], orgs.type[rows], orgs.is_private[rows]
    capacity = built.capacity[rows, place]
    rooms = np.maximum(capacity // PUPILS_OF_A_ROOM, 1)
    start = start[rows]
    equipped = (
        rooms
        * world.figure("condition.equipped_rooms", year)
        * (0.4 + 1.2 * draws.unit("equipped", key))
    )

    def has(name: str, figure: str) -> Array:
        return draws.unit(name, key) < world.figure(figure, year)

    school, higher = kind == SCHOOL, (kind == COLLEGE) | (kind == UNIVERSITY)
    inclusive = np.select(
        [kind == one for one in KINDS],
        [world.figure(f"condition.inclusive_{name}", year) for name in KINDS.values()],
    )
    slow = np.select(
        [kind == KINDERGARTEN, kind == SCHOOL, kind == COLLEGE],
        [
            world.figure(f"condition.slow_{KINDS[one]}", year)
            for one in (KINDERGARTEN, SCHOOL, COLLEGE)
        ],
        0.0,
    )
    emergency = school & ~private & has("emergency", "condition.emergency")
    state = np.where(
        emergency, EMERGENCY, np.where(draws.happens(0.11, "overhaul", key), OVERHAUL, SOUND)
    )
    old = draws.unit("built", key)
    inside = draws.happens(np.where(orgs.is_urban[rows], 0.99, 0.72), "water", key)
    has_inclusive = draws.unit("inclusive", key) < inclusive
    closed = orgs.closed[rows]
    finish = np.where((closed != NONE) & ((end == NONE) | (closed < end)), closed, end)
    store.add(
        "condition",
        len(rows),
        organisation_id=rows,
        capacity=capacity,
        shifts=built.shifts[rows, place],
        built_in=np.minimum(1936 + (old * 82).astype(int), np.where(orgs.opened[rows] > of.first_day, 9999, 2017)),
        building_state=state,
        wear_share=np.clip(0.85 - 0.75 * old + 0.01 * place, 0.02, 0.98),
        water=np.where(inside, 0, np.where(draws.happens(0.8, "well", key), 1, 2)),
        sanitation=(~inside).astype(np.int8),
        is_accessible=(has_inclusive | draws.happens(0.2, "ramp", key)).astype(np.int8),
        has_inclusive_conditions=has_inclusive.astype(np.int8),
        has_cameras=has("cameras", "condition.cameras").astype(np.int8),
        has_turnstiles=has("turnstiles", "condition.turnstiles").astype(np.int8),
        rooms=rooms,
        equipped_rooms=np.minimum((equipped + draws.unit("room", key)).astype(int), rooms),
        computers=(capacity * (0.03 + 0.1 * draws.unit("computers", key)) * (1 + 0.08 * place)).astype(int),
        internet_mbit=_speed(draws.unit("internet", key), slow, place),
        has_canteen=np.where(orgs.role[rows] == SMALL, draws.happens(0.6, "canteen", key), True).astype(np.int8),
        has_gym=np.where(kind == KINDERGARTEN, draws.happens(0.5, "gym", key), draws.happens(0.86, "gym", key)).astype(np.int8),
        boarding_places=np.where(orgs.has_boarding[rows], 60 + draws.whole(120, "boarding", key), 0),
        dormitory_beds=np.where(higher, (capacity * 0.18).astype(int), 0),
        has_transport=(school & ~orgs.is_urban[rows] & draws.happens(0.25, "transport", key)).astype(np.int8),
        has_modern_equipment=_modern(world, rows, year),
        has_twelve_year_model=np.where(school, 0, -1),
        has_demonstration_exams=np.where(kind == COLLEGE, has("exams", "condition.demonstration_exams"), -1),
        has_per_capita_funding=np.where(school & (orgs.role[rows] != SMALL) & ~private, has("per capita", "condition.per_capita"), -1),
        valid_from=start,
        valid_to=finish,
        recorded_at=heard_of(draws, "condition", start, of.last_day, key, year),
    )  # fmt: skip


def _speed(u: Array, slow: Array, place: int) -> Array:
    """Below 4 Mbit/s for the share that the figure says, faster for the others."""
    below = 0.25 + 3.7 * u / np.maximum(slow, 1e-9)
    above = 4 + (30 + 12 * place) * ((u - slow) / np.maximum(1 - slow, 1e-9)) ** 2
    return np.where(u < slow, below, above)


def _modern(world: World, rows: Array, year: int) -> Array:
    """Colleges of the project that equips them, so many in all."""
    orgs = world.orgs
    colleges = world.figure("organisations.colleges", year)
    share = world.figure("condition.modern_equipment", year) / colleges
    has = world.draws.unit("modern equipment", orgs.key[rows]) < share
    return np.where(orgs.type[rows] == COLLEGE, has, -1)


# --- what is built ----------------------------------------------------------------------------


def _add_construction(store: Store, world: World, built: Buildings) -> None:
    orgs, of = world.orgs, world.of
    new = np.flatnonzero(orgs.opened > of.first_day)
    first = np.argmax(built.learners[new] > 0, axis=1)
    _built(store, world, new, orgs.opened[new], "new", places=built.capacity[new, first])
    for place, year in enumerate(of.years[1:], start=1):
        more = built.capacity[:, place] - built.capacity[:, place - 1]
        grown = np.flatnonzero(more > 0)
        on = np.full(len(grown), day(year, 8, 20), np.int32)
        _built(store, world, grown, on, "extension", places=more[grown])
    higher = np.flatnonzero((orgs.type == COLLEGE) | (orgs.type == UNIVERSITY))
    for year in of.years:
        beds = world.figure("dormitory.beds_created", year) * of.scale
        chance = beds / BEDS / max(len(higher), 1)
        u = world.draws.unit("dormitory built", orgs.key[higher], year)
        some = higher[u < chance]
        on = np.full(len(some), day(year, 8, 25), np.int32)
        size = 100 + world.draws.whole(101, "beds", orgs.key[some], year)
        _built(store, world, some, on, "new", beds=size)


def _built(
    store: Store, world: World, org: Array, on: Array, kind: str,
    places: Array | None = None, beds: Array | None = None,
) -> None:  # fmt: skip
    """What was taken into use on a day; it holds for that day alone."""
    size = places if places is not None else beds
    key = world.orgs.key[org]
    store.add(
        "construction",
        len(org),
        organisation_id=org,
        project=world.draws.whole(100_000_000, "project", key, on),
        kind=kind,
        places_created=NONE if places is None else places,
        beds_created=NONE if beds is None else beds,
        jobs_created=np.maximum(size // 9, 1) if size is not None else NONE,
        valid_from=on,
        valid_to=on + 1,
        recorded_at=heard_of(world.draws, "construction", on, world.of.last_day, key, on),
    )
