"""Recording and correcting who a person is."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.core.periods import Change, Period, supersede
from bagdar.registry import models
from bagdar.registry.queries.people import cut
from bagdar.registry.queries.rows import person_columns, person_details, versions
from bagdar.registry.rules import checks
from bagdar.registry.rules.errors import IinTaken, NoSuchPerson
from bagdar.registry.rules.nouns import PersonDetails, Recorded
from bagdar.registry.services.timelines import Writer


@transaction.atomic
def record_person(
    said: PersonDetails,
    valid: Period[date],
    *,
    origin: Origin,
    source: str,
    by: Actor,
    at: datetime,
) -> Recorded:
    """A person whom the register does not know yet. Raises FaultyFact, IinTaken."""
    checks.demand(checks.person_problems(said), checks.source_problems(source))
    person = models.Person.objects.create(origin=origin.value, recorded_at=at)
    return _take(person, said, valid, "registry.person_recorded", source, by, at)


@transaction.atomic
def correct_person(
    person_id: UUID,
    said: PersonDetails,
    valid: Period[date],
    *,
    source: str,
    by: Actor,
    at: datetime,
) -> Recorded:
    """What is true of a person for a period, whatever was known of it before.

    Raises FaultyFact, NoSuchPerson, IinTaken, EarlyCorrection.
    """
    checks.demand(checks.person_problems(said), checks.source_problems(source))
    person = models.Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise NoSuchPerson(id=person_id)
    return _take(person, said, valid, "registry.person_corrected", source, by, at)


def _take(
    person: models.Person,
    said: PersonDetails,
    valid: Period[date],
    action: str,
    source: str,
    by: Actor,
    at: datetime,
) -> Recorded:
    rows = list(models.PersonFact.objects.filter(person=person))
    step = supersede(versions(rows), Change(said, valid), at)
    writer = Writer(by, at, source, {"person": person, "origin": person.origin})
    ended, added = writer.write_rows(models.PersonFact, rows, step, person_columns)
    _replace_keys(person)
    warnings = said.iin.warnings(said.born_on, said.sex) if said.iin else ()
    told = {"origin": person.origin, "ended": ended, "added": added}
    record(action, about=f"registry.person:{person.pk}", by=by, facts=told)
    return Recorded(person.pk, ended, added, warnings)


def _replace_keys(person: models.Person) -> None:
    """The person is found by what stands now and by nothing else. Raises IinTaken."""
    wanted: set[tuple[str, str]] = set()
    for row in models.PersonFact.objects.filter(models.CURRENT, person=person):
        said = person_details(row)
        wanted |= {("name", key) for key in cut(said.name.keys)}
        if said.iin:
            wanted.add(("iin", said.iin.number))
    standing = {(one.kind, one.key): one for one in models.PersonKey.objects.filter(person=person)}
    gone = [one.pk for key, one in standing.items() if key not in wanted]
    models.PersonKey.objects.filter(pk__in=gone).delete()
    try:
        with transaction.atomic():
            models.PersonKey.objects.bulk_create(
                models.PersonKey(person=person, origin=person.origin, kind=kind, key=key)
                for kind, key in sorted(wanted - set(standing))
            )
    except IntegrityError:  # of a person who is locked, only an IIN can stand already: another's
        raise IinTaken() from None
