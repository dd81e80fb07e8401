"""The guards of a table taken down while a whole table is written into it, and put back.

Only for a table that is empty, within the transaction that fills it: nobody else ever sees the
table without its guards, and what the guards would have refused row by row is looked for over the
whole table before they stand again. Whoever does not own the table keeps them up and is slower.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import Model

# Indexes and constraints that PostgreSQL keeps row by row; the primary key stays.
_CONSTRAINTS = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = %s::regclass AND contype IN ('x', 'f', 'u') ORDER BY contype DESC, conname
"""
_INDEXES = """
    SELECT i.relname, pg_get_indexdef(i.oid) FROM pg_index x
    JOIN pg_class i ON i.oid = x.indexrelid
    WHERE x.indrelid = %s::regclass AND NOT x.indisprimary
      AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.oid)
    ORDER BY i.relname
"""
_OWNED = "SELECT pg_get_userbyid(relowner) = current_user FROM pg_class WHERE oid = %s::regclass"


@contextmanager
def taken_down(model: type[Model]) -> Iterator[bool]:
    """Whether the guards of the table are down meanwhile; they are up again afterwards.

    Raises what the database says where the table does not keep what a constraint asks.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if not _is_empty(cursor, table):
            yield False
        elif connection.vendor == "postgresql":
            yield from _postgresql(cursor, table)
        else:
            yield from _sqlite(cursor, table)


def _is_empty(cursor: Any, table: str) -> bool:
    cursor.execute(f"SELECT NOT EXISTS (SELECT 1 FROM {table})")
    return bool(cursor.fetchone()[0])


def _postgresql(cursor: Any, table: str) -> Iterator[bool]:
    cursor.execute(_OWNED, [table])
    if not cursor.fetchone()[0]:
        yield False
        return
    # From here to the commit nobody else writes: who tries waits.
    cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
    if not _is_empty(cursor, table):
        yield False
        return
    cursor.execute(_CONSTRAINTS, [table])
    constraints = cursor.fetchall()
    cursor.execute(_INDEXES, [table])
    indexes = cursor.fetchall()
    for name, _ in constraints:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _ in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield True
    for _, definition in indexes:
        cursor.execute(definition)
    for name, definition in constraints:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _sqlite(cursor: Any, table: str) -> Iterator[bool]:
    cursor.execute(
        "SELECT type, name, sql FROM sqlite_master "
        "WHERE tbl_name = %s AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY name",
        [table],
    )
    guards = cursor.fetchall()
    for kind, name, _ in guards:
        cursor.execute(f'DROP {kind} "{name}"')
    yield True
    for kind in ("index", "trigger"):
        for one, _, definition in guards:
            if one == kind:
                cursor.execute(definition)
