"""What other apps may call: commit to a fact or decision, ask for its receipt, ask how the log is.

    with transaction.atomic():
        release.publish()
        handle = notary.commit("indicators.release", f"indicators.release:{code}", contents)
    ...
    notary.receipt(handle, contents).text     # when the log has it; until then ReceiptWaits

Whoever pays or publishes asks `require_timely(now)` first: it refuses when receipts have been
held up for four hours, so that nothing final happens of which nobody outside could know.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bagdar.notary.keeping import Keeping
from bagdar.notary.queries import (
    ALARM_AFTER,
    STOP_AFTER,
    Receipt,
    Standing,
    Witness,
    handles,
    has_places,
    receipt,
    receipts,
    standing,
)
from bagdar.notary.rules.receipt import check_receipt
from bagdar.notary.rules.refusals import (
    ContentDiffers,
    LogAbsent,
    NoSuchReceipt,
    Overdue,
    ProofMalformed,
    ReceiptWaits,
    TileAbsent,
    TileMalformed,
)
from bagdar.notary.rules.tiles import parse_path
from bagdar.notary.services import (
    NoTransaction,
    begin,
    commit,
    commit_all,
    forget,
    level,
    repair,
    sequence,
    the_log,
)
from bagdar.notary.standalone import checks_text, verifier_text


class NoSuchFile(LookupError):
    """The log has no such file."""


@dataclass(frozen=True)
class Verified:
    """A receipt that holds. kind: None where it does not open its commitment."""

    kind: str | None
    origin: str
    index: int
    size: int
    witnesses: dict[str, datetime]


def verified(text: str, entry: str = "") -> Verified:
    """Check a receipt by the keys of this installation. entry: Base64; "": the receipt opens it.

    Raises a subclass of Unverified for each reason, LogAbsent
    """
    try:
        held = base64.b64decode(entry, validate=True) if entry else None
    except binascii.Error:
        raise ProofMalformed() from None
    found = check_receipt(text, the_log().policy_text(), entry=held)
    return Verified(
        found.opening.kind if found.opening else None,
        found.checkpoint.origin,
        found.index,
        found.checkpoint.size,
        {name: datetime.fromtimestamp(at, UTC) for name, at in found.witnesses.items()},
    )


def tile(path: str) -> tuple[bytes, bool]:
    """A file of the log and whether it is full, so that it may be kept for ever.

    Raises NoSuchFile
    """
    try:
        found = parse_path(path)
        return the_log().storage.read(found), found.is_full
    except (TileMalformed, TileAbsent):
        raise NoSuchFile(path) from None


def is_begun() -> bool:
    """Whether a log was ever begun here: also one whose files are lost, since nothing final may
    happen without it then."""
    log = the_log()
    return log.exists or log.storage.checkpoint() is not None or has_places()


def require_timely(now: datetime) -> None:
    """Raises Overdue: receipts have been held up for four hours; LogAbsent: there is no log."""
    late = standing().late_by(now)
    if late > STOP_AFTER:
        raise Overdue(hours=min(late, timedelta(days=400)) // timedelta(hours=1))


def is_alarming(now: datetime) -> bool:
    """Whether somebody should look: witnesses silent, or receipts late, for five minutes."""
    return standing().late_by(now) > ALARM_AFTER


__all__ = [
    "ContentDiffers",
    "Keeping",
    "LogAbsent",
    "NoSuchFile",
    "NoSuchReceipt",
    "NoTransaction",
    "Overdue",
    "Receipt",
    "ReceiptWaits",
    "Standing",
    "Verified",
    "Witness",
    "begin",
    "check_receipt",
    "checks_text",
    "commit",
    "commit_all",
    "forget",
    "handles",
    "is_alarming",
    "is_begun",
    "level",
    "receipt",
    "receipts",
    "repair",
    "require_timely",
    "sequence",
    "standing",
    "the_log",
    "tile",
    "verified",
    "verifier_text",
]
