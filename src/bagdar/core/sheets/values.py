"""A cell of a file → the value that its column declares, or why it cannot be one.

Nothing is guessed: a number typed as text has the decimal mark that the sender declared, a cell
that a spreadsheet turned into a date or a percentage is handed back, and a code keeps its zeros.
Every reason is a code with facts about the column and never about the value: what stands in the
cell may be anybody's name or number, and whether it may be repeated is the caller's to decide.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal
from urllib.parse import urlsplit

from bagdar.core.sheets.cells import Cell
from bagdar.core.sheets.harmless import without_apostrophe
from bagdar.core.sheets.headers import folded

Mark = Literal[",", "."]
PLACES = 6  # digits after the mark that a figure can hold
LARGEST = Decimal(10) ** 12  # what twelve digits before the mark and six after it can hold
FIRST_YEAR, LAST_YEAR = 1990, 2100
YES = ("yes", "иә", "да", "true", "1")
NO = ("no", "жоқ", "нет", "false", "0")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:([.,])([0-9]+))?")
_GROUPED = re.compile(r"(?<=[0-9])[ \u00a0\u202f\u2009](?=[0-9]{3}(?![0-9]))")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)|(\d\d?)\.(\d\d?)\.(\d{4})", re.ASCII)
_EXPONENT = re.compile(r"[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+")


class Refused(Exception):
    """A cell that cannot be what its column declares; `fault.<code>` says it in words."""

    def __init__(self, code: str, facts: Mapping[str, object]) -> None:
        self.code = code
        self.facts = facts
        super().__init__(code)


def fault(code: str, **facts: object) -> Refused:
    """What is wrong with the cell in hand, without what stands in it."""
    return Refused(code, facts)


def checked(cell: Cell, longest: int) -> None:
    """Raises Refused for what no column takes: a formula, an error, a text beyond its length."""
    if cell.type == "f" or (isinstance(cell.value, str) and cell.value.startswith("=")):
        raise fault("cell_formula")
    if cell.type == "e":
        raise fault("cell_error")
    if isinstance(cell.value, str) and len(cell.value) > longest:
        raise fault("cell_long", length=len(cell.value), most=longest)


def text(cell: Cell) -> str:
    """Words, ends trimmed; a number in their place as it reads: 15.0 is 15."""
    found = _plain(cell) if cell.type in ("n", "d") else str(cell.value).strip()
    found = without_apostrophe(found)
    if any(ord(letter) < 32 and letter not in "\n\r\t" for letter in found):
        raise fault("cell_control")
    return found


def _plain(cell: Cell) -> str:
    value = cell.value
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return str(cell.shown)


def code(cell: Cell, *, digits: int = 0) -> str:
    """A code as it is written. digits: one stored as a number with fewer may have lost zeros."""
    if cell.type == "d":
        raise fault("cell_turned_into_date")
    if cell.type == "b":
        raise fault("cell_code")
    if cell.type == "n":
        return _code_of_number(cell, digits)
    found = " ".join(str(cell.value).split())
    if not found.isprintable():
        raise fault("cell_control")
    return found


def _code_of_number(cell: Cell, digits: int) -> str:
    number = stored(cell)
    if number != int(number) or number < 0:
        raise fault("cell_code")
    found = str(int(number))
    if re.fullmatch("0+", cell.format):
        return found.zfill(len(cell.format))
    if len(found) < digits:
        raise fault("cell_zeros")  # 001 typed as a number is 1, and 1 may be another code
    return found


def numeral(cell: Cell, digits: int) -> str:
    """A number that names something, such as an IIN: so many digits, its zeros among them."""
    found = code(cell, digits=digits).removeprefix("'").replace(" ", "")
    if _EXPONENT.fullmatch(found):
        raise fault("cell_exponent", digits=digits)  # 9.80101E+11: its last digits are lost
    if not (found.isascii() and found.isdigit()):
        raise fault("cell_digits", digits=digits)
    if len(found) < digits and len(found) >= digits - 3:
        raise fault("cell_zeros_short", digits=digits)
    if len(found) != digits:
        raise fault("cell_digits", digits=digits)
    return found


def decimal(
    cell: Cell,
    mark: Mark = ",",
    *,
    places: int = PLACES,
    least: Decimal | None = None,
    largest: Decimal = LARGEST,
) -> Decimal:
    """A figure, below `largest` in size and with no more than `places` digits after the mark."""
    number = _typed(cell.value, mark) if isinstance(cell.value, str) else stored(cell)
    if abs(number) >= largest:
        raise fault("cell_large", most=largest)
    if number != round(number, places):
        raise fault("cell_places", most=places)
    if least is not None and number < least:
        raise fault("cell_least", least=least)
    return number.normalize() + 0


def whole(
    cell: Cell, mark: Mark = ",", *, least: Decimal | None = None, largest: Decimal = LARGEST
) -> int:
    """A whole number; 3.0 is one."""
    number = decimal(cell, mark, least=least, largest=largest)
    if number != int(number):
        raise fault("cell_whole")
    return int(number)


def _typed(text: str, mark: Mark) -> Decimal:
    plain = _GROUPED.sub("", text.strip()).replace("\u2212", "-")
    found = _NUMBER.fullmatch(plain)
    if not found:
        raise fault("cell_percent") if plain.endswith("%") else fault("cell_number")
    if found[1] and found[1] != mark:
        raise fault("cell_mark", mark=mark)
    return Decimal(plain.replace(",", "."))


def stored(cell: Cell) -> Decimal:
    """A number that the file holds as one. A spreadsheet keeps fifteen digits, and so do we."""
    if cell.type == "d":
        raise fault("cell_turned_into_date")
    if cell.type != "n" or isinstance(cell.value, bool):
        raise fault("cell_number")
    if "%" in cell.format:
        raise fault("cell_percent")
    if isinstance(cell.value, (int, Decimal)):
        return Decimal(cell.value)
    number = Decimal(f"{cell.value:.15g}")
    if not number.is_finite():
        raise fault("cell_number")
    return number


def year(cell: Cell, first: int = FIRST_YEAR, last: int = LAST_YEAR) -> int:
    if cell.type == "d":
        raise fault("cell_turned_into_date")
    found = _code_of_number(cell, 0) if cell.type == "n" else str(cell.value).strip()
    if not re.fullmatch("[0-9]{4}", found) or not first <= int(found) <= last:
        raise fault("cell_year", first=first, last=last)
    return int(found)


def day(cell: Cell, first: int = FIRST_YEAR, last: int = LAST_YEAR) -> date:
    """A day as a cell holds it, or as people type it: 2021-06-18, 18.06.2021.

    first, last  the years within which it has to be
    """
    found = _day_of(cell)
    if not first <= found.year <= last:
        raise fault("cell_day_far", first=first, last=last)
    return found


def _day_of(cell: Cell) -> date:
    value = cell.value
    try:
        if cell.type == "n":  # a day that lost its format; the book says from when it counts
            from openpyxl.utils.datetime import from_excel  # slow to load

            value = from_excel(float(stored(cell)), cell.epoch)
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
    raise fault("cell_day")


def confirmation(cell: Cell) -> Literal[True]:
    """A yes in any of the three languages; a no is left empty and not typed."""
    if folded(str(cell.value)) not in YES:
        raise fault("cell_switch")
    return True


def yes_or_no(cell: Cell) -> bool:
    """A yes or a no in any of the three languages."""
    said = folded(_plain(cell) if cell.type == "n" else str(cell.value))
    if said not in YES + NO:
        raise fault("cell_yes_or_no")
    return said in YES


def spelled(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """(a wording, its code) of every way in which a choice may be written → wording to code."""
    return {folded(wording): code for wording, code in pairs}


def choice(cell: Cell, known: Mapping[str, str]) -> str:
    """The code of a choice. known: as `spelled` gives it."""
    found = known.get(folded(str(cell.value)))
    if found is None and cell.type == "n" and float(cell.value).is_integer():
        found = known.get(str(int(cell.value)))  # a code of digits in a cell of numbers
    if found is None:
        raise fault("cell_choice", known=sorted(set(known.values())))
    return found


def link(cell: Cell) -> str:
    """A web address: http or https, a host, nobody's name before it."""
    found = str(cell.value).strip()
    try:
        parts = urlsplit(found)
        known = parts.scheme in ("http", "https") and parts.hostname and not parts.username
    except ValueError:
        known = False
    if not known or not found.isprintable() or any(letter.isspace() for letter in found):
        raise fault("cell_link")
    return found
