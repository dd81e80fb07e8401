"""A file of reports → its rows with sheet, line and column, read within bounds.

What makes a whole file unreadable raises FaultyData, every such fault at once; what is wrong with
a cell stands at its row, and the other rows go on. Nothing here knows the programme.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from bagdar.core.catalogue import Catalogue
from bagdar.core.declared import safe
from bagdar.core.errors import Phrase, fault, refuse
from bagdar.core.sheets import headers
from bagdar.core.sheets.cells import Cell, Sheet, place
from bagdar.core.sheets.files import read_file
from bagdar.core.sheets.limits import LIMITS, Limits
from bagdar.monitoring.rules.declared import Document
from bagdar.monitoring.rules.templates import (
    COLUMNS,
    KINDS,
    Column,
    Kind,
    filled,
    kind_of,
    known_names,
    needed,
    sheet_title,
)
from bagdar.monitoring.rules.upload_values import CellFault, How, Values, missing, phrase

MOST_NAMES = 12  # sheets that are named in a note


@dataclass(frozen=True)
class Row:
    """One row that is filled in.

    line    as the reader's program counts it; in a batch, its place from one
    cells   as they stand in the file, to be handed back
    values  by column, only those that could be read
    """

    kind: Kind
    sheet: str
    line: int
    cells: Mapping[str, str | int | float]
    values: Mapping[str, Any]
    faults: tuple[CellFault, ...] = ()


@dataclass(frozen=True)
class Upload:
    """blank: rows in which nothing was filled in. notes: what was left aside, in words."""

    rows: tuple[Row, ...]
    blank: int = 0
    notes: tuple[Phrase, ...] = ()


@dataclass
class Reading:
    """What reading a file needs throughout, and what it has gathered."""

    shown: str
    words: Catalogue
    documents: Sequence[Document]
    how: How
    limits: Limits
    rows: list[Row] = field(default_factory=list)
    notes: list[Phrase] = field(default_factory=list)
    blank: int = 0

    def __post_init__(self) -> None:
        self.values = Values(self.words, self.documents, self.how)

    def place(self, sheet: str) -> str:
        return place(self.shown, sheet)


def read(
    words: Catalogue,
    content: bytes,
    shown: str,
    documents: Sequence[Document],
    how: How | None = None,
    limits: Limits = LIMITS,
) -> Upload:
    """Every row of an XLSX, CSV or JSON Lines file. Raises FaultyData where it is none."""
    reading = Reading(shown, words, documents, how or How(), limits)
    _read_sheets(content, reading)
    if not reading.rows:
        refuse(fault("upload_nothing", shown))
    return Upload(tuple(reading.rows), reading.blank, tuple(reading.notes))


def read_batch(
    batch: Mapping[Kind, Sequence[Mapping[str, Any]]],
    words: Catalogue,
    documents: Sequence[Document],
    limits: Limits = LIMITS,
) -> Upload:
    """Rows given as JSON, by kind, under the columns' names; numbers as numbers."""
    reading = Reading("", words, documents, How(decimal="."), limits)
    for kind, rows in batch.items():
        names = {one.name: one for one in COLUMNS[kind] if one.is_read}
        for line, given in enumerate(rows, start=1):
            cells = [Cell(value, _json_type(value)) for value in given.values()]
            _take(reading, kind, kind, line, [names.get(key) for key in given], cells)
    return Upload(tuple(reading.rows), reading.blank)


def _json_type(value: Any) -> Literal["n", "s", "b"]:
    if isinstance(value, bool):
        return "b"
    return "s" if isinstance(value, str) or value is None else "n"


def _read_sheets(content: bytes, reading: Reading) -> None:
    known = {name for kind in KINDS for name in known_names(kind, reading.words)}
    how, limits = reading.how, reading.limits
    file = read_file(
        content, reading.shown, limits,
        known=known, encoding=how.encoding, formats=("csv", "xlsx", "jsonl"),
    )  # fmt: skip
    found, unknown = 0, []
    for sheet in file.sheets:
        if _read_table(sheet, reading):
            found += 1
        elif not _is_ours(sheet.title, reading.words):
            unknown.append(sheet.title)
    if file.hidden:
        reading.notes.append(phrase("hidden", names=_named(file.hidden)))
    if unknown:
        reading.notes.append(phrase("unknown_sheet", names=_named(unknown)))
    if not found:
        refuse(fault("upload_no_table", reading.shown))


def _named(titles: Sequence[str]) -> list[str]:
    return [safe(title, 31) for title in titles[:MOST_NAMES]]


def _is_ours(title: str, words: Catalogue) -> bool:
    """The template's own sheet of instructions, in whichever language."""
    return title in {sheet_title("instructions", words, one) for one in ("kk", "ru", "en")}


def _read_table(sheet: Sheet, reading: Reading) -> bool:
    """Reads a table into `reading`; False where its first line is no header of ours."""
    if not sheet.header:
        return False
    kind = _kind(sheet, reading)
    if kind is None:
        return False
    columns = headers.matched(
        sheet.names,
        known_names(kind, reading.words),
        [(one, one.title(reading.words, "kk")) for one in needed(kind)],
        sheet.shown,
        sheet.line,
    )
    for line, cells in sheet.lines:
        _take(reading, kind, sheet.title, line, columns, cells)
    return True


def _kind(sheet: Sheet, reading: Reading) -> Kind | None:
    if reading.how.kind and not sheet.title:
        return reading.how.kind
    for kind in KINDS:
        titles = {sheet_title(kind, reading.words, one) for one in ("kk", "ru", "en")}
        if sheet.title in {kind, *titles}:
            return kind
    return kind_of(sheet.names, reading.words)


def _take(
    reading: Reading,
    kind: Kind,
    title: str,
    line: int,
    columns: Sequence[Column | None],
    cells: Sequence[Cell],
) -> None:
    """One line into a row, unless nothing is filled in."""
    given = {
        column.name: (column, cell)
        for column, cell in zip(columns, cells, strict=False)
        if column is not None and not cell.is_empty
    }
    extra = [cell for cell in cells[len(columns) :] if not cell.is_empty]
    if not extra and not any(name in given for name in filled(kind)):
        reading.blank += bool(given)
        return
    if len(reading.rows) >= reading.limits.rows:
        refuse(fault("upload_rows", reading.place(title), line, limit=reading.limits.rows))
    values, faults = {}, []
    for column, cell in given.values():
        value, wrong = reading.values.read(column, cell)
        if wrong:
            faults.append(wrong)
        else:
            values[column.name] = value
    if extra:
        facts = {"cells": len(cells), "columns": len(columns)}
        faults.append(("", fault("upload_ragged", "").code, facts))
    faults += [missing(one) for one in needed(kind) if one.name not in given]
    shown = {name: cell.shown for name, (_, cell) in given.items()}
    reading.rows.append(Row(kind, title, line, shown, values, tuple(faults)))
