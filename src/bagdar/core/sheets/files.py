"""A file of any kind → its sheets. What makes a whole file unreadable raises FaultyData.

Nothing is taken at its name: the content says whether it is a book, a text or something else, and
in a text the encoding is the one that its sender told, or UTF-8, or it is refused with a guess.
"""

from collections.abc import Collection

from bagdar.core import encodings
from bagdar.core.encodings import Encoding
from bagdar.core.errors import fault, refuse
from bagdar.core.sheets import books, csv_text, json_lines
from bagdar.core.sheets.cells import Cell, File, Format, headed
from bagdar.core.sheets.headers import folded
from bagdar.core.sheets.limits import LIMITS, Limits

_OTHERS = (b"%PDF", b"{\\rtf", b"<html", b"<!DOC", b"\x89PNG", b"\xff\xd8\xff")
_BLANK = b" \t\r\n\x00"


def read_file(
    content: bytes,
    shown: str,
    limits: Limits = LIMITS,
    *,
    known: Collection[str] = (),
    encoding: Encoding | None = None,
    formats: Collection[Format] = ("csv", "xlsx", "jsonl"),
) -> File:
    """A file in hand, its lines still to be read. Raises FaultyData, from its lines too.

    shown     the file as its reader knows it; never a name that holds a personal value
    known     folded names of columns by which a text's separator is told; none: what cuts most
    encoding  of a text, as its sender says; None: nobody said
    """
    if not content[:4096].strip(_BLANK) and not content.strip(_BLANK):
        refuse(fault("empty_file", shown))
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        if "xlsx" not in formats:
            refuse(fault("upload_not_a_table", shown))
        return books.opened(content, shown, limits)
    if content.startswith(_OTHERS):
        refuse(fault("upload_not_a_table", shown))
    text = encodings.decoded(content, shown, encoding)
    if "jsonl" in formats and text[:4096].lstrip().startswith(("{", "[")):
        return json_lines.opened(text, shown, limits)
    return _csv(text, shown, frozenset(known), limits)


def _csv(text: str, shown: str, known: frozenset[str], limits: Limits) -> File:
    mark = csv_text.separator(text, known, folded)
    if mark is None:
        refuse(fault("upload_no_table", shown))
    bounds = {"most_lines": limits.lines, "most_cells": limits.columns}
    lines = (
        (line, [Cell(cell) for cell in cells])
        for line, cells in csv_text.records(text, mark, shown, **bounds)
    )
    return File("csv", [headed("", shown, lines, limits)])
