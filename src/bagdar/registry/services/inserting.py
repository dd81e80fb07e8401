"""Rows into a table with few statements: what bulk_create does, without building SQL for each cell.

Called by services within their transactions, which leave the events.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model


def insert_rows(model: type[Model], rows: Iterable[Mapping[str, Any]]) -> int:
    """How many rows were added. rows: each with the same columns, by attribute name."""
    given = list(rows)
    if not given:
        return 0
    fields = [one for one in model._meta.concrete_fields if one.attname in given[0]]
    quoted = ", ".join(connection.ops.quote_name(one.column) for one in fields)
    places = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(model._meta.db_table)
    columns = [_prepared(field, [row[field.attname] for row in given]) for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({quoted}) VALUES ({places})",
            list(zip(*columns, strict=True)),
        )
    return len(given)


def _prepared(field: Any, values: Sequence[Any]) -> list[Any]:
    """A column as the database takes it. Most of them repeat, and are prepared once."""
    known: dict[Any, Any] = {}
    for value in values:
        if value not in known:
            known[value] = field.get_db_prep_save(value, connection)
    return [known[value] for value in values]
