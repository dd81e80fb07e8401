"""Badges from elsewhere: Open Badges 2.0 and 3.0 are read, and verified where a key is at hand.

Nothing is fetched. What only the network could tell (a hosted badge, a list of revocations, the key
behind did:web) leaves a badge read but not verified, with its reason; a signature that does not
hold, another's badge and one that has expired are refused.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from bagdar.core.text import skeleton
from bagdar.credentials.rules.verify_diploma import proof_message
from bagdar.credentials.rules.verify_forms import unbase58
from bagdar.notary.rules.verify_receipt import Refusal
from bagdar.recognition.rules.badge_errors import BadgeRefused
from bagdar.recognition.rules.baked import parse, told_in
from bagdar.recognition.rules.signatures import ALGORITHMS, did_key, is_signed, unbase64

OB2, OB3 = "2.0", "3.0"
SUITE = "eddsa-jcs-2022"
# Why a badge is read and not verified.
HOSTED, KEY, STATUS, SUITE_UNKNOWN, RECIPIENT, UNSIGNED = (
    "hosted", "key_unknown", "status_not_asked", "suite_unknown", "recipient_unknown", "unsigned",
)  # fmt: skip
UNVERIFIED = (HOSTED, KEY, STATUS, SUITE_UNKNOWN, RECIPIENT, UNSIGNED)
Found = dict[str, Any]


@dataclass(frozen=True)
class BelievedKey:
    """A key that an institution believes to be an issuer's. key_id: "": by whatever name."""

    issuer: str
    key_id: str
    jwk: Mapping[str, Any]


@dataclass(frozen=True)
class Badge:
    """What a badge says. unverified: why it is only read; none: it is verified.

    issuer, achievement  ids, by which an equivalence names it
    credits              None: it does not say
    """

    version: str
    issuer: str
    issuer_name: str
    achievement: str
    title: str
    achieved_on: date | None
    credits: int | None
    unverified: tuple[str, ...]

    @property
    def is_verified(self) -> bool:
        return not self.unverified

    def summary(self) -> dict[str, Any]:
        """What is kept beside the file: nothing of its recipient."""
        return {
            "version": self.version, "issuer": self.issuer, "issuer_name": self.issuer_name,
            "achievement": self.achievement, "title": self.title,
            "unverified": list(self.unverified),
        }  # fmt: skip


@dataclass(frozen=True)
class Applicant:
    """What the learner says, and the names that the register has."""

    email: str
    names: frozenset[str]


def check_badge(
    data: bytes, keys: Sequence[BelievedKey], email: str, names: Sequence[str], at: datetime
) -> Badge:
    """Raises BadgeRefused with a reason of its own for each thing that is wrong."""
    told = told_in(data)
    who = Applicant(email.strip(), frozenset(skeleton(one) for one in names))
    signed = _Jws.of(told) if isinstance(told, str) else None
    content = signed.payload if signed else told
    assert isinstance(content, dict)
    kinds = _kinds(content)
    if "OpenBadgeCredential" in kinds or "AchievementCredential" in kinds:
        return _ob3(content, signed, keys, who, at)
    if "Assertion" in kinds or "assertion" in content:
        return _ob2(content, signed, keys, who, at)
    raise BadgeRefused("unknown")


# --- Open Badges 2.0 ----------------------------------------------------------------------------


