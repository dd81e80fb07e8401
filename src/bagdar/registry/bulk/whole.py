"""What the guards ask of each row, asked of a whole table at once."""

from typing import Any

import polars as pl
from django.db import connection
from django.db.models import Model

from bagdar.registry.models import Organisation, Person
from bagdar.registry.queries.declared import lists
from bagdar.registry.rules.errors import TableRefused
from bagdar.warehouse.public import check_typed
from bagdar.warehouse.tables.contract import Severity, Table

FULL_TIME = "form = 'full_time'"


def demand_kept(frame: pl.DataFrame, contract: Table) -> None:
    """Every row keeps its contract; that it refers to what is there, foreign keys see to.

    Raises TableRefused with the fault that most rows have.
    """
    codes = {name: tuple(lines) for name, lines in lists().by_name.items()}
    checked = check_typed(frame, contract, codes=codes)
    refusing = checked.findings.filter(pl.col("severity") == Severity.REFUSES.value)
    if refusing.is_empty():
        return
    most = refusing.group_by("code", "column").len().sort("len", "code", "column").row(-1)
    raise TableRefused(table=contract.name, fault=most[0], column=most[1], rows=most[2])


def demand_one_origin(model: type[Model]) -> None:
    """Every fact has the origin of whom and what it is about. Raises TableRefused."""
    table = model._meta.db_table
    for field in model._meta.concrete_fields:
        if field.related_model in (Person, Organisation):
            identity = field.related_model._meta.db_table
            found = _first(
                f"SELECT 1 FROM {table} f JOIN {identity} w ON w.id = f.{field.column} "
                "WHERE w.origin <> f.origin LIMIT 1"
            )
            if found:
                raise TableRefused(table=table, fault="one_origin", column=field.column, rows=1)


def demand_one_a_day(model: type[Model], contract: Table) -> None:
    """Of each timeline one current row a day. PostgreSQL asks it when the constraint is put back.

    Raises TableRefused.
    """
    if connection.vendor == "postgresql":
        return
    for columns, which in timelines(contract):
        whose = ", ".join(f'"{name}"' for name in columns)
        found = _first(
            "SELECT 1 FROM (SELECT valid_to, lead(valid_from) OVER "
            f"(PARTITION BY {whose} ORDER BY valid_from) AS next FROM {model._meta.db_table} "
            f"WHERE superseded_at IS NULL{which}) "
            "WHERE next IS NOT NULL AND (valid_to IS NULL OR next < valid_to) LIMIT 1"
        )
        if found:
            raise TableRefused(
                table=model._meta.db_table, fault="one_a_day", column=columns[-1], rows=1
            )


def timelines(contract: Table) -> list[tuple[tuple[str, ...], str]]:
    """Columns of what there is one a day of, and which rows they are asked of.

    All full-time places of a person are one timeline, whatever the organisation.
    """
    if contract.name == "enrolment":
        return [
            (("person_id",), f" AND {FULL_TIME}"),
            (contract.timeline, f" AND NOT {FULL_TIME}"),
        ]
    if contract.name == "territory":
        return [(("origin", *contract.timeline), "")]
    return [(contract.timeline, "")]


def _first(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()
