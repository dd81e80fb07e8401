"""What an edition holds: goals and tasks, indicators, targets, measures, bodies."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router
from pydantic import Field

from bagdar.access.public import guard
from bagdar.look.schemas import Schema
from bagdar.programme.api.asking import (
    CODE,
    MaybeYear,
    NoSuchRecord,
    Number,
    PagesAsked,
    ProgrammeAt,
    WhichAsked,
    answers,
    code_at,
    contents,
    maybe_text,
)
from bagdar.programme.rules.act import Edition, Indicator, Measure, sources_of
from bagdar.programme.rules.finance import of_body
from bagdar.programme.schemas import contents as schemas

router = Router(tags=["contents"])

IndicatorCode = code_at("Code of an indicator.", "T1.1")
RowCode = code_at(
    "Code of a row of an indicator; its slash may stand as it is: T1.1/3-6.",
    "T1.4",
    r"^[A-Za-z0-9][A-Za-z0-9._,+-]*(/[A-Za-z0-9._,+-]+)?$",
)
BodyCode = code_at("Code of a body.", "mes")


def link_to(operation: str, parameter: str, key: str) -> dict[str, Any]:
    """From a list to its first record, in the same programme."""
    parameters = {
        "programme": "$request.path.programme",
        parameter: f"$response.body#/items/0/{key}",
    }
    return {parameter: {"operationId": operation, "parameters": parameters}}


@router.get(
    "/programmes/{programme}/goals",
    response=schemas.GoalList,
    operation_id="listGoals",
    summary="Goals, tasks and subtasks",
    openapi_extra=answers(404),
)
@guard("programme.programme")
def list_goals(request: HttpRequest, programme: ProgrammeAt, which: WhichAsked) -> schemas.GoalList:
    """The tree of the programme, with the codes of the indicators and measures under each."""
    edition = contents(programme, which)
    items = [schemas.Goal.of(edition, goal) for goal in edition.goals]
    return schemas.GoalList(count=len(items), items=items)


class IndicatorFilter(Schema):
    """Which indicators; all of what is asked for must hold."""

    kind: maybe_text("^(target|result)$", "target") = Field(
        None, description="target: of a goal; result: of a task."
    )
    goal: maybe_text(CODE, "1") = Field(None, description="Code of a goal.")
    task: maybe_text(CODE, "1.1") = Field(None, description="Code of a task.")

    def admits(self, indicator: Indicator) -> bool:
        return (
            self.kind in (None, indicator.kind)
            and self.goal in (None, indicator.goal)
            and self.task in (None, indicator.task)
        )


@router.get(
    "/programmes/{programme}/indicators",
    response=schemas.IndicatorList,
    operation_id="listIndicators",
    summary="Indicators",
    openapi_extra=answers(404, links=link_to("showIndicator", "code", "code")),
)
@guard("programme.indicator")
def list_indicators(
    request: HttpRequest,
    programme: ProgrammeAt,
    which: WhichAsked,
    asked: Annotated[IndicatorFilter, Query()],
) -> schemas.IndicatorList:
    """Target and result indicators in the act's order."""
    edition = contents(programme, which)
    items = [schemas.IndicatorSummary.of(one) for one in edition.indicators if asked.admits(one)]
    return schemas.IndicatorList(count=len(items), items=items)


@router.get(
    "/programmes/{programme}/indicators/{code}",
    response=schemas.Indicator,
    operation_id="showIndicator",
    summary="One indicator",
    openapi_extra=answers(404),
)
@guard("programme.indicator")
def show_indicator(
    request: HttpRequest, programme: ProgrammeAt, code: IndicatorCode, which: WhichAsked
) -> schemas.Indicator:
    """Its rows as the body and the annex of the act print them, and the measures of its task."""
    edition = contents(programme, which)
    indicator = edition.indicator_by_code.get(code)
    if indicator is None:
        raise NoSuchRecord(edition=edition.code, record=code)
    return schemas.Indicator.of(edition, indicator)


class TargetFilter(Schema):
    """Which figures of a row."""

    year: MaybeYear = Field(None, description="Only this year's figures.")


@router.get(
    "/programmes/{programme}/targets/{path:row}",
    response=schemas.Targets,
    operation_id="showTargets",
    summary="The figures of one row of an indicator",
    openapi_extra=answers(404),
)
@guard("programme.indicator")
def show_targets(
    request: HttpRequest,
    programme: ProgrammeAt,
    row: RowCode,
    which: WhichAsked,
    asked: Annotated[TargetFilter, Query()],
) -> schemas.Targets:
    """Baseline and targets as both tables print them; `known_on` asks what was known on a day."""
    edition = contents(programme, which)
    found = next(((one, two) for one, two in edition.rows() if two.code == row), None)
    if found is None:
        raise NoSuchRecord(edition=edition.code, record=row)
    indicator, printed = found
    told = schemas.IndicatorRow.of(edition, printed)
    for table in told.tables:
        table.cells = [cell for cell in table.cells if asked.year in (None, cell.year)]
    return schemas.Targets(**dict(told), edition=edition.code, indicator=indicator.code)


