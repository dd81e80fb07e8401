"""Without a trace nothing of a person is shown (P6); a guardianship that ends is over (P9)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError

from bagdar.audit.models import Event
from bagdar.registry.models import Guardianship
from bagdar.registry.services import reading
from tests.registry_read import PURPOSE, World, world

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NAMES = ("Мысалова", "Бөтенов", "Ересеков")


@pytest.fixture
def here(db: None) -> World:
    return world()


@contextmanager
def trace_down() -> Iterator[None]:
    """The trail refuses everything, as a full disk or a lost table would."""

    def refuse(*args: Any, **more: Any) -> None:
        raise DatabaseError("no room")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Event, "save", refuse)
        patch.setattr("bagdar.audit.services.insert_columns", refuse)
        yield


def reads(here: World) -> list[tuple[str, Callable[[], Any]]]:
    """Every way to a personal record, by readers who may."""
    mother, ministry = here.client("mother"), here.opened("ministry", "child")
    clerk = here.client("region")
    person = f"/kk/register/people/{here['child']}"
    api = f"/api/v1/register/people/{here['child']}"
    said = {**PURPOSE, "text": "Ересеков Оқушы"}
    found = [
        *((client, f"{person}/{part}") for client in (mother, ministry) for part in ("", "path/")),
        *((client, f"{api}/{part}") for client in (mother, ministry) for part in ("story", "path")),
        (mother, "/kk/register/mine/"),
        (mother, f"{person}/looks/"),
        (mother, f"{person}/correction/"),
        (mother, f"{person}/?table=story&as=csv"),
        (clerk, f"/kk/register/organisations/{here['school']}/learners/"),
    ]
    return [
        *((address, lambda c=client, a=address: c.get(a)) for client, address in found),
        ("search", lambda: ministry.post("/kk/register/people/", said)),
    ]


def test_while_the_trail_is_down_every_read_of_a_person_is_refused(here: World):
    ways = reads(here)
    assert {answer().status_code for _, answer in ways} == {200}
    with trace_down():
        for where, answer in ways:
            told = answer()
            assert told.status_code == 503, where
            assert not any(name in told.content.decode() for name in NAMES), where


def test_a_read_that_writes_its_trace_afterwards_would_be_noticed(here: World):
    """The negative control: the trace is left out."""
    ways = reads(here)
    with pytest.MonkeyPatch.context() as patch, trace_down():
        patch.setattr(reading, "record_all", lambda *args, **more: None)
        assert {answer().status_code for _, answer in ways} == {200}


def test_a_guardianship_that_ends_ends_the_reading_at_once(here: World):
    client, address = here.client("mother"), f"/kk/register/people/{here['child']}/"
    assert client.get(address).status_code == 200
    row = Guardianship.objects.get()
    now = datetime.now(UTC)
    Guardianship.objects.filter(pk=row.pk).update(
        superseded_at=now, superseded_by="court clerk", superseded_role="organisation"
    )
    assert client.get(address).status_code == 404
    assert "Мысалова Бала" not in client.get("/kk/register/mine/").content.decode()


def test_an_opening_lasts_as_long_as_is_declared(here: World, monkeypatch: pytest.MonkeyPatch):
    from bagdar.registry.services import opening

    client, address = here.opened("ministry", "child"), f"/kk/register/people/{here['child']}/"
    now = datetime.now(UTC)
    for minutes, status in ((29, 200), (31, 302)):
        later = now + timedelta(minutes=minutes)
        monkeypatch.setattr(opening.timezone, "now", lambda later=later: later)
        assert client.get(address).status_code == status


def test_what_was_opened_for_one_person_opens_no_other(here: World):
    client = here.opened("ministry", "child")
    assert client.get(f"/kk/register/people/{here['learner']}/").status_code == 302
