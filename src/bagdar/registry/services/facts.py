"""Recording, correcting and withdrawing facts of any kind but three.

People, organisations and enrolments have services of their own, which know more of them.

whose       the person or organisation that the fact is about; None for a territory
origin      of a territory; anything else has that of whom it is about
delivery_id the delivery that says so; None: nobody delivered it
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.core.periods import Change, Period, revise, withdraw
from bagdar.registry import models
from bagdar.registry.queries.declared import lists
from bagdar.registry.queries.rows import (
    model_of,
    origin_of_organisation,
    origin_of_person,
    versions,
)
from bagdar.registry.rules import checks
from bagdar.registry.rules.errors import AlreadySaid, NothingSaid, OriginsMeet
from bagdar.registry.rules.kinds import ENROLMENT, ORGANISATION, PERSON, Kind
from bagdar.registry.rules.nouns import Recorded
from bagdar.registry.rules.restating import Restated, restate
from bagdar.registry.services.timelines import (
    Writer,
    lock_name,
    locked_organisation,
    locked_person,
    moment,
    tells_when_busy,
)

OF_THEIR_OWN = frozenset({PERSON.name, ORGANISATION.name, ENROLMENT.name})
ORIGIN_OF = {"person": origin_of_person, "organisation": origin_of_organisation}


@tells_when_busy
@transaction.atomic
def record_fact(
    kind: Kind[Any],
    whose: UUID | None,
    said: Any,
    valid: Period[date],
    *,
    source: str,
    by: Actor,
    at: datetime,
    delivery_id: UUID | None = None,
    origin: Origin | None = None,
) -> Recorded:
    """A fact for days on which nothing else stands of its timeline; the very same may.

    Raises FaultyFact, NoSuchPerson, NoSuchOrganisation, OriginsMeet, AlreadySaid, RegisterBusy.
    """
    about, said = _about(kind, whose, said, valid, source, origin)
    rows = about.rows(kind.narrow(said))
    for row in versions(rows):
        shared = row.valid.intersection(valid) if row.is_current else None
        if shared is not None and row.value != said:
            raise AlreadySaid(day=shared.start)
    return _say(
        about, rows, said, valid, "recorded", Writer(by, source, about.shared, delivery_id), at
    )


@tells_when_busy
@transaction.atomic
def correct_fact(
    kind: Kind[Any],
    whose: UUID | None,
    said: Any,
    valid: Period[date],
    *,
    source: str,
    by: Actor,
    at: datetime,
    delivery_id: UUID | None = None,
    origin: Origin | None = None,
) -> Recorded:
    """What is true for a period, whatever was known of the same timeline before.

    Raises FaultyFact, NoSuchPerson, NoSuchOrganisation, OriginsMeet, RegisterBusy.
    """
    about, said = _about(kind, whose, said, valid, source, origin)
    rows = about.rows(kind.narrow(said))
    return _say(
        about, rows, said, valid, "corrected", Writer(by, source, about.shared, delivery_id), at
    )


@tells_when_busy
@transaction.atomic
def withdraw_fact(
    kind: Kind[Any],
    whose: UUID | None,
    of: Mapping[str, Any],
    period: Period[date],
    *,
    source: str,
    by: Actor,
    at: datetime,
    delivery_id: UUID | None = None,
    origin: Origin | None = None,
) -> Recorded:
    """Days of a timeline that were recorded and never were.

    of      the columns that the contract's timeline has beside whose it is, such as the position
    Raises  FaultyFact, NoSuchPerson, NoSuchOrganisation, NothingSaid, RegisterBusy
    """
    _demand_generic(kind)
    wanted = {name for name in kind.table.timeline if name != kind.whose}
    if set(of) != wanted:
        raise ValueError(f"a timeline of {kind.name} is named by {sorted(wanted)}")
    checks.demand(checks.source_problems(source))
    about = _locked(kind, whose, dict(of), origin)
    rows = about.rows(dict(of))
    step = withdraw(versions(rows), period, moment(at, rows))
    if not step.ends:
        raise NothingSaid(day=period.start)
    writer = Writer(by, source, about.shared, delivery_id)
    ended, added = writer.write_rows(kind, rows, step)
    return _noted(about, "withdrawn", by, ended, added)


@tells_when_busy
@transaction.atomic
def restate_fact(
    kind: Kind[Any],
    whose: UUID,
    one: Restated[Any],
    *,
    within: UUID,
    source: str,
    by: Actor,
    at: datetime,
) -> Recorded:
    """A fact that stands is otherwise, on other days, or of another timeline: both in one.

    within  the organisation that says so
    Raises  what `correct_fact` raises; RecordChanged, DaysTaken
    """
    about, said = _about(kind, whose, one.said, one.valid, source, None)
    one = replace(one, said=said)
    rows = {name: about.rows(kind.narrow(of)) for name, of in one.timelines(kind).items()}
    standing = {name: versions(found) for name, found in rows.items()}
    steps, at = restate(kind, standing, one, within), moment(at, *rows.values())
    writer = Writer(by, source, about.shared, own=Change(said, one.valid))
    ended, added = writer.write_many(
        kind, [({}, rows[name], revise(standing[name], some, at)) for name, some in steps.items()]
    )
    warnings = checks.warnings_of(kind, whose, said, one.valid, lists())
    return _noted(about, "corrected", by, ended, added, warnings)


@dataclass(frozen=True)
class _About:
    """Whom or what a fact is about, locked; id: None for a territory."""

    kind: Kind[Any]
    id: UUID | None
    name: str
    origin: str

    @property
    def shared(self) -> Mapping[str, Any]:
        return {"origin": self.origin} | ({self.kind.whose: self.id} if self.kind.whose else {})

    def rows(self, timeline: Mapping[str, Any]) -> list[models.Fact]:
        """The rows of one timeline; empty columns of it are NULL or empty text as they are kept."""
        given = {**timeline, **(self.shared if not self.kind.whose else {self.kind.whose: self.id})}
        return list(
            model_of(self.kind).objects.filter(
                **{name: one for name, one in given.items() if one is not None},
                **{f"{name}__isnull": True for name, one in given.items() if one is None},
            )
        )


def _about(
    kind: Kind[Any],
    whose: UUID | None,
    said: Any,
    valid: Period[date],
    source: str,
    origin: Origin | None,
) -> tuple[_About, Any]:
    """Whom it is about, locked, and what is said as the register keeps it, once looked through."""
    _demand_generic(kind)
    checks.demand(
        checks.fact_problems(kind, whose, said, valid, lists()), checks.source_problems(source)
    )
    said = kind.read(kind.written(said))
    about = _locked(kind, whose, kind.narrow(said), origin)
    for column, to in kind.pointers.items():
        named = getattr(said, column)
        if named is not None and ORIGIN_OF[to](named) != about.origin:
            raise OriginsMeet()
    return about, said


def _demand_generic(kind: Kind[Any]) -> None:
    if kind.name in OF_THEIR_OWN:
        raise ValueError(f"{kind.name} has services of its own")


def _locked(
    kind: Kind[Any], whose: UUID | None, timeline: Mapping[str, Any], origin: Origin | None
) -> _About:
    subject = kind.table.subject
    if subject:
        if whose is None:
            raise ValueError(f"{kind.name} is a fact of a {subject}: of which?")
        one = locked_person(whose) if subject == "person" else locked_organisation(whose)
        return _About(kind, whose, f"registry.{subject}:{whose}", one.origin)
    if origin is None:
        raise ValueError(f"{kind.name} has no origin by itself: of which is it?")
    name = ":".join(str(one) for one in timeline.values())
    lock_name(f"registry.{kind.name}:{origin.value}:{name}")
    return _About(kind, None, f"registry.{kind.name}:{name}", origin.value)


def _say(
    about: _About,
    rows: Sequence[models.Fact],
    said: Any,
    valid: Period[date],
    deed: str,
    writer: Writer,
    at: datetime,
) -> Recorded:
    kind = about.kind
    step = revise(versions(rows), [Change(said, valid)], moment(at, rows))
    ended, added = writer.write_rows(kind, rows, step)
    warnings = checks.warnings_of(kind, about.id, said, valid, lists())
    return _noted(about, deed, writer.by, ended, added, warnings)


def _noted(
    about: _About, deed: str, by: Actor, ended: int, added: int, warnings: tuple[str, ...] = ()
) -> Recorded:
    """The event names the kind and counts, and nothing that was said."""
    told = {"kind": about.kind.name, "origin": about.origin, "ended": ended, "added": added}
    record(f"registry.fact_{deed}", about=about.name, by=by, facts=told)
    return Recorded(about.id, ended, added, warnings)
