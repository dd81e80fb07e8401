"""For whom somebody speaks: for themselves when of age, and for the children they answer for."""

from datetime import date
from uuid import UUID

from bagdar.access.rules.roles import Place
from bagdar.registry.queries.people import person_on
from bagdar.registry.queries.standing import guardians_on, wards_on
from bagdar.registry.rules.errors import NoSuchPerson
from bagdar.registry.rules.relations import Whereabouts, relations

OWN = ("self", "ward")


def own_people(reader: Place, on: date) -> tuple[tuple[UUID, str], ...]:
    """The reader where of age, and the children for whom the reader answers; with the relation."""
    if reader.person_id is None:
        return ()
    try:
        wards = sorted({one.whose for one in wards_on(reader.person_id, on)})
    except NoSuchPerson:
        return ()
    found = ((one, relation_to(reader, one, on)) for one in [reader.person_id, *wards])
    return tuple((one, relation) for one, relation in found if relation)


def relation_to(reader: Place, person_id: UUID, on: date) -> str:
    """self, ward, or "": a stranger. Raises NoSuchPerson."""
    told = person_on(person_id, on)
    guardians = frozenset(one.details.guardian_id for one in guardians_on(person_id, on))
    whereabouts = Whereabouts(person_id, told.born_on if told else None, guardians)
    found = relations(reader, whereabouts, on)
    return next((one for one in OWN if one in found), "")
