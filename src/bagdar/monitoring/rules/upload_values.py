"""A cell of a file → the value that its column declares, or why it cannot be one.

Nothing is guessed: a number typed as text has the decimal mark that the sender declared, a cell
that a spreadsheet turned into a date or a percentage is handed back, and a code keeps its zeros.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import urlsplit

from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel

from bagdar.core.catalogue import Catalogue
from bagdar.core.declared import safe
from bagdar.core.encodings import Encoding
from bagdar.core.errors import Phrase
from bagdar.core.languages import LANGUAGES
from bagdar.monitoring.rules.declared import Document
from bagdar.monitoring.rules.templates import FIRST_YEAR, LARGEST, LAST_YEAR, Column, folded

PLACES = 6  # digits after the mark that a figure can hold
SHOWN = 4100  # characters of a cell that are kept to be handed back
_NUMBER = re.compile(r"[+-]?[0-9]+(?:([.,])([0-9]+))?")
_GROUPED = re.compile(r"(?<=[0-9])[ \u00a0\u202f\u2009](?=[0-9]{3}(?![0-9]))")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)|(\d\d?)\.(\d\d?)\.(\d{4})", re.ASCII)
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")
YES = ("yes", "иә", "да", "true", "1")

CellFault = tuple[str, str, Mapping[str, object]]  # column, code, facts


@dataclass(frozen=True)
class How:
    """What the sender says of a file. kind: of a CSV's rows; None: its header tells."""

    kind: Literal["milestones", "indicators", "money"] | None = None
    encoding: Encoding | None = None
    decimal: Literal[",", "."] = ","

    @property
    def key(self) -> str:
        """Empty where the sender said nothing: part of what tells two deliveries apart."""
        said = (self.kind or "", self.encoding or "", "" if self.decimal == "," else ".")
        return "|".join(said) if any(said) else ""


CellType = Literal["n", "s", "d", "b", "f", "e"]


@dataclass(frozen=True)
class Cell:
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


@dataclass
class Values:
    """Reads cells of one file. documents: the kinds that may stand in document_kind."""

    words: Catalogue
    documents: Sequence[Document]
    how: How
    _choices: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def read(self, column: Column, cell: Cell) -> tuple[Any, CellFault | None]:
        """(value, None) or (None, fault); an empty cell is None without a fault."""
        try:
            return self._value(column, cell), None
        except _Refused as refused:
            facts = {"value": safe(cell.shown), **refused.facts}
            return None, (column.name, refused.code, facts)

    def _value(self, column: Column, cell: Cell) -> Any:
        if cell.type == "f" or (isinstance(cell.value, str) and cell.value.startswith("=")):
            raise fault("upload_formula")
        if cell.type == "e":
            raise fault("upload_cell_error")
        if cell.is_empty:
            return None
        if isinstance(cell.value, str) and len(cell.value) > column.longest:
            raise fault("upload_long", length=len(cell.value), most=column.longest)
        readers = {
            "code": _code,
            "year": _year,
            "number": self._number,
            "text": _text,
            "day": _day,
            "choice": self._choice,
            "switch": self._switch,
            "link": _link,
        }
        return readers[column.type](column, cell)

    def _number(self, column: Column, cell: Cell) -> Decimal:
        number = self._typed(cell.value) if isinstance(cell.value, str) else _stored(cell)
        if abs(number) >= LARGEST:
            raise fault("upload_large", most=LARGEST)
        if number != round(number, PLACES):
            raise fault("upload_places", most=PLACES)
        if column.least is not None and number < column.least:
            raise fault("upload_least", least=column.least)
        return number.normalize() + 0

    def _typed(self, text: str) -> Decimal:
        plain = _GROUPED.sub("", text.strip()).replace("\u2212", "-")
        found = _NUMBER.fullmatch(plain)
        if not found:
            raise fault("upload_percent") if plain.endswith("%") else fault("upload_number")
        if found[1] and found[1] != self.how.decimal:
            raise fault("upload_mark", mark=self.how.decimal)
        return Decimal(plain.replace(",", "."))

    def _choice(self, column: Column, cell: Cell) -> str:
        known = self._known_choices(column)
        code = known.get(folded(str(cell.value)))
        if code is None:
            raise fault("upload_choice", known=sorted(set(known.values())))
        return code

    def _known_choices(self, column: Column) -> Mapping[str, str]:
        """Every way in which a choice may be written, to its code."""
        if column.name not in self._choices:
            if column.name == "document_kind":
                pairs = [(one.name[language], one.code)
                         for one in self.documents for language in LANGUAGES]  # fmt: skip
                pairs += [(one.code, one.code) for one in self.documents]
            else:
                pairs = [(column.choice(self.words, code, language), code)
                         for code in column.choices for language in LANGUAGES]  # fmt: skip
                pairs += [(code, code) for code in column.choices]
            self._choices[column.name] = {folded(text): code for text, code in pairs}
        return self._choices[column.name]

    def _switch(self, column: Column, cell: Cell) -> bool:
        if folded(str(cell.value)) not in YES:
            raise fault("upload_switch")
        return True


