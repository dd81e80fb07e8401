"""Opening, changing and closing a class or group of an academic year."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bagdar.audit.rules import Actor
from bagdar.core.periods import Period
from bagdar.registry.queries import classes as queries
from bagdar.registry.queries.rows import details_of, valid
from bagdar.registry.rules.classes import (
    ClassExists,
    ClassHasLearners,
    ClassNameNeeded,
    NoSuchClass,
)
from bagdar.registry.rules.details import GroupDetails
from bagdar.registry.rules.kinds import GROUP
from bagdar.registry.rules.nouns import Recorded
from bagdar.registry.rules.promoting import ClassKey
from bagdar.registry.services.enrolments import correct_enrolment
from bagdar.registry.services.facts import correct_fact, record_fact, withdraw_fact


@transaction.atomic
def open_class(
    organisation_id: UUID,
    said: GroupDetails,
    days: Period[date],
    *,
    source: str,
    by: Actor,
    at: datetime,
) -> Recorded:
    """A class for some days. Raises ClassNameNeeded, ClassExists, FaultyFact, RegisterBusy."""
    said = _named(said)
    standing = queries.first_named(organisation_id, said.name, days)
    if standing is not None:
        raise ClassExists(day=max(standing.valid_from, days.start))
    return record_fact(GROUP, organisation_id, said, days, source=source, by=by, at=at)


@transaction.atomic
def change_class(
    organisation_id: UUID,
    key: ClassKey,
    said: GroupDetails,
    since: date,
    *,
    source: str,
    by: Actor,
    at: datetime,
) -> int:
    """A class is otherwise from a day on; under another name its learners are recorded anew.

    Gives how many of them. Raises NoSuchClass, and what `open_class` and `correct_enrolment` raise.
    """
    said = _named(said)
    row = queries.standing_row(organisation_id, key, since)
    if row is None:
        raise NoSuchClass()
    how: dict[str, Any] = {"source": source, "by": by, "at": at}
    days = Period(max(since, row.valid_from), row.valid_to)
    if said.name == key.name:
        correct_fact(GROUP, organisation_id, said, days, **how)
    else:
        withdraw_fact(GROUP, organisation_id, {"name": key.name}, days, **how)
        open_class(organisation_id, said, days, **how)
    if (said.level, said.grade, said.name) == (key.level, key.grade, key.name):
        return 0
    stays = queries.stays_from(organisation_id, key, since)
    for one in stays:
        there = details_of(one)
        stay = Period(max(since, one.valid_from), valid(one).end)
        other = replace(there, level=said.level, grade=said.grade, group=said.name)
        correct_enrolment(one.person_id, other, stay, **how)
    return len(stays)


@transaction.atomic
def close_class(
    organisation_id: UUID,
    key: ClassKey,
    on: date,
    *,
    source: str,
    by: Actor,
    at: datetime,
) -> Recorded:
    """From a day on there is no such class. Raises NoSuchClass, ClassHasLearners, FaultyFact."""
    row = queries.standing_row(organisation_id, key, on)
    if row is None:
        raise NoSuchClass()
    count = len(queries.stays_from(organisation_id, key, on))
    if count:
        raise ClassHasLearners(day=on, count=count)
    days = Period(max(on, row.valid_from), row.valid_to)
    return withdraw_fact(
        GROUP, organisation_id, {"name": key.name}, days, source=source, by=by, at=at
    )


def _named(said: GroupDetails) -> GroupDetails:
    """Raises ClassNameNeeded."""
    name = " ".join(said.name.split())
    if not name:
        raise ClassNameNeeded()
    return replace(said, name=name)
