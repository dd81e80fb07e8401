"""Undoing a delivery: what stood before its words comes back, unless somebody has spoken since."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.periods import Said, Version, undo
from bagdar.registry import models
from bagdar.registry.queries.people import AT_ONCE, batched
from bagdar.registry.queries.rows import details_of, known, model_of, valid
from bagdar.registry.rules.kinds import KINDS, PERSON, Kind
from bagdar.registry.rules.nouns import Left, Undone
from bagdar.registry.services.keys import replace_keys
from bagdar.registry.services.timelines import Writer, moment, tells_when_busy


@tells_when_busy
@transaction.atomic
def undo_delivery(
    delivery_id: UUID, *, by: Actor, at: datetime, undone: Collection[UUID] = ()
) -> Undone:
    """Take back all that a delivery said, in every timeline that it touched.

    What comes back has the source and the delivery that it had. People and organisations that the
    delivery made known stay, with nothing said of them.

    undone  deliveries that were undone before: what they said does not come back
    Raises  IinTaken where an IIN that would come back is another person's by now; RegisterBusy
    """
    undoing = _Undoing(delivery_id, frozenset(undone), by, at)
    _lock(delivery_id)
    for kind in KINDS.values():
        for some in batched(sorted(_touched(kind, delivery_id)), AT_ONCE):
            undoing.undo(kind, some)
    told = {"ended": undoing.ended, "restored": undoing.restored, "left": len(undoing.left)}
    record("registry.delivery_undone", about=f"registry.delivery:{delivery_id}", by=by, facts=told)
    return Undone(delivery_id, undoing.ended, undoing.restored, tuple(undoing.left))


def _lock(delivery_id: UUID) -> None:
    """Everybody of whom the delivery speaks, in one order."""
    for subject, identity in (("person", models.Person), ("organisation", models.Organisation)):
        kinds = [one for one in KINDS.values() if one.table.subject == subject]
        ids = sorted({id for kind in kinds for id in _touched(kind, delivery_id)})
        for some in batched(ids, AT_ONCE):
            found = identity.objects.select_for_update(no_key=True).filter(pk__in=some)
            list(found.order_by("pk"))


def _touched(kind: Kind[Any], delivery_id: UUID) -> set[Any]:
    """Whose timelines a delivery has a word in, or has ended something in."""
    rows = model_of(kind).objects.filter(
        Q(delivery_id=delivery_id) | Q(superseded_delivery_id=delivery_id)
    )
    return set(rows.values_list(_name(kind), flat=True))


def _name(kind: Kind[Any]) -> str:
    return kind.whose or "code"


@dataclass
class _Undoing:
    """Under way: what was done so far."""

    delivery_id: UUID
    undone: frozenset[UUID]
    by: Actor
    at: datetime
    ended: int = 0
    restored: int = 0
    left: list[Left] = field(default_factory=list)

    def undo(self, kind: Kind[Any], whose: Sequence[Any]) -> None:
        """The timelines of one kind of a few people, organisations or territories."""
        rows = list(model_of(kind).objects.filter(**{f"{_name(kind)}__in": whose}).order_by("pk"))
        at = moment(self.at, rows)
        ends: list[models.Fact] = []
        back: list[models.Fact] = []
        for timeline in _timelines(kind, rows):
            self._look_at(kind, timeline, at, ends, back)
        Writer(self.by, "", {}, self.delivery_id).end_rows(kind, ends, at)
        model_of(kind).objects.bulk_create(back)
        if kind is PERSON:
            replace_keys(list(models.Person.objects.filter(pk__in=whose)))
        self.ended, self.restored = self.ended + len(ends), self.restored + len(back)

    def _look_at(
        self,
        kind: Kind[Any],
        rows: Sequence[models.Fact],
        at: datetime,
        ends: list[models.Fact],
        back: list[models.Fact],
    ) -> None:
        """What of one timeline ends and what comes back."""
        said = [_said(row) for row in rows]
        place = {id(one): row for one, row in zip(said, rows, strict=True)}
        done = undo(said, self.delivery_id, self.undone)
        whose = getattr(rows[0], kind.whose) if kind.whose else None
        shared = {"origin": rows[0].origin} | ({kind.whose: whose} if kind.whose else {})
        writer = Writer(self.by, "", shared)
        ends += [place[id(one)] for one in done.ends]
        back += [
            writer.new_row(
                kind, one.version.value, days.start, days.end, at,
                source=place[id(one)].source, delivery_id=place[id(one)].delivery_id,
            )
            for one, days in done.restores
        ]  # fmt: skip
        self.left += [Left(kind.name, whose, days) for days in done.left]


def _timelines(kind: Kind[Any], rows: Sequence[models.Fact]) -> Iterator[list[models.Fact]]:
    found: dict[Hashable, list[models.Fact]] = defaultdict(list)
    for row in rows:
        whose = getattr(row, kind.whose) if kind.whose else row.origin
        found[whose, kind.timeline(details_of(row))].append(row)
    yield from found.values()


def _said(row: models.Fact) -> Said[Any]:
    version = Version(details_of(row), valid(row), known(row))
    return Said(version, row.delivery_id, row.superseded_delivery_id)
