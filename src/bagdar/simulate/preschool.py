"""Kindergartens, and groups of schools where a village has none or the year before grade 1."""

import numpy as np

from bagdar.simulate.arrays import Array, ranks
from bagdar.simulate.days import NONE, day, heard_of, years_later
from bagdar.simulate.learners import FEE, FULL_TIME, ORDER, PRESCHOOL, YearRows
from bagdar.simulate.programmes import kindergarten_name
from bagdar.simulate.store import place_of
from bagdar.simulate.world import World

AGE_OF_GROUPS = 6
PREPARATORY = 0.35  # of those of the year before grade 1
OLD_ENOUGH = 3  # for a group of a school
GROUP_SIZE = 24
ENTERED_AT_TWO = 1.9  # how much likelier at two than at one


def ages(world: World, who: Array, year: int) -> Array:
    """Whole years on 1 October."""
    born, cohort = world.children.born[who], world.children.cohort[who]
    return (year - cohort - (years_later(born, year - cohort) > day(year, 10, 1))).astype(np.int8)


def attend(world: World, rows: YearRows, year: int) -> Array:
    """Who attends from this September; gives those who wish to and find no place."""
    state, draws, kids = world.state, world.draws, world.children
    young = np.flatnonzero(
        world.is_here(day(year, 9, 1)) & (kids.cohort < year) & (kids.starts > year)
        & (state.stage[: world.count] <= PRESCHOOL)
    )  # fmt: skip
    age = ages(world, young, year)
    fit = (age >= 1) & (age <= AGE_OF_GROUPS)
    base, age = young[fit], age[fit]
    chance = _chances(world, age, year)
    wish = draws.unit("preschool", world.key[base])
    goes = wish < chance
    _leave(world, base[~goes])
    who = base[goes]
    _choose(world, who, age[goes], year)
    _enrol(world, rows, who, age[goes], year)
    return base[~goes & (wish < np.minimum(chance * 1.12 + 0.05, 1))]


def _chances(world: World, age: Array, year: int) -> Array:
    """Ages of one and two get what the figures of ages 1–6 and 3–6 leave to them."""
    older = world.figure("preschool.coverage_3_6", year)
    whole = world.figure("preschool.coverage_1_6", year)
    counts = np.bincount(age, minlength=7).astype(float)
    young = max(whole * counts[1:].sum() - older * counts[3:].sum(), 0)
    at_one = young / max(counts[1] + ENTERED_AT_TWO * counts[2], 1)
    chances = np.array([0, at_one, min(at_one * ENTERED_AT_TWO, 1), older, older, older, older])
    return chances[age]


def _leave(world: World, who: Array) -> None:
    world.state.leave(who[world.state.stage[who] == PRESCHOOL])


def _choose(world: World, who: Array, age: Array, year: int) -> None:
    """A child stays where it is while the family does; a new one finds the nearest.

    Where a village has no kindergarten, children of three and older go to a group of its school,
    and younger ones to a kindergarten of the region.
    """
    state, orgs, kids = world.state, world.orgs, world.children
    home = kids.home[who]
    moved = state.org[who] >= 0
    moved &= orgs.place[np.maximum(state.org[who], 0)] != orgs.place[home]
    last_year = kids.starts[who] == year + 1
    prepares = last_year & world.draws.happens(PREPARATORY, "preparatory", world.key[who])
    closed = orgs.standing(np.maximum(state.org[who], 0), day(year, 9, 1)) != state.org[who]
    fresh = (state.org[who] < 0) | moved | prepares | closed
    new, home = who[fresh], home[fresh]
    options, around = world.kindergartens(year)
    area, region = orgs.place[home], orgs.region[home]
    drawn = world.draws.unit("kindergarten", world.key[new], area)
    region = np.where(around.has(region), region, np.argmax(around.total))
    near = np.where(options.has(area), options.of(area, drawn), around.of(region, drawn))
    at_school = prepares[fresh] | (~options.has(area) & (age[fresh] >= OLD_ENOUGH))
    picked = np.where(at_school, orgs.standing(home, day(year, 9, 1)), near)
    state.org[new] = picked
    state.stage[new] = PRESCHOOL
    state.entered[new] = year
    state.language[new] = world.languages[orgs.languages[picked], 0]
    speaks = (world.languages[orgs.languages[picked]] == kids.language[new][:, None]).any(axis=1)
    state.language[new] = np.where(speaks, kids.language[new], state.language[new])


def _enrol(world: World, rows: YearRows, who: Array, age: Array, year: int) -> None:
    state, draws = world.state, world.draws
    start = day(year, 9, 1)
    band = np.where(world.children.starts[who] == year + 1, AGE_OF_GROUPS, age).astype(np.int8)
    rank, size = ranks(
        state.org[who], band, state.language[who], draws.bits("kindergarten group", world.key[who])
    )
    letter = state.language[who] * 8 + rank * -(-size // GROUP_SIZE) // size
    private = world.orgs.is_private[state.org[who]]
    fee = private & draws.happens(0.45, "kindergarten fee", world.key[who])
    rows.add(
        who,
        org=state.org[who],
        level=np.where(
            age < OLD_ENOUGH, place_of("isced_levels", "01"), place_of("isced_levels", "02")
        ),
        form=FULL_TIME,
        grade=0,
        group=kindergarten_name(band, letter),
        language=state.language[who],
        funding=np.where(fee, FEE, ORDER),
        programme=-1,
        dual=-1,
        start=start,
        end=NONE if year == world.of.last_year else day(year + 1, 9, 1),
        recorded=heard_of(draws, "enrolled", start, world.of.last_day, world.key[who], year),
        stage=PRESCHOOL,
    )
