"""Badges from elsewhere: Open Badges 2.0 and 3.0 are read, and verified where a key is at hand.

Nothing is fetched. What only the network could tell (a hosted badge, a list of statuses that is not
given beside it, the key behind did:web) leaves a badge read but not verified, with its reason; a
signature that does not hold, another's badge and one that has expired are refused.
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bagdar.core.text import skeleton
from bagdar.recognition.rules.badge_errors import BadgeRefused
from bagdar.recognition.rules.badge_fields import (
    Found,
    check_dates,
    instant,
    kinds_of,
    name_of,
    text_of,
    whole,
)
from bagdar.recognition.rules.badge_proofs import (
    KEY,
    SUITE_UNKNOWN,
    UNSIGNED,
    BelievedKey,
    Jws,
    proof_doubts,
    signature_doubts,
)
from bagdar.recognition.rules.badge_status import OLD, STATUS, Lists, status_doubts
from bagdar.recognition.rules.baked import told_in
from bagdar.recognition.rules.signatures import DID_KEY

OB2, OB3 = "2.0", "3.0"
# Why a badge is read and not verified, beside what a signature or a list of statuses leaves open.
HOSTED, RECIPIENT, NAMESAKE, ISSUER, ANOTHERS = (
    "hosted", "recipient_unknown", "name_alone", "issuer_unknown", "used_by_another",
)  # fmt: skip
UNVERIFIED = (
    HOSTED, RECIPIENT, NAMESAKE, ISSUER, ANOTHERS, KEY, SUITE_UNKNOWN, UNSIGNED, STATUS, OLD,
)  # fmt: skip


@dataclass(frozen=True)
class Badge:
    """What a badge says. unverified: why it is only read; none: it is verified.

    id                   its own; "": it has none
    mark                 SHA-256 of issuer and id, or of all that it says: tells one from another
    issuer, achievement  ids, by which an equivalence names it
    credits              None: it does not say
    """

    id: str
    version: str
    issuer: str
    issuer_name: str
    achievement: str
    title: str
    achieved_on: date | None
    credits: int | None
    unverified: tuple[str, ...]
    mark: str = ""

    @property
    def is_verified(self) -> bool:
        return not self.unverified

    def doubted(self, why: str) -> "Badge":
        return replace(self, unverified=(*self.unverified, why))

    def summary(self) -> dict[str, Any]:
        """What is kept beside the file: nothing of its recipient."""
        return {
            "id": self.id, "version": self.version, "issuer": self.issuer,
            "issuer_name": self.issuer_name, "achievement": self.achievement, "title": self.title,
            "unverified": list(self.unverified),
        }  # fmt: skip


@dataclass(frozen=True)
class Applicant:
    """What the learner says, and the names that the register has."""

    email: str
    names: frozenset[str]


def check_badge(
    data: bytes, keys: Sequence[BelievedKey], email: str, names: Sequence[str], at: datetime,
    *, lists: Lists | None = None,
) -> Badge:  # fmt: skip
    """Raises BadgeRefused with a reason of its own for each thing that is wrong.

    lists  lists of statuses that were given beside it; None: none
    """
    told = told_in(data)
    who = Applicant(email.strip(), frozenset(skeleton(one) for one in names))
    signed = Jws.of(told) if isinstance(told, str) else None
    content = signed.payload if signed else told
    assert isinstance(content, dict)
    kinds = kinds_of(content)
    if "OpenBadgeCredential" in kinds or "AchievementCredential" in kinds:
        found = _ob3(content, signed, keys, who, at, lists or Lists())
        is_own_word = found.issuer.startswith(DID_KEY) and found.issuer not in (
            one.issuer for one in keys
        )
        found = found.doubted(ISSUER) if is_own_word else found
    elif "Assertion" in kinds or "assertion" in content:
        found = _ob2(content, signed, keys, who, at)
    else:
        raise BadgeRefused("unknown")
    return replace(found, mark=_mark(found, content))


def _mark(found: Badge, content: Found) -> str:
    """The same badge has the same mark, in whatever file it comes."""
    text = f"{found.issuer}\n{found.id}" if found.id else _without_proof(content)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _without_proof(content: Found) -> str:
    told = {name: value for name, value in content.items() if name != "proof"}
    return json.dumps(told, sort_keys=True)


# --- Open Badges 2.0 ----------------------------------------------------------------------------


def _ob2(
    content: Found, signed: Jws | None, keys: Sequence[BelievedKey], who: Applicant,
    at: datetime,
) -> Badge:  # fmt: skip
    assertion, badge, issuer = _parts(content)
    unverified: list[str] = []
    issuer_id = text_of(issuer.get("id"))
    verification = assertion.get("verification", assertion.get("verify"))
    kind = text_of(verification.get("type"), "") if isinstance(verification, dict) else ""
    if signed is None:
        unverified.append(HOSTED if "osted" in kind or not kind else UNSIGNED)
    else:
        creator = verification.get("creator") if isinstance(verification, dict) else None
        unverified += signature_doubts(signed, issuer_id, text_of(creator, ""), keys)
    if assertion.get("revoked") is True:
        raise BadgeRefused("revoked")
    if issuer.get("revocationList"):
        unverified.append(STATUS)
    issued = instant(assertion.get("issuedOn"))
    if issued is None:
        raise BadgeRefused("dates")
    check_dates(issued, assertion.get("expires"), at)
    unverified += _recipient([assertion.get("recipient")], who)
    return Badge(
        text_of(assertion.get("id"), ""), OB2, issuer_id, name_of(issuer.get("name")),
        text_of(badge.get("id")),
        name_of(badge.get("name")), issued.date(), None, tuple(dict.fromkeys(unverified)),
    )  # fmt: skip


def _parts(content: Found) -> tuple[Found, Found, Found]:
    """Assertion, badge class and issuer: one inside the other, or given side by side."""
    assertion = content.get("assertion", content)
    beside_badge, beside_issuer = content.get("badge"), content.get("issuer")
    if not isinstance(assertion, dict):
        raise BadgeRefused("fields")
    badge = _part(assertion.get("badge"), beside_badge if assertion is not content else None)
    issuer = _part(badge.get("issuer"), beside_issuer)
    return assertion, badge, issuer


def _part(said: Any, beside: Any) -> Found:
    if isinstance(said, dict):
        return said
    if not isinstance(said, str):
        raise BadgeRefused("fields")
    if beside is None:
        return {"id": said, "name": said, "issuer": said}  # only its address is known
    if not isinstance(beside, dict) or beside.get("id") != said:
        raise BadgeRefused("parts")
    return beside


# --- Open Badges 3.0 ----------------------------------------------------------------------------


def _ob3(
    content: Found, signed: Jws | None, keys: Sequence[BelievedKey], who: Applicant,
    at: datetime, lists: Lists,
) -> Badge:  # fmt: skip
    told = content.get("issuer")
    issuer = told if isinstance(told, dict) else {"id": told, "name": told}
    issuer_id = text_of(issuer.get("id"))
    subject = content.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, dict) else None
    if not isinstance(subject, dict) or not isinstance(achievement, dict):
        raise BadgeRefused("fields")
    unverified: list[str] = []
    if signed is not None:
        unverified += signature_doubts(signed, issuer_id, "", keys)
        if signed.payload.get("iss", issuer_id) != issuer_id:
            raise BadgeRefused("parts")
    else:
        unverified += proof_doubts(content, issuer_id, keys)
    unverified += status_doubts(content.get("credentialStatus"), issuer_id, keys, lists, at)
    since = instant(content.get("validFrom", content.get("issuanceDate")))
    if since is None:
        raise BadgeRefused("dates")
    check_dates(since, content.get("validUntil", content.get("expirationDate")), at)
    unverified += _recipient(_identities(subject), who)
    awarded = instant(content.get("awardedDate")) or since
    credits = subject.get("creditsEarned", achievement.get("creditsAvailable"))
    return Badge(
        text_of(content.get("id"), ""), OB3, issuer_id, name_of(issuer.get("name", issuer_id)),
        text_of(achievement.get("id")),
        name_of(achievement.get("name")), awarded.date(), whole(credits),
        tuple(dict.fromkeys(unverified)),
    )  # fmt: skip


def _identities(subject: Found) -> list[Any]:
    """Identity objects as Open Badges 2.0 names their parts."""
    found = []
    told = subject.get("identifier")
    for one in told if isinstance(told, list) else [told]:
        if isinstance(one, dict):
            found.append({
                "type": one.get("identityType"), "hashed": one.get("hashed"),
                "salt": one.get("salt"), "identity": one.get("identityHash"),
            })  # fmt: skip
    return found


# --- whose it is --------------------------------------------------------------------------------


def _recipient(identities: Sequence[Any], who: Applicant) -> list[str]:
    """Why nobody knows whose it is; nothing: it is the applicant's. Raises recipient.

    A name alone leaves it open: namesakes have the same.
    """
    told = [one for one in identities if isinstance(one, dict)]
    found = [(one.get("type") == "name", _is_same(one, who)) for one in told]
    if any(is_same and not is_name for is_name, is_same in found):
        return []
    if any(is_same for _, is_same in found):
        return [NAMESAKE]
    if any(is_same is False for _, is_same in found):
        raise BadgeRefused("recipient")
    return [RECIPIENT]


def _is_same(one: Found, who: Applicant) -> bool | None:
    """None: it cannot be compared."""
    kind, identity = one.get("type"), one.get("identity")
    if not isinstance(identity, str):
        return None
    if kind == "name" and one.get("hashed") is not True:
        return skeleton(identity) in who.names if who.names else None
    if kind not in ("email", "emailAddress") or not who.email:
        return None
    if one.get("hashed") is not True:
        return identity.strip().lower() == who.email.lower()
    how, _, digest = identity.partition("$")
    if how != "sha256" or len(digest) != 64:  # md5 is no proof of anything
        return None
    salt = one.get("salt") or ""
    if not isinstance(salt, str):
        return None
    tries = {who.email, who.email.lower()}
    digests = [hashlib.sha256(f"{text}{salt}".encode()).hexdigest() for text in tries]
    wanted = digest.lower().encode("ascii", "replace")
    return any(hmac.compare_digest(one.encode("ascii"), wanted) for one in digests)
