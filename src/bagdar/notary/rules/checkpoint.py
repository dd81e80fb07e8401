"""Checkpoints (c2sp.org/tlog-checkpoint): a log's word about its size and root."""

import base64
from collections.abc import Iterable

from bagdar.notary.rules.note import Signer, signature_line, verify
from bagdar.notary.rules.refusals import refusing
from bagdar.notary.rules.verify_receipt import (
    Checkpoint,
    Policy,
    open_checkpoint,
    parse_note,
    parse_policy,
)


def checkpoint_text(checkpoint: Checkpoint) -> str:
    told = base64.b64encode(checkpoint.root).decode()
    return f"{checkpoint.origin}\n{checkpoint.size}\n{told}\n"


def signed(text: str, signer: Signer) -> str:
    """The note: a text, an empty line and the log's signature."""
    return f"{text}\n{signature_line(signer.key, signer.sign(text.encode('utf-8')))}"


def with_lines(note: str, lines: Iterable[str]) -> str:
    """A note with more signature lines; one that stands there already is not said twice."""
    found = note
    for line in lines:
        if f"\n{line}" not in found:
            found += line
    return found


def text_of(note: str) -> str:
    """The signed text. Raises NoteMalformed."""
    with refusing():
        return parse_note(note).text


def read_policy(text: str) -> Policy:
    """Raises PolicyMalformed."""
    with refusing():
        return parse_policy(text)


def opened(note: str, policy: Policy, *, quorum: bool = True) -> tuple[Checkpoint, dict[str, int]]:
    """A checkpoint that a known log signed and enough witnesses cosigned, and when they did.

    Raises NoteMalformed, CheckpointMalformed, LogUnknown, SignatureWrong, CosignatureWrong,
    QuorumMissing (unless quorum=False)
    """
    with refusing():
        return open_checkpoint(note, policy, verify, quorum)
