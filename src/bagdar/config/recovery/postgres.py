"""PostgreSQL: pg_dump and pg_restore, with the contents read under the dump's own snapshot."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from bagdar.config.recovery.manifest import Table, ToolFailed, digest_of_rows

ENGINE = "postgresql"
SCHEMA = "public"
WAIT = "10s"  # for the locks of a service that should have been stopped


def take(url: str, backup: Path) -> tuple[Mapping[str, Table], tuple[str, ...]]:
    """Dump a database that may be in use; gives the contents as of the dump's snapshot."""
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None, "PostgreSQL always exports a snapshot"
        given = ["--format=custom", "--no-owner", "--no-privileges", f"--schema={SCHEMA}"]
        given += [f"--extension={name}" for name in _extensions(connection)]
        _tool("pg_dump", url, [*given, f"--snapshot={row[0]}", f"--file={backup}"])
        return _contents(connection)


def contents(url: str) -> tuple[Mapping[str, Table], tuple[str, ...]]:
    """The tables of a database and the migrations it has seen."""
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        return _contents(connection)


def holds_something(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return bool(_tables(connection))


def put_back(backup: Path, url: str) -> Mapping[str, Table]:
    """Replace the schema by the backup's in one transaction; gives what the database holds then.

    Raises ToolFailed, and then nothing has changed.
    """
    with tempfile.TemporaryDirectory(prefix="bagdar-restore-") as folder:
        script = Path(folder) / "restore.sql"
        _run("pg_restore", ["--no-owner", "--no-privileges", f"--file={script}", str(backup)])
        emptied = Path(folder) / "empty.sql"
        emptied.write_text(
            f"SET lock_timeout = '{WAIT}';\n"
            f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE;\nCREATE SCHEMA {SCHEMA};\n"
        )
        script.write_text(_without_schema(script.read_text(encoding="utf-8")), encoding="utf-8")
        given = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        _tool("psql", url, [*given, f"--file={emptied}", f"--file={script}"])
    return contents(url)[0]


def _without_schema(script: str) -> str:
    """The script less the making of the schema, which was just made anew."""
    return script.replace(f"\nCREATE SCHEMA {SCHEMA};\n", "\n")


def _tool(name: str, url: str, given: Sequence[str]) -> None:
    """Run a client program; the password travels in the environment, not in the process list."""
    parts = urlsplit(url)
    secret = {"PGPASSWORD": psycopg.conninfo.conninfo_to_dict(url).get("password")}
    shown = url.replace(f":{parts.password}@", "@") if parts.password else url
    _run(
        name,
        [f"--dbname={shown}", *given],
        {key: str(value) for key, value in secret.items() if value},
    )


def _run(name: str, given: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
    program = shutil.which(name)
    if program is None:
        raise ToolFailed(tool=name, problem="not installed")
    done = subprocess.run(
        [program, *given],
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise ToolFailed(tool=name, problem=lines[0][:300] if lines else str(done.returncode))


def _contents(connection: psycopg.Connection) -> tuple[Mapping[str, Table], tuple[str, ...]]:
    names = _tables(connection)
    tables = {name: digest_of_rows(_rows(connection, name)) for name in names}
    return tables, _migrations(connection, names)


def _tables(connection: psycopg.Connection) -> list[str]:
    found = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename", [SCHEMA]
    )
    return [name for (name,) in found]


def _extensions(connection: psycopg.Connection) -> list[str]:
    """Those that stand in the schema: they go with it, and pg_dump leaves them out unasked."""
    found = connection.execute(
        "SELECT extname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace "
        "WHERE nspname = %s ORDER BY extname",
        [SCHEMA],
    )
    return [name for (name,) in found]


def _rows(connection: psycopg.Connection, table: str) -> Iterator[bytes]:
    """Each row as PostgreSQL itself writes it, a thousand at a time."""
    with connection.cursor(name="bagdar_rows") as cursor:
        cursor.itersize = 1000
        cursor.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(SCHEMA, table)))
        for (row,) in cursor:
            yield row.encode()


def _migrations(connection: psycopg.Connection, tables: list[str]) -> tuple[str, ...]:
    if "django_migrations" not in tables:
        return ()
    found = connection.execute("SELECT app || '.' || name FROM public.django_migrations")
    return tuple(sorted(name for (name,) in found))
