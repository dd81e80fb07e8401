#!/usr/bin/env python3
"""Checks a diploma with Python 3.9 or later and nothing else, without the network.

    python3 verify_diploma.py DIPLOMA ISSUERS [LIST ...] [--at INSTANT] [--no-status]

DIPLOMA  what the graduate gave: a bagdar-diploma/v1 file, the PDF that carries one, a credential
         with its proof, a VC-JWT, an SD-JWT VC that shows a part
ISSUERS  whose diplomas are believed: a bagdar-issuers/v1 file
LIST     the status lists that the diploma names, fetched when you were last online
INSTANT  the moment that counts, such as 2026-11-29T10:00:00Z; without it, now

Take the issuers from somebody whom you believe, not from whoever gave you the diploma. Ends with 0
and says what the diploma says, or ends with 1 and says what is wrong. --no-status: do not ask
whether it was withdrawn; the answer then says so.

The service itself checks diplomas with this very file (it only replaces Ed25519 by a faster one),
so a diploma that is good there is good here.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import sys
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bagdar.credentials.rules.verify_forms import (
    as_list,
    as_object,
    is_instant,
    parse_json,
    read_diploma,
    sd_filled,
    seconds_of,
    split_sd_jwt,
    unbase58,
    unbase64url,
)
from bagdar.notary.rules.verify_receipt import (
    MAX_TEXT,
    SENTENCES,
    Checked,
    Refusal,
    Verify,
    canonical,
    check,
    ed25519,
)

ISSUERS = "bagdar-issuers/v1"
CREDENTIAL, BADGE = "VerifiableCredential", "OpenBadgeCredential"
LIST_TYPE, ENTRY_TYPE = "BitstringStatusListCredential", "BitstringStatusListEntry"
SUITE, PURPOSE, ISCED = "eddsa-jcs-2022", "assertionMethod", "ISCED 2011"
RECEIPT_KIND, SD_RECEIPT_KIND = "credentials.diploma", "credentials.selective"
SD_TYPE = "urn:bagdar:diploma:1"  # the `vct` of an SD-JWT VC
FROM_PAPER = "enteredFromPaper"  # of a diploma that stood on paper before
PAPER_SENTENCE = "Entered later from a paper of {issued}, on {entered}: {institution}."
LEAST_ENTRIES = 131_072  # W3C: fewer would tell who stands where
MOST_BYTES = 2 * 1024 * 1024  # of one list, unpacked
REVOCATION, SUSPENSION = "revocation", "suspension"
ED25519_KEY = b"\xed\x01"  # how a Multikey of Ed25519 begins
MIDNIGHT = "T00:00:00Z"
DAY = re.compile(r"\d{4}-\d\d-\d\d")
# What is looked at, in this order; and at which step each refusal stops.
STEPS = ("file", "issuer", "signature", "dates", "accreditation", "receipt", "key", "status")


@dataclass(frozen=True)
class IssuerKey:
    """since, until: instants; until None: open. lost_size: the log's size when it was lost."""

    id: str
    public: bytes
    since: str
    until: str | None
    lost_size: int | None


@dataclass(frozen=True)
class TrustedIssuer:
    """accredited: (ISCED level, first day, first day after or None)."""

    id: str
    names: dict[str, str]
    origin: str
    accredited: list[tuple[str, str, str | None]]
    keys: list[IssuerKey]


@dataclass(frozen=True)
class Trust:
    """policy: whose logs are believed (c2sp.org/tlog-policy); empty: no receipt is looked at."""

    issuers: dict[str, TrustedIssuer]
    policy: str


@dataclass(frozen=True)
class Signed:
    """A credential or a list whose signature holds. document: without its proof.

    digest: what a receipt says of it, where that is not the document's
    """

    document: dict[str, Any]
    issuer: TrustedIssuer
    key: IssuerKey
    digest: bytes | None = None


@dataclass(frozen=True)
class FromPaper:
    """institution: what it was called then; issued, entered: days."""

    institution: str
    issued: str
    entered: str


@dataclass(frozen=True)
class Verified:
    """status: purposes that were looked at and are clear; empty: nobody looked.

    is_part: whoever shows it has chosen what is shown
    paper: from which paper it was entered later; None: it comes from a register
    """

    document: dict[str, Any]
    issuer: TrustedIssuer
    key: IssuerKey
    receipt: Checked | None
    status: list[str]
    is_part: bool
    paper: FromPaper | None = None


# --- whose diplomas are believed ---------------------------------------------------------------


