"""Whose badges an institution believes: by the keys that it wrote down."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from bagdar.recognition import models
from bagdar.recognition.rules.badges import BelievedKey
from bagdar.recognition.rules.errors import NoSuchKey
from bagdar.recognition.rules.nouns import Kind

MOST_ID = 2**63 - 1  # a larger one is no key's, and no database would be asked for it


def badge_keys(organisation_id: UUID) -> list[models.BadgeKey]:
    """All that an institution has written down, those that hold first, by issuer."""
    rows = models.BadgeKey.objects.filter(organisation_id=organisation_id)
    return sorted(rows.order_by("issuer", "pk"), key=lambda row: row.valid_to is not None)


def key_of(organisation_id: UUID, id: int) -> models.BadgeKey:
    """Raises NoSuchKey, of another institution's as well."""
    rows = models.BadgeKey.objects.filter(organisation_id=organisation_id, pk=id)
    found = rows.first() if id <= MOST_ID else None
    if found is None:
        raise NoSuchKey()
    return found


def named_issuers(organisation_id: UUID) -> frozenset[str]:
    """Issuers of badges for which the institution has declared an equivalence."""
    rows = models.Equivalence.objects.filter(organisation_id=organisation_id, kind=Kind.BADGE.value)
    return frozenset(rows.values_list("provider", flat=True))


def believed(organisation_id: UUID, on: date) -> tuple[BelievedKey, ...]:
    """Those of a day."""
    rows = models.BadgeKey.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on),
        organisation_id=organisation_id, valid_from__lte=on,
    )  # fmt: skip
    return tuple(BelievedKey(row.issuer, row.key_id, row.jwk) for row in rows.order_by("issuer"))
