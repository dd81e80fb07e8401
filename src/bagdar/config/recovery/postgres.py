"""PostgreSQL: pg_dump and pg_restore, with the contents read under the dump's own snapshot."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from bagdar.config.recovery import programs
from bagdar.config.recovery.manifest import RECORDS, ROWS, Table, digest_of_rows

ENGINE = "postgresql"
DIGESTS = RECORDS
SCHEMA = "public"
WAIT = "10s"  # for the locks of a service that should have been stopped


def take(url: str, backup: Path) -> tuple[Mapping[str, Table], tuple[str, ...]]:
    """Dump a database that may be in use; gives the contents as of the dump's snapshot."""
    with reading(url) as connection:
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None, "PostgreSQL always exports a snapshot"
        given = ["--format=custom", "--no-owner", "--no-privileges", f"--schema={SCHEMA}"]
        given += [f"--extension={name}" for name in _extensions(connection)]
        _tool("pg_dump", url, [*given, f"--snapshot={row[0]}", f"--file={backup}"])
        return contents_seen(connection)


@contextmanager
def reading(url: str, snapshot: str | None = None) -> Iterator[psycopg.Connection]:
    """A connection that sees one moment: a snapshot that another transaction exported, or now."""
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        if snapshot is not None:
            given = sql.SQL("SET TRANSACTION SNAPSHOT {}").format(sql.Literal(snapshot))
            connection.execute(given)
        yield connection


def contents(url: str, digests: str = DIGESTS) -> tuple[Mapping[str, Table], tuple[str, ...]]:
    """The tables of a database and the migrations it has seen; digests: RECORDS or ROWS."""
    with reading(url) as connection:
        return contents_seen(connection, digests)


def holds_something(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return bool(tables_of(connection))


def put_back(backup: Path, url: str, digests: str = DIGESTS) -> Mapping[str, Table]:
    """Replace the schema by the backup's in one transaction; gives what the database holds then.

    Raises ToolFailed, and then nothing has changed.
    """
    with tempfile.TemporaryDirectory(prefix="bagdar-restore-") as folder:
        script = Path(folder) / "restore.sql"
        given = ["--no-owner", "--no-privileges", f"--file={script}", str(backup)]
        programs.run([programs.client_program("pg_restore"), *given])
        emptied = Path(folder) / "empty.sql"
        emptied.write_text(
            f"SET lock_timeout = '{WAIT}';\n"
            f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE;\nCREATE SCHEMA {SCHEMA};\n"
        )
        script.write_text(_without_schema(script.read_text(encoding="utf-8")), encoding="utf-8")
        given = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        _tool("psql", url, [*given, f"--file={emptied}", f"--file={script}"])
    return contents(url, digests)[0]


def _without_schema(script: str) -> str:
    """The script less the making of the schema, which was just made anew."""
    return script.replace(f"\nCREATE SCHEMA {SCHEMA};\n", "\n")


def address(url: str) -> tuple[str, Mapping[str, str]]:
    """A URL for the process list, and the environment in which the password travels instead."""
    parts = urlsplit(url)
    shown = url.replace(f":{parts.password}@", "@") if parts.password else url
    password = psycopg.conninfo.conninfo_to_dict(url).get("password")
    return shown, {"PGPASSWORD": str(password)} if password else {}


def _tool(name: str, url: str, given: Sequence[str]) -> None:
    shown, secret = address(url)
    command = [programs.client_program(name), f"--dbname={shown}", *given]
    programs.run(command, environment=secret)


def contents_seen(
    connection: psycopg.Connection, digests: str = DIGESTS
) -> tuple[Mapping[str, Table], tuple[str, ...]]:
    """The same in the transaction of a connection.

    RECORDS is worked out inside the server, by several of its processes where a table is large:
    the sum of each row's hash. That hash starts from the row's own, since a sum of plain ones would
    not see two rows exchange what stands in a column. ROWS is what backups before 0.3 have.
    """
    names = tables_of(connection)
    if digests == ROWS:
        tables = {name: _digest_of_rows(connection, name) for name in names}
    else:
        connection.execute(ALIKE)
        tables = {name: _digest_of_records(connection, name) for name in names}
    return tables, _migrations(connection, names)


def tables_of(connection: psycopg.Connection) -> list[str]:
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


RECORD = "hash_record_extended(t, hash_record_extended(t, 0))"
TEXT = "hashtextextended(t::text, 0)"  # for a table with a column that cannot be hashed: json


# Another server, with other settings, writes the same row in the same way.
ALIKE = """
SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres';
SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex';
SET LOCAL max_parallel_workers_per_gather = 8; SET LOCAL jit = off;
"""


def _digest_of_records(connection: psycopg.Connection, table: str) -> Table:
    query = "SELECT count(*), coalesce(sum({}), 0) FROM {} t"
    name = sql.Identifier(SCHEMA, table)
    try:
        with connection.transaction():
            row = connection.execute(sql.SQL(query).format(sql.SQL(RECORD), name)).fetchone()
    except psycopg.errors.UndefinedFunction:
        row = connection.execute(sql.SQL(query).format(sql.SQL(TEXT), name)).fetchone()
    assert row is not None, "an aggregate always answers"
    return Table(row[0], str(row[1]))


def _digest_of_rows(connection: psycopg.Connection, table: str) -> Table:
    return digest_of_rows(_rows(connection, table))


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
