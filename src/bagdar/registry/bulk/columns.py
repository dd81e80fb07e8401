"""Columns of a contract as columns of a model: frames in, frames out.

Empty text is empty and not NULL; ids are UUIDs on PostgreSQL and 32 hexadecimal digits on SQLite,
instants without an offset there, as Django keeps them.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl
from django.db import models as fields
from django.db.models import Model

ADDED = ("recorded_by", "recorded_role", "superseded_by", "superseded_role")


def of_model(frame: pl.DataFrame, model: type[Model], name: str, role: str) -> pl.DataFrame:
    """The frame of a fact table with the columns of its model, less the number of the row.

    name, role  who records it, and who ended what is superseded
    """
    ended = pl.col("superseded_at").is_not_null()
    whole = frame.with_columns(
        recorded_by=pl.lit(name),
        recorded_role=pl.lit(role),
        superseded_by=pl.when(ended).then(pl.lit(name)).otherwise(pl.lit("")),
        superseded_role=pl.when(ended).then(pl.lit(role)).otherwise(pl.lit("")),
    )
    kept = [
        field
        for field in model._meta.concrete_fields
        if field.attname in whole.columns and not field.primary_key
    ]
    return whole.select(_filled(field, whole.schema[field.attname]) for field in kept)


def _filled(field: Any, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(field.attname)
    if isinstance(field, fields.CharField):
        return column.cast(pl.String).fill_null("").alias(field.column)
    return column.alias(field.column)


def for_sqlite(frame: pl.DataFrame, ids: Mapping[str, Any] | frozenset[str]) -> pl.DataFrame:
    """The same values as Django's SQLite backend writes them. ids: columns that hold UUIDs."""
    return frame.with_columns(
        _as_sqlite(name, dtype, name in ids) for name, dtype in frame.schema.items()
    )


def _as_sqlite(name: str, dtype: pl.DataType, is_id: bool) -> pl.Expr:
    column = pl.col(name)
    if is_id:
        return column.str.replace_all("-", "", literal=True)
    if isinstance(dtype, pl.Date):
        return column.dt.to_string("%Y-%m-%d")
    if isinstance(dtype, pl.Datetime):
        # Django leaves out microseconds where there are none.
        text = column.dt.to_string("%Y-%m-%d %H:%M:%S%.6f")
        return text.str.strip_suffix(".000000")
    return column


def ids_of(model: type[Model]) -> frozenset[str]:
    """Names of the columns that hold UUIDs."""
    return frozenset(
        field.column
        for field in model._meta.concrete_fields
        if isinstance(field, fields.UUIDField)
        or (field.is_relation and isinstance(field.target_field, fields.UUIDField))
    )
