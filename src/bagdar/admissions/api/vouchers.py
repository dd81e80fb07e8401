"""Grants by program: a student moves the own one, a university confirms and suspends."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Status
from pydantic import StringConstraints

from bagdar.access.public import KEY_DESCRIBED, actor, guard, looker_facts, repeatable
from bagdar.admissions import models
from bagdar.admissions.presenters.voucher_opening import (
    holder_name,
    own_grant_of,
    own_holders,
    own_request_of,
    own_university,
    own_voucher_of,
    university_request,
    university_voucher,
)
from bagdar.admissions.queries.vouchers import (
    asked_of,
    at_university,
    may_issue,
    origin_of,
    stands,
    stay_of,
    universities_for,
    voucher_of,
    voucher_receipt,
    vouchers_of,
)
from bagdar.admissions.rules.campaign.vouchers import StayKind, VoucherAsked, VoucherStands
from bagdar.admissions.services import vouchers as services
from bagdar.admissions.services.looking import note_voucher
from bagdar.core.languages import Words
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.look.schemas import Schema
from bagdar.programme.public import answers

router = Router(tags=["grants"])
DEED = answers(404, 409, 422, parameters=[KEY_DESCRIBED])
HERE = "/grants/vouchers"
DESK = "/grants/desk"

GRANT = "7d1f5a52-0b1e-4c55-9a53-5f0c2b9d1a01"  # an application whose grant waits for its voucher
VOUCHER = "7d1f5a52-0b1e-4c55-9a53-5f0c2b9d1a02"  # it stands at the university of the desk
MINE = "7d1f5a52-0b1e-4c55-9a53-5f0c2b9d1a03"  # it stands nowhere, and the desk was asked
PAUSED = "7d1f5a52-0b1e-4c55-9a53-5f0c2b9d1a04"
ASKED = "7d1f5a52-0b1e-4c55-9a53-5f0c2b9d1a05"
CONFIRMED = "7d1f5a52-0b1e-4c55-9a53-5f0c2b9d1a06"
ELSEWHERE = "7d1f5a52-0b1e-4c55-9a53-5f0c2b9d1a07"  # a university that may be asked
PROGRAMME = "6B06101"

VoucherId = Annotated[UUID, Path(description="Id of a voucher.", examples=[VOUCHER])]
FreeId = Annotated[UUID, Path(description="Id of an own voucher.", examples=[MINE])]
PausedId = Annotated[UUID, Path(description="Id of a suspended voucher.", examples=[PAUSED])]
AskedId = Annotated[UUID, Path(description="Id of a request.", examples=[ASKED])]
ConfirmedId = Annotated[
    UUID, Path(description="Id of a request that was confirmed.", examples=[CONFIRMED])
]
Why = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=models.REASON)]
Code = Annotated[str, StringConstraints(pattern=r"^[^\x00]{1,40}$")]


class VoucherIssue(Schema):
    """application: whose grant was taken for good."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [{"application": GRANT}]}}

    application: UUID


