"""A lottery number belongs to a child: whatever is applied for, and however often, it stays."""

import hashlib
import hmac
from collections.abc import Iterable

NUMBER = "bagdar-lottery/v1"
CHILD = "bagdar-child/v1"
BYTES = 16


def number_of(seed: bytes, namespace: str, child: str) -> int:
    """From 0 below 2^128; the smaller comes first.

    Nothing of an application goes into it: not its day, its list, its account or its number.
    """
    told = f"{NUMBER}\n{namespace}\n{child}".encode()
    return int.from_bytes(hmac.new(seed, told, hashlib.sha256).digest()[:BYTES], "big")


def numbers_of(seed: bytes, namespace: str, children: Iterable[str]) -> dict[str, int]:
    head = hmac.new(seed, f"{NUMBER}\n{namespace}\n".encode(), hashlib.sha256)
    found = {}
    for child in children:
        one = head.copy()
        one.update(child.encode())
        found[child] = int.from_bytes(one.digest()[:BYTES], "big")
    return found


def child_in(secret: bytes, namespace: str, person_id: str) -> str:
    """The child's name in a market: 128 bits, the same for the same person, telling nothing else.

    secret: of the market, drawn before it opens; the names are committed to before the seed is
    known, so whoever picks the secret picks nobody's number
    """
    told = f"{CHILD}\n{namespace}\n{person_id}".encode()
    return hmac.new(secret, told, hashlib.sha256).hexdigest()[:32]
