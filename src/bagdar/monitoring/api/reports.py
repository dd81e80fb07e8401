"""Reports by program: drafts, submitting, deciding, evidence. Every command may carry a key."""

import base64
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Annotated, Any, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from ninja import File, Form, Path, Query, Router, Status
from ninja.files import UploadedFile
from pydantic import Field

from bagdar.access.public import KEY_DESCRIBED, actor, guard, permits, repeatable
from bagdar.audit.rules import Actor
from bagdar.core.errors import DomainError
from bagdar.look.problems import PROBLEM_TYPE, Problem, ProblemError, problem_of
from bagdar.look.schemas import Schema
from bagdar.look.words import t
from bagdar.monitoring.api import report_schemas as schemas
from bagdar.monitoring.queries import reports as queries
from bagdar.monitoring.queries.asking import Asked
from bagdar.monitoring.queries.files import FileLost, read_file
from bagdar.monitoring.rules.content import FaultyContent
from bagdar.monitoring.rules.nouns import Reporter, ReportInfo, Subject
from bagdar.monitoring.rules.workflow import NotYours, ReportChanged
from bagdar.monitoring.services import evidence as evidence_services
from bagdar.monitoring.services import reporting
from bagdar.programme import public as asking

router = Router(tags=["reports"])
View = TypeVar("View", bound=Callable[..., Any])


def _report_id(example: str) -> Any:
    told = "Id of a report, from listReports."
    return Annotated[UUID, Path(description=told, examples=[example])]


# Examples of a draft, a submitted and an accepted report.
DraftId = _report_id("0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6a01")
SubmittedId = _report_id("0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6a02")
AcceptedId = _report_id("0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6a03")
EvidenceId = Annotated[
    UUID,
    Path(
        description="Id of a piece of evidence, from showReport.",
        examples=["0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6a04"],
    ),
]


def told(view: View) -> View:
    """Refusals of reports name each field, each question, and what stands now."""

    @wraps(view)
    def telling(*args: Any, **kwargs: Any) -> Any:
        try:
            return view(*args, **kwargs)
        except (FaultyContent, Asked, ReportChanged) as error:
            return _refusal(error)

    return telling  # type: ignore[return-value]


def _refusal(error: DomainError) -> HttpResponse:
    problem = problem_of(error)
    more: dict[str, Any] = {}
    if isinstance(error, FaultyContent):
        problem.errors = [_fault(*one) for one in error.faults]
    if isinstance(error, Asked):
        problem.errors = [
            ProblemError(
                code=one.code,
                message=t(f"monitoring.question.{one.code}", **one.facts),
                field=one.field or None,
            )
            for one in error.questions
        ]
    if isinstance(error, ReportChanged):
        more["now"] = _standing(error.now)
        more["yours"] = error.yours.model_dump(mode="json") if error.yours else None
    return _problem(problem, more)


def _problem(problem: Problem, more: dict[str, Any]) -> HttpResponse:
    body = problem.model_dump(exclude_none=True) | more
    return JsonResponse(
        body,
        status=problem.status,
        content_type=PROBLEM_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )


def _fault(field: str, code: str, facts: Any) -> ProblemError:
    return ProblemError(
        code=code,
        message=t(f"fault.{code}", **facts),
        remedy=t(f"fault.{code}.remedy", **facts),
        field=field,
    )


def _standing(now: ReportInfo) -> dict[str, Any]:
    """A report as a refusal tells it; figures as text with all their digits."""
    return {
        "id": str(now.id),
        "state": now.state.value,
        "version": now.version,
        "updated_at": now.updated_at.isoformat(),
        "updated_by": now.updated_by,
        "content": now.content.model_dump(mode="json"),
    }


def command(*statuses: int, **more: Any) -> dict[str, Any]:
    """What the description of an operation that takes effect once adds."""
    return asking.answers(409, *statuses, parameters=[KEY_DESCRIBED], **more)


# --- reading ----------------------------------------------------------------------------------


class ReportFilter(Schema):
    """Which reports; all of what is asked for must hold."""

    state: asking.maybe_text("^(draft|submitted|returned|accepted)$", "submitted") = Field(
        None, description="Where they stand."
    )
    reporter: asking.maybe_text(r"^(body:[a-z0-9-]{1,40}|region:KZ-[0-9]{2})$", "body:mes") = Field(
        None, description="Whose they are; a body and a region see their own alone."
    )
    kind: asking.maybe_text("^(milestone|indicator|money)$", "indicator") = Field(
        None, description="What they are about."
    )
    place: asking.maybe_text(r"^[A-Za-z0-9._,+/-]+$", "T1.4") = Field(
        None, description="A measure (m12) or a row of an indicator (T1.4)."
    )
    year: asking.MaybeYear = Field(None, description="The year that they are about.")
    origin: asking.maybe_text("^(real|illustrative|simulated)$", "real") = Field(
        None, description="Where their facts come from."
    )


