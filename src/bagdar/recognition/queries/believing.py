"""Whose badges an institution believes: by the keys that it wrote down."""

from datetime import date
from uuid import UUID

from bagdar.recognition.queries.requests import badge_keys
from bagdar.recognition.rules.badges import BelievedKey


def believed(organisation_id: UUID, on: date) -> tuple[BelievedKey, ...]:
    rows = badge_keys(organisation_id, on)
    return tuple(BelievedKey(row.issuer, row.key_id, row.jwk) for row in rows)
