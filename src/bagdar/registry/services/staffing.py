"""Staff of an organisation: hiring, changing a post, ending it; what qualifies and what is paid."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bagdar.audit.rules import Actor
from bagdar.core.national_ids import Iin
from bagdar.core.periods import Period
from bagdar.registry.queries import desk
from bagdar.registry.queries import staff as queries
from bagdar.registry.queries.declared import lists
from bagdar.registry.queries.rows import details_of, origin_of_organisation
from bagdar.registry.rules import checks
from bagdar.registry.rules.desk_errors import NotAgreed
from bagdar.registry.rules.details import PostDetails
from bagdar.registry.rules.errors import FaultyFact
from bagdar.registry.rules.kinds import POST
from bagdar.registry.rules.nouns import PersonDetails, Recorded
from bagdar.registry.rules.staffing import NoSuchPost, PostKey
from bagdar.registry.services.facts import correct_fact, record_fact, withdraw_fact
from bagdar.registry.services.newcomers import record_newcomer
from bagdar.registry.services.timelines import tells_when_busy


@tells_when_busy
@transaction.atomic
def hire_known(
    iin: Iin,
    born_on: date,
    said: PostDetails,
    days: Period[date],
    *,
    source: str,
    by: Actor,
    at: datetime,
) -> Recorded:
    """A person of the register, named by an IIN and a birth date that both agree.

    Raises NotAgreed, and what `record_fact` raises.
    """
    person_id = desk.agreed(iin, born_on, origin_of_organisation(said.organisation_id))
    if person_id is None:
        raise NotAgreed()
    return record_fact(POST, person_id, said, days, source=source, by=by, at=at)


@tells_when_busy
@transaction.atomic
def hire_new(
    person: PersonDetails,
    said: PostDetails,
    days: Period[date],
    *,
    is_another: bool = False,
    source: str,
    by: Actor,
    at: datetime,
) -> Recorded:
    """A person whom the register does not know. Raises what `record_newcomer` raises."""
    origin = origin_of_organisation(said.organisation_id)
    how: dict[str, Any] = {"source": source, "by": by, "at": at}
    made = record_newcomer(person, days.start, origin, is_another=is_another, **how)
    return record_fact(POST, made, said, days, **how)


@tells_when_busy
@transaction.atomic
def end_post(
    person_id: UUID,
    key: PostKey,
    on: date,
    reason: str,
    *,
    source: str,
    by: Actor,
    at: datetime,
) -> Recorded:
    """The day before `on` is the last one; the reason stands on the days until then.

    Raises NoSuchPost, FaultyFact, and what `correct_fact` raises.
    """
    checks.demand(checks.source_problems(source))
    if reason not in lists()["post_ends"]:
        raise FaultyFact(list(checks.reason_problems("?", lists(), needed=True)))
    row = queries.post_row(person_id, key, on)
    if row is None or row.valid_from >= on:
        raise NoSuchPost()
    how: dict[str, Any] = {"source": source, "by": by, "at": at}
    until = on if row.valid_to is None or row.valid_to > on else row.valid_to
    if row.valid_to is None or row.valid_to > on:
        withdraw_fact(POST, person_id, key.columns, Period(on, row.valid_to), **how)
    said = replace(details_of(row), leaving_reason=reason)
    return correct_fact(POST, person_id, said, Period(row.valid_from, until), **how)
