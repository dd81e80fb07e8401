"""Rows of `person`, `residence` and `guardianship`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from bagdar.simulate.arrays import Array, Integers, Whole
from bagdar.simulate.days import NONE, heard_of, years_later
from bagdar.simulate.lives import Year
from bagdar.simulate.naming import Namer
from bagdar.simulate.numbers import iins
from bagdar.simulate.people import CHILD, FOREIGN_NAMES, People
from bagdar.simulate.rows_of_organisations import territory_codes
from bagdar.simulate.store import NO_INSTANT, Store, place_of
from bagdar.simulate.world import World

MISSPELT = 0.003
WITHOUT_IIN = 0.01
FULL_AGE = 18


@dataclass
class Told:
    """Everybody of whom the register tells something, ready to be written.

    who   places among people
    root  the family
    """

    who: Array
    key: Integers
    root: Integers
    name_key: Integers
    tradition: Array
    is_male: Array
    born: Array
    died: Array
    since: Array
    iin: Whole
    is_double: Array


def everybody(people: People, used: Array, world: World) -> Told:
    """used: of each person, whether any row names them."""
    who = np.flatnonzero(used).astype(np.int32)
    key, root, born = (people.whole(name)[who] for name in ("key", "root", "born"))
    is_male, tradition = people.whole("is_male")[who], people.whole("tradition")[who]
    foreign = tradition == FOREIGN_NAMES
    name_key = np.concatenate([one.names_of for one in people.blocks])[who]
    iin = iins(born, is_male, foreign, world.draws, key)
    is_double = name_key != key
    none = world.draws.happens(np.where(foreign, 0.3, WITHOUT_IIN), "no iin", key)
    return Told(
        who=who, key=key, root=root, name_key=name_key, tradition=tradition, is_male=is_male,
        born=born, died=people.whole("died")[who], since=people.whole("since")[who],
        iin=np.where(none | is_double, -1, iin), is_double=is_double,
    )  # fmt: skip


def _is_child(key: Integers) -> Array:
    return (key >> np.uint64(56)) == np.uint64(CHILD >> 56)


@dataclass
class PersonRows:
    """Rows of `person`, made window by window, since texts of names take room."""

    told: Told
    namer: Namer
    world: World

    def prepare(self, store: Store) -> None:
        store.texts_of("person", "family").texts[:] = self.namer.family_texts()
        store.texts_of("person", "given").texts[:] = self.namer.given_texts()
        store.texts_of("person", "patronymic").texts[:] = self.namer.patronymic.texts

    def windows(self, length: int) -> Iterator[tuple[int, dict[str, Any]]]:
        """The rows as they stand, or as they were first said; then what replaced some of them."""
        for start in range(0, len(self.told.who), length):
            yield self._window(np.arange(start, min(start + length, len(self.told.who))), True)
        changed = self.changed()
        for start in range(0, len(changed), length):
            yield self._window(changed[start : start + length], False)

    def changed(self) -> Array:
        """Those of whom something else was said later: they have a second row."""
        return np.flatnonzero(self._misspelt() | self._dead())

    def _misspelt(self) -> Array:
        return self.world.draws.happens(MISSPELT, "misspelt", self.told.key) & ~self.told.is_double

    def _dead(self) -> Array:
        return self.told.died != NONE

    def count(self) -> int:
        return len(self.told.who) + len(self.changed())

    def misdated(self, rows: Array) -> Array:
        """Whose birth is written a year too early, and nobody noticed."""
        share = self.world.figure("planted.errors", self.world.of.first_year)
        key, born = self.told.key[rows], self.told.born[rows]
        return np.where(
            self.world.draws.happens(share, "misdated", key), years_later(born, -1), born
        )

    def _window(self, rows: Array, is_first: bool) -> tuple[int, dict[str, Any]]:
        one, draws, of = self.told, self.world.draws, self.world.of
        key, died = one.key[rows], one.died[rows]
        written = self.misdated(rows)
        named = (one.tradition[rows], one.is_male[rows])
        misspelt = draws.happens(MISSPELT, "misspelt", key) & ~one.is_double[rows]
        given = self.namer.givens(one.name_key[rows], *named)
        family = self.namer.families(one.root[rows], *named)
        # a child's patronymic hangs on the father of the family, anybody else's on nobody told
        line = np.where(_is_child(one.name_key[rows]), one.root[rows], key)
        patronymic = self.namer.patronymics(line, *named)
        typed = one.is_double[rows] | (misspelt & is_first)
        given = np.where(typed, given + len(self.namer.given.texts), given)
        family = np.where(one.is_double[rows], family + len(self.namer.family.texts), family)
        foreign = one.tradition[rows] == FOREIGN_NAMES
        heard = heard_of(
            draws, "person", np.maximum(one.since[rows], of.first_day), of.last_day, key
        )
        mended = heard_of(
            draws, "mended", np.maximum(one.since[rows], of.first_day) + 120, of.last_day, key
        )
        dead = heard_of(draws, "died", np.where(died == NONE, 0, died), of.last_day, key)
        later = np.maximum(np.where(died != NONE, dead, mended), heard + 60)
        changed = misspelt | (died != NONE)
        return len(rows), {
            "person_id": one.who[rows],
            "family": family,
            "given": given,
            "patronymic": np.where(foreign | one.is_double[rows], -1, patronymic),
            "other_name": self._latin(family, given, draws.happens(0.3, "passport", key)),
            "sex": one.is_male[rows].astype(np.int8),
            "born_on": written,
            "died_on": np.where(is_first, NONE, died),
            "citizenship": np.where(foreign, 1 + draws.whole(8, "citizenship", key), 0),
            "iin": one.iin[rows],
            "valid_from": written,
            "valid_to": np.full(len(rows), NONE),
            "recorded_at": heard if is_first else later,
            "superseded_at": np.where(changed & is_first, later, NO_INSTANT),
        }  # fmt: skip

    def _latin(self, family: Array, given: Array, has_passport: Array) -> pl.Series:
        """The name as a passport has it, of those who have one."""
        families, givens = (pl.Series(texts) for texts in self.namer.latin_texts())
        name = families.gather(family % len(families)) + " " + givens.gather(given % len(givens))
        return name.zip_with(pl.Series(has_passport), pl.Series([None], dtype=pl.String))


# --- homes ------------------------------------------------------------------------------------


def add_homes(store: Store, world: World, first_home: Array, years: Sequence[Year]) -> None:
    """Where every child lives, from birth or the first day that is told, until the next move."""
    kids, of = world.children, world.of
    born = np.maximum(kids.born, of.first_day)
    told = np.flatnonzero((kids.cohort >= of.first_year - FULL_AGE) & (kids.born <= of.last_day))
    who = np.concatenate([told, *(one.moved.person for one in years)]).astype(np.int32)
    home = np.concatenate([first_home[told], *(one.moved.home for one in years)])
    moved = np.concatenate([told[:0], *(one.moved.on for one in years)])
    start = np.concatenate([born[told], np.maximum(moved, born[who[len(told) :]])])
    order = np.lexsort((start, who))
    who, home, start = who[order], home[order], start[order]
    end = np.full(len(who), NONE, np.int32)
    followed = np.r_[who[1:] == who[:-1], False]
    end[followed] = start[1:][followed[:-1]]
    lost = np.where(kids.died != NONE, kids.died, kids.left)[who]
    end = np.where(~followed, lost, end)
    fine = (end == NONE) | (end > start)
    who, home, start, end = who[fine], home[fine], start[fine], end[fine]
    home_code = territory_codes(store, world, world.orgs.place)[home]
    with_end(store, "residence", world, who, start, end, "moved", territory=home_code)


def with_end(
    store: Store, table: str, world: World, who: Array, start: Array, end: Array, purpose: str,
    **columns: Array,
) -> None:  # fmt: skip
    """Rows that had no end until it came: then they were superseded by the same with one."""
    draws, of = world.draws, world.of
    key = who.astype(np.uint64)
    at = heard_of(draws, f"{table}/began", start, of.last_day, key, start)
    ended = end != NONE
    known = np.maximum(
        heard_of(draws, f"{table}/{purpose}", np.where(ended, end, 0), of.last_day, key, start),
        at + 60,
    )
    store.add(
        table, len(who), person_id=who, valid_from=start, valid_to=np.full(len(who), NONE),
        recorded_at=at, superseded_at=np.where(ended, known, NO_INSTANT), **columns,
    )  # fmt: skip
    store.add(
        table, int(ended.sum()), person_id=who[ended], valid_from=start[ended], valid_to=end[ended],
        recorded_at=known[ended], **{name: one[ended] for name, one in columns.items()},
    )  # fmt: skip


def add_guardians(store: Store, world: World, mother: Array, father: Array, alone: Array) -> None:
    """Parents until the child is of full age, or until the day from which it is without them."""
    kids, of = world.children, world.of
    for parent in (mother, father):
        who = np.flatnonzero((parent >= 0) & (alone != kids.born)).astype(np.int32)
        born = kids.born[who]
        at = heard_of(
            world.draws, "guardian", np.maximum(born, of.first_day), of.last_day, kids.key[who]
        )
        store.add(
            "guardianship",
            len(who),
            person_id=who,
            guardian_id=parent[who],
            kind=place_of("guardian_kinds", "parent"),
            valid_from=born,
            valid_to=np.where(alone[who] != NONE, alone[who], years_later(born, FULL_AGE)),
            recorded_at=at,
        )
