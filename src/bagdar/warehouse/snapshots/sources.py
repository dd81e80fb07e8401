"""Whence the rows of a snapshot come: the register hands in its own source, a folder is here.

A source gives rows as they were recorded, in chunks of any length and order. What is right for one
is right for the other: filters are the snapshot's, not the source's, who may leave out early what
the question does not need.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

import polars as pl
import pyarrow.parquet as pq

from bagdar.warehouse.tables.contract import Kind
from bagdar.warehouse.tables.registry import TABLES

ROWS_AT_ONCE = 500_000
RAW: dict[Kind, pl.DataType] = {
    Kind.WHOLE: pl.Int64(),
    Kind.AMOUNT: pl.Int64(),
    Kind.DECIMAL: pl.Float64(),
    Kind.SHARE: pl.Float64(),
    Kind.YES_NO: pl.Boolean(),
    Kind.DAY: pl.Date(),
    Kind.INSTANT: pl.Datetime("us", "UTC"),
}


@dataclass(frozen=True)
class Question:
    """Facts that begin on or before the day, as known at the instant, of one origin.

    known_at  by any clock; in UTC from here on, as columns of instants are
    """

    on: date
    known_at: datetime
    origin: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "known_at", self.known_at.astimezone(UTC))

    def answered(self) -> pl.Expr:
        """Whether a raw row belongs to the answer."""
        at = pl.lit(self.known_at).dt.cast_time_unit("us")
        known = (pl.col("recorded_at") <= at) & (
            pl.col("superseded_at").is_null() | (pl.col("superseded_at") > at)
        )
        return known & (pl.col("valid_from") <= self.on) & (pl.col("origin") == self.origin)


class Source(Protocol):
    def origins(self) -> Sequence[str]:
        """Origins of the organisations, people and territories that stand here."""
        ...

    def rows(self, table: str) -> int:
        """About how many rows there are, for a bar."""
        ...

    def ids(self, kind: str, origin: str) -> Iterator[pl.Series]:
        """Of every person, or organisation, as text; the same id may come again."""
        ...

    def chunks(
        self, table: str, columns: Sequence[str], within: Question
    ) -> Iterator[pl.DataFrame]:
        """Rows with the types of RAW; at least those recorded by the instant of the question and
        beginning by its day, whatever became of them later.
        """
        ...


def raw_type(table: str, column: str) -> pl.DataType:
    return RAW.get(TABLES[table][column].kind, pl.String())


@dataclass(frozen=True)
class FolderSource:
    """A folder of tables as `bagdar simulate` writes them, whose digests were looked at before."""

    folder: Path
    rows_at_once: int = ROWS_AT_ONCE

    def origins(self) -> Sequence[str]:
        found: set[str] = set()
        for name in ("territory", "organisation", "person"):
            for frame in self._read(name, ["origin"]):
                found |= set(frame["origin"].unique())
        return sorted(found)

    def rows(self, table: str) -> int:
        file = self._file(table)
        return pq.ParquetFile(file).metadata.num_rows if file.exists() else 0

    def ids(self, kind: str, origin: str) -> Iterator[pl.Series]:
        column = f"{kind}_id"
        for frame in self._read(kind, [column, "origin"]):
            yield frame.filter(pl.col("origin") == origin)[column]

    def chunks(
        self, table: str, columns: Sequence[str], within: Question
    ) -> Iterator[pl.DataFrame]:
        for frame in self._read(table, columns):
            yield frame.cast({name: raw_type(table, name) for name in columns})

    def _file(self, table: str) -> Path:
        return self.folder / f"{table}.parquet"

    def _read(self, table: str, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        if not self._file(table).exists():
            return
        with pq.ParquetFile(self._file(table)) as file:
            for batch in file.iter_batches(self.rows_at_once, columns=list(columns)):
                frame = pl.from_arrow(batch)
                assert isinstance(frame, pl.DataFrame)
                yield frame
