"""Statements that are written once, for what is asked at every turn, and for many rows at once.

A queryset is made anew for every question, which takes several times as long as the database needs
to answer a small one. What comes back is typed as a queryset would type it, on both engines.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import BinaryField, CharField, Field, JSONField, Model, TextField

Row = TypeVar("Row", bound=Model)
PLAIN = (CharField, TextField, BinaryField)
TAKEN_AS_THEY_ARE = {str, bytes, type(None)}
COPIED = 50  # rows that PostgreSQL takes by COPY: fewer are sooner there as statements


class JsonText(str):
    """What a column of JSON is given where somebody has written the text already."""

    __slots__ = ()


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


# --- written ------------------------------------------------------------------------------------
# Called by services within their transactions, which leave the events.


def insert_rows(model: type[Model], rows: Iterable[Mapping[str, Any]]) -> int:
    """How many rows were added. rows: each with the same columns, by attribute name."""
    given = list(rows)
    names = given[0] if given else ()
    return insert_columns(model, {name: [row[name] for row in given] for name in names})


def insert_columns(model: type[Model], columns: Mapping[str, Sequence[Any]]) -> int:
    """What bulk_create does, without an instance for each row and SQL for each cell.

    columns: by attribute name, all of one length; what the model presumes is not filled in
    """
    fields, made = _prepared(model, columns)
    if not made:
        return 0
    table, names = connection.ops.quote_name(model._meta.db_table), _listed(fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(made) >= COPIED:
            statement = f"COPY {table} ({names}) FROM STDIN"
            with connection.wrap_database_errors, cursor.copy(statement) as copy:
                for row in made:
                    copy.write_row(row)
        else:
            blanks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({blanks})", made)
    return len(made)


def rewrite_rows(model: type[Model], columns: Mapping[str, Sequence[Any]]) -> int:
    """How many rows were found by their primary key, and have other values now.

    columns: as above, the primary key among them
    """
    fields, made = _prepared(model, columns)
    if not made:
        return 0
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), model._meta.pk
    told = [one for one in fields if one is not key]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            new = ", ".join(f"{quote(one.column)} = new.{quote(one.column)}" for one in told)
            arrays = ", ".join(f"%s::{_array(one)}" for one in fields)
            cursor.execute(
                f"UPDATE {table} SET {new} FROM unnest({arrays}) AS new({_listed(fields)}) "
                f"WHERE {table}.{quote(key.column)} = new.{quote(key.column)}",
                [list(one) for one in zip(*made, strict=True)],
            )
        else:
            own = fields.index(key)
            new = ", ".join(f"{quote(one.column)} = %s" for one in told)
            cursor.executemany(
                f"UPDATE {table} SET {new} WHERE {quote(key.column)} = %s",
                [(*row[:own], *row[own + 1 :], row[own]) for row in made],
            )
        return int(cursor.rowcount)


def _listed(fields: Iterable["Field[Any, Any]"]) -> str:
    return ", ".join(connection.ops.quote_name(one.column) for one in fields)


def _array(field: "Field[Any, Any]") -> str:
    """Never varchar(n): a cast to it would cut what is too long, where writing it is an error."""
    told = str(field.db_type(connection))
    return "text[]" if told.startswith("varchar") else f"{told}[]"


def _prepared(
    model: type[Model], columns: Mapping[str, Sequence[Any]]
) -> tuple[list["Field[Any, Any]"], list[tuple[Any, ...]]]:
    """The fields of columns, and rows as the database takes them."""
    fields = [one for one in model._meta.concrete_fields if one.attname in columns]
    return fields, list(zip(*(_column(one, columns[one.attname]) for one in fields), strict=True))


def _column(field: "Field[Any, Any]", values: Sequence[Any]) -> list[Any]:
    """Most values repeat, and are prepared once; JSON has no hash, so the same object is."""
    if type(field) in PLAIN and {*map(type, values)} <= TAKEN_AS_THEY_ARE:
        return list(values)
    if isinstance(field, JSONField) and {*map(type, values)} == {JsonText}:
        return [str(one) for one in values]
    prepare, known = field.get_db_prep_save, dict[Any, Any]()
    names = [*map(id, values)] if isinstance(field, JSONField) else values
    for name, value in zip(names, values, strict=True):
        if name not in known:
            known[name] = prepare(value, connection)
    return [known[name] for name in names]
