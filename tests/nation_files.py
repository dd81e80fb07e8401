"""A folder of tables with a few simulated facts, as the simulator writes them."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl

from bagdar.warehouse.public import schema
from bagdar.warehouse.tables.registry import TABLES

EARLY = datetime(2020, 9, 2, 5, tzinfo=UTC)
LATE = datetime(2020, 11, 2, 5, 30, tzinfo=UTC)


def id_of(number: int) -> str:
    """Ids that begin with every digit, as random ones do."""
    return str(UUID(int=(number % 16) << 124 | number))


def fact(**columns: Any) -> dict[str, Any]:
    return {
        "valid_from": date(2020, 9, 1), "valid_to": None, "recorded_at": EARLY,
        "superseded_at": None, "origin": "simulated", "source": "simulation 1", **columns,
    }  # fmt: skip


def rows(people: int = 40) -> dict[str, list[dict[str, Any]]]:
    """Two schools, so many people, each in a class; every tenth changed the name and was known
    otherwise before.
    """
    schools, born = [id_of(1000), id_of(1001)], date(2010, 1, 1)
    who, stays = [], []
    for number in range(people):
        said = {"person_id": id_of(number), "family": "Мысал", "given": f"Әсел {number}"}
        since = {"valid_from": born, "born_on": born, "sex": "female", "citizenship": "KZ"}
        if number % 10 == 0:
            who.append(fact(**{**said, **since, "family": "Мысалл"}, superseded_at=LATE))
            who.append(fact(**said, **since, recorded_at=LATE))
        else:
            who.append(fact(**said, **since))
        stays.append(
            fact(
                person_id=id_of(number), organisation_id=schools[number % 2], level="2",
                form="full_time", grade=5, group="5 А", language="kk", funding="state_order",
                valid_to=date(2021, 6, 1),
            )
        )  # fmt: skip
    said = {"name_ru": "Школа", "type": "school", "region": "KZ-11", "languages": "kk ru"}
    organisations = [
        fact(organisation_id=one, name_kk=f"Мектеп {n}", valid_from=date(2000, 1, 1), **said)
        for n, one in enumerate(schools)
    ]
    return {"organisation": organisations, "person": who, "enrolment": stays}


def write_folder(folder: Path, tables: Mapping[str, list[dict[str, Any]]]) -> Path:
    """The folder with its manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for name, found in tables.items():
        file = folder / f"{name}.parquet"
        types = schema(TABLES[name])
        pl.DataFrame(
            [{column: row.get(column) for column in types} for row in found], schema=types
        ).write_parquet(file)
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        files[file.name] = digest
    manifest = json.dumps({"simulated": True, "files": files}, sort_keys=True)
    (folder / "manifest.json").write_text(manifest)
    return folder
