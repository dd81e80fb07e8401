"""A table as values: what it holds, and how a reader has sorted and filtered it.

Pure: no request, no database. The template and the exports both read the same Shown.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from bagdar.core.languages import (
    EMPTY,
    Language,
    Words,
    format_date,
    format_day,
    format_instant,
    format_number,
    show,
)
from bagdar.core.text import skeleton

Kind = Literal["text", "number", "code", "date", "year"]
Text = str | Words

# Kazakh letters in the order of the Kazakh alphabet; code points would put ә after я.
_ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_PLACE = {letter: chr(0x0430 + place) for place, letter in enumerate(_ALPHABET)}


@dataclass(frozen=True)
class Column:
    """One column of a table.

    key    names the value in each row
    unit   said once, in the header
    places digits after the mark; None shows those that each number has
    link   the row's key that holds the address behind the cell; an empty address gives no link
    wide   long wordings: takes the room that is left
    total  numbers only: the footer adds up the rows that are shown
    """

    key: str
    title: Text
    kind: Kind = "text"
    unit: Text | None = None
    places: int | None = None
    link: str | None = None
    wide: bool = False
    total: bool = False

    @property
    def is_number(self) -> bool:
        return self.kind == "number"


@dataclass(frozen=True)
class Mark:
    """A short word in a cell with a tone: `bad` and `good` are judgements, never colour alone."""

    text: Text
    tone: Literal["plain", "sky", "gold", "good", "bad"] = "plain"


@dataclass(frozen=True)
class Spark:
    """A small line in a cell. words: the path in words, read out and written to files."""

    points: Sequence[Decimal] | Mapping[int, Decimal]
    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Table:
    """A table that can be sorted, filtered, copied and downloaded.

    name   letters, digits and hyphens; unique on its page, and part of its addresses
    rows   dicts from a column's key to str, int, Decimal, date, Words, Mark, Spark or None (as –)
    note   a sentence below it
    empty  what to do when there is no row at all
    sort   the order in which it first appears, "column" or "-column"; None: as given
    find   whether a filter field is offered; None: from ten rows on
    """

    name: str
    title: Text
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]
    note: Text | None = None
    empty: Text | None = None
    sort: str | None = None
    find: bool | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z0-9_-]+", self.name):
            raise ValueError(f"{self.name!r} cannot stand in an address: use a-z, 0-9, - and _")

    def column(self, key: str) -> Column | None:
        return next((column for column in self.columns if column.key == key), None)


@dataclass(frozen=True)
class Shown:
    """A table as one reader sees it.

    rows  after filtering, in the order asked for
    sort  the order that holds, "column" or "-column"; None: as given
    """

    table: Table
    language: Language
    rows: Sequence[Mapping[str, Any]]
    sort: str | None = None
    find: str = ""
    totals: Mapping[str, Decimal] = field(default_factory=dict)

    def text(self, column: Column, row: Mapping[str, Any]) -> str:
        return cell_text(row.get(column.key), column, self.language)


def arrange(table: Table, language: Language, sort: str | None = None, find: str = "") -> Shown:
    """A table filtered and sorted. An order that names no column is taken as none."""
    rows = [row for row in table.rows if _matches(table, row, find, language)]
    order = sort if sort and table.column(sort.removeprefix("-")) else table.sort
    if order:
        rows = _sorted(rows, table.column(order.removeprefix("-")), order[0] == "-", language)
    totals = {column.key: _total(rows, column.key) for column in table.columns if column.total}
    return Shown(table, language, rows, order, find, totals)


def _matches(table: Table, row: Mapping[str, Any], find: str, language: Language) -> bool:
    wanted = skeleton(find).split()
    if not wanted:
        return True
    cells = (cell_text(row.get(column.key), column, language) for column in table.columns)
    text = skeleton(" ".join(cells))
    return all(word in text for word in wanted)


def _sorted(
    rows: Sequence[Mapping[str, Any]], column: Column | None, down: bool, language: Language
) -> list[Mapping[str, Any]]:
    """Stable in both directions; a cell without a value stays last in both."""
    assert column is not None
    filled = [row for row in rows if row.get(column.key) is not None]
    hollow = [row for row in rows if row.get(column.key) is None]
    filled.sort(key=lambda row: sort_key(row[column.key], language), reverse=down)
    return filled + hollow


def sort_key(value: object, language: Language) -> tuple[Any, ...]:
    """Numbers as numbers, days as days, texts by the Kazakh alphabet with numbers in them."""
    if isinstance(value, (bool, int, Decimal)):
        return (0, Decimal(value))
    if isinstance(value, datetime):
        return (1, value.isoformat())
    if isinstance(value, date):
        return (1, value.isoformat())
    text = value.text if isinstance(value, Mark) else value
    return (2, _natural(show(text, language)))


def _natural(text: str) -> list[tuple[int, int, str]]:
    """T1.2 before T1.10; ә after а."""
    parts = re.split(r"(\d+)", text.lower())
    spelled = ("".join(_PLACE.get(letter, letter) for letter in part) for part in parts)
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in spelled]


def _total(rows: Sequence[Mapping[str, Any]], key: str) -> Decimal:
    values = (row.get(key) for row in rows)
    return sum((Decimal(value) for value in values if value is not None), Decimal(0))


def cell_text(value: object, column: Column, language: Language) -> str:
    """A cell as a person reads it; numbers with thin spaces, years without."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, Mark):
        return show(value.text, language)
    if isinstance(value, bool):
        return show(value, language)
    if isinstance(value, (int, Decimal)):
        if column.kind == "number":
            return format_number(value, language, column.places)
        return str(value)
    if isinstance(value, datetime):
        return format_instant(value, language)
    if isinstance(value, date):
        return format_day(value) if column.kind == "date" else format_date(value, language)
    return show(value, language)
