"""Rows of `group`: the classes, groups and streams in which somebody was on 1 September."""

import numpy as np

from bagdar.simulate.arrays import Array
from bagdar.simulate.condition import shifts_of
from bagdar.simulate.days import day, heard_of
from bagdar.simulate.learners import PRESCHOOL, SCHOOLING
from bagdar.simulate.lives import Year
from bagdar.simulate.programmes import CLASS, GROUP, STREAM, group_names
from bagdar.simulate.store import Store
from bagdar.simulate.world import World

PLACES = np.array([25, 28, 30], np.int32)


def add_groups(store: Store, world: World, year: Year) -> None:
    rows, shifts = year.enrolled, shifts_of(world, year.year)
    start = day(year.year, 9, 1)
    there = np.flatnonzero(rows["start"] == start)
    names = len(group_names())
    numbers = rows["org"][there].astype(np.int64) * names + rows["group"][there]
    several, first = np.unique(numbers, return_index=True)
    one = {name: column[there[first]] for name, column in rows.items()}
    org, name = several // names, several % names
    stage = one["stage"]
    is_class = stage == SCHOOLING
    shift = 1 + world.draws.whole(np.maximum(shifts[org], 1), "shift", world.orgs.key[org], name)
    store.add(
        "group",
        len(several),
        organisation_id=org,
        name=name,
        level=one["level"],
        grade=np.where(one["grade"] > 0, one["grade"].astype(np.int32), np.iinfo(np.int32).min),
        language=one["language"],
        kind=np.where(is_class, CLASS, np.where(stage == PRESCHOOL, GROUP, STREAM)),
        shift=np.where(is_class, shift, 1),
        places=PLACES[np.clip(stage - 1, 0, 2)],
        programme=one["programme"],
        valid_from=start,
        valid_to=_end(world, year, one),
        recorded_at=heard_of(world.draws, "group", start, world.of.last_day, org, name, year.year),
    )


def _end(world: World, year: Year, one: dict[str, Array]) -> Array:
    """The day on which the year of such a group ends; open in the last year that is told."""
    if year.year == world.of.last_year:
        return np.full(len(one["org"]), np.iinfo(np.int32).min)
    after = year.year + 1
    ends = np.array([day(after, 9, 1), day(after, 6, 1), day(after, 7, 1), day(after, 7, 1)])
    return ends[one["stage"] - 1]
