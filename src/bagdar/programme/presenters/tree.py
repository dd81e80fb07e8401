"""The programme as a tree: goals, their target indicators, tasks, subtasks, money."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bagdar.look.components import Answer
from bagdar.look.tables import Column, Table
from bagdar.programme.presenters.paths import Path, path_of, spark_label
from bagdar.programme.presenters.reader import Reader, billions
from bagdar.programme.rules import finance
from bagdar.programme.rules.act import Edition, Goal, Heading, Indicator, Subtask, Task


@dataclass(frozen=True)
class Wording:
    """How one part of the act words a heading. act: the Kazakh, empty where it is read already."""

    place: str
    text: str
    act: str


@dataclass(frozen=True)
class RowLine:
    """A row of an indicator in a list. points: for the small line beside it."""

    part: str
    link: str
    unit: str
    start: str
    start_year: int | None
    last: str
    last_year: int | None
    points: list[Decimal]
    label: str


@dataclass(frozen=True)
class IndicatorLine:
    code: str
    name: str
    link: str
    rows: list[RowLine]


@dataclass(frozen=True)
class SubtaskLine:
    code: str
    name: str
    measures: int
    money: str
    wordings: list[Wording]


@dataclass(frozen=True)
class TaskLine:
    """money: million as written, empty where no measure of the task prints any."""

    code: str
    title: str
    indicators: list[IndicatorLine]
    subtasks: list[SubtaskLine]
    indicator_count: int
    measure_count: int
    money: str
    links: Mapping[str, str]
    wordings: list[Wording]
    is_worded_apart: bool


@dataclass(frozen=True)
class GoalLine:
    code: str
    title: str
    targets: list[IndicatorLine]
    tasks: list[TaskLine]
    money: str
    wordings: list[Wording]
    is_worded_apart: bool


def goals(edition: Edition, reader: Reader) -> list[GoalLine]:
    """The whole tree in the act's order."""
    money = {one.key: one.total for one in finance.by_goal(edition)}
    tasks = _tasks(edition, reader)
    return [
        GoalLine(
            code=goal.code,
            title=reader.say("goal.numbered", number=goal.number, name=goal.name),
            targets=[
                indicator_line(edition, one, reader)
                for one in edition.indicators_of(goal=goal.code, task=None)
            ],
            tasks=[line for task, line in tasks if task.goal == goal.code],
            money=_money(money.get(goal.code), reader),
            wordings=wordings(goal, reader),
            is_worded_apart=is_worded_apart(goal),
        )
        for goal in edition.goals
    ]


def _tasks(edition: Edition, reader: Reader) -> list[tuple[Task, TaskLine]]:
    money = {one.key: one.total for one in finance.by_task(edition)}
    subtask_money = {one.key: one.total for one in finance.by_subtask(edition)}
    lines = []
    for task in edition.tasks:
        indicators = edition.indicators_of(goal=task.goal, task=task.code)
        subtasks = [one for one in edition.subtasks if one.task == task.code]
        line = TaskLine(
            code=task.code,
            title=f"{task.code}. {task.name[reader.language]}",
            indicators=[indicator_line(edition, one, reader) for one in indicators],
            subtasks=[
                _subtask(edition, one, subtask_money.get(one.code), reader) for one in subtasks
            ],
            indicator_count=len(indicators),
            measure_count=len(edition.measures_of(task.code)),
            money=_money(money.get(task.code), reader),
            links={
                "indicators": reader.link("indicators", task=task.code),
                "measures": reader.link("measures", task=task.code),
            },
            wordings=wordings(task, reader),
            is_worded_apart=is_worded_apart(task),
        )
        lines.append((task, line))
    return lines


def _subtask(
    edition: Edition, subtask: Subtask, money: Decimal | None, reader: Reader
) -> SubtaskLine:
    return SubtaskLine(
        code=subtask.code,
        name=reader.text(subtask.name),
        measures=sum(measure.subtask == subtask.code for measure in edition.measures),
        money=_money(money, reader),
        wordings=wordings(subtask, reader),
    )


def _money(amount: Decimal | None, reader: Reader) -> str:
    return "" if amount is None else reader.number(amount)


