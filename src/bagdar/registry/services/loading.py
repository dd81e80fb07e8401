"""Whole tables into the register, from files of the contracts: each is in it whole or not at all.

A folder holds one Parquet file for each table, and manifest.json with the digest of each. A table
is one transaction with its receipt, so that a load that was killed goes on with the next table.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.registry import models
from bagdar.registry.bulk import folder as folders
from bagdar.registry.bulk.columns import of_model
from bagdar.registry.bulk.guards import taken_down
from bagdar.registry.bulk.people import identities, keys
from bagdar.registry.bulk.whole import demand_kept, demand_one_a_day, demand_one_origin
from bagdar.registry.bulk.writing import one_ahead, ready, roomy, write
from bagdar.registry.rules.errors import TableRefused
from bagdar.registry.rules.kinds import KINDS
from bagdar.warehouse.tables.registry import TABLES

IDENTITIES = {
    "organisation_id": (models.Organisation, "organisation"),
    "person_id": (models.Person, "person"),
}


@dataclass(frozen=True)
class Progress:
    """table  of the contracts, one of so many; done: rows, of how many"""

    table: str
    tables: int
    done: int
    rows: int


Told = Callable[[Progress], None]


def load_folder(
    folder: Path, *, by: Actor, at: datetime, told: Told | None = None
) -> dict[str, int]:
    """Rows that were added, by table; a table that was loaded from this folder before has none.

    Raises FolderRefused for a file that is not the one of the manifest, TableRefused with the
    first faults of a table; the tables before it stay.
    """
    manifest, added = folders.read(folder), {}
    told = told or (lambda progress: None)
    with roomy():
        for name in manifest.tables:
            try:
                added[name] = _load(manifest, name, by, at, told)
            except IntegrityError:
                raise TableRefused(table=name, fault="guard", column="", rows=1) from None
    return added


@transaction.atomic
def _load(manifest: folders.Manifest, name: str, by: Actor, at: datetime, told: Told) -> int:
    receipts = models.TableLoad.objects.filter(folder=manifest.digest, table=name)
    if receipts.exists():
        return 0
    file = manifest.file(name)
    for column, (identity, of) in IDENTITIES.items():
        if of == name:
            _add(identity, identities(file, column))
    count = _facts(manifest, name, by, told)
    if name == "person":
        _add(models.PersonKey, keys(file))
    models.TableLoad.objects.create(
        folder=manifest.digest, table=name, rows=count, loaded_at=at, loaded_by=by.name
    )
    facts = {"table": name, "rows": count, "folder": manifest.digest[:12]}
    record("registry.table_loaded", about=f"registry.table:{name}", by=by, facts=facts)
    return count


def _add(model: type[Model], frames: Iterator[pl.DataFrame]) -> None:
    told: set[str] = set()
    with taken_down(model) as is_down:
        for part in one_ahead(lambda frame: _part(frame, model), frames):
            write(part.ready, part.columns, model)
            told |= part.origins
        if is_down and model is models.PersonKey:
            demand_one_origin(model, told)


def _facts(manifest: folders.Manifest, name: str, by: Actor, told: Told) -> int:
    model, contract = getattr(models, KINDS[name].model), TABLES[name]
    file = manifest.file(name)
    rows, done, origins = folders.rows_of(file), 0, set[str]()

    def checked(frame: pl.DataFrame) -> Part:
        demand_kept(frame, contract)
        return _part(of_model(frame, model, by.name, by.role), model)

    with taken_down(model) as is_down:
        for part in one_ahead(checked, folders.chunks(file)):
            write(part.ready, part.columns, model)
            done, origins = done + part.rows, origins | part.origins
            told(Progress(name, len(manifest.tables), done, rows))
        if is_down:
            demand_one_origin(model, origins)
            demand_one_a_day(file, contract)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {model._meta.db_table}")
    return done


@dataclass(frozen=True)
class Part:
    """Rows that can be written. ready: see `writing.ready`"""

    rows: int
    columns: list[str]
    origins: set[str]
    ready: pl.DataFrame | bytes


def _part(frame: pl.DataFrame, model: type[Model]) -> Part:
    origins = set(frame["origin"].unique())
    return Part(frame.height, frame.columns, origins, ready(frame, model))
