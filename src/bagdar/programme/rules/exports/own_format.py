"""An edition written back into the project's own folder of TOML and CSV.

What is written, read again with `rules.files.read_edition`, gives an equal edition. The style is
that of data/programme: dotted keys, one language a line, nothing written that is not there.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from bagdar.core.declared import Declared
from bagdar.core.languages import Words
from bagdar.programme.rules.act import Cell, Edition, PrintedIndicator, Stage
from bagdar.programme.rules.exports.zipped import zipped
from bagdar.programme.rules.files import TABLES, TARGET_COLUMNS

Keys = Sequence[str]

PROGRAMME = ("programme", "number", "baseline_year", "illustrative", "title", "money_unit")
ACT = ("number", "adopted_on", "in_force_on", "title", "citation", "issuer")
PASSPORT = (
    "name", "developer", "developer_printed", "approval_stamp", "enacting_formula", "signatory",
    "finance_clause", "bodies",
)  # fmt: skip
LEGAL_BASIS = ("kind", "dates", "number", "title")
GOAL = ("code", "number", "name", "passport", "body", "annex")
TASK = ("code", "number", "goal", "name", "passport", "body", "annex")
SUBTASK = ("code", "number", "task", "name", "passport", "body", "annex")
BODY = ("code", "printed", "kind", "short", "name", "spellings", "reason")
ABBREVIATION = ("printed", "kind", "meaning", "short")
INDICATOR = ("code", "kind", "goal", "task", "number", "name")
ROW = ("code", "direction", "part", "body", "annex")
MEASURE = (
    "number", "goal", "task", "subtask", "name", "form", "deadline", "executors",
    "executors_printed", "unit", "note",
)  # fmt: skip
PRINTED_INDICATOR = ("label", "name", "unit", "source", "executors")


def own_format(edition: Edition) -> bytes:
    """The folder as a ZIP; the same edition gives the same bytes."""
    files = own_files(edition)
    return zipped({f"{edition.programme}/{name}": text.encode() for name, text in files.items()})


def own_files(edition: Edition) -> dict[str, str]:
    """File name → text of the edition's folder; files that would be empty are left out."""
    comment = f"# {edition.act.citation.en}: edition {edition.number} as Bagdar holds it.\n\n"
    texts = {
        "programme.toml": _programme(edition),
        "passport.toml": _passport(edition),
        "headings.toml": _headings(edition),
        "bodies.toml": _records("body", edition.bodies, BODY),
        "abbreviations.toml": _records("abbreviation", edition.abbreviations, ABBREVIATION),
        "indicators.toml": _indicators(edition),
        "measures.toml": _records("measure", edition.measures, MEASURE),
        "totals.toml": _totals(edition),
    }
    files = {name: comment + text for name, text in texts.items() if text}
    return files | {"targets.csv": _targets(edition), "finance.csv": _finance(edition)}


# --- files ------------------------------------------------------------------------------------


def _programme(edition: Edition) -> str:
    return _joined(
        _table("", edition, PROGRAMME),
        _table("[act]", edition.act, ACT),
        _table("[period]", edition.period),
    )


def _passport(edition: Edition) -> str:
    passport = edition.passport
    return _joined(
        _table("", passport, PASSPORT),
        _table("[finance]", passport.finance) if passport.finance else "",
        _records("clauses", passport.clauses),
        _records("legal_bases", passport.legal_bases, LEGAL_BASIS),
        _records("targets", passport.targets),
    )


def _headings(edition: Edition) -> str:
    return _joined(
        _records("goal", edition.goals, GOAL),
        _records("task", edition.tasks, TASK),
        _records("subtask", edition.subtasks, SUBTASK),
    )


def _indicators(edition: Edition) -> str:
    return _joined(
        *(
            _joined(
                _table("[[indicator]]", indicator, INDICATOR),
                _records("indicator.rows", indicator.rows, ROW),
            )
            for indicator in edition.indicators
        )
    )


