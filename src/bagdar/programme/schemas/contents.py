"""What an edition holds: goals and tasks, indicators, measures, bodies."""

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import Field

from bagdar.programme.rules import act
from bagdar.programme.rules.act import Edition, is_by_agreement, sources_of
from bagdar.programme.schemas.words import Answer, Figure, Words, YearAmount, year_amounts

TableName = Literal["body", "annex"]


# --- the tree ---------------------------------------------------------------------------------


class Wordings(Answer):
    """A title as each part of the act prints it."""

    passport: Words | None
    body: Words | None
    annex: Words | None


class Subtask(Answer):
    code: str
    number: int
    name: Words
    wordings: Wordings
    measures: list[int] = Field(description="Numbers of its measures.")


class Task(Subtask):
    indicators: list[str]
    subtasks: list[Subtask]


class Goal(Answer):
    code: str = Field(examples=["1"])
    number: int
    name: Words
    wordings: Wordings
    indicators: list[str] = Field(description="Codes of its target indicators.")
    tasks: list[Task]

    @classmethod
    def of(cls, edition: Edition, goal: act.Goal) -> "Goal":
        tasks = [_task(edition, task) for task in edition.tasks if task.goal == goal.code]
        indicators = edition.indicators_of(goal=goal.code, task=None)
        codes = [indicator.code for indicator in indicators]
        return cls.model_validate(_heading(goal) | {"indicators": codes, "tasks": tasks})


class GoalList(Answer):
    count: int
    items: list[Goal]


def _heading(heading: act.Heading) -> dict[str, Any]:
    fields = heading.model_dump()
    return fields | {"wordings": {name: fields[name] for name in Wordings.model_fields}}


def _task(edition: Edition, task: act.Task) -> dict[str, Any]:
    measures = edition.measures_of(task.code)
    subtasks = [
        _heading(subtask)
        | {"measures": [one.number for one in measures if one.subtask == subtask.code]}
        for subtask in edition.subtasks
        if subtask.task == task.code
    ]
    indicators = edition.indicators_of(goal=task.goal, task=task.code)
    return _heading(task) | {
        "measures": [measure.number for measure in measures],
        "indicators": [indicator.code for indicator in indicators],
        "subtasks": subtasks,
    }


# --- indicators -------------------------------------------------------------------------------


class Executor(Answer):
    printed: str = Field(examples=["БҒМ"])
    body: str | None = Field(description="Code of the body; null where nobody explains it.")
    by_agreement: bool

    @classmethod
    def all_of(cls, edition: Edition, printed: Iterable[str]) -> list["Executor"]:
        found = ((name, edition.body_of(name)) for name in printed)
        return [
            cls(printed=name, body=body and body.code, by_agreement=is_by_agreement(name))
            for name, body in found
        ]


class Cell(Answer):
    year: int = Field(examples=[2025])
    value: Figure | None
    printed: str | None = Field(description="The characters in the act, where they are kept.")
    cycle: str | None = Field(description="The survey named beside the figure.")


class PrintedIndicator(Answer):
    """A row as one of the act's two tables prints it."""

    table: TableName
    label: str
    name: Words
    unit: Words
    executors: list[Executor]
    source: Words | None
    cells: list[Cell]


class IndicatorRow(Answer):
    code: str = Field(examples=["T1.1/3-6"])
    part: Words | None
    direction: Literal["higher", "lower"] = Field(description="Which way is better; ours.")
    tables: list[PrintedIndicator]

    @classmethod
    def of(cls, edition: Edition, row: act.IndicatorRow) -> "IndicatorRow":
        tables = []
        for table in row.tables:
            printed = row.body if table == "body" else row.annex
            assert printed is not None, f"{row.code} stands in a table that does not print it"
            tables.append(
                printed.model_dump()
                | {
                    "table": table,
                    "executors": Executor.all_of(edition, printed.executors),
                    "cells": [cell.model_dump() for cell in getattr(row, f"{table}_cells")],
                }
            )
        return cls.model_validate(
            {"code": row.code, "part": row.part, "direction": row.direction, "tables": tables}
        )


