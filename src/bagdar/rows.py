"""Statements that are written once, for what is asked at every turn.

A queryset is made anew for every question, which takes several times as long as the database needs
to answer a small one. What comes back is typed as a queryset would type it, on both engines.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Field, Model

Row = TypeVar("Row", bound=Model)


def columns(model: type[Model], alias: str = "") -> str:
    """The columns of a table in the order in which `instances` wants them."""
    table = connection.ops.quote_name(alias or model._meta.db_table)
    return ", ".join(
        f"{table}.{connection.ops.quote_name(one.column)}" for one in model._meta.concrete_fields
    )


def instances(model: type[Row], statement: str, values: Sequence[object]) -> list[Row]:
    """Rows of a table. statement: selects `columns` of it, and nothing else."""
    names, converters = _of_model(model)
    database = connection.alias
    return [model.from_db(database, names, row) for row in _rows(converters, statement, values)]


def tuples(
    fields: Sequence["Field[Any, Any]"], statement: str, values: Sequence[object]
) -> list[Sequence[Any]]:
    """What a statement gives. fields: of which each column is."""
    return _rows(_converters(tuple(fields)), statement, values)


def _rows(
    converters: Sequence["Converter"], statement: str, values: Sequence[object]
) -> list[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    return [_converted(row, converters) for row in rows] if converters else rows


def value(field: "Field[Any, Any]", given: object) -> Any:
    """As a statement takes it."""
    return field.get_db_prep_value(given, connection)


Converter = tuple[int, Callable[..., Any], Any]


@lru_cache(maxsize=256)  # asked by the model: a field takes longer to hash than a row to read
def _of_model(model: type[Model]) -> tuple[list[str], tuple[Converter, ...]]:
    fields = model._meta.concrete_fields
    return [one.attname for one in fields], _converters(tuple(fields))


@lru_cache(maxsize=256)
def _converters(fields: tuple["Field[Any, Any]", ...]) -> tuple[Converter, ...]:
    """What Django does to each column that this engine gives as something else."""
    found = []
    for place, field in enumerate(fields):
        column = field.get_col(field.model._meta.db_table)
        both: Iterable[Callable[..., Any]] = (
            *connection.ops.get_db_converters(column),
            *column.get_db_converters(connection),
        )
        found += [(place, one, column) for one in both]
    return tuple(found)


def _converted(row: Sequence[Any], converters: Sequence[Converter]) -> list[Any]:
    told = list(row)
    for place, convert, column in converters:
        told[place] = convert(told[place], column, connection)
    return told
