"""What the guards ask of each row, asked of a whole table at once."""

from collections.abc import Set
from pathlib import Path
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import Model

from bagdar.registry.models import Organisation, Person
from bagdar.registry.queries.declared import lists
from bagdar.registry.rules.errors import TableRefused
from bagdar.warehouse.public import check_typed
from bagdar.warehouse.tables.contract import Severity, Table

FULL_TIME = pl.col("form") == "full_time"


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


def demand_one_origin(model: type[Model], told: Set[str]) -> None:
    """Every fact has the origin of whom and what it is about. Raises TableRefused.

    told  the origins of the facts. Where facts and identities have one origin all together, as in
          a whole country, nobody is looked for one by one
    """
    table = model._meta.db_table
    for field in model._meta.concrete_fields:
        if field.related_model not in (Person, Organisation):
            continue
        identity = field.related_model._meta.db_table
        if len(told) == 1 and not _has_others(identity, *told):
            continue
        if _first(
            f"SELECT 1 FROM {table} f JOIN {identity} w ON w.id = f.{field.column} "
            "WHERE w.origin <> f.origin LIMIT 1"
        ):
            raise TableRefused(table=table, fault="one_origin", column=field.column, rows=1)


def _has_others(identity: str, origin: str) -> bool:
    return bool(_first(f"SELECT 1 FROM {identity} WHERE origin <> %s LIMIT 1", origin))


def demand_one_a_day(file: Path, contract: Table) -> None:
    """Of each timeline one current row a day: of the whole file, which is the whole table.

    Raises TableRefused.
    """
    rows = pl.scan_parquet(file).filter(pl.col("superseded_at").is_null())
    for columns, which in timelines(contract):
        if _overlap(rows.filter(which), columns):
            raise TableRefused(table=contract.name, fault="one_a_day", column=columns[-1], rows=1)


def timelines(contract: Table) -> list[tuple[tuple[str, ...], pl.Expr]]:
    """Columns of what there is one a day of, and which rows they are asked of.

    All full-time places of a person are one timeline, whatever the organisation.
    """
    if contract.name == "enrolment":
        return [(("person_id",), FULL_TIME), (contract.timeline, ~FULL_TIME)]
    if contract.name == "territory":
        return [(("origin", *contract.timeline), pl.lit(True))]
    return [(contract.timeline, pl.lit(True))]


def _overlap(rows: pl.LazyFrame, columns: tuple[str, ...]) -> bool:
    """A number for each timeline takes a quarter of the room; two that share one are told apart."""
    number = _number(columns)
    numbered = rows.select("valid_from", "valid_to", timeline=number)
    suspects = _overlapping(numbered.collect(), ["timeline"])["timeline"].unique()
    if suspects.is_empty():
        return False
    exact = rows.filter(number.is_in(suspects.implode())).collect()
    return not _overlapping(exact, list(columns)).is_empty()


def _number(columns: tuple[str, ...]) -> pl.Expr:
    return pl.struct(pl.col(name).cast(pl.String).fill_null("") for name in columns).hash()


def _overlapping(rows: pl.DataFrame, timeline: list[str]) -> pl.DataFrame:
    """Rows that begin before the one before them in their timeline has ended."""
    before = [pl.col(name).eq_missing(pl.col(name).shift()) for name in timeline]
    ends = pl.col("valid_to").shift()
    return rows.sort(*timeline, "valid_from", maintain_order=False).filter(
        pl.all_horizontal(before) & (ends.is_null() | (ends > pl.col("valid_from")))
    )


def _first(query: str, *given: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, given or None)
        return cursor.fetchone()
