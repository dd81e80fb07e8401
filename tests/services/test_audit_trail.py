"""The trail only grows, stands or falls with its deed, and can be asked."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from bagdar.audit.models import Event
from bagdar.audit.public import (
    EventFilter,
    NoTransaction,
    all_events,
    events,
    looks_at,
    record,
)
from bagdar.audit.rules import Actor
from bagdar.core.periods import local_date

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ANNA = Actor("anna", "coordinator")


def note(action: str = "a.done", about: str = "a.thing:1", by: Actor | None = ANNA) -> None:
    with transaction.atomic():
        record(action, about=about, by=by, facts={})


def dated(action: str, instant: datetime) -> None:
    Event.objects.create(at=instant, actor="anna", role="auditor", action=action, about="a.thing:1")


def test_an_event_outside_a_transaction_is_refused(monkeypatch: pytest.MonkeyPatch):
    outside = SimpleNamespace(in_atomic_block=False)
    monkeypatch.setattr(transaction, "get_connection", lambda using=None: outside)
    with pytest.raises(NoTransaction, match=r"a\.done must be recorded inside a transaction"):
        record("a.done", about="a.thing:1", by=ANNA, facts={})
    monkeypatch.undo()
    assert not Event.objects.exists()


def test_an_event_falls_with_the_transaction_of_its_deed():
    with pytest.raises(ValueError, match="the deed failed"), transaction.atomic():
        record("a.done", about="a.thing:1", by=ANNA, facts={})
        raise ValueError("the deed failed")
    assert events().total == 0


def test_an_event_keeps_who_in_which_role_did_what_to_what():
    with transaction.atomic():
        record("a.done", about="a.thing:1", by=ANNA, facts={"count": 3})
        record("a.tried", about="a.thing:1", by=None, facts={})
    tried, done = events().rows
    assert (done.actor, done.role, done.action, done.about, done.facts) == (
        "anna",
        "coordinator",
        "a.done",
        "a.thing:1",
        {"count": 3},
    )
    assert (tried.actor, tried.role) == ("", "public")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor = 'somebody'",
        "DELETE FROM audit_event",
        "UPDATE audit_event SET at = at WHERE id > 0",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_event(statement: str):
    note()
    with (
        pytest.raises(DatabaseError, match="never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert [event.actor for event in events().rows] == ["anna"]


def test_postgresql_refuses_to_empty_the_trail():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    note()
    with (
        pytest.raises(DatabaseError, match="never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE audit_event")
    assert events().total == 1


def test_without_its_triggers_the_trail_could_be_changed():
    """The negative control: it is the triggers that the tests above meet."""
    from importlib import import_module

    migration = import_module("bagdar.audit.migrations.0001_event")
    note()
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in migration.UNLOCK[connection.vendor]:
            cursor.execute(statement)
        cursor.execute("UPDATE audit_event SET actor = 'somebody'")
        for statement in migration.LOCK[connection.vendor]:
            cursor.execute(statement)
    assert [event.actor for event in events().rows] == ["somebody"]


# --- asking ------------------------------------------------------------------------------------


def test_events_are_asked_by_person_action_and_object():
    note("access.signed_in", "access.account:anna")
    note("access.signed_in", "access.account:boris", Actor("boris", "auditor"))
    note("programme.edition_loaded", "programme.edition:kz@2")

    def found(**wanted: object) -> list[str]:
        return [row.about for row in events(EventFilter(**wanted)).rows]

    assert found(actor="boris") == ["access.account:boris"]
    assert found(action="access.") == ["access.account:boris", "access.account:anna"]
    assert found(about="programme.edition:kz@") == ["programme.edition:kz@2"]
    assert found(action="access.", actor="anna") == ["access.account:anna"]
    assert found(action="a%") == []
    assert found(action="access_") == []


def test_days_are_days_of_almaty_and_both_ends_count():
    dated("a.before", datetime(2026, 3, 1, 18, 59, 59, tzinfo=UTC))
    dated("a.first", datetime(2026, 3, 1, 19, 0, tzinfo=UTC))
    dated("a.last", datetime(2026, 3, 2, 18, 59, 59, tzinfo=UTC))
    dated("a.after", datetime(2026, 3, 2, 19, 0, tzinfo=UTC))
    day = date(2026, 3, 2)
    found = [row.action for row in events(EventFilter(since=day, until=day)).rows]
    assert found == ["a.last", "a.first"]


@pytest.mark.parametrize("day", [date.min, date.max])
def test_days_at_the_end_of_the_calendar_are_answered(day: date):
    note()
    assert events(EventFilter(since=day)).total == (1 if day == date.min else 0)
    assert events(EventFilter(until=day)).total == (0 if day == date.min else 1)


def test_pages_are_newest_first_and_a_page_too_far_is_the_last():
    for number in range(5):
        note(f"a.{number}")
    first, last = events(page=1, size=2), events(page=99, size=2)
    assert [row.action for row in first.rows] == ["a.4", "a.3"]
    assert [row.action for row in last.rows] == ["a.0"]
    assert (first.total, first.pages, last.number) == (5, 3, 3)
    assert len(list(all_events(EventFilter()))) == 5


def looked(about: str, action: str = "a.looked_at", by: Actor = ANNA, **facts: object) -> None:
    with transaction.atomic():
        record(action, about=about, by=by, facts=facts)


def test_whom_a_record_tells_of_reads_who_looked_and_why_but_no_name():
    clerk = Actor("clerk-of-the-region", "region")
    looked("a.person:1", day=date(2026, 3, 2), purpose="Ауысу", role="auditor")
    looked("a.person:1", by=clerk, day=date(2026, 3, 3), purpose="Тексеру", region="KZ-11", body="",
           organisation="")  # fmt: skip
    looked("a.person:1", by=Actor("school", "organisation"), organisation="5c6f")
    found = looks_at("a.person:1", "a.looked_at")
    told = [
        (one.day, one.purpose, one.role, one.body, one.region, one.organisation)
        for one in found.rows
    ]
    today = local_date(found.rows[0].at)  # where the look did not say its day
    assert told == [
        (today, "", "organisation", "", "", "5c6f"),
        (date(2026, 3, 3), "Тексеру", "region", "", "KZ-11", ""),
        (date(2026, 3, 2), "Ауысу", "coordinator", "", "", ""),
    ]
    assert (found.total, found.pages) == (3, 1)
    assert "clerk" not in str(found)
    assert "anna" not in str(found)


def test_looks_are_those_at_this_very_thing_and_nothing_but_looks():
    looked("a.person:1")
    looked("a.person:11")
    looked("a.person:1/x")
    looked("a.person:1", action="a.corrected")
    looked("a.person:1", action="a.looked_at_closely")
    rows = looks_at("a.person:1", "a.looked_at").rows
    assert [one.action for one in rows] == ["a.looked_at_closely", "a.looked_at"]
    assert looks_at("a.person:", "a.looked_at").rows == ()


def test_looks_are_paged_newest_first():
    for number in range(5):
        looked("a.person:1", purpose=str(number))
    page = looks_at("a.person:1", "a.", page=2, size=2)
    assert [one.purpose for one in page.rows] == ["2", "1"]
    assert (page.number, page.pages, page.total) == (2, 3, 5)
    assert looks_at("a.person:1", "a.", page=9, size=2).number == 3


def test_an_empty_trail_has_one_empty_page():
    page = events()
    assert (page.rows, page.number, page.pages, page.total) == ((), 1, 1, 0)
