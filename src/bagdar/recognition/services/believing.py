"""Whose badges an institution believes: one proposes a key, another confirms it, either retires it.

The way out of trust is one person's, the way into it needs two: a key that was stolen has to go at
once, and a key too few sends a badge to a person, while a key too many lets a swindler's through.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.recognition import models
from bagdar.recognition.queries.believing import key_of
from bagdar.recognition.rules.errors import KeyFaulty, KeySameEyes, KeyStateWrong, KeyTaken
from bagdar.recognition.rules.nouns import KEY_COUNTS, KEY_OPEN, KeyState
from bagdar.recognition.rules.signatures import is_public_jwk, public_part, thumbprint
from bagdar.registry.public import organisations_named

LONGEST_ISSUER, LONGEST_KEY_ID, LONGEST_WHY, LONGEST_FOUND = 300, 400, 200, 500


@dataclass(frozen=True)
class KeySaid:
    """A public key as it is written down.

    issuer  its id, such as an address or a DID; key_id: as signatures name it, or ""
    source  why it is believed; found_in: where the key itself was found
    """

    issuer: str
    key_id: str
    jwk: Any
    since: date
    source: str
    found_in: str


@transaction.atomic
def propose_key(
    organisation_id: UUID, said: KeySaid, *, by: Actor, at: datetime
) -> models.BadgeKey:
    """Nothing is verified by it yet. Raises KeyFaulty with every wrong field at once, KeyTaken."""
    _demand(_faults(organisation_id, said))
    issuer, key_id = said.issuer.strip(), said.key_id.strip()
    standing = models.BadgeKey.objects.filter(
        organisation_id=organisation_id, issuer=issuer, key_id=key_id, valid_to__isnull=True
    ).exclude(state=KeyState.REFUSED.value)
    if any(thumbprint(one.jwk) == thumbprint(said.jwk) for one in standing):
        raise KeyTaken()
    made = models.BadgeKey.objects.create(
        organisation_id=organisation_id, issuer=issuer, key_id=key_id,
        jwk=public_part(said.jwk), state=KeyState.PROPOSED.value, valid_from=said.since,
        source=said.source.strip(), found_in=said.found_in.strip(), written_at=at,
        written_by=by.name,
    )  # fmt: skip
    _note(made, "recognition.key_proposed", by)
    return made


def _faults(organisation_id: UUID, said: KeySaid) -> tuple[tuple[str, bool], ...]:
    return (
        ("organisation", organisation_id not in organisations_named([organisation_id])),
        ("issuer", not _is_short(said.issuer, LONGEST_ISSUER)),
        ("key_id", len(said.key_id) > LONGEST_KEY_ID or "\0" in said.key_id),
        ("jwk", not is_public_jwk(said.jwk)),
        ("source", not _is_short(said.source, LONGEST_WHY)),
        ("found_in", not _is_short(said.found_in, LONGEST_FOUND)),
    )


def _demand(faults: tuple[tuple[str, bool], ...]) -> None:
    wrong = [name for name, is_wrong in faults if is_wrong]
    if wrong:
        raise KeyFaulty(", ".join(wrong))


def _is_short(text: str, most: int) -> bool:
    return 0 < len(text.strip()) <= most and "\0" not in text


@transaction.atomic
def confirm_key(
    organisation_id: UUID, id: int, checked: str, *, by: Actor, at: datetime
) -> models.BadgeKey:
    """From then on badges are verified by it. checked: with what it was compared.

    Raises NoSuchKey, KeyStateWrong, KeySameEyes: whoever wrote it down asks; KeyFaulty.
    """
    row = _open_key(organisation_id, id)
    if row.written_by == by.name:
        raise KeySameEyes()
    _demand((("checked", not _is_short(checked, LONGEST_FOUND)),))
    return _decide(row, KeyState.CONFIRMED, checked, "recognition.key_believed", by, at)


@transaction.atomic
def refuse_key(
    organisation_id: UUID, id: int, reason: str, *, by: Actor, at: datetime
) -> models.BadgeKey:
    """Nothing is verified by it any more; also by whoever wrote it down, who takes it back.

    Raises NoSuchKey, KeyStateWrong, KeyFaulty.
    """
    row = _open_key(organisation_id, id)
    _demand((("reason", not _is_short(reason, LONGEST_FOUND)),))
    return _decide(row, KeyState.REFUSED, reason, "recognition.key_refused", by, at)


def _open_key(organisation_id: UUID, id: int) -> models.BadgeKey:
    """Locked. Raises NoSuchKey, KeyStateWrong: somebody has decided, or it is retired."""
    row = _locked_key(organisation_id, id)
    if row.state not in KEY_OPEN:
        raise KeyStateWrong(row.state)
    return row


def _locked_key(organisation_id: UUID, id: int) -> models.BadgeKey:
    key_of(organisation_id, id)
    row = models.BadgeKey.objects.select_for_update().get(pk=id)
    if row.valid_to is not None:
        raise KeyStateWrong("retired")
    return row


def _decide(
    row: models.BadgeKey, to: KeyState, why: str, event: str, by: Actor, at: datetime
) -> models.BadgeKey:
    row.state, row.decided_because = to.value, why.strip()
    row.decided_at, row.decided_by = at, by.name
    row.save(update_fields=["state", "decided_because", "decided_at", "decided_by"])
    _note(row, event, by)
    return row


@transaction.atomic
def retire_key(
    organisation_id: UUID, id: int, on: date, reason: str, *, by: Actor
) -> models.BadgeKey:
    """From a day on nothing is verified by it; what was decided before stays, and a key that was
    lost is looked for among decisions by its issuer.

    Raises NoSuchKey, KeyStateWrong: nobody believes it, or no longer; KeyFaulty.
    """
    row = _locked_key(organisation_id, id)
    if row.state not in KEY_COUNTS:
        raise KeyStateWrong(row.state)
    _demand((("on", on < row.valid_from), ("reason", not _is_short(reason, LONGEST_WHY))))
    row.valid_to, row.ended_because = on, reason.strip()
    row.save(update_fields=["valid_to", "ended_because"])
    _note(row, "recognition.key_retired", by, on=on.isoformat())
    return row


def _note(row: models.BadgeKey, event: str, by: Actor, **facts: str) -> None:
    facts = {"issuer": row.issuer, "key": thumbprint(row.jwk), **facts}
    record(event, about=f"recognition.key:{row.pk}", by=by, facts=facts)
