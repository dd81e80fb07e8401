"""Backup and restore, the same on both engines. Nothing is replaced before it has been checked."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from bagdar.config.environment import Environment
from bagdar.config.recovery import evidence, figures, postgres, sqlite
from bagdar.config.recovery.manifest import (
    DamagedBackup,
    DatabaseNotEmpty,
    Manifest,
    NewerBackup,
    NotAsBackedUp,
    OtherEngine,
    Table,
    beside,
    differing,
    read_intact,
    sha256_of,
)


def place(environment: Environment) -> tuple[ModuleType, Any]:
    """The engine's module, and where its database is: a path or a URL."""
    url = environment.database_url
    if url and not url.startswith("sqlite:///"):
        return postgres, url
    return sqlite, Path(environment.database()["NAME"])


def back_up(environment: Environment, backup: Path, at: datetime) -> Manifest:
    """Write a backup and its manifest; an earlier file of that name is replaced whole.

    Raises DamagedBackup where the database itself or a file beside it does not hold together,
    ToolFailed.
    """
    engine, database = place(environment)
    backup.parent.mkdir(parents=True, exist_ok=True)
    unfinished = backup.with_name(f"{backup.name}.part")
    unfinished.unlink(missing_ok=True)
    tables, migrations = engine.take(database, unfinished)
    files = evidence.take(environment.var_dir / "evidence", backup)
    sums = figures.take(environment.var_dir / "figures", backup)
    manifest = Manifest(
        engine=engine.ENGINE,
        taken_at=at.isoformat(timespec="seconds"),
        sha256=sha256_of(unfinished),
        size=unfinished.stat().st_size,
        migrations=migrations,
        tables=tables,
        files=files,
        figures=sums,
        digests=engine.DIGESTS,
    )
    beside(backup).unlink(missing_ok=True)
    unfinished.chmod(0o600)
    unfinished.replace(backup)
    manifest.write(beside(backup))
    return manifest


def restore(
    environment: Environment, backup: Path, known: Iterable[str], *, replace: bool
) -> Manifest:
    """Put a backup back, checked before and after. known: this version's migrations.

    Raises NoManifest, DamagedBackup, OtherEngine, NewerBackup, DatabaseNotEmpty, ToolFailed:
    the database is as it was. Raises NotAsBackedUp where it came back different.
    """
    manifest = read_intact(backup)
    evidence.check(backup, manifest.files)
    figures.check(backup, manifest.figures)
    engine, database = place(environment)
    _refuse_foreign(manifest, engine.ENGINE, known, backup)
    if not replace and engine.holds_something(database):
        raise DatabaseNotEmpty()
    if engine is sqlite and differing(manifest.tables, sqlite.contents(backup)[0]):
        raise DamagedBackup(file=backup.name)
    evidence.put_back(backup, manifest.files, environment.var_dir / "evidence")
    figures.put_back(backup, manifest.figures, environment.var_dir / "figures")
    _expect_same(manifest.tables, engine.put_back(backup, database, manifest.digests))
    return manifest


def _refuse_foreign(manifest: Manifest, engine: str, known: Iterable[str], backup: Path) -> None:
    if manifest.engine != engine:
        raise OtherEngine(file=backup.name, engine=manifest.engine, ours=engine)
    unknown = sorted(set(manifest.migrations) - set(known))
    if unknown:
        raise NewerBackup(file=backup.name, migrations=unknown)


def _expect_same(before: Mapping[str, Table], after: Mapping[str, Table]) -> None:
    different = differing(before, after)
    if different:
        raise NotAsBackedUp(tables=different)
