"""Year after year: every learner's life, as rows of enrolment and of graduation.

The years before the first that is told are lived without rows, so that colleges and universities
are full of people who came from somewhere when it begins.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from bagdar.simulate.arrays import Array
from bagdar.simulate.days import day
from bagdar.simulate.finishing import Finished, finish
from bagdar.simulate.higher import enrol_students, invite_foreigners
from bagdar.simulate.learners import (
    IN_COLLEGE,
    IN_UNIVERSITY,
    PRESCHOOL,
    SCHOOLING,
    YearRows,
)
from bagdar.simulate.moving import (
    Dropped,
    Moves,
    drop_out,
    forget_losses,
    leave_after_dropping,
    losses,
    moves,
    tell_losses,
    transfer,
)
from bagdar.simulate.planted import wrong_languages
from bagdar.simulate.preschool import attend
from bagdar.simulate.schooling import (
    enrol_pupils,
    go_up,
    join_classes,
    language_at,
    make_classes,
    school_for,
    start_school,
    take_over,
)
from bagdar.simulate.store import Store
from bagdar.simulate.world import World

YEARS_BEFORE = 6
SLIPS = "planted.slips"


@dataclass
class Year:
    """What an academic year leaves for other tables.

    enrolled   rows that stand or that replaced others, by the columns of learners.COLUMNS
    finished   who graduated in the summer before it
    waiting    children whose families wish for a kindergarten and have none
    started    everybody who has a place on 1 September
    """

    year: int
    finished: Finished
    moved: Moves
    waiting: Array
    dropped: Dropped
    started: Array
    enrolled: dict[str, Array] = field(default_factory=dict)


def live(
    world: World, store: Store, told: Callable[[int], None] = lambda year: None
) -> Iterator[Year]:
    """Every year that is told, in order; the rows of each are in the store when it is given."""
    first, last = world.of.first_year, world.of.last_year
    _people_the_schools(world, first - YEARS_BEFORE)
    open_year: Year | None = None
    rows: YearRows | None = None
    for year in range(first - YEARS_BEFORE + 1, last + 1):
        told(year)
        forget_losses(world, day(year, 6, 1))
        before = rows if rows is not None else _no_rows(world)
        finished = finish(world, before, store, year, told=year >= first)
        if open_year is not None and rows is not None:
            yield _closed(world, store, open_year, rows)
        moved = _move(world, year) if year >= first else _nobody()
        forget_losses(world, day(year, 9, 1))
        _september(world, moved, year)
        if year >= first:
            rows = _no_rows(world)
            open_year = _the_year(world, rows, finished, moved, year)
    if open_year is not None and rows is not None:
        yield _closed(world, store, open_year, rows)


def _no_rows(world: World) -> YearRows:
    return YearRows(at=np.full(len(world.key), -1, np.int32))


def _nobody() -> Moves:
    none = np.zeros(0, np.int32)
    return Moves(none, none, none)


def _closed(world: World, store: Store, year: Year, rows: YearRows) -> Year:
    slips = world.figure(SLIPS, year.year)
    wrong_languages(world, rows.rows, world.figure("planted.errors", year.year))
    year.enrolled = rows.flush(store, world.draws, slips, world.of.last_day)
    return year


def _people_the_schools(world: World, year: int) -> None:
    grade = year - world.children.starts + 1
    who = np.flatnonzero((grade >= 1) & (grade <= 11))
    start_school(world, who, grade[who].astype(np.int8), year)
    upper = grade[who] >= 10
    make_classes(world, who[~upper], year, upper=False)
    make_classes(world, who[upper], year, upper=True)


def _move(world: World, year: int) -> Moves:
    """The moves of a year; those of the summer have new homes from now on."""
    found = moves(world, year)
    told = found.on <= world.of.last_day
    found = Moves(found.person[told], found.home[told], found.on[told])
    summer = found.on < day(year, 9, 1)
    world.children.home[found.person[summer]] = found.home[summer]
    return found


def _september(world: World, moved: Moves, year: int) -> None:
    state, kids = world.state, world.children
    waits = state.waits > 0
    fresh = state.entered == year
    pupils = np.flatnonzero((state.stage == SCHOOLING) & ~waits)
    go_up(world, pupils, year)
    students = (state.stage == IN_COLLEGE) | (state.stage == IN_UNIVERSITY)
    state.grade[students & ~waits & ~fresh] += 1
    state.class_year[waits] += 1
    back = np.flatnonzero(waits & (state.stage == SCHOOLING))
    take_over(world, back, year)
    join_classes(world, back)
    state.waits[:] = 0
    summer = moved.person[moved.on < day(year, 9, 1)]
    summer = summer[state.stage[summer] == SCHOOLING]
    state.org[summer] = school_for(world, summer, day(year, 9, 1))
    state.language[summer] = language_at(world, summer, state.org[summer])
    join_classes(world, summer)
    new = np.flatnonzero(
        (kids.starts == year) & world.is_here(day(year, 9, 1))
        & (state.stage[: world.count] <= PRESCHOOL)
    )  # fmt: skip
    start_school(world, new, np.ones(len(new), np.int8), year)
    make_classes(world, new, year, upper=False)
    invite_foreigners(world, year)


def _the_year(world: World, rows: YearRows, finished: Finished, moved: Moves, year: int) -> Year:
    state = world.state
    waiting = attend(world, rows, year)
    enrol_pupils(world, rows, np.flatnonzero(state.stage == SCHOOLING), year)
    studies = (state.stage == IN_COLLEGE) | (state.stage == IN_UNIVERSITY)
    enrol_students(world, rows, np.flatnonzero(studies), year)
    started = np.flatnonzero(rows.at >= 0)
    losses(world, year)
    tell_losses(world, rows, year)
    dropped = drop_out(world, rows, year)
    leave_after_dropping(world, dropped)
    late = moved.on >= day(year, 9, 1)
    world.children.home[moved.person[late]] = moved.home[late]
    transfer(world, rows, moved, year)
    return Year(year, finished, moved, waiting, dropped, started)
