"""Parquet whose bytes depend on nothing but its rows.

The settings of the writer stand here and in every manifest: another release of the writer may give
other bytes of the same rows, and then says so by its name.
"""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from bagdar.warehouse.snapshots.rows import sort_columns
from bagdar.warehouse.tables.published import published

ROWS_A_GROUP = 122_880
LEVEL = 3
WRITER: Mapping[str, str | int] = {
    "library": f"parquet-cpp-arrow {pa.__version__}",
    "format": "2.6",
    "compression": f"zstd {LEVEL}",
    "rows_a_group": ROWS_A_GROUP,
}
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
        pq.write_table(
            columns.combine_chunks(),
            file,
            row_group_size=ROWS_A_GROUP,
            version="2.6",
            compression="zstd",
            compression_level=LEVEL,
            use_dictionary=True,
            write_statistics=True,
            data_page_version="1.0",
            data_page_size=1024 * 1024,
            write_batch_size=1024,
            store_schema=False,
        )
        file.flush()
        os.fsync(file.fileno())
    return sha256_of(path)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