def parse_issuers(data: bytes) -> Trust:
    """A bagdar-issuers/v1 file. Raises Refusal issuers_malformed."""
    code = "issuers_malformed"
    told = as_object(parse_json(data, code), code)
    if told.get("format") != ISSUERS or not isinstance(told.get("policy"), str):
        raise Refusal(code)
    try:
        found = [_issuer(one) for one in told["issuers"]]
    except (KeyError, TypeError, AttributeError):
        raise Refusal(code) from None
    return Trust({one.id: one for one in found}, told["policy"])


def _issuer(told: dict[str, Any]) -> TrustedIssuer:
    accredited = [(one["level"], one["from"], one["until"]) for one in told["accredited"]]
    for _, since, until in accredited:
        if not DAY.fullmatch(since) or not (until is None or DAY.fullmatch(until)):
            raise Refusal("issuers_malformed")
    keys = [_key(one) for one in told["keys"]]
    return TrustedIssuer(told["id"], told["names"], told["origin"], accredited, keys)


def _key(told: dict[str, Any]) -> IssuerKey:
    until, lost = told["until"], told["lost_size"]
    if not is_instant(told["from"]) or not (until is None or is_instant(until)):
        raise Refusal("issuers_malformed")
    if lost is not None and (type(lost) is not int or lost < 0):
        raise Refusal("issuers_malformed")
    public = unbase58(told["public"], 34, "issuers_malformed")
    if public[:2] != ED25519_KEY:
        raise Refusal("issuers_malformed")
    return IssuerKey(told["id"], public[2:], told["from"], until, lost)


# --- signatures --------------------------------------------------------------------------------


def open_proved(told: dict[str, Any], trust: Trust, verify: Verify, purpose: str) -> Signed:
    """A document with its Data Integrity proof. Raises Refusal proof_*, issuer_*, key_*."""
    proof = told.get("proof")
    if not isinstance(proof, dict):
        raise Refusal("proof_absent")
    document = {name: value for name, value in told.items() if name != "proof"}
    if proof.get("type") != "DataIntegrityProof" or proof.get("cryptosuite") != SUITE:
        raise Refusal("proof_suite")
    if proof.get("proofPurpose") != purpose:
        raise Refusal("proof_purpose")
    signature = unbase58(proof.get("proofValue"), 64, "proof_value")
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    if canonical(options.get("@context", told.get("@context"))) != canonical(told.get("@context")):
        raise Refusal("proof_wrong")  # the proof is of a document in other terms
    message = proof_message(document, options)
    return _signed(document, proof.get("verificationMethod"), message, signature, trust, verify)


def proof_message(document: dict[str, Any], options: dict[str, Any]) -> bytes:
    """What eddsa-jcs-2022 signs. options: the proof without its value."""
    options = {**options, "@context": document.get("@context")}  # as first drafts left it out
    return hashlib.sha256(canonical(options)).digest() + digest_of(document)


def digest_of(document: dict[str, Any]) -> bytes:
    """What names a credential in a receipt, whichever way it is signed."""
    return hashlib.sha256(canonical(document)).digest()


def open_jwt(text: str, trust: Trust, verify: Verify) -> Signed:
    """A VC-JWT. Raises Refusal jwt_*, issuer_*, key_*."""
    return _open_token(text, [], trust, verify)


def open_sd_jwt(text: str, trust: Trust, verify: Verify) -> Signed:
    """An SD-JWT VC: what its holder shows of a diploma. Raises Refusal sd_*, jwt_*, …"""
    token, shown = split_sd_jwt(text)
    return _open_token(token, shown, trust, verify, is_selective=True)


def _open_token(
    text: str, shown: list[str], trust: Trust, verify: Verify, is_selective: bool = False
) -> Signed:
    code, parts = "jwt_malformed", text.split(".")
    if len(parts) != 3:
        raise Refusal(code)
    header, claims = (
        as_object(parse_json(unbase64url(one, code), code), code) for one in parts[:2]
    )
    typ = "dc+sd-jwt" if is_selective else "vc+jwt"
    if header.get("alg") != "EdDSA" or header.get("typ") != typ:
        raise Refusal("jwt_header")
    if set(header) != {"alg", "typ", "kid"}:
        raise Refusal("jwt_header")
    if is_selective:
        if claims.pop("vct", None) != SD_TYPE:
            raise Refusal("sd_type")
        claims = sd_filled(claims, shown)
    signature = unbase64url(parts[2], "proof_value")
    document = {name: value for name, value in claims.items() if name not in ("iss", "jti", "nbf")}
    message = f"{parts[0]}.{parts[1]}".encode("ascii")
    found = _signed(document, header.get("kid"), message, signature, trust, verify)
    since = document.get("validFrom")
    told = (claims.get("iss"), claims.get("jti"), claims.get("nbf"))
    if not is_instant(since) or told != (
        found.issuer.id,
        document.get("id"),
        seconds_of(str(since)),
    ):
        raise Refusal("jwt_claims")
    if not is_selective:
        return found
    return Signed(document, found.issuer, found.key, hashlib.sha256(text.encode("ascii")).digest())


