"""Badges are read within bounds, and verified only where nothing beyond them has to tell."""

import base64
import hashlib
import json
import random
import struct
import zlib
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bagdar.credentials.rules.signing import Signer, multikey, proved
from bagdar.recognition.rules.badge_errors import WHY, BadgeRefused
from bagdar.recognition.rules.badges import Badge, BelievedKey, check_badge
from bagdar.recognition.rules.baked import PNG
from bagdar.recognition.rules.signatures import (
    base64url,
    is_public_jwk,
    is_signed,
    jwk_of_ed25519,
    thumbprint,
)

NOW = datetime(2026, 6, 1, tzinfo=UTC)
MAIL = "learner@example.org"
SIGNER = Signer("did:web:badges.example#key-1", b"b" * 32)
ISSUER = {"id": "https://badges.example/issuer", "type": "Profile", "name": "Made up"}
CLASS = {"id": "https://badges.example/db", "type": "BadgeClass", "name": "Databases",
         "issuer": ISSUER}  # fmt: skip
HASHED = "sha256$" + hashlib.sha256(f"{MAIL}salt".encode()).hexdigest()


def ob2(**more: Any) -> dict[str, Any]:
    return {
        "@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": "urn:uuid:1",
        "recipient": {"type": "email", "hashed": True, "salt": "salt", "identity": HASHED},
        "badge": CLASS, "issuedOn": "2026-05-01T00:00:00Z",
        "verification": {"type": "SignedBadge", "creator": "https://badges.example/key"}, **more,
    }  # fmt: skip


def ob3(**more: Any) -> dict[str, Any]:
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"], "id": "urn:uuid:1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": "did:web:badges.example", "name": "Made up"},
        "validFrom": "2026-05-01T00:00:00Z",
        "credentialSubject": {
            "identifier": {"identityType": "emailAddress", "hashed": False, "identityHash": MAIL},
            "achievement": {"id": "urn:db", "name": {"kk": "Деректер", "en": "Data"},
                            "creditsAvailable": 4.5},
        }, **more,
    }  # fmt: skip


