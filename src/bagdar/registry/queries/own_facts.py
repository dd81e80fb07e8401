"""Facts of the organisation's own people: what stands, each with the id by which it is changed."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from bagdar.core.periods import Period
from bagdar.registry import models
from bagdar.registry.queries.rows import details_of, model_of, valid
from bagdar.registry.rules.own_facts import NoSuchFact, OwnKind


@dataclass(frozen=True)
class OwnFact:
    """id: of the row; it changes whenever the fact does."""

    id: int
    details: Any
    valid: Period


def own_facts(own: OwnKind, person_id: UUID, organisation_id: UUID) -> tuple[OwnFact, ...]:
    """What stands of a kind about a person, the latest first; of the organisation's own alone."""
    rows = model_of(own.kind).objects.filter(
        models.CURRENT, _of(own, organisation_id), person_id=person_id
    )
    return tuple(
        OwnFact(row.pk, details_of(row), valid(row)) for row in rows.order_by("-valid_from", "pk")
    )


def standing_fact(own: OwnKind, person_id: UUID, organisation_id: UUID, fact_id: int) -> Any:
    """The row that stands. Raises NoSuchFact, also for another organisation's."""
    rows = model_of(own.kind).objects.filter(
        models.CURRENT, _of(own, organisation_id), pk=fact_id, person_id=person_id
    )
    row = rows.first()
    if row is None:
        raise NoSuchFact()
    return row


def _of(own: OwnKind, organisation_id: UUID) -> Q:
    """A fact that need not name an organisation, such as a movement, is anybody's of the person."""
    found = Q(**own.fixed)
    if own.is_of_the_organisation:
        found &= Q(organisation_id=organisation_id) | Q(organisation_id__isnull=True)
    return found
