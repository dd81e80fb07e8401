"""Promoting classes into the next year, graduating a class, and taking a promotion back.

Everybody of the classes is locked, in one order, before anything is looked at: two secretaries who
promote at once promote once. What is done is what the same pure functions showed before.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.periods import Change, Period, academic_year, academic_year_of, revise
from bagdar.registry import models
from bagdar.registry.queries import classes as class_queries
from bagdar.registry.queries import desk
from bagdar.registry.queries import promoting as queries
from bagdar.registry.queries.declared import lists
from bagdar.registry.queries.promoting import Asked, Plan
from bagdar.registry.queries.rows import origin_of_organisation, versions
from bagdar.registry.rules import checks, enrolling, promoting
from bagdar.registry.rules.desk_errors import NothingToPromote, PlanChanged
from bagdar.registry.rules.details import GraduationDetails, GroupDetails
from bagdar.registry.rules.enrolling import Step
from bagdar.registry.rules.errors import AlreadySaid
from bagdar.registry.rules.kinds import ENROLMENT, GRADUATION, GROUP, Kind
from bagdar.registry.rules.nouns import EnrolmentDetails
from bagdar.registry.rules.promoting import ClassKey, Fate, Line
from bagdar.registry.services.classes import close_class
from bagdar.registry.services.timelines import (
    Writer,
    locked_organisation,
    moment,
    tells_when_busy,
)

GRADUATED = "graduated"
OF_GRADUATIONS = frozenset(one.name for one in GRADUATION.columns)


@dataclass(frozen=True)
class Promoted:
    """How many of each fate, over all classes."""

    counts: Mapping[Fate, int]

    @property
    def changed(self) -> int:
        quiet = (Fate.WAITS, Fate.DECIDED)
        return sum(count for fate, count in self.counts.items() if fate not in quiet)


@tells_when_busy
@transaction.atomic
def promote(
    organisation_id: UUID,
    day: date,
    asked: Collection[Asked],
    *,
    seal: str | None = None,
    graduates: bool = False,
    source: str,
    by: Actor,
    at: datetime,
) -> Promoted:
    """Classes go on to the next year on a day, all of them or none.

    seal       of the preview; None: none was shown
    graduates  whether who leaves because of graduating has completed the level
    Raises FaultyFact, NothingToPromote, PlanChanged, NotThere, LevelNotOffered, EarlyCorrection
    """
    origin = origin_of_organisation(organisation_id)
    _demand_said(asked, source)
    plans, rows = _locked_plans(organisation_id, day, asked, seal)
    _demand_offered(organisation_id, day, plans)
    lines = [line for plan in plans for line in plan.lines]
    told = desk.timelines(rows)
    steps = {line.person_id: promoting.steps(line, told[line.person_id], day) for line in lines}
    writer = Writer(by, source, {"origin": origin})
    ended, added = _write(writer, ENROLMENT, steps, rows, at)
    finished = _record_graduations(writer, lines, day, at) if graduates else 0
    here = Writer(by, source, {"origin": origin, "organisation_id": organisation_id})
    opened = _follow_classes(organisation_id, day, plans, here, at)
    counts = promoting.count(lines)
    facts = {"origin": origin, "classes": len(plans), "ended": ended, "added": added}
    facts["opened"] = opened
    facts |= {fate.value: count for fate, count in counts.items()}
    if graduates:
        facts["graduations"] = finished
    record("registry.promoted", about=_about(organisation_id), by=by, facts=facts)
    return Promoted(counts)


@tells_when_busy
@transaction.atomic
def take_back_promotion(
    organisation_id: UUID,
    key: ClassKey,
    day: date,
    *,
    source: str,
    by: Actor,
    at: datetime,
) -> int:
    """The pupils of a class go on in it as if they had not been promoted on the day; how many.

    Who has gone elsewhere since is left alone. Raises FaultyFact, NothingToPromote.
    """
    origin = origin_of_organisation(organisation_id)
    checks.demand(checks.source_problems(source))
    told = queries.timelines_before(organisation_id, day)
    _lock(told)
    rows = desk.full_time_rows(list(told))
    found: dict[UUID, Sequence[Step]] = {}
    for person_id, timeline in desk.timelines(rows).items():
        steps = promoting.undoing(timeline, organisation_id, key, day)
        if steps:
            found[person_id] = steps
    if not found:
        raise NothingToPromote()
    ended, added = _write(Writer(by, source, {"origin": origin}), ENROLMENT, found, rows, at)
    facts = {"origin": origin, "people": len(found), "ended": ended, "added": added}
    record("registry.promotion_taken_back", about=_about(organisation_id), by=by, facts=facts)
    return len(found)


def _demand_said(asked: Collection[Asked], source: str) -> None:
    """Every text and reason of what is asked for, all faults at once."""
    found = [checks.source_problems(source)]
    for one in asked:
        for choice in (one.usual, *one.choices.values()):
            if choice.fate is Fate.LEAVES:
                found.append(checks.reason_problems(choice.reason, lists(), needed=True))
            name = choice.to.name if choice.to else choice.group
            found.append(checks.text_problems(group=name))
    checks.demand(*found)


def _locked_plans(
    organisation_id: UUID, day: date, asked: Collection[Asked], seal: str | None
) -> tuple[tuple[Plan, ...], desk.Rows]:
    """With every full-time row of everybody of the organisation, whom nobody else changes now."""
    told = queries.timelines_before(organisation_id, day)
    _lock(told)
    rows = desk.full_time_rows(list(told))
    plans = queries.plans(organisation_id, day, asked, desk.timelines(rows))
    lines = [line for plan in plans for line in plan.lines]
    if not lines:
        raise NothingToPromote()
    if seal is not None and seal != promoting.seal(lines):
        raise PlanChanged()
    return plans, rows


def _lock(people: Iterable[UUID]) -> None:
    found = models.Person.objects.select_for_update(no_key=True).filter(pk__in=list(people))
    list(found.order_by("pk").values_list("pk", flat=True))


def _demand_offered(organisation_id: UUID, day: date, plans: Iterable[Plan]) -> None:
    known = list(
        models.OrganisationFact.objects.filter(models.CURRENT, organisation_id=organisation_id)
    )
    lines = [line for plan in plans for line in plan.lines]
    for key, _ in promoting.targets(lines):
        enrolling.demand_offered(versions(known), key.level, Period(day), lists().types)


def _write(
    writer: Writer,
    kind: Kind[Any],
    found: Mapping[UUID, Sequence[Step]],
    rows: Mapping[UUID, Sequence[Any]],
    at: datetime,
) -> tuple[int, int]:
    """The steps of each person, all at one instant; how many rows ended and how many were added."""
    acting = {person_id: steps for person_id, steps in found.items() if steps}
    at = moment(at, *(rows.get(one, ()) for one in acting))
    revised = [
        (
            {"person_id": person_id},
            rows.get(person_id, ()),
            revise(versions(rows.get(person_id, ())), steps, at),
        )
        for person_id, steps in acting.items()
    ]
    return writer.write_many(kind, revised)


def _record_graduations(writer: Writer, lines: Sequence[Line], day: date, at: datetime) -> int:
    """That they completed the level, on the day; how many. Who has it already keeps it.

    An age group completes no level. Raises FaultyFact, AlreadySaid.
    """
    days = Period(day, day + timedelta(days=1))
    said = {
        line.person_id: graduation_of(line.stay.value)
        for line in lines
        if line.fate is Fate.LEAVES
        and line.reason == GRADUATED
        and line.stay.value.grade is not None
    }
    checks.demand(
        *(checks.fact_problems(GRADUATION, None, one, days, lists(), OF_GRADUATIONS)
          for one in set(said.values()))
    )  # fmt: skip
    rows = queries.graduations(said)
    for person_id, one in said.items():
        for row in versions(rows.get(person_id, ())):
            if row.is_current and row.valid.overlaps(days) and row.value != one:
                raise AlreadySaid(day=day)
    steps = {person_id: [Change(one, days)] for person_id, one in said.items()}
    return _write(writer, GRADUATION, steps, rows, at)[1]


def graduation_of(was: EnrolmentDetails) -> GraduationDetails:
    return GraduationDetails(
        organisation_id=was.organisation_id, level=was.level, programme=was.programme,
        funding=was.funding,
    )  # fmt: skip


def _follow_classes(
    organisation_id: UUID,
    day: date,
    plans: Sequence[Plan],
    writer: Writer,
    at: datetime,
) -> int:
    """Classes of the new year that nobody opened yet are opened as the old ones were; how many."""
    locked_organisation(organisation_id)
    known = class_queries.standing_groups(organisation_id, promoting.year_before(day).start)
    days = Period(day, academic_year(academic_year_of(day)).end)
    taken = {row.name for row in known if row.valid_to is None or row.valid_to > day}
    opened: dict[str, GroupDetails] = {}
    for plan in plans:
        old = next((row for row in known if _is(row, plan.asked.key)), None)
        for key, said in promoting.targets(plan.lines):
            language = said.language or (old.language if old else "")
            if key.name and language and key.name not in taken:
                opened.setdefault(key.name, _as_before(key, language, old))
    faults = (checks.fact_problems(GROUP, organisation_id, one, days, lists())
              for one in opened.values())  # fmt: skip
    checks.demand(*faults)
    writer.add_many(GROUP, opened.values(), days, moment(at, known))
    how: dict[str, Any] = {"source": writer.source, "by": writer.by, "at": at}
    for plan in plans:
        if any(_is(row, plan.asked.key) and row.name in taken for row in known):
            _close_behind(organisation_id, plan.asked.key, day, how)
    return len(opened)


def _is(row: models.Group, key: ClassKey) -> bool:
    return (row.level, row.grade, row.name) == (key.level, key.grade, key.name)


def _as_before(key: ClassKey, language: str, old: models.Group | None) -> GroupDetails:
    return GroupDetails(
        name=key.name,
        level=key.level,
        grade=key.grade,
        language=language,
        kind=old.kind if old else ("class" if key.grade is not None else "group"),
        shift=old.shift if old else None,
        places=old.places if old else None,
        programme=old.programme if old else "",
    )


def _close_behind(organisation_id: UUID, key: ClassKey, day: date, how: Mapping[str, Any]) -> None:
    """A class that was opened without an end ends with its year, where nobody is in it any more."""
    if not class_queries.stays_from(organisation_id, key, day):
        close_class(organisation_id, key, day, **how)


def _about(organisation_id: UUID) -> str:
    return f"registry.organisation:{organisation_id}"
