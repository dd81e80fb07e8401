"""Hands a digest over at most once a reporter, day and way, and never loses one.

The row that says "sent" is written first, the letter is handed over while it is not yet
committed, and only then is it committed. Whoever is killed in between leaves no row: the next run
sends the letter again, under the same Message-ID. A digest can therefore come twice, and cannot
be lost. Two runs at once meet at the row: the second waits for the first, and then sends nothing.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.monitoring.models import DigestSent
from bagdar.monitoring.rules.digest import Digest


@transaction.atomic
def send_digest(
    programme: str,
    digest: Digest,
    way: str,
    hand_over: Callable[[], None],
    *,
    still_there: Callable[[], bool] = lambda: True,
    by: Actor,
    at: datetime,
) -> bool:
    """Whether it was handed over now; False where it had been before.

    still_there  a letter in a folder that somebody removed is written again
    Raises what hand_over raises; then nothing is kept
    """
    reporter = str(digest.reporter)
    _, is_new = DigestSent.objects.get_or_create(
        programme=programme,
        reporter=reporter,
        day=digest.day,
        way=way,
        defaults={
            "overdue": len(digest.overdue),
            "due_soon": len(digest.due_soon),
            "returned": len(digest.returned),
            "sent_at": at,
        },
    )
    if not is_new and still_there():
        return False
    hand_over()
    record(
        "monitoring.digest_sent",
        about=f"monitoring.digest:{programme} {reporter} {digest.day.isoformat()}",
        by=by,
        facts={
            "way": way,
            "overdue": len(digest.overdue),
            "due_soon": len(digest.due_soon),
            "returned": len(digest.returned),
        },
    )
    return True
