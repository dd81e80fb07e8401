"""Whose requests somebody may see: the own ones, those of the own children, the institution's.

Pages and the API begin here alike.
"""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from bagdar.access.public import Forbidden, note_hidden, permits, place_of
from bagdar.core.periods import local_date
from bagdar.credentials.public import CurriculumInfo, own_people, relation_to, studied
from bagdar.recognition import models
from bagdar.recognition.queries.believing import key_of
from bagdar.recognition.queries.requests import equivalence_of, request_of
from bagdar.recognition.rules.errors import (
    NoSuchEquivalence,
    NoSuchKey,
    NoSuchLearner,
    NoSuchRequest,
)

OWN, DESK = "recognition.own", "recognition.desk"


def open_institution(request: HttpRequest) -> UUID:
    """The institution whose account asks. Raises Forbidden."""
    organisation_id = place_of(request).organisation_id
    if organisation_id is None:
        raise Forbidden()
    return organisation_id


def own_studies(request: HttpRequest) -> tuple[tuple[UUID, CurriculumInfo], ...]:
    """Programmes in which the reader, or a child of the reader, may ask for recognition today."""
    today = local_date(timezone.now())
    return tuple(
        (person, one)
        for person, _ in own_people(request)
        for one, study in studied(person, today)
        if study.is_on(today)
    )


def own_applicant(request: HttpRequest, person_id: UUID, operation: str) -> str:
    """How a person stands to the reader. Raises NoSuchLearner: it is a stranger."""
    relation = relation_to(request, person_id, local_date(timezone.now()))
    if not relation or not permits(request, OWN, operation, relation):
        note_hidden(request, OWN, operation)
        raise NoSuchLearner()
    return relation


def own_request(
    request: HttpRequest, id: UUID, operation: str = "read"
) -> tuple[models.Request, str]:
    """A request of one of them, with the relation. Raises NoSuchRequest: it is another's."""
    row = request_of(id)
    relation = relation_to(request, row.person_id, local_date(timezone.now()))
    if not relation or not permits(request, OWN, operation, relation):
        note_hidden(request, OWN, operation)
        raise NoSuchRequest()
    return row, relation


def institution_request(request: HttpRequest, id: UUID, operation: str = "read") -> models.Request:
    """Raises NoSuchRequest: it is another institution's."""
    organisation_id, row = open_institution(request), request_of(id)
    if row.organisation_id != organisation_id:
        note_hidden(request, DESK, operation)
        raise NoSuchRequest()
    return row


def institution_equivalence(request: HttpRequest, id: UUID) -> models.Equivalence:
    """Raises NoSuchEquivalence: it is another institution's."""
    try:
        return equivalence_of(open_institution(request), id)
    except NoSuchEquivalence:
        note_hidden(request, DESK, "create")
        raise


def institution_key(request: HttpRequest, id: int, operation: str) -> models.BadgeKey:
    """Raises NoSuchKey: it is another institution's."""
    try:
        return key_of(open_institution(request), id)
    except NoSuchKey:
        note_hidden(request, DESK, operation)
        raise
