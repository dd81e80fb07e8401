"""The programme's money: planned, revised and spent."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from bagdar.access.public import guard
from bagdar.look.schemas import Schema
from bagdar.monitoring.queries.execution import execution
from bagdar.monitoring.rules.execution import Execution
from bagdar.monitoring.rules.totals import Total
from bagdar.programme import public as programme_app
from bagdar.programme.public import Answer, Figure, MaybeYear, ProgrammeCode, answers
from bagdar.programme.rules.editions import EditionInfo

router = Router(tags=["execution"])
Cut = Literal["year", "source", "goal", "task", "measure", "body", "budget_programme"]
Origin = Literal["real", "illustrative", "simulated"]
Base = Literal["revised", "plan", "act"]


class MoneySpent(Answer):
    """Amounts in the act's unit; null where nobody has reported any."""

    act: Figure = Field(description="What the act plans.")
    plan: Figure | None = Field(description="What the executors' own budgets held at first.")
    revised: Figure | None = Field(description="After the corrections of the year.")
    spent: Figure | None
    share: Figure | None = Field(description="Execution in percent.")
    gap: Figure | None = Field(description="Planned and not spent; below zero: spent beyond it.")
    percentage_of: list[Base] = Field(description="What the percentage is of.")
    measures: list[int] = Field(description="Numbers of the measures that are counted.")
    unreported: list[int] = Field(
        description="Numbers of those with money in the act and no reported spending."
    )
    unreported_act: Figure = Field(description="What the act plans for those.")


class Part(MoneySpent):
    key: str | None = Field(
        description="A year, source, code, number of a measure, or codes of budget programmes.",
        examples=["2023"],
    )


class Missing(Answer):
    """Something that regions report and some have not."""

    measure: int = Field(examples=[12])
    source: str = Field(examples=["ЖБ"])
    year: int = Field(examples=[2023])
    regions: list[str] = Field(description="Codes of the regions.", examples=[["KZ-11"]])


class Outside(Answer):
    """Spending for which the act has no money."""

    measure: int = Field(examples=[12])
    source: str = Field(examples=["ЖБ"])
    year: int = Field(examples=[2023])
    spent: Figure | None


class ExecutionAnswer(Answer):
    programme: str = Field(examples=["kz-2020-2025"])
    origin: Origin = Field(description="Of the reported amounts; the act's are the act's own.")
    years: list[int]
    by: Cut
    total: MoneySpent
    count: int
    items: list[Part]
    regions_missing: list[Missing]
    outside: list[Outside]


class ExecutionAsked(Schema):
    """Which part of the money, and by what it is added up."""

    year: MaybeYear = Field(None, description="Only this year; all of them if left out.")
    by: Cut = Field("year", description="What the sums are taken by.", examples=["source"])


@router.get(
    "/programmes/{programme}/execution",
    response=ExecutionAnswer,
    operation_id="showExecution",
    summary="Money planned, revised and spent",
    openapi_extra=answers(404),
)
@guard("monitoring.execution")
def show_execution(
    request: HttpRequest, programme: ProgrammeCode, asked: Annotated[ExecutionAsked, Query()]
) -> ExecutionAnswer:
    """What the act plans beside what accepted reports say, in the act's unit.

    Amounts that regions report are added up where no amount of the country names their source;
    regions that have not reported are named. Nothing is divided that the act does not divide.
    """
    info: EditionInfo = programme_app.edition_info(programme)
    found = execution(info.programme, year=asked.year)
    totals = cut(found, asked.by)
    return ExecutionAnswer.model_validate(
        {
            "programme": found.programme,
            "origin": found.origin.value,
            "years": found.years,
            "by": asked.by,
            "total": _money(found.total),
            "count": len(totals),
            "items": [_money(one) | {"key": _key(one)} for one in totals],
            "regions_missing": [
                {"measure": one.measure, "source": one.source, "year": one.year,
                 "regions": one.regions_missing}
                for one in found.regions_missing
            ],
            "outside": found.outside,
        }
    )  # fmt: skip


def cut(found: Execution, by: Cut) -> tuple[Total, ...]:
    return {
        "year": found.by_year,
        "source": found.by_source,
        "goal": found.by_goal,
        "task": found.by_task,
        "measure": found.by_measure,
        "body": found.by_body,
        "budget_programme": found.by_budget_programmes,
    }[by]


def _key(total: Total) -> str | None:
    text = " ".join(total.key) if isinstance(total.key, tuple) else total.key
    return str(text) if text else None


def _money(total: Total) -> dict[str, Any]:
    return {
        "act": total.act,
        "plan": total.plan,
        "revised": total.revised,
        "spent": total.spent,
        "share": None if total.share is None else round(total.share, 4),
        "gap": total.gap,
        "percentage_of": total.base_kinds,
        "measures": total.measures,
        "unreported": total.unreported,
        "unreported_act": total.unreported_act,
    }
