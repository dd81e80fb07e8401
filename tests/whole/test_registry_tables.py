"""Contract, details, model and guards of every kind of fact say the same."""

import importlib
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
from django.apps import apps
from django.db import models as django

from bagdar.registry import models
from bagdar.registry.queries.declared import lists
from bagdar.registry.queries.rows import KIND_OF, model_of
from bagdar.registry.rules.kinds import KINDS, Kind
from bagdar.warehouse.tables import contract
from bagdar.warehouse.tables.contract import Column
from bagdar.warehouse.tables.registry import TABLES

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
guards = importlib.import_module("bagdar.registry.migrations.0004_guards_of_every_table")
FIELDS: dict[contract.Kind, tuple[type, ...]] = {
    contract.Kind.WHOLE: (django.PositiveSmallIntegerField, django.PositiveIntegerField),
    contract.Kind.AMOUNT: (django.PositiveIntegerField,),
    contract.Kind.DECIMAL: (django.DecimalField,),
    contract.Kind.SHARE: (django.DecimalField,),
    contract.Kind.YES_NO: (django.BooleanField,),
    contract.Kind.DAY: (django.DateField,),
    contract.Kind.INSTANT: (django.DateTimeField,),
}
LENGTHS = {contract.Kind.COUNTRY: 2, contract.Kind.IIN: 12, contract.Kind.BIN: 12}
LARGEST = {django.PositiveSmallIntegerField: 32_767, django.PositiveIntegerField: 2_147_483_647}
OF_EVERY_FACT = {
    "id", "recorded_by", "recorded_role", "superseded_by", "superseded_role", "delivery_id",
    "superseded_delivery_id",
}  # fmt: skip


def differences(column: Column, field: Any) -> Iterator[str]:
    """Where a field cannot hold what a column may, or may hold what it must not."""
    if column.to in ("person", "organisation"):
        right = isinstance(field, django.ForeignKey) and field.null is not column.needed
        if not right or field.related_model._meta.model_name != column.to:
            yield f"{column.name}: no key of {column.to}"
        return
    kinds = FIELDS.get(column.kind, (django.CharField,))
    if type(field) not in kinds:
        yield f"{column.name}: {type(field).__name__}"
    elif isinstance(field, django.CharField):
        yield from lengths(column, field)
    elif field.null is column.needed:
        yield f"{column.name}: null is {field.null}"
    elif column.most is not None and column.most > LARGEST.get(type(field), column.most):
        yield f"{column.name}: {column.most} does not fit"


def lengths(column: Column, field: Any) -> Iterator[str]:
    if field.blank is column.needed or field.null:
        yield f"{column.name}: blank is {field.blank}"
    if column.kind is contract.Kind.CODE:
        wanted = max(map(len, lists()[column.codes]))
        if field.max_length < wanted:
            yield f"{column.name}: codes of {wanted} letters do not fit"
    elif column.kind is not contract.Kind.CODES:
        wanted = column.longest or LENGTHS[column.kind]
        if field.max_length != wanted:
            yield f"{column.name}: {field.max_length} letters and not {wanted}"


def told(kind: Kind[Any], table: contract.Table) -> list[str]:
    named = {field.attname: field for field in model_of(kind)._meta.concrete_fields}
    names = {one.name for one in table.columns} | OF_EVERY_FACT
    found = [f"{name} stands on one side alone" for name in sorted(named.keys() ^ names)]
    known = [(one, named[one.name]) for one in table.columns if one.name in named]
    return found + [text for one, field in known for text in differences(one, field)]


@every_kind
def test_a_model_has_the_columns_of_its_contract(kind: Kind[Any]):
    assert told(kind, kind.table) == []


def test_a_model_that_departs_from_its_contract_is_noticed():
    """The negative control."""
    kind = KINDS["post"]
    others = {
        "position": Column(name="position", kind=contract.Kind.WHOLE, needed=True),
        "workload": Column(name="workload", kind=contract.Kind.DECIMAL),
        "subject": Column(name="subject", kind=contract.Kind.TEXT, longest=50),
        "organisation_id": Column(
            name="organisation_id", kind=contract.Kind.REFERENCE, to="person"
        ),
        "is_main": Column(name="is_first", kind=contract.Kind.YES_NO),
    }
    columns = tuple(others.get(one.name, one) for one in kind.table.columns)
    assert told(kind, contract.Table(name="post", columns=columns)) == [
        "is_first stands on one side alone", "is_main stands on one side alone",
        "organisation_id: no key of person", "position: CharField",
        "subject: 30 letters and not 50", "workload: null is False",
    ]  # fmt: skip


def test_every_contract_has_one_kind_and_every_model_of_facts_too():
    assert list(KINDS) == list(TABLES)
    facts = {
        one for one in apps.get_app_config("registry").get_models() if issubclass(one, models.Fact)
    }
    assert set(KIND_OF) == facts and len(KIND_OF) == len(KINDS)


@every_kind
def test_details_say_the_columns_of_the_contract_but_whose_they_are(kind: Kind[Any]):
    names = {one.name for one in fields(kind.details)}
    if kind.name == "person":  # a name is one value
        names = names - {"name"} | {"family", "given", "patronymic"}
    assert names == {one.name for one in kind.columns}


@every_kind
def test_the_database_guards_the_timeline_of_the_contract(kind: Kind[Any]):
    table = model_of(kind)._meta.db_table
    assert table in guards.FACTS
    guarded = [columns for name, columns, _ in guards.ONE_A_DAY.values() if name == table]
    if kind.name == "enrolment":  # all full-time places are one timeline
        assert guarded == [("person_id",), ("person_id", "organisation_id", "level")]
    else:
        whose = () if kind.whose else ("origin",)
        assert guarded == [(*whose, *kind.table.timeline)]
    named = {field.attname: field for field in model_of(kind)._meta.concrete_fields}
    empty = {(table, name) for name in kind.table.timeline if named[name].null}
    assert empty == {one for one in guards.MAYBE_NOWHERE if one[0] == table}
