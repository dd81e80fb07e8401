"""Rows as they are made: small numbers by column, piece after piece, until they are written.

A column holds, by the kind that its contract says: a person or organisation by its place in the
nation; a code by its place in the code list, -1 for none; a day or a whole number as it is and
days.NONE for none; an instant in seconds; yes, no, none as 1, 0, -1; a text by its place in a list
of texts. A single value stands for every row of its piece.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from tempfile import TemporaryFile
from typing import Any, BinaryIO
from weakref import finalize

import numpy as np

from bagdar.simulate.arrays import Array
from bagdar.simulate.codes import CODES
from bagdar.simulate.days import NONE
from bagdar.warehouse.tables.contract import Kind, Table
from bagdar.warehouse.tables.registry import TABLES

Piece = Mapping[str, Any]
KEPT_IN_MEMORY = 1 << 16  # bytes of a column of a piece
NO_INSTANT = np.iinfo(np.int64).min
_SMALL = {
    Kind.CODE: np.int8, Kind.YES_NO: np.int8, Kind.WHOLE: np.int32, Kind.AMOUNT: np.int32,
    Kind.DAY: np.int32, Kind.REFERENCE: np.int32, Kind.TEXT: np.int32, Kind.CODES: np.int32,
    Kind.INSTANT: np.int64, Kind.DECIMAL: np.float32, Kind.SHARE: np.float32, Kind.IIN: np.int64,
    Kind.BIN: np.int64, Kind.COUNTRY: np.int16,
}  # fmt: skip
_EMPTY: Mapping[Kind, Any] = {
    Kind.CODE: -1, Kind.YES_NO: -1, Kind.WHOLE: NONE, Kind.AMOUNT: NONE, Kind.DAY: NONE,
    Kind.REFERENCE: -1, Kind.TEXT: -1, Kind.CODES: -1, Kind.INSTANT: NO_INSTANT,
    Kind.DECIMAL: np.nan, Kind.SHARE: np.nan, Kind.IIN: -1, Kind.BIN: -1, Kind.COUNTRY: -1,
}  # fmt: skip


@cache
def place_of(codes: str, code: str) -> int:
    """The place of a code in its list. Raises ValueError."""
    return CODES[codes].index(code)


def places_of(codes: str, *several: str) -> Array:
    return np.array([place_of(codes, code) for code in several], np.int8)


@dataclass
class Texts:
    """The texts of a column, each once."""

    texts: list[str] = field(default_factory=list)
    _places: dict[str, int] = field(default_factory=dict)

    def place(self, text: str) -> int:
        if text not in self._places:
            self._places[text] = len(self.texts)
            self.texts.append(text)
        return self._places[text]

    def places(self, texts: Sequence[str]) -> Array:
        return np.array([self.place(text) for text in texts], np.int32)


@dataclass(frozen=True)
class Kept:
    """A column of a piece that lies in a file of its own kind, where a nation is larger than memory
    would bear.
    """

    file: BinaryIO
    offset: int
    kind: Any
    count: int

    def part(self, start: int, end: int) -> Array:
        self.file.seek(self.offset + start * self.kind.itemsize)
        return np.frombuffer(self.file.read((end - start) * self.kind.itemsize), self.kind)


@dataclass
class Store:
    """Every row of every table."""

    file: BinaryIO = field(default_factory=TemporaryFile)
    pieces: dict[str, list[tuple[int, Piece]]] = field(
        default_factory=lambda: {name: [] for name in TABLES}
    )
    texts: dict[tuple[str, str], Texts] = field(default_factory=dict)

    def __post_init__(self) -> None:
        finalize(self, self.file.close)

    def texts_of(self, table: str, column: str) -> Texts:
        return self.texts.setdefault((table, column), Texts())

    def add(self, table: str, count: int, /, **columns: Any) -> None:
        """Rows of a table; columns that are not named are empty. Raises KeyError for no column."""
        if count:
            contract = TABLES[table]
            piece = {name: self._kept(contract, name, given) for name, given in columns.items()}
            self.pieces[table].append((count, piece))

    def _kept(self, table: Table, name: str, given: Any) -> Any:
        column = table[name]
        if isinstance(given, str):
            if column.kind is Kind.CODE:
                return place_of(column.codes, given)
            return self.texts_of(table.name, name).place(given)
        if isinstance(given, np.ndarray):
            return self._laid(given.astype(_SMALL[column.kind], copy=False))
        return given

    def _laid(self, values: Array) -> Any:
        if values.nbytes < KEPT_IN_MEMORY:
            return values
        offset = self.file.seek(0, 2)
        self.file.write(np.ascontiguousarray(values).data)
        return Kept(self.file, offset, values.dtype, len(values))

    def count(self, table: str) -> int:
        return sum(count for count, _ in self.pieces[table])

    def windows(self, table: str, length: int) -> Iterator[tuple[int, dict[str, Any]]]:
        """The rows of a table in their order, `length` at most at a time, every column named."""
        contract = TABLES[table]
        for count, piece in self.pieces[table]:
            for start in range(0, count, length):
                end = min(start + length, count)
                yield (
                    end - start,
                    {
                        one.name: _window(piece.get(one.name, _EMPTY[one.kind]), start, end)
                        for one in contract.columns
                    },
                )

    def column(self, table: str, name: str) -> Array:
        """A whole column."""
        parts = list(self.parts(table, name))
        kind = _SMALL[TABLES[table][name].kind]
        return np.concatenate(parts) if parts else np.zeros(0, kind)

    def parts(self, table: str, name: str) -> Iterator[Array]:
        """A column, piece by piece."""
        kind = TABLES[table][name].kind
        for count, piece in self.pieces[table]:
            yield np.asarray(_window(piece.get(name, _EMPTY[kind]), 0, count), _SMALL[kind])


def _window(given: Any, start: int, end: int) -> Any:
    if isinstance(given, Kept):
        return given.part(start, end)
    if isinstance(given, np.ndarray):
        return given[start:end]
    return np.broadcast_to(np.asarray(given), end - start)
