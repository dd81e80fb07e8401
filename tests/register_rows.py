"""A row of every table of the register, as its contract has it, past every service."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db import models as fields

from bagdar.core.origins import Origin
from bagdar.registry.rules.kinds import KINDS, Kind
from bagdar.warehouse.tables import contract
from tests.register import BEGAN, organisation, person

guards = importlib.import_module("bagdar.registry.migrations.0004_guards_of_every_table")
up_to_now = importlib.import_module("bagdar.registry.migrations.0011_one_a_day_by_lock")
VALUES = {
    contract.Kind.TEXT: "x",
    contract.Kind.CODES: "kk ru",
    contract.Kind.WHOLE: 1,
    contract.Kind.DECIMAL: Decimal("0.5"),
    contract.Kind.SHARE: Decimal("0.25"),
    contract.Kind.AMOUNT: 250_000,
    contract.Kind.YES_NO: True,
    contract.Kind.DAY: date(2001, 2, 3),
    contract.Kind.IIN: "050901550006",
    contract.Kind.BIN: "990140000017",
    contract.Kind.COUNTRY: "KZ",
}
EVERY_KIND = list(KINDS.values())
# Facts about other things than whom they are of, made where a test gives ids.
OTHERS = {"guardian_id": "other_person_id", "successor_id": "other_organisation_id"}


def values(kind: Kind[Any], ids: dict[str, Any]) -> dict[str, Any]:
    """A value for every column of a kind's table; codes are the first of their lists."""
    from bagdar.registry.public import lists

    found = {}
    for one in kind.table.own_columns:
        if one.kind is contract.Kind.CODE:
            found[one.name] = next(iter(lists()[one.codes]))
        elif one.kind is contract.Kind.REFERENCE and one.to != "territory":
            found[one.name] = ids.get(OTHERS.get(one.name, one.name))
        elif one.kind is contract.Kind.REFERENCE:
            found[one.name] = "751000000"
        else:
            value: Any = VALUES[one.kind]
            found[one.name] = value if one.least is None else max(value, one.least)
    if kind.name == "enrolment":
        found |= {"form": "full_time", "level": "2", "grade": 5}
    return found


def row(kind: Kind[Any], ids: dict[str, Any], /, **more: Any) -> Any:
    """A fact of 2020, put into its table."""
    from bagdar.registry.queries.rows import model_of

    given = {
        "origin": "illustrative", "valid_from": date(2020, 1, 1), "valid_to": date(2021, 1, 1),
        "recorded_at": BEGAN, "recorded_by": "x", "recorded_role": "x", "source": "x",
    }  # fmt: skip
    return model_of(kind).objects.create(**{**values(kind, ids), **given, **more})


def execute(statements: Iterator[str]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no event waits for a table to change
        for statement in statements:
            cursor.execute(statement)


def unguarded() -> None:
    execute(iter(up_to_now.UNGUARDS[connection.vendor](guards.by_table(apps))))


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(IntegrityError), transaction.atomic():
        yield


def changes(model: Any) -> Iterator[tuple[str, Any]]:
    """Another value for each column that may not change."""
    for field in model._meta.concrete_fields:
        if field.attname in guards.SUPERSEDED:
            continue
        other: Any = "XX"
        if isinstance(field, fields.ForeignKey | fields.UUIDField):
            other = None if field.is_relation and field.null else UUID(int=1)
        elif isinstance(field, fields.DateTimeField):
            other = BEGAN - timedelta(days=9)
        elif isinstance(field, fields.DateField):
            other = date(2030, 1, 1) if field.attname == "valid_to" else date(2004, 1, 1)
        elif isinstance(field, fields.IntegerField | fields.DecimalField):
            other = 7
        elif isinstance(field, fields.BooleanField):
            other = False
        if other is not None:
            yield field.attname, other


def identities(minute: int, origin: Origin = Origin.ILLUSTRATIVE) -> dict[str, Any]:
    ids = {
        "person_id": person(minute, origin),
        "other_person_id": person(minute, origin),
        "organisation_id": organisation(minute, origin),
        "other_organisation_id": organisation(minute, origin),
    }
    return {**ids, "parent_id": ids["other_organisation_id"]}