def _ob2(
    content: Found, signed: "_Jws | None", keys: Sequence[BelievedKey], who: Applicant,
    at: datetime,
) -> Badge:  # fmt: skip
    assertion, badge, issuer = _parts(content)
    unverified: list[str] = []
    issuer_id = _text(issuer.get("id"))
    verification = assertion.get("verification", assertion.get("verify"))
    kind = _text(verification.get("type"), "") if isinstance(verification, dict) else ""
    if signed is None:
        unverified.append(HOSTED if "osted" in kind or not kind else UNSIGNED)
    else:
        creator = verification.get("creator") if isinstance(verification, dict) else None
        unverified += _signature(signed, issuer_id, _text(creator, ""), keys)
    if assertion.get("revoked") is True:
        raise BadgeRefused("revoked")
    if issuer.get("revocationList"):
        unverified.append(STATUS)
    issued = _instant(assertion.get("issuedOn"))
    if issued is None:
        raise BadgeRefused("dates")
    _check_dates(issued, assertion.get("expires"), at)
    unverified += _recipient([assertion.get("recipient")], who)
    return Badge(
        OB2, issuer_id, _name(issuer.get("name")), _text(badge.get("id")),
        _name(badge.get("name")), issued.date(), None, tuple(dict.fromkeys(unverified)),
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
    content: Found, signed: "_Jws | None", keys: Sequence[BelievedKey], who: Applicant,
    at: datetime,
) -> Badge:  # fmt: skip
    told = content.get("issuer")
    issuer = told if isinstance(told, dict) else {"id": told, "name": told}
    issuer_id = _text(issuer.get("id"))
    subject = content.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, dict) else None
    if not isinstance(subject, dict) or not isinstance(achievement, dict):
        raise BadgeRefused("fields")
    unverified: list[str] = []
    if signed is not None:
        unverified += _signature(signed, issuer_id, "", keys)
        if signed.payload.get("iss", issuer_id) != issuer_id:
            raise BadgeRefused("parts")
    else:
        unverified += _proof(content, issuer_id, keys)
    if content.get("credentialStatus"):
        unverified.append(STATUS)
    since = _instant(content.get("validFrom", content.get("issuanceDate")))
    if since is None:
        raise BadgeRefused("dates")
    _check_dates(since, content.get("validUntil", content.get("expirationDate")), at)
    unverified += _recipient(_identities(subject), who)
    awarded = _instant(content.get("awardedDate")) or since
    credits = subject.get("creditsEarned", achievement.get("creditsAvailable"))
    return Badge(
        OB3, issuer_id, _name(issuer.get("name", issuer_id)), _text(achievement.get("id")),
        _name(achievement.get("name")), awarded.date(), _whole(credits),
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


def _proof(content: Found, issuer_id: str, keys: Sequence[BelievedKey]) -> list[str]:
    """Why its Data Integrity proof cannot be asked; nothing: it holds. Raises signature."""
    told = content.get("proof")
    proof = told[0] if isinstance(told, list) and len(told) == 1 else told
    if proof is None:
        return [UNSIGNED]
    if not isinstance(proof, dict):
        return [SUITE_UNKNOWN]
    if proof.get("type") != "DataIntegrityProof" or proof.get("cryptosuite") != SUITE:
        return [SUITE_UNKNOWN]
    if proof.get("proofPurpose") != "assertionMethod":
        raise BadgeRefused("signature")
    document = {name: value for name, value in content.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    method = _text(proof.get("verificationMethod"))
    known = list(_keys(issuer_id, method, keys))
    if not known:
        return [KEY]
    try:
        signature = unbase58(proof.get("proofValue"), 64, "proof_value")
        message = proof_message(document, options)
    except (Refusal, ValueError, TypeError):
        raise BadgeRefused("signature") from None
    if not any(is_signed("EdDSA", jwk, message, signature) for jwk in known):
        raise BadgeRefused("signature")
    return []


# --- signatures ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Jws:
    """A JWS in compact form. payload: its JSON object."""

    header: Found
    payload: Found
    message: bytes
    signature: bytes

    @classmethod
    def of(cls, text: str) -> "_Jws":
        head, body, mark = text.split(".")
        try:
            header, payload = parse(unbase64(head)), parse(unbase64(body))
            signature = unbase64(mark)
        except ValueError:
            raise BadgeRefused("json") from None
        vc = payload.get("vc")
        if isinstance(vc, dict):  # VC 1.1 puts the credential under a claim
            payload = {**vc, "iss": payload.get("iss", _issuer_of(vc))}
        if header.get("alg") not in ALGORITHMS or header.get("crit") is not None:
            raise BadgeRefused("header")
        return cls(header, payload, f"{head}.{body}".encode("ascii"), signature)


def _issuer_of(vc: Found) -> Any:
    told = vc.get("issuer")
    return told.get("id") if isinstance(told, dict) else told


def _signature(
    signed: _Jws, issuer_id: str, creator: str, keys: Sequence[BelievedKey]
) -> list[str]:
    """A key in the header proves nothing: only one that is believed of the issuer counts."""
    kid = signed.header.get("kid")
    name = kid if isinstance(kid, str) else creator
    known = list(_keys(issuer_id, name, keys))
    if not known:
        return [KEY]
    alg = signed.header["alg"]
    if not any(is_signed(alg, jwk, signed.message, signed.signature) for jwk in known):
        raise BadgeRefused("signature")
    return []


def _keys(issuer_id: str, name: str, keys: Sequence[BelievedKey]) -> Iterator[Mapping[str, Any]]:
    for one in keys:
        if one.issuer == issuer_id and (not one.key_id or not name or one.key_id == name):
            yield one.jwk
    inside = did_key(issuer_id)
    if inside is not None and (not name or name.partition("#")[0] in ("", issuer_id)):
        yield inside


# --- dates, recipient, texts --------------------------------------------------------------------


def _check_dates(since: datetime, until: Any, at: datetime) -> None:
    if since > at:
        raise BadgeRefused("early")
    if until is None:
        return
    end = _instant(until)
    if end is None:
        raise BadgeRefused("dates")
    if end <= at:
        raise BadgeRefused("expired")


def _instant(text: Any) -> datetime | None:
    if not isinstance(text, str) or not 10 <= len(text) <= 40:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.year < 1950 or found.year > 2200:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _recipient(identities: Sequence[Any], who: Applicant) -> list[str]:
    """Why nobody knows whose it is; nothing: it is the applicant's. Raises recipient."""
    asked = False
    for one in identities:
        if not isinstance(one, dict):
            continue
        is_same = _is_same(one, who)
        if is_same:
            return []
        asked = asked or is_same is False
    if asked:
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


def _kinds(content: Found) -> set[str]:
    told = content.get("type", content.get("@type"))
    return {one for one in (told if isinstance(told, list) else [told]) if isinstance(one, str)}


def _text(value: Any, default: str | None = None) -> str:
    """A text of an id. Raises BadgeRefused fields, where there is no default."""
    if isinstance(value, str) and 0 < len(value.strip()) <= 300 and "\0" not in value:
        return value.strip()
    if default is not None:
        return default
    raise BadgeRefused("fields")


def _name(value: Any) -> str:
    """A wording, or the first one of a map of languages, cut to what a list shows."""
    if isinstance(value, dict):
        value = next((value[one] for one in ("kk", "ru", "en") if one in value), None) or next(
            iter(value.values()), None
        )
    if not isinstance(value, str) or not value.strip():
        raise BadgeRefused("fields")
    return value.replace("\0", " ").strip()[:300]


def _whole(value: Any) -> int | None:
    """Whole credits, rounded down; None: it does not say."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 1 <= value <= 1000 else None
