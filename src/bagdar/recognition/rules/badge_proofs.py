"""Whether a badge, or a list of statuses, is signed under a key that is believed of its issuer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bagdar.credentials.rules.verify_diploma import proof_message
from bagdar.credentials.rules.verify_forms import unbase58
from bagdar.notary.rules.verify_receipt import Refusal
from bagdar.recognition.rules.badge_errors import BadgeRefused
from bagdar.recognition.rules.badge_fields import Found, text_of
from bagdar.recognition.rules.baked import parse
from bagdar.recognition.rules.signatures import ALGORITHMS, did_key, is_signed, unbase64

SUITE = "eddsa-jcs-2022"
KEY, SUITE_UNKNOWN, UNSIGNED = "key_unknown", "suite_unknown", "unsigned"


@dataclass(frozen=True)
class BelievedKey:
    """A key that an institution believes to be an issuer's. key_id: "": by whatever name."""

    issuer: str
    key_id: str
    jwk: Mapping[str, Any]


@dataclass(frozen=True)
class Jws:
    """A JWS in compact form. payload: its JSON object."""

    header: Found
    payload: Found
    message: bytes
    signature: bytes

    @classmethod
    def of(cls, text: str) -> "Jws":
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


def signature_doubts(
    signed: Jws, issuer_id: str, creator: str, keys: Sequence[BelievedKey]
) -> list[str]:
    """A key in the header proves nothing: only one that is believed of the issuer counts."""
    kid = signed.header.get("kid")
    name = kid if isinstance(kid, str) else creator
    known = list(keys_of(issuer_id, name, keys))
    if not known:
        return [KEY]
    alg = signed.header["alg"]
    if not any(is_signed(alg, jwk, signed.message, signed.signature) for jwk in known):
        raise BadgeRefused("signature")
    return []


def keys_of(issuer_id: str, name: str, keys: Sequence[BelievedKey]) -> Iterator[Mapping[str, Any]]:
    for one in keys:
        if one.issuer == issuer_id and (not one.key_id or not name or one.key_id == name):
            yield one.jwk
    inside = did_key(issuer_id)
    if inside is not None and (not name or name.partition("#")[0] in ("", issuer_id)):
        yield inside


def proof_doubts(content: Found, issuer_id: str, keys: Sequence[BelievedKey]) -> list[str]:
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
    method = text_of(proof.get("verificationMethod"))
    known = list(keys_of(issuer_id, method, keys))
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
