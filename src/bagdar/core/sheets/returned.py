"""Rows that go back: as they were delivered, what is wrong coloured and told, nothing that runs.

The file is mended and sent again as it is: its last column is told and never read.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bagdar.core.sheets.csv_out import csv_lines
from bagdar.core.sheets.harmless import harmless
from bagdar.core.sheets.printing import LONGEST_CELL, Book

# Each note is a drawing of a dozen parts, and a book with more of them is refused as a bomb when
# it comes back; the last column tells every reason all the same.
MOST_NOTES = 1000
MOST_DIGITS = (
    17  # of a number; a spreadsheet would round a longer one, so that it is written as text
)
Value = str | int | float | None


@dataclass(frozen=True)
class Remark:
    """What is wrong with one cell, in the reader's words.

    place   of the cell in its row, from zero; None: the row as a whole
    """

    place: int | None
    reason: str
    remedy: str = ""


@dataclass(frozen=True)
class Returned:
    """One row with what is wrong with it. cells: as they were delivered (`Cell.shown`)."""

    cells: Sequence[Value]
    remarks: Sequence[Remark]


def told(remark: Remark, header: Sequence[str]) -> str:
    """A remark in one line: which column, what is wrong, what to do."""
    known = remark.place is not None and remark.place < len(header)
    parts = [header[remark.place] if known and remark.place is not None else ""]
    return " – ".join(part for part in (*parts, remark.reason, remark.remedy) if part)


def _reasons(row: Returned, header: Sequence[str]) -> str:
    return "\n".join(told(one, header) for one in row.remarks)


def to_xlsx(
    title: str,
    header: Sequence[str],
    rows: Iterable[Returned],
    reasons: str,
    *,
    streamed: bool = False,
) -> bytes:
    """A sheet with the rows; faulty cells coloured, with reason and remedy as a note.

    header   as it was delivered, so that the file is found again; reasons: of the last column
    """
    book = Book(streamed=streamed)
    sheet = book.book.add_worksheet(title)
    look = {"valign": "top", "text_wrap": True}
    colour = {"bg_color": "#FBE3E1", "font_color": "#9B1C1C"}
    text = {**look, "num_format": "@"}  # so that whoever mends a number keeps its zeros
    plain = (book.book.add_format(text), book.book.add_format(look))
    wrong = (book.book.add_format({**text, **colour}), book.book.add_format({**look, **colour}))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(header) - 1, 0), 18)
    sheet.set_column(len(header), len(header), 60)
    for place, name in enumerate((*header, reasons)):
        style = book.head_told if place == len(header) else book.head
        sheet.write_string(0, place, harmless(name)[:LONGEST_CELL], style)
    notes = 0
    for line, row in enumerate(rows, start=1):
        marked = {one.place: one for one in row.remarks if one.place is not None}
        # Cells beyond the header have no column; what is wrong with them is told in the last one.
        for place in range(len(header)):
            value = row.cells[place] if place < len(row.cells) else None
            _write(sheet, line, place, value, wrong if place in marked else plain)
            if place in marked and notes < MOST_NOTES:
                _note(sheet, line, place, marked[place])
                notes += 1
        reason = harmless(_reasons(row, header))[:LONGEST_CELL]
        sheet.write_string(line, len(header), reason, book.styles["wrong"])
    return book.content()


def _write(sheet: Any, line: int, place: int, value: Value, styles: tuple[Any, Any]) -> None:
    """A cell as it was delivered. styles: of a text, of a number."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if is_number and len(str(value).strip("-").replace(".", "")) <= MOST_DIGITS:
        sheet.write_number(line, place, value, styles[1])
        return
    text = harmless("" if value is None else str(value))[:LONGEST_CELL]
    if text:
        sheet.write_string(line, place, text, styles[0])
    else:
        sheet.write_blank(line, place, None, styles[0])


def _note(sheet: Any, line: int, place: int, remark: Remark) -> None:
    text = harmless("\n".join(part for part in (remark.reason, remark.remedy) if part))
    sheet.write_comment(line, place, text, {"author": "Bagdar", "x_scale": 2})


def to_csv(header: Sequence[str], rows: Iterable[Returned], reasons: str) -> Iterator[bytes]:
    """The same rows as CSV, in pieces, for a file of any length."""
    wide = len(header)
    lines = (
        [*row.cells[:wide], *[None] * (wide - len(row.cells)), _reasons(row, header)]
        for row in rows
    )
    return csv_lines((*header, reasons), lines)
