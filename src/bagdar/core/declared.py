"""Reads declared data: TOML for things with words, CSV for rows.

A file that is wrong is refused with file, line, field and remedy, and all its faults at once.
Numbers are read as Decimal, dates as dates. Nothing here knows what the files are about.
"""

import csv
import io
import re
import tomllib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from bagdar.core.errors import Fault, Phrase
from bagdar.core.text import cyrillic_twin, is_cyrillic, is_latin, latin_twin

MAX_BYTES = 5 * 1024 * 1024
MAX_FAULTS = 200


class Declared(BaseModel):
    """Base of every declared record: frozen, and an unknown key is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Record = TypeVar("Record", bound=BaseModel)


@dataclass
class Reading(Generic[Record]):
    """What a file gave: its records with their lines, and its faults.

    records  empty where faults is not, except where the caller wants the good rows too
    """

    records: list[tuple[int, Record]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_file(path: Path, shown: str) -> tuple[str | None, list[Fault]]:
    """The text of a file, or why it cannot be read."""
    if not path.is_file():
        return None, [Fault("missing_file", shown)]
    size = path.stat().st_size
    if size > MAX_BYTES:
        return None, [_too_large(shown, size)]
    return decode(path.read_bytes(), shown)


def _too_large(shown: str, size: int) -> Fault:
    mebibyte = 1024 * 1024
    facts = {"size_mib": -(-size // mebibyte), "limit_mib": MAX_BYTES // mebibyte}
    return Fault("too_large", shown, facts=facts)


def decode(content: bytes, shown: str) -> tuple[str | None, list[Fault]]:
    """UTF-8 text with or without a byte order mark; any other encoding is refused, not guessed."""
    if len(content) > MAX_BYTES:
        return None, [_too_large(shown, len(content))]
    if not content.strip():
        return None, [Fault("empty_file", shown)]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, [Fault("encoding", shown, line=1, facts={"guess": "UTF-16"})]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        guess = "windows-1251 / KZ-1048"
        return None, [Fault("encoding", shown, line=line, facts={"guess": guess})]
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        return None, [Fault("null_byte", shown, line=line)]
    return text.replace("\r\n", "\n").replace("\r", "\n"), []


# --- TOML -------------------------------------------------------------------------------------


def parse_toml(text: str, shown: str) -> tuple[dict[str, Any] | None, list[Fault]]:
    """A TOML text as a tree with Decimals, or its syntax fault with its line."""
    try:
        return tomllib.loads(text, parse_float=Decimal), []
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        return None, [Fault("toml", shown, line=line, facts={"problem": toml_problem(str(error))})]
    except (ValueError, RecursionError) as error:  # a date such as 2021-02-30; deep nesting
        line = _line_of_bad_date(text) or 1
        return None, [Fault("toml", shown, line, facts={"problem": toml_problem(str(error))})]


TOML_PROBLEMS = (
    (r"Expected '='", "equals"),
    (r"Cannot (overwrite|declare|mutate|redefine)|Duplicate inline", "twice"),
    (r"Unclosed|Expected '\]", "unclosed"),
    (r"Unterminated|Expected '[\"\\]", "unquoted"),
    (r"Illegal character|Found invalid character", "character"),
    (r"Invalid date|month|day is out of range|year|hour|minute|second", "date"),
    (r"recursion", "depth"),
)


def toml_problem(message: str) -> Phrase:
    """What the parser met, as a phrase of the catalogue."""
    for pattern, name in TOML_PROBLEMS:
        if re.search(pattern, message):
            return Phrase(f"problem.toml.{name}")
    return Phrase("problem.toml.value")


def _line_of_bad_date(text: str) -> int | None:
    for number, line in enumerate(text.split("\n"), start=1):
        try:
            tomllib.loads(line)
        except tomllib.TOMLDecodeError:
            continue
        except (ValueError, RecursionError):
            return number
    return None


def validate(tree: Any, model: type[Record], text: str, shown: str) -> Reading[Record]:
    """One record from a whole TOML tree; faults carry the line on which the field stands."""
    try:
        return Reading([(1, model.model_validate(tree))])
    except ValidationError as error:
        return Reading(faults=[field_fault(problem, text, shown) for problem in error.errors()])


def read_toml(path: Path, model: type[Record], shown: str) -> tuple[Record | None, list[Fault]]:
    """A TOML file as one record."""
    text, faults = read_file(path, shown)
    if text is None:
        return None, faults
    tree, faults = parse_toml(text, shown)
    if tree is None:
        return None, faults
    reading = validate(tree, model, text, shown)
    return (reading.records[0][1] if reading.records else None), reading.faults


def field_fault(problem: Mapping[str, Any], text: str, shown: str) -> Fault:
    """A pydantic problem as a fault of the TOML text in which its field stands."""
    path = tuple(problem["loc"])
    return Fault(_kind(problem), shown, line_of(text, path), dotted(path), _facts(problem))


def row_fault(problem: Mapping[str, Any], shown: str, line: int) -> Fault:
    """A pydantic problem as a fault of one CSV row."""
    return Fault(_kind(problem), shown, line, dotted(problem["loc"]), _facts(problem))


def _kind(problem: Mapping[str, Any]) -> str:
    known = {"extra_forbidden": "unknown_key", "missing": "missing_key"}
    return known.get(problem["type"], "value")


def _facts(problem: Mapping[str, Any]) -> dict[str, object]:
    if problem["type"] in ("extra_forbidden", "missing"):
        return {}
    return {"value": safe(problem["input"]), "problem": value_problem(problem)}


VALUE_PROBLEMS = {
    "int": "whole_number",
    "decimal": "number",
    "float": "number",
    "finite": "number",
    "date": "date",
    "bool": "switch",
    "string_pattern_mismatch": "letters",
    "string": "text",
    "tuple": "list",
    "list": "list",
    "dict": "table",
    "mapping": "table",
    "model": "table",
}


def value_problem(problem: Mapping[str, Any]) -> Phrase:
    """Why a value was refused, as a phrase of the catalogue."""
    kind, limits = str(problem["type"]), problem.get("ctx", {})
    if kind == "literal_error":
        return Phrase("problem.one_of", {"known": str(limits["expected"])})
    for bound in ("ge", "le", "gt", "lt"):
        if bound in limits:
            return Phrase(f"problem.{bound}", {"limit": limits[bound]})
    if kind.startswith("decimal_max"):
        return Phrase("problem.digits")
    if kind == "value_error":
        return Phrase("problem.empty")
    for start, name in VALUE_PROBLEMS.items():
        if kind.startswith(start):
            return Phrase(f"problem.{name}")
    return Phrase("problem.kind")


def safe(value: object, length: int = 60) -> str:
    """A value as it may be shown in a message: one line, printable, short."""
    text = "".join(letter if letter.isprintable() else "\u00b7" for letter in str(value))
    return text if len(text) <= length else text[: length - 1] + "…"


def dotted(path: Sequence[str | int]) -> str:
    """("measure", 3, "name", "kk") → measure[4].name.kk; positions count from one."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    """The line on which a field of a TOML text stands, or the line of its nearest table.

    Knows the shapes that declared data uses: [table], [[array of tables]], key = value and
    inline tables on one line. Never wrong by more than the table it names.
    """
    lines = text.split("\n")
    start, rest = _table_line(_headers(text), path)
    keys = [str(step) for step in rest if not isinstance(step, int)]
    for length in range(len(keys), 0, -1):
        found = _key_line(lines, start, keys[:length])
        if found is not None:
            return found + 1
    return start + 1


@lru_cache(maxsize=4)  # a list is asked for the line of each of its entries
def _headers(text: str) -> Mapping[str, list[int]]:
    """[table] or [[array]] → the lines on which it stands, from the first on."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(text.split("\n")):
        header = line.split("#")[0].strip()
        if header.startswith("["):
            found[header].append(number)
    return dict(found)