class IndicatorSummary(Answer):
    code: str = Field(examples=["T1.1"])
    kind: Literal["target", "result"]
    goal: str
    task: str | None
    number: int
    name: Words
    rows: list[str] = Field(description="Codes of its rows.")

    @classmethod
    def of(cls, indicator: act.Indicator) -> "IndicatorSummary":
        fields = indicator.model_dump(exclude={"rows"})
        return cls.model_validate(fields | {"rows": [row.code for row in indicator.rows]})


class IndicatorList(Answer):
    count: int
    items: list[IndicatorSummary]


class Indicator(Answer):
    code: str = Field(examples=["T1.1"])
    kind: Literal["target", "result"]
    goal: str
    task: str | None
    number: int
    name: Words
    rows: list[IndicatorRow]
    measures: list[int] = Field(description="Numbers of the measures of its task.")

    @classmethod
    def of(cls, edition: Edition, indicator: act.Indicator) -> "Indicator":
        measures = edition.measures_of(indicator.task) if indicator.task else ()
        return cls.model_validate(
            indicator.model_dump(exclude={"rows"})
            | {
                "rows": [IndicatorRow.of(edition, row) for row in indicator.rows],
                "measures": [measure.number for measure in measures],
            }
        )


class Targets(IndicatorRow):
    """A row's figures as an edition holds them."""

    edition: str = Field(examples=["kz-2020-2025@1"])
    indicator: str


# --- measures ---------------------------------------------------------------------------------


class Stage(Answer):
    years: list[int]
    months: list[int]
    since: int | None
    what: Words | None
    form: str | None
    executors: list[str]
    note: str | None


class Deadline(Answer):
    printed: Words
    years: list[int]
    stages: list[Stage]


class Money(Answer):
    source: str = Field(description="As printed; may name several sources.", examples=["РБ"])
    sources: list[str]
    budget_programmes: list[str]
    amounts: list[YearAmount]
    total: Figure | None = Field(description="As printed.")


class Measure(Answer):
    number: int = Field(examples=[139])
    goal: str
    task: str
    subtask: str | None
    name: Words
    form: Words
    deadline: Deadline
    executors: list[Executor]
    unit: str | None = Field(description="The money unit as printed in the row.")
    note: Words | None = Field(description="What the act prints instead of money.")
    money: list[Money]

    @classmethod
    def of(cls, edition: Edition, measure: act.Measure) -> "Measure":
        deadline = measure.deadline.model_dump() | {"years": measure.deadline.years}
        money = [
            row.model_dump()
            | {"sources": sources_of(row.source), "amounts": year_amounts(row.amounts)}
            for row in measure.money
        ]
        executors = Executor.all_of(edition, measure.executors)
        return cls.model_validate(
            measure.model_dump() | {"deadline": deadline, "money": money, "executors": executors}
        )


class MeasureList(Answer):
    count: int = Field(description="How many there are, on this page and beyond.")
    items: list[Measure]


# --- bodies -----------------------------------------------------------------------------------


class BodySummary(Answer):
    code: str = Field(examples=["mes"])
    printed: str = Field(examples=["БҒМ"])
    short: Words
    name: Words
    kind: Literal["ministry", "local", "organisation", "group"]

    @classmethod
    def of(cls, body: act.Body) -> "BodySummary":
        return cls.model_validate(body.model_dump())


class BodyList(Answer):
    count: int
    items: list[BodySummary]


class Body(BodySummary):
    spellings: list[str] = Field(description="Other ways in which the act prints the body.")
    reason: Words | None = Field(description="Why those are read as this body.")
    indicators: list[str]
    measures: list[int]
    money_first_named: Figure = Field(description="Of measures that name it first.")
    money_named: Figure = Field(description="Of measures that name it at all.")
