"""Rows of `employment`: first jobs of those who finish, as a pensions centre would give them."""

import numpy as np

from bagdar.simulate.arrays import Array
from bagdar.simulate.days import NONE, day, heard_of
from bagdar.simulate.finishing import AFTER_COLLEGE, WORK, Finished
from bagdar.simulate.learners import ORDER
from bagdar.simulate.numbers import bins
from bagdar.simulate.store import NO_INSTANT, Store, place_of
from bagdar.simulate.world import World

EMPLOYERS = 240_000  # of the whole country
AFTER_ELEVEN = 0.3  # in work within a year, of those who study no further
CHANGES = 0.3  # jobs that end within two years
ACTIVITIES = (6, 5, 9, 3, 2, 9, 16, 8, 4, 5, 3, 2, 4, 4, 9, 7, 5, 2, 2)  # weights of a to s
FOUR = place_of("isced_levels", "4")
SIX = place_of("isced_levels", "6")


def employers(world: World) -> Array:
    """Their BINs; employers are only numbers here."""
    serials = np.arange(max(20, round(EMPLOYERS * world.of.scale)), dtype=np.uint64)
    key = (np.uint64(8) << np.uint64(56)) + serials
    born = day(2005) + world.draws.whole(4000, "employer since", key)
    return bins(born, world.draws, key)


def add_employment(store: Store, world: World, done: Finished, pool: Array, year: int) -> None:
    """The share of state-order graduates who work within a year is the figure's, those who study
    on counted among the graduates.
    """
    chosen = (done.next == WORK) & (done.person < world.count)
    one = done.of(chosen)
    key = world.key[one.person]
    within = world.draws.happens(_chance(world, one, year), "in work", key, year)
    late = ~within & world.draws.happens(0.4, "in work later", key, year)
    delay = np.where(
        within, 15 + world.draws.whole(330, "to the first job", key, year),
        380 + world.draws.whole(300, "to the first job", key, year),
    )  # fmt: skip
    start = one.on + delay
    starts = (within | late) & (start <= world.of.last_day)
    _jobs(store, world, one.person[starts], start[starts].astype(np.int32), pool, again=True)


def _chance(world: World, one: Finished, year: int) -> Array:
    college, order = one.level <= FOUR, one.funding == ORDER
    stays = np.where(college, 1 - AFTER_COLLEGE, 1 - world.figure("university.masters", year))
    stays = np.where(one.level > SIX, 1.0, stays)
    wanted = np.where(
        order,
        np.where(
            college, world.figure("college.state_order_in_work", year),
            world.figure("university.state_order_in_work", year),
        ),
        world.figure("graduate.fee_in_work", year),
    )  # fmt: skip
    return np.where(one.programme < 0, AFTER_ELEVEN, np.minimum(wanted / stays, 1.0))


def _jobs(store: Store, world: World, who: Array, start: Array, pool: Array, again: bool) -> None:
    draws, of, key = world.draws, world.of, world.key[who]
    about = (key, start)
    ends = draws.happens(CHANGES, "job ends", *about)
    end = start + 90 + draws.whole(640, "job lasts", *about)
    ended = ends & (end <= of.last_day)
    at = heard_of(draws, "employment", start, of.last_day, *about)
    known = np.maximum(
        heard_of(draws, "employment ended", np.where(ended, end, 0), of.last_day, *about), at + 60
    )
    columns = {
        "person_id": who,
        "employer_bin": pool[draws.whole(len(pool), "employer", *about)],
        "activity": draws.among(ACTIVITIES, "economic activity", *about),
        "valid_from": start,
    }
    months = np.maximum((of.last_day - start) // 30, 1)
    store.add(
        "employment", len(who), **columns, months_paid=np.where(ended, 1, months),
        valid_to=np.full(len(who), NONE), recorded_at=at,
        superseded_at=np.where(ended, known, NO_INSTANT),
    )  # fmt: skip
    store.add(
        "employment", int(ended.sum()), **{name: one[ended] for name, one in columns.items()},
        months_paid=np.maximum((end - start)[ended] // 30, 1), valid_to=end[ended],
        recorded_at=known[ended],
    )  # fmt: skip
    if again and ended.any():
        next_start = (end + 20 + draws.whole(150, "to the next job", *about)).astype(np.int32)
        finds = ended & draws.happens(0.75, "finds another", *about) & (next_start <= of.last_day)
        _jobs(store, world, who[finds], next_start[finds], pool, again=False)