class MeasureFilter(Schema):
    """Which measures; all of what is asked for must hold."""

    task: maybe_text(CODE, "1.1") = Field(None, description="Code of a task or subtask.")
    body: maybe_text(CODE, "mes") = Field(None, description="Code of a body that it names.")
    source: maybe_text(r"^[^\s+,]+$", "РБ") = Field(
        None, description="A source of its money, as printed, alone or with others."
    )
    due_year: MaybeYear = Field(None, description="A year in which something of it is due.")

    def admits(self, edition: Edition, measure: Measure) -> bool:
        bodies = {body.code for name in measure.executors if (body := edition.body_of(name))}
        sources = {name for money in measure.money for name in sources_of(money.source)}
        return (
            self.task in (None, measure.task, measure.subtask)
            and (self.body is None or self.body in bodies)
            and (self.source is None or self.source in sources)
            and (self.due_year is None or self.due_year in measure.deadline.years)
        )


@router.get(
    "/programmes/{programme}/measures",
    response=schemas.MeasureList,
    operation_id="listMeasures",
    summary="Measures of the action plan",
    openapi_extra=answers(404, links=link_to("showMeasure", "number", "number")),
)
@guard("programme.measure")
def list_measures(
    request: HttpRequest,
    programme: ProgrammeAt,
    which: WhichAsked,
    asked: Annotated[MeasureFilter, Query()],
    pages: PagesAsked,
) -> schemas.MeasureList:
    """Measures in the act's order, each with its deadline, executors and money."""
    edition = contents(programme, which)
    found = [one for one in edition.measures if asked.admits(edition, one)]
    items = [schemas.Measure.of(edition, one) for one in pages.of(found)]
    return schemas.MeasureList(count=len(found), items=items)


@router.get(
    "/programmes/{programme}/measures/{number}",
    response=schemas.Measure,
    operation_id="showMeasure",
    summary="One measure",
    openapi_extra=answers(404),
)
@guard("programme.measure")
def show_measure(
    request: HttpRequest,
    programme: ProgrammeAt,
    number: Annotated[Number, Path(description="Number of a measure.", examples=[139])],
    which: WhichAsked,
) -> schemas.Measure:
    """Its deadline in stages, form of completion, executors and money."""
    edition = contents(programme, which)
    measure = edition.measure_by_number.get(number)
    if measure is None:
        raise NoSuchRecord(edition=edition.code, record=f"m{number}")
    return schemas.Measure.of(edition, measure)


@router.get(
    "/programmes/{programme}/bodies",
    response=schemas.BodyList,
    operation_id="listBodies",
    summary="Bodies that the act names",
    openapi_extra=answers(404, links=link_to("showBody", "code", "code")),
)
@guard("programme.body")
def list_bodies(
    request: HttpRequest, programme: ProgrammeAt, which: WhichAsked
) -> schemas.BodyList:
    """Ministries, executive bodies and organisations that stand as executors."""
    items = [schemas.BodySummary.of(body) for body in contents(programme, which).bodies]
    return schemas.BodyList(count=len(items), items=items)


@router.get(
    "/programmes/{programme}/bodies/{code}",
    response=schemas.Body,
    operation_id="showBody",
    summary="One body and what it answers for",
    openapi_extra=answers(404),
)
@guard("programme.body")
def show_body(
    request: HttpRequest, programme: ProgrammeAt, code: BodyCode, which: WhichAsked
) -> schemas.Body:
    """Its spellings, the indicators and measures that name it, and their money."""
    edition = contents(programme, which)
    body = edition.body_by_code.get(code)
    if body is None:
        raise NoSuchRecord(edition=edition.code, record=code)
    money = of_body(edition, code)
    return schemas.Body.model_validate(
        body.model_dump()
        | {
            "indicators": list(_indicators_of(edition, code)),
            "measures": list(_measures_of(edition, code)),
            "money_first_named": money.first_named,
            "money_named": money.named,
        }
    )


def _indicators_of(edition: Edition, body: str) -> Iterator[str]:
    """Codes of indicators with a row in whose body or annex wording the body is an executor."""
    for indicator in edition.indicators:
        printed = [one for row in indicator.rows for one in (row.body, row.annex) if one]
        if any(_names(edition, one.executors, body) for one in printed):
            yield indicator.code


def _measures_of(edition: Edition, body: str) -> Iterator[int]:
    return (one.number for one in edition.measures if _names(edition, one.executors, body))


def _names(edition: Edition, executors: Iterable[str], code: str) -> bool:
    return any(body.code == code for name in executors if (body := edition.body_of(name)))
