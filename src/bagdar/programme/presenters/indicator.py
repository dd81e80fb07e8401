"""One indicator: what it promises, how both tables print it, who answers, where it stands."""

from dataclasses import dataclass

from bagdar.core.languages import EMPTY
from bagdar.look.components import Answer, Link
from bagdar.look.tables import Column, Table
from bagdar.programme.presenters.paths import Path, change_unit, path_of, row_title, signed
from bagdar.programme.presenters.reader import Executor, Reader, chain, executors
from bagdar.programme.presenters.tables_apart import Apart, apart
from bagdar.programme.rules.act import Edition, Indicator, IndicatorRow


def chosen_row(indicator: Indicator, asked: str) -> IndicatorRow:
    """The row that the address asks for; the first where it asks for none of them."""
    return next((row for row in indicator.rows if row.code == asked), indicator.rows[0])


def answer(edition: Edition, row: IndicatorRow, reader: Reader) -> list[Answer]:
    """Baseline, last target, the change promised, which way is better."""
    path = path_of(edition, row)
    unit = reader.text(path.unit)
    is_long = len(unit) > 12
    return [
        Answer(
            reader.say("indicator.baseline", year=path.baseline_year),
            reader.number(path.baseline),
            "" if is_long or path.baseline is None else unit,
            (unit if is_long else "")
            if path.baseline is not None
            else reader.say("indicator.no_baseline"),
        ),
        Answer(
            reader.say("indicator.target", year=path.last_year or EMPTY),
            reader.number(path.last),
            "" if is_long else unit,
            _joined(unit if is_long else "", _from_passport(edition, row, reader)),
            "gold",
        ),
        Answer(
            reader.say("indicator.change"),
            signed(path.change, reader),
            "" if path.change is None or len(change_unit(path, reader)) > 12
            else change_unit(path, reader),
            _change_note(path, reader),
        ),
        Answer(
            reader.say("indicator.better"),
            reader.say(f"indicator.direction.{row.direction}"),
            note=reader.say("indicator.first_target", year=path.first_year or EMPTY),
        ),
    ]  # fmt: skip


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _change_note(path: Path, reader: Reader) -> str:
    if path.change is None:
        return reader.say("indicator.one_figure")
    return reader.say("indicator.change_span", since=path.since, year=path.last_year)


def _from_passport(edition: Edition, row: IndicatorRow, reader: Reader) -> str:
    """What the passport promises for the row, where it does."""
    for target in edition.passport.targets:
        if row.code in target.values:
            return reader.say("indicator.passport", value=target.values[row.code])
    return ""


@dataclass(frozen=True)
class Tab:
    text: str
    link: str
    is_here: bool


def tabs(indicator: Indicator, row: IndicatorRow, reader: Reader) -> list[Tab]:
    """The rows to choose from; none where there is only one."""
    if len(indicator.rows) == 1:
        return []
    return [
        Tab(
            reader.text(one.part) if one.part else reader.say("indicator.whole"),
            reader.link("indicator", indicator.code, row=one.code),
            one is row,
        )
        for one in indicator.rows
    ]


def figure_table(edition: Edition, indicator: Indicator, reader: Reader) -> Table:
    """Every printed figure of every row, a line a table where both print it."""
    years = [edition.baseline_year, *edition.period.years]
    rows = []
    for row in indicator.rows:
        for table in row.tables:
            cells = row.cells(table)
            cycles = dict.fromkeys(cell.cycle for cell in cells.values() if cell.cycle)
            rows.append(
                {
                    "code": row.code,
                    "part": row.part,
                    "table": reader.say(f"place.{table}"),
                    **{str(y): cells[y].value if y in cells else None for y in years},
                    "cycle": ", ".join(cycles) or None,
                }
            )
    has_parts = len(indicator.rows) > 1
    has_cycles = any(row["cycle"] for row in rows)
    return Table(
        name="figures",
        title=reader.say("indicator.figures"),
        columns=(
            Column("code", reader.say("column.code"), "code"),
            *((Column("part", reader.say("column.row")),) if has_parts else ()),
            Column("table", reader.say("column.table")),
            *(Column(str(year), str(year), "number") for year in years),
            *((Column("cycle", reader.say("column.cycle")),) if has_cycles else ()),
        ),
        rows=rows,
        note=reader.say("indicator.figures_note"),
        find=False,
    )


@dataclass(frozen=True)
class RowApart:
    """A row with all that its two tables print differently; nothing: same in both."""

    title: str
    code: str
    differences: list[Apart]
    stands_in_both: bool


def rows_apart(edition: Edition, indicator: Indicator, reader: Reader) -> list[RowApart]:
    return [
        RowApart(
            row_title(indicator, row, reader),
            row.code,
            apart(edition, row, reader),
            len(row.tables) == 2,
        )
        for row in indicator.rows
    ]


def responsible(edition: Edition, indicator: Indicator, reader: Reader) -> list[Executor]:
    """All that any row names, once each, in the order printed."""
    printed = dict.fromkeys(name for row in indicator.rows for name in row.printed.executors)
    once: dict[str, Executor] = {}
    for one in executors(edition, printed, reader):
        once.setdefault(one.link or one.name, one)
    return list(once.values())


def sources(indicator: Indicator, reader: Reader) -> list[str]:
    """Where the act says that the figures come from."""
    printed = [row.printed.source for row in indicator.rows if row.printed.source]
    return list(dict.fromkeys(source[reader.language] for source in printed))


def crumbs(edition: Edition, indicator: Indicator, reader: Reader) -> list[tuple[str, str]]:
    """Programme › goal › task › the indicator's kind and number."""
    goal = edition.goal_by_code[indicator.goal]
    found = [
        (reader.say("crumb.programme"), reader.link("programme")),
        (
            reader.say("goal.short", number=goal.number),
            f"{reader.link('programme')}#goal-{goal.code}",
        ),
    ]
    if indicator.task:
        task = edition.task_by_code[indicator.task]
        text = reader.say("task.short", number=task.number)
        found.append((text, f"{reader.link('programme')}#task-{task.code}"))
    kind = reader.say(f"indicator.numbered.{indicator.kind}", number=indicator.number)
    return [*found, (kind, "")]


def where_from(edition: Edition, row: IndicatorRow, reader: Reader) -> list[Link]:
    """Act → edition → the tables and labels under which the row is printed → passport."""
    links = chain(edition, reader)
    for table in row.tables:
        printed = getattr(row, table)
        links.append(
            Link(
                reader.say(f"place.{table}"),
                reader.say(f"chain.{table}_text", label=printed.label),
                f"{edition.code} / {row.code} / {table}",
            )
        )
    for target in edition.passport.targets:
        if row.code in target.values:
            links.append(
                Link(
                    reader.say("place.passport"),
                    reader.text(target.text),
                    href=f"{reader.link('passport')}#targets",
                )
            )
    return links
