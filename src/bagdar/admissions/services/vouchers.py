"""What is done with a voucher: issued, taken to a university, suspended, ended.

Every deed locks the voucher's row: of two at one instant the second finds what the first has done.
A day is that of Almaty on which the deed was done; where it stands changes with that day.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from bagdar.admissions import models
from bagdar.admissions.queries.campaigns import application_of
from bagdar.admissions.queries.vouchers import (
    VOUCHER,
    may_issue,
    request_of,
    stands,
    stay_of,
    universities_for,
    voucher_about,
    voucher_of,
    voucher_told,
)
from bagdar.admissions.rules.campaign.nouns import CampaignState
from bagdar.admissions.rules.campaign.vouchers import (
    OPEN,
    AskedAlready,
    NoSuchVoucher,
    NothingToIssue,
    NotOffered,
    RequestStateWrong,
    StayKind,
    VoucherAsked,
    VoucherDeed,
    VoucherThere,
    WhyNeeded,
    check_deed,
)
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.periods import local_date
from bagdar.notary import public as notary

EVENTS = {VoucherDeed.SUSPEND: "suspended", VoucherDeed.RESUME: "resumed"}
PUBLISHED = (CampaignState.PUBLISHED.value, CampaignState.ENDED.value)


@transaction.atomic
def issue(application_id: UUID, *, by: Actor, at: datetime) -> models.Voucher:
    """To whoever has a grant for good.

    Raises NoSuchApplicationHere, NothingToIssue, VoucherThere.
    """
    found = application_of(application_id)
    if models.Voucher.objects.filter(application=found).exists():
        raise VoucherThere()
    known = {one.pk: one for one in may_issue([found.person_id])}
    grant = known.get(found.pk)
    if grant is None or grant.place is None or grant.campaign.state not in PUBLISHED:
        raise NothingToIssue()
    row = models.Voucher(
        application=grant, person_id=grant.person_id, group=grant.place.programme,
        issued_on=local_date(at),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise VoucherThere() from None
    return _told(row, "issued", by)


@transaction.atomic
def ask_university(
    voucher_id: UUID, organisation_id: UUID, programme: str, *, by: Actor, at: datetime
) -> models.VoucherRequest:
    """One or several may be asked; nothing moves before one is taken.

    Raises NoSuchVoucher, VoucherStateWrong, NotOffered, AskedAlready.
    """
    row = _locked(voucher_id)
    check_deed(stands(row), VoucherDeed.ASK)
    stay, offered = stay_of(row), universities_for(row, local_date(at))
    if not any((one.organisation_id, one.code) == (organisation_id, programme) for one in offered):
        raise NotOffered()
    if stay and (stay.organisation_id, stay.programme) == (organisation_id, programme):
        raise AskedAlready()
    made = models.VoucherRequest(
        voucher=row, organisation_id=organisation_id, programme=programme,
        state=VoucherAsked.ASKED.value, asked_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise AskedAlready() from None
    _record("asked", row, by)
    return made


@transaction.atomic
def confirm(request_id: UUID, *, by: Actor, at: datetime) -> models.VoucherRequest:
    """The university will take the student; whether it does, the student says.

    Raises NoSuchVoucherRequest, RequestStateWrong.
    """
    return _answer(request_id, VoucherAsked.CONFIRMED, (VoucherAsked.ASKED,), "", by, at)


@transaction.atomic
def refuse(request_id: UUID, reason: str, *, by: Actor, at: datetime) -> models.VoucherRequest:
    """Also what was confirmed and not taken yet.

    Raises NoSuchVoucherRequest, RequestStateWrong, WhyNeeded.
    """
    return _answer(request_id, VoucherAsked.REFUSED, OPEN, _why(reason), by, at)


@transaction.atomic
def withdraw_request(request_id: UUID, *, by: Actor, at: datetime) -> models.VoucherRequest:
    """The student asks no more. Raises NoSuchVoucherRequest, RequestStateWrong."""
    return _answer(request_id, VoucherAsked.WITHDRAWN, OPEN, "", by, at)


def _answer(
    id: UUID,
    state: VoucherAsked,
    before: tuple[VoucherAsked, ...],
    reason: str,
    by: Actor,
    at: datetime,
) -> models.VoucherRequest:
    row = _locked(request_of(id).voucher_id)
    made = request_of(id)
    if VoucherAsked(made.state) not in before:
        raise RequestStateWrong(VoucherAsked(made.state))
    made.state, made.reason = state.value, reason
    made.answered_at, made.answered_by = at, by.name
    made.save(update_fields=["state", "reason", "answered_at", "answered_by"])
    _record(state.value, row, by)
    return made


@transaction.atomic
def take(request_id: UUID, *, by: Actor, at: datetime) -> models.Voucher:
    """Go with the voucher to a university that confirmed; the other requests are over.

    Raises NoSuchVoucherRequest, RequestStateWrong, VoucherStateWrong.
    """
    row = _locked(request_of(request_id).voucher_id)
    made, today = request_of(request_id), local_date(at)
    if VoucherAsked(made.state) is not VoucherAsked.CONFIRMED:
        raise RequestStateWrong(VoucherAsked(made.state))
    check_deed(stands(row), VoucherDeed.TAKE)
    _close_stay(row, today)
    models.VoucherStay.objects.create(
        voucher=row, organisation_id=made.organisation_id, programme=made.programme,
        kind=StayKind.HELD.value, since=today,
    )  # fmt: skip
    made.state = VoucherAsked.TAKEN.value
    made.save(update_fields=["state"])
    _close_requests(row, by, at)
    return _told(row, "taken", by)


@transaction.atomic
def suspend(voucher_id: UUID, reason: str, *, by: Actor, at: datetime) -> models.Voucher:
    """It stays where it is, and its days are not paid for, as on an academic leave.

    Raises NoSuchVoucher, VoucherStateWrong, WhyNeeded.
    """
    why = _why(reason)
    return _change(voucher_id, VoucherDeed.SUSPEND, StayKind.SUSPENDED, why, by, at)


@transaction.atomic
def resume(voucher_id: UUID, *, by: Actor, at: datetime) -> models.Voucher:
    """Raises NoSuchVoucher, VoucherStateWrong."""
    return _change(voucher_id, VoucherDeed.RESUME, StayKind.HELD, "", by, at)


def _change(
    id: UUID, deed: VoucherDeed, kind: StayKind, why: str, by: Actor, at: datetime
) -> models.Voucher:
    row, today = _locked(id), local_date(at)
    check_deed(stands(row), deed)
    stay = _close_stay(row, today)
    assert stay is not None, deed
    models.VoucherStay.objects.create(
        voucher=row, organisation_id=stay.organisation_id, programme=stay.programme,
        kind=kind.value, since=today, reason=why,
    )  # fmt: skip
    return _told(row, EVENTS[deed], by)


@transaction.atomic
def end(voucher_id: UUID, reason: str, *, by: Actor, at: datetime) -> models.Voucher:
    """For good: the student gives it up, has finished, or may not hold it any more.

    Raises NoSuchVoucher, VoucherStateWrong, WhyNeeded.
    """
    row, today, why = _locked(voucher_id), local_date(at), _why(reason)
    check_deed(stands(row), VoucherDeed.END)
    _close_stay(row, today)
    _close_requests(row, by, at)
    row.ended_on, row.reason = today, why
    row.save(update_fields=["ended_on", "reason"])
    return _told(row, "ended", by)


def _locked(id: UUID) -> models.Voucher:
    """Within a transaction: nobody else changes it until it ends. Raises NoSuchVoucher."""
    if models.Voucher.objects.select_for_update().filter(pk=id).first() is None:
        raise NoSuchVoucher()
    return voucher_of(id)


def _why(reason: str) -> str:
    if not reason.strip() or len(reason) > models.REASON:
        raise WhyNeeded()
    return reason.strip()


def _close_stay(row: models.Voucher, today: date) -> models.VoucherStay | None:
    """A stay that begins later than today never was: it ends on the day it begins."""
    stay = stay_of(row)
    if stay is not None:
        stay.until = max(today, stay.since)
        stay.save(update_fields=["until"])
    return stay


def _close_requests(row: models.Voucher, by: Actor, at: datetime) -> None:
    waiting = row.requests.filter(state__in=[one.value for one in OPEN])
    waiting.update(state=VoucherAsked.WITHDRAWN.value, answered_at=at, answered_by=by.name)


def _told(row: models.Voucher, event: str, by: Actor) -> models.Voucher:
    """With its event and its receipt."""
    row.receipt = notary.commit(VOUCHER, voucher_about(row), dict(voucher_told(row)))
    row.save(update_fields=["receipt"])
    _record(event, row, by)
    return row


def _record(event: str, row: models.Voucher, by: Actor) -> None:
    record(f"admissions.voucher_{event}", about=voucher_about(row), by=by, facts={})
