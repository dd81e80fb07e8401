"""Rows of the tables as values, and values as columns."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, Q

from bagdar.core.names import Name
from bagdar.core.national_ids import Bin, Iin
from bagdar.core.origins import Origin
from bagdar.core.periods import Period, Version
from bagdar.registry import models
from bagdar.registry.rules.errors import NoSuchOrganisation, NoSuchPerson
from bagdar.registry.rules.nouns import (
    EnrolmentDetails,
    Form,
    OrganisationDetails,
    PersonDetails,
    StoryLine,
)


def person_details(row: models.PersonFact) -> PersonDetails:
    return PersonDetails(
        name=Name(row.family, row.given, row.patronymic),
        sex=row.sex or None,
        born_on=row.born_on,
        citizenship=row.citizenship,
        iin=Iin(row.iin) if row.iin else None,
    )


def person_columns(said: PersonDetails) -> dict[str, Any]:
    return {
        "family": said.name.family,
        "given": said.name.given,
        "patronymic": said.name.patronymic,
        "sex": said.sex or "",
        "born_on": said.born_on,
        "citizenship": said.citizenship,
        "iin": said.iin.number if said.iin else "",
    }


def organisation_details(row: models.OrganisationFact) -> OrganisationDetails:
    return OrganisationDetails(
        name_kk=row.name_kk,
        name_ru=row.name_ru,
        name_en=row.name_en,
        bin=Bin(row.bin) if row.bin else None,
        type=row.type,
        ownership=row.ownership,
        languages=frozenset(row.languages.split()),
        region=row.region,
        parent_id=row.parent_id,
    )


def organisation_columns(said: OrganisationDetails) -> dict[str, Any]:
    return {
        "name_kk": said.name_kk,
        "name_ru": said.name_ru,
        "name_en": said.name_en,
        "bin": said.bin.number if said.bin else "",
        "type": said.type,
        "ownership": said.ownership,
        "languages": " ".join(sorted(said.languages)),
        "region": said.region,
        "parent_id": said.parent_id,
    }


ENROLMENT = ("organisation_id", "level", "grade", "group", "language", "funding", "leaving_reason")


def enrolment_details(row: models.Enrolment) -> EnrolmentDetails:
    columns = {name: getattr(row, name) for name in ENROLMENT}
    return EnrolmentDetails(form=Form(row.form), **columns)


def enrolment_columns(said: EnrolmentDetails) -> dict[str, Any]:
    return {"form": said.form.value, **{name: getattr(said, name) for name in ENROLMENT}}


READERS: dict[type[Model], Callable[[Any], Any]] = {
    models.PersonFact: person_details,
    models.OrganisationFact: organisation_details,
    models.Enrolment: enrolment_details,
}


def valid(row: models.Fact) -> Period:
    return Period(row.valid_from, row.valid_to)


def known(row: models.Fact) -> Period:
    return Period(row.recorded_at, row.superseded_at)


def versions(rows: Sequence[Any]) -> tuple[Version[Any], ...]:
    """The rows of a timeline as core.periods sees them."""
    return tuple(Version(READERS[type(row)](row), valid(row), known(row)) for row in rows)


def story_line(row: Any) -> StoryLine[Any]:
    return StoryLine(
        details=READERS[type(row)](row),
        valid=valid(row),
        known=known(row),
        recorded_by=row.recorded_by,
        recorded_role=row.recorded_role,
        source=row.source,
        ended_by=row.superseded_by,
    )


def on_day(day: Any) -> Q:
    """Facts that hold on a day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def known_at(instant: datetime | None) -> Q:
    """Facts that the register said at an instant; None: those that it says now."""
    if instant is None:
        return models.CURRENT
    return Q(recorded_at__lte=instant) & (models.CURRENT | Q(superseded_at__gt=instant))


def origin_of_person(id: UUID) -> Origin:
    """Raises NoSuchPerson."""
    found = models.Person.objects.filter(pk=id).values_list("origin", flat=True).first()
    if found is None:
        raise NoSuchPerson(id=id)
    return Origin(found)


def origin_of_organisation(id: UUID) -> Origin:
    """Raises NoSuchOrganisation."""
    found = models.Organisation.objects.filter(pk=id).values_list("origin", flat=True).first()
    if found is None:
        raise NoSuchOrganisation(id=id)
    return Origin(found)
