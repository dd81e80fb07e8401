"""Whose badges an institution believes: keys of issuers are written down and retired, with why."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.recognition import models
from bagdar.recognition.queries.believing import key_of
from bagdar.recognition.rules.errors import KeyFaulty, KeyTaken, StateWrong
from bagdar.recognition.rules.signatures import is_public_jwk, public_part, thumbprint
from bagdar.registry.public import organisations_named

LONGEST_ISSUER, LONGEST_KEY_ID, LONGEST_WHY = 300, 400, 200


@dataclass(frozen=True)
class KeySaid:
    """A public key as it is written down.

    issuer  its id, such as an address or a DID; key_id: as signatures name it, or ""
    source  why it is believed
    """

    issuer: str
    key_id: str
    jwk: Any
    since: date
    source: str


@transaction.atomic
def believe(organisation_id: UUID, said: KeySaid, *, by: Actor, at: datetime) -> models.BadgeKey:
    """Raises KeyFaulty with every wrong field at once, KeyTaken."""
    wrong = _faults(organisation_id, said)
    if wrong:
        raise KeyFaulty(", ".join(wrong))
    issuer, key_id = said.issuer.strip(), said.key_id.strip()
    standing = models.BadgeKey.objects.filter(
        organisation_id=organisation_id, issuer=issuer, key_id=key_id, valid_to__isnull=True
    )
    if any(thumbprint(one.jwk) == thumbprint(said.jwk) for one in standing):
        raise KeyTaken()
    made = models.BadgeKey.objects.create(
        organisation_id=organisation_id, issuer=issuer, key_id=key_id,
        jwk=public_part(said.jwk),
        valid_from=said.since, source=said.source.strip(), written_at=at, written_by=by.name,
    )  # fmt: skip
    facts = {"issuer": made.issuer, "key": thumbprint(made.jwk)}
    record("recognition.key_believed", about=_about(made), by=by, facts=facts)
    return made


def _faults(organisation_id: UUID, said: KeySaid) -> list[str]:
    checks = (
        ("organisation", organisation_id not in organisations_named([organisation_id])),
        ("issuer", not _is_short(said.issuer, LONGEST_ISSUER)),
        ("key_id", len(said.key_id) > LONGEST_KEY_ID or "\0" in said.key_id),
        ("jwk", not is_public_jwk(said.jwk)),
        ("source", not _is_short(said.source, LONGEST_WHY)),
    )
    return [name for name, is_wrong in checks if is_wrong]


def _is_short(text: str, most: int) -> bool:
    return 0 < len(text.strip()) <= most and "\0" not in text


@transaction.atomic
def retire(organisation_id: UUID, id: int, on: date, reason: str, *, by: Actor) -> models.BadgeKey:
    """From a day on nothing is verified by it; what was decided before stays, and a key that was
    lost is looked for among decisions by its issuer. Raises NoSuchKey, StateWrong, KeyFaulty.
    """
    key_of(organisation_id, id)
    row = models.BadgeKey.objects.select_for_update().get(pk=id)
    if row.valid_to is not None:
        raise StateWrong("ended")
    checks = (("on", on < row.valid_from), ("reason", not _is_short(reason, LONGEST_WHY)))
    wrong = [name for name, is_wrong in checks if is_wrong]
    if wrong:
        raise KeyFaulty(", ".join(wrong))
    row.valid_to, row.ended_because = on, reason.strip()
    row.save(update_fields=["valid_to", "ended_because"])
    facts = {"issuer": row.issuer, "key": thumbprint(row.jwk), "on": on.isoformat()}
    record("recognition.key_retired", about=_about(row), by=by, facts=facts)
    return row


def _about(row: models.BadgeKey) -> str:
    return f"recognition.key:{row.pk}"
