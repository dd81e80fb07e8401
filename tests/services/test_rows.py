"""Statements that are written out give what querysets give, typed alike on both engines."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from bagdar import rows
from bagdar.audit.models import Event
from bagdar.audit.public import record_all
from bagdar.audit.rules import Actor
from bagdar.look import revision
from bagdar.notary.models import Commitment
from bagdar.registry import models
from bagdar.registry.queries.written import When, facts
from tests.register import person

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_row_is_what_a_queryset_makes_of_it():
    who = person(1)
    table = models.PersonFact._meta.db_table
    statement = f"SELECT {rows.columns(models.PersonFact)} FROM {table} WHERE superseded_at IS NULL"
    [one] = rows.instances(models.PersonFact, statement, [])
    same = models.PersonFact.objects.get(person_id=who)
    told = {field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields}
    assert told == {name: getattr(same, name) for name in told}
    assert type(one.person_id) is UUID and type(one.valid_from) is date
    assert type(one.recorded_at) is datetime and one.recorded_at.tzinfo is not None


def test_texts_and_identifiers_are_found_by_one_or_by_many():
    people = [person(number) for number in (1, 2, 3)]
    for some in ([], people[:1], people):
        found = facts(models.PersonFact, "person_id", some, When.NOW)
        assert sorted(str(one.person_id) for one in found) == sorted(map(str, some))


def test_several_events_are_recorded_at_once_and_all_or_none_stand():
    events = [("tests.seen", f"tests.thing:{number}", {"n": number}) for number in (1, 2)]
    with transaction.atomic():
        record_all(events, by=Actor("anna", "auditor"))
    kept = Event.objects.order_by("pk").values_list("action", "about", "actor", "facts")
    assert list(kept) == [(action, about, "anna", facts) for action, about, facts in events]


def test_what_kept_pages_depend_on_is_asked_in_one_statement(
    django_assert_num_queries, monkeypatch
):
    sources = {"b": ("SELECT 1", "SELECT 2"), "a": lambda: "today", "c": ("SELECT 3",)}
    monkeypatch.setattr(revision, "_sources", sources)
    with django_assert_num_queries(1):
        assert revision.current() == ("today", 1, 2, 3)
    monkeypatch.setattr(revision, "_sources", {})
    with django_assert_num_queries(0):
        assert revision.current() == ()


# --- written ------------------------------------------------------------------------------------

AT = datetime(2026, 11, 30, 9, tzinfo=UTC)


def commitments(count: int, **more: list[Any]) -> dict[str, list[Any]]:
    numbers = range(count)
    return {
        "handle": [f"handle-{n}" for n in numbers],
        "kind": ["tests.fact"] * count,
        "version": [1] * count,
        "about": [f'"{n}"\t\\N, Қазақ\n' for n in numbers],
        "salt": [bytes([n % 256, 0, 92, 10]) if n % 2 else None for n in numbers],
        "commitment": [bytes([n % 256]) * 32 for n in numbers],
        "committed_at": [AT] * count,
        **more,
    }


@pytest.mark.parametrize("count", [1, rows.COPIED - 1, rows.COPIED, 300])
def test_columns_are_written_as_instances_would_be_few_or_many(count: int):
    given = commitments(count)
    assert rows.insert_columns(Commitment, given) == count
    kept = Commitment.objects.order_by("pk")
    for name, values in given.items():
        found = [getattr(one, name) for one in kept]
        assert [bytes(one) if isinstance(one, memoryview) else one for one in found] == values
    assert {one.leaf_index for one in kept} == {None}


@pytest.mark.parametrize("count", [1, 300])
def test_json_that_is_text_already_is_kept_as_its_value_is_and_a_text_as_a_text(count: int):
    told = [{"b": n, "a": ["Қазақ", None]} for n in range(count)]
    texts = [rows.JsonText(json.dumps(one)) for one in told]
    plain = ['"{}"'] * count
    for action, given in [("values", told), ("texts", texts), ("plain", plain)]:
        rows.insert_columns(Event, {**events(count, action), "facts": given})

    def kept(action: str) -> list[Any]:
        return [*Event.objects.filter(action=action).order_by("pk").values_list("facts", flat=True)]

    assert kept("texts") == kept("values") == told
    assert kept("plain") == plain


def events(count: int, action: str) -> dict[str, list[Any]]:
    texts = {name: ["x"] * count for name in ("actor", "role", "about")}
    return {**texts, "at": [AT] * count, "action": [action] * count}


def test_no_rows_are_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert rows.insert_columns(Commitment, commitments(0)) == 0
        assert rows.insert_rows(Commitment, []) == 0
        assert rows.rewrite_rows(Commitment, {"id": [], "leaf_index": []}) == 0


@pytest.mark.parametrize("count", [1, 300])
def test_rows_are_rewritten_by_their_key_and_others_stay(count: int):
    rows.insert_columns(Commitment, commitments(count + 1))
    ids = [*Commitment.objects.order_by("pk").values_list("pk", flat=True)]
    found = rows.rewrite_rows(
        Commitment, {"leaf_index": [*range(count)][::-1], "id": ids[:count][::-1]}
    )
    assert found == count
    places = Commitment.objects.order_by("pk").values_list("leaf_index", flat=True)
    assert list(places) == [*range(count), None]


def test_a_row_that_is_not_there_is_not_counted():
    rows.insert_columns(Commitment, commitments(1))
    [one] = Commitment.objects.values_list("pk", flat=True)
    assert rows.rewrite_rows(Commitment, {"id": [one, one + 1], "leaf_index": [0, 1]}) == 1
    assert Commitment.objects.count() == 1


@pytest.mark.parametrize("count", [2, 300])
def test_what_the_database_refuses_leaves_no_row(count: int):
    twice = commitments(count, handle=["same"] * count)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert_columns(Commitment, twice)
    assert not Commitment.objects.exists()


def test_a_text_that_is_too_long_is_an_error_and_never_cut():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite knows no length of a text")
    rows.insert_columns(Commitment, commitments(1))
    [one] = Commitment.objects.values_list("pk", flat=True)
    with pytest.raises(DataError), transaction.atomic():
        rows.rewrite_rows(Commitment, {"id": [one], "kind": ["x" * 5_000]})
    with pytest.raises(DataError), transaction.atomic():
        rows.insert_columns(Event, {**event(), "actor": ["x" * 81]})


def event() -> dict[str, list[Any]]:
    return {
        "at": [AT], "actor": ["a"], "role": ["r"], "action": ["tests.seen"], "about": ["x"],
        "facts": [{"n": 1}],
    }  # fmt: skip
