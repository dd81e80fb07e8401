"""What records give, the definitions, and the way back."""

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router
from pydantic import Field

from bagdar.access.public import guard
from bagdar.indicators.api import schemas
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.presenters.wording import sees_real
from bagdar.indicators.queries import figures as queries
from bagdar.indicators.services.released import shown_table
from bagdar.look.schemas import Schema
from bagdar.programme.public import answers, maybe_text

router = Router(tags=["figures"])
FigureId = Annotated[
    int,
    Path(ge=1, le=2**63 - 1, description="From listFigures.", examples=[1]),
]


class FiguresAsked(Schema):
    """Of which row and place."""

    row: maybe_text("^[A-Za-z0-9.,/_+-]{1,60}$", "T1.1/3-6") = Field(
        None, description="Code of a row of the programme; all if left out."
    )
    place: maybe_text("^KZ-[0-9]{2}$", "KZ-11") = Field(
        None, description="Code of a region; the country alone if left out."
    )


@router.get(
    "/metrics", response=schemas.MetricList, operation_id="listMetrics",
    summary="Definitions of the figures that records give",
)  # fmt: skip
@guard("indicators.figure")
def list_metrics(request: HttpRequest) -> schemas.MetricList:
    """Each with the methodology that is published of it."""
    return schemas.MetricList(metrics=[
        schemas.MetricAnswer(
            code=one.code, row=one.row, version=one.version, measure=one.measure.value,
            of=one.of.value, dimensions=list(one.by), reads=list(one.reads), method=one.method,
        )
        for one in METRICS.values()
    ])  # fmt: skip


@router.get(
    "/figures", response=schemas.RecordFigureList, operation_id="listFigures",
    summary="The newest figures that records give",
)  # fmt: skip
@guard("indicators.figure")
def list_figures(
    request: HttpRequest, asked: Annotated[FiguresAsked, Query()]
) -> schemas.RecordFigureList:
    """By row, day, borders and place. Of regions what may be shown: where few are counted, and
    beside these, numbers are null and `hidden` says why."""
    real = sees_real(request)
    if asked.row:
        found = queries.figures_of(asked.row, real=real, released=True)
    else:
        found = queries.figures_of_all(real=real, released=True)
    place = asked.place or ""
    return schemas.RecordFigureList(
        figures=[schemas.RecordFigure.told(one) for one in found if one.place == place]
    )


class TableAsked(Schema):
    """Which table of the metric's catalogue."""

    metric: str = Field(
        pattern="^[A-Za-z0-9.,/_:+-]{1,80}$", description="From listMetrics.",
        examples=["T1.1/1-6"],
    )  # fmt: skip
    by: maybe_text("^[a-z_]{1,30}(,[a-z_]{1,30})?$", "region,sex") = Field(
        None, description="Breakdowns, one or two with a comma; the country alone if left out."
    )
    on: date | None = Field(None, description="The latest day computed if left out.")
    borders: Literal["then", "now", "bridged"] = "then"


# Before the address of one figure, which would take "table" for its number.
@router.get(
    "/figures/table", response=schemas.ProtectedFigureTable, operation_id="figureTable",
    summary="A figure broken down, as it may be shown", openapi_extra=answers(404),
)  # fmt: skip
@guard("indicators.table")
def figure_table(
    request: HttpRequest, asked: Annotated[TableAsked, Query()]
) -> schemas.ProtectedFigureTable:
    """Of what is catalogued; the numbers of small groups, and those that would give them away, are
    hidden the same way on pages, in files and here."""
    by = tuple(asked.by.split(",")) if asked.by else ()
    found = shown_table(asked.metric, asked.on, by, asked.borders, real=sees_real(request))
    return schemas.ProtectedFigureTable.told(found)


@router.get(
    "/figures/{figure}", response=schemas.FigureTrace, operation_id="traceFigure",
    summary="Where a figure comes from", openapi_extra=answers(404),
)  # fmt: skip
@guard("indicators.figure")
def trace_figure(request: HttpRequest, figure: FigureId) -> schemas.FigureTrace:
    """Definition, snapshot, sums, and what was computed before and after."""
    real = sees_real(request)
    found = queries.trace(figure, real=real)
    return schemas.FigureTrace.told(found, queries.revisions(found.figure, real=real))