class VoucherAsk(Schema):
    """A university and a programme of it, of the voucher's group."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"university": ELSEWHERE, "programme": PROGRAMME}
    ]}}  # fmt: skip

    university: UUID
    programme: Code


class VoucherWhy(Schema):
    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"reason": "academic leave"}
    ]}}  # fmt: skip

    reason: Why


class VoucherStayShown(Schema):
    """until: the first day after it, null: it goes on."""

    university: UUID
    programme: str
    kind: StayKind
    since: date
    until: date | None
    reason: str


class VoucherRequestShown(Schema):
    id: UUID
    voucher: UUID
    university: UUID
    programme: str
    state: VoucherAsked
    asked_at: datetime
    reason: str


class VoucherLine(Schema):
    """university, programme: where it stands, null: nowhere. group: of programmes."""

    id: UUID
    group: str
    origin: Origin
    state: VoucherStands
    university: UUID | None
    programme: str | None
    issued_on: date
    ended_on: date | None


class VoucherShown(VoucherLine):
    """stays: the oldest first; requests: the latest first. receipt: or null so far."""

    holder: str
    reason: str
    stays: list[VoucherStayShown]
    requests: list[VoucherRequestShown]
    receipt: str | None


class GrantToIssue(Schema):
    application: UUID
    group: str


class VouchersShown(Schema):
    """may_issue: grants taken for good of which no voucher was issued yet."""

    count: int
    items: list[VoucherLine]
    may_issue: list[GrantToIssue]


class VoucherUniversity(Schema):
    university: UUID
    programme: str
    name: Words


class VoucherUniversities(Schema):
    count: int
    items: list[VoucherUniversity]


class VoucherDesk(Schema):
    """requests: what waits, without names; vouchers: what stands here now."""

    requests: list[VoucherRequestShown]
    vouchers: list[VoucherLine]


class VoucherCase(VoucherRequestShown):
    holder: str
    group: str


def _line(row: models.Voucher) -> VoucherLine:
    stay = stay_of(row)
    return VoucherLine(
        id=row.pk, group=row.group, origin=origin_of(row), state=stands(row),
        university=stay.organisation_id if stay else None,
        programme=stay.programme if stay else None, issued_on=row.issued_on,
        ended_on=row.ended_on,
    )  # fmt: skip


def _asked(row: models.VoucherRequest) -> VoucherRequestShown:
    return VoucherRequestShown(
        id=row.pk, voucher=row.voucher_id, university=row.organisation_id,
        programme=row.programme, state=VoucherAsked(row.state), asked_at=row.asked_at,
        reason=row.reason,
    )  # fmt: skip


def _whole(row: models.Voucher) -> VoucherShown:
    stays = [
        VoucherStayShown(
            university=one.organisation_id, programme=one.programme, kind=StayKind(one.kind),
            since=one.since, until=one.until, reason=one.reason,
        )
        for one in row.stays.order_by("since", "pk")
    ]  # fmt: skip
    requests = [_asked(one) for one in row.requests.order_by("-asked_at", "pk")]
    return VoucherShown(
        **_line(row).model_dump(), holder=holder_name(row), reason=row.reason, stays=stays,
        requests=requests, receipt=voucher_receipt(row) or None,
    )  # fmt: skip


def _more(request: HttpRequest) -> dict[str, Any]:
    return {"by": actor(request), "at": timezone.now()}


@router.get(
    HERE, response=VouchersShown, operation_id="listOwnVouchers",
    summary="Own grants, and those that wait for their voucher",
)  # fmt: skip
@guard("admissions.voucher")
def list_own_vouchers(request: HttpRequest) -> VouchersShown:
    """Of the reader and of the children the reader answers for; ended ones as well."""
    people = own_holders(request)
    items = [_line(row) for row in vouchers_of(people)]
    waiting = [
        GrantToIssue(application=one.pk, group=one.place.programme)
        for one in may_issue(people)
        if one.place
    ]
    return VouchersShown(count=len(items), items=items, may_issue=waiting)


@router.post(
    HERE, response={201: VoucherShown}, operation_id="issueVoucher",
    summary="Take out the voucher of an own grant", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.voucher", "create")
@repeatable
def issue_voucher(request: HttpRequest, given: VoucherIssue) -> Status[VoucherShown]:
    """Once the grant was taken for good."""
    found = own_grant_of(request, given.application)
    return Status(201, _whole(services.issue(found.pk, **_more(request))))


@router.get(
    HERE + "/{voucher_id}", response=VoucherShown, operation_id="getOwnVoucher",
    summary="Where an own grant stands, and where it stood", openapi_extra=answers(404),
)  # fmt: skip
@guard("admissions.voucher")
def get_own_voucher(request: HttpRequest, voucher_id: FreeId) -> VoucherShown:
    """With the receipt of what was last done with it."""
    return _whole(own_voucher_of(request, voucher_id)[0])


@router.get(
    HERE + "/{voucher_id}/universities", response=VoucherUniversities,
    operation_id="listVoucherUniversities",
    summary="Programmes for which an own grant may be taken", openapi_extra=answers(404),
)  # fmt: skip
@guard("admissions.voucher")
def list_voucher_universities(request: HttpRequest, voucher_id: FreeId) -> VoucherUniversities:
    """Those of the grant's group that are taught today."""
    row, _ = own_voucher_of(request, voucher_id)
    items = [
        VoucherUniversity(university=one.organisation_id, programme=one.code, name=one.name)
        for one in universities_for(row, local_date(timezone.now()))
    ]
    return VoucherUniversities(count=len(items), items=items)


