"""Colleges and universities: who enters, in which programme, on whose money, in which group."""

from dataclasses import dataclass

import numpy as np

from bagdar.simulate.arrays import Array, ranks
from bagdar.simulate.days import NONE, day, heard_of
from bagdar.simulate.learners import (
    FEE,
    FULL_TIME,
    IN_COLLEGE,
    IN_UNIVERSITY,
    ORDER,
    PART_TIME,
    YearRows,
)
from bagdar.simulate.programmes import (
    BACHELOR,
    COURSES,
    DOCTOR,
    LEVELS,
    MASTER,
    OF_COLLEGE,
    chosen,
    stream_name,
)
from bagdar.simulate.schooling import language_at
from bagdar.simulate.world import World

STAYS_IN_REGION = 0.86  # of those who enter a college
STREAM_SIZE = 24
GRADES_SHORTER = 1  # courses that somebody after grade 11 need not take
HIGHER = (*BACHELOR, *MASTER, *DOCTOR)


@dataclass(frozen=True)
class Kind:
    """What differs between colleges and universities."""

    stage: int
    name: str
    order: str
    part_time: str


COLLEGE_KIND = Kind(IN_COLLEGE, "college", "college.state_order", "college.part_time")
UNIVERSITY_KIND = Kind(IN_UNIVERSITY, "university", "university.grant", "university.part_time")


def enter_college(world: World, who: Array, year: int, after_eleven: Array) -> None:
    draws, key = world.draws, world.key[who]
    region = world.home_region(who)
    near = world.colleges_of_region.has(region) & draws.happens(STAYS_IN_REGION, "near", key, year)
    drawn = draws.unit("college", key, year)
    org = np.where(
        near, world.colleges_of_region.of(region, drawn), world.colleges.of(region * 0, drawn)
    )
    programme = chosen(world.offers, org, OF_COLLEGE, draws.unit("programme", key, year))
    course = 1 + np.where(after_eleven & (COURSES[programme] > 2), GRADES_SHORTER, 0)
    _enter(world, who, org, programme, course, COLLEGE_KIND, year)


def enter_university(world: World, who: Array, year: int, programmes: Array) -> None:
    draws, key = world.draws, world.key[who]
    org = world.universities.of(np.zeros(len(who), np.int64), draws.unit("university", key, year))
    programme = chosen(world.offers, org, programmes, draws.unit("programme", key, year))
    _enter(world, who, org, programme, np.ones(len(who), int), UNIVERSITY_KIND, year)


def _enter(
    world: World, who: Array, org: Array, programme: Array, course: Array, kind: Kind, year: int
) -> None:
    state, draws, key = world.state, world.draws, world.key[who]
    state.org[who], state.programme[who], state.grade[who] = org, programme, course
    state.stage[who], state.entered[who] = kind.stage, year
    order = draws.happens(world.figure(kind.order, year), "order", key, year)
    part = ~order & draws.happens(world.figure(kind.part_time, year) * 2, "part-time", key, year)
    state.funding[who] = np.where(order, ORDER, FEE)
    state.form[who] = np.where(part, PART_TIME, FULL_TIME)
    homely = who < world.count
    state.language[who[homely]] = language_at(world, who[homely], org[homely])
    state.class_year[who] = year - course
    rank, size = ranks(org, programme, state.class_year[who], state.language[who], key)
    state.letter[who] = state.language[who] * 6 + rank * -(-size // STREAM_SIZE) // size


def invite_foreigners(world: World, year: int) -> None:
    """Students from abroad, so that they are the share of all students that the figure says."""
    state = world.state
    here = state.stage == IN_UNIVERSITY
    own = int(here[: world.count].sum())
    guests = int(here[world.count :].sum())
    share = world.figure("university.foreign_students", year)
    wanted = round(own * share / (1 - share)) - guests
    free = np.flatnonzero(state.entered[world.count :] == 0)[: max(wanted, 0)] + world.count
    if len(free):
        place = free - world.count
        world.foreign.born[place] = day(year - 18, 1, 15) - world.draws.whole(
            1800, "born", world.key[free]
        )
        world.foreign.since[place] = day(year, 8, 25)
        state.language[free] = world.draws.among(
            [0.05, 0.55, 0, 0, 0, 0.4], "lang", world.key[free]
        )
        enter_university(world, free, year, BACHELOR)
        world.foreign.region[place] = world.orgs.region[state.org[free]]
        state.funding[free] = np.where(
            world.draws.happens(0.12, "grant abroad", world.key[free]), ORDER, FEE
        )
        state.form[free] = FULL_TIME


def enrol_students(world: World, rows: YearRows, who: Array, year: int) -> None:
    state, draws, start = world.state, world.draws, day(year, 9, 1)
    is_college = state.stage[who] == IN_COLLEGE
    chance = np.where(
        state.funding[who] == ORDER, world.figure("college.dual_training", year), 0.02
    )
    dual = draws.happens(chance, "dual", world.key[who]).astype(np.int8)
    state.dual[who] = np.where(is_college, dual, -1)
    rows.add(
        who,
        org=state.org[who],
        level=LEVELS[state.programme[who]],
        form=state.form[who],
        grade=state.grade[who],
        group=stream_name(state.programme[who], state.class_year[who] + 1, state.letter[who]),
        language=state.language[who],
        funding=state.funding[who],
        programme=state.programme[who],
        dual=state.dual[who],
        start=start,
        end=NONE if year == world.of.last_year else day(year + 1, 7, 1),
        recorded=heard_of(draws, "enrolled", start, world.of.last_day, world.key[who], year),
        stage=state.stage[who],
    )
