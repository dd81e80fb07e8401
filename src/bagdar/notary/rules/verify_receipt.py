#!/usr/bin/env python3
"""Checks a receipt of a Bagdar log with Python 3.9 or later and nothing else.

    python3 verify_receipt.py RECEIPT POLICY

RECEIPT  a .tlog-proof file (c2sp.org/tlog-proof@v1) whose `extra` line opens the commitment
POLICY   whose keys are believed: log, witness, group and quorum lines (c2sp.org/tlog-policy)

Take the policy from somebody whom you believe, not from whoever gave you the receipt. Ends with 0
and says what the log has committed to, or ends with 1 and says what is wrong.

The service itself checks receipts with this very file (it only replaces Ed25519 by a faster one),
so a receipt that is good there is good here. It imports nothing of Bagdar and must stay so.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

PROOF = "c2sp.org/tlog-proof@v1"
OPENING = "bagdar-opening/v1"
COMMITMENT = "bagdar-commitment/v1"
MIN_SALT, HASH = 16, 32
LOG_KEY, WITNESS_KEY = 1, 4  # types of keys: Ed25519 of a note, Ed25519 of a cosignature
MAX_SIGNATURES, MAX_PROOF, MAX_DEPTH, MAX_TEXT = 100, 63, 32, 16 * 1024 * 1024
LARGEST = 2**53 - 1  # beyond it two readers of JSON may see two numbers
KIND = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z_]*){1,3}")
DASH = "\u2014 "
SENTENCES: dict[str, str] = {}  # code -> sentence; filled in by whoever hands this file out

Verify = Callable[[bytes, bytes, bytes], bool]  # public key, message, signature
Point = tuple[int, int, int, int]


@dataclass(frozen=True)
class Key:
    """kind: LOG_KEY or WITNESS_KEY; public: 32 bytes."""

    name: str
    id: bytes
    kind: int
    public: bytes


@dataclass(frozen=True)
class Note:
    """signatures: (name, key id, signature), as they stand."""

    text: str
    signatures: list[tuple[str, bytes, bytes]]


@dataclass(frozen=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes


@dataclass(frozen=True)
class Proof:
    extra: bytes | None
    index: int
    hashes: list[bytes]
    checkpoint: str


@dataclass(frozen=True)
class Opening:
    """What is committed to. content: see `canonical`."""

    kind: str
    version: int
    salt: bytes
    content: Any


@dataclass(frozen=True)
class Policy:
    """groups: name -> (how many at least, members). quorum: a name, or "none"."""

    logs: list[Key]
    witnesses: dict[str, Key]
    groups: dict[str, tuple[int, tuple[str, ...]]]
    quorum: str


@dataclass(frozen=True)
class Checked:
    """opening: None where the entry was given instead. witnesses: name -> seconds of POSIX."""

    opening: Opening | None
    index: int
    checkpoint: Checkpoint
    witnesses: dict[str, int]


class Refusal(Exception):
    """A receipt, note, checkpoint, proof or policy that is refused. code says why."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


