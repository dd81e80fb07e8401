"""What decides about places, of many people at once: marks, schooling, homes, care, programmes.

Nothing here is shown to anybody: who asks has a rule that was declared before, and keeps no more
than what it decides by.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from bagdar.core.languages import Words
from bagdar.core.origins import Origin
from bagdar.registry import models
from bagdar.registry.queries.people import AT_ONCE, batched
from bagdar.registry.queries.rows import on_day
from bagdar.registry.queries.written import When, facts

RURAL = "rural"


@dataclass(frozen=True)
class Points:
    """Points in one subject of an assessment, on its day."""

    subject: str
    score: Decimal
    most: Decimal
    on: date


def points_in(assessment: str, people: Collection[UUID]) -> Mapping[UUID, tuple[Points, ...]]:
    """Whatever organisation recorded them, by day; of whom there are none, there is no entry."""
    found: dict[UUID, list[Points]] = defaultdict(list)
    for some in batched(sorted(people), AT_ONCE):
        rows = models.Result.objects.filter(
            models.CURRENT, person_id__in=some, assessment=assessment
        )
        for row in rows.order_by("valid_from", "subject", "pk"):
            told = Points(row.subject, row.score, row.most_score, row.valid_from)
            found[row.person_id].append(told)
    return {person: tuple(some) for person, some in found.items()}


@dataclass(frozen=True)
class Schooled:
    """levels: completed until a day; grade: in which somebody learns on it, the highest."""

    levels: frozenset[str]
    grade: int | None


def schooling_of(people: Collection[UUID], on: date) -> Mapping[UUID, Schooled]:
    """Of everybody who is asked for."""
    levels: dict[UUID, set[str]] = defaultdict(set)
    grades: dict[UUID, int] = {}
    for some in batched(sorted(people), AT_ONCE):
        done = models.Graduation.objects.filter(
            models.CURRENT, person_id__in=some, valid_from__lte=on
        )
        for person, level in done.values_list("person_id", "level"):
            levels[person].add(level)
        for row in facts(models.Enrolment, "person_id", some, When.ON_DAY, on):
            if row.grade is not None:
                grades[row.person_id] = max(row.grade, grades.get(row.person_id, 0))
    return {one: Schooled(frozenset(levels[one]), grades.get(one)) for one in people}


@dataclass(frozen=True)
class Home:
    """region: of the territory in which somebody lives, "": it is in none; is_rural: a village."""

    territory: str
    region: str
    is_rural: bool


def homes_of(people: Collection[UUID], on: date) -> Mapping[UUID, Home]:
    """Of whom no residence is recorded on the day, there is no entry."""
    lives: dict[UUID, str] = {}
    for some in batched(sorted(people), AT_ONCE):
        rows = facts(models.Residence, "person_id", some, When.ON_DAY, on)
        lives |= {row.person_id: row.territory for row in rows}
    known: dict[str, models.Territory] = {}
    for codes in batched(sorted(set(lives.values())), AT_ONCE):
        rows = facts(models.Territory, "code", codes, When.ON_DAY, on)
        known |= {row.code: row for row in rows}
    return {person: _home(code, known.get(code)) for person, code in lives.items()}


def _home(code: str, row: models.Territory | None) -> Home:
    """A region's own code is its region, whether or not it stands among the territories."""
    region = row.region if row else ""
    return Home(code, region or (code if code.startswith("KZ-") else ""), _is_rural(row))


def _is_rural(row: models.Territory | None) -> bool:
    return row is not None and row.settlement == RURAL


def in_care(people: Collection[UUID], on: date) -> frozenset[UUID]:
    """Who is recorded as an orphan or left without parental care on a day."""
    found: set[UUID] = set()
    for some in batched(sorted(people), AT_ONCE):
        found |= {row.person_id for row in facts(models.Care, "person_id", some, When.ON_DAY, on)}
    return frozenset(found)


@dataclass(frozen=True)
class Offered:
    """A programme that an organisation offers. field: of ISCED, "": it is not said."""

    organisation_id: UUID
    code: str
    name: Words
    level: str
    field: str
    occupation: str


def programmes_offered(
    organisations: Collection[UUID], on: date, levels: Collection[str]
) -> Sequence[Offered]:
    """By code and organisation."""
    found: list[Offered] = []
    for some in batched(sorted(organisations), AT_ONCE):
        rows = facts(models.StudyProgramme, "organisation_id", some, When.ON_DAY, on)
        found += [_offered(row) for row in rows if row.level in levels]
    return sorted(found, key=lambda one: (one.code, str(one.organisation_id)))


def _offered(row: models.StudyProgramme) -> Offered:
    name = Words(kk=row.name_kk, ru=row.name_ru, en=row.name_en or row.name_kk)
    return Offered(row.organisation_id, row.code, name, row.level, row.field, row.occupation)


def organisations_of_type(type: str, on: date, origin: Origin) -> tuple[UUID, ...]:
    """In the whole country, by identifier."""
    rows: Any = models.OrganisationFact.objects.filter(
        models.CURRENT, on_day(on), type=type, origin=origin.value
    )
    return tuple(sorted(set(rows.values_list("organisation_id", flat=True))))


@dataclass(frozen=True)
class Seats:
    """places: that the groups of a year have together; 0: nothing is recorded."""

    organisation_id: UUID
    programme: str
    language: str
    places: int


def seats_of_groups(organisations: Collection[UUID], on: date, grade: int) -> Sequence[Seats]:
    """Of groups of a programme, by organisation, programme and language."""
    found: dict[tuple[UUID, str, str], int] = defaultdict(int)
    for some in batched(sorted(organisations), AT_ONCE):
        for row in _groups(some, on, grade):
            found[row.organisation_id, row.programme, row.language] += row.places or 0
    return [Seats(*key, places) for key, places in sorted(found.items(), key=str)]


def _groups(organisations: Sequence[UUID], on: date, grade: int) -> Iterator[models.Group]:
    for row in facts(models.Group, "organisation_id", organisations, When.ON_DAY, on):
        if row.programme and row.grade == grade:
            yield row
