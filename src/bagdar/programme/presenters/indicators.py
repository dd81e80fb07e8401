"""The list of indicators: every row with its figures, and what it can be narrowed to."""

from collections.abc import Mapping
from typing import Any

from bagdar.look.components import Answer
from bagdar.look.tables import Column, Mark, Spark, Table
from bagdar.programme.presenters import narrowing
from bagdar.programme.presenters.narrowing import Field
from bagdar.programme.presenters.paths import path_of, row_title, spark_label
from bagdar.programme.presenters.reader import Reader, names
from bagdar.programme.presenters.tables_apart import is_apart
from bagdar.programme.rules.act import Edition, Indicator, IndicatorRow


def fields(edition: Edition, asked: Mapping[str, str], reader: Reader) -> list[Field]:
    """Goal, task, body, kind, and whether the two tables differ."""
    codes = {code for _, row in edition.rows() for code in body_codes(edition, row)}
    kinds = [(kind, reader.say(f"indicator.kind.{kind}")) for kind in ("target", "result")]
    lists = {
        "goal": narrowing.goal_choices(edition, reader),
        "task": narrowing.task_choices(edition, reader),
        "body": narrowing.body_choices(edition, codes, reader),
        "kind": kinds,
        "tables": [("differ", reader.say("narrow.tables.differ"))],
    }
    return [narrowing.field(name, choices, asked, reader) for name, choices in lists.items()]


def body_codes(edition: Edition, row: IndicatorRow) -> set[str]:
    """Bodies that either table names for a row."""
    printed = [
        name for table in (row.body, row.annex) if table is not None for name in table.executors
    ]
    return {body.code for name in printed if (body := edition.body_of(name))}


def rows(edition: Edition, narrow: Mapping[str, str]) -> list[tuple[Indicator, IndicatorRow]]:
    """The rows that are left after narrowing, in the act's order."""
    return [
        (indicator, row)
        for indicator, row in edition.rows()
        if _fits(edition, indicator, row, narrow)
    ]


def _fits(
    edition: Edition, indicator: Indicator, row: IndicatorRow, narrow: Mapping[str, str]
) -> bool:
    wanted = {"goal": indicator.goal, "task": indicator.task, "kind": indicator.kind}
    if any(name in narrow and narrow[name] != value for name, value in wanted.items()):
        return False
    if "body" in narrow and narrow["body"] not in body_codes(edition, row):
        return False
    return "tables" not in narrow or is_apart(row, edition.baseline_year)


def table(edition: Edition, narrow: Mapping[str, str], reader: Reader) -> Table:
    """A line a row: baseline, a column a year, who answers."""
    years = [edition.baseline_year, *edition.period.years]
    return Table(
        name="indicators",
        title=reader.say("indicators.table"),
        columns=(
            Column("code", reader.say("column.code"), link="link"),
            Column("name", reader.say("column.indicator"), link="link", wide=True),
            Column("unit", reader.say("column.unit")),
            *(Column(str(year), _year_title(edition, year, reader), "number") for year in years),
            Column("path", reader.say("programme.column_path")),
            Column("bodies", reader.say("column.responsible")),
            Column("tables", reader.say("column.tables")),
        ),
        rows=[_line(edition, indicator, row, reader) for indicator, row in rows(edition, narrow)],
        note=reader.say("indicators.note"),
        empty=reader.say("narrow.nothing"),
    )


def _year_title(edition: Edition, year: int, reader: Reader) -> str:
    return reader.say("column.baseline", year=year) if year == edition.baseline_year else str(year)


def _line(
    edition: Edition, indicator: Indicator, row: IndicatorRow, reader: Reader
) -> dict[str, Any]:
    path = path_of(edition, row)
    query = {"row": row.code} if len(indicator.rows) > 1 else {}
    is_different = is_apart(row, edition.baseline_year)
    return {
        "code": row.code,
        "name": row_title(indicator, row, reader),
        "unit": reader.text(path.unit),
        str(edition.baseline_year): path.baseline,
        **{str(year): path.targets.get(year) for year in edition.period.years},
        "path": Spark(path.points, spark_label(path, reader)),
        "bodies": names(edition, row.printed.executors, reader),
        "tables": Mark(reader.say("indicator.tables_differ"), "gold") if is_different else None,
        "link": reader.link("indicator", indicator.code, **query),
    }


def answer(edition: Edition, reader: Reader) -> list[Answer]:
    """How many indicators, how many of which kind, how many where the tables differ."""
    targets = [one for one in edition.indicators if one.kind == "target"]
    listed = [row for _, row in edition.rows()]
    differing = [row for row in listed if is_apart(row, edition.baseline_year)]
    full = [row for row in listed if path_of(edition, row).baseline is not None]
    return [
        Answer(
            reader.say("indicators.all"),
            reader.number(len(edition.indicators)),
            note=reader.say("indicators.rows", count=len(listed)),
        ),
        Answer(
            reader.say("indicators.targets"),
            reader.number(len(targets)),
            note=reader.say("indicators.results", count=len(edition.indicators) - len(targets)),
        ),
        Answer(
            reader.say("indicators.with_baseline", year=edition.baseline_year),
            reader.number(len(full)),
            note=reader.say("indicators.of_rows", count=len(listed)),
        ),
        Answer(
            reader.say("indicators.differing"),
            reader.number(len(differing)),
            note=reader.say("indicators.differing_note"),
            href=reader.link("indicators", tables="differ"),
        ),
    ]
