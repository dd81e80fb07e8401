"""Numbers and headings: gaps, doubles, and three parts of the act that name the same thing."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bagdar.programme.rules.act import Edition, Heading
from bagdar.programme.rules.check.finding import Table
from bagdar.programme.rules.check.reading import place_of, squeezed, unnumbered
from bagdar.programme.rules.check.rule import Hit, hit, rule

Series = tuple[Table, str, Sequence[tuple[int, str]]]


def _series(edition: Edition) -> Iterator[Series]:
    """(table, code under which the numbers run, [(number, code)]) in the act's order."""
    yield "goals", "", [(goal.number, goal.code) for goal in edition.goals]
    for goal in edition.goals:
        tasks = [task for task in edition.tasks if task.goal == goal.code]
        yield "goals", goal.code, [(task.number, task.code) for task in tasks]
    for task in edition.tasks:
        subtasks = [sub for sub in edition.subtasks if sub.task == task.code]
        yield "goals", task.code, [(sub.number, sub.code) for sub in subtasks]
    groups: dict[tuple[str, str], list[tuple[int, str]]] = {}
    tables: dict[tuple[str, str], Table] = {}
    for item in edition.indicators:
        key: tuple[str, str] = (item.kind, item.task or item.goal)
        groups.setdefault(key, []).append((item.number, item.code))
        tables.setdefault(key, place_of(item))
    for key, numbers in groups.items():
        yield tables[key], key[1], numbers
    yield "measures", "", [(measure.number, measure.code) for measure in edition.measures]


@rule("number_gap", "warning")
def number_gap(edition: Edition) -> Iterator[Hit]:
    """Numbers run from 1 without a gap, within each goal, task or list."""
    for table, _, numbers in _series(edition):
        for before, (number, code) in zip((0, *(n for n, _ in numbers)), numbers, strict=False):
            if number > before + 1:
                missing = list(range(before + 1, number))
                yield hit(
                    table,
                    code,
                    "number",
                    printed=str(number),
                    expected=str(before + 1),
                    missing=missing,
                    after=before,
                )


@rule("number_order", "error")
def number_order(edition: Edition) -> Iterator[Hit]:
    """No number stands twice or after a higher one."""
    for table, _, numbers in _series(edition):
        for (before, other), (number, code) in pairwise(numbers):
            if number <= before:
                yield hit(
                    table, code, "number", printed=str(number), expected=f"> {before}", other=other
                )


@rule("wrong_parent", "error")
def wrong_parent(edition: Edition) -> Iterator[Hit]:
    """A measure or indicator stands in the goal of its task, and in the task of its subtask."""
    for indicator in edition.indicators:
        task = edition.task_by_code.get(indicator.task or "")
        if task and task.goal != indicator.goal:
            table = place_of(indicator)
            yield hit(table, indicator.code, "goal", printed=indicator.goal, expected=task.goal)
    for measure in edition.measures:
        task = edition.task_by_code.get(measure.task)
        subtask = edition.subtask_by_code.get(measure.subtask or "")
        if task and task.goal != measure.goal:
            yield hit("measures", measure.code, "goal", printed=measure.goal, expected=task.goal)
        if subtask and subtask.task != measure.task:
            yield hit("measures", measure.code, "task", printed=measure.task, expected=subtask.task)


def printed_number(text: str) -> str | None:
    """The number with which a printed heading begins: «1.2-міндет: …» gives 1.2."""
    found = re.match(r"\s*(\d+(?:\.\d+)*)", text)
    return found[1] if found else None


@rule("heading_number", "warning")
def heading_number(edition: Edition) -> Iterator[Hit]:
    """Where one table numbers tasks through their goal (1.2), it numbers all of them so."""
    for column in ("passport", "body", "annex"):
        printed = {
            task.code: printed_number(getattr(task, column).kk)
            for task in edition.tasks
            if getattr(task, column)
        }
        full = [code for code, number in printed.items() if number == code]
        short = [code for code, number in printed.items() if number and "." not in number]
        for code in short if len(full) > len(short) else ():
            yield hit("goals", code, f"{column} number", printed=printed[code], expected=code)


@rule("heading_numbering_differs", "note")
def heading_numbering_differs(edition: Edition) -> Iterator[Hit]:
    """The passport and the body number the tasks alike. One finding a goal."""
    for goal in edition.goals:
        differing = []
        for task in edition.tasks:
            if task.goal != goal.code or not task.passport or not task.body:
                continue
            numbers = printed_number(task.passport.kk), printed_number(task.body.kk)
            if numbers[0] != numbers[1]:
                differing.append((task.code, *numbers))
        if differing:
            code, passport, body = differing[0]
            yield hit(
                "goals",
                code,
                "passport number",
                printed=passport,
                expected=body,
                tasks=[code for code, _, _ in differing],
            )


@rule("heading_wording", "note")
def heading_wording(edition: Edition) -> Iterator[Hit]:
    """The passport, the body and the annex word a goal or task alike, numbers apart."""
    headings: tuple[Heading, ...] = (*edition.goals, *edition.tasks, *edition.subtasks)
    for heading in headings:
        wordings = {
            column: unnumbered(getattr(heading, column).kk)
            for column in ("body", "passport", "annex")
            if getattr(heading, column)
        }
        columns = list(wordings)
        for column in columns[1:]:
            first, other = wordings[columns[0]], wordings[column]
            if squeezed(first) != squeezed(other):
                yield hit("goals", heading.code, column, printed=other, expected=first)


@rule("subtasks_uneven", "note")
def subtasks_uneven(edition: Edition) -> Iterator[Hit]:
    """Either all tasks are divided into subtasks or none; one finding for the whole act."""
    with_subtasks = {subtask.task for subtask in edition.subtasks}
    without = [task.code for task in edition.tasks if task.code not in with_subtasks]
    if with_subtasks and without:
        yield hit(
            "goals",
            without[0],
            "subtasks",
            printed=", ".join(sorted(with_subtasks)),
            divided=sorted(with_subtasks),
            undivided=without,
        )


@rule("heading_empty", "warning")
def heading_empty(edition: Edition) -> Iterator[Hit]:
    """A task has measures and indicators, a subtask has measures, where the act has any."""
    for task in edition.tasks:
        if edition.measures and not edition.measures_of(task.code):
            yield hit("goals", task.code, "measures", printed="0")
        if edition.indicators and not edition.indicators_of(goal=task.goal, task=task.code):
            yield hit("goals", task.code, "indicators", printed="0")
    filled = {measure.subtask for measure in edition.measures}
    for subtask in edition.subtasks:
        if subtask.code not in filled:
            yield hit("goals", subtask.code, "measures", printed="0")
