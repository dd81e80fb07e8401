"""A cell as its file holds it, and the tables that cells stand in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal, NamedTuple

from bagdar.core.declared import safe
from bagdar.core.errors import fault, refuse
from bagdar.core.sheets.limits import Limits

WINDOWS_EPOCH = datetime.combine(date(1899, 12, 30), time())  # as openpyxl's, which loads slowly
SHOWN = 4100  # characters of a cell that are kept to be handed back
CellType = Literal["n", "s", "d", "b", "f", "e"]
Format = Literal["csv", "xlsx", "jsonl"]


class Cell(NamedTuple):
    """A cell as the file holds it.

    type    n number, s text, d date, b yes or no, f formula, e a spreadsheet's error
    format  how a spreadsheet shows a number: 000, 0.00%
    epoch   the day from which the book counts days: of 1900, or of 1904
    """

    value: Any
    type: CellType = "s"
    format: str = ""
    epoch: datetime = WINDOWS_EPOCH

    @property
    def is_empty(self) -> bool:
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())

    @property
    def shown(self) -> str | int | float:
        """As it is handed back: numbers as numbers, everything else as text."""
        if self.type == "n" and isinstance(self.value, (int, float)):
            return self.value
        if isinstance(self.value, datetime) and self.value.time() == time():
            return self.value.date().isoformat()
        if isinstance(self.value, (date, time)):
            return self.value.isoformat()
        return str(self.value)[:SHOWN]


EMPTY = Cell(None)
Line = tuple[int, Sequence[Cell]]  # as the reader's program counts it; no empty cells at its end


@dataclass(frozen=True)
class Sheet:
    """One table of a file.

    title  empty for CSV and JSON Lines
    shown  where it stands, as a fault names it
    line   the header's; 0 for JSON Lines, whose header is every name that any line gives
    lines  read once, while the file is in hand; each without the empty cells at its end
    """

    title: str
    shown: str
    line: int
    header: Sequence[Cell]
    lines: Iterator[Line]

    @property
    def names(self) -> list[str]:
        """The header in words, empty where its cell is."""
        return ["" if cell.is_empty else str(cell.value) for cell in self.header]


@dataclass(frozen=True)
class File:
    """A file in hand.

    sheets  in their order, each to be read before the next is asked for
    hidden  titles of sheets that are left aside because nobody sees them
    """

    format: Format
    sheets: Iterable[Sheet]
    hidden: tuple[str, ...] = ()


def place(shown: str, title: str) -> str:
    """A sheet as a fault names it."""
    return f"{shown} · {safe(title)}" if title else shown


def headed(title: str, shown: str, lines: Iterator[Line], limits: Limits) -> Sheet:
    """A table whose first line is its header. Raises FaultyData where that is too wide."""
    line, header = next(lines, (1, ()))
    sheet = Sheet(title, place(shown, title), line, header, lines)
    if sum(map(bool, sheet.names)) > limits.columns:
        facts = {"count": len(header), "limit": limits.columns}
        refuse(fault("upload_columns", sheet.shown, line, **facts))
    return sheet
