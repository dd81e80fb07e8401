"""What the service reads before the first request leaves other people's connections alone."""

import importlib

import pytest
from django.db import DatabaseError, connection

from bagdar.access import models
from bagdar.programme import public

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def the_service():
    """Imported as granian imports it; again where another test has done so already."""
    return importlib.reload(importlib.import_module("bagdar.config.wsgi"))


def test_a_connection_that_is_in_use_stays_open(accounts):
    models.Account.objects.filter(username="test-body").update(language="en")
    the_service()
    changed = models.Account.objects.get(username="test-body")
    assert changed.language == "en"  # the transaction of this test still stands


def test_a_connection_that_was_opened_for_it_is_closed(monkeypatch):
    service, closed = the_service(), []
    monkeypatch.setattr(service, "connection", Fresh(closed))
    service.read_ahead()
    assert closed == ["closed"]


def test_a_database_that_is_not_there_does_not_stop_the_start(monkeypatch, caplog):
    def missing():
        raise DatabaseError("no such table")

    service = the_service()
    monkeypatch.setattr(public, "first_programme", missing)
    service.read_ahead()
    assert "nothing read ahead: DatabaseError" in caplog.text
    assert connection.is_usable()


class Fresh:
    """A connection that nobody has opened yet."""

    connection = None

    def __init__(self, closed: list[str]) -> None:
        self._closed = closed

    def close(self) -> None:
        self._closed.append("closed")
