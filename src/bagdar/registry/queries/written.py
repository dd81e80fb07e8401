"""What pages ask of facts at every turn, in statements that are written once.

A queryset is made anew for every question, which takes three times as long as the database needs
to answer one of these.
"""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection

from bagdar.core.names import Name
from bagdar.registry import models
from bagdar.registry.models.base import ENDS
from bagdar.registry.queries.people import batched

Row = TypeVar("Row", bound=models.Fact)


class When(StrEnum):
    """EVER: every version. NOW: what the register says now; of a day, or of all days until it."""

    EVER = ""
    NOW = "superseded_at IS NULL"
    ON_DAY = f"superseded_at IS NULL AND valid_from <= %s AND {ENDS.format('valid_to')} > %s"
    UNTIL = "superseded_at IS NULL AND valid_from <= %s"


def facts(
    model: type[Row], whose: str, ids: Collection[UUID], when: When, on: date | None = None
) -> list[Row]:
    """The facts of some people or organisations, in the order of their rows.

    whose  the column that names them: person_id, guardian_id, organisation_id
    on     the day, which ON_DAY and UNTIL need
    """
    if not ids:
        return []
    days = [on.isoformat()] * when.count("%s") if on else []
    statement = _statement(model, whose, when, len(ids))
    rows = model._default_manager.raw(statement, [*keys(ids), *days])
    return sorted(rows, key=lambda row: row.pk)


def names_on(
    people: Collection[UUID], on: date, known_at: datetime | None = None
) -> dict[UUID, Name]:
    """The names of people on a day, as the register says now or said at an instant."""
    found: dict[UUID, Name] = {}
    key, given = models.Person._meta.pk, _times(on, known_at)
    for some in batched(list(people), MANY):
        with connection.cursor() as cursor:
            cursor.execute(_names(len(some), known_at is None), [*keys(some), *given])
            found |= {key.to_python(one): Name(*parts) for one, *parts in cursor.fetchall()}
    return found


def name_of(person: str, on: date, known_at: datetime | None = None) -> tuple[str, list[Any]]:
    """The same name in one text, empty where there is none: a part of a statement, with its values.

    person  a column of the statement around it
    """
    statement = f"""COALESCE((
        SELECT said.family || ' ' || said.given || ' ' || said.patronymic
          FROM {models.PersonFact._meta.db_table} said
         WHERE said.person_id = {person} AND {_of(known_at is None)} LIMIT 1), '')"""
    return statement, _times(on, known_at)


def _times(on: date, known_at: datetime | None) -> list[Any]:
    recorded_at = models.PersonFact._meta.get_field("recorded_at")
    known = [recorded_at.get_db_prep_value(known_at, connection)] * 2 if known_at else []
    return [*known, *[on.isoformat()] * 2]


def _of(now: bool) -> str:
    """The condition of `_times`."""
    return (
        f"{When.NOW if now else AS_KNOWN} AND valid_from <= %s AND {ENDS.format('valid_to')} > %s"
    )


def among(count: int) -> str:
    """What stands behind a column in a statement: it is one of so many identifiers, of `keys`.

    PostgreSQL takes them as one array, so that the statement is the same for any number of them.
    """
    if count == 1:
        return "= %s"
    several = ", ".join(["%s"] * count)
    return "= ANY(%s)" if connection.vendor == "postgresql" else f"IN ({several})"


def keys(ids: Collection[UUID]) -> list[Any]:
    """The values of `among`."""
    if connection.vendor != "postgresql":
        return [one.hex for one in ids]
    return list(ids) if len(ids) == 1 else [list(ids)]


MANY = 5000  # people in one question
AS_KNOWN = "recorded_at <= %s AND (superseded_at IS NULL OR superseded_at > %s)"


@lru_cache(maxsize=128)  # a statement for thousands of people is long
def _names(count: int, now: bool) -> str:
    return f"""SELECT person_id, family, given, patronymic FROM {models.PersonFact._meta.db_table}
                WHERE person_id {among(count)} AND {_of(now)}"""


@lru_cache(maxsize=128)
def _statement(model: type[models.Fact], whose: str, when: When, count: int) -> str:
    asked = f"SELECT * FROM {model._meta.db_table} WHERE {whose} {among(count)}"
    return f"{asked} AND {when}" if when else asked
