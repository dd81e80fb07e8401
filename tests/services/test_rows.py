"""Statements that are written out give what querysets give, typed alike on both engines."""

from datetime import date, datetime
from uuid import UUID

import pytest
from django.db import transaction

from bagdar import rows
from bagdar.audit.models import Event
from bagdar.audit.public import record_all
from bagdar.audit.rules import Actor
from bagdar.look import revision
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