def _link(operation: str, place: str) -> dict[str, Any]:
    """From an answer to what can be done with a record in it."""
    given = {"id": f"$response.body#{place}/id"}
    return {operation: {"operationId": operation, "parameters": given}}


@router.get(
    "/programmes/{programme}/reports",
    response=schemas.ReportList,
    operation_id="listReports",
    summary="Reports",
    openapi_extra=asking.answers(404, links=_link("showReport", "/items/0")),
)
@guard("monitoring.report")
def list_reports(
    request: HttpRequest,
    programme: asking.ProgrammeCode,
    asked: Annotated[ReportFilter, Query()],
    pages: asking.PagesAsked,
) -> schemas.ReportList:
    """The latest touched first: one's own, or everybody's for the coordinator and the auditor."""
    asking.editions(programme)
    rows = _visible(request, programme, asked)
    items = [schemas.Report.of(queries.info(row)) for row in pages.of(rows)]
    return schemas.ReportList(count=rows.count(), items=items)


def _visible(request: HttpRequest, programme: str, asked: ReportFilter) -> Any:
    named = asked.model_dump()
    origin = named.pop("origin")
    whose = named.pop("reporter")
    reporter = Reporter.parse(whose) if whose else None
    rows = queries.found(programme, origin, reporter=reporter, **named)
    if permits(request, "monitoring.report", "read"):
        return rows
    own = queries.reporter_of(request)
    return rows.filter(reporter=str(own), origin=queries.origin_of(request))


@router.get(
    "/reports/{id}",
    response=schemas.ReportWhole,
    operation_id="showReport",
    summary="One report with its steps and evidence",
    openapi_extra=asking.answers(404, links=_link("downloadEvidence", "/evidence/0")),
)
@guard("monitoring.report")
def show_report(
    request: HttpRequest, id: SubmittedId, response: HttpResponse
) -> schemas.ReportWhole:
    """Every version of its contents, who did what and why, and the documents behind it, those
    taken away among them. ETag is its version."""
    found = queries.report_for(request, id)
    response["ETag"] = f'"{found.version}"'
    return _whole(found)


def _whole(found: ReportInfo) -> schemas.ReportWhole:
    documents = queries.evidence_of([found.id], removed=True).get(found.id, ())
    return schemas.ReportWhole.whole(found, queries.steps(found.id), documents)


# --- the reporter's steps ---------------------------------------------------------------------

EXAMPLE = {
    "subject": "indicator:T1.4@2021",
    "content": {"kind": "indicator", "value": 65.2, "document": "1-ОН"},
    "version": 0,
}


@router.put(
    "/programmes/{programme}/reports",
    response=schemas.Report,
    operation_id="saveReport",
    summary="Keep a draft",
    openapi_extra=command(404, example=EXAMPLE),
)
@guard("monitoring.report", "update")
@repeatable
@told
def save_report(
    request: HttpRequest, programme: asking.ProgrammeCode, given: schemas.ReportIn
) -> schemas.Report:
    """The first draft of a subject or its next one, with the version that was read (0: none yet).
    A submitted report is taken back by it. Where somebody else was quicker, 409 tells `now`, what
    stands, and `yours`, what was to be written."""
    own = queries.reporter_of(request)
    if own is None:
        raise NotYours()
    saved = reporting.save_report(
        programme,
        _subject(given.subject),
        own,
        given.content,
        origin=queries.origin_of(request),
        expect_version=given.version,
        **_who(request),
    )
    return schemas.Report.of(saved)


def _subject(text: str) -> Subject:
    """Raises FaultyContent for what no programme can have."""
    try:
        subject = Subject.parse(text)
        int(subject.year)
        if subject.kind != "indicator":
            int(subject.measure or 0)
    except ValueError:
        raise FaultyContent((("subject", "report_subject", {"value": text[:120]}),)) from None
    return subject


def _who(request: HttpRequest) -> dict[str, Actor | datetime]:
    return {"by": actor(request), "at": timezone.now()}


@router.post(
    "/reports/{id}/submission",
    response=schemas.Report,
    operation_id="submitReport",
    summary="Hand a report in",
    openapi_extra=command(404, example={"version": 1, "confirmed": True}),
)
@guard("monitoring.report", "update")
@repeatable
@told
def submit_report(request: HttpRequest, id: DraftId, given: schemas.Submitting) -> schemas.Report:
    """Its figures are pending until the coordinator decides. Figures that may be wrong are asked
    about first (409, `errors`); `confirmed` answers that they are right."""
    queries.report_for(request, id, "update")
    done = reporting.submit_report(
        id, expect_version=given.version, confirmed=given.confirmed, **_who(request)
    )
    return schemas.Report.of(done)


