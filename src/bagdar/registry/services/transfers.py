"""A transfer between two organisations: proposed by one, answered by the other.

Nothing of the pupil's places changes before it is confirmed; then leaving and entering are one
transaction. The row of the transfer is locked first, the person after it.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.national_ids import Iin
from bagdar.core.periods import Period, local_date
from bagdar.registry import models
from bagdar.registry.queries import desk
from bagdar.registry.queries.declared import lists
from bagdar.registry.queries.promoting import rules
from bagdar.registry.queries.rows import details_of, origin_of_organisation, versions
from bagdar.registry.queries.transfers import of, transfer_of
from bagdar.registry.rules import checks, enrolling
from bagdar.registry.rules.desk_errors import NotAgreed
from bagdar.registry.rules.errors import NotEnrolled, OriginsMeet
from bagdar.registry.rules.nouns import EnrolmentDetails, Form
from bagdar.registry.rules.transferring import (
    NoSuchTransfer,
    Side,
    Transfer,
    TransferNowhere,
    TransferOpen,
    TransferState,
    TransferStep,
    demand_step,
)
from bagdar.registry.services.enrolments import transfer as move

REASON = "transferred"


@transaction.atomic
def propose_transfer(
    person_id: UUID,
    from_id: UUID,
    to_id: UUID,
    day: date,
    *,
    side: Side = Side.SENDING,
    group: str = "",
    language: str = "",
    source: str,
    by: Actor,
    at: datetime,
) -> Transfer:
    """The pupil is to be in another organisation from a day on, in the same grade.

    side   who proposes; the other one answers. group: by the receiving side, where it asks
    Raises FaultyFact, TransferNowhere, OriginsMeet, NotEnrolled, NotThere, LevelNotOffered,
           TransferOpen
    """
    checks.demand(checks.source_problems(source), checks.text_problems(group=group))
    if from_id == to_id:
        raise TransferNowhere()
    origin = origin_of_organisation(from_id)
    if origin_of_organisation(to_id) != origin:
        raise OriginsMeet()
    standing = _standing(person_id, from_id, day)
    _demand_offered(to_id, standing.level, day)
    _let_lapse(person_id, at)
    row = models.Transfer(
        origin=origin.value,
        person_id=person_id,
        from_organisation_id=from_id,
        to_organisation_id=to_id,
        proposed_by=side.value,
        day=day,
        level=standing.level,
        grade=standing.grade,
        group=group,
        language=language or standing.language,
        source=source,
        proposed_at=at,
        lapses_on=local_date(at) + timedelta(days=rules().transfer.lapses_after_days),
        state=TransferState.PROPOSED.value,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise TransferOpen() from None
    _note("registry.transfer_proposed", row, side, by)
    return transfer_of(row)


@transaction.atomic
def ask_for(
    iin: Iin,
    born_on: date,
    to_id: UUID,
    day: date,
    *,
    group: str = "",
    language: str = "",
    source: str,
    by: Actor,
    at: datetime,
) -> Transfer:
    """The receiving side asks for a pupil whom it names by IIN and birth date, which both agree.

    Raises NotAgreed, also for who learns nowhere on the last day; what `propose_transfer` raises.
    """
    person_id = desk.agreed(iin, born_on, origin_of_organisation(to_id))
    standing = desk.full_time_place(person_id, day - timedelta(days=1)) if person_id else None
    if person_id is None or standing is None:
        raise NotAgreed()
    return propose_transfer(
        person_id, standing.organisation_id, to_id, day, side=Side.RECEIVING, group=group,
        language=language, source=source, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def answer_transfer(
    transfer_id: UUID,
    organisation_id: UUID,
    step: TransferStep,
    *,
    group: str = "",
    answer: str = "",
    by: Actor,
    at: datetime,
) -> Transfer:
    """One side's step. On confirmation the pupil leaves and enters on the day, both or neither.

    group   the class that receives; named by the receiving side
    answer  why it is refused or withdrawn
    Raises  NoSuchTransfer, TransferDecided, StepOfTheOther, and what `enrolments.transfer` raises
    """
    checks.demand(checks.text_problems(purpose=answer, group=group))
    rows = models.Transfer.objects.select_for_update().filter(of(organisation_id))
    row = rows.filter(pk=transfer_id).first()
    if row is None:
        raise NoSuchTransfer()
    found = transfer_of(row)
    side = found.side_of(organisation_id)
    if side is None:
        raise NoSuchTransfer()
    row.state = demand_step(found, step, side, local_date(at)).value
    row.decided_at, row.answer = at, answer.strip()
    if side is Side.RECEIVING and group:
        row.group = group
    row.save(update_fields=["state", "decided_at", "answer", "group"])
    if step is TransferStep.CONFIRM:
        _move(row, by, at)
    _note(f"registry.transfer_{row.state}", row, side, by)
    return transfer_of(row)


def _move(row: models.Transfer, by: Actor, at: datetime) -> None:
    standing = _standing(row.person_id, row.from_organisation_id, row.day)
    to = EnrolmentDetails(
        row.to_organisation_id,
        row.level,
        form=Form.FULL_TIME,
        grade=row.grade,
        group=row.group,
        language=row.language,
        funding=standing.funding,
    )
    move(
        row.person_id, standing.place, to, Period(row.day), REASON,
        source=row.source, by=by, at=at,
    )  # fmt: skip


def _standing(person_id: UUID, organisation_id: UUID, day: date) -> EnrolmentDetails:
    """What the pupil learns full-time in the sending organisation on the last day there."""
    last = day - timedelta(days=1)
    row = desk.full_time_place(person_id, last)
    if row is None or row.organisation_id != organisation_id:
        raise NotEnrolled(day=last)
    found: EnrolmentDetails = details_of(row)
    return found


def _demand_offered(organisation_id: UUID, level: str, day: date) -> None:
    known = models.OrganisationFact.objects.filter(models.CURRENT, organisation_id=organisation_id)
    enrolling.demand_offered(versions(list(known)), level, Period(day), lists().types)


def _let_lapse(person_id: UUID, at: datetime) -> None:
    """An open transfer that nobody answered in time makes room for the next."""
    late = models.Transfer.objects.filter(
        person_id=person_id, state=TransferState.PROPOSED.value, lapses_on__lte=local_date(at)
    )
    for row in late.select_for_update():
        row.state, row.decided_at = TransferState.LAPSED.value, at
        row.save(update_fields=["state", "decided_at"])
        _note("registry.transfer_lapsed", row, Side(row.proposed_by), None)


def _note(action: str, row: models.Transfer, side: Side, by: Actor | None) -> None:
    """An event of the person and of the transfer; it names the side, no place."""
    facts = {"origin": row.origin, "side": side.value, "transfer": str(row.pk)}
    record(action, about=f"registry.person:{row.person_id}", by=by, facts=facts)
