"""What an organisation is and was, and who learnt there on a day."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from bagdar.core.names import Name
from bagdar.core.periods import Period
from bagdar.registry import models
from bagdar.registry.queries.people import batched
from bagdar.registry.queries.rows import (
    details_of,
    on_day,
    origin_of_organisation,
)
from bagdar.registry.queries.rows import (
    known_at as told_at,
)
from bagdar.registry.rules.kinds import ENROLMENT
from bagdar.registry.rules.nouns import EnrolmentDetails, Form, Learner, OrganisationDetails
from bagdar.registry.rules.promoting import ClassKey


def organisation_on(
    organisation_id: UUID, on: date, known_at: datetime | None = None
) -> OrganisationDetails | None:
    """An organisation on a day, as the register says now or said at an instant; None: nothing.

    Raises NoSuchOrganisation.
    """
    origin_of_organisation(organisation_id)
    row = models.OrganisationFact.objects.filter(
        on_day(on), told_at(known_at), organisation_id=organisation_id
    ).first()
    return details_of(row) if row else None


def enrolments_on(
    organisation_id: UUID,
    on: date,
    known_at: datetime | None = None,
    *,
    of: ClassKey | None = None,
) -> tuple[Learner, ...]:
    """A class list as it was on a day and as it was known: by level, grade, group and name.

    of  one class alone; None: everybody who learns there
    Names are those of the day too; empty where the register gave none. Raises NoSuchOrganisation.
    """
    origin_of_organisation(organisation_id)
    when = on_day(on) & told_at(known_at)
    rows = models.Enrolment.objects.filter(when, organisation_id=organisation_id)
    if of is not None:
        rows = rows.filter(level=of.level, grade=of.grade, group=of.name)
    listed = list(rows.values_list("person_id", "valid_from", "valid_to", *COLUMNS))
    names, unknown = _names({row[0] for row in listed}, when), Name("", "")
    learners = [
        Learner(
            person_id,
            names.get(person_id, unknown),
            _enrolment(organisation_id, said),
            Period(since, until),
        )
        for person_id, since, until, *said in listed
    ]
    return tuple(sorted(learners, key=_in_order))


COLUMNS = tuple(one.name for one in ENROLMENT.columns if one.name != "organisation_id")


def _enrolment(organisation_id: UUID, said: Sequence[Any]) -> EnrolmentDetails:
    facts = dict(zip(COLUMNS, said, strict=True))
    return EnrolmentDetails(organisation_id, **{**facts, "form": Form(facts["form"])})


def _names(people: Collection[UUID], when: Q) -> dict[UUID, Name]:
    fields = ("person_id", "family", "given", "patronymic")
    return {
        person_id: Name(*parts)
        for some in batched(list(people), MANY)
        for person_id, *parts in models.PersonFact.objects.filter(
            when, person_id__in=some
        ).values_list(*fields)
    }


MANY = 5000  # people in one question


def _in_order(one: Learner) -> tuple[object, ...]:
    said = one.enrolment
    return said.level, said.grade or 0, said.group, one.name.full, str(one.person_id), said.form
