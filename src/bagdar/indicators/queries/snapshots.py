"""The snapshots that stand here, opened for those who compute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings

from bagdar.core.origins import Origin
from bagdar.indicators.rules.places import TerritoryFact
from bagdar.warehouse.public import Manifest, Store, open_snapshot, territory_facts


@dataclass(frozen=True)
class OpenSnapshot:
    """A snapshot on an engine: its tables as Ibis tables, its parts by their digests."""

    store: Store
    manifest: Manifest
    engine: str
    tables: Mapping[str, Any]

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

    def rows(self, expression: Any) -> list[dict[str, Any]]:
        """What the engine answers."""
        return list(expression.to_pyarrow().to_pylist())


def store() -> Store:
    return Store(Path(settings.VAR_DIR) / "snapshots")


def opened(begins: str, *, engine: str = "duckdb") -> OpenSnapshot:
    """Raises NoSuchSnapshot, DamagedSnapshot."""
    held = store()
    manifest = held.manifest(begins)
    tables = open_snapshot(held, manifest.id, engine=engine)
    return OpenSnapshot(held, manifest, engine, tables)


def newest(origin: Origin) -> OpenSnapshot | None:
    """The snapshot of an origin that knows most of the latest day."""
    found = [one for one in store().manifests() if one.origin == origin.value]
    return opened(max(found, key=lambda one: (one.on, one.known_at)).id) if found else None