@cache
def keys() -> dict[str, tuple[Any, dict[str, Any]]]:
    """By algorithm, a secret key and its public JWK."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    def number(value: int) -> str:
        return base64url(value.to_bytes((value.bit_length() + 7) // 8, "big"))

    r = rsa.generate_private_key(65537, 2048)
    n = r.public_key().public_numbers()
    e = ec.generate_private_key(ec.SECP256R1())
    p = e.public_key().public_numbers()
    x, y = (base64url(one.to_bytes(32, "big")) for one in (p.x, p.y))
    o = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    return {
        "RS256": (r, {"kty": "RSA", "n": number(n.n), "e": number(n.e)}),
        "ES256": (e, {"kty": "EC", "crv": "P-256", "x": x, "y": y}),
        "EdDSA": (o, jwk_of_ed25519(o.public_key().public_bytes_raw())),
    }


def jws(content: dict[str, Any], alg: str = "EdDSA", **header: Any) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    head = base64url(json.dumps({"alg": alg, **header}).encode())
    message = f"{head}.{base64url(json.dumps(content).encode())}".encode()
    secret = keys()[alg][0] if alg in keys() else keys()["EdDSA"][0]
    if alg == "RS256":
        mark = secret.sign(message, padding.PKCS1v15(), hashes.SHA256())
    elif alg == "ES256":
        r, s = decode_dss_signature(secret.sign(message, ec.ECDSA(hashes.SHA256())))
        mark = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    else:
        mark = secret.sign(message)
    return message + b"." + base64url(mark).encode()


def believed(alg: str = "EdDSA", issuer: str = ISSUER["id"]) -> list[BelievedKey]:
    return [BelievedKey(issuer, "", keys()[alg][1])]


WEB = [BelievedKey("did:web:badges.example", SIGNER.id, jwk_of_ed25519(SIGNER.public))]


def check(data: bytes | dict, some: Any = (), mail: str = MAIL, names: Any = ()) -> Badge:
    data = json.dumps(data).encode() if isinstance(data, dict) else data
    return check_badge(data, some, mail, names, NOW)


def why(data: bytes | dict, some: Any = (), mail: str = MAIL) -> str:
    with pytest.raises(BadgeRefused) as refused:
        check(data, some, mail)
    return refused.value.why


# --- what is verified ---------------------------------------------------------------------------


@pytest.mark.parametrize("alg", ["RS256", "ES256", "EdDSA"])
def test_a_signed_badge_of_2_0_is_verified_under_a_believed_key(alg: str):
    found = check(jws(ob2(), alg), believed(alg))
    assert found.is_verified and found.issuer == ISSUER["id"] and found.title == "Databases"
    assert found.achievement == CLASS["id"] and str(found.achieved_on) == "2026-05-01"
    assert check(jws(ob2(), alg)).unverified == ("key_unknown",)
    other = believed("EdDSA" if alg != "EdDSA" else "RS256")
    assert why(jws(ob2(), alg), other) == "signature"


def test_a_badge_of_3_0_is_verified_by_its_proof_and_by_its_token():
    found = check(proved(ob3() | {"credentialSubject": whole()}, SIGNER), WEB)
    assert found.is_verified and (found.title, found.credits) == ("Деректер", 4)
    token = check(jws(ob3(iss="did:web:badges.example")), believed(issuer="did:web:badges.example"))
    assert token.is_verified and token.credits == 4
    did = "did:key:" + multikey(SIGNER.public)
    inside = proved(ob3(issuer=did) | {"credentialSubject": whole()}, Signer(f"{did}#x", b"b" * 32))
    assert check(inside).unverified == ("issuer_unknown",)
    assert check(inside, [BelievedKey(did, "", jwk_of_ed25519(SIGNER.public))]).is_verified
    other = proved(ob3(issuer=did) | {"credentialSubject": whole()}, Signer(f"{did}#x", b"c" * 32))
    assert why(other) == "signature"


def whole() -> dict[str, Any]:
    """The subject without a fraction, which canonical JSON here does not have."""
    told = ob3()["credentialSubject"]
    return {**told, "achievement": {**told["achievement"], "creditsAvailable": 4}}


def test_a_key_in_the_header_of_a_badge_proves_nothing():
    inside = jws(ob2(), jwk=keys()["EdDSA"][1])
    assert check(inside).unverified == ("key_unknown",)


@pytest.mark.parametrize(
    ("told", "unverified"),
    [
        (ob2(verification={"type": "HostedBadge"}), ("hosted",)),
        (ob2(), ("unsigned",)),
        (ob2(recipient={"type": "telephone", "identity": "1"}), ("unsigned", "recipient_unknown")),
        (ob2(badge={**CLASS, "issuer": {**ISSUER, "revocationList": "https://x"}}),
         ("unsigned", "status_not_asked")),
        (ob3(), ("unsigned",)),
        (ob3(proof={"type": "Ed25519Signature2020"}), ("suite_unknown",)),
        (ob3(credentialStatus={"id": "x"}), ("unsigned", "status_not_asked")),
    ],
)  # fmt: skip
def test_what_only_the_network_could_tell_leaves_a_badge_read(told, unverified):
    assert check(told).unverified == unverified


def test_it_is_compared_whose_it_is():
    assert check(jws(ob2()), believed(), MAIL.upper()).is_verified
    assert why(jws(ob2()), believed(), "other@example.org") == "recipient"
    assert check(jws(ob2()), believed(), "").unverified == ("recipient_unknown",)
    plain = ob2(recipient={"type": "email", "hashed": True, "salt": "salt", "identity": "md5$0"})
    assert check(jws(plain), believed()).unverified == ("recipient_unknown",)
    named = ob2(recipient={"type": "name", "hashed": False, "identity": "МЫСАЛОВА Әсел"})
    alone = check(jws(named), believed(), "", ["Мысалова Әсел"])
    assert alone.unverified == ("name_alone",)


def test_parts_that_are_given_side_by_side_have_to_belong_together():
    parts = {"assertion": ob2(badge=CLASS["id"]), "badge": {**CLASS, "issuer": ISSUER["id"]},
             "issuer": ISSUER}  # fmt: skip
    assert check(parts).title == "Databases"
    assert why({**parts, "issuer": {**ISSUER, "id": "urn:other"}}) == "parts"
    assert why({**parts, "badge": {**CLASS, "id": "urn:other"}}) == "parts"
    assert why(jws(ob3(iss="urn:other")), believed(issuer="did:web:badges.example")) == "parts"


# --- what is refused ----------------------------------------------------------------------------


def text_chunk(kind: bytes, body: bytes) -> bytes:
    crc = struct.pack(">I", zlib.crc32(kind + body))
    return struct.pack(">I", len(body)) + kind + body + crc


def png(*texts: bytes, keyword: bytes = b"openbadges", flags: bytes = b"\0\0") -> bytes:
    chunks = [text_chunk(b"iTXt", keyword + b"\0" + flags + b"\0\0" + text) for text in texts]
    return PNG + text_chunk(b"IHDR", b"\0" * 13) + b"".join(chunks) + text_chunk(b"IEND", b"")


def svg(inside: str, attribute: str = "", head: str = "") -> bytes:
    return (
        f'{head}<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="http://openbadges.org">'
        f"<openbadges:assertion {attribute}>{inside}</openbadges:assertion></svg>"
    ).encode()


TOLD = json.dumps(ob2()).encode()


def test_badges_are_read_out_of_pictures():
    assert check(png(TOLD)).title == "Databases"
    token = jws(ob2())
    assert check(png(token), believed()).is_verified
    assert check(svg(f"<![CDATA[{TOLD.decode()}]]>")).title == "Databases"
    assert check(svg("", f'verify="{token.decode()}"'), believed()).is_verified
    three = json.dumps(ob3()).encode()
    assert check(png(three, keyword=b"openbadgecredential")).version == "3.0"


BOMB = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
REFUSED = {
    "empty": b" \n",
    "large": b"{" + b" " * (512 * 1024),
    "png": png(TOLD)[:-30],
    "svg": svg("&b;", head=BOMB),
    "unbaked": png(),
    "json": b"{",
    "twice": b'{"a": 1, "a": 2}',
    "address": b"https://badges.example/1",
    "unknown": b'{"type": "Diploma"}',
    "parts": {"assertion": ob2(badge="urn:x"), "badge": CLASS},
    "fields": ob2(badge=None),
    "dates": ob2(issuedOn="yesterday"),
    "early": ob2(issuedOn="2027-01-01T00:00:00Z"),
    "expired": ob2(expires="2026-05-31T00:00:00Z"),
    "header": jws(ob2(), "none"),
    "recipient": ob2(recipient={"type": "email", "identity": "x@example.org"}),
    "revoked": ob2(revoked=True),
}


@pytest.mark.parametrize("reason", [one for one in WHY if one in REFUSED])
def test_each_reason_has_a_name_of_its_own(reason: str):
    assert why(REFUSED[reason]) == reason


def test_what_is_left_is_refused_elsewhere():
    """A signature above; lists of statuses in test_recognition_statuses.py."""
    assert set(WHY) - set(REFUSED) == {"signature", "suspended", "list", "list_other"}


def test_a_damaged_or_packed_chunk_and_two_badges_in_one_picture_are_refused():
    assert why(png(TOLD, flags=b"\1\0")) == "png"
    assert why(png(TOLD).replace(b"Databases", b"Databaser")) == "png"
    assert why(png(TOLD, TOLD)) == "twice"
    assert why(svg("") + b"<x/>") == "svg"


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_whatever_is_sent_is_read_or_refused_with_a_reason(data: bytes):
    for whole in (data, PNG + data, b"<svg>" + data, b'{"type":"Assertion",' + data):
        try:
            check(whole)
        except BadgeRefused as refused:
            assert refused.why in WHY


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(st.sampled_from([ob2(), ob3()]), st.data())
def test_a_field_of_any_shape_is_read_or_refused(told: dict, data: Any):
    name = data.draw(st.sampled_from(sorted(told)))
    try:
        check({**told, name: data.draw(junk)})
    except BadgeRefused as refused:
        assert refused.why in WHY


def test_no_mutant_of_a_signed_badge_is_verified():
    """Every byte that means something is signed; those of the envelope's end alone are not."""
    token, dice, some = jws(ob2()), random.Random(7), believed()
    assert check(token, some).is_verified
    for _ in range(400):
        place = dice.randrange(len(token))
        changed = bytearray(token)
        changed[place] ^= 1 << dice.randrange(7)
        if _same(bytes(changed), token):
            continue
        try:
            assert not check(bytes(changed), some).is_verified
        except BadgeRefused as refused:
            assert refused.why in WHY