# --- the coordinator's steps ------------------------------------------------------------------


@router.post(
    "/reports/{id}/acceptance",
    response=schemas.Report,
    operation_id="acceptReport",
    summary="Accept a report",
    openapi_extra=command(404, example={"version": 2}),
)
@guard("monitoring.report", "decide")
@repeatable
@told
def accept_report(request: HttpRequest, id: SubmittedId, given: schemas.Decided) -> schemas.Report:
    """What it says stands from now on; what stood in its place ends and is kept."""
    queries.report_for(request, id, "decide")
    done = reporting.accept_report(id, expect_version=given.version, **_who(request))
    return schemas.Report.of(done)


@router.post(
    "/reports/{id}/return",
    response=schemas.Report,
    operation_id="returnReport",
    summary="Return a report with a reason",
    openapi_extra=command(404, example={"version": 2, "reason": "Which order?"}),
)
@guard("monitoring.report", "decide")
@repeatable
@told
def return_report(
    request: HttpRequest, id: SubmittedId, given: schemas.DecidedWithReason
) -> schemas.Report:
    """Its reporter mends it and hands it in again; what was accepted before still stands."""
    queries.report_for(request, id, "decide")
    done = reporting.return_report(id, given.reason, expect_version=given.version, **_who(request))
    return schemas.Report.of(done)


@router.post(
    "/reports/{id}/reopening",
    response=schemas.Report,
    operation_id="reopenReport",
    summary="Reopen an accepted report with a reason",
    openapi_extra=command(404, example={"version": 3, "reason": "The figure was corrected."}),
)
@guard("monitoring.report", "decide")
@repeatable
@told
def reopen_report(
    request: HttpRequest, id: AcceptedId, given: schemas.DecidedWithReason
) -> schemas.Report:
    """It counts as returned; what was accepted stands until something else is."""
    queries.report_for(request, id, "decide")
    done = reporting.reopen_report(id, given.reason, expect_version=given.version, **_who(request))
    return schemas.Report.of(done)


# --- evidence ---------------------------------------------------------------------------------


@router.post(
    "/reports/{id}/evidence",
    response={201: schemas.Evidence},
    operation_id="addEvidence",
    summary="Put a document behind a report",
    openapi_extra=command(
        404, 413, 415, example={"kind": "order", "title": "On the plan", "number": "137"}
    ),
)
@guard("monitoring.evidence", "update")
@repeatable
@told
def add_evidence(
    request: HttpRequest,
    id: DraftId,
    given: Annotated[schemas.EvidenceIn, Form()],
    file: Annotated[
        UploadedFile | None,
        File(description="PDF, DOCX, XLSX, ODT, PNG, JPEG or plain text, by what its bytes are."),
    ] = None,
) -> Any:
    """While the report is a draft or returned. The file is kept under its SHA-256."""
    queries.report_for(request, id, "update", "monitoring.evidence")
    made = evidence_services.add_evidence(id, **given.model_dump(), file=file, **_who(request))
    return Status(201, schemas.Evidence.of(made))


@router.delete(
    "/evidence/{id}",
    response=schemas.Evidence,
    operation_id="removeEvidence",
    summary="Take a document away",
    openapi_extra=command(404),
)
@guard("monitoring.evidence", "update")
@repeatable
@told
def remove_evidence(request: HttpRequest, id: EvidenceId) -> schemas.Evidence:
    """While the report is a draft or returned. Its record and its file are kept."""
    queries.evidence_for(request, id, "update")
    return schemas.Evidence.of(evidence_services.remove_evidence(id, **_who(request)))


@router.get(
    "/evidence/{id}/file",
    operation_id="downloadEvidence",
    summary="The file of a document",
    openapi_extra=asking.answers(
        404,
        responses={
            200: {
                "description": "The file; Repr-Digest gives its SHA-256.",
                "content": {"application/octet-stream": {}},
            }
        },
    ),
)
@guard("monitoring.evidence")
def download_evidence(request: HttpRequest, id: EvidenceId) -> HttpResponse:
    """Exactly the bytes that were kept, or a refusal where they are damaged."""
    found = queries.evidence_for(request, id)
    if not found.has_file:
        raise queries.NoSuchEvidence()
    return file_answer(found)


def file_answer(found: queries.EvidenceInfo) -> HttpResponse:
    """A file of evidence to be saved, never to be shown in place. Raises FileLost."""
    digest = base64.b64encode(bytes.fromhex(found.sha256)).decode()
    return HttpResponse(
        read_file(found.sha256),
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": content_disposition_header(True, found.file_name) or "",
            "Repr-Digest": f"sha-256=:{digest}:",
            "ETag": f'"{found.sha256}"',
        },
    )


__all__ = ["FileLost", "file_answer", "router"]
