"""The main tables of an edition as flat CSV files, in all three languages side by side.

Codes join them: targets.row → indicators.row, money.measure → measures.measure, and so on. What
a spreadsheet would run as a formula is made harmless; numbers stay numbers, with a point.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bagdar.core.languages import LANGUAGES, Words
from bagdar.core.sheets.harmless import harmless
from bagdar.programme.rules.act import Edition, Heading
from bagdar.programme.rules.exports.own_format import csv_text
from bagdar.programme.rules.exports.zipped import zipped
from bagdar.programme.rules.files import TABLES
from bagdar.programme.rules.money import amounts

Value = str | int | Decimal | date | Words | Sequence[str] | None


@dataclass(frozen=True)
class FlatTable:
    """A table to be written as CSV.

    columns  a name that ends in "_*" stands for three: name_kk, name_ru, name_en
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def csv_zip(edition: Edition) -> bytes:
    """All tables as a ZIP of CSV files (UTF-8 with a byte order mark, so that Excel reads them)."""
    return zipped(
        {
            f"{edition.programme}/{table.name}.csv": b"\xef\xbb\xbf"
            + to_csv(table, edition.illustrative).encode()
            for table in flat_tables(edition)
        }
    )


def flat_tables(edition: Edition) -> tuple[FlatTable, ...]:
    """Every table, in the order in which a reader needs them."""
    return (
        _edition(edition),
        _headings(edition),
        _bodies(edition),
        _indicators(edition),
        _targets(edition),
        _measures(edition),
        _money(edition),
        _totals(edition),
    )


def to_csv(table: FlatTable, illustrative: bool) -> str:
    """The table as text; where the act is not a real one, every row says so in a last column."""
    mark = ["illustrative"] if illustrative else []
    header = [name for column in table.columns for name in _names(column)]
    rows = (
        [cell for value in row for cell in _cells(value)] + (["yes"] if mark else [])
        for row in _spread(table)
    )
    return csv_text(header + mark, rows)


def _names(column: str) -> list[str]:
    if not column.endswith("_*"):
        return [column]
    return [f"{column[:-1]}{language}" for language in LANGUAGES]


def _spread(table: FlatTable) -> Iterator[list[Value]]:
    """Rows in which a wording that is absent takes three cells, as its column does."""
    for row in table.rows:
        cells: list[Value] = []
        for column, value in zip(table.columns, row, strict=True):
            absent = value is None and column.endswith("_*")
            cells.extend([None] * len(LANGUAGES) if absent else [value])
        yield cells


def _cells(value: Value) -> list[str]:
    if isinstance(value, Words):
        return [harmless(text) for _, text in value.items()]
    if value is None:
        return [""]
    if isinstance(value, Decimal):
        return [f"{value:f}"]
    if isinstance(value, (int, date)):
        return [str(value)]
    return [harmless(value if isinstance(value, str) else "; ".join(value))]


# --- tables -----------------------------------------------------------------------------------


def _edition(edition: Edition) -> FlatTable:
    act, period = edition.act, edition.period
    columns = (
        "programme", "edition", "title_*", "act_number", "act_*", "adopted_on", "in_force_on",
        "first_year", "last_year", "baseline_year", "money_unit_*",
    )  # fmt: skip
    row = (
        edition.programme, edition.number, edition.title, act.number, act.citation,
        act.adopted_on, act.in_force_on, period.first_year, period.last_year,
        edition.baseline_year, edition.money_unit,
    )  # fmt: skip
    return FlatTable("edition", columns, (row,))


def _headings(edition: Edition) -> FlatTable:
    columns = ("kind", "code", "parent", "number", "name_*")
    levels: tuple[tuple[str, Iterable[Heading], str], ...] = (
        ("goal", edition.goals, ""),
        ("task", edition.tasks, "goal"),
        ("subtask", edition.subtasks, "task"),
    )
    rows = tuple(
        (kind, one.code, getattr(one, parent) if parent else None, one.number, one.name)
        for kind, headings, parent in levels
        for one in headings
    )
    return FlatTable("goals", columns, rows)


def _bodies(edition: Edition) -> FlatTable:
    columns = ("body", "printed", "kind", "short_*", "name_*", "spellings")
    rows = tuple(
        (body.code, body.printed, body.kind, body.short, body.name, body.spellings)
        for body in edition.bodies
    )
    return FlatTable("bodies", columns, rows)


def _indicators(edition: Edition) -> FlatTable:
    columns = (
        "row", "indicator", "kind", "goal", "task", "direction", "table", "label", "name_*",
        "unit_*", "executors", "source_*",
    )  # fmt: skip
    rows = []
    for indicator, row in edition.rows():
        for table in row.tables:
            printed = row.body if table == "body" else row.annex
            assert printed is not None, f"{row.code} stands in a table that does not print it"
            rows.append(
                (
                    row.code, indicator.code, indicator.kind, indicator.goal, indicator.task,
                    row.direction, table, printed.label, printed.name, printed.unit,
                    printed.executors, printed.source,
                )
            )  # fmt: skip
    return FlatTable("indicators", columns, tuple(rows))


def _targets(edition: Edition) -> FlatTable:
    columns = ("row", "table", "year", "value", "printed", "cycle")
    rows = tuple(
        (row.code, table, cell.year, cell.value, cell.printed, cell.cycle)
        for _, row in edition.rows()
        for table in TABLES
        for cell in getattr(row, f"{table}_cells")
    )
    return FlatTable("targets", columns, rows)


def _measures(edition: Edition) -> FlatTable:
    columns = (
        "measure", "goal", "task", "subtask", "name_*", "form_*", "deadline_*", "due_years",
        "executors", "unit", "note_*",
    )  # fmt: skip
    rows = tuple(
        (
            one.number, one.goal, one.task, one.subtask, one.name, one.form,
            one.deadline.printed, tuple(map(str, one.deadline.years)), one.executors, one.unit,
            one.note,
        )
        for one in edition.measures
    )  # fmt: skip
    return FlatTable("measures", columns, rows)


def _money(edition: Edition) -> FlatTable:
    columns = ("measure", "goal", "task", "source", "budget_programmes", "year", "amount")
    rows = tuple(
        (one.measure, one.goal, one.task, one.source, one.budget_programmes, one.year, one.amount)
        for one in amounts(edition)
    )
    return FlatTable("money", columns, rows)


def _totals(edition: Edition) -> FlatTable:
    columns = ("table", "source", "label_*", "unit_*", "year", "amount")
    printed = {"annex": edition.totals, "section6": edition.section6 and edition.section6.table}
    rows: list[tuple[Value, ...]] = []
    for name, totals in printed.items():
        for row in totals.rows if totals else ():
            unit = totals.unit if totals else None
            years: list[tuple[int | None, Decimal | None]] = [*sorted(row.amounts.items())]
            for year, amount in [*years, (None, row.total)]:
                rows.append((name, row.source, row.label, unit, year, amount))
    return FlatTable("printed-totals", columns, tuple(rows))
