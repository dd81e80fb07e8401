"""Where a child stands, and what moved it since a day, found by a replay of the log."""

from datetime import date
from itertools import takewhile

from bagdar.admissions import models
from bagdar.admissions.queries.reading import entries_of, head_of, of_line, values
from bagdar.admissions.rules.queue.order import Moved, Position, moves, position
from bagdar.admissions.rules.queue.standing import Application, line_of
from bagdar.admissions.rules.queue.steps import replay
from bagdar.core.periods import local_date


def value(row: models.QueueApplication) -> Application:
    return values([row])[0]


def position_of(row: models.QueueApplication) -> Position | None:
    """None: the child does not wait."""
    one, head = value(row), head_of(row.queue)
    line = line_of(one, head)
    return position(one, head, of_line(row.queue, line)) if line else None


def moved_since(row: models.QueueApplication, day: date) -> tuple[Moved, ...]:
    """What moved a child since the beginning of a day, or since it applied where that was later.

    Raises LogBroken: the log does not explain it.
    """
    entries = [entry for entry, _ in entries_of(row.queue)]
    before = sum(1 for _ in takewhile(lambda entry: local_date(entry.at) < day, entries))
    start = max(before, row.applied)
    earlier = replay(entries[:start])
    later = replay(entries[start:], earlier.copy())
    return moves(str(row.person_id), earlier, later, entries[start:])