class _Refused(Exception):
    def __init__(self, code: str, facts: Mapping[str, object]) -> None:
        self.code = code
        self.facts = facts
        super().__init__(code)


def fault(code: str, **facts: object) -> _Refused:
    """What is wrong with the cell in hand; `fault.<code>` says it in words."""
    return _Refused(code, facts)


def _stored(cell: Cell) -> Decimal:
    """A number that the file holds as one. A spreadsheet keeps fifteen digits, and so do we."""
    if cell.type == "d":
        raise fault("upload_turned_into_date")
    if cell.type != "n" or isinstance(cell.value, bool):
        raise fault("upload_number")
    if "%" in cell.format:
        raise fault("upload_percent")
    if isinstance(cell.value, (int, Decimal)):
        return Decimal(cell.value)
    number = Decimal(f"{cell.value:.15g}")
    if not number.is_finite():
        raise fault("upload_number")
    return number


def _code(column: Column, cell: Cell) -> str:
    if cell.type == "d":
        raise fault("upload_turned_into_date")
    if cell.type == "b":
        raise fault("upload_code")
    if cell.type == "n":
        return _code_of_number(column, cell)
    text = " ".join(str(cell.value).split())
    if not text.isprintable():
        raise fault("upload_control")
    return text


def _code_of_number(column: Column, cell: Cell) -> str:
    number = _stored(cell)
    if number != int(number) or number < 0:
        raise fault("upload_code")
    text = str(int(number))
    if re.fullmatch("0+", cell.format):
        return text.zfill(len(cell.format))
    if column.name == "budget_programme" and len(text) < 3:
        raise fault("upload_zeros")  # 001 typed as a number is 1, and 1 may be another programme
    return text


def _year(column: Column, cell: Cell) -> int:
    if cell.type == "d":
        raise fault("upload_turned_into_date")
    text = _code_of_number(column, cell) if cell.type == "n" else str(cell.value).strip()
    if not re.fullmatch("[0-9]{4}", text) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise fault("upload_year", first=FIRST_YEAR, last=LAST_YEAR)
    return int(text)


def _text(column: Column, cell: Cell) -> str:
    text = _plain(cell) if cell.type in ("n", "d") else str(cell.value).strip()
    if text.startswith("'") and text[1:].startswith(_RUNS):
        text = text[1:]  # the apostrophe that keeps a spreadsheet from running it
    if any(ord(letter) < 32 and letter not in "\n\r\t" for letter in text):
        raise fault("upload_control")
    return text


def _plain(cell: Cell) -> str:
    """A number in a column of words: 15.0 is 15."""
    value = cell.value
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return str(cell.shown)


def _day(column: Column, cell: Cell) -> date:
    day = _day_of(cell)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise fault("upload_day_far", first=FIRST_YEAR, last=LAST_YEAR)
    return day


def _day_of(cell: Cell) -> date:
    value = cell.value
    try:
        if cell.type == "n":  # a day that lost its format; the book says from when it counts
            value = from_excel(float(_stored(cell)), cell.epoch)
        if isinstance(value, datetime) and value.time() == time():
            return value.date()
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        found = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
        if found:
            parts = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
            return date(*(int(part) for part in parts))
    except (ValueError, OverflowError, TypeError):
        pass
    raise fault("upload_day")


def _link(column: Column, cell: Cell) -> str:
    text = str(cell.value).strip()
    try:
        parts = urlsplit(text)
        known = parts.scheme in ("http", "https") and parts.hostname and not parts.username
    except ValueError:
        known = False
    if not known or not text.isprintable() or any(letter.isspace() for letter in text):
        raise fault("upload_link")
    return text


def missing(column: Column) -> CellFault:
    return (column.name, fault("upload_missing").code, {})


def phrase(key: str, **facts: object) -> Phrase:
    return Phrase(f"upload.note.{key}", facts)
