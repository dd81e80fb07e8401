"""What other apps may call: commit to a fact or decision, ask for its receipt, ask how the log is.

    with transaction.atomic():
        release.publish()
        handle = notary.commit("indicators.release", f"indicators.release:{code}", contents)
    ...
    notary.receipt(handle, contents).text     # when the log has it; until then ReceiptWaits

Whoever pays or publishes asks `require_timely(now)` first: it refuses when receipts have been
held up for four hours, so that nothing final happens of which nobody outside could know.
"""

from datetime import datetime, timedelta

from bagdar.notary.queries import (
    ALARM_AFTER,
    STOP_AFTER,
    Receipt,
    Standing,
    Witness,
    receipt,
    standing,
)
from bagdar.notary.rules.receipt import check_receipt
from bagdar.notary.rules.refusals import LogAbsent, Overdue
from bagdar.notary.services import NoTransaction, commit, forget, sequence, the_log


def require_timely(now: datetime) -> None:
    """Raises Overdue: receipts have been held up for four hours; LogAbsent: there is no log."""
    late = standing().late_by(now)
    if late > STOP_AFTER:
        raise Overdue(hours=min(late, timedelta(days=400)) // timedelta(hours=1))


def is_alarming(now: datetime) -> bool:
    """Whether somebody should look: witnesses silent, or receipts late, for five minutes."""
    return standing().late_by(now) > ALARM_AFTER


__all__ = [
    "LogAbsent",
    "NoTransaction",
    "Overdue",
    "Receipt",
    "Standing",
    "Witness",
    "check_receipt",
    "commit",
    "forget",
    "is_alarming",
    "receipt",
    "require_timely",
    "sequence",
    "standing",
    "the_log",
]
