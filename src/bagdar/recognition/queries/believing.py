"""Whose badges an institution believes: by the keys that two of its people agreed on."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from bagdar.recognition import models
from bagdar.recognition.rules.badges import BelievedKey
from bagdar.recognition.rules.errors import NoSuchKey
from bagdar.recognition.rules.nouns import KEY_COUNTS, KEY_OPEN, KeyState

MOST_ID = 2**63 - 1  # a larger one is no key's, and no database would be asked for it


def badge_keys(organisation_id: UUID) -> list[models.BadgeKey]:
    """All that an institution has written down: what waits for a second person first, then those
    that hold, by issuer.
    """
    rows = models.BadgeKey.objects.filter(organisation_id=organisation_id)
    return sorted(rows.order_by("issuer", "pk"), key=lambda row: (_is_over(row), not _waits(row)))


def _is_over(row: models.BadgeKey) -> bool:
    return row.valid_to is not None or row.state == KeyState.REFUSED


def _waits(row: models.BadgeKey) -> bool:
    return row.state in KEY_OPEN


def key_of(organisation_id: UUID, id: int) -> models.BadgeKey:
    """Raises NoSuchKey, of another institution's as well."""
    rows = models.BadgeKey.objects.filter(organisation_id=organisation_id, pk=id)
    found = rows.first() if id <= MOST_ID else None
    if found is None:
        raise NoSuchKey()
    return found


def believed(organisation_id: UUID, on: date) -> tuple[BelievedKey, ...]:
    """Those of a day."""
    rows = models.BadgeKey.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on),
        organisation_id=organisation_id, valid_from__lte=on,
        state__in=[one.value for one in KEY_COUNTS],
    )  # fmt: skip
    return tuple(BelievedKey(row.issuer, row.key_id, row.jwk) for row in rows.order_by("issuer"))
