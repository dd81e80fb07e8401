"""Books that we hand out to be filled in: titles, notes, lists to choose from, formats.

What a spreadsheet program lets in by these formats and lists is checked again when it comes back.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import xlsxwriter

from bagdar.core.sheets.books import LISTS
from bagdar.core.sheets.harmless import harmless
from bagdar.core.sheets.values import LARGEST

Style = Literal["text", "number", "year", "day", "told", "wrong"]
LONGEST_CELL = 32_767  # characters that a spreadsheet cell can hold
SPARE = 200  # rows below the last one that have the columns' formats and lists too
_LONGEST_LIST = 255  # characters of a list within a rule; a longer one stands in a sheet
_LONGEST_NOTE = 1000
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True)
class Printed:
    """One column as a book shows it, in one language.

    style   told: for whoever fills it in, never read; wrong: why a row came back
    note    shown at the title
    labels  what may be chosen; listed: where they stand, if another sheet holds them already
    least   of a number; None: minus the largest
    """

    name: str
    title: str
    style: Style = "text"
    required: bool = False
    width: int = 0
    note: str = ""
    labels: tuple[str, ...] = ()
    listed: str = ""
    least: Decimal | None = None
    largest: Decimal = LARGEST
    first_day: date = FIRST_DAY
    last_day: date = LAST_DAY

    @property
    def is_read(self) -> bool:
        return self.style not in ("told", "wrong")


class Book:
    """Writes the sheets of one book, then gives its bytes. Nothing in it is run.

    streamed  rows go to a temporary file as they come: for a book of many thousand rows
    """

    def __init__(self, *, streamed: bool = False) -> None:
        self._out = io.BytesIO()
        options = {**OPTIONS, ("constant_memory" if streamed else "in_memory"): True}
        self.book = xlsxwriter.Workbook(self._out, options)
        self.book.set_properties({"created": datetime(2000, 1, 1), "author": "Bagdar"})  # noqa: DTZ001
        self._lists: list[tuple[str, ...]] = []
        edge = {"border": 1, "border_color": "#B8C4CC", "valign": "top", "text_wrap": True}
        quiet = {**edge, "font_color": "#555555", "bg_color": "#F6F6F6"}
        self.head = self.book.add_format({**edge, "bold": True, "bg_color": "#DCEFF5"})
        self.head_told = self.book.add_format({**edge, "bold": True, "bg_color": "#ECECEC"})
        self.told_day = self.book.add_format({**quiet, "num_format": "yyyy-mm-dd"})
        self.styles: Mapping[Style, Any] = {
            "text": self.book.add_format({**edge, "num_format": "@"}),
            "number": self.book.add_format({**edge, "num_format": "0.######"}),
            "year": self.book.add_format({**edge, "num_format": "0"}),
            "day": self.book.add_format({**edge, "num_format": "yyyy-mm-dd"}),
            "told": self.book.add_format(quiet),
            "wrong": self.book.add_format({**edge, "font_color": "#9B1C1C"}),
        }
        self.bold = self.book.add_format({"bold": True, "valign": "top"})
        self.wrap = self.book.add_format({"text_wrap": True, "valign": "top"})

    def table(
        self,
        title: str,
        columns: Sequence[Printed],
        rows: Sequence[Mapping[str, Any]] = (),
        *,
        frozen: int = 0,
        spare: int = SPARE,
    ) -> None:
        """A sheet with a header, its rows by the columns' names, and empty ones to fill in."""
        sheet = self.book.add_worksheet(title)
        sheet.freeze_panes(1, frozen)
        last = len(rows) + spare
        for place, column in enumerate(columns):
            self._header(sheet, place, column)
            told = self._rule(column)
            if told:
                sheet.data_validation(1, place, last, place, {**told, "ignore_blank": True})
        for line in range(1, last + 1):
            row = rows[line - 1] if line <= len(rows) else {}
            for place, column in enumerate(columns):
                self._cell(sheet, line, place, row.get(column.name), column)

    def _header(self, sheet: Any, place: int, column: Printed) -> None:
        style = self.head if column.is_read else self.head_told
        title = f"{column.title} *" if column.required else column.title
        sheet.set_column(place, place, column.width or max(11, min(24, len(column.title) + 3)))
        sheet.write_string(0, place, title, style)
        if column.note:
            note = harmless(column.note)[:_LONGEST_NOTE]
            sheet.write_comment(0, place, note, {"author": "Bagdar", "x_scale": 2})

    def _cell(self, sheet: Any, line: int, place: int, value: Any, column: Printed) -> None:
        style = self.styles[column.style]
        if value is None or value == "":
            sheet.write_blank(line, place, None, style)
        elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            sheet.write_number(line, place, value, style)
        elif isinstance(value, date):
            day = self.styles["day"] if column.is_read else self.told_day
            sheet.write_datetime(line, place, value, day)
        else:
            sheet.write_string(line, place, harmless(str(value))[:LONGEST_CELL], style)

    def _rule(self, column: Printed) -> Mapping[str, Any] | None:
        """What a spreadsheet program lets in."""
        if column.listed:
            return {"validate": "list", "source": column.listed}
        if column.labels:
            return {"validate": "list", "source": self._list(column.labels)}
        if column.style == "number":
            least = float(column.least if column.least is not None else -column.largest)
            bounds = {"minimum": least, "maximum": float(column.largest)}
            return {"validate": "decimal", "criteria": "between", **bounds}
        if column.style == "day":
            days = {"minimum": column.first_day, "maximum": column.last_day}
            return {"validate": "date", "criteria": "between", **days}
        return None

    def _list(self, labels: tuple[str, ...]) -> list[str] | str:
        """Labels within the rule where they have place there, else a range of a hidden sheet."""
        if len(",".join(labels)) <= _LONGEST_LIST and not any("," in one for one in labels):
            return list(labels)
        if labels not in self._lists:
            self._lists.append(labels)
        place = xlsxwriter.utility.xl_col_to_name(self._lists.index(labels))
        return f"={LISTS}!${place}$1:${place}${len(labels)}"

    def pages(
        self, title: str, lines: Iterable[tuple[str, str]], listed: Sequence[str] = ()
    ) -> None:
        """A sheet of text: a bold label and its words a line. listed: texts of column D."""
        sheet = self.book.add_worksheet(title)
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 90)
        sheet.set_column(3, 3, 34)
        given = list(lines)
        for place in range(max(len(given), len(listed))):
            if place < len(given):
                sheet.write_string(place, 0, harmless(given[place][0]), self.bold)
                sheet.write_string(place, 1, harmless(given[place][1]), self.wrap)
            if place < len(listed):
                sheet.write_string(place, 3, listed[place], self.wrap if place else self.bold)

    def content(self) -> bytes:
        """The finished book."""
        if self._lists:
            sheet = self.book.add_worksheet(LISTS)
            sheet.hide()
            for line in range(max(map(len, self._lists))):
                for place, labels in enumerate(self._lists):
                    if line < len(labels):
                        sheet.write_string(line, place, harmless(labels[line])[:LONGEST_CELL])
        self.book.close()
        return self._out.getvalue()
