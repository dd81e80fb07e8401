"""Who looked at whose record is committed to when the day is over, person by person.

One list a day and not one entry a look: a family reads one receipt, the log says no more about how
often somebody was looked at, and a country brings one batch a night.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.periods import local_date
from bagdar.notary import public as notary
from bagdar.registry.queries.look_receipts import KIND, days_of
from bagdar.registry.rules.errors import LooksRunning
from bagdar.registry.services.alone import alone

SETTLED = timedelta(hours=1)  # a look of the last minute is written down by then
DAYS = 7  # that are looked at again, where a night was missed
PART = 1_000  # people whose lists are in memory at once


@dataclass(frozen=True)
class Committed:
    day: date
    people: int
    looks: int


def commit_looks(*, by: Actor, now: datetime, days: int = DAYS) -> tuple[Committed, ...]:
    """Commit to the lists of the last days that are over and have no commitment yet.

    Gives the days that had some. Can be cut off anywhere and called again. Raises LooksRunning.
    """
    with alone("registry.looks") as is_alone:
        if not is_alone:
            raise LooksRunning()
        last = local_date(now - SETTLED) - timedelta(days=1)
        found = [_commit_day(last - timedelta(days=n), by) for n in reversed(range(days))]
    return tuple(one for one in found if one.people)


@transaction.atomic
def _commit_day(day: date, by: Actor) -> Committed:
    """A day is committed to whole or not at all; whoever has a commitment already is left out."""
    people = looks = 0
    for part in _parts(day):
        known = notary.handles(KIND, list(part))
        new = {name: content for name, content in part.items() if name not in known}
        notary.commit_all(KIND, new)
        people += len(new)
        looks += sum(len(content["looks"]) for content in new.values())
    if people:
        facts = {"people": people, "looks": looks}
        record("registry.looks_committed", about=f"{KIND}:{day}", by=by, facts=facts)
    return Committed(day, people, looks)


def _parts(day: date) -> Iterator[dict]:
    rows = days_of(day)
    while part := dict(islice(rows, PART)):
        yield part
