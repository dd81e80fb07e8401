"""Admitting a person into an organisation: one whom the register knows, or a new one."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from bagdar.audit.rules import Actor
from bagdar.core.national_ids import Iin
from bagdar.core.periods import Period
from bagdar.registry.queries import desk
from bagdar.registry.queries.rows import origin_of_organisation
from bagdar.registry.rules.desk_errors import AlreadyHere, LearnsElsewhere, NotAgreed
from bagdar.registry.rules.differing import differing, said_of
from bagdar.registry.rules.errors import AlreadyEnrolled
from bagdar.registry.rules.nouns import EnrolmentDetails, PersonDetails, Recorded
from bagdar.registry.services.enrolments import enrol
from bagdar.registry.services.newcomers import record_newcomer
from bagdar.registry.services.timelines import tells_when_busy


@tells_when_busy
@transaction.atomic
def admit_known(
    iin: Iin,
    born_on: date,
    said: EnrolmentDetails,
    valid: Period[date],
    *,
    typed: PersonDetails | None = None,
    source: str,
    by: Actor,
    at: datetime,
) -> Recorded:
    """A person of the register, named by an IIN and a birth date that both agree.

    typed  who the operator says it is; nothing of it is recorded, and `otherwise` names the
           details that the register has otherwise
    Raises NotAgreed, AlreadyHere, LearnsElsewhere, and what `enrol` raises.
    """
    origin = origin_of_organisation(said.organisation_id)
    person_id = desk.agreed(iin, born_on, origin)
    if person_id is None:
        raise NotAgreed()
    done = _enrolled(person_id, said, valid, source, by, at)
    return replace(done, otherwise=_otherwise(person_id, typed))


def _otherwise(person_id: UUID, typed: PersonDetails | None) -> tuple[str, ...]:
    return differing(desk.recorded(person_id), said_of(typed)) if typed else ()


@tells_when_busy
@transaction.atomic
def admit_new(
    person: PersonDetails,
    said: EnrolmentDetails,
    valid: Period[date],
    *,
    is_another: bool = False,
    source: str,
    by: Actor,
    at: datetime,
) -> Recorded:
    """A person whom the register does not know. Raises what `record_newcomer` and `enrol` raise."""
    origin = origin_of_organisation(said.organisation_id)
    made = record_newcomer(
        person, valid.start, origin, is_another=is_another, source=source, by=by, at=at
    )
    return _enrolled(made, said, valid, source, by, at)


def _enrolled(
    person_id: UUID,
    said: EnrolmentDetails,
    valid: Period[date],
    source: str,
    by: Actor,
    at: datetime,
) -> Recorded:
    try:
        done = enrol(person_id, said, valid, source=source, by=by, at=at)
    except AlreadyEnrolled as error:
        standing = desk.first_full_time(person_id, valid)
        if standing is None:
            raise
        is_here = standing.organisation_id == said.organisation_id
        refusal = AlreadyHere if is_here else LearnsElsewhere
        raise refusal(day=error.facts["day"]) from None
    if not done.added:  # every day of it stands already
        raise AlreadyHere(day=valid.start)
    return done
