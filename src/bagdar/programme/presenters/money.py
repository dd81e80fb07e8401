"""The finance page's figures and tables; rules.finance adds up, here it is put into columns."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from bagdar.look.components import Answer
from bagdar.look.tables import Column, Table
from bagdar.programme.presenters.reader import Reader, billions, row_name, source_name
from bagdar.programme.rules import finance
from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.finance import Beside, Sum


def answer(edition: Edition, reader: Reader) -> list[Answer]:
    """Printed total, what the measures come to, what has no row, what lies between."""
    last = finance.year_lines(edition)[-1]
    billion = reader.say("unit.billion_tenge")
    strip = [
        Answer(
            reader.say("finance.of_all_measures"),
            reader.number(billions(last.computed), 1),
            billion,
            reader.say("finance.exactly", amount=last.computed, unit=edition.money_unit),
            "gold",
        )
    ]
    if last.printed is None:
        return strip
    strip.insert(
        0,
        Answer(
            reader.say("finance.printed_total"),
            reader.number(billions(last.printed), 1),
            billion,
            reader.say("finance.exactly", amount=last.printed, unit=edition.money_unit),
            "gold",
        ),
    )
    outside = ", ".join(row_name(row, reader) for row in finance.without_measures(edition))
    if outside:
        strip.append(
            Answer(
                reader.say("finance.without_rows"),
                reader.number(billions(last.outside), 1),
                billion,
                reader.say("finance.without_rows_note", names=outside),
            )
        )
    difference = last.beside.difference or Decimal()
    strip.append(
        Answer(
            reader.say("finance.difference"),
            reader.number(difference),
            reader.text(edition.money_unit),
            reader.say("finance.difference_note" if difference else "finance.no_difference"),
        )
    )
    return strip


def year_table(edition: Edition, reader: Reader) -> Table:
    """A line a year: the measures beside the printed total, with the passport's figure."""
    finance_text = edition.passport.finance
    rows = [
        {
            "year": line.year if line.year is not None else reader.say("finance.all_years"),
            "computed": line.computed,
            "printed": line.beside.printed,
            "difference": line.beside.difference,
            "outside": line.outside if line.printed is not None else None,
            "all": line.printed,
            "passport": line.passport,
        }
        for line in finance.year_lines(edition)
    ]
    unit = reader.text(edition.money_unit)
    passport_unit = finance_text.unit if finance_text else unit
    return Table(
        name="years",
        title=reader.say("finance.year_table"),
        columns=(
            Column("year", reader.say("column.year"), "year"),
            Column("computed", reader.say("column.measures_sum"), "number", unit=unit),
            Column("printed", reader.say("column.printed_comparable"), "number", unit=unit),
            Column("difference", reader.say("column.difference"), "number", unit=unit),
            Column("outside", reader.say("column.without_rows"), "number", unit=unit),
            Column("all", reader.say("column.printed_all"), "number", unit=unit),
            Column("passport", reader.say("column.passport"), "number", unit=passport_unit),
        ),
        rows=rows,
        note=reader.say("finance.year_note"),
    )


def source_table(edition: Edition, reader: Reader) -> Table:
    """A line a row of the printed totals, then the sums that are printed for several sources."""
    rows = [
        {
            "source": row_name(line.row, reader),
            "measures": _count(edition, line.sources),
            "computed": line.total.computed if line.sources else None,
            "printed": line.total.printed,
            "difference": line.total.difference if line.sources else None,
            "passport": line.passport,
            "section6": line.section6,
        }
        for line in finance.source_lines(edition)
    ]
    rows += [
        {
            "source": source_name(edition, str(one.key), reader),
            "measures": len(one.measures),
            "computed": one.total,
        }
        for one in finance.several_sources(edition)
    ]
    rows.append(_all_sources(edition, reader))
    unit = reader.text(edition.money_unit)
    passport, section6 = edition.passport.finance, edition.section6
    return Table(
        name="sources",
        title=reader.say("finance.source_table"),
        columns=(
            Column("source", reader.say("column.money_source"), wide=True),
            Column("measures", reader.say("column.measures"), "number"),
            Column("computed", reader.say("column.measures_sum"), "number", unit=unit),
            Column("printed", reader.say("column.printed_totals"), "number", unit=unit),
            Column("difference", reader.say("column.difference"), "number", unit=unit),
            Column(
                "passport", reader.say("column.passport"), "number",
                unit=passport.unit if passport else None,
            ),
            Column(
                "section6", reader.say("column.section6"), "number",
                unit=section6.table.unit if section6 else None,
            ),
        ),
        rows=rows,
        note=reader.say("finance.source_note"),
    )  # fmt: skip


def _count(edition: Edition, sources: Iterable[str]) -> int:
    wanted = set(sources)
    return sum(any(row.source in wanted for row in one.money) for one in edition.measures)


def _all_sources(edition: Edition, reader: Reader) -> dict[str, Any]:
    last = finance.year_lines(edition)[-1]
    section6 = edition.section6.table.row(finance.ALL) if edition.section6 else None
    return {
        "source": reader.say("finance.source.all"),
        "measures": len(finance.in_all(edition).measures),
        "computed": last.computed,
        "printed": last.printed,
        "difference": None if last.printed is None else last.printed - last.computed,
        "passport": last.passport,
        "section6": section6.total if section6 else None,
    }


