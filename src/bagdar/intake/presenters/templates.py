"""Files to fill in: a form's template, and what the register holds today in the same columns."""

from collections.abc import Mapping, Sequence
from typing import Any

from bagdar.core.sheets.columns import Column, label
from bagdar.core.sheets.csv_out import csv_lines
from bagdar.core.sheets.printing import Book, Printed
from bagdar.intake.presenters.reader import Reader
from bagdar.intake.queries import declared
from bagdar.intake.rules.forms import Form
from bagdar.look import exports

XLSX, CSV = "xlsx", "csv"
TYPES = {XLSX: exports.XLSX_TYPE, CSV: exports.CSV_TYPE}
STEPS = ("fill", "start", "numbers", "formulas", "send")
SHEET = 31
Line = Mapping[str, Any]


def file_name(form: Form, ending: str, *parts: str) -> str:
    return exports.file_name("bagdar", form.name, *parts, ending=ending)


def to_xlsx(form: Form, rows: Sequence[Line], reader: Reader, groups: Sequence[str] = ()) -> bytes:
    """A book with lists to choose from. rows: values by column; groups: of the organisation."""
    columns = declared.columns(form)
    book = Book()
    printed = [_printed(one, reader, groups) for one in columns]
    shown = [_row(one, columns, reader) for one in rows]
    book.table(reader.say(f"intake.form.{form.name}")[:SHEET], printed, shown, frozen=1)
    book.pages(reader.say("intake.sheet.help")[:SHEET], _help(form, columns, reader))
    return book.content()


def _printed(one: Column, reader: Reader, groups: Sequence[str]) -> Printed:
    printed = one.printed(reader.language)
    if one.name == "group" and groups:
        return Printed(**{**printed.__dict__, "labels": tuple(groups)})
    return printed


def _row(row: Line, columns: Sequence[Column], reader: Reader) -> Line:
    return {one.name: _cell(row.get(one.name), one, reader) for one in columns}


def _cell(value: Any, column: Column, reader: Reader) -> Any:
    """A code with its name, as the lists of the book have it."""
    if isinstance(value, bool):
        return reader.say("intake.yes" if value else "intake.no")
    for choice in column.choices:
        if choice.code == value:
            return label(choice, reader.language)
    return value


def _help(form: Form, columns: Sequence[Column], reader: Reader) -> list[tuple[str, str]]:
    say = reader.say
    lines = [(say(f"intake.form.{form.name}"), say(f"intake.form_help.{form.name}")), ("", "")]
    lines += [("", say(f"intake.how.{step}")) for step in STEPS]
    lines.append(("", ""))
    for one in columns:
        title = reader.text(one.title)
        about = reader.text(one.about) if one.about else ""
        example = say("intake.example", value=one.example) if one.example else ""
        told = " ".join(part for part in (about, example) if part)
        lines.append((f"{title} *" if one.required else title, told))
    return lines


def to_csv(form: Form, rows: Sequence[Line], reader: Reader) -> bytes:
    """The same columns under their titles in the reader's language; codes as they are."""
    columns = declared.columns(form)
    header = [reader.text(one.title) for one in columns]
    lines = [[_plain(row.get(one.name), reader) for one in columns] for row in rows]
    return b"".join(csv_lines(header, lines))


def _plain(value: Any, reader: Reader) -> Any:
    return reader.say("intake.yes" if value else "intake.no") if isinstance(value, bool) else value
