"""A simulated snapshot as studies read it: each table on its day, and rows of what is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from bagdar.admissions.rules.study.errors import OnlySimulated
from bagdar.core.origins import Origin
from bagdar.warehouse.public import Store, engine, open_snapshot


def store() -> Store:
    return Store(Path(settings.VAR_DIR) / "snapshots")


def snapshots() -> list[tuple[str, date]]:
    """Simulated ones that can be studied: (id, day), the latest first."""
    found = [one for one in store().manifests() if one.origin == Origin.SIMULATED.value]
    return [(one.id, one.on) for one in sorted(found, key=lambda one: one.on, reverse=True)]


@dataclass(frozen=True)
class Tables:
    """on: the snapshot's day; rows: what the engine answers."""

    on: date
    tables: Any
    rows: Callable[[Any], list[dict[str, Any]]]

    def today(self, name: str) -> Any:
        """What stands on the day."""
        found = self.tables[name]
        is_over = found.valid_to.notnull() & (found.valid_to <= self.on)
        return found.filter((found.valid_from <= self.on) & ~is_over)

    def with_homes(self, people: Any) -> Any:
        """people (person_id, …) with sex, territory and settlement; None where nothing is said."""
        told, lives = self.today("person"), self.today("residence")
        # Of two that stand on one day the smaller, so that every reading gives the same.
        persons = told.group_by("person_id").agg(sex=told.sex.min())
        homes = lives.group_by("person_id").agg(territory=lives.territory.min())
        kinds = self.today("territory").select(
            territory="code", settlement="settlement", home_region="region"
        )
        return (
            people.left_join(persons, "person_id").drop("person_id_right")
            .left_join(homes, "person_id").drop("person_id_right")
            .left_join(kinds, "territory").drop("territory_right")
        )  # fmt: skip


def open_tables(begins: str) -> Tables:
    """begins: how the id of a snapshot begins. Raises NoSuchSnapshot, DamagedSnapshot,
    OnlySimulated.
    """
    held = store()
    manifest = held.manifest(begins)
    if manifest.origin != Origin.SIMULATED.value:
        raise OnlySimulated()
    on = engine("duckdb", held)
    return Tables(manifest.on, open_snapshot(held, manifest.id, on=on), on.rows)
