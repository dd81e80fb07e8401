"""Who completed a level where, and with what marks: what a diploma is made from."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Max

from bagdar.core.languages import Words
from bagdar.core.names import Name
from bagdar.core.origins import Origin
from bagdar.registry import models
from bagdar.registry.queries.declared import lists
from bagdar.registry.queries.people import AT_ONCE, batched
from bagdar.registry.queries.written import names_on


@dataclass(frozen=True)
class Graduated:
    """A graduation that stands now. name: of that day; None: the register has none.

    A name is personal: `repr` shows none of it.
    """

    id: int
    person_id: UUID
    organisation_id: UUID
    on: date
    level: str
    programme: str
    with_distinction: bool
    document_number: str
    origin: Origin
    name: Name | None


@dataclass(frozen=True)
class Reached:
    """The latest result of an assessment in a subject."""

    code: str
    title: Words
    score: Decimal
    most: Decimal


def graduated(organisation_id: UUID, since: date, before: date) -> tuple[Graduated, ...]:
    """Who graduated in an organisation from a day until before another, by day and name."""
    rows = models.Graduation.objects.filter(
        models.CURRENT,
        organisation_id=organisation_id,
        valid_from__gte=since,
        valid_from__lt=before,
    )
    return _graduated(rows.values_list(*_COLUMNS))


def latest_graduation(organisation_id: UUID, before: date) -> date | None:
    """The latest day before another on which somebody graduated there; None: nobody did."""
    rows = models.Graduation.objects.filter(
        models.CURRENT, organisation_id=organisation_id, valid_from__lt=before
    )
    found: date | None = rows.aggregate(day=Max("valid_from"))["day"]
    return found


def graduated_by_id(ids: Collection[int]) -> Mapping[int, Graduated]:
    """Those of these graduations that still stand; a corrected or withdrawn one is left out."""
    found: dict[int, Graduated] = {}
    for some in batched(sorted(ids), AT_ONCE):
        rows = models.Graduation.objects.filter(models.CURRENT, pk__in=some)
        found |= {one.id: one for one in _graduated(rows.values_list(*_COLUMNS))}
    return found


def graduations_of(organisation_id: UUID, people: Collection[UUID]) -> tuple[Graduated, ...]:
    """The graduations of some people in an organisation that stand now."""
    found: list[tuple[Any, ...]] = []
    for some in batched(sorted(people), AT_ONCE):
        rows = models.Graduation.objects.filter(
            models.CURRENT, organisation_id=organisation_id, person_id__in=some
        )
        found += rows.values_list(*_COLUMNS)
    return _graduated(found)


class _Row(NamedTuple):
    pk: int
    person_id: UUID
    organisation_id: UUID
    valid_from: date
    level: str
    programme: str
    with_distinction: bool | None
    document_number: str
    origin: str


_COLUMNS = _Row._fields


def _graduated(told: Iterable[tuple[Any, ...]]) -> tuple[Graduated, ...]:
    """told: _COLUMNS of graduations."""
    rows = [_Row(*one) for one in told]
    people: dict[date, list[UUID]] = {}
    for row in rows:
        people.setdefault(row.valid_from, []).append(row.person_id)
    names = {day: names_on(some, day) for day, some in people.items()}
    found = [
        Graduated(
            row.pk, row.person_id, row.organisation_id, row.valid_from, row.level, row.programme,
            bool(row.with_distinction), row.document_number, Origin(row.origin),
            names[row.valid_from].get(row.person_id),
        )
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.on, one.name.full if one.name else "", one.id)))


def reached(
    organisation_id: UUID, people: Collection[UUID], assessments: Collection[str]
) -> Mapping[UUID, tuple[Reached, ...]]:
    """Each person's latest results in some assessments of an organisation, in the lists' order."""
    latest: dict[tuple[UUID, str, str], models.Result] = {}
    for some in batched(sorted(people), AT_ONCE):
        rows = models.Result.objects.filter(
            models.CURRENT,
            organisation_id=organisation_id,
            person_id__in=some,
            assessment__in=assessments,
        )
        for row in rows.order_by("valid_from", "pk"):
            latest[row.person_id, row.assessment, row.subject] = row
    known = lists()
    order = {code: place for place, code in enumerate([*known["assessments"], *known["subjects"]])}
    found: dict[UUID, list[Reached]] = {}
    for (person, kind, subject), row in sorted(
        latest.items(), key=lambda one: (order.get(one[0][1], -1), order.get(one[0][2], -1))
    ):
        told = Reached(kind, _title(kind, subject), row.score, row.most_score)
        found.setdefault(person, []).append(told)
    return {person: tuple(some) for person, some in found.items()}


def _title(assessment: str, subject: str) -> Words:
    known = lists()
    kinds, subjects = known["assessments"], known["subjects"]
    kind = kinds[assessment].name if assessment in kinds else Words.same(assessment)
    of = subjects[subject].name if subject in subjects else Words.same(subject)
    return Words(kk=f"{of.kk}: {kind.kk}", ru=f"{of.ru}: {kind.ru}", en=f"{of.en}: {kind.en}")


def graduation_standing(person_id: UUID, level: str, programme: str) -> int | None:
    """The graduation that stands now of a person's level and programme; the latest of several."""
    rows = models.Graduation.objects.filter(
        models.CURRENT, person_id=person_id, level=level, programme=programme
    )
    return rows.order_by("-valid_from", "-pk").values_list("pk", flat=True).first()
