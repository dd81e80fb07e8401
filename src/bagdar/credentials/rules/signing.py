"""Signatures of an issuer: Data Integrity eddsa-jcs-2022, VC-JWT, SD-JWT VC, and their files."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from bagdar.credentials.rules.verify_diploma import (
    ED25519_KEY,
    PURPOSE,
    RECEIPT_KIND,
    SD_RECEIPT_KIND,
    SUITE,
    digest_of,
)
from bagdar.credentials.rules.verify_forms import DIPLOMA, base58, seconds_of
from bagdar.credentials.rules.written import Written, joined, texts
from bagdar.notary.rules.commitments import canonical


def multikey(public: bytes) -> str:
    """A public key of Ed25519 as W3C's Multikey writes it."""
    return f"z{base58(ED25519_KEY + public)}"


@dataclass(frozen=True)
class Signer:
    """id: the key's address, such as did:web:…#key-1; seed: 32 secret bytes."""

    id: str
    seed: bytes

    def __repr__(self) -> str:
        return f"Signer({self.id!r})"  # never the seed

    @cached_property
    def _private(self) -> Any:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # slow to load
            Ed25519PrivateKey,
        )

        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def public(self) -> bytes:
        found: bytes = self._private.public_key().public_bytes_raw()
        return found

    def sign(self, message: bytes) -> bytes:
        found: bytes = self._private.sign(message)
        return found


def proved(document: Mapping[str, Any], signer: Signer, purpose: str = PURPOSE) -> dict[str, Any]:
    """A document with its proof, made at the instant from which it is valid."""
    return {**document, "proof": sealed(document, digest_of(dict(document)), signer, purpose)}


def sealed(
    document: Mapping[str, Any], digest: bytes, signer: Signer, purpose: str = PURPOSE
) -> dict[str, Any]:
    """The proof alone. digest: of the document (`digest_of`), which the proof is of."""
    options = {
        "@context": document["@context"],
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": document["validFrom"],
        "verificationMethod": signer.id,
        "proofPurpose": purpose,
    }
    value = signer.sign(hashlib.sha256(canonical(options)).digest() + digest)
    return {**options, "proofValue": f"z{base58(value)}"}


def jwt(document: Mapping[str, Any], signer: Signer) -> str:
    """The same document as a VC-JWT."""
    return signed_token("vc+jwt", {**document, **registered(document)}, signer)


def jwt_of(told: Written, signer: Signer) -> str:
    """The same of a document that is written already."""
    claims = {**told.members, **texts(registered(told.document))}
    return signed_text("vc+jwt", joined(claims), signer)


def registered(document: Mapping[str, Any]) -> dict[str, Any]:
    """What JOSE calls by names of its own: who says it, which one it is, from when it is valid."""
    return {
        "iss": document["issuer"]["id"],
        "jti": document["id"],
        "nbf": seconds_of(document["validFrom"]),
    }


def signed_token(typ: str, claims: Mapping[str, Any], signer: Signer) -> str:
    return signed_text(typ, canonical(claims), signer)


def signed_text(typ: str, claims: bytes, signer: Signer) -> str:
    """claims: as `canonical` writes them."""
    text = f"{_header(typ, signer.id)}.{base64url(claims)}"
    return f"{text}.{base64url(signer.sign(text.encode('ascii')))}"


@lru_cache(maxsize=64)
def _header(typ: str, key_id: str) -> str:
    return base64url(canonical({"alg": "EdDSA", "typ": typ, "kid": key_id}))


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def commitment_to(document: Mapping[str, Any], digest: bytes | None = None) -> dict[str, str]:
    """What the log is told of a diploma: its id and its digest, under a salt.

    digest: where it is known already
    """
    return {"credential": document["id"], "digest": (digest or digest_of(dict(document))).hex()}


def commitment_to_selective(document: Mapping[str, Any], token: str) -> dict[str, str]:
    """The same of an SD-JWT: the digest is of what the issuer signed, which names no mark."""
    digest = hashlib.sha256(token.encode("ascii")).hexdigest()
    return {"credential": document["id"], "digest": digest}


def diploma_file(credential: Mapping[str, Any], jwt: str, receipt: str | None) -> bytes:
    """What a graduate downloads, for verify_diploma and for other wallets."""
    told = {"format": DIPLOMA, "credential": credential, "jwt": jwt}
    if receipt is not None:
        told["receipt"] = receipt
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def selective_file(sd_jwt: str, receipt: str | None) -> bytes:
    """What a graduate shows who shows a part."""
    told = {"format": DIPLOMA, "sd_jwt": sd_jwt}
    if receipt is not None:
        told["receipt"] = receipt
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def thumb(public: bytes) -> str:
    """What a key is called among those of its issuer."""
    return hashlib.sha256(public).hexdigest()[:12]


__all__ = [
    "RECEIPT_KIND",
    "SD_RECEIPT_KIND",
    "Signer",
    "base64url",
    "commitment_to",
    "commitment_to_selective",
    "diploma_file",
    "jwt",
    "jwt_of",
    "multikey",
    "proved",
    "registered",
    "sealed",
    "selective_file",
    "thumb",
    "signed_text",
    "signed_token",
]
