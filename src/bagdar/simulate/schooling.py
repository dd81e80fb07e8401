"""Schools: into grade 1, up a grade each September, and the ways that part after grades 9 and 11.

A class is the school, the year in which it was (or would have been) in grade 0, and a letter, so it
keeps its letter while it goes up; whoever repeats a grade falls into the class of a year later. At
grade 10 classes are made anew.
"""

import numpy as np

from bagdar.simulate.arrays import Array, ranks
from bagdar.simulate.days import NONE, day, heard_of
from bagdar.simulate.learners import FULL_TIME, ORDER, SCHOOLING, YearRows
from bagdar.simulate.organisations import SMALL
from bagdar.simulate.programmes import class_name
from bagdar.simulate.store import place_of
from bagdar.simulate.world import FIRST_CLASS_YEAR, World

PRIMARY, LOWER, UPPER = (place_of("isced_levels", one) for one in "123")
CHOOSES_ANOTHER = 0.16  # of families in cities
GOES_TO_HUB = 0.35  # of pupils of small schools, at grade 10


def level_of(grade: Array) -> Array:
    return np.where(grade <= 4, PRIMARY, np.where(grade <= 9, LOWER, UPPER)).astype(np.int8)


def start_school(world: World, who: Array, grade: Array, year: int) -> None:
    """Children come to the school of their neighbourhood, or to another of the same city."""
    state = world.state
    state.org[who] = school_for(world, who, day(year, 9, 1))
    state.stage[who] = SCHOOLING
    state.form[who], state.funding[who] = FULL_TIME, ORDER
    state.programme[who], state.dual[who] = -1, -1
    state.grade[who] = grade
    state.class_year[who] = year - grade.astype(np.int16)
    state.entered[who] = year
    state.language[who] = language_at(world, who, state.org[who])


def school_for(world: World, who: Array, on: int) -> Array:
    """The school of each one's neighbourhood, or another of the city, that stands on a day."""
    home = world.children.home[who]
    area = world.orgs.place[home]
    other = world.orgs.is_urban[home] & world.draws.happens(
        CHOOSES_ANOTHER, "another school", world.key[who], area
    )
    drawn = world.schools_of_place.of(area, world.draws.unit("school", world.key[who], area))
    return world.orgs.standing(np.where(other, drawn, home), on)


def language_at(world: World, who: Array, orgs: Array) -> Array:
    """The family's language where the school teaches in it, else the school's first."""
    taught = world.languages[world.orgs.languages[orgs]]
    wish = world.children.language[who]
    english = world.draws.happens(0.3, "in English", world.key[who]) & (taught[:, 2] >= 0)
    has = (taught == wish[:, None]).any(axis=1)
    return np.where(english, taught[:, 2], np.where(has, wish, taught[:, 0])).astype(np.int8)


# --- classes ----------------------------------------------------------------------------------


def _order_of_language(world: World, who: Array) -> Array:
    """Which of the school's languages a pupil learns in: 0, 1 or 2."""
    taught = world.languages[world.orgs.languages[world.state.org[who]]]
    return (taught == world.state.language[who][:, None]).argmax(axis=1)


def make_classes(world: World, who: Array, year: int, upper: bool) -> None:
    """Pupils of new classes are shared out, each language by itself, as evenly as can be."""
    state = world.state
    table = world.parallel_upper if upper else world.parallel
    order = _order_of_language(world, who)
    rank, size = ranks(
        state.org[who], state.class_year[who], order,
        world.draws.bits("class", world.key[who], int(upper)),
    )  # fmt: skip
    wanted = world.figure("school.class_size", year)
    parallel = np.ceil(size / (wanted * 1.25)).astype(np.int64)
    index = (state.org[who], state.class_year[who] - FIRST_CLASS_YEAR, order)
    table[index] = parallel
    state.letter[who] = _before(table, index) + rank * parallel // size


def _before(table: Array, index: tuple[Array, Array, Array]) -> Array:
    """Classes of the school's languages that come before."""
    org, years, order = index
    counts = table[org, years]
    return np.where(order > 0, counts[:, 0], 0) + np.where(order > 1, counts[:, 1], 0)


def join_classes(world: World, who: Array) -> None:
    """Newcomers join a class that there is; where there is none of their language, another's."""
    state = world.state
    grade = state.grade[who]
    for upper in (False, True):
        some = who[(grade >= 10) == upper]
        table = world.parallel_upper if upper else world.parallel
        years = state.class_year[some] - FIRST_CLASS_YEAR
        counts = table[state.org[some], years]
        order = _order_of_language(world, some)
        none = counts[np.arange(len(some)), order] == 0
        order = np.where(none & (counts.max(axis=1) > 0), counts.argmax(axis=1), order)
        taught = world.languages[world.orgs.languages[state.org[some]]]
        state.language[some] = taught[np.arange(len(some)), order]
        there = np.maximum(counts[np.arange(len(some)), order], 1)
        table[state.org[some], years, order] = there
        drawn = world.draws.whole(there, "joins", world.key[some], state.org[some])
        state.letter[some] = _before(table, (state.org[some], years, order)) + drawn


# --- a September ------------------------------------------------------------------------------


def take_over(world: World, who: Array, year: int) -> Array:
    """Pupils of schools that have closed learn where they were taken over; gives who they are."""
    state = world.state
    there = world.orgs.standing(state.org[who], day(year, 9, 1))
    moved = who[there != state.org[who]]
    state.org[moved] = there[there != state.org[who]]
    state.language[moved] = language_at(world, moved, state.org[moved])
    return moved


def go_up(world: World, who: Array, year: int) -> None:
    """One grade up, or the same again; those who come to grade 10 are shared out anew."""
    state = world.state
    taken = take_over(world, who, year)
    again = world.draws.happens(
        world.figure("school.repeats", year), "repeats", world.key[who], year
    )
    again &= (state.grade[who] > 1) & (state.grade[who] != 9)
    state.grade[who] += (~again).astype(np.int8)
    state.class_year[who] += again.astype(np.int16)
    tenth = who[~again & (state.grade[who] == 10)]
    small = tenth[world.orgs.role[state.org[tenth]] == SMALL]
    hub = small[world.draws.happens(GOES_TO_HUB, "to a hub", world.key[small])]
    region = world.orgs.region[state.org[hub]]
    hub, region = hub[world.hubs_of_region.has(region)], region[world.hubs_of_region.has(region)]
    state.org[hub] = world.hubs_of_region.of(region, world.draws.unit("hub", world.key[hub]))
    state.language[tenth] = language_at(world, tenth, state.org[tenth])
    make_classes(world, tenth, year, upper=True)
    join_classes(world, np.union1d(who[again], taken[state.grade[taken] != 10]))


def enrol_pupils(world: World, rows: YearRows, who: Array, year: int) -> None:
    state, start = world.state, day(year, 9, 1)
    rows.add(
        who,
        org=state.org[who],
        level=level_of(state.grade[who]),
        form=FULL_TIME,
        grade=state.grade[who],
        group=class_name(state.grade[who], state.letter[who]),
        language=state.language[who],
        funding=np.where(world.orgs.is_private[state.org[who]], 1, ORDER),
        programme=-1,
        dual=-1,
        start=start,
        end=NONE if year == world.of.last_year else day(year + 1, 6, 1),
        recorded=heard_of(world.draws, "enrolled", start, world.of.last_day, world.key[who], year),
        stage=SCHOOLING,
    )
