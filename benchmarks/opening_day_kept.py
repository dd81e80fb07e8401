"""After an opening day: whether everything that was acknowledged is there, and in the rule's order.

    python -m benchmarks.opening_day_kept < {"queue", "campaign", "children", "acknowledged"}

Raises what a broken log raises.
"""

import json
import sys
from typing import Any
from uuid import UUID

SAMPLE = 200  # children whose shown position is computed from the log as well


def main() -> None:
    import django

    django.setup()
    given = json.load(sys.stdin)
    json.dump({**_kept(given), **_ordered(given["queue"])}, sys.stdout)


def _kept(given: dict[str, Any]) -> dict[str, Any]:
    """lost: acknowledged, and not there. unsaid: there, and nobody was told so."""
    from bagdar.admissions import models

    queue = models.QueueEntry.objects.filter(queue=given["queue"], kind="applied")
    campaign = models.CampaignApplication.objects.filter(campaign=given["campaign"])
    there = {
        "queue": {str(one) for one in queue.values_list("child", flat=True)},
        "campaign": {str(one) for one in campaign.values_list("person_id", flat=True)},
    }
    told = {
        kind: {given["children"][key] for key in keys}
        for kind, keys in given["acknowledged"].items()
    }
    return {
        "acknowledged": {kind: len(some) for kind, some in told.items()},
        "lost": sum(len(some - there[kind]) for kind, some in told.items()),
        "unsaid": sum(len(there[kind] - some) for kind, some in told.items()),
    }


def _ordered(id: str) -> dict[str, int]:
    """differs: rows that are not what the log says. displaced: positions that are shown and are
    not what the rule makes of the log.
    """
    from bagdar.admissions.queries.moving import position_of
    from bagdar.admissions.queries.reading import (
        application_id,
        application_row,
        entries_of,
        queue_of,
        waiting_of,
    )
    from bagdar.admissions.rules.queue.entries import check_chain
    from bagdar.admissions.rules.queue.order import position
    from bagdar.admissions.rules.queue.steps import replay

    queue = queue_of(UUID(id))
    check_chain(entries_of(queue))
    book = replay(entry for entry, _ in entries_of(queue))
    shown = {one.child: one for one in waiting_of(queue)}
    differs = {child for child, one in book.applications.items() if shown.get(child) != one}
    some = sorted(book.applications)[:: max(1, len(book.applications) // SAMPLE)]
    displaced = sum(
        position_of(application_row(application_id(queue.pk, child)))
        != position(book.applications[child], book.head, book.applications.values())
        for child in some
    )
    return {
        "entries": queue.number, "differs": len(differs | (set(shown) - set(book.applications))),
        "positions": len(some), "displaced": displaced,
    }  # fmt: skip


if __name__ == "__main__":
    main()
