"""Where a child stands, and what moved it since a day, found by a replay of the log."""

from datetime import date
from itertools import takewhile
from uuid import UUID

from django.db.models import Count, Q

from bagdar.admissions import models
from bagdar.admissions.queries.reading import entries_of, head_of, in_line, values
from bagdar.admissions.rules.queue.declared import QueueRules
from bagdar.admissions.rules.queue.nouns import QueueState
from bagdar.admissions.rules.queue.order import Moved, Position, moves
from bagdar.admissions.rules.queue.standing import Application, line_of
from bagdar.admissions.rules.queue.steps import replay
from bagdar.core.periods import local_date


def value(row: models.QueueApplication) -> Application:
    return values([row])[0]


def position_of(row: models.QueueApplication) -> Position | None:
    """As `order.position` says it. None: the child does not wait.

    The database counts: thousands may stand in a line, and each that applies is told its place.
    """
    one, head = value(row), head_of(row.queue)
    line = line_of(one, head)
    if line is None or one.state is not QueueState.WAITING:
        return None
    rows, before = in_line(row.queue, line), _before(one, head.rules)
    found = rows.aggregate(
        waiting=Count("pk"),
        **{name: Count("pk", filter=condition) for name, condition in before.items()},
    )
    earlier = rows.filter(before["by_category"] | before["by_date"] | before["by_lottery"])
    wished = models.QueueWish.objects.filter(
        organisation_id__in=one.wishes, application__in=earlier.values("pk")
    )
    many = dict(wished.values_list("organisation_id").annotate(many=Count("pk")))
    return Position(
        line, wished=tuple((wish, many.get(UUID(wish), 0)) for wish in one.wishes), **found
    )


def _before(one: Application, rules: QueueRules) -> dict[str, Q]:
    """Who goes before a child, by what puts them there: `order.key_of` for the database."""
    rank = rules.rank(one.category)
    among = Q(category__in=rules.categories)
    same = Q(category=one.category) if one.category in rules.categories else ~among
    return {
        "by_category": Q(category__in=rules.categories[:rank]),
        "by_date": same & Q(since__lt=one.since),
        "by_lottery": same & Q(since=one.since, lottery__lt=one.lottery),
    }


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
