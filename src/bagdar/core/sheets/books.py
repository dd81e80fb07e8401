"""An XLSX file → its sheets, after `archive` has found it harmless; nothing in it is run."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, get_args

from bagdar.core.errors import FaultyData, fault, refuse
from bagdar.core.sheets.archive import looked_through
from bagdar.core.sheets.cells import EMPTY, Cell, CellType, File, Line, Sheet, headed, place
from bagdar.core.sheets.limits import Limits

LISTS = "_lists"  # the sheet of our own templates that holds what their cells may be
_NO_MEMORY = 1  # as expat says it
_TYPES: tuple[CellType, ...] = get_args(CellType)


def opened(content: bytes, shown: str, limits: Limits) -> File:
    """A book in hand. Raises FaultyData, later too: a sheet is read when it is asked for."""
    import openpyxl  # slow to load

    looked_through(content, shown, limits).close()
    with _guarded(shown):
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        every = [(one, str(one.title), one.sheet_state == "visible") for one in book.worksheets]
    hidden = tuple(title for _, title, seen in every if not seen and title != LISTS)
    sheets = (_sheet(one, title, book.epoch, shown, limits) for one, title, seen in every if seen)
    return File("xlsx", sheets, hidden)


@contextmanager
def _guarded(shown: str) -> Iterator[None]:
    """Whatever a crafted file makes the library raise says that the file is damaged."""
    try:
        # Spreadsheets hold much that openpyxl only warns about; none of it concerns the cells.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (FaultyData, MemoryError):
        raise
    except Exception as error:
        if getattr(error, "code", None) == _NO_MEMORY:
            raise MemoryError from error
        refuse(fault("upload_broken", shown))


def _sheet(sheet: Any, title: str, epoch: Any, shown: str, limits: Limits) -> Sheet:
    with _guarded(shown):
        sheet.reset_dimensions()  # what a file says of its own size may be a lie
    lines = _lines(sheet, epoch, place(shown, title), limits)
    return headed(title, shown, _step_by_step(lines, shown), limits)


def _step_by_step(lines: Iterator[Line], shown: str) -> Iterator[Line]:
    while True:
        with _guarded(shown):
            found = next(lines, None)
        if found is None:
            return
        yield found


def _lines(sheet: Any, epoch: Any, shown: str, limits: Limits) -> Iterator[Line]:
    read = 0
    for line, row in enumerate(sheet.iter_rows(), start=1):
        if line > limits.lines:
            refuse(fault("upload_rows", shown, limit=limits.lines))
        read += len(row)  # a cell far to the right brings the empty ones before it
        if read > limits.elements:
            refuse(fault("upload_bomb_cells", shown, line, limit=limits.elements))
        cells = [_cell(one, epoch) for one in row]
        while cells and cells[-1].is_empty:
            cells.pop()
        if cells:
            yield line, cells


def _cell(cell: Any, epoch: Any) -> Cell:
    if cell.value is None:
        return EMPTY
    type_: CellType = cell.data_type if cell.data_type in _TYPES else "s"
    value = cell.value
    if type_ == "f" and not isinstance(value, str):  # over many cells, or a table of what-ifs
        value = getattr(value, "text", None) or "="
    return Cell(value, type_, str(cell.number_format or ""), epoch)
