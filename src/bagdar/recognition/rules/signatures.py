"""Signatures of badges: JWS with RS256, ES256 and EdDSA under a key written as JWK, and did:key."""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from bagdar.credentials.rules.verify_diploma import ED25519_KEY
from bagdar.credentials.rules.verify_forms import unbase58
from bagdar.notary.rules.verify_receipt import Refusal

ALGORITHMS = {"RS256": "RSA", "ES256": "EC", "EdDSA": "OKP"}
LEAST_BITS, MOST_BITS = 2048, 8192  # of an RSA modulus: a larger one would only cost time
DID_KEY = "did:key:"


def unbase64(text: Any) -> bytes:
    """Base64url without padding. Raises ValueError."""
    if not isinstance(text, str) or len(text) > 1_000_000 or "=" in text:
        raise ValueError("not Base64url")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        raise ValueError("not Base64url") from None


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwk_of_ed25519(public: bytes) -> dict[str, str]:
    return {"kty": "OKP", "crv": "Ed25519", "x": base64url(public)}


def is_public_jwk(jwk: Any) -> bool:
    """Whether it is a public key of a kind that is known here; a secret one is refused."""
    if not isinstance(jwk, dict) or "d" in jwk or len(json.dumps(jwk, default=str)) > 4000:
        return False
    try:
        _loaded(jwk)
    except ValueError:
        return False
    return True


def public_part(jwk: Mapping[str, Any]) -> dict[str, Any]:
    """What makes the key, of one that `is_public_jwk`: RFC 7638, whatever else the JWK says."""
    names = {"OKP": ("crv", "kty", "x"), "EC": ("crv", "kty", "x", "y"), "RSA": ("e", "kty", "n")}
    return {name: jwk[name] for name in names[jwk["kty"]]}


def thumbprint(jwk: Mapping[str, Any]) -> str:
    """By which people tell a key apart: RFC 7638, SHA-256."""
    text = json.dumps(public_part(jwk), separators=(",", ":"), sort_keys=True)
    return base64url(hashlib.sha256(text.encode("utf-8")).digest())


def is_signed(alg: Any, jwk: Mapping[str, Any], message: bytes, signature: bytes) -> bool:
    """Whether a signature holds; also False where key and algorithm do not go together."""
    from cryptography.exceptions import InvalidSignature  # slow to load
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    if not isinstance(alg, str) or ALGORITHMS.get(alg) != jwk.get("kty"):
        return False
    try:
        key: Any = _loaded(jwk)
        if alg == "EdDSA":
            key.verify(signature, message)
        elif alg == "RS256":
            key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        else:
            if len(signature) != 64:
                return False
            r, s = (int.from_bytes(part, "big") for part in (signature[:32], signature[32:]))
            key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def _loaded(jwk: Mapping[str, Any]) -> Any:
    """Raises ValueError."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa  # slow to load
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    kty, crv = jwk.get("kty"), jwk.get("crv")
    if kty == "OKP" and crv == "Ed25519":
        return Ed25519PublicKey.from_public_bytes(unbase64(jwk.get("x")))
    if kty == "EC" and crv == "P-256":
        x, y = (unbase64(jwk.get(name)) for name in ("x", "y"))
        if len(x) != 32 or len(y) != 32:
            raise ValueError("a coordinate of another length")
        numbers = ec.EllipticCurvePublicNumbers(
            int.from_bytes(x, "big"), int.from_bytes(y, "big"), ec.SECP256R1()
        )
        return numbers.public_key()
    if kty == "RSA":
        n, e = (int.from_bytes(unbase64(jwk.get(name)), "big") for name in ("n", "e"))
        if not LEAST_BITS <= n.bit_length() <= MOST_BITS or not 3 <= e < 2**32:
            raise ValueError("a modulus or exponent out of bounds")
        return rsa.RSAPublicNumbers(e, n).public_key()
    raise ValueError("a kind of key that is not known here")


def did_key(issuer: str) -> dict[str, str] | None:
    """The key inside a did:key of Ed25519; None: it is none."""
    if not issuer.startswith(DID_KEY):
        return None
    try:
        data = unbase58(issuer.removeprefix(DID_KEY), 34, "key")
    except Refusal:
        return None
    return jwk_of_ed25519(data[2:]) if data[:2] == ED25519_KEY else None