def _totals(edition: Edition) -> str:
    parts = []
    if totals := edition.totals:
        parts += [
            _table("[totals]", totals, ("title", "unit")),
            _records("totals.rows", totals.rows),
        ]
    if section := edition.section6:
        parts += [
            _table("[section6]", section, ("title", "intro", "closing")),
            _table("[section6.table]", section.table, ("title", "unit")),
            _records("section6.table.rows", section.table.rows),
        ]
    return _joined(*parts)


def _targets(edition: Edition) -> str:
    cells = (
        (row.code, table, cell)
        for _, row in edition.rows()
        for table in TABLES
        for cell in getattr(row, f"{table}_cells")
    )
    return csv_text(TARGET_COLUMNS, (_target(*found) for found in cells))


def _target(code: str, table: str, cell: Cell) -> tuple[str, ...]:
    value = "" if cell.value is None else _number(cell.value)
    return code, table, str(cell.year), value, cell.printed or "", cell.cycle or ""


def _finance(edition: Edition) -> str:
    rows = [(measure, row) for measure in edition.measures for row in measure.money]
    years = sorted({*edition.period.years, *(year for _, row in rows for year in row.amounts)})
    header = ("measure", "source", "budget_programmes", *map(str, years), "total")
    return csv_text(
        header,
        (
            (
                str(measure.number),
                row.source,
                " ".join(row.budget_programmes),
                *(_number(row.amounts[year]) if year in row.amounts else "" for year in years),
                "" if row.total is None else _number(row.total),
            )
            for measure, row in rows
        ),
    )


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV with plain line ends."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


# --- TOML -------------------------------------------------------------------------------------


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _records(name: str, records: Iterable[Declared], keys: Keys | None = None) -> str:
    return _joined(*(_table(f"[[{name}]]", record, keys) for record in records))


def _table(header: str, record: BaseModel, keys: Keys | None = None) -> str:
    lines = [header] if header else []
    for key in keys or tuple(type(record).model_fields):
        lines.extend(_lines(key, getattr(record, key)))
    return "\n".join(lines) + "\n"


def _lines(key: str, value: Any) -> Iterator[str]:
    """A field as `key = value` lines; nothing for None, False and what is empty."""
    if value is None or value is False or value == () or value == {}:
        return
    if isinstance(value, Words):
        for language, text in value.items():
            yield f"{key}.{language} = {_string(text)}"
    elif isinstance(value, tuple) and isinstance(value[0], Stage):
        yield f"{key} = ["
        for stage in value:
            yield f"  {_inline(stage)},"
        yield "]"
    elif isinstance(value, BaseModel):
        is_row = isinstance(value, PrintedIndicator)
        for field in PRINTED_INDICATOR if is_row else type(value).model_fields:
            yield from _lines(f"{key}.{field}", getattr(value, field))
    else:
        yield f"{key} = {_value(value)}"


def _inline(record: BaseModel) -> str:
    values = {name: getattr(record, name) for name in type(record).model_fields}
    pairs = [
        f"{name} = {_value(value)}" for name, value in values.items() if value not in (None, ())
    ]
    return f"{{ {', '.join(pairs)} }}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, (int, Decimal)):
        return _number(Decimal(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, Mapping):
        pairs = (f"{_key(name)} = {_value(item)}" for name, item in value.items())
        return f"{{ {', '.join(pairs)} }}"
    return _inline(value)


def _number(number: Decimal) -> str:
    """Plain digits: TOML and CSV readers here take no exponent."""
    return f"{number:f}"


def _key(name: str | int) -> str:
    return str(name) if isinstance(name, int) else _string(name)


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _string(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(letter) or _escaped(letter) for letter in text) + '"'


def _escaped(letter: str) -> str:
    return f"\\u{ord(letter):04X}" if ord(letter) < 32 or ord(letter) == 127 else letter
