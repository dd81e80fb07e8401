"""Whose diplomas somebody may see: the own ones, those of the own children, the institution's.

Pages and the API begin here alike.
"""

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from bagdar.access.public import Forbidden, note_hidden, permits, place_of
from bagdar.core.periods import local_date
from bagdar.credentials import models
from bagdar.credentials.queries import diplomas
from bagdar.credentials.queries.batches import batch_of
from bagdar.credentials.queries.curricula import CurriculumInfo, curriculum
from bagdar.credentials.queries.issuers import issuer_of
from bagdar.credentials.rules.errors import NoSuchBatch, NoSuchCurriculum, NoSuchDiploma
from bagdar.registry import public as registry

OWN, DESK, CURRICULUM = "credentials.own", "credentials.desk", "credentials.curriculum"


def open_issuer(request: HttpRequest) -> models.Issuer:
    """The institution whose account asks. Raises Forbidden, NoSuchIssuer."""
    organisation_id = place_of(request).organisation_id
    if organisation_id is None:
        raise Forbidden()
    return issuer_of(organisation_id)


def own_people(request: HttpRequest) -> tuple[tuple[UUID, str], ...]:
    """The reader where of age, and the children for whom the reader answers; with the relation."""
    return registry.own_people(place_of(request), local_date(timezone.now()))


def own_diploma(
    request: HttpRequest, id: UUID, operation: str = "read"
) -> tuple[models.Diploma, str]:
    """A diploma of one of them, with the relation. Raises NoSuchDiploma: it is another's."""
    row = diplomas.issued(id)
    relation = relation_to(request, row.person_id, local_date(timezone.now()))
    if not relation or not permits(request, OWN, operation, relation):
        note_hidden(request, OWN, operation)
        raise NoSuchDiploma()
    return row, relation


def relation_to(request: HttpRequest, person_id: UUID, on: date) -> str:
    """self, ward, or "": a stranger."""
    return registry.relation_to(place_of(request), person_id, on)


def institution_diploma(request: HttpRequest, id: UUID, operation: str = "read") -> models.Diploma:
    """Raises NoSuchDiploma: it is another institution's."""
    row = models.Diploma.objects.filter(pk=id, issuer=open_issuer(request)).first()
    if row is None or row.document is None:
        note_hidden(request, DESK, operation)
        raise NoSuchDiploma()
    return row


def institution_batch(
    request: HttpRequest, issuer: models.Issuer, id: UUID, operation: str = "read"
) -> models.Batch:
    """Raises NoSuchBatch: it is another institution's."""
    try:
        return batch_of(issuer, id)
    except NoSuchBatch:
        note_hidden(request, DESK, operation)
        raise


def institution_curriculum(request: HttpRequest, id: UUID) -> CurriculumInfo:
    """A version of a programme of the own institution, to be ended.

    Raises Forbidden, NoSuchCurriculum: it is another institution's.
    """
    organisation_id = place_of(request).organisation_id
    if organisation_id is None:
        raise Forbidden()
    found = curriculum(id)
    if found.organisation_id != organisation_id:
        note_hidden(request, CURRICULUM, "create")
        raise NoSuchCurriculum()
    return found
