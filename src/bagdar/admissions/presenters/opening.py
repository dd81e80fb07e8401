"""Whose applications somebody may see: those of the own children, the authority's, the own places.

Pages and operations of the API begin here alike.
"""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from bagdar.access.public import Forbidden, note_hidden, permits, place_of
from bagdar.admissions import models
from bagdar.admissions.queries.reading import application_row, queue_at, queues
from bagdar.admissions.rules.queue.errors import NoSuchApplication, NoSuchChild, NoSuchQueue
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.registry.public import organisation_on, organisations_named, wards_on
from bagdar.registry.rules.errors import NoSuchOrganisation, NoSuchPerson

OWN, PLACES, DESK = "admissions.application", "admissions.places", "admissions.queue"
WARD = "ward"


def own_children(request: HttpRequest) -> list[UUID]:
    """For whom the reader answers today."""
    me = place_of(request).person_id
    if me is None:
        return []
    try:
        found = wards_on(me, local_date(timezone.now()))
    except NoSuchPerson:
        return []
    return sorted({one.whose for one in found})


def own_child(request: HttpRequest, person_id: UUID, operation: str) -> UUID:
    """Raises NoSuchChild: it is a stranger's."""
    if person_id not in own_children(request) or not permits(request, OWN, operation, WARD):
        note_hidden(request, OWN, operation)
        raise NoSuchChild()
    return person_id


def own_application(
    request: HttpRequest, id: UUID, operation: str = "read"
) -> models.QueueApplication:
    """Raises NoSuchApplication: it is a stranger's."""
    row = application_row(id)
    if row.person_id not in own_children(request) or not permits(request, OWN, operation, WARD):
        note_hidden(request, OWN, operation)
        raise NoSuchApplication()
    return row


def own_territory(request: HttpRequest) -> str:
    """The code of the authority whose account asks. Raises Forbidden."""
    code = place_of(request).region_code
    if not code:
        raise Forbidden()
    return code


def open_territory(request: HttpRequest) -> models.Queue:
    """The queue of the authority whose account asks; the real one first.

    Raises Forbidden, NoSuchQueue.
    """
    code = own_territory(request)
    found = {row.origin: row for row in queues() if row.territory == code}
    for origin in Origin:
        if origin.value in found:
            return found[origin.value]
    raise NoSuchQueue()


def territory_application(
    request: HttpRequest, id: UUID, operation: str = "read"
) -> models.QueueApplication:
    """Raises NoSuchApplication: it is another authority's."""
    queue, row = open_territory(request), application_row(id)
    if row.queue_id != queue.pk:
        note_hidden(request, DESK, operation)
        raise NoSuchApplication()
    return row


def open_kindergarten(request: HttpRequest) -> tuple[models.Queue, UUID]:
    """The queue to which the own kindergarten gives places. Raises Forbidden, NoSuchQueue."""
    id = place_of(request).organisation_id
    if id is None:
        raise Forbidden()
    named = organisations_named([id]).get(id)
    try:
        told = organisation_on(id, local_date(timezone.now()))
    except NoSuchOrganisation:
        told = None
    if told is None or named is None:
        raise NoSuchQueue()
    return queue_at(told.region, named.origin), id
