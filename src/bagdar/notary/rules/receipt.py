"""Receipts: a c2sp.org/tlog-proof@v1 whose `extra` line opens the commitment."""

import base64
from collections.abc import Sequence

from bagdar.notary.rules.note import verify
from bagdar.notary.rules.refusals import refusing
from bagdar.notary.rules.verify_receipt import (
    PROOF,
    Checked,
    Opening,
    check,
    opening_text,
)

SUFFIX = ".tlog-proof"


def receipt_text(
    opening: Opening | None, index: int, hashes: Sequence[bytes], checkpoint: str
) -> str:
    """One text that says all a verifier needs beside the public keys.

    opening     None: the receipt shows only that the log holds the entry
    checkpoint  the signed and cosigned note
    """
    lines = [PROOF]
    if opening is not None:
        with refusing():
            lines.append(f"extra {base64.b64encode(opening_text(opening)).decode()}")
    lines.append(f"index {index}")
    lines.extend(base64.b64encode(one).decode() for one in hashes)
    return "\n".join(lines) + f"\n\n{checkpoint}"


def check_receipt(receipt: str, policy: str, *, entry: bytes | None = None) -> Checked:
    """Everything that a receipt claims. Raises a subclass of Unverified for each reason."""
    with refusing():
        return check(receipt, policy, verify, entry)
