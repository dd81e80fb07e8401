"""The database itself keeps every table of the register, whoever writes; each guard is shown to.

What is particular to people, organisations and enrolments: test_registry_database.py.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection
from django.db import models as fields

from bagdar.core.origins import Origin
from bagdar.registry.queries.rows import model_of
from bagdar.registry.rules.kinds import KINDS, Kind
from tests.register import BEGAN, person
from tests.register_rows import (
    EVERY_KIND,
    changes,
    execute,
    guards,
    identities,
    refused,
    row,
    unguarded,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]
every_kind = pytest.mark.parametrize("kind", EVERY_KIND, ids=KINDS)
OF_IDENTITIES = [one for one in EVERY_KIND if one.whose]
of_identities = pytest.mark.parametrize(
    "kind", OF_IDENTITIES, ids=[one.name for one in OF_IDENTITIES]
)


@pytest.fixture
def ids(db: None) -> dict[str, Any]:
    return identities(1)


def early(**more: Any) -> dict[str, Any]:
    """Days before anything else is said of anybody."""
    return {"valid_from": date(1990, 1, 1), "valid_to": date(1991, 1, 1), **more}


@every_kind
def test_a_timeline_has_one_current_row_a_day(ids: Any, kind: Kind[Any]):
    row(kind, ids, **early())
    last = date(1990, 12, 31)
    for begins, ends in ((last, date(1992, 1, 1)), (date(1980, 1, 1), None), (last, None)):
        with refused():
            row(kind, ids, **early(valid_from=begins, valid_to=ends))
    row(kind, ids, **early(valid_from=last + timedelta(days=1), valid_to=date(1992, 1, 1)))
    row(kind, ids, **early(superseded_at=BEGAN + timedelta(minutes=1)))  # knowledge of the past
    assert model_of(kind).objects.filter(valid_from__lt=date(1992, 1, 1)).count() == 3


@every_kind
def test_another_timeline_is_free_on_the_same_days(ids: Any, kind: Kind[Any]):
    """One that differs in one of the columns of the contract, whichever it is."""
    row(kind, ids, **early())
    others = [ids, identities(2)]
    for name in kind.table.timeline:
        if kind.name == "enrolment" and name != kind.whose:
            continue  # full-time places are one timeline
        other = others[1].get(name, "other")
        if name in ("guardian_id", "successor_id"):
            other = others[1][
                name.replace("guardian", "person").replace("successor", "organisation")
            ]
        row(kind, ids, **early(**{name: other}))


@every_kind
def test_without_the_guard_a_day_would_have_two(ids: Any, kind: Kind[Any]):
    """The negative control."""
    unguarded()
    for _ in range(2):
        row(kind, ids, **early())
    assert model_of(kind).objects.filter(valid_from=date(1990, 1, 1)).count() == 2


def test_what_happens_in_no_organisation_is_one_timeline(ids: Any):
    nowhere = early(organisation_id=None)
    row(KINDS["activity"], ids, **nowhere)
    with refused():
        row(KINDS["activity"], ids, **nowhere)
    row(KINDS["activity"], ids, **early())


@every_kind
def test_no_column_changes_and_no_row_goes(ids: Any, kind: Kind[Any]):
    found = row(kind, ids, **early())
    for column, value in changes(model_of(kind)):
        if getattr(found, column) != value:
            with refused():
                model_of(kind).objects.filter(pk=found.pk).update(**{column: value})
    with refused():
        model_of(kind).objects.filter(pk=found.pk)._raw_delete("default")
    assert model_of(kind).objects.filter(pk=found.pk).count() == 1


@every_kind
def test_a_row_is_superseded_once_and_told_by_which_delivery(ids: Any, kind: Kind[Any]):
    found = model_of(kind).objects.filter(pk=row(kind, ids, **early()).pk)
    ended = {"superseded_at": BEGAN + timedelta(hours=1), "superseded_by": "x"}
    assert found.update(**ended, superseded_delivery_id=UUID(int=5)) == 1
    for again in (
        {"superseded_at": BEGAN + timedelta(hours=2)},
        {"superseded_at": None},
        {"superseded_delivery_id": None},
    ):
        with refused():
            found.update(**again)


@of_identities
def test_a_fact_has_the_origin_of_everybody_whom_it_names(ids: Any, kind: Kind[Any]):
    other = identities(2, Origin.REAL)
    names = [kind.whose, *kind.pointers]
    with refused():
        row(kind, ids, **early(origin="real"))
    for name in names:
        strange = other[
            "person_id" if "person" in name or "guardian" in name else "organisation_id"
        ]
        with refused():
            row(kind, ids, **early(**{name: strange}))
    assert model_of(kind).objects.filter(valid_from=date(1990, 1, 1)).count() == 0


@of_identities
def test_without_the_guards_all_of_that_would_pass(ids: Any, kind: Kind[Any]):
    """The negative control."""
    unguarded()
    found = row(kind, ids, **early(origin="real"))
    rows = model_of(kind).objects.filter(pk=found.pk)
    assert rows.update(source="another") == 1
    rows._raw_delete("default")
    assert rows.count() == 0


def test_every_column_of_a_table_is_tried_with_another_value(ids: Any):
    """Of the test above: no field is of a kind that it does not know."""
    kinds = (fields.CharField, fields.IntegerField, fields.DecimalField, fields.BooleanField,
             fields.DateField, fields.UUIDField, fields.ForeignKey)  # fmt: skip
    for kind in EVERY_KIND:
        for field in model_of(kind)._meta.concrete_fields:
            assert isinstance(field, kinds), (kind.name, field.name)


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_no_table_of_facts_can_be_emptied_and_many_rows_at_once_are_looked_at(ids: Any):
    execute(iter(()))
    for table in guards.FACTS:
        with refused(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table} CASCADE")
    real = person(3, Origin.REAL)
    model = model_of(KINDS["residence"])
    rows = [
        row(
            KINDS["residence"],
            ids,
            **early(valid_from=date(1990, 1, day), valid_to=date(1990, 1, day + 1)),
        )
        for day in (1, 2)
    ]
    copies = [
        model(
            **{field.attname: getattr(one, field.attname) for field in model._meta.concrete_fields}
            | {"id": None, "person_id": who}
        )
        for one, who in zip(rows, (person(4), real), strict=True)
    ]
    with refused():
        model.objects.bulk_create(copies)
    assert model.objects.count() == 2


def test_a_decimal_comes_back_as_it_went_in(ids: Any):
    found = row(KINDS["site"], ids, latitude=Decimal("51.169392"), longitude=Decimal("71.449074"))
    found.refresh_from_db()
    assert (found.latitude, found.longitude) == (Decimal("51.169392"), Decimal("71.449074"))


def test_a_row_without_whom_it_is_about_is_no_fact(ids: Any):
    with pytest.raises(IntegrityError):
        row(KINDS["residence"], ids, person_id=None)
