"""Signed notes (c2sp.org/signed-note): keys, signatures, and the text they stand under."""

import base64
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from bagdar.notary.rules.refusals import KeyMalformed, refusing
from bagdar.notary.rules.verify_receipt import (
    DASH,
    LOG_KEY,
    WITNESS_KEY,
    Key,
    is_name,
    key_id,
    parse_key,
    unbase64,
)

BEFORE = "PRIVATE+KEY+"  # a secret key


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature is that of a key: as verify_receipt.ed25519, but quick."""
    from cryptography.exceptions import InvalidSignature  # slow to load

    try:
        _public(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=64)
def _public(public: bytes) -> Any:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    return Ed25519PublicKey.from_public_bytes(public)


@dataclass(frozen=True)
class Signer:
    """Who signs notes: a log (LOG_KEY) or a witness (WITNESS_KEY). seed: 32 secret bytes."""

    name: str
    kind: int
    seed: bytes

    def __post_init__(self) -> None:
        if not is_name(self.name) or self.kind not in (LOG_KEY, WITNESS_KEY):
            raise KeyMalformed()
        if len(self.seed) != 32:
            raise KeyMalformed()

    def __repr__(self) -> str:
        return f"Signer({self.name!r})"  # never the seed

    @cached_property
    def _private(self) -> Any:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def key(self) -> Key:
        public = self._private.public_key().public_bytes_raw()
        return Key(self.name, key_id(self.name, self.kind, public), self.kind, public)

    @property
    def secret(self) -> str:
        """As Go's sumdb/note writes a secret key."""
        told = base64.b64encode(bytes([self.kind]) + self.seed).decode()
        return f"{BEFORE}{self.name}+{self.key.id.hex()}+{told}"

    def sign(self, message: bytes) -> bytes:
        signature: bytes = self._private.sign(message)
        return signature


def vkey(key: Key) -> str:
    """A public key as a policy names it."""
    told = base64.b64encode(bytes([key.kind]) + key.public).decode()
    return f"{key.name}+{key.id.hex()}+{told}"


def public_key(text: str) -> Key:
    """Raises KeyMalformed."""
    with refusing():
        return parse_key(text)


def parse_secret(text: str) -> Signer:
    """Raises KeyMalformed."""
    parts = text.strip().removeprefix(BEFORE).split("+", 2)
    if not text.startswith(BEFORE) or len(parts) != 3:
        raise KeyMalformed()
    with refusing():
        data = unbase64(parts[2], "key_malformed", 33)
    signer = Signer(parts[0], data[0], data[1:])
    if signer.key.id.hex() != parts[1]:
        raise KeyMalformed()
    return signer


def signature_line(key: Key, signature: bytes) -> str:
    told = base64.b64encode(key.id + signature).decode()
    return f"{DASH}{key.name} {told}\n"
