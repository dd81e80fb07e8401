"""The synthetic nation from its settings: made once, then written table by table."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from bagdar.simulate.activities import Activities
from bagdar.simulate.arrays import Array
from bagdar.simulate.condition import add_conditions, buildings, counted
from bagdar.simulate.days import NONE
from bagdar.simulate.declared import read_nation
from bagdar.simulate.draws import Draws
from bagdar.simulate.groups import add_groups
from bagdar.simulate.learners import State
from bagdar.simulate.lives import Year, live
from bagdar.simulate.naming import Namer
from bagdar.simulate.organisations import make_organisations
from bagdar.simulate.people import (
    FOREIGN,
    FOREIGN_NAMES,
    Block,
    People,
    block_of_children,
    guardians,
    make_children,
)
from bagdar.simulate.places import Borders, Places, add_territories
from bagdar.simulate.planted import add_ghosts
from bagdar.simulate.programmes import CODES, group_names
from bagdar.simulate.results import add_results
from bagdar.simulate.rows_of_organisations import add_organisations
from bagdar.simulate.rows_of_people import (
    PersonRows,
    add_guardians,
    add_homes,
    everybody,
)
from bagdar.simulate.rows_of_staff import add_development, add_pay, add_posts, add_qualifications
from bagdar.simulate.settings import Settings
from bagdar.simulate.staff import block_of_staff, staff_of
from bagdar.simulate.store import Store
from bagdar.simulate.support import (
    add_care,
    add_dormitory,
    add_support,
    guardians_of_orphans,
    orphans,
)
from bagdar.simulate.working import add_employment, employers
from bagdar.simulate.world import CLASS_YEARS, World
from bagdar.simulate.writing import Decoder, Identifiers
from bagdar.warehouse.public import schema
from bagdar.warehouse.tables.contract import Kind
from bagdar.warehouse.tables.registry import TABLES

Told = Callable[[str, int, int], None]
GUESTS = 140_000  # students from abroad of the whole country and all years, at most


@dataclass
class Nation:
    """Everything that was made; `frames` gives a table's rows."""

    of: Settings
    world: World
    people: People
    store: Store
    persons: PersonRows
    decoder: Decoder
    years: list[Year] = field(default_factory=list)

    def schema(self, table: str) -> dict[str, Any]:
        return dict(schema(TABLES[table]))

    def count(self, table: str) -> int:
        return self.persons.count() if table == "person" else self.store.count(table)

    def frames(self, table: str) -> Iterator[pl.DataFrame]:
        """The rows of a table as Parquet will hold them, some at a time, in their order."""
        if table == "person":
            for count, window in self.persons.windows(self.of.chunk):
                yield self.decoder.frame(TABLES[table], count, window)
        else:
            yield from self.decoder.frames(table, self.of.chunk)

    def regions_of(self, table: str) -> Iterator[Array]:
        """For each piece of a table, the place of the region of each row: of the person it speaks
        of, else of the organisation. Territories are not counted.
        """
        if table == "person":
            region = self.person_region[self.persons.told.who]
            yield from (region, region[self.persons.changed()])
            return
        names = TABLES[table].by_name
        if "person_id" in names:
            for person in self.store.parts(table, "person_id"):
                yield self.person_region[person]
        elif "organisation_id" in names:
            for org in self.store.parts(table, "organisation_id"):
                yield self.world.orgs.region[org]

    @cached_property
    def person_region(self) -> Array:
        """Children who moved are counted where they live at last."""
        region = self.people.whole("region")
        kids = self.world.children
        region[: len(kids)] = self.world.orgs.region[kids.home]
        return region

    def table(self, table: str) -> pl.DataFrame:
        """A whole table; for a small nation."""
        frames = list(self.frames(table))
        return pl.concat(frames) if frames else pl.DataFrame(schema=self.schema(table))


def make_nation(of: Settings, told: Told = lambda step, done, whole: None) -> Nation:
    """told: what is being done, how much of it is, and of how much."""
    world, people, store = _begin(of)
    first_home = world.children.home.copy()
    add_territories(store, world.places, world.nation, of)
    add_organisations(store, world)
    span = len(of.years)
    years, learners = _lives(world, store, lambda year: told("lives", year - of.first_year, span))
    add_homes(store, world, first_home, years)
    _families(world, people, store)
    _of_organisations(world, people, store, learners)
    namer = Namer.of(world.nation.names, world.draws)
    persons = PersonRows(everybody(people, _used(store, people), world), namer, world)
    persons.prepare(store)
    return Nation(of, world, people, store, persons, _decoder(world, people, store), years)


