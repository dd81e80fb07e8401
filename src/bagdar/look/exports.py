"""Tables as files. What a spreadsheet would run is turned into plain text first."""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter

from bagdar.core.languages import TIME_ZONE, Language, show
from bagdar.core.sheets.harmless import harmless, is_control
from bagdar.look.tables import Column, Mark, Shown

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAX_CELL = 32_767  # characters that a spreadsheet cell can hold

Facts = Sequence[tuple[str, str]]  # what the "About" sheet says: label, value


def file_name(*parts: str, ending: str) -> str:
    """A name of letters, digits, dots and hyphens that starts with a letter or digit."""
    text = "-".join(part for part in parts if part)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9.@]+", "-", plain).replace("@", "-").strip("-.")
    return f"{name[:80] or 'bagdar'}.{ending}"


def header(column: Column, language: Language) -> str:
    """A column's title with its unit: Сомасы, млн теңге."""
    title = show(column.title, language)
    return f"{title}, {show(column.unit, language)}" if column.unit else title


def to_csv(shown: Shown, mark: tuple[str, str] | None = None) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads Kazakh letters; numbers with a point.

    mark  title and text of a last column that says in every row that the data are not real
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    titles = [harmless(header(column, shown.language)) for column in shown.table.columns]
    writer.writerow(titles + ([mark[0]] if mark else []))
    for row in shown.rows:
        cells = [_csv_cell(row.get(column.key), shown.language) for column in shown.table.columns]
        writer.writerow(cells + ([mark[1]] if mark else []))
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def _csv_cell(value: object, language: Language) -> str:
    if value is None:
        return ""
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return harmless(_text(value, language))


def _text(value: object, language: Language) -> str:
    return show(value.text if isinstance(value, Mark) else value, language)


def to_xlsx(shown: Shown, about: Facts, about_title: str) -> bytes:
    """A workbook: the table with a frozen header, and a sheet that says where it comes from."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "dd.mm.yyyy",
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(out, options) as book:
        # The same table gives the same bytes on every day.
        book.set_properties({"created": datetime(2000, 1, 1), "author": "Bagdar"})  # noqa: DTZ001
        _write_table(book, shown)
        _write_about(book, shown, about, about_title)
    return out.getvalue()


def _write_table(book: xlsxwriter.Workbook, shown: Shown) -> None:
    sheet = book.add_worksheet(_sheet_name(show(shown.table.title, shown.language)))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(shown.table.columns):
        sheet.write_string(0, place, harmless(header(column, shown.language)), bold)
        sheet.set_column(place, place, _width(shown, column))
        style = book.add_format(_style(column))
        for line, row in enumerate(shown.rows, start=1):
            _write_cell(sheet, line, place, row.get(column.key), style, shown.language)
    if shown.rows:
        sheet.autofilter(0, 0, len(shown.rows), len(shown.table.columns) - 1)


def _style(column: Column) -> Mapping[str, object]:
    if column.kind == "number":
        fraction = "." + "0" * column.places if column.places else ""
        return {} if column.places is None else {"num_format": f"#,##0{fraction}"}
    if column.kind == "date":
        return {"num_format": "dd.mm.yyyy"}
    return {"text_wrap": column.wide, "valign": "top"}


def _write_cell(sheet, line: int, place: int, value: object, style, language: Language) -> None:  # type: ignore[no-untyped-def]
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_string(line, place, show(value, language), style)
    elif isinstance(value, (int, Decimal)):
        sheet.write_number(line, place, value, style)
    elif isinstance(value, datetime):
        sheet.write_datetime(line, place, value.astimezone(TIME_ZONE), style)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, style)
    else:
        sheet.write_string(line, place, harmless(_text(value, language))[:_MAX_CELL], style)


def _width(shown: Shown, column: Column) -> int:
    """In characters: as wide as its longest cell, within reason."""
    if column.wide:
        return 60
    longest = max((len(shown.text(column, row)) for row in shown.rows), default=0)
    return max(8, min(40, longest + 2), min(16, len(header(column, shown.language)) + 2))


def _write_about(book: xlsxwriter.Workbook, shown: Shown, about: Facts, about_title: str) -> None:
    table_name = _sheet_name(show(shown.table.title, shown.language))
    sheet = book.add_worksheet(_sheet_name(about_title, taken=table_name))
    bold = book.add_format({"bold": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    note = shown.table.note
    lines = [*about, *([("", show(note, shown.language))] if note else [])]
    for place, (label, value) in enumerate(lines):
        sheet.write_string(place, 0, harmless(label), bold)
        sheet.write_string(place, 1, harmless(value)[:_MAX_CELL], wrap)


def _sheet_name(title: str, taken: str = "") -> str:
    """At most 31 characters, none that a sheet's name may not hold, and not the one taken."""
    seen = "".join(letter for letter in title if not is_control(letter))
    name = re.sub(r"[\[\]:*?/\\']", " ", seen).lstrip(" \u00a0\u202f=+-@＝＋－＠")[:31].strip()
    if not name or name.lower() in ("history", taken.lower()):  # Excel keeps "History" to itself
        return f"{name[:29]} 2".strip()
    return name
