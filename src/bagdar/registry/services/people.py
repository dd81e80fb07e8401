"""Recording and correcting who a person is."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.core.periods import Change, Period, local_date, supersede
from bagdar.registry import models
from bagdar.registry.queries.delivered import held_elsewhere
from bagdar.registry.queries.rows import versions
from bagdar.registry.rules import checks
from bagdar.registry.rules.desk_errors import DescribedElsewhere
from bagdar.registry.rules.kinds import PERSON
from bagdar.registry.rules.nouns import PersonDetails, Recorded
from bagdar.registry.services.keys import replace_keys
from bagdar.registry.services.timelines import Writer, locked_person, moment, tells_when_busy


@tells_when_busy
@transaction.atomic
def record_person(
    said: PersonDetails,
    valid: Period[date],
    *,
    origin: Origin,
    source: str,
    by: Actor,
    at: datetime,
    delivery_id: UUID | None = None,
) -> Recorded:
    """A person whom the register does not know yet. Raises FaultyFact, IinTaken, RegisterBusy."""
    checks.demand(checks.person_problems(said), checks.source_problems(source))
    person = models.Person.objects.create(origin=origin.value, recorded_at=at)
    return _take(person, said, valid, "registry.person_recorded", source, by, at, delivery_id)


@tells_when_busy
@transaction.atomic
def correct_person(
    person_id: UUID,
    said: PersonDetails,
    valid: Period[date],
    *,
    source: str,
    by: Actor,
    at: datetime,
    delivery_id: UUID | None = None,
    within: UUID | None = None,
) -> Recorded:
    """What is true of a person for a period, whatever was known of it before.

    within  the organisation that corrects; None: whoever corrects is bound to none
    Raises FaultyFact, NoSuchPerson, IinTaken, RegisterBusy; DescribedElsewhere where another
    organisation than `within` has the person full-time that day.
    """
    checks.demand(checks.person_problems(said), checks.source_problems(source))
    person = locked_person(person_id)
    if held_elsewhere([person_id], within, local_date(at)):
        raise DescribedElsewhere()
    return _take(person, said, valid, "registry.person_corrected", source, by, at, delivery_id)


def _take(
    person: models.Person,
    said: PersonDetails,
    valid: Period[date],
    action: str,
    source: str,
    by: Actor,
    at: datetime,
    delivery_id: UUID | None,
) -> Recorded:
    rows = list(models.PersonFact.objects.filter(person=person))
    step = supersede(versions(rows), Change(said, valid), moment(at, rows))
    writer = Writer(by, source, {"person": person, "origin": person.origin}, delivery_id)
    ended, added = writer.write_rows(PERSON, rows, step)
    replace_keys([person])
    warnings = said.iin.warnings(said.born_on, said.sex) if said.iin else ()
    told = {"origin": person.origin, "ended": ended, "added": added}
    record(action, about=f"registry.person:{person.pk}", by=by, facts=told)
    return Recorded(person.pk, ended, added, warnings)
