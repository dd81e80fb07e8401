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

from django.db import IntegrityError, transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.names import Name
from bagdar.core.origins import Origin
from bagdar.registry import models
from bagdar.registry.queries.delivered import MODELS, parts, columns_of
from bagdar.registry.queries.people import cut
from bagdar.registry.rules.errors import IinTaken
from bagdar.registry.rules.taking import Piece, Timelines
from bagdar.registry.services.inserting import insert_rows

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
    ended, added = write(timelines, told)
    changed = [key[1][0] for key, _, _ in timelines.changes() if key[0] == "person"]
    replace_keys(changed, told.origin)
    facts = {"origin": told.origin.value, "ended": ended, "added": added}
    facts |= {"people": len(new_people), "organisations": len(new_organisations)}
    about = f"intake.delivery:{told.delivery_id}"
    record("registry.delivery_taken", about=about, by=told.by, facts=facts)
    return ended, added


def write(timelines: Timelines, told: Delivered) -> tuple[int, int]:
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


def replace_keys(ids: Collection[UUID], origin: Origin) -> None:
    """People are found by what stands now and by nothing else. Raises IinTaken."""
    for part in parts(dict.fromkeys(ids)):
        wanted = _wanted(part)
        standing = models.PersonKey.objects.filter(person_id__in=part)
        held = {(one.person_id, one.kind, one.key): one.pk for one in standing}
        gone = [pk for key, pk in held.items() if key not in wanted]
        models.PersonKey.objects.filter(pk__in=gone).delete()
        try:
            with transaction.atomic():
                insert_rows(
                    models.PersonKey,
                    [
                        {"person_id": id, "origin": origin.value, "kind": kind, "key": key}
                        for id, kind, key in sorted(wanted - set(held))
                    ],
                )
        except IntegrityError:  # only an IIN can stand already: another's
            raise IinTaken() from None


def _wanted(ids: Collection[UUID]) -> set[tuple[UUID, str, str]]:
    wanted: set[tuple[UUID, str, str]] = set()
    rows = models.PersonFact.objects.filter(models.CURRENT, person_id__in=ids)
    for id, family, given, iin in rows.values_list("person_id", "family", "given", "iin"):
        wanted |= {(id, "name", key) for key in cut(Name(family, given).keys)}
        if iin:
            wanted.add((id, "iin", iin))
    return wanted
