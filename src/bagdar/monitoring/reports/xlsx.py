"""The report as a workbook: a sheet a table, numbers as numbers, the contents first.

What somebody typed is written as text exactly as typed; where a spreadsheet would run it, the
cell carries the program's own mark that it is text, which outlives editing.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from bagdar.core.languages import TIME_ZONE
from bagdar.core.sheets.harmless import harmless
from bagdar.look.tables import Column, Table, cell_text
from bagdar.monitoring.reports import document as model
from bagdar.monitoring.reports.document import Document, plain, said

MOST_LETTERS = 32_767  # that a cell can hold
MOST_DIGITS = 15  # that a spreadsheet's number keeps
MOST_SHEET_NAME = 31
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}


def write(document: Document) -> bytes:
    """The workbook's bytes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        at = document.known_at.astimezone(TIME_ZONE).replace(tzinfo=None)
        title = plain(f"{document.kicker}. {document.title}. {document.subtitle}")
        book.set_properties(
            {"created": at, "author": "Bagdar", "title": title[:255], "subject": document.running}
        )
        _Workbook(book, document).write()
    return out.getvalue()


@dataclass
class _Workbook:
    book: Any
    document: Document
    formats: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def write(self) -> None:
        names = self._sheet_names()
        contents = self.book.add_worksheet(self._contents_name())
        for _, table in self.document.tables():
            sheet = self.book.add_worksheet(names[table.name])
            self._write_table(sheet, table)
        self._write_contents(contents, names)
        self._write_texts(self.book.add_worksheet(names[""]))

    def style(self, **look: Any) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"valign": "top", **look})
        return self.formats[key]

    def _contents_name(self) -> str:
        return _sheet_name(self.document.labels["contents"])

    def _sheet_names(self) -> Mapping[str, str]:
        """Table → sheet: the number of its section and its title; "" → the sheet of texts."""
        numbers = {section.name: number for number, section in self.document.headings()}
        names: dict[str, str] = {}
        taken = {self._contents_name().lower()}
        wanted = [
            (table.name, f"{numbers[section.name]} {said(table.title, self.document.language)}")
            for section, table in self.document.tables()
        ]
        for key, title in [*wanted, ("", self.document.labels["sheet"])]:
            name = _sheet_name(title)
            place = 2
            while name.lower() in taken:
                ending = f" ({place})"
                name = _sheet_name(title)[: MOST_SHEET_NAME - len(ending)].strip() + ending
                place += 1
            taken.add(name.lower())
            names[key] = name
        return names

    # --- a table --------------------------------------------------------------------------------

    def _write_table(self, sheet: Any, exact: Table) -> None:
        document, table = self.document, model.settled(exact)
        top = self._write_head(sheet, said(table.title, document.language))
        for place, title in enumerate(model.titles(table, document.language)):
            look = self.style(bold=True, text_wrap=True, bg_color="#f1f5f6", bottom=1)
            sheet.write_string(top, place, title, look)
            sheet.set_column(place, place, self._width(table, table.columns[place]))
        for line, row in enumerate(table.rows, start=top + 1):
            for place, column in enumerate(table.columns):
                self._write_cell(sheet, line, place, row.get(column.key), column)
        below = self._write_totals(sheet, top + 1 + len(table.rows), exact)
        if not table.rows:
            empty = said(table.empty, document.language) or document.labels["nothing"]
            self._write_text(sheet, below, 0, empty)
            below += 1
        if table.note:
            self._write_text(sheet, below + 1, 0, said(table.note, document.language))
        sheet.freeze_panes(top + 1, 0)
        self._prepare_print(sheet, top)

    def _write_head(self, sheet: Any, title: str) -> int:
        """The title, what the sheet belongs to, and whether its figures are real."""
        document = self.document
        self._write_text(sheet, 0, 0, title, bold=True, font_size=13)
        self._write_text(sheet, 1, 0, document.running, font_color="#4a5a68")
        line = 2
        if document.tag:
            self._write_text(sheet, line, 0, document.tag, bold=True, font_color="#855600")
            line += 1
        link = f"internal:'{self._contents_name()}'!A1"
        look = self.style(font_color="#00718f", underline=1)
        sheet.write_url(line, 0, link, look, document.labels["to_contents"])
        return line + 2

    def _prepare_print(self, sheet: Any, top: int) -> None:
        document = self.document
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)
        tag = f" · {document.tag}" if document.tag else ""
        sheet.set_header(_header_text(f"{document.running}{tag}"))
        sheet.set_footer(f"&R{document.labels['page']} &P {document.labels['of']} &N")

    def _write_cell(self, sheet: Any, line: int, place: int, value: Any, column: Column) -> None:
        language = self.document.language
        if value is None or value == "":
            return
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            if column.is_number and len(Decimal(value).as_tuple().digits) <= MOST_DIGITS:
                sheet.write_number(line, place, value, self.style(num_format=_number(column)))
                return
            if not column.is_number:
                sheet.write_number(line, place, value, self.style(num_format="0"))
                return
        if isinstance(value, date) and not isinstance(value, datetime):
            sheet.write_datetime(line, place, value, self.style(num_format="dd.mm.yyyy"))
            return
        tone = model.cell(value, column, language).tone
        look = {} if tone == "plain" else {"bold": True, "font_color": TONES[tone]}
        self._write_text(sheet, line, place, cell_text(value, column, language), **look)

    def _write_text(self, sheet: Any, line: int, place: int, text: str, **look: Any) -> None:
        shown = plain(text)[:MOST_LETTERS]
        if "text_wrap" not in look and "font_size" not in look and place:
            look["text_wrap"] = True
        if harmless(shown) != shown:
            look["quote_prefix"] = True
        sheet.write_string(line, place, shown, self.style(**look))

    def _write_totals(self, sheet: Any, line: int, table: Table) -> int:
        if model.totals(table, self.document.language) is None:
            return line
        for place, column in enumerate(table.columns):
            if column.total:
                look = self.style(bold=True, top=1, num_format=_number(column))
                sheet.write_number(line, place, model.rounded_total(table, column), look)
            elif place == 0:
                self._write_text(sheet, line, 0, self.document.labels["total"], bold=True, top=1)
        return line + 1

    def _width(self, table: Table, column: Column) -> float:
        language = self.document.language
        cells = (cell_text(row.get(column.key), column, language) for row in table.rows)
        longest = max(map(len, cells), default=0)
        return min(60 if column.wide else 28, max(11, longest + 2))

    # --- contents, and what is said in words ------------------------------------------------------

    def _write_contents(self, sheet: Any, names: Mapping[str, str]) -> None:
        document = self.document
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 100)
        self._write_text(sheet, 0, 0, document.kicker, font_color="#00718f", bold=True)
        self._write_text(sheet, 1, 0, document.title, bold=True, font_size=16)
        self._write_text(sheet, 2, 0, document.subtitle, font_size=12)
        line = 4
        if document.mark:
            self._write_text(sheet, line, 0, document.mark, bold=True, font_color="#855600")
            line += 2
        for label, value in document.facts:
            self._write_text(sheet, line, 0, label, font_color="#4a5a68")
            self._write_text(sheet, line, 1, value)
            line += 1
        line += 1
        self._write_text(sheet, line, 0, document.labels["contents"], bold=True)
        link = self.style(font_color="#00718f", underline=1)
        listed = [(table.name, said(table.title, document.language)) for _, table in
                  document.tables()] + [("", document.labels["sheet"])]  # fmt: skip
        for key, title in listed:
            line += 1
            sheet.write_url(line, 0, f"internal:'{names[key]}'!A1", link, names[key])
            self._write_text(sheet, line, 1, title)
        self._prepare_print(sheet, 0)

    def _write_texts(self, sheet: Any) -> None:
        """Every paragraph, chart in words and source, section by section."""
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, 1, 110)
        line = self._write_head(sheet, self.document.labels["sheet"])
        for number, section in self.document.headings():
            self._write_text(sheet, line, 0, f"{number} {section.title}", bold=True)
            line += 1
            for label, text in _texts(section, self.document):
                self._write_text(sheet, line, 0, label)
                self._write_text(sheet, line, 1, text, text_wrap=True)
                line += 1
        self._prepare_print(sheet, 0)


TONES = {"sky": "#00718f", "gold": "#855600", "good": "#1b6e40", "bad": "#b3261e"}


def _number(column: Column) -> str:
    if column.places is None:
        return "General"
    return "#,##0" + ("." + "0" * column.places if column.places else "")


def _texts(section: model.Section, document: Document) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for part in section.parts:
        if isinstance(part, model.Text):
            found.append(("", part.text))
        elif isinstance(part, model.Pictures):
            found += [
                (said(one.title, document.language), said(one.summary, document.language))
                for one in part.charts
            ]
        elif isinstance(part, model.Sources):
            found += [
                (one.label, " ".join(filter(None, (one.text, one.href)))) for one in part.items
            ]
    return found


def _header_text(text: str) -> str:
    """A printed page's header: an ampersand is doubled, at most 255 letters."""
    return f"&L{plain(text).replace('&', '&&')[:240]}"


def _sheet_name(title: str) -> str:
    """At most 31 letters, none of those that a sheet's name may not hold."""
    kept = "".join(" " if one in "[]:*?/\\'" else one for one in plain(title).replace("\n", " "))
    return kept.strip(" =+-@")[:MOST_SHEET_NAME].strip() or "1"
