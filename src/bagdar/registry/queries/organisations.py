"""What an organisation is and was, and who learnt there on a day."""

from datetime import date, datetime
from uuid import UUID

from bagdar.core.names import Name
from bagdar.registry import models
from bagdar.registry.queries.rows import (
    details_of,
    on_day,
    origin_of_organisation,
    valid,
)
from bagdar.registry.queries.rows import (
    known_at as told_at,
)
from bagdar.registry.rules.nouns import Learner, OrganisationDetails


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
    organisation_id: UUID, on: date, known_at: datetime | None = None
) -> tuple[Learner, ...]:
    """A class list as it was on a day and as it was known: by level, grade, group and name.

    Names are those of the day too; empty where the register gave none. Raises NoSuchOrganisation.
    """
    origin_of_organisation(organisation_id)
    when = on_day(on) & told_at(known_at)
    rows = models.Enrolment.objects.filter(when, organisation_id=organisation_id)
    people = models.PersonFact.objects.filter(when, person_id__in=rows.values("person_id"))
    names = {
        row.person_id: Name(row.family, row.given, row.patronymic)
        for row in people.only("person_id", "family", "given", "patronymic")
    }
    unknown = Name("", "")
    listed = [
        Learner(row.person_id, names.get(row.person_id, unknown), details_of(row), valid(row))
        for row in rows
    ]
    return tuple(sorted(listed, key=_in_order))


def _in_order(one: Learner) -> tuple[object, ...]:
    said = one.enrolment
    return said.level, said.grade or 0, said.group, one.name.full, str(one.person_id), said.form
