"""A file of one form → its rows: every cell as its column declares it, or why it cannot be."""

from collections.abc import Iterator, Sequence
from typing import Any

from bagdar.core.catalogue import Catalogue
from bagdar.core.errors import fault, refuse
from bagdar.core.languages import Language
from bagdar.core.sheets.cells import EMPTY, Cell
from bagdar.core.sheets.cells import Sheet as Read
from bagdar.core.sheets.columns import CellFault, Column, columns_of, known_names, row_of
from bagdar.core.sheets.files import read_file
from bagdar.core.sheets.headers import folded
from bagdar.core.sheets.limits import Limits
from bagdar.intake.rules import places
from bagdar.intake.rules.columns import said
from bagdar.intake.rules.nouns import Finding, Row, Sheet, Told, Value

REASONS = "reasons"  # of a file that we handed back; told, never read


def read(
    columns: Sequence[Column],
    content: bytes,
    shown: str,
    *,
    told: Told,
    limits: Limits,
    language: Language = "kk",
) -> Sheet:
    """The one table of a file that has the form's columns. Raises FaultyData.

    columns   of the form, and what `with_told` adds; language: in which a missing one is named
    """
    known = frozenset(known_names(columns))
    file = read_file(content, shown, limits, known=known, encoding=told.encoding)
    found = None
    for sheet in file.sheets:
        if found is None and _has_columns(sheet, known):
            found = _read(sheet, columns, told, limits, language)
    if found is None:
        refuse(fault("upload_no_table", shown))
    return Sheet(found.header, found.columns, found.rows, file.format, file.hidden)


def with_told(columns: Sequence[Column], words: Catalogue) -> tuple[Column, ...]:
    """The columns of a form, and those that a file of ours may have beside them."""
    told = (
        Column(name, said(words, f"intake.column.{name}"), "told")
        for name in (REASONS, places.COLUMN)
    )
    return (*columns, *told)


def _has_columns(sheet: Read, known: frozenset[str]) -> bool:
    names = [folded(one) for one in sheet.names if one]
    return bool(names) and 2 * sum(one in known for one in names) >= len(names)


def _read(
    sheet: Read, columns: Sequence[Column], told: Told, limits: Limits, language: Language
) -> Sheet:
    heads = columns_of(sheet, columns, language)
    rows: list[Row] = []
    for row in _rows(sheet, heads, told):
        rows.append(row)
        if len(rows) > limits.rows:
            refuse(fault("upload_rows", sheet.shown, row.line, limit=limits.rows))
    names = tuple(one.name if one else "" for one in heads)
    return Sheet(tuple(sheet.names), names, tuple(rows), "")


def _rows(sheet: Read, heads: Sequence[Column | None], told: Told) -> Iterator[Row]:
    from_where = [place for place, name in enumerate(sheet.names) if name == places.COLUMN]
    for line, cells in sheet.lines:
        if all(one.is_empty for one, head in zip(cells, heads, strict=False) if head):
            continue
        values, faults = row_of(heads, cells, told.decimal)
        shown = tuple(None if one.is_empty else one.shown for one in cells)
        findings = tuple(_finding(one) for one in faults)
        yield Row(line, shown, values, findings, _places(cells, from_where))


def _places(cells: Sequence[Cell], from_where: Sequence[int]) -> dict[str, str]:
    found = (cells[one] for one in from_where if one < len(cells))
    return {} if not from_where else places.read(" ".join(str(one.shown) for one in found))


def _finding(one: CellFault) -> Finding:
    return Finding(one.column, f"fault.{one.code}", f"fault.{one.code}.remedy", one.facts)


def row_of_values(columns: Sequence[Column], given: dict[str, Value], told: Told) -> Row:
    """One record, as a page or a system gives it: the same rules as for a row of a file."""
    cells = [_cell(given.get(one.name)) for one in columns]
    values, faults = row_of(columns, cells, told.decimal)
    shown = tuple(None if one.is_empty else one.shown for one in cells)
    return Row(1, shown, values, tuple(_finding(one) for one in faults))


def _cell(value: Any) -> Cell:
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return Cell(value, "b")
    return Cell(value, "n" if isinstance(value, (int, float)) else "s")
