"""What a witness answers (c2sp.org/tlog-witness, add-checkpoint): pure, so that it can be tried."""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bagdar.core.errors import DomainError
from bagdar.notary.rules.merkle import check_consistency
from bagdar.notary.rules.note import verify
from bagdar.notary.rules.verify_receipt import (
    HASH,
    MAX_PROOF,
    Checkpoint,
    Key,
    Note,
    Refusal,
    decimal,
    parse_checkpoint,
    parse_note,
    signed_by,
    unbase64,
)

SIZE_TYPE = "text/x.tlog.size"
TEXT_TYPE = "text/plain; charset=utf-8"
MAX_BODY = 64 * 1024

Logs = Mapping[str, Sequence[Key]]  # origin → the keys that are believed for it
Latest = Callable[[str], Checkpoint | None]


@dataclass(frozen=True)
class Verdict:
    """What is answered. text: the checkpoint's text to keep and cosign; None: nothing is."""

    status: int
    body: str = ""
    media_type: str = TEXT_TYPE
    checkpoint: Checkpoint | None = None
    text: str | None = None


@dataclass(frozen=True)
class Submission:
    old: int
    proof: list[bytes]
    note: str


def submission_text(old: int, proof: Sequence[bytes], note: str) -> str:
    """The body of add-checkpoint."""
    hashes = "".join(f"{base64.b64encode(one).decode()}\n" for one in proof)
    return f"old {old}\n{hashes}\n{note}"


def parse_submission(body: str) -> Submission:
    """Raises Refusal."""
    head, empty, note = body.partition("\n\n")
    lines = head.split("\n")
    if not empty or not lines[0].startswith("old ") or len(lines) - 1 > MAX_PROOF:
        raise Refusal("proof_malformed")
    hashes = [unbase64(one, "proof_malformed", HASH) for one in lines[1:]]
    return Submission(decimal(lines[0][4:], "proof_malformed"), hashes, note)


def judge(body: str, logs: Logs, latest: Latest) -> Verdict:
    """The answer to a submission by what the witness has cosigned so far.

    400 cannot be read, or the old size is beyond the checkpoint · 404 a log that is not known ·
    403 not signed by it · 409 another size was cosigned last, or another root of the same size ·
    422 the proof does not hold · 200 to be kept, cosigned and answered with the cosignature
    """
    try:
        asked = parse_submission(body)
        note = parse_note(asked.note)
        checkpoint = parse_checkpoint(note.text)
    except Refusal as refusal:
        return Verdict(400, f"{refusal.code}\n")
    keys = logs.get(checkpoint.origin)
    if keys is None:
        return Verdict(404)
    if not _is_signed(note, keys):
        return Verdict(403)
    if asked.old > checkpoint.size:
        return Verdict(400)
    kept = latest(checkpoint.origin)
    size = kept.size if kept else 0
    conflict = Verdict(409, f"{size}\n", SIZE_TYPE)
    if asked.old != size:
        return conflict
    if kept and kept.size == checkpoint.size and kept.root != checkpoint.root:
        return conflict
    try:
        if kept:
            check_consistency(size, kept.root, checkpoint.size, checkpoint.root, asked.proof)
        elif asked.proof:
            return Verdict(422)
    except DomainError:
        return Verdict(422)
    return Verdict(200, checkpoint=checkpoint, text=note.text)


def _is_signed(note: Note, keys: Sequence[Key]) -> bool:
    """By one of the keys; a wrong signature beside a good one spoils nothing here."""
    found = False
    for key in keys:
        try:
            found = found or signed_by(note, key, verify)
        except Refusal:
            continue
    return found