def source_years(edition: Edition, reader: Reader) -> Table:
    """What the picture by year is drawn from: a line a source, a column a year."""
    rows = [
        {"source": source_name(edition, str(one.key), reader), **_years(edition, one)}
        for one in finance.by_source(edition)
    ]
    rows += [
        {
            "source": reader.say("finance.only_in_totals", name=row_name(row, reader)),
            **{str(year): row.amounts.get(year) for year in edition.period.years},
            "total": row.total,
        }
        for row in finance.without_measures(edition)
    ]
    return Table(
        name="source-years",
        title=reader.say("finance.source_years"),
        columns=(
            Column("source", reader.say("column.money_source"), wide=True),
            *_columns(edition, reader),
        ),
        rows=rows,
    )


def _years(edition: Edition, one: Sum) -> dict[str, Any]:
    return {
        **{str(year): one.years.get(year) for year in edition.period.years},
        "total": one.total,
    }


def _columns(edition: Edition, reader: Reader) -> tuple[Column, ...]:
    return (
        *(Column(str(year), str(year), "number", total=True) for year in edition.period.years),
        Column("total", reader.say("column.total"), "number", total=True),
    )


Named = Callable[[Any], Mapping[str, Any]]


def breakdown(
    edition: Edition,
    reader: Reader,
    name: str,
    sums: Iterable[Sum],
    named: Named,
    first: tuple[Column, ...],
) -> Table:
    """A table of sums: what they are of, how many measures, a column a year, the total.

    named: gives the cells of a key's first columns
    """
    rows = [
        {**named(one.key), "measures": len(one.measures), **_years(edition, one)} for one in sums
    ]
    return Table(
        name=name,
        title=reader.say(f"finance.table.{name}", unit=edition.money_unit),
        columns=(
            *first,
            Column("measures", reader.say("column.measures"), "number"),
            *_columns(edition, reader),
        ),
        rows=rows,
        note=reader.say(f"finance.table.{name}.note"),
        empty=reader.say("finance.no_money"),
        find=False,
    )


def breakdowns(edition: Edition, reader: Reader) -> list[Table]:
    """By goal, task, subtask, first-named executor, budget programme codes."""
    code = Column("code", reader.say("column.code"), "code", link="link")
    return [
        breakdown(
            edition, reader, "goals", finance.by_goal(edition),
            lambda key: {
                "code": key,
                "name": edition.goal_by_code[key].name,
                "link": reader.link("measures", goal=key, money="with"),
            },
            (code, Column("name", reader.say("column.goal"), link="link", wide=True)),
        ),
        breakdown(
            edition, reader, "tasks", finance.by_task(edition),
            lambda key: {
                "code": key,
                "name": edition.task_by_code[key].name,
                "link": reader.link("measures", task=key, money="with"),
            },
            (code, Column("name", reader.say("column.task"), link="link", wide=True)),
        ),
        breakdown(
            edition, reader, "subtasks", finance.by_subtask(edition),
            lambda key: {
                "code": key,
                "name": edition.subtask_by_code[key].name,
                "link": reader.link("measures", task=edition.subtask_by_code[key].task),
            },
            (code, Column("name", reader.say("column.subtask"), link="link", wide=True)),
        ),
        breakdown(
            edition, reader, "leads", finance.by_lead(edition),
            lambda key: _lead(edition, key, reader),
            (Column("name", reader.say("column.lead"), link="link", wide=True),),
        ),
        breakdown(
            edition, reader, "programmes", finance.by_budget_programmes(edition),
            lambda key: {"codes": " + ".join(key) or reader.say("finance.no_code")},
            (Column("codes", reader.say("column.budget_programmes"), "code"),),
        ),
    ]  # fmt: skip


def _lead(edition: Edition, code: str | None, reader: Reader) -> dict[str, Any]:
    if code is None:
        return {"name": reader.say("finance.no_lead")}
    return {"name": edition.body_by_code[code].name, "link": reader.link("body", code)}


def flow_table(edition: Edition, reader: Reader) -> Table:
    """The flows of the picture: source, goal, task, amount over all years."""
    tasks = edition.task_by_code
    return Table(
        name="flows",
        title=reader.say("finance.flow_table"),
        columns=(
            Column("source", reader.say("column.money_source")),
            Column("goal", reader.say("column.goal"), "code"),
            Column("task", reader.say("column.task"), wide=True),
            Column(
                "amount", reader.say("column.money"), "number",
                unit=reader.text(edition.money_unit), total=True,
            ),
        ),
        rows=[
            {
                "source": source_name(edition, flow.source, reader),
                "goal": flow.goal,
                "task": f"{flow.task}. {tasks[flow.task].name[reader.language]}",
                "amount": flow.amount,
            }
            for flow in finance.flows(edition)
        ],
        find=False,
    )  # fmt: skip


def rows_apart(edition: Edition, reader: Reader) -> Table:
    """Measures whose printed row total is not the sum of its years."""
    rows = []
    for measure in edition.measures:
        for row in measure.money:
            beside: Beside = finance.row_beside(row)
            if beside.difference:
                rows.append(
                    {
                        "number": measure.number,
                        "name": measure.name,
                        "source": source_name(edition, row.source, reader),
                        "computed": beside.computed,
                        "printed": beside.printed,
                        "difference": beside.difference,
                        "link": reader.link("measure", measure.number),
                    }
                )
    return Table(
        name="rows",
        title=reader.say("finance.rows_apart"),
        columns=(
            Column("number", reader.say("column.number"), "code", link="link"),
            Column("name", reader.say("column.of_measure"), link="link", wide=True),
            Column("source", reader.say("column.money_source")),
            Column("computed", reader.say("column.sum"), "number"),
            Column("printed", reader.say("column.printed_total"), "number"),
            Column("difference", reader.say("column.difference"), "number"),
        ),
        rows=rows,
        empty=reader.say("finance.rows_agree"),
    )
