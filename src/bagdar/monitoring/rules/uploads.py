"""A file of reports → its rows with sheet, line and column, read within bounds.

What makes a whole file unreadable raises FaultyData, every such fault at once; what is wrong with
a cell stands at its row, and the other rows go on. Nothing here knows the programme.
"""

import io
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import openpyxl

from bagdar.core import encodings
from bagdar.core.catalogue import Catalogue
from bagdar.core.declared import safe
from bagdar.core.errors import Fault, FaultyData, Phrase, fault, refuse
from bagdar.core.text import cyrillic_twin, latin_twin
from bagdar.monitoring.rules import upload_text
from bagdar.monitoring.rules.declared import Document
from bagdar.monitoring.rules.templates import (
    COLUMNS,
    KINDS,
    Column,
    Kind,
    filled,
    folded,
    kind_of,
    known_names,
    needed,
    sheet_title,
)
from bagdar.monitoring.rules.upload_values import (
    Cell,
    CellFault,
    CellType,
    How,
    Values,
    missing,
    phrase,
)
from bagdar.monitoring.rules.upload_zip import LIMITS, Limits, looked_through

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


@dataclass(frozen=True)
class Source:
    """One table of a file: its lines with their cells. sheet: empty for a CSV."""

    sheet: str
    lines: Iterable[tuple[int, Sequence[Cell]]]


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
        return f"{self.shown} · {safe(sheet)}" if sheet else self.shown


def read(
    content: bytes,
    shown: str,
    words: Catalogue,
    documents: Sequence[Document],
    how: How | None = None,
    limits: Limits = LIMITS,
) -> Upload:
    """Every row of an XLSX or CSV file. Raises FaultyData where it cannot be read as one."""
    reading = Reading(shown, words, documents, how or How(), limits)
    if not content.strip(b" \t\r\n\x00"):
        raise FaultyData([Fault("empty_file", shown)])
    if content.startswith(b"PK") or content.startswith(b"\xd0\xcf\x11\xe0"):
        _read_book(content, reading)
    elif content.startswith((b"%PDF", b"{\\rtf", b"<html", b"<!DOC", b"\x89PNG", b"\xff\xd8\xff")):
        refuse(fault("upload_not_a_table", shown))
    else:
        _read_text(content, reading)
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
        for place, given in enumerate(rows, start=1):
            cells = [Cell(value, _json_type(value)) for value in given.values()]
            _take(reading, kind, Source(kind, ()), place, [names.get(key) for key in given], cells)
    return Upload(tuple(reading.rows), reading.blank)


def _json_type(value: Any) -> Literal["n", "s", "b"]:
    if isinstance(value, bool):
        return "b"
    return "s" if isinstance(value, str) or value is None else "n"


# --- CSV --------------------------------------------------------------------------------------


def _read_text(content: bytes, reading: Reading) -> None:
    text = encodings.decoded(content, reading.shown, reading.how.encoding)
    known = frozenset(name for kind in KINDS for name in known_names(kind, reading.words))
    mark = upload_text.separator(text, known, folded)
    if mark is None:
        refuse(fault("upload_no_table", reading.shown))
    lines = (
        (line, [Cell(cell) for cell in cells])
        for line, cells in upload_text.records(
            text,
            mark,
            reading.shown,
            most_lines=reading.limits.lines,
            most_cells=reading.limits.columns,
        )
    )
    if not _read_table(Source("", lines), reading):
        refuse(fault("upload_no_table", reading.shown))


# --- XLSX -------------------------------------------------------------------------------------


def _read_book(content: bytes, reading: Reading) -> None:
    with looked_through(content, reading.shown, reading.limits):
        pass
    try:
        # Spreadsheets hold much that openpyxl only warns about; none of it concerns the cells.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            found = _read_sheets(book, reading)
    except (FaultyData, MemoryError):
        raise
    except Exception:  # whatever a crafted file makes the library raise
        refuse(fault("upload_broken", reading.shown))
    if not found:
        refuse(fault("upload_no_table", reading.shown))


def _read_sheets(book: Any, reading: Reading) -> int:
    found, hidden, unknown = 0, [], []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            hidden.append(safe(sheet.title, 31))
            continue
        sheet.reset_dimensions()  # what a file says of its own size may be a lie
        source = Source(sheet.title, _lines(sheet, book.epoch, reading))
        if _read_table(source, reading):
            found += 1
        elif not _is_ours(sheet.title, reading.words):
            unknown.append(safe(sheet.title, 31))
    if hidden:
        reading.notes.append(phrase("hidden", names=hidden[:MOST_NAMES]))
    if unknown:
        reading.notes.append(phrase("unknown_sheet", names=unknown[:MOST_NAMES]))
    return found


