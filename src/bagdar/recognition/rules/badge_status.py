"""Lists of statuses (W3C Bitstring Status List) that are given beside a badge from elsewhere.

Nothing is fetched: whoever sends a badge sends the list of its issuer along. It is believed as the
badge is, under a key of the same issuer, and only while it is fresh: an old list tells nothing of
what was revoked since. A list that is not this badge's is refused, so that its sender hears of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bagdar.credentials.rules.verify_diploma import LIST_TYPE, unpack
from bagdar.notary.rules.verify_receipt import Refusal
from bagdar.recognition.rules.badge_errors import BadgeRefused
from bagdar.recognition.rules.badge_fields import Found, instant, kinds_of
from bagdar.recognition.rules.badge_proofs import (
    BelievedKey,
    Jws,
    proof_doubts,
    signature_doubts,
)
from bagdar.recognition.rules.baked import told_in

STATUS, OLD = "status_not_asked", "status_old"
ENTRY, LIST = "BitstringStatusListEntry", "BitstringStatusList"
PURPOSES = {"revocation": "revoked", "suspension": "suspended"}


@dataclass(frozen=True)
class Lists:
    """files: as they came; fresh_for: how long after it was made a list is believed."""

    files: tuple[bytes, ...] = ()
    fresh_for: timedelta = timedelta(days=1)


def status_doubts(
    told: Any, issuer_id: str, keys: Sequence[BelievedKey], lists: Lists, at: datetime
) -> list[str]:
    """Why its status is not known; nothing: it has none, or every one of them is clear.

    Raises BadgeRefused revoked, suspended, list, list_other, and signature of a list.
    """
    entries = [] if not told else told if isinstance(told, list) else [told]
    opened = [_opened(data, issuer_id, keys) for data in lists.files]
    doubts, used = [], set()
    for entry in entries:
        number = next((n for n, one in enumerate(opened) if _is_of(one[0], entry)), None)
        if number is None:
            doubts.append(STATUS)
            continue
        used.add(number)
        content, why = opened[number]
        if _is_set(content, entry):
            raise BadgeRefused(PURPOSES[entry["statusPurpose"]])
        doubts += why or ([] if _is_fresh(content, lists.fresh_for, at) else [OLD])
    if len(used) < len(opened):
        raise BadgeRefused("list_other")
    return doubts


def _opened(data: bytes, issuer_id: str, keys: Sequence[BelievedKey]) -> tuple[Found, list[str]]:
    """A list of the same issuer, and why its signature cannot be asked."""
    told = told_in(data)
    signed = Jws.of(told) if isinstance(told, str) else None
    content = signed.payload if signed else told
    assert isinstance(content, dict)
    subject, issuer = content.get("credentialSubject"), content.get("issuer")
    if LIST_TYPE not in kinds_of(content) or not isinstance(subject, dict):
        raise BadgeRefused("list")
    if (issuer.get("id") if isinstance(issuer, dict) else issuer) != issuer_id:
        raise BadgeRefused("list_other")
    if signed is None:
        return content, proof_doubts(content, issuer_id, keys)
    if signed.payload.get("iss", issuer_id) != issuer_id:
        raise BadgeRefused("list_other")
    return content, signature_doubts(signed, issuer_id, "", keys)


def _is_of(content: Found, entry: Any) -> bool:
    """Whether a list is the one that an entry names; of a kind that is known here."""
    if not isinstance(entry, dict) or entry.get("type") != ENTRY:
        return False
    purpose = entry.get("statusPurpose")
    if not isinstance(purpose, str) or purpose not in PURPOSES or entry.get("statusSize", 1) != 1:
        return False
    subject, place = content["credentialSubject"], entry.get("statusListCredential")
    said = subject.get("statusPurpose")
    return (
        isinstance(place, str)
        and content.get("id") == place
        and subject.get("type") == LIST
        and purpose in (said if isinstance(said, list) else [said])
    )


def _is_set(content: Found, entry: Found) -> bool:
    """Whether the badge's bit says so. Raises BadgeRefused list."""
    told = entry.get("statusListIndex")
    text = str(told) if isinstance(told, int) and not isinstance(told, bool) else told
    if not isinstance(text, str) or not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise BadgeRefused("list")
    try:
        bits = unpack(content["credentialSubject"].get("encodedList"))
    except Refusal:
        raise BadgeRefused("list") from None
    place = int(text)
    if place >= 8 * len(bits):
        raise BadgeRefused("list")
    return bool(bits[place // 8] >> (7 - place % 8) & 1)


def _is_fresh(content: Found, fresh_for: timedelta, at: datetime) -> bool:
    """Made not long ago, by its own words, and not past its end."""
    since = instant(content.get("validFrom"))
    if since is None or not at - fresh_for <= since <= at:
        return False
    until = content.get("validUntil")
    if until is None:
        return True
    end = instant(until)
    return end is not None and at < end
