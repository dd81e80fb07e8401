"""Who learns where: what is said of a person, of an organisation, of an enrolment.

Frozen values, compared by what they say; a timeline of them is core.periods' business. A name and
an IIN are personal: `repr` shows neither.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, Self, TypeVar
from uuid import UUID

from bagdar.core.names import Name
from bagdar.core.national_ids import Bin, Iin, Sex
from bagdar.core.origins import Origin
from bagdar.core.periods import Period

V = TypeVar("V")
FULL_TIME_TIMELINE = "full_time"


class Form(StrEnum):
    """How somebody learns. A person is full-time in one place at most on any day."""

    FULL_TIME = "full_time"
    PART_TIME = "part_time"
    DISTANCE = "distance"


@dataclass(frozen=True, repr=False)
class PersonDetails:
    """A person, for some days.

    sex, born_on    None: not known
    citizenship     ISO 3166-1 alpha-2; empty: not known
    iin             None: none, or not known
    other_name      the whole name in another script, as a passport has it
    """

    name: Name
    sex: Sex | None = None
    born_on: date | None = None
    citizenship: str = ""
    iin: Iin | None = None
    other_name: str = ""
    died_on: date | None = None

    def __repr__(self) -> str:
        return f"PersonDetails({self.name!r}, {self.iin!r})"


@dataclass(frozen=True)
class OrganisationDetails:
    """An organisation, for some days.

    type, ownership, languages  codes of data/registry/
    region      ISO 3166-2, a region that exists on each of the days
    parent_id   the organisation that this one is a part of
    territory   code of the territory where it is; settlement, network_role: codes as well
    """

    name_kk: str
    name_ru: str
    type: str
    region: str
    name_en: str = ""
    bin: Bin | None = None
    ownership: str = ""
    languages: frozenset[str] = frozenset()
    parent_id: UUID | None = None
    territory: str = ""
    settlement: str = ""
    network_role: str = ""


@dataclass(frozen=True)
class Place:
    """Where somebody learns: an organisation, a level, and whether full-time."""

    organisation_id: UUID
    level: str
    is_full_time: bool = True

    @property
    def timeline(self) -> str:
        """Full-time places are one timeline of a person, every other place is one of its own."""
        if self.is_full_time:
            return FULL_TIME_TIMELINE
        return f"{self.organisation_id}:{self.level}"


@dataclass(frozen=True)
class EnrolmentDetails:
    """An enrolment, for some days.

    level           ISCED 2011; grade: grade or course, None where there is none
    group           as the organisation calls it, such as «5 Ә»
    programme       code of what is studied, as the organisation's programmes have it
    leaving_reason  on the days before somebody left; empty: has not left, or nobody said why
    """

    organisation_id: UUID
    level: str
    form: Form = Form.FULL_TIME
    grade: int | None = None
    group: str = ""
    language: str = ""
    funding: str = ""
    leaving_reason: str = ""
    programme: str = ""
    is_dual: bool | None = None

    @property
    def place(self) -> Place:
        return Place(self.organisation_id, self.level, self.form is Form.FULL_TIME)

    def left_for(self, reason: str) -> Self:
        return replace(self, leaving_reason=reason)


@dataclass(frozen=True)
class Recorded:
    """What a service did: versions that it ended and added; none: all of it was known already.

    id        of whom or what it is; None: a territory, which has none
    warnings  codes of core.national_ids, and of rules: what is odd about what was taken
    otherwise  details that were said otherwise than they are recorded, and left so
    """

    id: UUID | None
    ended: int
    added: int
    warnings: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()


@dataclass(frozen=True)
class StoryLine(Generic[V]):
    """One version of a fact, with who recorded it and on what; ended_by: empty while it stands."""

    details: V
    valid: Period[date]
    known: Period[datetime]
    recorded_by: str
    recorded_role: str
    source: str
    ended_by: str = ""


@dataclass(frozen=True)
class Story:
    """What was ever recorded of a person, in the order in which it was.

    facts  by kind, every kind that was asked for; empty where nothing was ever said
    """

    person_id: UUID
    origin: Origin
    facts: Mapping[str, tuple[StoryLine[Any], ...]]

    @property
    def person(self) -> tuple[StoryLine[PersonDetails], ...]:
        return self.facts["person"]

    @property
    def enrolments(self) -> tuple[StoryLine[EnrolmentDetails], ...]:
        return self.facts["enrolment"]


@dataclass(frozen=True)
class Learner:
    """One line of a class list."""

    person_id: UUID
    name: Name
    enrolment: EnrolmentDetails
    valid: Period[date]


@dataclass(frozen=True)
class Found:
    """A person that a search gives."""

    person_id: UUID
    details: PersonDetails


@dataclass(frozen=True)
class Standing(Generic[V]):
    """What is said of a person or an organisation, and for which days."""

    whose: UUID
    details: V
    valid: Period[date]


@dataclass(frozen=True)
class Left:
    """Days of a timeline of which somebody has said something since; whose None: a territory."""

    kind: str
    whose: UUID | None
    days: Period[date]


@dataclass(frozen=True)
class Undone:
    """What undoing a delivery did: versions of it that ended, versions that came back.

    left  what it had said and somebody has since corrected, which stays
    """

    delivery_id: UUID
    ended: int
    restored: int
    left: tuple[Left, ...]
