"""How a person of the register stands to whoever asks: the relations of the access table.

self     the person, from the eighteenth birthday on, or of unknown age
ward     a child of whom the reader is a guardian on that day, until the eighteenth birthday
own      somebody who learns or works in the reader's organisation on that day
region   somebody who learns or works in the reader's region on that day
any      everybody
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bagdar.access.rules.roles import Place
from bagdar.core.origins import Origin
from bagdar.core.periods import age_on

ADULT = 18  # years; the Code on Marriage and Family ends guardianship then


@dataclass(frozen=True)
class Whereabouts:
    """What the register says of a person on the day of the question, as known at that moment."""

    person_id: UUID
    born_on: date | None = None
    guardians: frozenset[UUID] = frozenset()
    organisations: frozenset[UUID] = frozenset()
    regions: frozenset[str] = frozenset()
    origin: Origin = Origin.REAL


def is_adult(born_on: date | None, on: date) -> bool | None:
    """None: the birth date is not known. Who is not yet born is no adult."""
    if born_on is None:
        return None
    return born_on <= on and age_on(born_on, on) >= ADULT


def relations(reader: Place, person: Whereabouts, on: date) -> frozenset[str]:
    """Every relation in which the person stands to the reader; "any" is always one."""
    return frozenset(("any", *_relations(reader, person, is_adult(person.born_on, on))))


def _relations(reader: Place, person: Whereabouts, adult: bool | None) -> Iterator[str]:
    if reader.person_id is not None:
        if reader.person_id == person.person_id and adult is not False:
            yield "self"
        if reader.person_id in person.guardians and adult is not True:
            yield "ward"
    if reader.organisation_id is not None and reader.organisation_id in person.organisations:
        yield "own"
    if reader.region_code and reader.region_code in person.regions:
        yield "region"
