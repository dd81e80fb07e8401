"""What everybody may read of a queue by program: rules, counts that are not small, digests."""

from django.http import HttpRequest
from ninja import Router

from bagdar.access.public import guard
from bagdar.admissions.api.asked import Entries, QueueId
from bagdar.admissions.api.schemas import (
    QueueCounts,
    QueueDigest,
    QueueDigests,
    QueueLineCount,
    QueuesShown,
    QueueWhole,
    queue_shown,
    queue_whole,
)
from bagdar.admissions.queries.counting import waiting_by_line
from bagdar.admissions.queries.reading import digests_of, queue_of, queues
from bagdar.admissions.queries.rules_of import the_rules
from bagdar.programme.public import answers

router = Router(tags=["kindergarten queue"])


@router.get(
    "/queues", response=QueuesShown, operation_id="listQueues",
    summary="Queues of kindergartens",
)  # fmt: skip
@guard("admissions.line")
def list_queues(request: HttpRequest) -> QueuesShown:
    """One a territory. origin says whether its children are real."""
    items = [queue_shown(row) for row in queues()]
    return QueuesShown(count=len(items), items=items)


@router.get(
    "/queues/{queue_id}", response=QueueWhole, operation_id="getQueue",
    summary="A queue with the rules that decide", openapi_extra=answers(404),
)  # fmt: skip
@guard("admissions.line")
def get_queue(request: HttpRequest, queue_id: QueueId) -> QueueWhole:
    """Rules that rest on no act are called illustrative."""
    return queue_whole(queue_of(queue_id))


@router.get(
    "/queues/{queue_id}/counts", response=QueueCounts, operation_id="countQueue",
    summary="How many wait, and how many places are free, by line", openapi_extra=answers(404),
)  # fmt: skip
@guard("admissions.line")
def count_queue(request: HttpRequest, queue_id: QueueId) -> QueueCounts:
    """What is small is hidden, and no total gives it away."""
    least = the_rules().figures.least
    items = [
        QueueLineCount(**one.line._asdict(), waiting=one.count, free=one.free)
        for one in waiting_by_line(queue_of(queue_id), least)
    ]
    return QueueCounts(least=least, items=items)


@router.get(
    "/queues/{queue_id}/entries", response=QueueDigests, operation_id="listQueueEntries",
    summary="Digests of the log of a queue", openapi_extra=answers(404),
)  # fmt: skip
@guard("admissions.line")
def list_queue_entries(request: HttpRequest, queue_id: QueueId, asked: Entries) -> QueueDigests:
    """In order. What an entry says is not told: all kinds together would count those who wait."""
    row = queue_of(queue_id)
    found = digests_of(row, asked.after, asked.limit)
    return QueueDigests(
        count=row.number, items=[QueueDigest(number=n, at=at, digest=d) for n, at, d in found]
    )