def unbase64(text: str, code: str, length: int | None = None) -> bytes:
    """The bytes of a text in the one form that standard Base64 has for them."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, binascii.Error, UnicodeEncodeError):
        raise Refusal(code) from None
    if base64.b64encode(data).decode() != text or (length is not None and len(data) != length):
        raise Refusal(code)
    return data


def decimal(text: str, code: str) -> int:
    """A whole number from 0 below 2^63, without sign or leading zeroes."""
    fits = 0 < len(text) < 20 and text.isascii() and text.isdigit()
    if not fits or (text[0] == "0" and text != "0") or int(text) >= 2**63:
        raise Refusal(code)
    return int(text)


# --- the tree (RFC 6962, section 2.1) ----------------------------------------------------------


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of_inclusion(leaf: bytes, index: int, size: int, hashes: list[bytes]) -> bytes:
    """The root to which a leaf and its proof lead (RFC 9162, section 2.1.3.2).

    Raises Refusal proof_index: the tree has no such leaf; proof_length: too many or too few hashes
    """
    if not 0 <= index < size:
        raise Refusal("proof_index", index=index, size=size)
    node, last, found = index, size - 1, leaf
    for one in hashes:
        if last == 0:
            raise Refusal("proof_length", hashes=len(hashes))
        if node & 1 or node == last:
            found = node_hash(one, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, one)
        node, last = node >> 1, last >> 1
    if last:
        raise Refusal("proof_length", hashes=len(hashes))
    return found


# --- what is committed to ----------------------------------------------------------------------


_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(content: Any) -> bytes:
    """Content as the only JSON text it has (RFC 8785): sorted names, no space, UTF-8.

    Holds objects with names of ASCII letters, lists, texts, whole numbers up to 2^53-1, true,
    false and null. Money and shares are texts. Raises Refusal content_malformed.
    """
    _check(content, 0)
    try:
        return _WRITER.encode(content).encode("utf-8")
    except UnicodeEncodeError:
        raise Refusal("content_malformed", at="surrogate") from None


def _check(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise Refusal("content_malformed", at="depth")
    if value is None or isinstance(value, (bool, str)):
        return
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise Refusal("content_malformed", at="number")
    elif isinstance(value, list):
        for one in value:
            if type(one) is not str or depth == MAX_DEPTH:  # most are texts: not worth a call
                _check(one, depth + 1)
    elif isinstance(value, dict):
        for name, one in value.items():
            if not isinstance(name, str) or not name.isascii():
                raise Refusal("content_malformed", at="name")
            if type(one) is not str or depth == MAX_DEPTH:
                _check(one, depth + 1)
    else:
        raise Refusal("content_malformed", at=type(value).__name__)


def is_kind(kind: Any) -> bool:
    """Such as indicators.release: words of the code, so nothing about anybody."""
    return isinstance(kind, str) and len(kind) <= 80 and bool(KIND.fullmatch(kind))


def commitment_of(kind: Any, version: Any, salt: bytes, content: Any) -> bytes:
    """HMAC-SHA-256 under the salt: binding, and telling nothing to whoever lacks the salt."""
    if not is_kind(kind) or type(version) is not int or not 1 <= version <= 9999:
        raise Refusal("opening_kind")
    # A key of HMAC longer than a block would be hashed first: two salts would open alike.
    if not MIN_SALT <= len(salt) <= HASH:
        raise Refusal("opening_salt", bytes=len(salt))
    head = f"{COMMITMENT}\n{kind}\n{version}\n{len(salt)}\n".encode("ascii")
    return hmac.new(salt, head + canonical(content), hashlib.sha256).digest()


def entry_of(kind: str, version: int, commitment: bytes) -> bytes:
    """What the log holds of it: nothing but what may be read by everybody for ever."""
    told = base64.b64encode(commitment).decode()
    return f"{COMMITMENT}\n{kind}\n{version}\n{told}\n".encode("ascii")


def opening_text(opening: Opening) -> bytes:
    return canonical(
        {
            "format": OPENING,
            "kind": opening.kind,
            "version": opening.version,
            "salt": base64.b64encode(opening.salt).decode(),
            "content": opening.content,
        }
    )


def parse_opening(data: bytes) -> Opening:
    try:
        told = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Refusal("opening_malformed") from None
    names = {"format", "kind", "version", "salt", "content"}
    if not isinstance(told, dict) or set(told) != names or told["format"] != OPENING:
        raise Refusal("opening_malformed")
    if not isinstance(told["salt"], str):
        raise Refusal("opening_salt", bytes=0)
    salt = unbase64(told["salt"], "opening_salt")
    opening = Opening(told["kind"], told["version"], salt, told["content"])
    commitment_of(opening.kind, opening.version, opening.salt, opening.content)
    if opening_text(opening) != data:
        raise Refusal("opening_malformed")  # one receipt has one text
    return opening


# --- signed notes, checkpoints, cosignatures (c2sp.org) ----------------------------------------


def key_id(name: str, kind: int, public: bytes) -> bytes:
    return hashlib.sha256(name.encode("utf-8") + b"\n" + bytes([kind]) + public).digest()[:4]


def is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(one.isspace() for one in name)


def parse_key(vkey: str, kind: int | None = None) -> Key:
    """name+id+base64(type, public key). Raises Refusal key_malformed."""
    parts = vkey.split("+", 2)
    if len(parts) != 3 or not is_name(parts[0]):
        raise Refusal("key_malformed")
    data = unbase64(parts[2], "key_malformed", 33)
    key = Key(parts[0], key_id(parts[0], data[0], data[1:]), data[0], data[1:])
    wanted = (LOG_KEY, WITNESS_KEY) if kind is None else (kind,)
    if key.id.hex() != parts[1] or key.kind not in wanted:
        raise Refusal("key_malformed")
    return key


def parse_note(note: str) -> Note:
    """The signed text and its signatures, none of them checked. Raises Refusal note_malformed."""
    if len(note) > MAX_TEXT or any(ord(sign) < 32 and sign != "\n" for sign in note):
        raise Refusal("note_malformed")
    split = note.rfind("\n\n")
    text, lines = note[: split + 1], note[split + 2 :]
    if split < 0 or not text or not lines.endswith("\n"):
        raise Refusal("note_malformed")
    rows = lines[:-1].split("\n")
    if len(rows) > MAX_SIGNATURES:
        raise Refusal("note_malformed")
    return Note(text, [parse_signature(row) for row in rows])


def parse_signature(row: str) -> tuple[str, bytes, bytes]:
    name, space, told = row[len(DASH) :].partition(" ")
    if not row.startswith(DASH) or not space or not is_name(name):
        raise Refusal("note_malformed")
    data = unbase64(told, "note_malformed")
    if len(data) < 5:
        raise Refusal("note_malformed")
    return name, data[:4], data[4:]


def parse_checkpoint(text: str) -> Checkpoint:
    """Origin, size and root of a checkpoint's text; further lines are let stand."""
    lines = text.split("\n")
    if len(lines) < 4 or not text.endswith("\n") or "" in lines[:-1]:
        raise Refusal("checkpoint_malformed")
    size = decimal(lines[1], "checkpoint_malformed")
    return Checkpoint(lines[0], size, unbase64(lines[2], "checkpoint_malformed", HASH))


