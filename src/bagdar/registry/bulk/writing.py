"""Frames into tables: COPY on PostgreSQL, one prepared statement on SQLite."""

import polars as pl
from django.db import connection
from django.db.models import Model

from bagdar.registry.bulk.columns import for_sqlite, ids_of

ROWS_AT_ONCE = 50_000


def write(frame: pl.DataFrame, model: type[Model]) -> int:
    """Add the rows of a frame with the columns of the model; gives how many."""
    if connection.vendor == "postgresql":
        _copy(frame, model)
    else:
        _execute_many(for_sqlite(frame, ids_of(model)), model)
    return frame.height


def _names(frame: pl.DataFrame) -> str:
    return ", ".join(f'"{name}"' for name in frame.columns)


def _copy(frame: pl.DataFrame, model: type[Model]) -> None:
    # A text is quoted even when it is empty; what is not quoted and empty is NULL.
    text = frame.write_csv(include_header=False, quote_style="non_numeric").encode()
    statement = f"COPY {model._meta.db_table} ({_names(frame)}) FROM STDIN (FORMAT csv)"
    wrapped = connection.wrap_database_errors
    with wrapped, connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(text)


def _execute_many(frame: pl.DataFrame, model: type[Model]) -> None:
    blanks = ", ".join("?" * frame.width)
    statement = f"INSERT INTO {model._meta.db_table} ({_names(frame)}) VALUES ({blanks})"
    connection.ensure_connection()
    cursor = connection.connection.cursor()
    with connection.wrap_database_errors:
        for part in frame.iter_slices(ROWS_AT_ONCE):
            # Past Django's cursor, which would look at every value again.
            cursor.executemany(statement, part.iter_rows())
