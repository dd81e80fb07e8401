"""A CSV file's text: which separator, which cells. `core.encodings` says how bytes become text."""

import csv
import re
from collections.abc import Callable, Iterator

from bagdar.core.errors import fault, refuse

SEPARATORS = (";", "\t", ",")
# Marks in one row beyond which it is none of ours, whatever is quoted: a cell costs a hundred
# bytes once it is cut out, and the file only two.
_MOST_MARKS = 10_000
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")

# One field may be as long as a whole file that comes over the web: the column's own bound then
# names the cell, where the reader's would lose the rest of the file.
csv.field_size_limit(64 * 1024 * 1024)


def lines_of(text: str) -> Iterator[str]:
    """The lines of a text with their ends, cut one by one: a copy of a large file is dear."""
    return (found[0] for found in _LINE.finditer(text))


def separator(text: str, known: frozenset[str], fold: Callable[[str], str]) -> str | None:
    """The mark that cuts the header into most known names; None where none gives two of them.

    known  folded; where there are none, the mark that cuts it into most pieces
    """
    first = text.lstrip("\r\n")[:20_000].splitlines()[0] if text.strip() else ""
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4]
    if not known:
        return max(SEPARATORS, key=first.count) if first else None
    hits = {
        mark: sum(fold(cell.strip(' "')) in known for cell in first.split(mark))
        for mark in SEPARATORS
    }
    best = max(hits, key=lambda mark: hits[mark])
    return best if hits[best] > 1 else None


def records(
    text: str, mark: str, shown: str, *, most_lines: int, most_cells: int
) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of every row that is not empty, without the empty cells at its end.

    Raises FaultyData where quotes go wrong, and where it is longer or wider than may be.
    """
    lines = _Lines(text, mark, shown, most_cells)
    reader = csv.reader(lines, delimiter=mark, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            refuse(fault("upload_quotes", shown, line))
        if line > most_lines:
            refuse(fault("upload_rows", shown, line, limit=most_lines))
        while cells and not cells[-1].strip():
            cells.pop()
        if cells and not _says_separator(cells, line):
            yield line, cells
        line = reader.line_num + 1
        lines.marks = 0


class _Lines:
    """The lines of a text. Raises FaultyData where one row has more marks than a row can have.

    marks  in the row that is being read, which goes on over line breaks within quotes
    """

    def __init__(self, text: str, mark: str, shown: str, most_cells: int) -> None:
        self._lines = enumerate(lines_of(text), start=1)
        self._mark, self._shown, self._most_cells = mark, shown, most_cells
        self.marks = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        number, line = next(self._lines)
        self.marks += line.count(self._mark)
        if self.marks > _MOST_MARKS:
            facts = {"count": self.marks + 1, "limit": self._most_cells}
            refuse(fault("upload_columns", self._shown, number, **facts))
        return line


def _says_separator(cells: list[str], line: int) -> bool:
    return line == 1 and cells[0].lower().startswith("sep=")