@router.post(
    HERE + "/{voucher_id}/requests", response={201: VoucherRequestShown},
    operation_id="askUniversity", summary="Ask a university to take an own grant",
    openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.voucher", "create")
@repeatable
def ask_university(
    request: HttpRequest, voucher_id: FreeId, given: VoucherAsk
) -> Status[VoucherRequestShown]:
    """Several may be asked; nothing moves before one is taken."""
    row, _ = own_voucher_of(request, voucher_id, "create")
    made = services.ask_university(row.pk, given.university, given.programme, **_more(request))
    return Status(201, _asked(made))


@router.post(
    "/grants/requests/{request_id}/taking", response=VoucherShown, operation_id="takeVoucher",
    summary="Go with an own grant to a university that agreed", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.voucher", "update")
@repeatable
def take_voucher(request: HttpRequest, request_id: ConfirmedId) -> VoucherShown:
    """From that day on; other requests are over."""
    found = own_request_of(request, request_id, "update")
    return _whole(services.take(found.pk, **_more(request)))


@router.post(
    "/grants/requests/{request_id}/withdrawal", response=VoucherRequestShown,
    operation_id="withdrawVoucherRequest", summary="Ask a university no more",
    openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.voucher", "update")
@repeatable
def withdraw_voucher_request(request: HttpRequest, request_id: AskedId) -> VoucherRequestShown:
    """One that waits for either side."""
    found = own_request_of(request, request_id, "update")
    return _asked(services.withdraw_request(found.pk, **_more(request)))


@router.post(
    HERE + "/{voucher_id}/end", response=VoucherShown, operation_id="endOwnVoucher",
    summary="Give up an own grant for good", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.voucher", "update")
@repeatable
def end_own_voucher(request: HttpRequest, voucher_id: FreeId, given: VoucherWhy) -> VoucherShown:
    """It cannot be taken back."""
    row, _ = own_voucher_of(request, voucher_id, "update")
    return _whole(services.end(row.pk, given.reason, **_more(request)))


# --- the university ------------------------------------------------------------------------------


@router.get(
    DESK, response=VoucherDesk, operation_id="getVoucherDesk",
    summary="Grants that the own university was asked for, and those that stand there",
)  # fmt: skip
@guard("admissions.voucher_desk")
def get_voucher_desk(request: HttpRequest) -> VoucherDesk:
    """Without names."""
    mine = own_university(request)
    return VoucherDesk(
        requests=[_asked(one) for one in asked_of(mine)],
        vouchers=[_line(one.voucher) for one in at_university(mine)],
    )


def _case(request: HttpRequest, row: models.VoucherRequest) -> VoucherCase:
    """That it was looked at is written down before it is given."""
    note_voucher(row.voucher_id, by=actor(request), looker=looker_facts(request))
    return VoucherCase(
        **_asked(row).model_dump(), holder=holder_name(row.voucher), group=row.voucher.group
    )


@router.get(
    DESK + "/requests/{request_id}", response=VoucherCase, operation_id="getVoucherRequest",
    summary="Who asks the own university", openapi_extra=answers(404),
)  # fmt: skip
@guard("admissions.voucher_desk")
def get_voucher_request(request: HttpRequest, request_id: AskedId) -> VoucherCase:
    """With the name: the look leaves a trace."""
    return _case(request, university_request(request, request_id))


@router.post(
    DESK + "/requests/{request_id}/confirmation", response=VoucherCase,
    operation_id="confirmVoucherRequest", summary="Agree to take a grant", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.voucher_desk", "decide")
@repeatable
def confirm_voucher_request(request: HttpRequest, request_id: AskedId) -> VoucherCase:
    """Whether the student comes, the student says."""
    row = university_request(request, request_id, "decide")
    return _case(request, services.confirm(row.pk, **_more(request)))


@router.post(
    DESK + "/requests/{request_id}/refusal", response=VoucherCase,
    operation_id="refuseVoucherRequest", summary="Refuse to take a grant", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.voucher_desk", "decide")
@repeatable
def refuse_voucher_request(
    request: HttpRequest, request_id: AskedId, given: VoucherWhy
) -> VoucherCase:
    """Also one that was confirmed and not taken yet."""
    row = university_request(request, request_id, "decide")
    return _case(request, services.refuse(row.pk, given.reason, **_more(request)))


@router.post(
    DESK + "/vouchers/{voucher_id}/suspension", response=VoucherLine,
    operation_id="suspendVoucher", summary="Suspend a grant that stands here",
    openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.voucher_desk", "decide")
@repeatable
def suspend_voucher(request: HttpRequest, voucher_id: VoucherId, given: VoucherWhy) -> VoucherLine:
    """As on an academic leave: its days are not paid for."""
    row = university_voucher(request, voucher_id, "decide")
    return _line(services.suspend(row.pk, given.reason, **_more(request)))


@router.post(
    DESK + "/vouchers/{voucher_id}/resumption", response=VoucherLine,
    operation_id="resumeVoucher", summary="Let a suspended grant go on", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.voucher_desk", "decide")
@repeatable
def resume_voucher(request: HttpRequest, voucher_id: PausedId) -> VoucherLine:
    """From that day on."""
    row = university_voucher(request, voucher_id, "decide")
    return _line(services.resume(row.pk, **_more(request)))


@router.post(
    DESK + "/vouchers/{voucher_id}/end", response=VoucherLine, operation_id="endVoucher",
    summary="End a grant that stands here", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.voucher_desk", "decide")
@repeatable
def end_voucher(request: HttpRequest, voucher_id: VoucherId, given: VoucherWhy) -> VoucherLine:
    """For good, as when a student was dismissed or has finished."""
    row = university_voucher(request, voucher_id, "decide")
    services.end(row.pk, given.reason, **_more(request))
    return _line(voucher_of(row.pk))
