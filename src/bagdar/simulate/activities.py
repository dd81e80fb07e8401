"""Rows of `activity`: clubs, sport and movements. A place is held for a span of grades."""

from dataclasses import dataclass, field

import numpy as np

from bagdar.simulate.arrays import Array
from bagdar.simulate.days import day, heard_of
from bagdar.simulate.learners import IN_COLLEGE, SCHOOLING
from bagdar.simulate.lives import Year
from bagdar.simulate.store import Store, place_of
from bagdar.simulate.world import World

# The last grade of the span that a grade belongs to.
CLUB_UNTIL = np.array([0, 2, 2, 4, 4, 7, 7, 7, 9, 9, 11, 11])
MOVEMENT_UNTIL = np.array([0, 4, 4, 4, 4, 7, 7, 7, 9, 9, 10, 0])
SPORTS = [
    place_of("activities", one)
    for one in ("athletics", "football", "basketball", "volleyball", "wrestling", "boxing",
                "swimming", "gymnastics", "skiing", "chess", "togyzqumalaq", "national_sports")
]  # fmt: skip
CLUBS = [
    place_of("activities", one)
    for one in ("robotics", "programming", "technical", "science", "ecology", "local_history",
                "arts", "music", "dombyra", "dance", "theatre", "languages")
]  # fmt: skip
CLUB, SPORT, MOVEMENT = (place_of("activity_kinds", one) for one in ("club", "sport", "movement"))
QYRAN, ULAN, SARBAZ = (
    place_of("activities", one) for one in ("zhas_qyran", "zhas_ulan", "zhas_sarbaz")
)


@dataclass
class Activities:
    """until: the day to which each learner's place in a club and in a movement is taken."""

    world: World
    club_until: Array = field(init=False)
    movement_until: Array = field(init=False)

    def __post_init__(self) -> None:
        self.club_until = np.zeros(len(self.world.key), np.int32)
        self.movement_until = np.zeros(len(self.world.key), np.int32)

    def add(self, store: Store, year: Year) -> None:
        rows = year.enrolled
        start = day(year.year, 9, 1)
        pupils = np.flatnonzero((rows["stage"] == SCHOOLING) & (rows["start"] == start))
        who, org, grade = (rows[name][pupils] for name in ("person", "org", "grade"))
        self._clubs(store, year.year, who, org, grade)
        self._movements(store, year.year, who, org, grade)
        students = np.flatnonzero((rows["stage"] == IN_COLLEGE) & (rows["start"] == start))
        self._soldiers(store, year.year, rows["person"][students], rows["org"][students])

    def _clubs(self, store: Store, year: int, who: Array, org: Array, grade: Array) -> None:
        """The act counts pupils of cities and of villages as parts of all pupils."""
        world, draws = self.world, self.world.draws
        urban = world.orgs.is_urban[org]
        city = max(float(urban.mean()), 1e-9) if len(urban) else 1.0
        chance = np.where(
            urban,
            world.figure("activity.supplementary_urban", year) / city,
            world.figure("activity.supplementary_rural", year) / max(1 - city, 1e-9),
        )
        span = CLUB_UNTIL[grade]
        key = world.key[who]
        goes = (draws.unit("club", key, span) < chance) & (self.club_until[who] <= day(year, 9, 1))
        sport = world.figure("activity.sport", year) / world.figure("activity.supplementary", year)
        is_sport = draws.happens(sport, "sport", key, span)
        self._write(
            store, year, who[goes], org[goes], (span - grade)[goes], self.club_until,
            np.where(is_sport, SPORT, CLUB)[goes],
            np.where(
                is_sport,
                np.array(SPORTS)[draws.whole(len(SPORTS), "which sport", key, span)],
                np.array(CLUBS)[draws.whole(len(CLUBS), "which club", key, span)],
            )[goes],
            2 + 2 * draws.whole(3, "club hours", key, span)[goes],
        )  # fmt: skip

    def _movements(self, store: Store, year: int, who: Array, org: Array, grade: Array) -> None:
        world, draws = self.world, self.world.draws
        young = grade <= 4
        chance = np.where(
            young,
            world.figure("activity.zhas_qyran", year),
            world.figure("activity.zhas_ulan", year),
        )
        span = MOVEMENT_UNTIL[grade]
        goes = (draws.unit("movement", world.key[who], young) < chance) & (span > 0)
        goes &= self.movement_until[who] <= day(year, 9, 1)
        self._write(
            store, year, who[goes], org[goes], (span - grade)[goes], self.movement_until,
            MOVEMENT, np.where(young[goes], QYRAN, ULAN), 1,
        )  # fmt: skip

    def _soldiers(self, store: Store, year: int, who: Array, org: Array) -> None:
        whole = max(len(who) / self.world.of.scale, 1)
        chance = self.world.figure("activity.zhas_sarbaz", year) / whole
        goes = self.world.draws.happens(chance, "zhas sarbaz", self.world.key[who], year)
        none = np.zeros(int(goes.sum()), np.int64)
        self._write(
            store, year, who[goes], org[goes], none, self.movement_until, MOVEMENT, SARBAZ, 2
        )

    def _write(
        self, store: Store, year: int, who: Array, org: Array, more: Array, until: Array,
        kind: Array | int, direction: Array | int, hours: Array | int,
    ) -> None:  # fmt: skip
        """more: years after this one."""
        start = day(year, 9, 15)
        ends = np.array([day(year + 1 + later, 6, 1) for later in range(5)], np.int32)
        end = ends[np.clip(more, 0, 4)]
        until[who] = end
        store.add(
            "activity", len(who), person_id=who, organisation_id=org, kind=kind,
            direction=direction, hours_per_week=hours, valid_from=start, valid_to=end,
            recorded_at=heard_of(self.world.draws, "activity", start, self.world.of.last_day,
                                 self.world.key[who], year, kind),
        )  # fmt: skip
