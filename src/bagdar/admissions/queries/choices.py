"""What may be wished, with what a family chooses by: free places, distance, price, whose it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bagdar.admissions import models
from bagdar.admissions.queries.children import Kindergarten, kindergartens
from bagdar.admissions.queries.family import free_in_group
from bagdar.admissions.queries.fees import Fee, fees_on
from bagdar.admissions.rules.queue.choosing import Seen, Sight, in_order
from bagdar.core.distance import Point, metres_between
from bagdar.core.languages import Language
from bagdar.core.origins import Origin
from bagdar.registry.public import (
    Building,
    Settled,
    buildings_of,
    homes_of,
    settled_of,
    territories_on,
)


@dataclass(frozen=True)
class Choice:
    """A kindergarten. free: places in the age group; metres: from the settlement that is chosen."""

    garden: Kindergarten
    free: int
    building: Building | None
    fee: Fee | None
    metres: int | None

    @property
    def at(self) -> Point | None:
        return self.building.at if self.building else None


@dataclass(frozen=True)
class Start:
    """From where distances are told. towns: what may be chosen, most sites first.

    chosen  None: nothing, and no distance is told
    """

    towns: tuple[Settled, ...]
    chosen: Settled | None

    @property
    def at(self) -> Point | None:
        return self.chosen.at if self.chosen else None


def start_of(
    region: str, on: date, origin: Origin, *, asked: str | None = None, home_of: UUID | None = None
) -> Start:
    """asked: a territory's code, "": none, None: nobody chose yet, and the settlement stands in
    which the register says that the child lives, or the nearest above it that is among the towns.
    """
    towns = settled_of(region, on, origin)
    known = {one.code: one for one in towns}
    if asked is not None:
        return Start(towns, known.get(asked))
    home = homes_of([home_of], on).get(home_of) if home_of else None
    if home is None:
        return Start(towns, None)
    above = [one.code for one in territories_on([home.territory], on).get(home.territory, ())]
    chosen = next((known[code] for code in (home.territory, *above) if code in known), None)
    return Start(towns, chosen)


def choices_of(queue: models.Queue, group: str, on: date, start: Point | None) -> Sequence[Choice]:
    """By Kazakh name, public and private alike; those without coordinates as well."""
    known = kindergartens(queue.territory, on, Origin(queue.origin))
    free, fees = free_in_group(queue, group), fees_on(known, on)
    buildings = buildings_of(known, on)
    return [
        _choice(one, free.get(id, 0), buildings.get(id), fees.get(id), start)
        for id, one in known.items()
    ]


def _choice(
    garden: Kindergarten, free: int, building: Building | None, fee: Fee | None,
    start: Point | None,
) -> Choice:  # fmt: skip
    there = building.at if building else None
    metres = metres_between(start, there) if start and there else None
    return Choice(garden, free, building, fee, metres)


def sorted_choices(some: Sequence[Choice], sight: Sight, language: Language) -> list[Choice]:
    return in_order(
        sight,
        [
            (
                Seen(
                    one.garden.name[language], one.free, one.metres,
                    one.fee.tenge if one.fee else None,
                ),
                one,
            )
            for one in some
        ],
    )  # fmt: skip


def sight_of(asked: str, start: Start) -> Sight:
    """What is asked for; else the nearest first where a settlement is chosen, else most free."""
    if asked in set(Sight):
        return Sight(asked)
    return Sight.NEAR if start.chosen else Sight.FREE
