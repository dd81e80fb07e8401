"""The beacon whose signatures are verified here: drand's quicknet, of the League of Entropy.

A round's signature is BLS (draft-irtf-cfrg-bls-signature) on BLS12-381 over SHA-256 of the round's
number, a point of G1 hashed to as in RFC 9380; its scheme is `bls-unchained-g1-rfc9380`. There is
one signature for each round and one encoding of it, so nobody can choose among several.
docs/decisions/0011-arkworks-verifies-the-beacon.md says by what it is verified.
"""

import hashlib
import json
from string import hexdigits

from bagdar.admissions.rules.seeding import Beacon

CHAIN = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
PUBLIC_KEY = (
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c"
    "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb"
    "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)
GENESIS, PERIOD = 1_692_803_367, 3  # seconds of POSIX of round 1, and between two rounds
HASHED_AS = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
LAST_ROUND = 2**64 - 1
SIGNATURE_BYTES = 48


def quicknet(number: int) -> Beacon:
    """A round of it, as a plan names it."""
    return Beacon(CHAIN, PUBLIC_KEY, GENESIS, PERIOD, number)


def round_after(instant: int) -> int:
    """The first round that comes after an instant, in seconds of POSIX."""
    return max(1, (instant - GENESIS) // PERIOD + 2)


def signature_in(told: str) -> bytes:
    """What somebody brought: the signature in hexadecimal, or the beacon's answer as JSON, of which
    it is a part. Anything else is no signature: b"".
    """
    text = told.strip()
    if text.startswith("{"):
        try:
            answer = json.loads(text)
        except (ValueError, RecursionError):
            return b""
        text = str(answer.get("signature", ""))
    is_whole = len(text) == 2 * SIGNATURE_BYTES and set(text.lower()) <= set(hexdigits)
    return bytes.fromhex(text) if is_whole else b""


def verified(beacon: Beacon, signature: bytes) -> bool:
    """Whether it is quicknet's own signature of that round; of another chain or key, never."""
    is_known = type(beacon.round) is int and 1 <= beacon.round <= LAST_ROUND
    if not is_known or beacon != quicknet(beacon.round):
        return False
    from py_arkworks_bls12381 import GT, G1Point, G2Point  # only where a beacon is heard

    try:
        signed = G1Point.from_compressed_bytes(signature)  # on the curve, in the subgroup
    except ValueError:
        return False
    if signed.to_compressed_bytes() != signature or signed == G1Point.identity():
        return False  # another spelling of a point would be another seed
    told = hashlib.sha256(beacon.round.to_bytes(8, "big")).digest()
    key = G2Point.from_compressed_bytes(bytes.fromhex(PUBLIC_KEY))
    return GT.pairing_check([-signed, G1Point.hash_to_curve(told, HASHED_AS)], [G2Point(), key])
