"""What befalls people: moves, deaths, leaving for another country, leaving school, coming back."""

from dataclasses import dataclass

import numpy as np

from bagdar.simulate.arrays import Array
from bagdar.simulate.days import NONE, day, heard_of
from bagdar.simulate.learners import (
    ABROAD,
    DIED,
    DROPPED,
    IN_COLLEGE,
    IN_UNIVERSITY,
    SCHOOLING,
    TRANSFERRED,
    YearRows,
)
from bagdar.simulate.planted import make_doubles
from bagdar.simulate.programmes import class_name
from bagdar.simulate.schooling import join_classes, language_at, level_of, school_for
from bagdar.simulate.world import World

IN_SUMMER = 0.75  # of moves
ADULT = 19
LEAST_GRADE = 5  # of drop-outs from school
HIDDEN = 0.15  # drop-outs that the organisation calls a transfer


@dataclass(frozen=True)
class Moves:
    """Children who move in an academic year.

    home  the school of the new neighbourhood; on: the day
    """

    person: Array
    home: Array
    on: Array


def moves(world: World, year: int) -> Moves:
    """Whole families move, in the summer before an academic year or in the middle of it.

    A move leads to somewhere else of the country, to larger places more often. Children who are
    not born yet move with their family: they will be born where it lives.
    """
    kids, draws = world.children, world.draws
    young = np.flatnonzero((kids.died == NONE) & (kids.left == NONE) & (kids.cohort > year - ADULT))
    root = kids.root[young]
    going = draws.happens(world.figure("family.moves", year), "moves", root, year)
    who, root = young[going], root[going]
    summer = draws.happens(IN_SUMMER, "moves in summer", root, year)
    drawn = draws.unit("moving day", root, year)
    on = np.where(summer, day(year, 6, 15) + drawn * 70, day(year, 9, 20) + drawn * 230)
    sizes = world.orgs.size[: world.orgs.schools] * np.where(
        world.orgs.is_urban[: world.orgs.schools], 1.6, 1.0
    )
    ends = np.cumsum(sizes)
    home = np.searchsorted(ends / ends[-1], draws.unit("new home", root, year), side="right")
    return Moves(who, home.astype(np.int32), on.astype(np.int32))


def losses(world: World, year: int) -> None:
    """Deaths and departures from the country between two Septembers, for all below 30."""
    kids, draws = world.children, world.draws
    here = np.flatnonzero(world.is_here(day(year, 9, 1)))
    key = world.key[here]
    within = draws.whole(365, "day of loss", key, year) + day(year, 9, 1) + 1
    dies = draws.happens(world.figure("child.dies", year), "dies", key, year)
    root = kids.root[here]
    leaves = draws.happens(world.figure("family.moves_abroad", year), "leaves", root, year) & ~dies
    together = draws.whole(365, "day of leaving", root, year) + day(year, 9, 1) + 1
    within = np.where(leaves, together, within)
    known = within <= world.of.last_day
    kids.died[here[dies & known]] = within[dies & known]
    kids.left[here[leaves & known]] = within[leaves & known]


def tell_losses(world: World, rows: YearRows, year: int) -> None:
    """Stays of those who are lost before the stay is over."""
    kids = world.children
    for days, reason in ((kids.died, DIED), (kids.left, ABROAD)):
        who = np.flatnonzero((days > day(year, 9, 1)) & (days <= day(year + 1, 9, 1)))
        _end(world, rows, who, days[who], reason, year)


def forget_losses(world: World, on: int) -> None:
    """Whoever is lost by a day is nowhere."""
    state = world.state
    gone = ~world.is_here(on) & (state.stage[: world.count] > 0)
    state.leave(np.flatnonzero(gone))


def _end(world: World, rows: YearRows, who: Array, on: Array, reason: int, year: int) -> Array:
    """Ends the stays that stand on their days; gives those whose stay was ended."""
    standing = rows.at[who] >= 0
    who, on = who[standing], on[standing]
    end = rows.of(who, "end")
    inside = (rows.of(who, "start") < on) & ((end == NONE) | (on < end)) & (on <= world.of.last_day)
    who, on = who[inside], on[inside]
    known = heard_of(world.draws, "ended", on, world.of.last_day, world.key[who], year)
    rows.end(who, on, reason, known)
    return who


# --- drop-outs --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Dropped:
    """person, org, grade, day, and whether the organisation gave another reason."""

    person: Array
    org: Array
    level: Array
    grade: Array
    on: Array
    is_hidden: Array


def drop_out(world: World, rows: YearRows, year: int) -> Dropped:
    state, draws = world.state, world.draws
    who = np.flatnonzero(rows.at >= 0)
    stage = state.stage[who]
    old = (stage == SCHOOLING) & (state.grade[who] >= LEAST_GRADE)
    chance = np.select(
        [old, stage == IN_COLLEGE, stage == IN_UNIVERSITY],
        [world.figure(f"{one}.drops_out", year) for one in ("school", "college", "university")],
        0.0,
    )
    who = who[draws.happens(chance, "drops out", world.key[who], year)]
    on = (day(year, 10, 5) + draws.whole(225, "drops out on", world.key[who], year)).astype(
        np.int32
    )
    hidden = draws.happens(HIDDEN, "hidden", world.key[who], year)
    fine = on <= world.of.last_day
    who, on, hidden = who[fine], on[fine], hidden[fine]
    out = Dropped(who, state.org[who], rows.of(who, "level"), state.grade[who].copy(), on, hidden)
    for mine, reason in ((~hidden, DROPPED), (hidden, TRANSFERRED)):
        _end(world, rows, who[mine], on[mine], reason, year)
    returns = draws.happens(world.figure("learner.returns", year), "returns", world.key[who], year)
    state.waits[who] = np.where(returns, state.grade[who], 0)
    return out


def leave_after_dropping(world: World, dropped: Dropped) -> None:
    """In September: nowhere, unless they come back to the grade that they left."""
    state = world.state
    gone = dropped.person[state.waits[dropped.person] == 0]
    state.leave(gone)


# --- transfers in the middle of a year --------------------------------------------------------


def transfer(world: World, rows: YearRows, moved: Moves, year: int) -> Array:
    """Pupils whose families move after September; gives who they are."""
    state, draws = world.state, world.draws
    late = (moved.on >= day(year, 9, 2)) & (moved.on <= world.of.last_day)
    late &= state.stage[moved.person] == SCHOOLING
    who = _end(world, rows, moved.person[late], moved.on[late], TRANSFERRED, year)
    if not len(who):
        return who
    order = np.argsort(moved.person, kind="stable")
    on = moved.on[order][np.searchsorted(moved.person[order], who)]
    state.org[who] = school_for(world, who, day(year, 9, 1))
    state.language[who] = language_at(world, who, state.org[who])
    join_classes(world, who)
    rows.add(
        who,
        org=state.org[who],
        level=level_of(state.grade[who]),
        form=0,
        grade=state.grade[who],
        group=class_name(state.grade[who], state.letter[who]),
        language=state.language[who],
        funding=0,
        programme=-1,
        dual=-1,
        start=on,
        end=NONE if year == world.of.last_year else day(year + 1, 6, 1),
        recorded=heard_of(draws, "admitted", on, world.of.last_day, world.key[who], year),
        stage=SCHOOLING,
    )
    make_doubles(world, rows, who, on, year)
    return who
