"""Rows of `condition` and `construction`: buildings and what is in them, year by year.

What an organisation gets it keeps: each has one draw for a thing, and has it as soon as the share
of those who have it has risen above the draw.
"""

from dataclasses import dataclass

import numpy as np

from bagdar.simulate.arrays import Array
from bagdar.simulate.days import NONE, day, heard_of, year_of
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


@dataclass(frozen=True)
class _There:
    """The organisations of a year's rows: their places, and what is asked of them often."""

    world: World
    year: int
    number: int  # of the year, from 0
    rows: Array
    capacity: Array

    @property
    def key(self) -> Array:
        return self.world.orgs.key[self.rows]

    @property
    def kind(self) -> Array:
        return self.world.orgs.type[self.rows]

    @property
    def is_state_school(self) -> Array:
        return (self.kind == SCHOOL) & ~self.world.orgs.is_private[self.rows]

    def u(self, purpose: str) -> Array:
        return self.world.draws.unit(purpose, self.key)

    def has(self, purpose: str, figure: str) -> Array:
        """Whether the share of those who have it has risen above the draw of each."""
        return self.u(purpose) < self.world.figure(figure, self.year)

    def of_kinds(self, figure: str) -> Array:
        """A figure that is declared for each type by itself; 0 for the others."""
        found = np.zeros(len(self.rows))
        for kind, name in KINDS.items():
            if f"{figure}_{name}" in self.world.nation.figures:
                found[self.kind == kind] = self.world.figure(f"{figure}_{name}", self.year)
        return found


def _of_year(store: Store, world: World, built: Buildings, number: int, year: int) -> None:
    """The first year's row begins with what is told, the others on 1 September."""
    orgs, of = world.orgs, world.of
    begins = np.maximum(of.first_day if not number else day(year, 9, 1), orgs.opened)
    open_then = (orgs.closed == NONE) | (orgs.closed > begins)
    rows = np.flatnonzero((orgs.opened < day(year, 12, 31)) & open_then)
    there = _There(world, year, number, rows, built.capacity[rows, number])
    start, closed = begins[rows], orgs.closed[rows]
    end = NONE if year == of.last_year else day(year + 1, 9, 1)
    shuts = (closed != NONE) & (closed <= of.last_day) & ((end == NONE) | (closed < end))
    store.add(
        "condition",
        len(rows),
        organisation_id=rows,
        capacity=there.capacity,
        shifts=built.shifts[rows, number],
        **_building(there),
        **_equipment(there),
        **_transitions(there),
        valid_from=start,
        valid_to=np.where(shuts, closed, end),
        recorded_at=heard_of(world.draws, "condition", start, of.last_day, there.key, year),
    )


def _building(there: _There) -> dict[str, Array]:
    orgs, draws, rows, key = there.world.orgs, there.world.draws, there.rows, there.key
    emergency = there.is_state_school & there.has("emergency", "condition.emergency")
    state = np.where(draws.happens(0.11, "overhaul", key), OVERHAUL, SOUND)
    age = there.u("built")
    is_new = orgs.opened[rows] > there.world.of.first_day
    inside = draws.happens(np.where(orgs.is_urban[rows], 0.99, 0.72), "water", key)
    inclusive = there.u("inclusive") < there.of_kinds("condition.inclusive")
    return {
        "built_in": np.where(is_new, year_of(orgs.opened[rows]), 1936 + (age * 82).astype(int)),
        "building_state": np.where(emergency, EMERGENCY, state),
        "wear_share": np.clip(
            np.where(is_new, 0.02, 0.85 - 0.75 * age) + 0.01 * there.number, 0.02, 0.98
        ),
        "water": np.where(inside, 0, np.where(draws.happens(0.8, "well", key), 1, 2)),
        "sanitation": ~inside,
        "is_accessible": inclusive | draws.happens(0.2, "ramp", key),
        "has_inclusive_conditions": inclusive,
    }


def _equipment(there: _There) -> dict[str, Array]:
    world, draws, rows, key = there.world, there.world.draws, there.rows, there.key
    rooms = np.maximum(there.capacity // PUPILS_OF_A_ROOM, 1)
    share = world.figure("condition.equipped_rooms", there.year)
    equipped = rooms * share * (0.4 + 1.2 * there.u("equipped")) + there.u("room")
    computers = there.capacity * (0.03 + 0.1 * there.u("computers")) * (1 + 0.08 * there.number)
    higher = (there.kind == COLLEGE) | (there.kind == UNIVERSITY)
    boarding = 60 + draws.whole(120, "boarding", key)
    rural_school = (there.kind == SCHOOL) & ~world.orgs.is_urban[rows]
    return {
        "has_cameras": there.has("cameras", "condition.cameras"),
        "has_turnstiles": there.has("turnstiles", "condition.turnstiles"),
        "rooms": rooms,
        "equipped_rooms": np.minimum(equipped.astype(int), rooms),
        "computers": computers.astype(int),
        "internet_mbit": _speed(
            there.u("internet"), there.of_kinds("condition.slow"), there.number
        ),
        "has_canteen": (world.orgs.role[rows] != SMALL) | draws.happens(0.6, "canteen", key),
        "has_gym": there.u("gym") < np.where(there.kind == KINDERGARTEN, 0.5, 0.86),
        "boarding_places": np.where(world.orgs.has_boarding[rows], boarding, 0),
        "dormitory_beds": np.where(higher, (there.capacity * 0.18).astype(int), 0),
        "has_transport": rural_school & draws.happens(0.25, "transport", key),
        "has_modern_equipment": _modern(world, rows, there.year),
    }


def _transitions(there: _There) -> dict[str, Array]:
    """What schools, colleges and universities go over to; empty for the others."""
    kind = there.kind
    full = there.is_state_school & (there.world.orgs.role[there.rows] != SMALL)
    exams = there.has("exams", "condition.demonstration_exams")
    per_capita = there.has("per capita", "condition.per_capita")
    # who runs joint programmes with partners abroad exchanges learners with them
    exchanges = there.has("joint university", "university.joint_programmes")
    return {
        "has_twelve_year_model": np.where(kind == SCHOOL, 0, -1),
        "has_demonstration_exams": np.where(kind == COLLEGE, exams, -1),
        "has_per_capita_funding": np.where(full, per_capita, -1),
        "has_academic_exchanges": np.where(kind == UNIVERSITY, exchanges, -1),
    }


def _speed(u: Array, slow: Array, number: int) -> Array:
    """Below 4 Mbit/s for the share that the figure says, faster for the others."""
    below = 0.25 + 3.7 * u / np.maximum(slow, 1e-9)
    above = 4 + (30 + 12 * number) * ((u - slow) / np.maximum(1 - slow, 1e-9)) ** 2
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