def _same(one: bytes, other: bytes) -> bool:
    """Bits of a Base64url text that no byte is made of."""
    try:
        parts = [[base64.urlsafe_b64decode(x + b"==") for x in y.split(b".")] for y in (one, other)]
    except ValueError:
        return False
    return parts[0] == parts[1] and one.split(b".")[:2] == other.split(b".")[:2]


def test_a_guard_that_is_off_is_noticed(monkeypatch: pytest.MonkeyPatch):
    """The negative control: every signature is taken for good."""
    from bagdar.recognition.rules import badge_proofs

    monkeypatch.setattr(badge_proofs, "is_signed", lambda *_: True)
    assert check(jws(ob2()), believed("RS256")).is_verified


def test_keys_are_public_and_of_a_known_kind_and_size():
    from cryptography.hazmat.primitives.asymmetric import rsa

    for alg, (_, jwk) in keys().items():
        assert is_public_jwk(jwk) and not is_public_jwk({**jwk, "d": "AA"})
        assert not is_signed(alg, {**jwk, "kty": "oct"}, b"x", b"x")
    small = rsa.generate_private_key(65537, 1024).public_key().public_numbers()
    n = base64url(small.n.to_bytes(128, "big"))
    assert not is_public_jwk({"kty": "RSA", "n": n, "e": "AQAB"})


def test_a_key_is_told_apart_as_rfc_7638_says():
    """The example of the RFC, section 3.1."""
    n = (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECP"
        "ebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY"
        "368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0f"
        "M4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    )
    jwk = {"kty": "RSA", "n": n, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"}
    assert is_public_jwk(jwk)
    assert thumbprint(jwk) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
