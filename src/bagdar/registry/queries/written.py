"""What pages ask of facts at every turn, in statements that are written once."""

import sys
from collections.abc import Collection, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model

from bagdar import rows
from bagdar.core.names import Name
from bagdar.registry import models
from bagdar.registry.models.base import ENDS
from bagdar.registry.queries.people import batched
from bagdar.registry.rules.kinds import ENROLMENT
from bagdar.registry.rules.promoting import ClassKey

Row = TypeVar("Row", bound=Model)


Key = UUID | str


class When(StrEnum):
    """EVER: every version. NOW: what the register says now; of a day, or of all days until it."""

    EVER = ""
    NOW = "superseded_at IS NULL"
    ON_DAY = f"superseded_at IS NULL AND valid_from <= %s AND {ENDS.format('valid_to')} > %s"
    UNTIL = "superseded_at IS NULL AND valid_from <= %s"


def facts(
    model: type[Row],
    whose: str,
    ids: Collection[Key],
    when: When,
    on: date | None = None,
    **among: str,
) -> list[Row]:
    """The facts of some people, organisations or territories, in the order of their rows.

    whose  the column that names them: person_id, guardian_id, organisation_id, code
    on     the day, which ON_DAY and UNTIL need
    among  further columns with their value
    """
    if not ids:
        return []
    days = [on.isoformat()] * when.count("%s") if on else []
    statement = _statement(model, whose, when, len(ids), tuple(among))
    found = rows.instances(model, statement, [*keys(ids), *days, *among.values()])
    return sorted(found, key=lambda row: row.pk)


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


def learning_on(
    organisation_id: UUID, on: date, known_at: datetime | None = None, of: ClassKey | None = None
) -> list[Sequence[Any]]:
    """Who learns in an organisation on a day, and how: person_id, valid_from, valid_to and the
    columns LEARNING; of one class alone where it is named.
    """
    given = [*keys([organisation_id]), *_times(on, known_at), *_class(of)]
    return rows.tuples(_LEARNING, _learning(known_at is None, of is None), given)


class InOrder(NamedTuple):
    """One of those who learn in an organisation, by level, grade and group in their order.

    said    as `learning_on` gives it
    key     what tells apart those of one name
    before  how many stand in the classes before; total: how many in all
    """

    said: Sequence[Any]
    key: tuple[str, int]
    before: int
    total: int


def learning_within(
    organisation_id: UUID, on: date, known_at: datetime | None, window: slice
) -> list[InOrder]:
    """The classes, whole, into which a window of the list falls. Names are not asked for."""
    most = sys.maxsize if window.stop is None else window.stop
    given = [*keys([organisation_id]), *_times(on, known_at), most, window.start or 0]
    found = rows.tuples(_WITHIN, _within(known_at is None), given)
    return [
        InOrder(said, (str(said[0]), id), before - 1, total)
        for *said, id, before, _, total in found
    ]


def counted_on(
    organisation_id: UUID, on: date, known_at: datetime | None = None, of: ClassKey | None = None
) -> dict[ClassKey, int]:
    """How many learn in each class of an organisation on a day; in one alone where it is named."""
    given = [*keys([organisation_id]), *_times(on, known_at), *_class(of)]
    with connection.cursor() as cursor:
        cursor.execute(_counted(known_at is None, of is None), given)
        return {ClassKey(*key): count for *key, count in cursor.fetchall()}


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


def keys(ids: Collection[Key]) -> list[Any]:
    """The values of `among`."""
    if connection.vendor != "postgresql":
        return [one.hex if isinstance(one, UUID) else one for one in ids]
    return list(ids) if len(ids) == 1 else [list(ids)]


MANY = 5000  # people in one question
AS_KNOWN = "recorded_at <= %s AND (superseded_at IS NULL OR superseded_at > %s)"


LEARNING = tuple(one.name for one in ENROLMENT.columns if one.name != "organisation_id")
_LEARNING = tuple(
    models.Enrolment._meta.get_field(name)
    for name in ("person_id", "valid_from", "valid_to", *LEARNING)
)
_ID = models.Enrolment._meta.pk
_WITHIN = (*_LEARNING, *[_ID] * 4)  # and three numbers


@lru_cache(maxsize=4)
def _learning(now: bool, everybody: bool) -> str:
    named = ", ".join(connection.ops.quote_name(one.column) for one in _LEARNING)
    return f"SELECT {named} {_in_organisation(now, everybody)}"


@lru_cache(maxsize=2)
def _within(now: bool) -> str:
    """One look at the organisation's rows gives their classes, how many stand before, and all."""
    plain = ' COLLATE "C"' if connection.vendor == "postgresql" else ""
    order = f'level{plain}, COALESCE(grade, 0), "group"{plain}'
    named = ", ".join(connection.ops.quote_name(one.column) for one in (*_LEARNING, _ID))
    return f"""
        SELECT * FROM (
            SELECT {named}, RANK() OVER (ORDER BY {order}) AS place,
                   COUNT(*) OVER (PARTITION BY {order}) AS here, COUNT(*) OVER () AS total
              {_in_organisation(now, True)}) listed
         WHERE place <= %s AND place - 1 + here > %s"""


@lru_cache(maxsize=4)
def _counted(now: bool, everybody: bool) -> str:
    key = 'level, grade, "group"'
    return f"SELECT {key}, COUNT(*) {_in_organisation(now, everybody)} GROUP BY {key}"


def _in_organisation(now: bool, everybody: bool) -> str:
    whole = f"FROM {models.Enrolment._meta.db_table} WHERE organisation_id = %s AND {_of(now)}"
    grade = "(grade = %s OR (grade IS NULL AND CAST(%s AS integer) IS NULL))"
    return whole if everybody else f'{whole} AND level = %s AND {grade} AND "group" = %s'


def _class(of: ClassKey | None) -> list[Any]:
    """What `_in_organisation` takes of a class."""
    return [] if of is None else [of.level, of.grade, of.grade, of.name]


@lru_cache(maxsize=128)  # a statement for thousands of people is long
def _names(count: int, now: bool) -> str:
    return f"""SELECT person_id, family, given, patronymic FROM {models.PersonFact._meta.db_table}
                WHERE person_id {among(count)} AND {_of(now)}"""


@lru_cache(maxsize=128)
def _statement(
    model: type[Model], whose: str, when: When, count: int, named: tuple[str, ...]
) -> str:
    table = model._meta.db_table
    asked = f"SELECT {rows.columns(model)} FROM {table} WHERE {whose} {among(count)}"
    return " AND ".join([asked, *filter(None, [when]), *(f"{one} = %s" for one in named)])
