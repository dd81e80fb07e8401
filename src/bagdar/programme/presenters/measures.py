"""The list of measures, and what it can be narrowed to."""

from collections.abc import Iterable, Mapping
from typing import Any

from bagdar.look.components import Answer
from bagdar.look.tables import Column, Table
from bagdar.programme.presenters import narrowing
from bagdar.programme.presenters.narrowing import Field
from bagdar.programme.presenters.reader import Reader, billions, names, source_name
from bagdar.programme.rules import finance
from bagdar.programme.rules.act import Edition, Measure


def fields(edition: Edition, asked: Mapping[str, str], reader: Reader) -> list[Field]:
    """Goal, task, body, year due, source, with money or without."""
    codes = {code for measure in edition.measures for code in body_codes(edition, measure)}
    years = sorted({year for measure in edition.measures for year in measure.deadline.years})
    lists = {
        "goal": narrowing.goal_choices(edition, reader),
        "task": narrowing.task_choices(edition, reader),
        "body": narrowing.body_choices(edition, codes, reader),
        "year": [(str(year), str(year)) for year in years],
        "source": [
            (str(one.key), source_name(edition, str(one.key), reader))
            for one in finance.by_source(edition)
        ],
        "money": [(kind, reader.say(f"narrow.money.{kind}")) for kind in ("with", "without")],
    }
    return [narrowing.field(name, choices, asked, reader) for name, choices in lists.items()]


def body_codes(edition: Edition, measure: Measure) -> list[str]:
    """The bodies that a measure names, in its own order."""
    return [body.code for name in measure.executors if (body := edition.body_of(name))]


def narrowed(edition: Edition, narrow: Mapping[str, str]) -> list[Measure]:
    return [measure for measure in edition.measures if _fits(edition, measure, narrow)]


def _fits(edition: Edition, measure: Measure, narrow: Mapping[str, str]) -> bool:
    wanted = {"goal": measure.goal, "task": measure.task}
    if any(name in narrow and narrow[name] != value for name, value in wanted.items()):
        return False
    if "body" in narrow and narrow["body"] not in body_codes(edition, measure):
        return False
    if "year" in narrow and int(narrow["year"]) not in measure.deadline.years:
        return False
    if "source" in narrow and narrow["source"] not in {row.source for row in measure.money}:
        return False
    return "money" not in narrow or (narrow["money"] == "with") == bool(measure.money)


def table(
    edition: Edition, measures: Iterable[Measure], reader: Reader, title: str = "measures.table"
) -> Table:
    """A line a measure. An empty money cell: the act prints none for it."""
    return Table(
        name="measures",
        title=reader.say(title),
        columns=(
            Column("number", reader.say("column.number"), "code", link="link"),
            Column("name", reader.say("column.of_measure"), link="link", wide=True),
            Column("task", reader.say("column.task_code"), "code"),
            Column("deadline", reader.say("column.deadline")),
            Column("executors", reader.say("column.executors")),
            Column("form", reader.say("column.completion_form")),
            Column("sources", reader.say("column.sources")),
            Column(
                "money", reader.say("column.money"), "number",
                unit=reader.text(edition.money_unit), total=True,
            ),
        ),
        rows=[_line(edition, measure, reader) for measure in measures],
        note=reader.say("measures.note"),
        empty=reader.say("narrow.nothing"),
    )  # fmt: skip


def _line(edition: Edition, measure: Measure, reader: Reader) -> dict[str, Any]:
    return {
        "number": measure.number,
        "name": reader.text(measure.name),
        "task": measure.parent,
        "deadline": reader.text(measure.deadline.printed),
        "executors": names(edition, measure.executors, reader),
        "form": reader.text(measure.form),
        "sources": "; ".join(dict.fromkeys(row.source for row in measure.money)) or None,
        "money": finance.of_measure(measure).total if measure.money else None,
        "link": reader.link("measure", measure.number),
    }


def answer(edition: Edition, reader: Reader) -> list[Answer]:
    """How many measures, how many with money, how many due in the first and the last year."""
    with_money = [measure for measure in edition.measures if measure.money]
    total = finance.in_all(edition).total
    first, last = edition.period.first_year, edition.period.last_year
    due = {
        year: sum(year in measure.deadline.years for measure in edition.measures)
        for year in (first, last)
    }
    return [
        Answer(
            reader.say("measures.all"),
            reader.number(len(edition.measures)),
            note=reader.say("measures.in_tasks", count=len(edition.tasks)),
        ),
        Answer(
            reader.say("measures.with_money_label"),
            reader.number(len(with_money)),
            note=reader.say("measures.rest_without", count=len(edition.measures) - len(with_money)),
            href=reader.link("measures", money="with"),
        ),
        Answer(
            reader.say("measures.money", first=first, last=last),
            reader.number(billions(total), 1),
            reader.say("unit.billion_tenge"),
            reader.say("measures.money_note"),
            tone="gold",
            href=reader.link("finance"),
        ),
        Answer(
            reader.say("measures.due", year=first),
            reader.number(due[first]),
            note=reader.say("measures.due_last", year=last, number=due[last]),
            href=reader.link("measures", year=first),
        ),
    ]
