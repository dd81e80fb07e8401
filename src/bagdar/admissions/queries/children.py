"""What the register says of a child and of the kindergartens of a territory."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bagdar.admissions.rules.queue.errors import NoSuchChild
from bagdar.core.languages import Words
from bagdar.core.origins import Origin
from bagdar.registry.public import organisations_of_region, origin_of_person, person_on
from bagdar.registry.rules.errors import NoSuchPerson

KINDERGARTEN = "kindergarten"


@dataclass(frozen=True)
class Child:
    """A child of the register. region: where it lives, or ""."""

    id: UUID
    name: str
    born_on: date
    origin: Origin


@dataclass(frozen=True)
class Kindergarten:
    """One that may be wished. ownership, languages, territory: codes of the register."""

    id: UUID
    name: Words
    ownership: str
    languages: frozenset[str]
    territory: str


def child_on(person_id: UUID, on: date) -> Child:
    """Raises NoSuchChild: nobody, or of whom no birth date is known."""
    try:
        origin, told = origin_of_person(person_id), person_on(person_id, on)
    except NoSuchPerson:
        raise NoSuchChild() from None
    if told is None or told.born_on is None:
        raise NoSuchChild()
    return Child(person_id, told.name.full, told.born_on, origin)


def kindergartens(
    territory: str, on: date, origin: Origin, among: Collection[UUID] | None = None
) -> Mapping[UUID, Kindergarten]:
    """Public and private alike, by identifier in the order of their Kazakh names; of some alone."""
    found = organisations_of_region(territory, on, origin=origin, type=KINDERGARTEN, among=among)
    return {
        one.whose: Kindergarten(
            one.whose,
            Words(
                kk=one.details.name_kk, ru=one.details.name_ru,
                en=one.details.name_en or one.details.name_kk,
            ),
            one.details.ownership, one.details.languages, one.details.territory,
        )
        for one in found
    }  # fmt: skip
