"""Adding, changing and ending facts of the organisation's own people.

Whose person it is, the view has made sure. fact_id: of the row that stands; it changes with it.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bagdar.audit.rules import Actor
from bagdar.core.national_ids import Iin
from bagdar.core.periods import Period
from bagdar.registry.queries import desk
from bagdar.registry.queries import own_facts as queries
from bagdar.registry.queries.rows import details_of, origin_of_person
from bagdar.registry.rules.desk_errors import NotAgreed
from bagdar.registry.rules.details import GuardianshipDetails
from bagdar.registry.rules.kinds import GUARDIANSHIP, POST
from bagdar.registry.rules.nouns import PersonDetails, Recorded
from bagdar.registry.rules.own_facts import NoSuchFact, OwnKind
from bagdar.registry.rules.staffing import PostKey
from bagdar.registry.services.facts import correct_fact, record_fact, withdraw_fact
from bagdar.registry.services.newcomers import record_newcomer
from bagdar.registry.services.staffing import end_post
from bagdar.registry.services.timelines import tells_when_busy


@tells_when_busy
@transaction.atomic
def change_fact(
    own: OwnKind,
    person_id: UUID,
    organisation_id: UUID,
    fact_id: int,
    given: dict[str, Any],
    since: date,
    *,
    source: str,
    by: Actor,
    at: datetime,
) -> Recorded:
    """What stands is otherwise from a day on; from its first day on it always was otherwise.

    given   columns of own.changed; a column that is left out says nothing
    Raises  NoSuchFact, and what `correct_fact` raises
    """
    row = queries.standing_fact(own, person_id, organisation_id, fact_id)
    if row.valid_to is not None and since >= row.valid_to:
        raise NoSuchFact()
    kept = {**own.kind.written(details_of(row)), **dict.fromkeys(one.name for one in own.changed)}
    changed = {one.name: given.get(one.name) for one in own.changed}
    said = own.kind.read({**kept, **changed})
    days = Period(max(since, row.valid_from), row.valid_to)
    return correct_fact(own.kind, person_id, said, days, source=source, by=by, at=at)


@tells_when_busy
@transaction.atomic
def end_fact(
    own: OwnKind,
    person_id: UUID,
    organisation_id: UUID,
    fact_id: int,
    on: date,
    *,
    reason: str = "",
    source: str,
    by: Actor,
    at: datetime,
) -> Recorded:
    """The day before `on` is the last one; from the first day on it never was.

    reason  why a post ended; nothing else has one
    Raises  NoSuchFact, and what `end_post` and `withdraw_fact` raise
    """
    row = queries.standing_fact(own, person_id, organisation_id, fact_id)
    how: dict[str, Any] = {"source": source, "by": by, "at": at}
    if own.kind is POST:
        key = PostKey(row.organisation_id, row.position, row.subject)
        return end_post(person_id, key, on, reason, **how)
    if row.valid_to is not None and on >= row.valid_to:
        raise NoSuchFact()
    days = Period(max(on, row.valid_from), row.valid_to)
    return withdraw_fact(own.kind, person_id, own.kind.narrow(details_of(row)), days, **how)


@tells_when_busy
@transaction.atomic
def add_known_guardian(
    person_id: UUID,
    iin: Iin,
    born_on: date,
    kind: str,
    days: Period[date],
    *,
    source: str,
    by: Actor,
    at: datetime,
) -> Recorded:
    """A person of the register answers for another, named by IIN and birth date that both agree.

    Raises NotAgreed, and what `record_fact` raises.
    """
    guardian_id = desk.agreed(iin, born_on, origin_of_person(person_id))
    if guardian_id is None:
        raise NotAgreed()
    said = GuardianshipDetails(guardian_id=guardian_id, kind=kind)
    return record_fact(GUARDIANSHIP, person_id, said, days, source=source, by=by, at=at)


@tells_when_busy
@transaction.atomic
def add_new_guardian(
    person_id: UUID,
    guardian: PersonDetails,
    kind: str,
    days: Period[date],
    *,
    is_another: bool = False,
    source: str,
    by: Actor,
    at: datetime,
) -> Recorded:
    """A person whom the register does not know answers for another. As `staffing.hire_new`."""
    how: dict[str, Any] = {"source": source, "by": by, "at": at}
    origin = origin_of_person(person_id)
    made = record_newcomer(guardian, days.start, origin, is_another=is_another, **how)
    said = GuardianshipDetails(guardian_id=made, kind=kind)
    return record_fact(GUARDIANSHIP, person_id, said, days, **how)
