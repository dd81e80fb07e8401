"""The registrar's desk by program: preview, batches, withdrawing."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Status
from pydantic import Field, StringConstraints

from bagdar.access.public import KEY_DESCRIBED, actor, guard, looker_facts, repeatable
from bagdar.credentials.api.own import PDF, DiplomaId
from bagdar.credentials.presenters.files import pdf_answer
from bagdar.credentials.presenters.opening import (
    institution_batch,
    institution_diploma,
    open_issuer,
)
from bagdar.credentials.queries import batches as queries
from bagdar.credentials.queries.batches import Progress
from bagdar.credentials.rules.graduating import (
    BatchState,
    DiplomaState,
    Line,
    Obstacle,
    day_of_issue,
)
from bagdar.credentials.services import batches, sharing, standing
from bagdar.credentials.services.looking import note_diploma, note_list
from bagdar.look.schemas import Schema
from bagdar.programme.public import answers

router = Router(tags=["diplomas"])
BATCH = "0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6e03"
BatchId = Annotated[UUID, Path(description="Id of a batch.", examples=[BATCH])]
Reason = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=500)]
GRADUATION = 900_002


class DiplomaDeed(StrEnum):
    """What may be done to an issued diploma."""

    SUSPEND = "suspend"
    RESTORE = "restore"
    REVOKE = "revoke"
    REPLACE = "replace"


class BatchVerdict(StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"


STATES = {
    DiplomaDeed.SUSPEND: DiplomaState.SUSPENDED,
    DiplomaDeed.RESTORE: DiplomaState.VALID,
    DiplomaDeed.REVOKE: DiplomaState.REVOKED,
}


class GraduatesAsked(Schema):
    """Days of graduation: from one until before another."""

    model_config = {"extra": "forbid"}

    since: date = Field(examples=["2020-06-01"])
    before: date = Field(examples=["2020-08-01"])


class Graduate(Schema):
    """problems: why no diploma may be given; none: it may."""

    graduation: int
    holder: str
    level: str
    programme: str
    on: date
    problems: list[Obstacle]


class Graduates(Schema):
    count: int
    items: list[Graduate]


class DiplomaBatch(Schema):
    """done: how many of its diplomas are dealt with.

    is_of_papers: they stood on paper before. checked: with what of the archive whoever approved
    them compared them
    """

    id: UUID
    state: BatchState
    size: int
    done: int
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    reason: str
    is_of_papers: bool
    checked: str


class DiplomaBatches(Schema):
    count: int
    items: list[DiplomaBatch]


class BatchProposal(Schema):
    """graduations: from previewDiplomas; all of them or none are proposed."""

    model_config = {
        "extra": "forbid",
        "json_schema_extra": {"examples": [{"graduations": [GRADUATION]}]},
    }

    graduations: list[Annotated[int, Field(ge=1, le=2**53 - 1)]] = Field(
        min_length=1, max_length=batches.MOST
    )


class BatchDecision(Schema):
    """reason: needed to refuse. checked: needed to approve papers, with what of the archive they
    were compared.
    """

    model_config = {
        "extra": "forbid",
        "json_schema_extra": {"examples": [{"decision": "refuse", "reason": "a wrong form"}]},
    }

    decision: BatchVerdict
    reason: Reason = ""
    checked: Reason = ""


class DiplomaChange(Schema):
    """do: restore undoes a suspension; replace revokes, and proposes another one."""

    model_config = {
        "extra": "forbid",
        "json_schema_extra": {"examples": [{"do": "suspend", "reason": "being looked into"}]},
    }

    do: DiplomaDeed
    reason: Reason


class ChangedDiploma(Schema):
    """batch: of the replacement, where there is one."""

    id: UUID
    state: DiplomaState
    batch: UUID | None


class PrintedDiploma(Schema):
    """A diploma whose PDF holds a link."""

    id: UUID


def command() -> dict[str, Any]:
    """What the description of an operation that takes effect once adds."""
    return answers(404, 409, 422, parameters=[KEY_DESCRIBED])


@router.get(
    "/diplomas/desk/graduates", response=Graduates, operation_id="previewDiplomas",
    summary="Who graduated, and what stands against a diploma", openapi_extra=answers(404),
)  # fmt: skip
@guard("credentials.desk")
def preview_diplomas(request: HttpRequest, asked: Annotated[GraduatesAsked, Query()]) -> Graduates:
    """That the list was looked at is written down before it is given."""
    issuer, today = open_issuer(request), day_of_issue(timezone.now())
    note_list(issuer.organisation_id, "preview", by=actor(request), looker=looker_facts(request))
    lines = queries.preview(issuer, asked.since, asked.before, today)
    return Graduates(count=len(lines), items=[_graduate(one) for one in lines])


def _graduate(one: Line) -> Graduate:
    told = one.candidate
    return Graduate(
        graduation=told.graduation_id,
        holder=told.holder,
        level=told.level,
        programme=told.programme,
        on=told.on,
        problems=list(one.problems),
    )


@router.get(
    "/diplomas/desk/batches", response=DiplomaBatches, operation_id="listDiplomaBatches",
    summary="The latest batches of the own institution", openapi_extra=answers(404),
)  # fmt: skip
@guard("credentials.desk")
def list_diploma_batches(request: HttpRequest) -> DiplomaBatches:
    items = [batch_told(one) for one in queries.batches_of(open_issuer(request))]
    return DiplomaBatches(count=len(items), items=items)


@router.post(
    "/diplomas/desk/batches", response={201: DiplomaBatch}, operation_id="proposeDiplomas",
    summary="Propose a batch", openapi_extra=command(),
)  # fmt: skip
@guard("credentials.desk", "create")
@repeatable
def propose_diplomas(request: HttpRequest, given: BatchProposal) -> Status[DiplomaBatch]:
    """Somebody else has to approve it."""
    issuer = open_issuer(request)
    made = batches.propose(issuer, given.graduations, by=actor(request), at=timezone.now())
    return Status(201, batch_told(queries.progress(made)))


@router.get(
    "/diplomas/desk/batches/{batch_id}", response=DiplomaBatch,
    operation_id="showDiplomaBatch", summary="How a batch stands", openapi_extra=answers(404),
)  # fmt: skip
@guard("credentials.desk")
def show_diploma_batch(request: HttpRequest, batch_id: BatchId) -> DiplomaBatch:
    batch = institution_batch(request, open_issuer(request), batch_id)
    return batch_told(queries.progress(batch))


@router.post(
    "/diplomas/desk/batches/{batch_id}/decision", response=DiplomaBatch,
    operation_id="decideDiplomaBatch", summary="Approve or refuse a batch",
    openapi_extra=command(),
)  # fmt: skip
@guard("credentials.desk", "decide")
@repeatable
def decide_diploma_batch(
    request: HttpRequest, batch_id: BatchId, given: BatchDecision
) -> DiplomaBatch:
    """Whoever proposed it cannot approve it. An approved one is signed beside the service."""
    issuer, by, now = open_issuer(request), actor(request), timezone.now()
    institution_batch(request, issuer, batch_id, "decide")
    if given.decision is BatchVerdict.APPROVE:
        done = batches.approve(issuer, batch_id, by=by, at=now, checked=given.checked)
    else:
        done = batches.refuse(issuer, batch_id, given.reason, by=by, at=now)
    return batch_told(queries.progress(done))


@router.post(
    "/diplomas/desk/issued/{diploma_id}/state", response=ChangedDiploma,
    operation_id="changeDiploma", summary="Suspend, restore, revoke or replace a diploma",
    openapi_extra=command(),
)  # fmt: skip
@guard("credentials.desk", "update")
@repeatable
def change_diploma(
    request: HttpRequest, diploma_id: DiplomaId, given: DiplomaChange
) -> ChangedDiploma:
    """The next status list that anybody asks for says so."""
    row = institution_diploma(request, diploma_id, "update")
    by, now = actor(request), timezone.now()
    batch = None
    if given.do is DiplomaDeed.REPLACE:
        batch = standing.replace(row.issuer, row.pk, given.reason, by=by, at=now).pk
        row.refresh_from_db()
    else:
        row = standing.change(row.issuer, row.pk, STATES[given.do], given.reason, by=by, at=now)
    return ChangedDiploma(id=row.pk, state=DiplomaState(row.state), batch=batch)


@router.get(
    "/diplomas/desk/issued/{diploma_id}/pdf", operation_id="downloadIssuedDiplomaPdf",
    summary="A diploma of the own institution as PDF",
    openapi_extra=answers(404, responses=PDF),
)  # fmt: skip
@guard("credentials.desk", "export")
def download_issued_diploma_pdf(request: HttpRequest, diploma_id: DiplomaId) -> HttpResponse:
    """To print and hand over. That it was looked at is written down before it is given."""
    row = institution_diploma(request, diploma_id, "export")
    note_diploma(row.pk, by=actor(request), looker=looker_facts(request))
    return pdf_answer(row)


@router.post(
    "/diplomas/desk/issued/{diploma_id}/printed-link", response={201: PrintedDiploma},
    operation_id="printIssuedDiplomaLink",
    summary="Put a link into the QR code of a diploma of the own institution",
    openapi_extra=answers(404, 409, parameters=[KEY_DESCRIBED]),
)  # fmt: skip
@guard("credentials.desk", "update")
@repeatable
def print_issued_diploma_link(
    request: HttpRequest, diploma_id: DiplomaId
) -> Status[PrintedDiploma]:
    """Its holder may end it. The address stands in the PDF."""
    row = institution_diploma(request, diploma_id, "update")
    sharing.print_link(row.pk, by=actor(request), at=timezone.now())
    return Status(201, PrintedDiploma(id=row.pk))


def batch_told(one: Progress) -> DiplomaBatch:
    row = one.batch
    return DiplomaBatch(
        id=row.pk,
        state=BatchState(row.state),
        size=row.size,
        done=one.done,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        reason=row.reason,
        is_of_papers=row.is_of_papers,
        checked=row.checked,
    )
