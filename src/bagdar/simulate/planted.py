"""What is wrong on purpose, and the note of it that no register would have.

doubles   a school that takes a pupil over makes a new person instead of finding the one there is
ghosts    children who are enrolled and are not there: all year, or for the weeks of a count
errors    values that were written wrongly and that nobody has put right
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from bagdar.simulate.arrays import Array
from bagdar.simulate.days import NONE, day, heard_of, in_year
from bagdar.simulate.learners import YearRows, write
from bagdar.simulate.organisations import KINDERGARTEN, SCHOOL
from bagdar.simulate.people import DOUBLE, GHOST, Block
from bagdar.simulate.store import NO_INSTANT, Store, place_of

if TYPE_CHECKING:
    from bagdar.simulate.world import World

BECOMES_DOUBLE = 0.12  # of those who come over in the middle of a year
ANOTHER_DAY = 0.1  # of doubles: the birth day is off as well
PADDING = 0.08  # ghosts for each child who is there
BEFORE_COUNT = 0.4  # of those who pad: for the weeks of a count only
ABSENT, FOR_COUNT = "absent_all_year", "only_for_the_count"


@dataclass
class Planted:
    """Columns of truth, piece by piece."""

    doubles: list[dict[str, Any]] = field(default_factory=list)
    ghosts: list[dict[str, Any]] = field(default_factory=list)
    languages: list[dict[str, Any]] = field(default_factory=list)
    pay: list[dict[str, Any]] = field(default_factory=list)


def make_doubles(world: "World", rows: YearRows, who: Array, on: Array, year: int) -> None:
    """The new stays of some are another person's, as the register sees it."""
    draws, planted = world.draws, world.planted
    some = np.flatnonzero(draws.happens(BECOMES_DOUBLE, "double", world.key[who], year))
    who, on = who[some], on[some]
    if not len(who):
        return
    kids = world.children
    key = np.uint64(DOUBLE) + (np.uint64(year) << np.uint64(40)) + who.astype(np.uint64)
    slips = draws.happens(ANOTHER_DAY, "double's birth day", key)
    block = Block(
        key=key,
        root=kids.root[who],
        is_male=kids.is_male[who],
        born=kids.born[who] + np.where(slips, 1, 0).astype(np.int32),
        died=np.full(len(who), NONE, np.int32),
        tradition=kids.tradition[who],
        since=on,
        region=world.home_region(who),
        name_key=kids.key[who],
    )
    double = world.people.add(block)
    places = rows.at[who]
    rows.rows["person"][places] = double
    planted.doubles.append(
        {"person": who, "double": double, "org": rows.rows["org"][places], "on": on, "slips": slips}
    )


def wrong_languages(world: "World", rows: dict[str, Array], share: float) -> None:
    """Some stays say another language of study, and nobody notices."""
    about = (rows["person"], rows["start"])
    chosen = world.draws.happens(share, "wrong language", *about) & (rows["language"] >= 0)
    stands = (rows["known"] == NO_INSTANT) & (rows["person"] < len(world.key))
    some = np.flatnonzero(chosen & stands)
    true = rows["language"][some].copy()
    rows["language"][some] = 1 - np.minimum(true, 1)
    world.planted.languages.append(
        {"person": rows["person"][some], "start": rows["start"][some], "true": true,
         "written": rows["language"][some]}
    )  # fmt: skip


# --- ghosts -----------------------------------------------------------------------------------


def add_ghosts(store: Store, world: "World", learners: Array, year: int) -> None:
    orgs, draws = world.orgs, world.draws
    chance = np.select(
        [(orgs.type == KINDERGARTEN) & orgs.is_private, orgs.type == SCHOOL],
        [world.figure("planted.padding_kindergartens", year) * 2,
         world.figure("planted.padding_schools", year)],
        0.0,
    )  # fmt: skip
    chosen = draws.happens(chance, "pads", orgs.key)
    if world.of.scale < 0.05:  # a small nation has one of them, so that it can be found
        gardens = np.flatnonzero((orgs.type == KINDERGARTEN) & (orgs.opened == world.of.first_day))
        chosen[gardens[np.argmin(draws.unit("pads", orgs.key[gardens]))]] = True
    padding = np.flatnonzero(chosen & (learners > 0))
    each = np.maximum((learners[padding] * PADDING).astype(int), 2)
    org = np.repeat(padding, each)
    number = np.arange(len(org)) - np.repeat(np.cumsum(each) - each, each)
    if len(org):
        _enrol_ghosts(store, world, org.astype(np.int32), number, year)


def _enrol_ghosts(store: Store, world: "World", org: Array, number: Array, year: int) -> None:
    orgs, draws, of = world.orgs, world.draws, world.of
    serial = orgs.key[org] & np.uint64(0xFFFFFF) | (
        (orgs.type[org] == SCHOOL).astype(np.uint64) << np.uint64(24)
    )
    key = np.uint64(GHOST) + (serial << np.uint64(24)) + (np.uint64(year) << np.uint64(10))
    key += number.astype(np.uint64)
    at_school = orgs.type[org] == SCHOOL
    grade = np.where(at_school, 1 + draws.whole(9, "ghost's grade", key), 0)
    age = np.where(at_school, grade + 6, 3 + draws.whole(3, "ghost's age", key))
    born = in_year(draws, "born", year - age, key)
    shares = [one.share for one in world.nation.names.tradition]
    ghosts = world.people.add(
        Block(
            key=key, root=key, is_male=draws.happens(0.5, "sex", key), born=born,
            died=np.full(len(key), NONE, np.int32),
            tradition=draws.among(shares, "tradition", key).astype(np.int8),
            since=np.full(len(key), day(year, 8, 20), np.int32), region=orgs.region[org],
        )
    )  # fmt: skip
    counts = draws.happens(BEFORE_COUNT, "pads before a count", orgs.key[org])
    start = np.where(counts, day(year, 9, 20), day(year, 9, 1))
    whole = np.where(at_school, day(year + 1, 6, 1), day(year + 1, 9, 1))
    if year == of.last_year:
        whole = np.full(len(org), NONE)
    end = np.where(counts, day(year, 10, 20), whole)
    levels = [place_of("isced_levels", one) for one in ("02", "1", "2")]
    language = world.languages[orgs.languages[org], 0]
    write(store, {
        "person": ghosts, "org": org, "form": np.zeros(len(org), np.int8), "grade": grade,
        "level": np.select([grade == 0, grade <= 4], levels[:2], levels[2]).astype(np.int8),
        "group": np.full(len(org), -1, np.int32), "language": language,
        "funding": np.zeros(len(org), np.int8), "programme": np.full(len(org), -1),
        "dual": np.full(len(org), -1), "start": start, "end": end,
        "recorded": heard_of(draws, "enrolled", start, of.last_day, key, year),
        "known": np.full(len(org), NO_INSTANT), "reason": np.full(len(org), -1),
    })  # fmt: skip
    world.planted.ghosts.append(
        {"person": ghosts, "org": org, "start": start, "end": end,
         "kind": np.where(counts, FOR_COUNT, ABSENT), "year": np.full(len(org), year)}
    )  # fmt: skip
