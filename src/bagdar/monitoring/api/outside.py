"""Figures from outside by program: what stands and where it was published; entering more."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Body, File, Form, Query, Router, Status
from ninja.files import UploadedFile
from pydantic import Field

from bagdar.access.public import actor, guard, repeatable
from bagdar.core.asked import Day, Switch
from bagdar.look.schemas import Schema
from bagdar.look.words import current_language
from bagdar.monitoring.api import delivery_schemas
from bagdar.monitoring.api.deliveries import FileTold, Trying, delivered
from bagdar.monitoring.api.delivery_schemas import Number, Year, short_text
from bagdar.monitoring.api.report_schemas import Asked, Id
from bagdar.monitoring.api.reports import command, told
from bagdar.monitoring.queries import facts, reports
from bagdar.monitoring.queries.duties import declared
from bagdar.monitoring.queries.outside import ReportedFigure, outside_figures
from bagdar.monitoring.rules.content import indicator_content
from bagdar.monitoring.rules.declared import Monitoring
from bagdar.monitoring.rules.upload_values import How
from bagdar.monitoring.services import intake
from bagdar.monitoring.services import outside as services
from bagdar.programme import public as asking
from bagdar.programme.public import Answer, Figure, ProgrammeCode, Reader

router = Router(tags=["figures from outside"])
MOST_FIGURES = 500


class OutsideFigure(Answer):
    """A figure that a publication told, with its times. superseded_at: null while it stands."""

    id: int = Field(description="Of its page, /en/programme/…/figures/ID/.")
    row: str = Field(examples=["T1.2/math"])
    year: int
    value: Figure
    origin: Literal["real", "illustrative", "simulated"]
    source: str = Field(examples=["oecd.pisa"])
    source_name: str
    publisher: str
    document: str = Field(description="The publication and its edition.")
    page: str
    published_on: date | None
    recorded_at: datetime
    recorded_role: str = Field(description="The role of whoever entered it.")
    accepted_at: datetime
    superseded_at: datetime | None

    @classmethod
    def of(cls, one: ReportedFigure, monitoring: Monitoring, reader: Reader) -> "OutsideFigure":
        source = monitoring.outside(one.row)
        return cls(
            id=one.id, row=one.row, year=one.year, value=one.value, origin=one.origin.value,
            source=source.code if source else "",
            source_name=reader.text(source.name) if source else "",
            publisher=reader.text(source.publisher) if source else "",
            document=one.document, page=one.page, published_on=one.published_on,
            recorded_at=one.recorded_at, recorded_role=one.recorded_role,
            accepted_at=one.accepted_at, superseded_at=one.superseded_at,
        )  # fmt: skip


class OutsideFigureList(Answer):
    count: int
    items: list[OutsideFigure]


class OutsideFiguresAsked(Schema):
    """Which figures."""

    row: asking.maybe_text(r"^[A-Za-z0-9._,+/-]{1,60}$", "T1.2/math") = Field(
        None, description="Of one row alone."
    )
    superseded: Switch = Field(
        False, description="true: those as well that another one has replaced.", examples=[True]
    )


@router.get(
    "/programmes/{programme}/outside-figures",
    response=OutsideFigureList,
    operation_id="listOutsideFigures",
    summary="Figures from outside",
    openapi_extra=asking.answers(404),
)
@guard("monitoring.outside")
def list_outside_figures(
    request: HttpRequest,
    programme: ProgrammeCode,
    asked: Annotated[OutsideFiguresAsked, Query()],
    pages: asking.PagesAsked,
) -> OutsideFigureList:
    """Of the origin that pages show, with source, publisher, edition, page and day."""
    asking.edition_info(programme)
    found = outside_figures(
        programme, facts.basis(programme), row=asked.row, superseded=asked.superseded
    )
    reader, monitoring = Reader(current_language(), programme), declared(programme)
    items = [OutsideFigure.of(one, monitoring, reader) for one in pages.of(found)]
    return OutsideFigureList(count=len(found), items=items)


class OutsideFigureIn(Asked):
    """A figure as a publication tells it, in the row's unit."""

    row: short_text(60) = Field(examples=["T1.2/math"])
    year: Year = Field(description="That the value is of.", examples=[2022])
    value: Number = Field(examples=[425])
    document: short_text(300) = Field(
        description="The publication and its edition.", examples=["PISA 2022 Results, Volume I"]
    )
    page: short_text(60) = Field("", examples=["37"])
    published_on: Day = Field(examples=["2023-12-05"])


class OutsideFiguresIn(Asked):
    """Figures that are entered together, all or none."""

    figures: list[OutsideFigureIn] = Field(min_length=1, max_length=MOST_FIGURES)
    reason: short_text(2000) = Field("", description="Why figures that stand are replaced.")
    confirmed: bool = Field(
        False, strict=True, description="true: figures that look wrong are meant."
    )


class OutsideEntered(Answer):
    """What became of them. reports: the reports that they stand in."""

    taken: int
    corrected: int = Field(description="Of those taken, how many replaced another figure.")
    unchanged: int
    reports: list[Id]


@router.post(
    "/programmes/{programme}/outside-figures",
    response={200: OutsideEntered, 201: OutsideEntered},
    operation_id="enterOutsideFigures",
    summary="Enter figures from outside",
    openapi_extra=command(404),
)
@guard("monitoring.outside", "create")
@repeatable
@told
def enter_outside_figures(
    request: HttpRequest, programme: ProgrammeCode, given: Annotated[OutsideFiguresIn, Body()]
) -> Any:
    """They stand at once: a publication has told them to everybody. 200: nothing was new. A row
    that records give is refused (409); where another figure stands a reason is needed (422)."""
    figures = [
        services.Published(
            one.row,
            one.year,
            indicator_content(
                value=Decimal(str(one.value)),
                document=one.document,
                page=one.page,
                published_on=one.published_on,
            ),
        )
        for one in given.figures
    ]
    done = services.enter_outside(
        programme,
        figures,
        origin=reports.origin_of(request),
        by=actor(request),
        at=timezone.now(),
        reason=given.reason,
        confirmed=given.confirmed,
    )
    answer = OutsideEntered(
        taken=done.taken, corrected=done.corrected, unchanged=done.unchanged,
        reports=list(done.reports),
    )  # fmt: skip
    return Status(201 if done.taken else 200, answer)


class OutsideFileTold(FileTold):
    reason: short_text(2000) = Field("", description="Why figures that stand are replaced.")


@router.post(
    "/programmes/{programme}/outside-figures/file",
    response={200: delivery_schemas.Delivery, 201: delivery_schemas.Delivery},
    operation_id="importOutsideFigures",
    summary="Enter figures from outside by file",
    openapi_extra=command(404, 413),
)
@guard("monitoring.outside", "create")
@repeatable
def import_outside_figures(
    request: HttpRequest,
    programme: ProgrammeCode,
    how: Annotated[Trying, Query()],
    file: Annotated[UploadedFile, File(description="XLSX, CSV or JSON Lines, as deliverFile.")],
    telling: Annotated[OutsideFileTold, Form()],
) -> Any:
    """Good rows stand at once, the others come back with each reason. The same bytes change nothing
    and give what they brought the first time (200)."""
    intake.refuse_large(file.size or 0, file.name or "file")
    one = services.deliver_outside(
        programme,
        file.read(),
        file.name or "file",
        how=How(encoding=telling.encoding, decimal=telling.decimal),
        reason=telling.reason,
        origin=reports.origin_of(request),
        by=actor(request),
        at=timezone.now(),
        dry_run=how.dry_run,
    )
    return delivered(one)
