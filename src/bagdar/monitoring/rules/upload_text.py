"""A CSV file's text: which encoding, which separator, which cells.

UTF-8 with or without a byte order mark and UTF-16 with one are read. Every other encoding is
refused with a guess, and read only when the sender says which one it is: KZ-1048 read as
windows-1251 gives plausible wrong names without an error, so nothing is ever converted silently.
"""

import csv
import io
from collections.abc import Iterator
from typing import Literal, NoReturn, get_args

from bagdar.core.errors import Fault, FaultyData

Encoding = Literal["utf-8", "utf-16", "windows-1251", "kz-1048", "cp866"]
ENCODINGS: tuple[Encoding, ...] = get_args(Encoding)
_CODECS = {"windows-1251": "cp1251", "kz-1048": "kz1048", "utf-8": "utf-8-sig"}
_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# Where KZ-1048 has a Kazakh letter, windows-1251 has one that neither Kazakh nor Russian uses.
_KAZAKH = "ҚҺқһҰұӘӨҒҮөғәҢңү".encode("kz1048")
_COMMON = "оеаинтсрвлкдмпуыіәқңғүұө"
SEPARATORS = (";", "\t", ",")
_HEAD = 200_000  # characters in which what the whole text is like is looked for
# Marks in one row beyond which it is none of ours, whatever is quoted: a cell costs a hundred
# bytes once it is cut out, and the file only two.
_MOST_MARKS = 10_000

# A file is at most a few mebibytes, so one field may be as long as all of it: the column's own
# bound then names the cell, where the reader's would lose the rest of the file.
csv.field_size_limit(64 * 1024 * 1024)


def refuse(found: Fault) -> NoReturn:
    """Raises FaultyData for a file that cannot be read at all."""
    raise FaultyData([found])


def fault(code: str, shown: str, line: int | None = None, **facts: object) -> Fault:
    return Fault(code, shown, line, None, facts)


def decoded(content: bytes, shown: str, encoding: Encoding | None) -> str:
    """The text. encoding: as the sender says; None: nobody said. Raises FaultyData."""
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    if encoding in ("windows-1251", "kz-1048", "cp866"):
        return _as_told(content, shown, encoding)
    if marked == "UTF-32" or (marked is None and _has_no_mark(content)):
        refuse(fault("upload_encoding", shown, guess=marked or "UTF-16"))
    if encoding == "utf-8" and marked:
        refuse(fault("upload_encoding", shown, guess="UTF-16"))
    try:
        text = content.decode("utf-16" if marked or encoding == "utf-16" else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        refuse(fault("upload_encoding", shown, line, guess="UTF-16" if marked else guess(content)))
    return _checked(text, shown)


def _as_told(content: bytes, shown: str, encoding: Encoding) -> str:
    likely = guess(content)
    if likely != encoding and not (encoding == "kz-1048" and likely == "windows-1251"):
        refuse(fault("upload_encoding_told", shown, told=encoding, guess=likely))
    try:
        return _checked(content.decode(_CODECS.get(encoding, encoding)), shown)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        refuse(fault("upload_encoding_told", shown, line, told=encoding, guess=likely))


def _checked(text: str, shown: str) -> str:
    if "\x00" in text:
        raise FaultyData([Fault("null_byte", shown, line_at(text, text.index("\x00")))])
    twice = _decoded_twice(text)
    if twice is not None:
        refuse(fault("upload_twice_encoded", shown, line_at(text, twice)))
    return text.removeprefix("\ufeff")


def _has_no_mark(content: bytes) -> bool:
    """UTF-16 without a mark: every other byte of the header is zero."""
    head = content[:200]
    return len(head) > 3 and head.count(0) * 3 > len(head)


def guess(content: bytes) -> str:
    """What a text that says nothing of its encoding is likely to be.

    windows-1251 and KZ-1048 differ in sixteen letters only. Where one of the Kazakh ones stands,
    it is KZ-1048; where none does, both read the same.
    """
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    if _score(content, "cp866") > _score(content, "kz1048"):
        return "cp866"
    return "kz-1048" if _count(content, _KAZAKH) else "windows-1251"


def _score(content: bytes, codec: str) -> int:
    return _count(content, _COMMON.encode(codec, "ignore"))


def _count(content: bytes, of: bytes) -> int:
    """How many bytes of the content are among some; a few milliseconds a mebibyte."""
    return len(content) - len(content.translate(None, of))


def _decoded_twice(text: str) -> int | None:
    """Where a text begins that was read in a one-byte encoding and saved as UTF-8 again: Ð°, Р°."""
    lines = text[:_HEAD].splitlines(keepends=True)
    for number, line in enumerate(lines[:50]):
        for codec in ("cp1251", "cp1252", "latin-1"):
            try:
                back = line.encode(codec).decode("utf-8")
            except (UnicodeEncodeError, UnicodeDecodeError):
                continue
            gained = sum("\u0400" <= letter <= "\u04ff" for letter in back)
            if gained >= 4 and len(back) < len(line):
                return sum(map(len, lines[:number]))
    return None


def line_at(text: str, index: int) -> int:
    return text.count("\n", 0, index) + 1


# --- separators and cells ---------------------------------------------------------------------


def separator(text: str, known: frozenset[str], fold) -> str | None:  # type: ignore[no-untyped-def]
    """The mark that cuts the header into most known names; None where none gives two of them."""
    first = text.lstrip("\r\n")[:20_000].splitlines()[0] if text.strip() else ""
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4]
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
        self._lines = enumerate(io.StringIO(text, newline=""), start=1)
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
