"""The snapshots that stand here."""

from pathlib import Path

from django.conf import settings

from bagdar.warehouse import public as warehouse


def store() -> Path:
    return Path(settings.VAR_DIR) / "snapshots"


def open_snapshot(id: str, *, engine: str = "duckdb") -> warehouse.OpenSnapshot:
    """Raises what the warehouse raises where there is no such snapshot, or it is damaged."""
    return warehouse.open_snapshot(store(), id, engine=engine)