def _signed(
    document: dict[str, Any],
    method: Any,
    message: bytes,
    signature: bytes,
    trust: Trust,
    verify: Verify,
) -> Signed:
    told = document.get("issuer")
    named = told.get("id") if isinstance(told, dict) else told
    issuer = trust.issuers.get(named) if isinstance(named, str) else None
    if issuer is None:
        raise Refusal("issuer_unknown")
    key = next((one for one in issuer.keys if one.id == method), None)
    if key is None:
        raise Refusal("key_unknown")
    if len(signature) != 64 or not verify(key.public, message, signature):
        raise Refusal(_why(key, message, signature, trust, verify))
    return Signed(document, issuer, key)


def _why(key: IssuerKey, message: bytes, signature: bytes, trust: Trust, verify: Verify) -> str:
    """Whether another known key has signed it, or nobody has: then some byte was changed."""
    others = [one for issuer in trust.issuers.values() for one in issuer.keys if one != key]
    signed = len(signature) == 64 and any(verify(one.public, message, signature) for one in others)
    return "key_other" if signed else "proof_wrong"


# --- dates, accreditation, receipt, key ---------------------------------------------------------


def check_dates(document: dict[str, Any], at: str, early: str, late: str) -> None:
    """Raises Refusal dates_malformed, or the codes given."""
    since, until = document.get("validFrom"), document.get("validUntil")
    if not is_instant(since) or not ("validUntil" not in document or is_instant(until)):
        raise Refusal("dates_malformed")
    if at < str(since):
        raise Refusal(early, since=since)
    if until is not None and at >= str(until):
        raise Refusal(late, until=until)


def isced_level(document: dict[str, Any]) -> str:
    """The level that the achievement says. Raises Refusal diploma_malformed."""
    try:
        aligned = as_list(document["credentialSubject"]["achievement"]["alignment"])
        found = [one["targetCode"] for one in aligned if one["targetFramework"] == ISCED]
    except (KeyError, TypeError):
        raise Refusal("diploma_malformed") from None
    if len(found) != 1 or not isinstance(found[0], str):
        raise Refusal("diploma_malformed")
    return found[0]


def from_paper(document: dict[str, Any]) -> FromPaper | None:
    """From which paper a diploma was entered; None: from none.

    A paper vouches for no course, mark or credit, so such a diploma may say none. Raises Refusal
    paper_malformed.
    """
    if FROM_PAPER not in document:
        return None
    told, subject = document[FROM_PAPER], document.get("credentialSubject")
    names = ("paperInstitution", "paperIssuedOn", "paperEnteredOn")
    if not isinstance(told, dict) or not isinstance(subject, dict):
        raise Refusal("paper_malformed")
    texts = [told.get(name) for name in names]
    if not all(isinstance(one, str) and one for one in texts) or len(told) != len(names):
        raise Refusal("paper_malformed")
    found = FromPaper(*map(str, texts))
    if not all(
        one.isascii() and is_instant(one + MIDNIGHT) for one in (found.issued, found.entered)
    ):
        raise Refusal("paper_malformed")
    is_early = found.issued < found.entered <= str(document.get("validFrom"))[:10]
    if not is_early or str(document.get("awardedDate"))[:10] != found.issued:
        raise Refusal("paper_malformed")
    if "result" in subject or "creditsEarned" in subject:
        raise Refusal("paper_malformed")
    return found


def check_accredited(document: dict[str, Any], issuer: TrustedIssuer) -> None:
    level, day = isced_level(document), document["validFrom"][:10]
    for one, since, until in issuer.accredited:
        if one == level and since <= day and (until is None or day < until):
            return
    raise Refusal("not_accredited", level=level, on=day)


