"""Small drawn nations on which definitions are shown and tested: data/indicators/examples/*.toml.

A table is drawn in text, a line a row. People and organisations have short names in it; what is not
drawn is not recorded, and a fact without days holds from DRAWN_SINCE on.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from bagdar.core import declared
from bagdar.core.errors import FaultyData
from bagdar.warehouse.tables.published import published

FOLDER = "indicators/examples"
DRAWN_SINCE = date(2018, 1, 1)


class Expected(declared.Declared):
    """What a metric gives. cells: "dimension=code …" → "numerator/denominator", for some cells."""

    metric: str
    gives: str
    because: str
    cells: Mapping[str, str] = {}

    @property
    def sums(self) -> tuple[int, int]:
        return _sums(self.gives)


class Example(declared.Declared):
    name: str
    on: date
    story: str
    tables: Mapping[str, str]
    expect: tuple[Expected, ...]
    outside: Mapping[str, int] = {}


class Examples(declared.Declared):
    example: tuple[Example, ...]


@lru_cache(maxsize=4)
def examples(data_dir: Path) -> tuple[Example, ...]:
    """Every one, by file. Raises FaultyData with every fault at once."""
    found: list[Example] = []
    faults = []
    for path in sorted((data_dir / FOLDER).glob("*.toml")):
        record, wrong = declared.read_toml(path, Examples, f"data/{FOLDER}/{path.name}")
        faults += wrong
        found += record.example if record else ()
    if faults:
        raise FaultyData(faults)
    return tuple(found)


def rows_of(table: str, text: str) -> list[dict[str, Any]]:
    """Every column of a snapshot's table for each line that is drawn.

    Raises ValueError of a column that the table does not have.
    """
    columns = {one.name: one.type for one in published(table)}
    drawn = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    names, lines = drawn[0], drawn[1:]
    if unknown := sorted(set(names) - set(columns)):
        raise ValueError(f"{table}: {', '.join(unknown)}")
    return [dict(_row(columns, dict(zip(names, line, strict=True)))) for line in lines]


def _row(columns: Mapping[str, str], said: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    for name, kind in columns.items():
        text = said.get(name, "")
        yield name, _value(text, kind) if text else _left_out(name)


def _left_out(name: str) -> Any:
    return {"valid_from": DRAWN_SINCE, "origin": "illustrative"}.get(name)


def _value(text: str, kind: str) -> Any:
    if kind == "date":
        return date.fromisoformat(text)
    if kind == "boolean":
        return text == "yes"
    if kind == "int64":  # a name, or a number as it stands
        return int(text) if text.isdigit() else _number(text)
    if kind == "int32":
        return int(text)
    return Decimal(text) if kind.startswith("decimal") else text


def _number(name: str) -> int:
    """A name as a number: the same name the same, another name another."""
    return int.from_bytes(name.encode()[:7], "big")


def wanted_cells(one: Expected, by: Sequence[str]) -> dict[tuple[str, ...], tuple[int, int]]:
    """The cells that an expectation names, with "" for dimensions that it does not."""
    found = {}
    for told, sums in one.cells.items():
        said = dict(part.split("=", 1) for part in told.split())
        found[tuple(said.get(name, "") for name in by)] = _sums(sums)
    return found


def _sums(text: str) -> tuple[int, int]:
    numerator, denominator = text.split("/")
    return int(numerator), int(denominator)
