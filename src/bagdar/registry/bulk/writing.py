"""Frames into tables: COPY on PostgreSQL, one prepared statement on SQLite."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import polars as pl
from django.db import connection
from django.db.models import Model

from bagdar.registry.bulk.columns import for_sqlite, ids_of

ROWS_AT_ONCE = 50_000
CACHE_MIB = 512  # of the pages to which keys point and in which indexes are sorted

Taken = TypeVar("Taken")
Made = TypeVar("Made")


def one_ahead(make: Callable[[Taken], Made], of: Iterable[Taken]) -> Iterator[Made]:
    """What is made of each, the next one while the last is used. make: asks no database."""
    with ThreadPoolExecutor(1) as worker:
        waiting = None
        for one in of:
            begun = worker.submit(make, one)
            if waiting is not None:
                yield waiting.result()
            waiting = begun
        if waiting is not None:
            yield waiting.result()


@contextmanager
def roomy() -> Iterator[None]:
    """SQLite keeps more pages in memory meanwhile than the two megabytes that answers need."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        usual = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA cache_size = {-CACHE_MIB * 1024}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {usual}")


def ready(frame: pl.DataFrame, model: type[Model]) -> pl.DataFrame | bytes:
    """What `write` hands to the database: takes time, and asks nothing of it."""
    if connection.vendor == "postgresql":
        # A text is quoted even when it is empty; what is not quoted and empty is NULL.
        return frame.write_csv(include_header=False, quote_style="non_numeric").encode()
    return for_sqlite(frame, ids_of(model))


def write(rows: pl.DataFrame | bytes, columns: Iterable[str], model: type[Model]) -> None:
    """Add rows with the columns of the model. rows: made `ready`."""
    names = list(columns)
    with connection.wrap_database_errors:
        if isinstance(rows, bytes):
            _copy(rows, names, model)
        else:
            _execute_many(rows, names, model)


def _listed(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _copy(text: bytes, names: list[str], model: type[Model]) -> None:
    statement = f"COPY {model._meta.db_table} ({_listed(names)}) FROM STDIN (FORMAT csv)"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(text)


def _execute_many(frame: pl.DataFrame, names: list[str], model: type[Model]) -> None:
    blanks = ", ".join("?" * frame.width)
    statement = f"INSERT INTO {model._meta.db_table} ({_listed(names)}) VALUES ({blanks})"
    connection.ensure_connection()
    cursor = connection.connection.cursor()
    for part in frame.iter_slices(ROWS_AT_ONCE):
        # Past Django's cursor, which would look at every value again.
        cursor.executemany(statement, part.iter_rows())