def check_receipt_of(
    signed: Signed, receipt: str | None, trust: Trust, verify: Verify
) -> Checked | None:
    """That the log holds this very credential; None: there is no receipt.

    The receipt of an SD-JWT names the issuer's token, not the document: a digest of that would
    let anybody guess the marks that are not shown.

    Raises Refusal receipt_other, receipt_policy, and all that verify_receipt raises
    """
    if receipt is None:
        return None
    if not trust.policy:
        raise Refusal("receipt_policy")
    found = check(receipt, trust.policy, verify)
    digest, kind = signed.digest or digest_of(signed.document), RECEIPT_KIND
    if signed.digest is not None:
        kind = SD_RECEIPT_KIND
    told = {"credential": signed.document.get("id"), "digest": digest.hex()}
    opening = found.opening
    if opening is None or opening.kind != kind or opening.content != told:
        raise Refusal("receipt_other")
    return found


def check_key(document: dict[str, Any], key: IssuerKey, receipt: Checked | None) -> None:
    """That the key was the issuer's when it signed.

    Whoever finds a lost key can write any date; only the log's order cannot be written later.
    Raises Refusal key_dates, key_lost.
    """
    signed_at = document["validFrom"]
    if signed_at < key.since or (key.until is not None and signed_at >= key.until):
        raise Refusal("key_dates")
    if key.lost_size is not None and (receipt is None or receipt.index >= key.lost_size):
        raise Refusal("key_lost")


# --- whether it was withdrawn -------------------------------------------------------------------