def _is_ours(title: str, words: Catalogue) -> bool:
    """The template's own sheet of instructions, in whichever language."""
    return title in {sheet_title("instructions", words, one) for one in ("kk", "ru", "en")}


def _lines(sheet: Any, epoch: Any, reading: Reading) -> Iterator[tuple[int, list[Cell]]]:
    read = 0
    for line, row in enumerate(sheet.iter_rows(), start=1):
        if line > reading.limits.lines:
            refuse(fault("upload_rows", reading.place(sheet.title), limit=reading.limits.lines))
        read += len(row)  # a cell far to the right brings the empty ones before it
        if read > reading.limits.elements:
            place, limit = reading.place(sheet.title), reading.limits.elements
            refuse(fault("upload_bomb_cells", place, line, limit=limit))
        cells = [_cell(one, epoch) for one in row]
        while cells and cells[-1].is_empty:
            cells.pop()
        if cells:
            yield line, cells


_EMPTY = Cell(None)
_TYPES: tuple[CellType, ...] = get_args(CellType)


def _cell(cell: Any, epoch: Any) -> Cell:
    if cell.value is None:
        return _EMPTY
    type_: CellType = cell.data_type if cell.data_type in _TYPES else "s"
    return Cell(cell.value, type_, str(cell.number_format or ""), epoch)


# --- a table, whatever it came from -----------------------------------------------------------


def _read_table(source: Source, reading: Reading) -> bool:
    """Reads a table into `reading`; False where its first line is no header of ours."""
    lines = iter(source.lines)
    first = next(lines, None)
    if first is None:
        return False
    line, cells = first
    names = ["" if cell.is_empty else str(cell.value) for cell in cells]
    if sum(map(bool, names)) > reading.limits.columns:
        place, facts = reading.place(source.sheet), {"limit": reading.limits.columns}
        refuse(fault("upload_columns", place, line, count=len(names), **facts))
    kind = _kind(names, source, reading)
    if kind is None:
        return False
    columns = _header(kind, names, line, source, reading)
    for line, cells in lines:
        _take(reading, kind, source, line, columns, cells)
    return True


def _kind(names: Sequence[str], source: Source, reading: Reading) -> Kind | None:
    if reading.how.kind and not source.sheet:
        return reading.how.kind
    for kind in KINDS:
        titles = {sheet_title(kind, reading.words, one) for one in ("kk", "ru", "en")}
        if source.sheet in {kind, *titles}:
            return kind
    return kind_of(names, reading.words)


def _header(
    kind: Kind, names: Sequence[str], line: int, source: Source, reading: Reading
) -> list[Column | None]:
    """The column of each cell, None for one that is told. Raises FaultyData with every fault."""
    known, shown = known_names(kind, reading.words), reading.place(source.sheet)
    columns: list[Column | None] = []
    faults: list[Fault] = []
    for name in names:
        column = known.get(folded(name))
        if column is None and name:
            faults.append(_unknown_column(name, known, shown, line))
        elif column is not None and column.is_read and column in columns:
            faults.append(Fault("upload_column_twice", shown, line, column.name))
        columns.append(column)
    faults += [
        Fault(
            "upload_column_missing", shown, line, one.title(reading.words, "kk") + f" ({one.name})"
        )
        for one in needed(kind)
        if one not in columns
    ]
    if faults:
        raise FaultyData(faults)
    return [column if column and column.is_read else None for column in columns]


def _unknown_column(name: str, known: Mapping[str, Column], shown: str, line: int) -> Fault:
    for twin in (cyrillic_twin(name), latin_twin(name)):
        if folded(twin) in known:
            facts = {"value": safe(name), "meant": safe(twin)}
            return Fault("upload_look_alike", shown, line, safe(name), facts)
    return Fault("upload_column_unknown", shown, line, safe(name))


def _take(
    reading: Reading,
    kind: Kind,
    source: Source,
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
        refuse(fault("upload_rows", reading.place(source.sheet), line, limit=reading.limits.rows))
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
    reading.rows.append(Row(kind, source.sheet, line, shown, values, tuple(faults)))
