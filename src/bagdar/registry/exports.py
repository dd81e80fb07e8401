"""How rows of the register become rows of a snapshot: facts of a table in chunks, as recorded.

On PostgreSQL a table is one COPY, which sees one state of it; on SQLite it is read a range of rows
at a time, so that whoever writes waits for no more than one range. Both give the same answer: what
was known at an instant that has passed is changed by nobody.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import polars as pl
from django.db import connection

from bagdar.registry import models
from bagdar.registry.rules.kinds import KINDS
from bagdar.warehouse.public import Question, raw_type

BYTES_AT_ONCE = 64 * 1024 * 1024  # of text, before it becomes columns
IDENTITIES = {"person": models.Person, "organisation": models.Organisation}


@dataclass(frozen=True)
class RegisterSource:
    """The database that stands, as a source of snapshots (bagdar.warehouse.snapshots.sources)."""

    rows_at_once: int = 100_000

    def origins(self) -> Sequence[str]:
        tables = [*(one._meta.db_table for one in IDENTITIES.values()), _table("territory")]
        return sorted(
            {row[0] for one in tables for row in _all(f"SELECT DISTINCT origin FROM {one}")}
        )

    def rows(self, table: str) -> int:
        """PostgreSQL's own estimate: counting a hundred million rows would take a minute."""
        name = _table(table)
        if connection.vendor == "postgresql":
            estimate = f"SELECT reltuples::bigint FROM pg_class WHERE oid = '{name}'::regclass"
            return max(int(_all(estimate)[0][0]), 0)
        return int(_all(f"SELECT count(*) FROM {name}")[0][0])

    def ids(self, kind: str, origin: str) -> Iterator[pl.Series]:
        identity, where = IDENTITIES[kind]._meta.db_table, f"origin = '{_plain(origin)}'"
        for frame in self._read(identity, "id", {"id": "id"}, {"id": pl.String()}, where):
            yield frame["id"]

    def chunks(
        self, table: str, columns: Sequence[str], within: Question
    ) -> Iterator[pl.DataFrame]:
        model: Any = getattr(models, KINDS[table].model)
        fields = {one.attname: one.column for one in model._meta.concrete_fields}
        asked = {name: fields[name] for name in columns}
        types = {name: raw_type(table, name) for name in columns}
        where = (
            f"origin = '{_plain(within.origin)}' AND valid_from <= '{within.on.isoformat()}' "
            f"AND recorded_at <= '{_instant(within.known_at)}'"
        )
        yield from self._read(model._meta.db_table, "id", asked, types, where)

    def _read(
        self, table: str, key: str, columns: dict[str, str], types: dict[str, Any], where: str
    ) -> Iterator[pl.DataFrame]:
        """columns: name → column of the database; types: of what is yielded, by name."""
        if connection.vendor == "postgresql":
            yield from _copied(table, columns, types, where)
        else:
            yield from self._ranges(table, key, columns, types, where)

    def _ranges(
        self, table: str, key: str, columns: dict[str, str], types: dict[str, Any], where: str
    ) -> Iterator[pl.DataFrame]:
        listed = ", ".join(_bare(column, types[name]) for name, column in columns.items())
        last: Any = None
        while True:
            after = where if last is None else f"{where} AND {key} > '{last}'"
            if isinstance(last, int):
                after = f"{where} AND {key} > {last}"
            rows = _all(
                f"SELECT {key}, {listed} FROM {table} WHERE {after} "
                f"ORDER BY {key} LIMIT {self.rows_at_once}"
            )
            if rows:
                last = rows[-1][0]
                values = list(zip(*rows, strict=True))[1:]
                yield pl.DataFrame(
                    [
                        _from_sqlite(name, one, types[name])
                        for name, one in zip(columns, values, strict=True)
                    ]
                )
            if len(rows) < self.rows_at_once:
                return


def _table(name: str) -> str:
    return str(getattr(models, KINDS[name].model)._meta.db_table)


def _all(statement: str) -> list[tuple[Any, ...]]:
    """On SQLite past Django's cursor, which would look at every value again."""
    connection.ensure_connection()
    with connection.wrap_database_errors, closing(connection.connection.cursor()) as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def _plain(word: str) -> str:
    """An origin, which a statement holds as text. Raises ValueError for anything else."""
    if not word.isalpha():
        raise ValueError("not a word")
    return word


def _instant(at: datetime) -> str:
    """As Django keeps instants on SQLite, where they are compared as text."""
    plain = at.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
    return plain if connection.vendor == "sqlite" else f"{plain}+00"


def _bare(column: str, kind: Any) -> str:
    """As an expression, which has no declared type: Django would have each value read in Python."""
    if isinstance(kind, (pl.Date, pl.Datetime)):
        return f'CAST("{column}" AS TEXT)'
    return f'+"{column}"'


def _from_sqlite(name: str, values: Sequence[Any], kind: Any) -> pl.Series:
    if isinstance(kind, pl.Date):
        return pl.Series(name, values, dtype=pl.String).str.to_date("%Y-%m-%d")
    if isinstance(kind, pl.Datetime):
        text = pl.Series(name, values, dtype=pl.String)
        return text.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", time_zone="UTC")
    if isinstance(kind, pl.Boolean):
        return pl.Series(name, values, dtype=pl.Int8).cast(pl.Boolean)
    return pl.Series(name, values, dtype=kind, strict=False)


def _copied(
    table: str, columns: dict[str, str], types: dict[str, Any], where: str
) -> Iterator[pl.DataFrame]:
    listed = ", ".join(_selected(column, types[name]) for name, column in columns.items())
    statement = f"COPY (SELECT {listed} FROM {table} WHERE {where}) TO STDOUT (FORMAT csv)"
    waiting: list[bytes] = []
    size = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for block in copy:
            waiting.append(bytes(block))
            size += len(block)
            if size > BYTES_AT_ONCE:
                yield _parsed(waiting, types)
                waiting, size = [], 0
    if waiting:
        yield _parsed(waiting, types)


def _selected(column: str, kind: Any) -> str:
    if isinstance(kind, pl.Datetime):  # whole microseconds need no parsing
        return f'(extract(epoch FROM "{column}") * 1000000)::bigint'
    if isinstance(kind, pl.Boolean):
        return f'"{column}"::int'
    return f'"{column}"'


def _parsed(text: list[bytes], types: dict[str, Any]) -> pl.DataFrame:
    read = {
        name: pl.Int64() if isinstance(kind, (pl.Datetime, pl.Boolean)) else kind
        for name, kind in types.items()
    }
    frame = pl.read_csv(b"".join(text), has_header=False, new_columns=list(read), schema=read)
    return frame.with_columns(
        pl.from_epoch(name, time_unit="us").dt.replace_time_zone("UTC")
        if isinstance(kind, pl.Datetime)
        else pl.col(name).cast(kind)
        for name, kind in types.items()
    )
