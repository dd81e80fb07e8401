"""Enrolling, leaving, transferring; correcting and withdrawing what was recorded of it.

Each locks the person, so that nobody else changes the person's places meanwhile.

place       where: the organisation, the level and whether full-time
left_on     the first day on which the person is not there any more
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.periods import Change, Period, Version, revise
from bagdar.registry import models
from bagdar.registry.queries.declared import lists
from bagdar.registry.queries.rows import details_of, origin_of_organisation, versions
from bagdar.registry.rules import checks, enrolling
from bagdar.registry.rules.enrolling import Step
from bagdar.registry.rules.errors import OriginsMeet
from bagdar.registry.rules.kinds import ENROLMENT
from bagdar.registry.rules.nouns import EnrolmentDetails, Place, Recorded
from bagdar.registry.rules.restating import Restated, restate
from bagdar.registry.services.timelines import Writer, locked_person, moment, tells_when_busy


@tells_when_busy
@transaction.atomic
def enrol(
    person_id: UUID,
    said: EnrolmentDetails,
    valid: Period[date],
    *,
    source: str,
    by: Actor,
    at: datetime,
    delivery_id: UUID | None = None,
) -> Recorded:
    """Put a person into a place for a period on which that timeline is free.

    Raises FaultyFact, NoSuchPerson, NoSuchOrganisation, OriginsMeet, NotThere, LevelNotOffered,
    AlreadyEnrolled, RegisterBusy.
    """
    person = _locked(person_id, said, valid, source)
    steps = enrolling.entering(_standing(person, said.place), said, valid)
    return _take(
        person, {said.place.timeline: steps}, "registry.enrolled", source, by, at, delivery_id
    )


@tells_when_busy
@transaction.atomic
def correct_enrolment(
    person_id: UUID,
    said: EnrolmentDetails,
    valid: Period[date],
    *,
    source: str,
    by: Actor,
    at: datetime,
    delivery_id: UUID | None = None,
) -> Recorded:
    """What is true of a place for a period, whatever was known of the same timeline before.

    Full-time, that may be another organisation. From full-time to part-time is not a correction
    but a withdrawal and an enrolment. Raises what `enrol` raises, and NotEnrolled.
    """
    person = _locked(person_id, said, valid, source)
    steps = enrolling.correcting(_standing(person, said.place), said, valid)
    return _take(
        person,
        {said.place.timeline: steps},
        "registry.enrolment_corrected",
        source,
        by,
        at,
        delivery_id,
    )


@tells_when_busy
@transaction.atomic
def restate_enrolment(
    person_id: UUID,
    one: Restated[EnrolmentDetails],
    *,
    within: UUID,
    source: str,
    by: Actor,
    at: datetime,
) -> Recorded:
    """An enrolment that stands is otherwise, on other days, or in another place: both in one.

    within  the organisation that says so
    Raises  what `correct_enrolment` raises; RecordChanged, DaysTaken
    """
    assert one.said is not None
    person = _locked(person_id, one.said, one.valid, source)
    standing = {name: _standing(person, of.place) for name, of in one.timelines(ENROLMENT).items()}
    steps = {str(name): some for (name,), some in restate(ENROLMENT, standing, one, within).items()}
    own = Change(one.said, one.valid)
    action = "registry.enrolment_corrected"
    return _take(person, steps, action, source, by, at, None, own)


@tells_when_busy
@transaction.atomic
def leave(
    person_id: UUID,
    place: Place,
    left_on: date,
    reason: str,
    *,
    source: str,
    by: Actor,
    at: datetime,
    delivery_id: UUID | None = None,
) -> Recorded:
    """End a person's days at a place. Raises FaultyFact, NoSuchPerson, NotEnrolled,
    RegisterBusy.
    """
    person = _locked(person_id, reason, None, source)
    steps = enrolling.leaving(_standing(person, place), place, left_on, reason)
    return _take(person, {place.timeline: steps}, "registry.left", source, by, at, delivery_id)


@tells_when_busy
@transaction.atomic
def transfer(
    person_id: UUID,
    place: Place,
    to: EnrolmentDetails,
    valid: Period[date],
    reason: str,
    *,
    source: str,
    by: Actor,
    at: datetime,
    delivery_id: UUID | None = None,
) -> Recorded:
    """Leave one place and enter another on the same day, both or neither.

    valid   the days in the new place; its first one is the first not in the old one
    Raises  what `leave` and `enrol` raise
    """
    person = _locked(person_id, to, valid, source)
    checks.demand(checks.reason_problems(reason, lists(), needed=True))
    standing = _standing(person, place)
    steps = {place.timeline: enrolling.leaving(standing, place, valid.start, reason)}
    if to.place.timeline == place.timeline:
        later = moment(at, _rows(person, place.timeline))
        after = revise(standing, steps[place.timeline], later).applied_to(standing)
        steps[place.timeline] += enrolling.entering(after, to, valid)
    else:
        entered = _standing(person, to.place)
        steps[to.place.timeline] = enrolling.entering(entered, to, valid)
    return _take(person, steps, "registry.transferred", source, by, at, delivery_id)


@tells_when_busy
@transaction.atomic
def withdraw_enrolment(
    person_id: UUID,
    place: Place,
    period: Period[date],
    *,
    source: str,
    by: Actor,
    at: datetime,
    delivery_id: UUID | None = None,
) -> Recorded:
    """Take back days at a place that were recorded and never were.

    Raises FaultyFact, NoSuchPerson, NotEnrolled, RegisterBusy.
    """
    person = _locked(person_id, None, None, source)
    steps = enrolling.withdrawing(_standing(person, place), place, period)
    return _take(
        person, {place.timeline: steps}, "registry.enrolment_withdrawn", source, by, at, delivery_id
    )


def _locked(
    person_id: UUID, said: EnrolmentDetails | str | None, valid: Period[date] | None, source: str
) -> models.Person:
    """The person's row, locked, once what is said has been looked through.

    said  a place to enter, or a reason to leave for
    """
    found = [checks.source_problems(source)]
    if isinstance(said, EnrolmentDetails) and valid is not None:
        found.append(checks.enrolment_problems(said, valid, lists()))
    elif said is not None:
        found.append(checks.reason_problems(said, lists(), needed=True))
    checks.demand(*found)
    person = locked_person(person_id)
    if isinstance(said, EnrolmentDetails) and valid is not None:
        _demand_place(person, said, valid)
    return person


def _demand_place(person: models.Person, said: EnrolmentDetails, valid: Period[date]) -> None:
    if origin_of_organisation(said.organisation_id) != person.origin:
        raise OriginsMeet()
    known = models.OrganisationFact.objects.filter(
        models.CURRENT, organisation_id=said.organisation_id
    )
    enrolling.demand_offered(versions(list(known)), said.level, valid, lists().types)


def _rows(person: models.Person, timeline: str) -> list[models.Enrolment]:
    rows = models.Enrolment.objects.filter(person=person)
    return [row for row in rows if details_of(row).place.timeline == timeline]


def _standing(person: models.Person, place: Place) -> tuple[Version[EnrolmentDetails], ...]:
    return versions(_rows(person, place.timeline))


def _take(
    person: models.Person,
    steps: Mapping[str, Sequence[Step]],
    action: str,
    source: str,
    by: Actor,
    at: datetime,
    delivery_id: UUID | None,
    own: Change[EnrolmentDetails] | None = None,
) -> Recorded:
    """Write the steps of each timeline. The event names the person's id and counts, no place."""
    writer = Writer(by, source, {"person": person, "origin": person.origin}, delivery_id, own)
    standing = {timeline: _rows(person, timeline) for timeline in steps}
    at = moment(at, *standing.values())
    ended = added = 0
    for timeline, said in steps.items():
        rows = standing[timeline]
        one, other = writer.write_rows(ENROLMENT, rows, revise(versions(rows), said, at))
        ended, added = ended + one, added + other
    told = {"origin": person.origin, "ended": ended, "added": added}
    record(action, about=f"registry.person:{person.pk}", by=by, facts=told)
    return Recorded(person.pk, ended, added)
