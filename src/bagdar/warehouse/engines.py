"""The tables of a snapshot as Ibis tables: in DuckDB within the process, or on a Spark cluster.

Exactly the parts that the manifest names are read, wherever else in the store there are more. Ibis
and the engines are slow to load and are imported when a snapshot is opened.
"""

import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl
import pyarrow as pa

from bagdar.warehouse.snapshots.errors import NoSuchRegion
from bagdar.warehouse.snapshots.manifest import Manifest
from bagdar.warehouse.snapshots.parts import arrow_schema
from bagdar.warehouse.snapshots.store import Store
from bagdar.warehouse.spark import spark

if TYPE_CHECKING:
    import ibis.expr.types as ir

TerritoryRow = tuple[str, str | None, str, str | None, str | None, date, date | None]


class Engine(Protocol):
    """What computes: tables read, tables laid beside them, rows of what is asked of both."""

    @property
    def name(self) -> str: ...

    def read(self, table: str, paths: Sequence[Path]) -> "ir.Table": ...

    def table(self, name: str, rows: pa.Table) -> "ir.Table": ...

    def rows(self, expression: Any) -> list[dict[str, Any]]: ...


@dataclass(frozen=True)
class DuckDB:
    """Within this process."""

    connection: Any

    name = "duckdb"

    def read(self, table: str, paths: Sequence[Path]) -> "ir.Table":
        return self.connection.read_parquet([str(path) for path in paths], table_name=table)

    def table(self, name: str, rows: pa.Table) -> "ir.Table":
        """A small table from here as one of the engine's."""
        import ibis  # slow to load

        return ibis.memtable(rows)

    def rows(self, expression: Any) -> list[dict[str, Any]]:
        """What an expression over these tables gives."""
        return list(self.connection.to_pyarrow(expression).to_pylist())


def engine(
    name: str, store: Store, *, memory: str = "4GB", threads: int = 2,
    session: Any = None, master: str = "", parts: str = "",
) -> Engine:  # fmt: skip
    """An engine that reads a store.

    name     "duckdb", or "spark" (the extra bagdar[spark])
    session, master, parts   of Spark, see there
    Raises SparkMissing.
    """
    if name == "spark":
        return spark(
            store.folder, session=session, master=master, parts=parts,
            memory=memory, threads=threads,
        )  # fmt: skip
    return duckdb(memory, threads)


def duckdb(memory: str = "4GB", threads: int = 2) -> DuckDB:
    import ibis  # slow to load

    scratch = tempfile.gettempdir()
    return DuckDB(
        ibis.duckdb.connect(
            memory_limit=memory, threads=threads, temp_directory=f"{scratch}/bagdar-duckdb"
        )
    )


def open_snapshot(
    store: Store, begins: str, *, on: Engine | None = None, memory: str = "4GB", threads: int = 2,
    verify: bool = False, regions: Collection[str] | None = None,
) -> "Mapping[str, ir.Table]":  # fmt: skip
    """Every table of a snapshot by name.

    begins   how the id of the snapshot begins
    on       the engine; none: DuckDB with this memory and these threads
    verify   whether every byte is held against its digest first
    regions  only what lies in these; "" is what lies in none
    Raises NoSuchSnapshot, DamagedSnapshot, NoSuchRegion.
    """
    manifest = store.manifest(begins)
    if verify:
        store.verify(manifest)
    engine = on or duckdb(memory, threads)
    return {name: _table(engine, store, manifest, name, regions) for name in manifest.tables}


def _table(
    engine: Engine, store: Store, manifest: Manifest, table: str, regions: Collection[str] | None
) -> "ir.Table":
    parts = manifest.tables[table]
    known = {region for one in manifest.tables.values() for region in one}
    if regions is not None and (unknown := sorted(set(regions) - known)):
        raise NoSuchRegion(regions=", ".join(unknown))
    chosen = sorted(one for one in parts if regions is None or one in regions)
    if not chosen:
        return engine.table(table, arrow_schema(table).empty_table())
    return engine.read(table, [store.path(parts[region].sha256) for region in chosen])


def territory_facts(store: Store, begins: str) -> list[TerritoryRow]:
    """code, parent, kind, region, settlement, valid_from, valid_to: of the snapshot, in order."""
    columns = ["code", "parent", "kind", "region", "settlement", "valid_from", "valid_to"]
    return _territories(store, begins, columns)


def territory_names(store: Store, begins: str) -> list[tuple[Any, ...]]:
    """code, kind, region, name_kk, name_ru, name_en, valid_from, valid_to: the latest last."""
    names = ["name_kk", "name_ru", "name_en"]
    rows = _territories(store, begins, ["code", "kind", "region", *names, "valid_from", "valid_to"])
    return sorted(rows, key=lambda row: (row[0], row[6]))


def _territories(store: Store, begins: str, columns: list[str]) -> list[Any]:
    manifest = store.manifest(begins)
    frames = [
        pl.read_parquet(store.path(part.sha256), columns=columns, hive_partitioning=False)
        for part in manifest.tables["territory"].values()
    ]
    return pl.concat(frames).sort(columns).rows()
