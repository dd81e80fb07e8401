"""One measure: what, by when, by whom, for how much."""

from collections.abc import Iterator
from dataclasses import dataclass

from bagdar.core.languages import EMPTY, MONTHS
from bagdar.look.components import Answer, Link
from bagdar.look.tables import Column, Table
from bagdar.programme.presenters.reader import (
    Executor,
    Reader,
    billions,
    chain,
    executors,
    source_name,
)
from bagdar.programme.rules import finance
from bagdar.programme.rules.act import Edition, Measure, Stage


@dataclass(frozen=True)
class StageLine:
    """A part of the deadline in words. form, note: Kazakh, as printed; empty where none is."""

    what: str
    when: str
    form: str
    note: str
    executors: list[Executor]


def stages(edition: Edition, measure: Measure, reader: Reader) -> list[StageLine]:
    return [
        StageLine(
            what=reader.text(stage.what) if stage.what else "",
            when=when(stage, reader),
            form=stage.form or "",
            note=stage.note or "",
            executors=executors(edition, stage.executors, reader),
        )
        for stage in measure.deadline.stages
    ]


def when(stage: Stage, reader: Reader) -> str:
    """2020–2025: by the end of January · 2020: July to September."""
    months = ", ".join(MONTHS[reader.language][month - 1] for month in stage.months)
    if stage.since:
        first = MONTHS[reader.language][stage.since - 1]
        return reader.say("measure.between", years=years(stage.years), first=first, last=months)
    return reader.say("measure.by_end_of", years=years(stage.years), months=months)


def years(listed: tuple[int, ...]) -> str:
    """(2020, 2021, 2022) → 2020–2022; years that do not follow one another are listed."""
    if len(listed) > 2 and listed == tuple(range(listed[0], listed[-1] + 1)):
        return f"{listed[0]}–{listed[-1]}"
    return ", ".join(str(year) for year in listed)


def answer(edition: Edition, measure: Measure, reader: Reader) -> list[Answer]:
    """Deadline, form, first executor, money."""
    due = measure.deadline.years
    lead = executors(edition, measure.executors[:1], reader)
    others = len(measure.executors) - 1
    return [
        Answer(
            reader.say("measure.last_deadline"),
            str(due[-1]) if due else EMPTY,
            note=reader.text(measure.deadline.printed),
            tone="gold",
        ),
        Answer(
            reader.say("measure.lead"),
            lead[0].name if lead else EMPTY,
            note=reader.say("measure.others", count=others)
            if others > 0
            else reader.say("measure.alone"),
            href=lead[0].link if lead else "",
        ),
        _money_answer(measure, reader),
        Answer(
            reader.say("measure.steps"),
            reader.number(sum(len(s.years) * len(s.months) for s in measure.deadline.stages)),
            note=reader.text(measure.form),
        ),
    ]


def _money_answer(measure: Measure, reader: Reader) -> Answer:
    label = reader.say("measure.money")
    if not measure.money:
        return Answer(label, EMPTY, note=reader.text(measure.note) if measure.note else "")
    total = finance.of_measure(measure).total
    span = [year for row in measure.money for year in row.amounts]
    note = reader.say("measure.money_years", years=f"{min(span)}–{max(span)}")
    if total < 1000:
        return Answer(label, reader.number(total), reader.say("unit.million_tenge"), note, "gold")
    value = reader.number(billions(total), 1)
    return Answer(label, value, reader.say("unit.billion_tenge"), note, "gold")


def money_table(edition: Edition, measure: Measure, reader: Reader) -> Table:
    """A line a source: years, the sum of them, the printed total, what lies between."""
    money_years = list(edition.period.years)
    rows = [
        {
            "source": source_name(edition, row.source, reader),
            **{str(year): row.amounts.get(year) for year in money_years},
            "computed": finance.row_beside(row).computed,
            "printed": row.total,
            "difference": finance.row_beside(row).difference,
            "codes": ", ".join(row.budget_programmes) or None,
        }
        for row in measure.money
    ]
    return Table(
        name="money",
        title=reader.say("measure.money_table", unit=edition.money_unit),
        columns=(
            Column("source", reader.say("column.money_source")),
            *(Column(str(year), str(year), "number") for year in money_years),
            Column("computed", reader.say("column.sum"), "number"),
            Column("printed", reader.say("column.printed_total"), "number"),
            Column("difference", reader.say("column.difference"), "number"),
            Column("codes", reader.say("column.budget_programmes"), "code"),
        ),
        rows=rows,
        note=reader.say("measure.money_note", unit=measure.unit or EMPTY),
    )


def facts(edition: Edition, measure: Measure, reader: Reader) -> list[tuple[str, ...]]:
    """Form, deadline as printed, goal, task, subtask, budget programmes, note instead of money."""
    return list(_facts(edition, measure, reader))


def _facts(edition: Edition, measure: Measure, reader: Reader) -> Iterator[tuple[str, ...]]:
    goal, task = edition.goal_by_code[measure.goal], edition.task_by_code[measure.task]
    yield reader.say("column.completion_form"), reader.text(measure.form)
    yield reader.say("column.deadline"), reader.text(measure.deadline.printed)
    yield (
        reader.say("column.goal"),
        reader.say("goal.numbered", number=goal.number, name=goal.name),
        reader.link("measures", goal=goal.code),
    )
    yield (
        reader.say("column.task"),
        f"{task.code}. {task.name[reader.language]}",
        reader.link("measures", task=task.code),
    )
    if measure.subtask:
        subtask = edition.subtask_by_code[measure.subtask]
        yield reader.say("column.subtask"), f"{subtask.code}. {subtask.name[reader.language]}"
    if measure.note:
        yield reader.say("measure.note"), reader.text(measure.note)


def where_from(edition: Edition, measure: Measure, reader: Reader) -> list[Link]:
    """Act → edition → row of the action plan."""
    return [
        *chain(edition, reader),
        Link(
            reader.say("chain.plan"),
            reader.say("chain.plan_text", number=measure.number),
            f"{edition.code} / {measure.code}",
        ),
    ]


def neighbours(edition: Edition, measure: Measure, reader: Reader) -> dict[str, dict[str, str]]:
    """The measure before and the one after, in the act's order; neither at the ends."""
    numbers = [one.number for one in edition.measures]
    place = numbers.index(measure.number)
    found = {}
    for name, at in (("previous", place - 1), ("next", place + 1)):
        if 0 <= at < len(numbers):
            other = edition.measures[at]
            found[name] = {
                "text": reader.say("measure.numbered", number=other.number, name=other.name),
                "link": reader.link("measure", other.number),
            }
    return found


def executors_text(measure: Measure) -> str:
    """The cell as printed, where it is more than its names joined with commas."""
    return (
        ""
        if ", ".join(measure.executors) == measure.executors_printed
        else (measure.executors_printed)
    )
