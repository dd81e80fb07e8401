"""The files of a snapshot: rows of a table in their one order, under the digest of their bytes."""

import hashlib
import os
from pathlib import Path

import polars as pl
import pyarrow as pa

from bagdar.warehouse.parquet import write_parquet
from bagdar.warehouse.snapshots.rows import sort_columns
from bagdar.warehouse.tables.published import published

ARROW = {
    "string": pa.string(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "decimal(18, 6)": pa.decimal128(18, 6),
}


def arrow_schema(table: str) -> pa.Schema:
    return pa.schema([(one.name, ARROW[one.type]) for one in published(table)])


def in_order(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """Rows by the table's timeline and days, and by every column where these do not decide.

    Rows that are alike in all columns are the same row: their order cannot be seen.
    """
    first, every = sort_columns(table)
    ordered = frame.sort(first)
    same = [pl.col(name).eq_missing(pl.col(name).shift()) for name in first]
    if ordered.select(pl.all_horizontal(same).slice(1).any()).item():
        return ordered.sort(every)
    return ordered


def write(frame: pl.DataFrame, table: str, path: Path) -> str:
    """Write the rows in their order to a file that is on the disk afterwards; gives its SHA-256."""
    schema = arrow_schema(table)
    columns = in_order(frame.select(schema.names), table).to_arrow().cast(schema)
    with path.open("wb") as file:
        write_parquet(columns, file)
        file.flush()
        os.fsync(file.fileno())
    return sha256_of(path)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