def check_status(
    document: dict[str, Any], issuer: str, lists: Sequence[bytes], trust: Trust, at: str,
    verify: Verify,
) -> list[str]:  # fmt: skip
    """The purposes that are clear. Raises Refusal status_*, list_*, revoked, suspended."""
    entries = as_list(document.get("credentialStatus"))
    found = []
    for entry in entries:
        told = as_object(entry, "status_absent")
        purpose, place = told.get("statusPurpose"), told.get("statusListCredential")
        number = told.get("statusListIndex")
        is_whole = isinstance(number, str) and re.fullmatch(r"0|[1-9]\d{0,9}", number)
        if (
            told.get("type") != ENTRY_TYPE
            or purpose not in (REVOCATION, SUSPENSION)
            or not is_whole
        ):
            raise Refusal("status_malformed")
        bits = open_list(place, purpose, issuer, lists, trust, at, verify)
        index = int(str(number))
        if index >= 8 * len(bits):
            raise Refusal("list_index", index=index)
        if bits[index // 8] >> (7 - index % 8) & 1:
            raise Refusal("revoked" if purpose == REVOCATION else "suspended")
        found.append(purpose)
    if REVOCATION not in found:
        raise Refusal("status_absent")
    return found


def open_list(
    place: Any, purpose: str, issuer: str, lists: Sequence[bytes], trust: Trust, at: str,
    verify: Verify,
) -> bytes:  # fmt: skip
    """The bits of the list of an address. Raises Refusal list_*."""
    told = next((one for one in map(_read_list, lists) if one.get("id") == place), None)
    if told is None:
        raise Refusal("list_absent", place=place if isinstance(place, str) else "")
    try:
        signed = open_proved(told, trust, verify, PURPOSE)
        check_dates(signed.document, at, "list_early", "list_stale")
        check_key(signed.document, signed.key, None)
    except Refusal as refusal:
        known = refusal.code in ("list_early", "list_stale")
        code = "list_unsigned" if refusal.code == "proof_absent" else "list_signature"
        raise Refusal(refusal.code if known else code) from None
    subject = signed.document.get("credentialSubject")
    if signed.issuer.id != issuer:
        raise Refusal("list_issuer")
    if LIST_TYPE not in as_list(signed.document.get("type")) or not isinstance(subject, dict):
        raise Refusal("list_malformed")
    if "validUntil" not in signed.document:
        raise Refusal("list_stale")  # one that never ends could be shown for ever
    if subject.get("statusPurpose") != purpose:
        raise Refusal("list_purpose")
    return unpack(subject.get("encodedList"))


def _read_list(data: bytes) -> dict[str, Any]:
    return as_object(parse_json(data, "list_malformed"), "list_malformed")


def unpack(encoded: Any) -> bytes:
    """The bits of an encodedList. Raises Refusal list_malformed, list_bomb, list_short."""
    if not isinstance(encoded, str) or encoded[:1] != "u":
        raise Refusal("list_malformed")
    try:
        with gzip.open(io.BytesIO(unbase64url(encoded[1:], "list_malformed"))) as file:
            bits = file.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise Refusal("list_malformed") from None
    if len(bits) > MOST_BYTES:
        raise Refusal("list_bomb")
    if 8 * len(bits) < LEAST_ENTRIES:
        raise Refusal("list_short", entries=8 * len(bits))
    return bits


# --- the diploma -------------------------------------------------------------------------------


def check_diploma(
    data: bytes,
    trust: Trust,
    lists: Sequence[bytes],
    at: str,
    verify: Verify | None = None,
    with_status: bool = True,
) -> Verified:
    """Everything that a diploma claims, or a Refusal. at: an instant, as texts here have it."""
    verify = verify or ed25519
    given = read_diploma(data)
    found = [open_jwt(given.jwt, trust, verify)] if given.jwt is not None else []
    if given.credential is not None:
        found.append(open_proved(given.credential, trust, verify, PURPOSE))
    if given.sd_jwt is not None:
        found.append(open_sd_jwt(given.sd_jwt, trust, verify))
    signed = found[0]
    if any(one.document != signed.document for one in found):
        raise Refusal("forms_differ")
    document, issuer = signed.document, signed.issuer
    if not {CREDENTIAL, BADGE} <= {
        one for one in as_list(document.get("type")) if type(one) is str
    }:
        raise Refusal("diploma_malformed")
    check_dates(document, at, "not_yet_valid", "expired")
    paper = from_paper(document)
    check_accredited(document, issuer)
    entry = check_receipt_of(signed, given.receipt, trust, verify)
    for one in found:
        check_key(document, one.key, entry)
    status = check_status(document, issuer.id, lists, trust, at, verify) if with_status else []
    is_part = given.sd_jwt is not None
    return Verified(document, issuer, signed.key, entry, status, is_part, paper)


STEP_OF = {
    "issuers_malformed": "file", "diploma_malformed": "file", "jwt_malformed": "file",
    "jwt_header": "file", "proof_absent": "file", "proof_suite": "file", "proof_purpose": "file",
    "proof_value": "file", "pdf_empty": "file", "pdf_several": "file", "pdf_bomb": "file",
    "sd_malformed": "file", "sd_type": "file", "paper_malformed": "file",
    "issuer_unknown": "issuer", "key_unknown": "issuer",
    "proof_wrong": "signature", "key_other": "signature", "jwt_claims": "signature",
    "forms_differ": "signature", "sd_repeated": "signature", "sd_unmatched": "signature",
    "dates_malformed": "dates", "not_yet_valid": "dates", "expired": "dates",
    "not_accredited": "accreditation",
    "receipt_policy": "receipt", "receipt_other": "receipt",
    "key_dates": "key", "key_lost": "key",
    "status_absent": "status", "status_malformed": "status", "list_absent": "status",
    "list_malformed": "status", "list_unsigned": "status", "list_signature": "status",
    "list_early": "status", "list_stale": "status", "list_issuer": "status",
    "list_purpose": "status", "list_bomb": "status", "list_short": "status",
    "list_index": "status", "revoked": "status", "suspended": "status",
}  # fmt: skip


def step_of(code: str) -> str:
    """At which of STEPS a refusal stops; those of verify_receipt are the receipt's."""
    return STEP_OF.get(code, "receipt")


# --- the command -------------------------------------------------------------------------------


def read_bounded(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read(MAX_TEXT + 1)


def main(words: list[str]) -> int:
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    if "--at" in words[:-1]:
        place = words.index("--at")
        at, words = words[place + 1], words[:place] + words[place + 2 :]
    paths = [word for word in words if word != "--no-status"]
    if len(paths) < 2 or not is_instant(at) or any(one.startswith("--") for one in paths):
        sys.stderr.write(__doc__ or "")
        return 2
    diploma, issuers, *lists = map(read_bounded, paths)
    try:
        found = check_diploma(
            diploma, parse_issuers(issuers), lists, at, with_status="--no-status" not in words
        )
    except Refusal as refusal:
        told = {
            "ok": False, "code": refusal.code, "step": step_of(refusal.code),
            "facts": refusal.facts,
        }  # fmt: skip
        sys.stderr.write(SENTENCES.get(refusal.code, refusal.code) + "\n")
        sys.stdout.write(json.dumps(told, ensure_ascii=True) + "\n")
        return 1
    told = {
        "ok": True,
        "issuer": found.issuer.id,
        "origin": found.issuer.origin,
        "key": found.key.id,
        "status": found.status,
        "receipt": found.receipt and found.receipt.index,
        "part": found.is_part,
        "paper": found.paper and vars(found.paper),
        "diploma": found.document,
    }
    if found.paper:
        sys.stderr.write(PAPER_SENTENCE.format(**vars(found.paper)) + "\n")
    sys.stdout.write(json.dumps(told, ensure_ascii=True, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
