"""Cosignatures (c2sp.org/tlog-cosignature, cosignature/v1): a witness's word about a checkpoint."""

from collections.abc import Iterable

from bagdar.notary.rules.note import Signer, signature_line, verify
from bagdar.notary.rules.refusals import NoteMalformed, refusing
from bagdar.notary.rules.verify_receipt import (
    DASH,
    Key,
    Note,
    cosigned_at,
    cosigned_text,
    parse_signature,
)


def cosignature(text: str, signer: Signer, seconds: int) -> str:
    """The signature line of a witness under a checkpoint's text, at an instant of POSIX."""
    told = signer.sign(cosigned_text(text, seconds))
    return signature_line(signer.key, seconds.to_bytes(8, "big") + told)


def believed(text: str, answer: str, keys: Iterable[Key]) -> list[str]:
    """The lines of a witness's answer that known keys made over a text; others are ignored.

    Raises CosignatureWrong where a known key's does not fit, NoteMalformed
    """
    if not answer.endswith("\n"):
        raise NoteMalformed()
    known, found = {(key.name, key.id): key for key in keys}, []
    for line in answer[:-1].split("\n"):
        with refusing():
            name, number, signature = parse_signature(line)
            key = known.get((name, number))
            if key and cosigned_at(Note(text, [(name, number, signature)]), key, verify):
                found.append(f"{line}\n")
    return found


__all__ = ["DASH", "believed", "cosignature"]
