"""Writing what a correction does to a timeline: rows end, rows are added, none is changed.

Called by the services within their transactions, which leave the events.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ContextDecorator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection

from bagdar.audit.rules import Actor
from bagdar.core.periods import Change, Period, Supersession, Version
from bagdar.registry import models
from bagdar.registry.queries.people import AT_ONCE, batched
from bagdar.registry.queries.rows import details_of, model_of, valid
from bagdar.registry.rules.errors import NoSuchOrganisation, NoSuchPerson, RegisterBusy
from bagdar.registry.rules.kinds import Kind
from bagdar.rows import insert_rows

MOMENT = timedelta(microseconds=1)
LOCKED, DEADLOCK = "locked", "deadlock"  # SQLite: another writes; PostgreSQL: two waited in a ring


class TellsWhenBusy(ContextDecorator):
    """A service that waited in vain for others is refused with a sentence. Raises RegisterBusy.

    Stands outside of the transaction. Who puts several services into one of their own needs it
    there too, since SQLite waits where the outermost transaction begins.
    """

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OperationalError) and any(
            word in str(error) for word in (LOCKED, DEADLOCK)
        ):
            raise RegisterBusy() from None


tells_when_busy = TellsWhenBusy()


def locked_person(id: UUID) -> models.Person:
    """A person's row, locked; who only points to the person need not wait. Raises NoSuchPerson."""
    found = models.Person.objects.select_for_update(no_key=True).filter(pk=id).first()
    if found is None:
        raise NoSuchPerson(id=id)
    return found


def locked_organisation(id: UUID) -> models.Organisation:
    """As `locked_person`. Raises NoSuchOrganisation."""
    found = models.Organisation.objects.select_for_update(no_key=True).filter(pk=id).first()
    if found is None:
        raise NoSuchOrganisation(id=id)
    return found


def lock_name(name: str) -> None:
    """Of what has no row to lock, such as a territory's code. On SQLite one writes at a time."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def moment(at: datetime, *timelines: Iterable[models.Fact]) -> datetime:
    """The instant at which timelines are revised: `at`, or the next one after what they have.

    A caller takes `at` before it waits for the lock; whoever held it may have spoken later.
    """
    told = [
        instant
        for rows in timelines
        for row in rows
        for instant in (row.recorded_at, row.superseded_at)
        if instant is not None
    ]
    last = max(told, default=None)
    return at if last is None or last < at else last + MOMENT


@dataclass(frozen=True)
class Writer:
    """Who records what on which source.

    shared       columns of every new row: whom it is about, the origin
    delivery_id  of which delivery it is the word; None: of none
    own          a version that this source says even where it is a piece of what stood
    """

    by: Actor
    source: str
    shared: Mapping[str, Any]
    delivery_id: UUID | None = None
    own: Change[Any] | None = None

    def write_rows(
        self, kind: Kind[Any], rows: Sequence[Any], step: Supersession[Any]
    ) -> tuple[int, int]:
        """How many rows ended and how many were added. rows: of the timeline that was revised.

        What is left of a row that ends keeps that row's source and delivery: it is still what that
        document said. Who recorded it is whoever wrote it down again.
        """
        return self.write_many(kind, [({}, rows, step)])

    def write_many(
        self,
        kind: Kind[Any],
        revised: Sequence[tuple[Mapping[str, Any], Sequence[Any], Supersession[Any]]],
    ) -> tuple[int, int]:
        """The same of many timelines in a few statements.

        revised  of each timeline the columns of its own, its rows, and what it comes to; all at one
                 instant
        """
        ends: list[Any] = []
        adds: list[Mapping[str, Any]] = []
        for shared, rows, step in revised:
            current = {row.valid_from: row for row in rows if row.superseded_at is None}
            ended = [current[one.valid.start] for one in step.ends]
            ends += ended
            writer = replace(self, shared={**self.shared, **shared})
            adds += [writer.cells(kind, one, writer.left_of(one, ended)) for one in step.adds]
        for some in batched(ends, AT_ONCE):
            self.end_rows(kind, some, revised[0][2].at)
        insert_rows(model_of(kind), adds)
        return len(ends), len(adds)

    def add_many(
        self, kind: Kind[Any], said: Iterable[Any], days: Period[date], at: datetime
    ) -> None:
        """What nobody said anything of on these days, in one statement."""
        known = Period(at)
        insert_rows(
            model_of(kind), [self.cells(kind, Version(one, days, known), None) for one in said]
        )

    def cells(self, kind: Kind[Any], one: Version[Any], row: Any | None) -> Mapping[str, Any]:
        """A new row's columns. row: of which it is a piece, with its source; None: of none."""
        made = self.new_row(
            kind, one.value, one.valid.start, one.valid.end, one.known.start,
            source=row.source if row else self.source,
            delivery_id=row.delivery_id if row else self.delivery_id,
        )  # fmt: skip
        fields = model_of(kind)._meta.concrete_fields
        return {one.attname: getattr(made, one.attname) for one in fields if not one.primary_key}

    def left_of(self, added: Any, ended: Sequence[Any]) -> Any | None:
        """The row of which a new one is a piece; None where it is none."""
        if self.own is not None and (added.value, added.valid) == (self.own.value, self.own.valid):
            return None
        for row in ended:
            if valid(row).covers(added.valid) and details_of(row) == added.value:
                return row
        return None

    def end_rows(self, kind: Kind[Any], rows: Sequence[Any], at: datetime) -> None:
        model_of(kind).objects.filter(pk__in=[row.pk for row in rows]).update(
            superseded_at=at,
            superseded_by=self.by.name,
            superseded_role=self.by.role,
            superseded_delivery_id=self.delivery_id,
        )

    def new_row(
        self, kind: Kind[Any], said: Any, start: Any, end: Any, at: datetime, **given: Any
    ) -> models.Fact:
        """Not written yet. given: source and delivery_id."""
        return model_of(kind)(
            valid_from=start,
            valid_to=end,
            recorded_at=at,
            recorded_by=self.by.name,
            recorded_role=self.by.role,
            **{**self.shared, **kind.written(said), **given},
        )
