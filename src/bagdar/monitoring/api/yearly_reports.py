"""Yearly reports: the list, asking for one, how far it is, its file."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Body, Path, Query, Router, Status
from pydantic import ConfigDict, Field, PlainSerializer, WithJsonSchema

from bagdar.access.public import actor, guard
from bagdar.core.languages import Language
from bagdar.look.schemas import Schema
from bagdar.monitoring.presenters.yearly import file_answer
from bagdar.monitoring.queries import yearly as queries
from bagdar.monitoring.queries.yearly import YearlyReportInfo
from bagdar.monitoring.reports import jobs
from bagdar.monitoring.reports.gathered import Asked
from bagdar.monitoring.reports.yearly import MEDIA_TYPES
from bagdar.monitoring.rules.building import BuildStatus
from bagdar.programme import public as programme_app
from bagdar.programme.public import Answer, ProgrammeCode, answers

router = Router(tags=["yearly reports"])
State = Literal["queued", "building", "ready", "failed"]
Kind = Literal["pdf", "docx", "html", "xlsx"]
Id = Annotated[
    UUID,
    Path(description="The report's name.", examples=["0f4c2a5e-6f0b-4f0a-9f5e-5d1c8f0a7b11"]),
]

OutId = Annotated[UUID, PlainSerializer(str), WithJsonSchema({"type": "string", "format": "uuid"})]


class YearlyReport(Answer):
    """A report that somebody asked for, and how far it is."""

    id: OutId
    programme: str = Field(examples=["kz-2020-2025"])
    edition: int = Field(examples=[1])
    year: int = Field(examples=[2023])
    region: str | None = Field(description="null: the whole country.", examples=["KZ-11"])
    language: Language
    format: Kind
    origin: Literal["real", "illustrative", "simulated"]
    status: State
    step: str | None = Field(description="What is being done: facts, document or file.")
    reason: str | None = Field(description="Why it failed.")
    requested_at: datetime
    known_at: datetime | None = Field(description="When the facts were read.")
    finished_at: datetime | None
    file_name: str | None
    size: int | None = Field(description="Bytes.")
    sha256: str | None
    is_current: bool = Field(description="The facts have not changed since.")

    @classmethod
    def of(cls, one: YearlyReportInfo) -> "YearlyReport":
        return cls(
            id=one.id,
            programme=one.programme,
            edition=one.edition,
            year=one.year,
            region=one.region or None,
            language=one.language,  # type: ignore[arg-type]
            format=one.format,  # type: ignore[arg-type]
            origin=one.origin.value,
            status=one.status.value,
            step=one.step or None,
            reason=one.reason or None,
            requested_at=one.requested_at,
            known_at=one.known_at,
            finished_at=one.finished_at,
            file_name=one.file_name or None,
            size=one.size or None,
            sha256=one.sha256 or None,
            is_current=one.is_current,
        )


class YearlyReportList(Answer):
    count: int
    items: list[YearlyReport]


class YearlyReportsAsked(Schema):
    """Which reports."""

    status: State | None = Field(None, description="Only those that stand so.", examples=["ready"])


@router.get(
    "/programmes/{programme}/yearly-reports",
    response=YearlyReportList,
    operation_id="listYearlyReports",
    summary="Yearly reports",
    openapi_extra=answers(404),
)
@guard("monitoring.yearly_report")
def list_yearly_reports(
    request: HttpRequest, programme: ProgrammeCode, asked: Annotated[YearlyReportsAsked, Query()]
) -> YearlyReportList:
    """Those that were asked for, the newest first; two hundred at most."""
    programme_app.edition_info(programme)
    status = BuildStatus(asked.status) if asked.status else None
    items = [YearlyReport.of(one) for one in queries.yearly_reports(programme, status=status)]
    return YearlyReportList(count=len(items), items=items)


class YearlyReportAsked(Schema):
    """Which report."""

    model_config = ConfigDict(extra="forbid")

    year: Annotated[int, Field(ge=1990, le=2100, strict=True, examples=[2023])]
    region: Annotated[
        str,
        Field(pattern=r"^(KZ-[0-9]{2})?$", max_length=5, description="Empty: the whole country."),
    ] = ""
    language: Language = "kk"
    format: Kind = "pdf"


@router.post(
    "/programmes/{programme}/yearly-reports",
    response={200: YearlyReport, 202: YearlyReport},
    operation_id="createYearlyReport",
    summary="Ask for a yearly report",
    openapi_extra=answers(401, 403, 404, 415, 429, security=[{"session": [], "csrf": []}]),
)
@guard("monitoring.yearly_report", "create")
def create_yearly_report(
    request: HttpRequest, programme: ProgrammeCode, asked: Annotated[YearlyReportAsked, Body()]
) -> Any:
    """202: it is on its way, ask for it by its name. 200: the same question was answered from the
    same facts already. Asking again takes up what failed or is stuck."""
    question = Asked(programme, asked.year, asked.language, asked.region)
    found = jobs.ask(question, asked.format, by=actor(request))
    return Status(202 if found.is_open else 200, YearlyReport.of(found))


@router.get(
    "/yearly-reports/{id}",
    response=YearlyReport,
    operation_id="showYearlyReport",
    summary="How far a yearly report is",
    openapi_extra=answers(404),
)
@guard("monitoring.yearly_report")
def show_yearly_report(request: HttpRequest, id: Id) -> YearlyReport:
    """Its state, and its file's checksum once it is ready."""
    return YearlyReport.of(queries.yearly_report(id))


@router.get(
    "/yearly-reports/{id}/file",
    operation_id="downloadYearlyReport",
    summary="The file of a yearly report",
    openapi_extra=answers(
        404,
        409,
        responses={
            200: {
                "description": "The file, to be saved under the name that it carries.",
                "content": {media.partition(";")[0]: {} for media in MEDIA_TYPES.values()},
            }
        },
    ),
)
@guard("monitoring.yearly_report", "export")
def download_yearly_report(request: HttpRequest, id: Id) -> HttpResponse:
    """409 while it is not ready."""
    return file_answer(queries.yearly_report(id))
