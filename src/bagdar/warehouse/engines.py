"""The tables of a snapshot as Ibis tables: in DuckDB within the process, or on a Spark cluster.

Exactly the parts that the manifest names are read, wherever else in the store there are more. Ibis
and the engines are slow to load and are imported when a snapshot is opened.
"""

import tempfile
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from bagdar.warehouse.snapshots.errors import NoSuchRegion
from bagdar.warehouse.snapshots.manifest import Manifest
from bagdar.warehouse.snapshots.parts import arrow_schema
from bagdar.warehouse.snapshots.store import Store

if TYPE_CHECKING:
    import ibis.expr.types as ir

TerritoryRow = tuple[str, str | None, str, str | None, str | None, date, date | None]


def open_snapshot(
    store: Store, begins: str, *, engine: str = "duckdb", memory: str = "4GB", threads: int = 2,
    verify: bool = False, regions: Collection[str] | None = None, session: Any = None,
) -> "Mapping[str, ir.Table]":  # fmt: skip
    """Every table of a snapshot by name.

    begins   how the id of the snapshot begins
    engine   "duckdb", or "spark" (the extra bagdar[spark]); session: Spark's, one is made else
    verify   whether every byte is held against its digest first
    regions  only what lies in these; "" is what lies in none
    Raises NoSuchSnapshot, DamagedSnapshot, NoSuchRegion.
    """
    manifest = store.manifest(begins)
    if verify:
        store.verify(manifest)
    files = {
        name: [str(path) for path in _files(store, manifest, name, regions)]
        for name in manifest.tables
    }
    if engine == "spark":
        return _spark(files, memory, threads, session)
    return _duckdb(files, memory, threads)


def _files(
    store: Store, manifest: Manifest, table: str, regions: Collection[str] | None
) -> Iterator[Path]:
    """At least one file: where no region has rows, one of another region gives its columns."""
    parts = manifest.tables[table]
    known = {region for one in manifest.tables.values() for region in one}
    if regions is not None and (unknown := sorted(set(regions) - known)):
        raise NoSuchRegion(regions=", ".join(unknown))
    chosen = [one for one in parts if regions is None or one in regions]
    for region in sorted(chosen):
        yield store.path(parts[region].sha256)
    if not chosen:
        yield _empty(store, table)


def _empty(store: Store, table: str) -> Path:
    """A file without rows, made where one is asked for; no manifest names it."""
    import pyarrow.parquet as pq

    path = store.folder / "empty" / f"{table}.parquet"
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        pq.write_table(arrow_schema(table).empty_table(), path, store_schema=False)
    return path


def _duckdb(files: Mapping[str, list[str]], memory: str, threads: int) -> "Mapping[str, ir.Table]":
    import ibis  # slow to load

    scratch = tempfile.gettempdir()
    connection = ibis.duckdb.connect(
        memory_limit=memory, threads=threads, temp_directory=f"{scratch}/bagdar-duckdb"
    )
    return {name: connection.read_parquet(paths, table_name=name) for name, paths in files.items()}


def _spark(
    files: Mapping[str, list[str]], memory: str, threads: int, session: Any
) -> "Mapping[str, ir.Table]":
    import ibis  # slow to load

    if session is None:
        from pyspark.sql import SparkSession

        session = (
            SparkSession.builder.master(f"local[{threads}]")
            .config("spark.driver.memory", memory.replace("GB", "g"))
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.ui.enabled", "false")
            .getOrCreate()
        )
    connection = ibis.pyspark.connect(session)
    found = {}
    for name, paths in files.items():
        session.read.parquet(*paths).createOrReplaceTempView(f"bagdar_{name}")
        found[name] = connection.table(f"bagdar_{name}")
    return found


def territory_facts(store: Store, begins: str) -> list[TerritoryRow]:
    """code, parent, kind, region, settlement, valid_from, valid_to: of the snapshot, in order."""
    manifest = store.manifest(begins)
    columns = ["code", "parent", "kind", "region", "settlement", "valid_from", "valid_to"]
    frames = [
        pl.read_parquet(store.path(part.sha256), columns=columns, hive_partitioning=False)
        for part in manifest.tables["territory"].values()
    ]
    return pl.concat(frames).sort(columns).rows()
