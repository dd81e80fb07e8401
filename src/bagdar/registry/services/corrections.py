"""Asking for a correction, and deciding about it: what is accepted is recorded as a correction."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.errors import Phrase
from bagdar.core.periods import Period, local_date
from bagdar.registry import models
from bagdar.registry.queries.correcting import as_named, demand_named, fact_of, meant
from bagdar.registry.queries.declared import lists
from bagdar.registry.queries.delivered import held_elsewhere
from bagdar.registry.queries.looks import request_info, who_answers
from bagdar.registry.queries.rows import details_of, on_day, valid
from bagdar.registry.rules import checks
from bagdar.registry.rules.corrections import (
    FIELDS,
    FIELDS_OF_PERSON,
    OF_EVERY_VERSION,
    FactField,
    NobodyToAsk,
    NoSuchRequest,
    RequestDecided,
    RequestInfo,
    RequestStands,
    State,
    column_of,
    with_enrolment,
    with_person,
)
from bagdar.registry.rules.desk_errors import DescribedElsewhere
from bagdar.registry.rules.errors import FaultyFact, NotEnrolled
from bagdar.registry.rules.kinds import ENROLMENT, KINDS
from bagdar.registry.rules.nouns import PersonDetails
from bagdar.registry.rules.restating import RecordChanged
from bagdar.registry.services.enrolments import (
    correct_enrolment,
    restate_enrolment,
    withdraw_enrolment,
)
from bagdar.registry.services.facts import restate_fact, withdraw_fact
from bagdar.registry.services.people import correct_person
from bagdar.registry.services.timelines import locked_person, tells_when_busy

LONGEST = {"said": 200, "document": 200, "reason": 300}


@tells_when_busy
@transaction.atomic
def ask_correction(
    person_id: UUID, field: str, said: str, document: str, *, by: Actor, at: datetime
) -> RequestInfo:
    """A request to whoever recorded that the person learns there.

    Raises FaultyFact and what accepting it raises where it could never be recorded; NobodyToAsk,
    NoSuchPerson, RequestStands.
    """
    _demand_texts(said=said, document=document)
    organisation_id = _writer(person_id, field, local_date(at))
    said, document = said.strip(), document.strip()
    if (of_fact := FactField.read(field)) is not None:
        said = as_named(person_id, of_fact, said)
    row = models.CorrectionRequest(
        person_id=person_id, organisation_id=organisation_id, field=field, said=said,
        document=document, asked_at=at, asked_by=by.name, state=State.ASKED.value,
    )  # fmt: skip
    _try(row, by, at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise RequestStands() from None
    _record("asked", row, by)
    return request_info(row)


def _try(row: models.CorrectionRequest, by: Actor, at: datetime) -> None:
    """Whether it could be recorded. A fact is recorded and taken back; who somebody is, or whom an
    IIN names, is not looked up: the family would learn who is in the register.
    """
    of_fact = FactField.read(row.field)
    if of_fact is None:
        _changes(row.person_id, row.organisation_id, row.field, row.said, local_date(at))
        return
    column = column_of(of_fact)
    if column is not None and column.to == "person":
        demand_named(of_fact, row.said)
        return
    with transaction.atomic():
        _record_fact(row, of_fact, by, at)
        transaction.set_rollback(True)


@tells_when_busy
@transaction.atomic
def accept_correction(request_id: UUID, *, by: Actor, at: datetime) -> RequestInfo:
    """Record what was asked for, on the document that was named.

    Raises NoSuchRequest, RequestDecided, DescribedElsewhere where another organisation has the
    person by now, and what correcting the record raises.
    """
    row = _open(request_id)
    of_fact = FactField.read(row.field)
    if of_fact is not None:
        _record_fact(row, of_fact, by, at)
        return _decide(row, State.ACCEPTED, "", by, at)
    on, here = local_date(at), row.organisation_id
    deed: dict[str, Any] = {"source": row.document, "by": by, "at": at}
    for said, days in _changes(row.person_id, here, row.field, row.said, on):
        if isinstance(said, PersonDetails):
            correct_person(row.person_id, said, days, within=here, **deed)
        else:
            correct_enrolment(row.person_id, said, days, **deed)
    return _decide(row, State.ACCEPTED, "", by, at)


def _record_fact(row: models.CorrectionRequest, field: FactField, by: Actor, at: datetime) -> None:
    """Withdrawn, where it never was; else corrected, where it stands or in another timeline.

    Raises RecordChanged, also where the fact is another organisation's by now; DescribedElsewhere
    for a fact of no organisation; DaysTaken, and what recording the fact raises.
    """
    locked_person(row.person_id)
    found, one = meant(row.person_id, field, row.said)
    here, owner = row.organisation_id, getattr(found, "organisation_id", None)
    if owner not in (None, here):
        raise RecordChanged()
    if owner is None and held_elsewhere([row.person_id], here, local_date(at)):
        raise DescribedElsewhere()
    kind = KINDS[field.kind]
    deed: dict[str, Any] = {"source": row.document, "by": by, "at": at}
    if kind is ENROLMENT and one.said is None:
        withdraw_enrolment(row.person_id, one.stood.place, one.days, **deed)
    elif kind is ENROLMENT:
        restate_enrolment(row.person_id, one, within=here, **deed)
    elif one.said is None:
        withdraw_fact(kind, row.person_id, kind.narrow(one.stood), one.days, **deed)
    else:
        restate_fact(kind, row.person_id, one, within=here, **deed)


@transaction.atomic
def refuse_correction(request_id: UUID, reason: str, *, by: Actor, at: datetime) -> RequestInfo:
    """Leave the record as it is, for a reason that the family reads.

    Raises NoSuchRequest, RequestDecided, FaultyFact without a reason.
    """
    _demand_texts(reason=reason)
    return _decide(_open(request_id), State.REFUSED, reason.strip(), by, at)


def _writer(person_id: UUID, field: str, on: date) -> UUID:
    """The organisation of which the fact speaks; else the one in which the person learns.

    Raises FaultyFact, RecordChanged, NobodyToAsk.
    """
    of_fact = FactField.read(field)
    if field not in FIELDS and of_fact is None:
        raise FaultyFact([_problem("unknown", "field")])
    row = _fact(person_id, of_fact) if of_fact else None
    found = getattr(row, "organisation_id", None) or who_answers(person_id, on)
    if found is None:
        raise NobodyToAsk()
    return found


def _fact(person_id: UUID, field: FactField) -> models.Fact:
    """Raises RecordChanged."""
    row = fact_of(person_id, field)
    if row is None:
        raise RecordChanged()
    return row


def _open(request_id: UUID) -> models.CorrectionRequest:
    row = models.CorrectionRequest.objects.select_for_update().filter(pk=request_id).first()
    if row is None:
        raise NoSuchRequest()
    if row.state != State.ASKED.value:
        raise RequestDecided()
    return row


def _decide(
    row: models.CorrectionRequest, state: State, reason: str, by: Actor, at: datetime
) -> RequestInfo:
    row.state, row.reason = state.value, reason
    row.decided_at, row.decided_by = at, by.name
    row.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    _record(state.value, row, by)
    return request_info(row)


def _record(what: str, row: models.CorrectionRequest, by: Actor) -> None:
    """The event names the field and the organisation, never a value."""
    facts = {"field": row.field.partition("@")[0], "organisation": str(row.organisation_id)}
    about = f"registry.correction_request:{row.pk}"
    record(f"registry.correction_{what}", about=about, by=by, facts=facts)


def _changes(
    person_id: UUID, organisation_id: UUID, field: str, said: str, on: date
) -> list[tuple[Any, Period[date]]]:
    """What would stand for which days, of fields with a name of their own.

    Raises FaultyFact, NotEnrolled.
    """
    if field in FIELDS_OF_PERSON:
        return _changes_of_person(person_id, field, said, on)
    rows = models.Enrolment.objects.filter(
        models.CURRENT, on_day(on), person_id=person_id, organisation_id=organisation_id
    )
    row = rows.order_by("form", "pk").first()
    if row is None:
        raise NotEnrolled(day=on)
    details = with_enrolment(details_of(row), field, said)
    checks.demand(checks.enrolment_problems(details, valid(row), lists()))
    return [(details, valid(row))]


def _changes_of_person(
    person_id: UUID, field: str, said: str, on: date
) -> list[tuple[Any, Period[date]]]:
    rows = models.PersonFact.objects.filter(models.CURRENT, person_id=person_id)
    if field not in OF_EVERY_VERSION:
        rows = rows.filter(on_day(on))
    found = [(with_person(details_of(row), field, said), valid(row)) for row in rows]
    for details, _ in found:
        checks.demand(checks.person_problems(details))
    return list(found)


def _demand_texts(**texts: str) -> None:
    problems = [
        _problem("long", name, limit=LONGEST[name])
        for name, text in texts.items()
        if len(text) > LONGEST[name] or "\x00" in text
    ]
    problems += [_problem("empty", name) for name, text in texts.items() if not text.strip()]
    if problems:
        raise FaultyFact(problems)


def _problem(problem: str, field: str, **facts: object) -> Phrase:
    return Phrase(
        f"registry.problem.{problem}", {"field": Phrase(f"reading.field.{field}"), **facts}
    )