def _begin(of: Settings) -> tuple[World, People, Store]:
    nation, draws = read_nation(of.data_dir), Draws(of.seed)
    places = Places(Borders(nation.regions))
    orgs = make_organisations(nation, places, draws, of)
    children = make_children(nation, orgs, draws, of)
    foreign = _guests(of, draws)
    people = People()
    people.add(block_of_children(children, orgs.region[children.home]))
    people.add(foreign)
    key = np.concatenate([children.key, foreign.key])
    classes = np.zeros((orgs.schools, CLASS_YEARS, 3), np.int16)
    world = World(
        of=of, nation=nation, draws=draws, places=places, orgs=orgs, children=children,
        foreign=foreign, people=people, key=key, state=State.empty(len(key)), parallel=classes,
        parallel_upper=classes.copy(),
    )  # fmt: skip
    return world, people, _store()


def _store() -> Store:
    """With the texts that stand for places which the modules compute."""
    store = Store()
    for table, column, texts in (
        ("enrolment", "group", group_names()),
        ("group", "name", group_names()),
        ("enrolment", "programme", CODES),
        ("graduation", "programme", CODES),
        ("group", "programme", CODES),
    ):
        store.texts_of(table, column).texts[:] = texts
    return store


def _guests(of: Settings, draws: Draws) -> Block:
    """Students from abroad who may come; most of them never do."""
    count = int(GUESTS * of.scale) + 60
    key = np.uint64(FOREIGN) + np.arange(count, dtype=np.uint64)
    return Block(
        key=key,
        root=key,
        is_male=draws.happens(0.6, "sex", key),
        born=np.zeros(count, np.int32),
        died=np.full(count, NONE, np.int32),
        tradition=np.full(count, FOREIGN_NAMES, np.int8),
        since=np.zeros(count, np.int32),
        region=np.zeros(count, np.int32),
    )


def _families(world: World, people: People, store: Store) -> None:
    kids, of = world.children, world.of
    region = world.orgs.region[kids.home]
    needed = np.flatnonzero(kids.cohort > of.first_year - 18)
    block, mother, father = guardians(kids, world.draws, region, needed)
    places = people.add(block)
    shift = int(places[0]) if len(places) else 0
    for parent in (mother, father):
        parent[parent >= 0] += shift
    who, since = orphans(world)
    add_care(store, world, who, since)
    alone = np.full(len(kids), NONE, np.int32)
    alone[who] = since
    add_guardians(store, world, mother, father, alone)
    guardians_of_orphans(store, world, who, since, places)


def _lives(world: World, store: Store, told: Callable[[int], None]) -> tuple[list[Year], Array]:
    """(years, learners): what each year and each summer leaves, and how many learn in each
    organisation by year. The enrolments of a year are let go once all is made of them.
    """
    activities, pool = Activities(world), employers(world)
    years, learners = [], []
    for year in live(world, store, told):
        activities.add(store, year)
        add_results(store, world, year)
        add_dormitory(store, world, year)
        add_employment(store, world, year.finished, pool, year.year)
        add_groups(store, world, year)
        learners.append(counted(world, year))
        add_ghosts(store, world, learners[-1], year.year)
        year.enrolled = {}
        years.append(year)
    add_support(store, world)
    return years, np.stack(learners, axis=1)


def _of_organisations(world: World, people: People, store: Store, learners: Array) -> None:
    built = buildings(world, learners)
    add_conditions(store, world, built)
    staff = staff_of(world, built)
    places = people.add(block_of_staff(world, staff))
    shift = int(places[0]) if len(places) else 0
    add_posts(store, world, staff, shift)
    add_pay(store, world, staff, shift)
    add_qualifications(store, world, staff, shift)
    add_development(store, world, staff, shift)


def _used(store: Store, people: People) -> Array:
    used = np.zeros(people.count, bool)
    for name, contract in TABLES.items():
        for column in contract.columns:
            if column.kind is Kind.REFERENCE and column.to == "person" and name != "person":
                for part in store.parts(name, column.name):
                    used[part] = True
    return used


def _decoder(world: World, people: People, store: Store) -> Decoder:
    draws = world.draws
    return Decoder(
        store,
        Identifiers(people.whole("key"), draws.bits("id of a person")[0]),
        Identifiers(world.orgs.key, draws.bits("id of an organisation")[0]),
        f"simulated nation, seed {world.of.seed}",
    )
