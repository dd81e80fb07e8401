"""A base backup of a PostgreSQL that goes on working, and a moment of it marked and counted."""

import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from bagdar.config.recovery import postgres, programs
from bagdar.config.recovery.archive import (
    Archive,
    Copy,
    Mark,
    first_segment,
    name_of,
    place_of,
    synced,
    write_copy,
    write_mark,
)
from bagdar.config.recovery.manifest import Files, sha256_of
from bagdar.core.errors import DomainError

COMPRESSIONS = {
    "zstd": "server-zstd:1",
    "lz4": "server-lz4",
    "gzip": "server-gzip:1",
    "none": "none",
}
# Shorter than PostgreSQL's deadlock_timeout: nobody else's transaction is ever the one given up.
LOCK_WAIT = "800ms"
PATIENCE = 600.0  # seconds, for a moment without a long writer and for the log to be kept
PAUSE = 0.5


class ArchivingOff(DomainError):
    code = "house.archiving_off"


class WalNotKept(DomainError):
    code = "house.wal_not_kept"


class OtherCluster(DomainError):
    code = "house.other_cluster"


class AlwaysWritten(DomainError):
    code = "house.always_written"


def take(archive: Archive, url: str, at: datetime, compression: str = "zstd") -> Copy:
    """Copy the whole cluster; what a cut-off one left is cleared away.

    Raises ArchivingOff, OtherCluster, ToolFailed.
    """
    archive.copies.mkdir(mode=0o700, exist_ok=True)
    for left in archive.copies.glob(".coming-*"):
        shutil.rmtree(left)
    system, version, segment_bytes = _server(archive, url)
    coming = archive.copies / f".coming-{name_of(at)}"
    _base_backup(url, version, coming, compression)
    first, end = first_segment(coming / "backup_manifest", segment_bytes)
    files = {
        path.name: Files(1, sha256_of(path), path.stat().st_size)
        for path in sorted(coming.iterdir())
    }
    copy = Copy(
        name=name_of(at),
        began_at=at.isoformat(timespec="seconds"),
        ended_at=datetime.now(UTC).isoformat(timespec="seconds"),
        end=end,
        first=first,
        segment_bytes=segment_bytes,
        system=system,
        version=version,
        files=files,
    )
    write_copy(coming, copy)
    synced(coming)
    coming.rename(archive.copies / copy.name)
    synced(archive.copies)
    return copy


def _server(archive: Archive, url: str) -> tuple[str, int, int]:
    """The cluster's number, its major version, and the bytes of a segment of its log."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(
            "SELECT system_identifier::text, current_setting('server_version_num')::int / 10000, "
            "pg_size_bytes(current_setting('wal_segment_size')), current_setting('archive_mode') "
            "FROM pg_control_system()"
        ).fetchone()
    assert row is not None, "every server has one"
    system, version, segment_bytes, mode = row
    if mode == "off":
        raise ArchivingOff()
    if any(copy.system != system for copy in archive.all_copies()):
        raise OtherCluster(folder=archive.folder)
    return system, version, segment_bytes


def _base_backup(url: str, version: int, coming: Path, compression: str) -> None:
    shown, secret = postgres.address(url)
    given = ["--format=tar", "--checkpoint=fast", "--wal-method=stream", "--no-password"]
    given += [f"--compress={COMPRESSIONS[compression]}", "--manifest-checksums=SHA256"]
    program = programs.server_program("pg_basebackup", version)
    programs.run([program, f"--dbname={shown}", f"--pgdata={coming}", *given], environment=secret)


def mark(archive: Archive, url: str, at: datetime, patience: float = PATIENCE) -> Mark:
    """Name a moment in the log, and write down what every table held in that very moment.

    For the moment itself writers wait, less than a second; the counting that follows disturbs
    nobody. Raises ArchivingOff, OtherCluster; AlwaysWritten where some writer never let go of a
    table, WalNotKept where the log of that moment did not reach the archive in time.
    """
    system, _, _ = _server(archive, url)
    name = name_of(at)
    with psycopg.connect(url) as holding:
        holding.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        _hold_writers(holding, patience)
        row = holding.execute(
            "SELECT pg_create_restore_point(%s)::text, pg_export_snapshot()", [name]
        ).fetchone()
        assert row is not None, "a function always answers"
        lsn, snapshot = row
        with postgres.reading(url, snapshot) as reading:
            holding.rollback()  # writers go on; the restore point is in the log already
            tables, migrations = postgres.contents_seen(reading)
    marked = Mark(
        name=name,
        at=at.isoformat(timespec="seconds"),
        place=place_of(lsn),
        system=system,
        migrations=migrations,
        tables=tables,
    )
    _wait_until_kept(archive, url, lsn, patience)
    write_mark(archive, marked)
    return marked


def _hold_writers(connection: psycopg.Connection, patience: float) -> None:
    """Lock every table against writing, not yet having seen anything. Raises AlwaysWritten."""
    with connection.cursor() as cursor:
        names = postgres.tables_of(connection)
        connection.rollback()
        if not names:
            return
        tables = sql.SQL(", ").join(sql.Identifier(postgres.SCHEMA, name) for name in names)
        until = time.monotonic() + patience
        while True:
            try:
                cursor.execute(
                    sql.SQL("SET LOCAL statement_timeout = {}").format(sql.Literal(LOCK_WAIT))
                )
                cursor.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(tables))
                cursor.execute("SET LOCAL statement_timeout = 0")
                return
            except (psycopg.errors.QueryCanceled, psycopg.errors.LockNotAvailable):
                connection.rollback()
                if time.monotonic() > until:
                    raise AlwaysWritten() from None
                time.sleep(PAUSE)


def _wait_until_kept(archive: Archive, url: str, lsn: str, patience: float) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute("SELECT pg_walfile_name(%s::pg_lsn)", [lsn]).fetchone()
        assert row is not None, "a function always answers"
        connection.execute("SELECT pg_switch_wal()")
    until = time.monotonic() + patience
    while not (archive.wal / f"{row[0]}.zst").exists():
        if time.monotonic() > until:
            raise WalNotKept(file=row[0])
        time.sleep(PAUSE / 5)
