"""A person whom the register does not know yet, recorded where an operator first names one."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.core.periods import Period
from bagdar.registry.queries import desk
from bagdar.registry.rules.desk_errors import PossibleDouble
from bagdar.registry.rules.errors import IinTaken
from bagdar.registry.rules.nouns import PersonDetails
from bagdar.registry.services.people import record_person
from bagdar.registry.services.timelines import tells_when_busy


@tells_when_busy
@transaction.atomic
def record_newcomer(
    person: PersonDetails,
    first: date,
    origin: Origin,
    *,
    is_another: bool = False,
    source: str,
    by: Actor,
    at: datetime,
) -> UUID:
    """Recorded from the birth, or from the first day on which something is said of them.

    is_another  the operator has compared the documents: it is not the person of the same name and
                birth date whom the register has
    Raises IinTaken, PossibleDouble, and what `record_person` raises
    """
    if person.iin and person.born_on and desk.agreed(person.iin, person.born_on, origin):
        raise IinTaken()
    if not is_another and desk.namesakes(person.name, person.born_on, origin):
        raise PossibleDouble()
    since = Period(min(person.born_on or first, first))
    made = record_person(person, since, origin=origin, source=source, by=by, at=at)
    assert made.id is not None
    return made.id
