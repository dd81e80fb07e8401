"""The receipt of a release: that it went out with these bytes, in a log that others countersign."""

from datetime import datetime

from bagdar.indicators import models
from bagdar.indicators.queries import receipts
from bagdar.notary import public as notary


def require_timely(now: datetime) -> None:
    """Raises Overdue where receipts are held up, LogAbsent where a log was begun and is lost."""
    if notary.is_begun():
        notary.require_timely(now)


def commit(one: models.Release) -> str:
    """Within the transaction that publishes; gives the handle. Empty: no log was begun here."""
    if not notary.is_begun():
        return ""
    return notary.commit(receipts.KIND, f"{receipts.KIND}:{one.code}", receipts.content_of(one))