def indicator_line(edition: Edition, indicator: Indicator, reader: Reader) -> IndicatorLine:
    rows = []
    for row in indicator.rows:
        path = path_of(edition, row)
        rows.append(
            RowLine(
                part=reader.text(row.part) if row.part else "",
                link=reader.link("indicator", indicator.code, row=row.code),
                unit=reader.text(path.unit),
                start=reader.number(_start(path)),
                start_year=path.since,
                last=reader.number(path.last),
                last_year=path.last_year,
                points=path.points,
                label=spark_label(path, reader),
            )
        )
    return IndicatorLine(
        indicator.code,
        reader.text(indicator.name),
        reader.link("indicator", indicator.code),
        rows,
    )


def _start(path: Path) -> Decimal | None:
    if path.baseline is not None:
        return path.baseline
    return path.targets[path.first_year] if path.first_year is not None else None


def wordings(heading: Heading, reader: Reader) -> list[Wording]:
    """How the passport, the body and the annex word a heading; those that do are listed."""
    found = []
    for place in ("passport", "body", "annex"):
        words = getattr(heading, place)
        if words is not None:
            act = "" if reader.language == "kk" else words.kk
            found.append(Wording(reader.say(f"place.{place}"), reader.text(words), act))
    return found


def is_worded_apart(heading: Goal | Task) -> bool:
    """Whether the act words a heading in different ways; its number and end mark aside."""
    printed = [heading.passport, heading.body, heading.annex]
    return len({_bare(words.kk) for words in printed if words is not None}) > 1


def _bare(text: str) -> str:
    """Without «1-міндет:», «1.» in front and a full stop at the end."""
    return re.sub(r"^\s*\d+(-\w+)?\s*[.:]?\s*", "", text).rstrip(" .;")


def answer(edition: Edition, reader: Reader) -> list[Answer]:
    """The programme in four figures."""
    rows = sum(1 for _ in edition.rows())
    with_money = sum(bool(measure.money) for measure in edition.measures)
    return [
        Answer(
            reader.say("programme.goals"),
            reader.number(len(edition.goals)),
            note=reader.say("programme.tasks", count=len(edition.tasks)),
        ),
        Answer(
            reader.say("programme.indicators"),
            reader.number(len(edition.indicators)),
            note=reader.say("indicators.rows", count=rows),
            href=reader.link("indicators"),
        ),
        Answer(
            reader.say("programme.measures"),
            reader.number(len(edition.measures)),
            note=reader.say("measures.with_money", count=with_money),
            href=reader.link("measures"),
        ),
        money_figure(edition, reader),
    ]


def money_figure(edition: Edition, reader: Reader) -> Answer:
    """The printed total in billions with the sum of the measures beside it."""
    last = finance.year_lines(edition)[-1]
    total = last.computed if last.printed is None else last.printed
    first, end = edition.period.first_year, edition.period.last_year
    return Answer(
        reader.say("finance.in_all", first=first, last=end),
        reader.number(billions(total), 1),
        reader.say("unit.billion_tenge"),
        reader.say("finance.of_measures", amount=reader.number(billions(last.computed), 1)),
        tone="gold",
        href=reader.link("finance"),
    )


def table(edition: Edition, reader: Reader, goal: str | None = None) -> Table:
    """Tasks with their counts and money, of one goal or of all, to sort and take along."""
    money = {one.key: one for one in finance.by_task(edition)}
    rows = []
    for task in edition.tasks:
        if goal not in (None, task.goal):
            continue
        measures = edition.measures_of(task.code)
        own = money.get(task.code)
        rows.append(
            {
                "code": task.code,
                "name": reader.text(task.name),
                "indicators": len(edition.indicators_of(goal=task.goal, task=task.code)),
                "measures": len(measures),
                "with_money": sum(bool(measure.money) for measure in measures),
                "money": own.total if own else None,
                "link": reader.link("measures", task=task.code),
            }
        )
    return Table(
        name="tasks",
        title=reader.say("indicator.goal_measures" if goal else "programme.task_table"),
        columns=(
            Column("code", reader.say("column.code"), "code", link="link"),
            Column("name", reader.say("column.task"), link="link", wide=True),
            Column("indicators", reader.say("column.indicators"), "number", total=True),
            Column("measures", reader.say("column.measures"), "number", total=True),
            Column("with_money", reader.say("column.with_money"), "number", total=True),
            Column(
                "money", reader.say("column.money"), "number",
                unit=reader.text(edition.money_unit), total=True,
            ),
        ),
        rows=rows,
    )  # fmt: skip
