"""June: who has finished what, gets a document, and goes where next."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from bagdar.simulate.arrays import Array
from bagdar.simulate.days import day, heard_of
from bagdar.simulate.higher import enter_college, enter_university
from bagdar.simulate.learners import (
    GRADUATED,
    IN_COLLEGE,
    IN_UNIVERSITY,
    SCHOOLING,
    YearRows,
)
from bagdar.simulate.programmes import BACHELOR, COURSES, DOCTOR, LEVELS, MASTER
from bagdar.simulate.store import Store, place_of
from bagdar.simulate.world import World

AFTER_COLLEGE = 0.18  # to a university
AFTER_MASTER = 0.06  # to doctoral studies
WORK, STAY, COLLEGE_NEXT, UNIVERSITY_NEXT = range(4)
LOWER, UPPER = place_of("isced_levels", "2"), place_of("isced_levels", "3")


@dataclass
class Finished:
    """Who graduated in a summer.

    level, programme, funding  of what was finished; programme -1 of schools
    next     WORK and on
    """

    person: Array
    org: Array
    level: Array
    programme: Array
    funding: Array
    next: Array
    on: Array

    def of(self, chosen: Array) -> "Finished":
        return Finished(**{name: one[chosen] for name, one in vars(self).items()})


def finish(world: World, rows: YearRows, store: Store, year: int, told: bool) -> Finished:
    """The summer of a year, before its September.

    told  whether rows are made; not in the years before those that are simulated
    """
    state = world.state
    stays = state.waits == 0
    at_school = (state.stage == SCHOOLING) & stays
    ninth = np.flatnonzero(at_school & (state.grade == 9))
    last = np.flatnonzero(at_school & (state.grade == 11))
    studies = (state.stage == IN_COLLEGE) | (state.stage == IN_UNIVERSITY)
    done = np.flatnonzero(studies & stays)
    done = done[state.grade[done] >= COURSES[state.programme[done]]]
    finished = _joined(
        _of_school(world, ninth, LOWER, _after_nine(world, ninth, year), year),
        _of_school(world, last, UPPER, _after_eleven(world, last, year), year),
        _of_studies(world, done, year),
    )
    if told:
        _graduate(world, store, finished)
        _leave(world, rows, finished)
    _go_on(world, finished, year)
    return finished


def _after_nine(world: World, who: Array, year: int) -> Array:
    drawn = world.draws.unit("after 9", world.key[who])
    leaves = world.figure("school.after_9_leaves", year)
    college = leaves + world.figure("school.after_9_college", year)
    return np.where(drawn < leaves, WORK, np.where(drawn < college, COLLEGE_NEXT, STAY))


def _after_eleven(world: World, who: Array, year: int) -> Array:
    drawn = world.draws.unit("after 11", world.key[who])
    university = world.figure("school.after_11_university", year)
    college = university + world.figure("school.after_11_college", year)
    return np.where(
        drawn < university, UNIVERSITY_NEXT, np.where(drawn < college, COLLEGE_NEXT, WORK)
    )


def _of_school(world: World, who: Array, level: int, onward: Array, year: int) -> Finished:
    count = len(who)
    return Finished(
        person=who, org=world.state.org[who], level=np.full(count, level, np.int8),
        programme=np.full(count, -1, np.int8), funding=np.full(count, -1, np.int8), next=onward,
        on=np.full(count, day(year, 6, 1), np.int32),
    )  # fmt: skip


def _of_studies(world: World, who: Array, year: int) -> Finished:
    state, draws = world.state, world.draws
    programme = state.programme[who]
    chance = np.select(
        [np.isin(programme, BACHELOR), np.isin(programme, MASTER), np.isin(programme, DOCTOR)],
        [world.figure("university.masters", year), AFTER_MASTER, 0.0],
        AFTER_COLLEGE,
    )
    chance = np.where(who < world.count, chance, 0.0)  # guests go home
    goes_on = draws.happens(chance, "goes on", world.key[who], year)
    return Finished(
        person=who, org=state.org[who], level=LEVELS[programme], programme=programme,
        funding=state.funding[who], next=np.where(goes_on, UNIVERSITY_NEXT, WORK),
        on=np.full(len(who), day(year, 7, 1), np.int32),
    )  # fmt: skip


def _joined(*parts: Finished) -> Finished:
    return Finished(
        **{name: np.concatenate([getattr(one, name) for one in parts]) for name in vars(parts[0])}
    )


def _graduate(world: World, store: Store, done: Finished) -> None:
    """Rows of `graduation`."""
    draws, key = world.draws, world.key[done.person]
    number: Any = draws.whole(10_000_000, "document", key, done.level)
    store.add(
        "graduation",
        len(key),
        person_id=done.person,
        organisation_id=done.org,
        level=done.level,
        programme=done.programme.astype(np.int32),
        funding=done.funding,
        with_distinction=draws.happens(0.06, "distinction", key, done.level).astype(np.int8),
        document_number=number,
        valid_from=done.on,
        valid_to=done.on + 1,
        recorded_at=heard_of(draws, "graduated", done.on, world.of.last_day, key, done.level),
    )


def _leave(world: World, rows: YearRows, done: Finished) -> None:
    gone = done.of((done.next != STAY) & (rows.at[done.person] >= 0))
    known = heard_of(
        world.draws, "left", gone.on, world.of.last_day, world.key[gone.person], gone.on
    )
    rows.end(gone.person, gone.on, GRADUATED, known)


def _go_on(world: World, done: Finished, year: int) -> None:
    world.state.leave(done.person[done.next != STAY])
    to_college = done.of(done.next == COLLEGE_NEXT)
    enter_college(world, to_college.person, year, to_college.level == UPPER)
    onward = done.of(done.next == UNIVERSITY_NEXT)
    was = onward.programme
    for programmes, mine in (
        (BACHELOR, ~np.isin(was, BACHELOR) & ~np.isin(was, MASTER)),
        (MASTER, np.isin(was, BACHELOR)),
        (DOCTOR, np.isin(was, MASTER)),
    ):
        enter_university(world, onward.person[mine], year, programmes)