def _table_line(
    headers: Mapping[str, list[int]], path: Sequence[str | int]
) -> tuple[int, Sequence[str | int]]:
    start, used, name = 0, 0, ""
    for depth, step in enumerate(path):
        if isinstance(step, int):
            header, index = f"[[{name}]]", step
        else:
            name = f"{name}.{step}" if name else str(step)
            header, index = f"[{name}]", 0
        listed = headers.get(header, [])
        from_here = bisect_left(listed, start) + index
        if from_here < len(listed):
            start, used = listed[from_here], depth + 1
    return start, path[used:]


def _key_line(lines: Sequence[str], start: int, keys: Sequence[str]) -> int | None:
    """The line of a dotted key below a table's header, before the next header."""
    name = r"\s*\.\s*".join(rf"[\"']?{re.escape(key)}[\"']?" for key in keys)
    pattern = re.compile(rf"\s*{name}\s*[=.]")
    for number in range(start, len(lines)):
        if number > start and lines[number].startswith("["):
            return None
        if pattern.match(lines[number]):
            return number
    return None


# --- CSV --------------------------------------------------------------------------------------


def parse_csv(
    text: str, columns: Sequence[str], shown: str, optional: Sequence[str] = ()
) -> tuple[list[tuple[int, dict[str, str]]], list[Fault]]:
    """Rows of a CSV text as (line, {column: cell}), or why it is not such a table.

    columns   all that must stand in the header; optional: those that may
    """
    reader = csv.reader(io.StringIO(text), strict=True)
    rows: list[tuple[int, dict[str, str]]] = []
    faults: list[Fault] = []
    header: list[str] | None = None
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error:
            faults.append(Fault("csv", shown, line=line, facts={"problem": Phrase("problem.csv")}))
            break
        if header is None:
            header = [cell.strip() for cell in cells]
            faults.extend(_header_faults(header, columns, optional, shown))
            if faults:
                break
        elif cells and len(cells) != len(header):
            facts: dict[str, object] = {"cells": len(cells), "columns": len(header)}
            faults.append(Fault("ragged_row", shown, line=line, facts=facts))
        elif cells:
            rows.append((line, dict(zip(header, (cell.strip() for cell in cells), strict=True))))
        line = reader.line_num + 1
    return rows, faults


