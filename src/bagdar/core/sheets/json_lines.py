"""JSON Lines: one object a line, its names the columns, its values texts, numbers, yes or no.

A text is looked through whole before its first line is given out, so that every fault of its form
is told at once and a name that only the last line gives stands in the header too.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NoReturn

from bagdar.core.declared import safe
from bagdar.core.errors import Fault, FaultyData, fault, refuse
from bagdar.core.sheets.cells import EMPTY, Cell, File, Line, Sheet
from bagdar.core.sheets.csv_text import lines_of
from bagdar.core.sheets.limits import Limits

LONGEST_NUMBER = 40  # characters; a longer one, or a far exponent, is no figure of ours
MOST_FAULTS = 50
MOST_BRACKETS = 10_000  # of one line, those in its texts too: each may be an object to be built
Pairs = Sequence[tuple[str, Any]]


class _Bad(Exception):
    def __init__(self, found: Fault) -> None:
        self.found = found


def opened(text: str, shown: str, limits: Limits) -> File:
    """A text of JSON Lines in hand. Raises FaultyData with its first faults."""
    names = _names(text, shown, limits)
    header = tuple(Cell(name) for name in names)
    return File("jsonl", [Sheet("", shown, 0, header, _lines(text, names, limits))])


def _names(text: str, shown: str, limits: Limits) -> list[str]:
    names: dict[str, None] = {}
    faults: list[Fault] = []
    for line, raw in enumerate(lines_of(text), start=1):
        if line > limits.lines:
            refuse(fault("upload_rows", shown, line, limit=limits.lines))
        if not raw.strip():
            continue
        try:
            names.update(dict.fromkeys(_values(raw, limits)))
        except _Bad as bad:
            faults.append(fault(bad.found.code, shown, line, **bad.found.facts))
        if len(names) > limits.columns:
            refuse(fault("upload_columns", shown, line, count=len(names), limit=limits.columns))
        if len(faults) >= MOST_FAULTS:
            break
    if faults:
        raise FaultyData(faults)
    return list(names)


def _lines(text: str, names: Sequence[str], limits: Limits) -> Iterator[Line]:
    for line, raw in enumerate(lines_of(text), start=1):
        if not raw.strip():
            continue
        given = _values(raw, limits)
        cells = [_cell(given.get(name)) for name in names]
        while cells and cells[-1].is_empty:
            cells.pop()
        if cells:
            yield line, cells


def _cell(value: Any) -> Cell:
    if value is None:
        return EMPTY
    if isinstance(value, bool):
        return Cell(value, "b")
    return Cell(value, "s" if isinstance(value, str) else "n")


def _values(raw: str, limits: Limits) -> Mapping[str, Any]:
    """What one line says, by name. Raises _Bad."""
    if len(raw) > limits.json_line:
        raise _Bad(fault("upload_json_long", "", limit=limits.json_line))
    if raw.count("{") + raw.count("[") > MOST_BRACKETS:
        raise _Bad(fault("upload_json_deep", ""))
    try:
        found = _DECODER.decode(raw)
    except RecursionError:
        raise _Bad(fault("upload_json_deep", "")) from None
    except ValueError:
        raise _Bad(fault("upload_json_line", "")) from None
    if not isinstance(found, _Object):
        raise _Bad(fault("upload_json_line", ""))
    # A half of a letter can only be written as an escape.
    if "\\u" in raw and not all(
        _is_text(str(one)) for pair in found.values.items() for one in pair
    ):
        raise _Bad(fault("upload_json_half", ""))
    return found.values


class _Object:
    """One object that was read: its names once each, its values no lists and no objects."""

    def __init__(self, pairs: Pairs) -> None:
        self.values = dict(pairs)
        if len(self.values) < len(pairs):
            raise _Bad(fault("upload_json_twice", "", name=safe(_twice(pairs))))
        if not _FLAT.issuperset(map(type, self.values.values())):
            raise _Bad(fault("upload_json_deep", ""))


def _twice(pairs: Pairs) -> str:
    """The first name that stands there before."""
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            break
        seen.add(name)
    return name


_FLAT = {str, int, float, Decimal, bool, type(None)}


def _is_text(text: str) -> bool:
    r"""Not so where half a letter stands alone ("\ud800"): no encoding can hold it."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _number(text: str) -> int | float | Decimal:
    """A number without a loss: a spreadsheet's fifteen digits as they are, more of them whole."""
    if len(text) < 16 and "e" not in text.lower():
        return float(text)
    if len(text) > LONGEST_NUMBER:
        _no_number(text)
    try:
        number = Decimal(text)
    except ArithmeticError:  # an exponent beyond all exponents
        _no_number(text)
    if abs(number.adjusted()) > LONGEST_NUMBER:
        _no_number(text)
    if len(number.as_tuple().digits) > 15:
        return number
    return float(number)


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        _no_number(text)
    return int(text)


def _no_number(text: str) -> NoReturn:
    raise _Bad(fault("upload_json_number", ""))


_DECODER = json.JSONDecoder(
    object_pairs_hook=_Object,
    parse_float=_number,
    parse_int=_whole,
    parse_constant=_no_number,
)
