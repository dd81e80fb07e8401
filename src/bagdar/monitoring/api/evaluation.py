"""How the programme stands: the whole, every row, the forecast, the regions behind a figure."""

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router
from pydantic import Field

from bagdar.access.public import guard
from bagdar.core.errors import DomainError
from bagdar.look.schemas import Schema
from bagdar.look.words import current_language
from bagdar.monitoring.api import evaluation_schemas as schemas
from bagdar.monitoring.queries.evaluation import rule, standing
from bagdar.monitoring.rules.standing import Evaluation
from bagdar.programme.public import MaybeYear, ProgrammeCode, answers, maybe_text

router = Router(tags=["standing"])

CODE = r"^[A-Za-z0-9][A-Za-z0-9._,+-]*$"
RowCode = Annotated[
    str,
    Path(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._,+-]*(/[A-Za-z0-9._,+-]+)?$",
        max_length=60,
        description="Code of a row of an indicator; its slash may stand as it is: T1.1/3-6.",
        examples=["T1.4"],
    ),
]


class NoSuchRow(DomainError):
    code = "monitoring.no_such_row"
    status = 404


class EvaluationAsked(Schema):
    """At the end of which year."""

    year: MaybeYear = Field(
        None,
        description="The nearest year of the programme is taken; the last with facts if left out.",
    )


Question = Annotated[EvaluationAsked, Query()]


@router.get(
    "/programmes/{programme}/evaluation",
    response=schemas.EvaluationAnswer,
    operation_id="showEvaluation",
    summary="How effective the programme is",
    openapi_extra=answers(404),
)
@guard("monitoring.standing")
def show_evaluation(
    request: HttpRequest, programme: ProgrammeCode, asked: Question
) -> schemas.EvaluationAnswer:
    """Effectiveness with every term, and the status of each indicator and measure."""
    found, declared = standing(programme, year=asked.year), rule()
    return schemas.evaluation_answer(
        found, declared.source[current_language()], declared.illustrative
    )


class StandingsAsked(EvaluationAsked):
    """Which rows."""

    status: Annotated[
        Literal["exceeded", "reached", "partly", "not_reached", "no_data", "no_target", ""],
        Field(description="Only rows of this status; every one if left out.", examples=["partly"]),
    ] = ""
    indicator: maybe_text(CODE, "T1.1") = Field(None, description="Code of an indicator.")


@router.get(
    "/programmes/{programme}/standings",
    response=schemas.StandingList,
    operation_id="listStandings",
    summary="How every row stands",
    openapi_extra=answers(404),
)
@guard("monitoring.standing")
def list_standings(
    request: HttpRequest, programme: ProgrammeCode, asked: Annotated[StandingsAsked, Query()]
) -> schemas.StandingList:
    """Target, fact and status of every row in the act's order."""
    found = standing(programme, year=asked.year)
    items = [
        schemas.StandingAnswer.of(one)
        for one in found.rows
        if asked.status in ("", one.status) and asked.indicator in (None, one.indicator)
    ]
    return schemas.StandingList(
        programme=found.programme,
        year=found.year,
        origin=found.origin.value,
        count=len(items),
        items=items,
    )


@router.get(
    "/programmes/{programme}/forecasts",
    response=schemas.ForecastList,
    operation_id="listForecasts",
    summary="What every row will come to",
    openapi_extra=answers(404),
)
@guard("monitoring.standing")
def list_forecasts(
    request: HttpRequest, programme: ProgrammeCode, asked: Question
) -> schemas.ForecastList:
    """Intervals for each year to the last target, and the probability of reaching it."""
    found = standing(programme, year=asked.year)
    items = [schemas.ForecastAnswer.of(row, one) for row, one in found.forecasts.items()]
    return schemas.ForecastList(
        programme=found.programme,
        year=found.year,
        origin=found.origin.value,
        count=len(items),
        items=items,
    )


@router.get(
    "/programmes/{programme}/forecasts/{path:row}",
    response=schemas.ForecastAnswer,
    operation_id="showForecast",
    summary="What one row will come to",
    openapi_extra=answers(404),
)
@guard("monitoring.standing")
def show_forecast(
    request: HttpRequest, programme: ProgrammeCode, row: RowCode, asked: Question
) -> schemas.ForecastAnswer:
    """As in the list; `why` says why there is no forecast."""
    found = _with_row(standing(programme, year=asked.year), row)
    return schemas.ForecastAnswer.of(row, found.forecasts[row])


@router.get(
    "/programmes/{programme}/rollups/{path:row}",
    response=schemas.RollupAnswer,
    operation_id="showRollup",
    summary="The regions behind a row's figure",
    openapi_extra=answers(404),
)
@guard("monitoring.standing")
def show_rollup(
    request: HttpRequest, programme: ProgrammeCode, row: RowCode, asked: Question
) -> schemas.RollupAnswer:
    """Each region of the year's borders with its figure; those that are missing are named."""
    found = _with_row(standing(programme, year=asked.year), row)
    return schemas.RollupAnswer.of(found.row(row).national, found.origin.value)


def _with_row(found: Evaluation, row: str) -> Evaluation:
    if row not in found.forecasts:
        raise NoSuchRow(programme=found.programme, row=row)
    return found
