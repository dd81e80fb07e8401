"""SQLite: copied by its own backup interface, which readers and writers do not disturb."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from bagdar.config.recovery.manifest import ROWS, DamagedBackup, Table, digest_of_rows

ENGINE = "sqlite"
DIGESTS = ROWS
WAIT_SECONDS = 20


def take(database: Path, backup: Path) -> tuple[Mapping[str, Table], tuple[str, ...]]:
    """Copy a database that may be in use; gives the contents of the copy."""
    with closing(_reading(database)) as source, closing(sqlite3.connect(backup)) as copy:
        # In one step: writers wait a moment, and steady writing cannot start it over forever.
        source.backup(copy)
    return contents(backup)


def contents(path: Path) -> tuple[Mapping[str, Table], tuple[str, ...]]:
    """The tables of a database file and the migrations it has seen. Raises DamagedBackup."""
    try:
        with closing(_reading(path)) as database:
            if database.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise DamagedBackup(file=path.name)
            names = _tables(database)
            tables = {name: digest_of_rows(_rows(database, name)) for name in names}
            return tables, _migrations(database, names)
    except sqlite3.DatabaseError:
        raise DamagedBackup(file=path.name) from None


def holds_something(database: Path) -> bool:
    if not database.exists() or database.stat().st_size == 0:
        return False
    with closing(_reading(database)) as connection:
        return bool(_tables(connection))


def put_back(backup: Path, database: Path, digests: str = DIGESTS) -> Mapping[str, Table]:
    """Write a backup over a database in one transaction; gives what the database holds then."""
    database.parent.mkdir(parents=True, exist_ok=True)
    with closing(_reading(backup)) as source, closing(_writing(database)) as target:
        source.backup(target)
    return contents(database)[0]


def _reading(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, waiting as long as the service does."""
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=WAIT_SECONDS)


def _writing(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=WAIT_SECONDS)
    connection.execute("PRAGMA synchronous=EXTRA")
    return connection


def _tables(database: sqlite3.Connection) -> list[str]:
    found = database.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' "
        "ESCAPE '\\' ORDER BY name"
    )
    return [name for (name,) in found]


def _rows(database: sqlite3.Connection, table: str) -> Iterator[bytes]:
    return (repr(row).encode() for row in database.execute(f'SELECT * FROM "{table}"'))


def _migrations(database: sqlite3.Connection, tables: list[str]) -> tuple[str, ...]:
    if "django_migrations" not in tables:
        return ()
    found = database.execute("SELECT app || '.' || name FROM django_migrations")
    return tuple(sorted(name for (name,) in found))