def _header_faults(
    header: Sequence[str], columns: Sequence[str], optional: Sequence[str], shown: str
) -> Iterator[Fault]:
    for name in columns:
        if name not in header:
            yield Fault("missing_column", shown, line=1, field=name)
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            yield Fault("duplicate_column", shown, line=1, field=name)
        if name not in columns and name not in optional:
            yield Fault("unknown_column", shown, line=1, field=safe(name))


def read_csv(
    path: Path, model: type[Record], shown: str, columns: Sequence[str] | None = None
) -> Reading[Record]:
    """A CSV file as records of a model whose field names (or aliases) are its columns."""
    text, faults = read_file(path, shown)
    if text is None:
        return Reading(faults=faults)
    return rows_from_csv(text, model, shown, columns)


def rows_from_csv(
    text: str, model: type[Record], shown: str, columns: Sequence[str] | None = None
) -> Reading[Record]:
    """Records of a CSV text; an empty cell means the field's default."""
    fields = {info.alias or name: info for name, info in model.model_fields.items()}
    required = [name for name, info in fields.items() if info.is_required()]
    rows, faults = parse_csv(text, columns or required, shown, optional=list(fields))
    reading: Reading[Record] = Reading(faults=faults)
    for line, cells in rows:
        given = {name: cell for name, cell in cells.items() if cell != ""}
        try:
            reading.records.append((line, model.model_validate(given)))
        except ValidationError as error:
            reading.faults.extend(row_fault(problem, shown, line) for problem in error.errors())
    return reading


# --- across records ---------------------------------------------------------------------------


def duplicates(codes: Sequence[tuple[int | None, str]], shown: str, field: str) -> list[Fault]:
    """A fault for each code that stands twice, at its second place."""
    first: dict[str, int | None] = {}
    faults = []
    for line, code in codes:
        if code in first:
            facts: dict[str, object] = {"value": safe(code), "first_line": first[code]}
            faults.append(Fault("duplicate", shown, line, field, facts))
        else:
            first[code] = line
    return faults


def unknown_reference(
    code: str, known: Sequence[str] | Mapping[str, object], shown: str, line: int | None, field: str
) -> Fault:
    """A reference to nothing; where only the script of a letter differs, it says which one."""
    for twin in (cyrillic_twin(code), latin_twin(code)):
        if twin != code and twin in known:
            wrong = next(index for index, letter in enumerate(code) if letter != twin[index])
            return Fault("homoglyph", shown, line, field, _homoglyph(code, twin, wrong))
    return Fault("reference", shown, line, field, {"value": safe(code)})


def code_faults(code: str, shown: str, line: int | None, field: str) -> list[Fault]:
    """Faults of a code that must be plain ASCII: a Cyrillic letter in it is named."""
    twin = latin_twin(code)
    for index, letter in enumerate(code):
        if is_cyrillic(letter) or (is_latin(letter) and not letter.isascii()):
            facts = _homoglyph(code, twin, index)
            return [Fault("homoglyph", shown, line, field, facts)]
    return []


def _homoglyph(code: str, twin: str, index: int) -> dict[str, object]:
    return {
        "value": safe(code),
        "letter": code[index],
        "letter_point": f"U+{ord(code[index]):04X}",
        "meant": twin[index],
        "meant_point": f"U+{ord(twin[index]):04X}",
    }


def decimal(text: str) -> Decimal | None:
    """A printed number (comma or point, spaces between thousands), or None where it is none."""
    try:
        return Decimal(re.sub(r"\s", "", text).replace(",", "."))
    except InvalidOperation:
        return None
