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
from bagdar.registry.queries.correcting import fact_of
from bagdar.registry.queries.declared import lists
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
    RecordChanged,
    RequestDecided,
    RequestInfo,
    RequestStands,
    State,
    with_enrolment,
    with_fact,
    with_person,
)
from bagdar.registry.rules.errors import FaultyFact, NotEnrolled
from bagdar.registry.rules.kinds import ENROLMENT, KINDS
from bagdar.registry.rules.nouns import PersonDetails
from bagdar.registry.services.enrolments import correct_enrolment
from bagdar.registry.services.facts import correct_fact
from bagdar.registry.services.people import correct_person

LONGEST = {"said": 200, "document": 200, "reason": 300}


@transaction.atomic
def ask_correction(
    person_id: UUID, field: str, said: str, document: str, *, by: Actor, at: datetime
) -> RequestInfo:
    """A request to whoever recorded that the person learns there.

    Raises FaultyFact where it could never be recorded, NobodyToAsk, NoSuchPerson, RequestStands.
    """
    on = local_date(at)
    _demand_texts(said=said, document=document)
    organisation_id = _writer(person_id, field, on)
    _changes(person_id, organisation_id, field, said, on)
    try:
        with transaction.atomic():
            row = models.CorrectionRequest.objects.create(
                person_id=person_id, organisation_id=organisation_id, field=field,
                said=said.strip(), document=document.strip(), asked_at=at, asked_by=by.name,
                state=State.ASKED.value,
            )  # fmt: skip
    except IntegrityError:
        raise RequestStands() from None
    _record("asked", row, by)
    return request_info(row)


@transaction.atomic
def accept_correction(request_id: UUID, *, by: Actor, at: datetime) -> RequestInfo:
    """Record what was asked for, on the document that was named.

    Raises NoSuchRequest, RequestDecided, and what correcting the record raises.
    """
    row = _open(request_id)
    on = local_date(at)
    deed: dict[str, Any] = {"source": row.document, "by": by, "at": at}
    kind = KINDS[of_fact.kind] if (of_fact := FactField.read(row.field)) else None
    for said, days in _changes(row.person_id, row.organisation_id, row.field, row.said, on):
        if kind is not None and kind is not ENROLMENT:
            correct_fact(kind, row.person_id, said, days, **deed)
        elif isinstance(said, PersonDetails):
            correct_person(row.person_id, said, days, **deed)
        else:
            correct_enrolment(row.person_id, said, days, **deed)
    return _decide(row, State.ACCEPTED, "", by, at)


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
    """What would stand for which days. Raises FaultyFact, NotEnrolled, RecordChanged."""
    of_fact = FactField.read(field)
    if of_fact is not None:
        return [_change_of_fact(person_id, of_fact, said)]
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


def _change_of_fact(person_id: UUID, field: FactField, said: str) -> tuple[Any, Period[date]]:
    row, kind = _fact(person_id, field), KINDS[field.kind]
    details, days = with_fact(field.kind, details_of(row), field.column, said, lists()), valid(row)
    if kind is ENROLMENT:
        checks.demand(checks.enrolment_problems(details, days, lists()))
    else:
        checks.demand(checks.fact_problems(kind, person_id, details, days, lists()))
    return details, days


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
