"""Writing what the rows of a delivery come to: many timelines at once, with few statements.

`queries.delivered` reads, `rules.taking` works out, this writes. Everything stands within the
transaction of whoever delivers, so that the rows and the delivery's cursor stand or fall together.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.registry import models
from bagdar.registry.queries.delivered import MODELS, columns_of, parts
from bagdar.registry.rules.taking import Piece, Timelines
from bagdar.registry.services.keys import replace_keys
from bagdar.rows import insert_rows

TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Delivered:
    """Who delivers what, and when it is recorded."""

    delivery_id: UUID
    origin: Origin
    by: Actor
    at: datetime

    @property
    def source(self) -> str:
        return f"intake.delivery:{self.delivery_id}"


@transaction.atomic
def write_delivered(
    timelines: Timelines,
    *,
    told: Delivered,
    new_people: Collection[UUID] = (),
    new_organisations: Collection[UUID] = (),
) -> tuple[int, int]:
    """How many versions ended and were added by what rows of a delivery came to.

    Raises IinTaken where somebody else got one of the numbers meanwhile.
    """
    for identity, ids in ((models.Person, new_people), (models.Organisation, new_organisations)):
        shared = {"origin": told.origin.value, "recorded_at": told.at}
        insert_rows(identity, [{"id": id, **shared} for id in ids])
    ended, added = _write(timelines, told)
    changed = [key[1][0] for key, _, _ in timelines.changes() if key[0] == "person"]
    for part in parts(dict.fromkeys(changed)):
        replace_keys(list(models.Person.objects.filter(pk__in=part)))
    facts = {"origin": told.origin.value, "ended": ended, "added": added}
    facts |= {"people": len(new_people), "organisations": len(new_organisations)}
    about = f"intake.delivery:{told.delivery_id}"
    record("registry.delivery_taken", about=about, by=told.by, facts=facts)
    return ended, added


def _write(timelines: Timelines, told: Delivered) -> tuple[int, int]:
    ends: dict[str, list[Any]] = {}
    adds: dict[str, list[Piece]] = {}
    latest = told.at
    for key, ended, added in timelines.changes():
        rows = [timelines.rows[key, days.start] for days, _ in ended]
        ends.setdefault(key[0], []).extend(pk for pk, _ in rows)
        adds.setdefault(key[0], []).extend(added)
        latest = max([latest, *(recorded_at + TICK for _, recorded_at in rows)])
    told = replace(told, at=latest)  # whoever waited for another records at the next instant
    for table, pks in ends.items():
        _supersede(MODELS[table], pks, told)
    shared = _shared(told)
    for table, pieces in adds.items():
        insert_rows(MODELS[table], [{**shared, **_new(table, one)} for one in pieces])
    return sum(map(len, ends.values())), sum(map(len, adds.values()))


def _supersede(model: Any, pks: Collection[Any], told: Delivered) -> None:
    for part in parts(pks):
        model.objects.filter(pk__in=part).update(
            superseded_at=told.at,
            superseded_by=told.by.name,
            superseded_role=told.by.role,
            superseded_delivery_id=told.delivery_id,
        )


def _shared(told: Delivered) -> Mapping[str, Any]:
    """What every new row of a delivery says of itself."""
    return {
        "recorded_at": told.at,
        "recorded_by": told.by.name,
        "recorded_role": told.by.role,
        "superseded_at": None,
        "superseded_by": "",
        "superseded_role": "",
        "superseded_delivery_id": None,
        "source": told.source,
        "origin": told.origin.value,
        "delivery_id": told.delivery_id,
    }


def _new(table: str, piece: Piece) -> Mapping[str, Any]:
    days, value = piece
    return {"valid_from": days.start, "valid_to": days.end, **_empty(table), **dict(value)}


@lru_cache(maxsize=64)
def _empty(table: str) -> Mapping[str, Any]:
    """What empty columns hold: empty text, or NULL where it is not text."""
    fields = {one.attname: one for one in MODELS[table]._meta.concrete_fields}
    return {name: None if fields[name].null else "" for name in columns_of(table)}
