"""How many wait, for everybody: what is small is hidden, and no total gives it away."""

from collections import Counter
from dataclasses import dataclass

from bagdar.admissions import models
from bagdar.admissions.queries.reading import head_of
from bagdar.admissions.rules.queue.nouns import QueueState
from bagdar.admissions.rules.queue.standing import Line


@dataclass(frozen=True)
class Waiting:
    """Of one line. count: None: fewer than may be shown, and not none; free: free places."""

    line: Line
    count: int | None
    free: int


def waiting_by_line(queue: models.Queue, least: int) -> tuple[Waiting, ...]:
    """Lines in which somebody waits or places are free."""
    head = head_of(queue)
    rows = models.QueueApplication.objects.filter(queue=queue, state=QueueState.WAITING.value)
    many: Counter[Line] = Counter()
    for cohort, language, need in rows.values_list("cohort", "language", "need"):
        group = head.rules.group_of(queue.year - cohort)
        if group is not None:
            many[Line(group, language, need)] += 1
    free: Counter[Line] = Counter()
    for row in models.QueuePlace.objects.filter(queue=queue, free__gt=0):
        free[Line(row.group, row.language, row.need)] += row.free
    return tuple(
        Waiting(line, many[line] if not 0 < many[line] < least else None, free[line])
        for line in sorted(many.keys() | free.keys())
    )