def signed_by(note: Note, key: Key, verify: Verify) -> bool:
    """Whether a known key has signed. Raises Refusal signature_wrong where one of its is wrong."""
    found = False
    for name, number, signature in note.signatures:
        if (name, number) == (key.name, key.id):
            if len(signature) != 64 or not verify(key.public, note.text.encode("utf-8"), signature):
                raise Refusal("signature_wrong", name=name)
            found = True
    return found


def cosigned_text(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def cosigned_at(note: Note, key: Key, verify: Verify) -> int | None:
    """When a witness has cosigned, in seconds of POSIX; None where it has not.

    Raises Refusal cosignature_wrong where one of its is wrong.
    """
    latest: int | None = None
    for name, number, signature in note.signatures:
        if (name, number) == (key.name, key.id):
            seconds = int.from_bytes(signature[:8], "big")
            told = cosigned_text(note.text, seconds)
            if (
                len(signature) != 72
                or seconds >= 2**63
                or not verify(key.public, told, signature[8:])
            ):
                raise Refusal("cosignature_wrong", name=name)
            latest = seconds if latest is None else max(latest, seconds)
    return latest


# --- policies: whose word is taken -------------------------------------------------------------


def parse_policy(text: str) -> Policy:
    """c2sp.org/tlog-policy; addresses are not looked at. Raises Refusal policy_malformed."""
    found = Policy([], {}, {}, "")
    seen: set[Any] = set()
    for number, line in enumerate(text.split("\n"), 1):
        words = line.replace("\t", " ").split(" ")
        words = [word for word in words if word]
        if words and not words[0].startswith("#"):
            try:
                found = _with_line(found, words, seen)
            except Refusal:
                raise Refusal("policy_malformed", line=number) from None
    if not found.quorum or not found.logs:
        raise Refusal("policy_malformed", line=0)
    return found


def _with_line(policy: Policy, words: list[str], seen: set[Any]) -> Policy:
    """A policy with one line more. seen: keys, and names that a group has, each only once."""
    head, names = words[0], {**policy.witnesses, **policy.groups}
    if head == "log" and len(words) in (2, 3):
        policy.logs.append(parse_key(words[1], LOG_KEY))
        once = [("log", policy.logs[-1].public)]
    elif head == "witness" and len(words) in (3, 4) and words[1] not in {*names, "none"}:
        policy.witnesses[words[1]] = parse_key(words[2], WITNESS_KEY)
        once = [("witness", policy.witnesses[words[1]].public)]
    elif head == "group" and len(words) >= 4 and words[1] not in {*names, "none"}:
        members = words[3:]
        named = {"any": 1, "all": len(members)}
        least = named.get(words[2]) or decimal(words[2], "policy_malformed")
        if not 1 <= least <= len(members) or not set(members) <= set(names):
            raise Refusal("policy_malformed")
        policy.groups[words[1]] = (least, tuple(members))
        once = [("member", one.encode("utf-8")) for one in members]
    elif head == "quorum" and len(words) == 2 and not policy.quorum:
        if words[1] not in {*names, "none"}:
            raise Refusal("policy_malformed")
        return Policy(policy.logs, policy.witnesses, policy.groups, words[1])
    else:
        raise Refusal("policy_malformed")
    if seen & set(once) or len(set(once)) < len(once):
        raise Refusal("policy_malformed")
    seen.update(once)
    return policy


def is_quorum(policy: Policy, names: Any) -> bool:
    """Whether the witnesses of these names are enough."""

    def has(name: str) -> bool:
        if name in policy.witnesses:
            return name in names
        least, members = policy.groups[name]
        return sum(map(has, members)) >= least

    return policy.quorum == "none" or has(policy.quorum)


def open_checkpoint(
    note: str, policy: Policy, verify: Verify, quorum: bool = True
) -> tuple[Checkpoint, dict[str, int]]:
    """A checkpoint that a known log has signed and enough witnesses have cosigned.

    Gives it and {witness: seconds}. quorum=False: however few there are.
    Raises Refusal, all but those of proofs and openings.
    """
    parsed = parse_note(note)
    checkpoint = parse_checkpoint(parsed.text)
    logs = [key for key in policy.logs if key.name == checkpoint.origin]
    if not [key for key in logs if signed_by(parsed, key, verify)]:
        raise Refusal("log_unknown", origin=checkpoint.origin)
    found: dict[str, int] = {}
    for name, key in policy.witnesses.items():
        seconds = cosigned_at(parsed, key, verify)
        if seconds is not None:
            found[name] = seconds
    if quorum and not is_quorum(policy, found):
        raise Refusal("quorum_missing", count=len(found))
    return checkpoint, found


# --- the receipt -------------------------------------------------------------------------------


def parse_proof(text: str) -> Proof:
    """A c2sp.org/tlog-proof@v1. Raises Refusal proof_malformed."""
    if len(text) > MAX_TEXT:
        raise Refusal("proof_malformed")
    head, empty, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if lines[0] != PROOF or not empty:
        raise Refusal("proof_malformed")
    extra = None
    if len(lines) > 1 and lines[1].startswith("extra "):
        extra = unbase64(lines.pop(1)[6:], "proof_malformed")
    if len(lines) < 2 or not lines[1].startswith("index ") or len(lines) - 2 > MAX_PROOF:
        raise Refusal("proof_malformed")
    index = decimal(lines[1][6:], "proof_malformed")
    return Proof(
        extra, index, [unbase64(one, "proof_malformed", HASH) for one in lines[2:]], checkpoint
    )


def check(
    receipt: str, policy: str, verify: Verify | None = None, entry: bytes | None = None
) -> Checked:
    """Everything that a receipt claims, or a Refusal.

    receipt, policy  texts
    verify           (public key, message, signature) -> bool; None: the one of this file
    entry            what the log holds, where the receipt does not open its commitment
    """
    proof = parse_proof(receipt)
    opening = None
    if entry is None:
        if proof.extra is None:
            raise Refusal("opening_none")
        opening = parse_opening(proof.extra)
        entry = entry_of(
            opening.kind,
            opening.version,
            commitment_of(opening.kind, opening.version, opening.salt, opening.content),
        )
    whose = parse_policy(policy)
    checkpoint, witnesses = open_checkpoint(proof.checkpoint, whose, verify or ed25519)
    root = root_of_inclusion(leaf_hash(entry), proof.index, checkpoint.size, proof.hashes)
    if root != checkpoint.root:
        raise Refusal("proof_root")
    return Checked(opening, proof.index, checkpoint, witnesses)


# --- Ed25519 (RFC 8032), verification only -----------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def _add(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _add(found, point)
        point, number = _add(point, point), number >> 1
    return found


def _x_of(y: int, sign: int) -> int | None:
    """The x of a point of the curve; None where there is none."""
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = _x_of(BASE_Y, 0) or 0
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def _point(data: bytes) -> Point | None:
    told = int.from_bytes(data, "little")
    y, sign = told & (2**255 - 1), told >> 255
    x = _x_of(y, sign) if y < P else None
    return None if x is None else (x, y, 1, x * y % P)


def _bytes(point: Point) -> bytes:
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature is that of a public key over a message. Secrets never come here."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, scalar = _point(public), int.from_bytes(signature[32:], "little")
    if key is None or scalar >= ORDER:
        return False
    told = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(told, "little") % ORDER
    negative = (P - key[0], key[1], 1, P - key[3])
    return _bytes(_add(_times(scalar, BASE), _times(challenge, negative))) == signature[:32]


# --- the command -------------------------------------------------------------------------------


def main(words: list[str]) -> int:
    if len(words) != 2:
        sys.stderr.write(__doc__)
        return 2
    texts = []
    for path in words:
        with open(path, "rb") as file:
            data = file.read(MAX_TEXT + 1)
        texts.append(data.decode("utf-8", "replace"))  # what is no text is refused below
    try:
        checked = check(texts[0], texts[1])
    except Refusal as refusal:
        told = {"ok": False, "code": refusal.code, "facts": refusal.facts}
        sys.stderr.write(SENTENCES.get(refusal.code, refusal.code) + "\n")
        sys.stdout.write(json.dumps(told, ensure_ascii=True) + "\n")
        return 1
    opening = checked.opening
    told = {
        "ok": True,
        "kind": opening and opening.kind,
        "content": opening and opening.content,
        "log": checked.checkpoint.origin,
        "index": checked.index,
        "size": checked.checkpoint.size,
        "witnesses": checked.witnesses,
    }
    sys.stdout.write(json.dumps(told, ensure_ascii=True, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
