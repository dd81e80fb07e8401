"""What every step of a year looks at: who there is, where, what is declared, and what is drawn."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from bagdar.simulate.arrays import Array, Integers
from bagdar.simulate.choosing import Choice, choice
from bagdar.simulate.days import NONE, day
from bagdar.simulate.declared import DeclaredNation
from bagdar.simulate.draws import Draws
from bagdar.simulate.learners import State
from bagdar.simulate.organisations import (
    COLLEGE,
    HUB,
    KINDERGARTEN,
    LANGUAGES,
    SMALL,
    UNIVERSITY,
    Organisations,
)
from bagdar.simulate.people import Block, Children, People
from bagdar.simulate.places import Places
from bagdar.simulate.planted import Planted
from bagdar.simulate.programmes import offered
from bagdar.simulate.settings import Settings
from bagdar.simulate.store import place_of

CLASS_YEARS, FIRST_CLASS_YEAR = 60, 1995


@dataclass
class World:
    """key   of every learner: of children first, then of students from abroad
    parallel  (school, class year, language of the school): how many classes; [..., 1] of grade 10
    """

    of: Settings
    nation: DeclaredNation
    draws: Draws
    places: Places
    orgs: Organisations
    children: Children
    foreign: Block
    key: Integers
    state: State
    people: People
    parallel: Array
    parallel_upper: Array
    planted: Planted = field(default_factory=Planted)

    def figure(self, code: str, year: int) -> float:
        return self.nation.figure(code, year)

    @cached_property
    def offers(self) -> Array:
        return offered(self.orgs, self.draws)

    @cached_property
    def languages(self) -> Array:
        """(place in LANGUAGES, order): codes of languages, -1 where there are fewer."""
        table = np.full((len(LANGUAGES), 3), -1, np.int8)
        for row, text in enumerate(LANGUAGES):
            for order, code in enumerate(text.split()):
                table[row, order] = place_of("study_languages", code)
        return table

    # --- what there is to choose from -----------------------------------------------------------

    def kindergartens(self, year: int) -> tuple[Choice, Choice]:
        """Those that are open on 1 September, by settlement and by region."""
        there = self.orgs.of_type(KINDERGARTEN)
        there = there[self.orgs.opened[there] <= day(year, 9, 1)]
        return (
            self._choice(there, self.orgs.place[there], len(self.places.settled)),
            self._choice(there, self.orgs.region[there], len(self.nation.regions)),
        )

    @cached_property
    def schools_of_place(self) -> Choice:
        there = np.arange(self.orgs.schools)
        return self._choice(there, self.orgs.place[there], len(self.places.settled))

    @cached_property
    def hubs_of_region(self) -> Choice:
        """Hub schools, and larger schools of villages where a region has none."""
        role, region = self.orgs.role[: self.orgs.schools], self.orgs.region[: self.orgs.schools]
        has_hub = np.bincount(region[role == HUB], minlength=len(self.nation.regions)) > 0
        there = np.flatnonzero((role == HUB) | (~has_hub[region] & (role != SMALL)))
        return self._choice(there, region[there], len(self.nation.regions))

    @cached_property
    def colleges_of_region(self) -> Choice:
        there = self.orgs.of_type(COLLEGE)
        return self._choice(there, self.orgs.region[there], len(self.nation.regions))

    @cached_property
    def colleges(self) -> Choice:
        there = self.orgs.of_type(COLLEGE)
        return self._choice(there, np.zeros(len(there), np.int64), 1)

    @cached_property
    def universities(self) -> Choice:
        there = self.orgs.of_type(UNIVERSITY)
        return self._choice(there, np.zeros(len(there), np.int64), 1)

    def _choice(self, there: Array, areas: Array, count: int) -> Choice:
        return choice(there, areas, self.orgs.size[there], count)

    # --- children -------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        return len(self.children)

    def is_here(self, on: int) -> Array:
        """Children who are born, alive and in the country on a day."""
        kids = self.children
        gone = (kids.died != NONE) & (kids.died <= on) | (kids.left != NONE) & (kids.left <= on)
        return (kids.born <= on) & ~gone

    def home_region(self, who: Array) -> Array:
        return self.orgs.region[self.children.home[who]]
