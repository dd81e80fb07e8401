"""What the log holds of a fact or decision: a salted commitment, and the words of its kind.

A salt is 32 random bytes of its own for each commitment. Without it an entry says nothing, not
even to somebody who guesses the content; forgetting it is how a person is erased.
"""

from collections.abc import Mapping
from typing import Any

from bagdar.notary.rules.refusals import refusing
from bagdar.notary.rules.verify_receipt import (
    Opening,
    canonical,
    commitment_of,
    entry_of,
    parse_opening,
)

SALT_BYTES = 32
Content = Mapping[str, Any]


def committed(kind: str, version: int, salt: bytes, content: Any) -> bytes:
    """The commitment to a content. Raises OpeningKind, OpeningSalt, ContentMalformed."""
    with refusing():
        return commitment_of(kind, version, salt, content)


__all__ = [
    "SALT_BYTES",
    "Content",
    "Opening",
    "canonical",
    "committed",
    "entry_of",
    "parse_opening",
]
