"""The snapshots that stand here, opened for those who compute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.conf import settings

from bagdar.core.languages import Words
from bagdar.core.origins import Origin
from bagdar.indicators.rules.places import TerritoryFact
from bagdar.warehouse.public import (
    Engine,
    Manifest,
    NoSuchSnapshot,
    Store,
    open_snapshot,
    territory_facts,
    territory_names,
)
from bagdar.warehouse.public import engine as engine_of


@dataclass(frozen=True)
class OpenSnapshot:
    """A snapshot on an engine: its tables as Ibis tables, its parts by their digests."""

    store: Store
    manifest: Manifest
    on: Engine
    tables: Mapping[str, Any]

    @property
    def engine(self) -> str:
        return self.on.name

    @property
    def id(self) -> str:
        return self.manifest.id

    @property
    def day(self) -> date:
        return self.manifest.on

    @property
    def known_at(self) -> datetime:
        return self.manifest.known_at

    @property
    def origin(self) -> Origin:
        return Origin(self.manifest.origin)

    @property
    def code(self) -> str:
        return self.manifest.code

    def digests(self, table: str) -> list[str]:
        """Of each part of a table, by region."""
        parts = self.manifest.tables[table]
        return [f"{region}:{parts[region].sha256}" for region in sorted(parts)]

    @cached_property
    def territories(self) -> Sequence[TerritoryFact]:
        return [TerritoryFact(*row) for row in territory_facts(self.store, self.id)]

    def beside(self, name: str, rows: list[dict[str, Any]], types: Mapping[str, str]) -> Any:
        """Rows from here as a table that can be joined with the snapshot's. types: of Ibis."""
        import ibis  # slow to load

        schema = ibis.schema(types).to_pyarrow()
        return self.on.table(name, pa.Table.from_pylist(rows, schema=schema))

    def rows(self, expression: Any) -> list[dict[str, Any]]:
        """What the engine answers."""
        return self.on.rows(expression)


def store() -> Store:
    return Store(Path(settings.VAR_DIR) / "snapshots")


def opened(begins: str, *, engine: str = "duckdb") -> OpenSnapshot:
    """Raises NoSuchSnapshot, DamagedSnapshot, SparkMissing."""
    held = store()
    manifest = held.manifest(begins)
    on = engine_of(engine, held, master=settings.SPARK_MASTER, parts=settings.SPARK_PARTS)
    return OpenSnapshot(held, manifest, on, open_snapshot(held, manifest.id, on=on))


def newest(origin: Origin) -> OpenSnapshot | None:
    """The snapshot of an origin that knows most of the latest day."""
    found = [one for one in store().manifests() if one.origin == origin.value]
    return opened(max(found, key=lambda one: (one.on, one.known_at)).id) if found else None


@dataclass(frozen=True)
class NamedPlace:
    """How a territory was called, and where it lay, for some days."""

    code: str
    kind: str
    region: str
    name: Words
    valid_from: date
    valid_to: date | None


def names_in(snapshot: str) -> list[NamedPlace]:
    """By code, the latest last; none where the snapshot is not there any more."""
    try:
        rows = territory_names(store(), snapshot)
    except NoSuchSnapshot:
        return []
    return [
        NamedPlace(code, kind, region or "", Words(kk=kk, ru=ru, en=en or kk), since, until)
        for code, kind, region, kk, ru, en, since, until in rows
    ]
