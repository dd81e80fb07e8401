"""What the tests of accounts and sessions share: a clock of their own, and tables as they stand."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import models

from bagdar.audit.rules import Actor

BY = Actor("tests", "coordinator")
GOOD_PASSWORD = "steppe eagle over two rivers"


class Clock:
    """Stands still until it is told to go; put in the place of bagdar.access.clock.now."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.instant

    def go(self, **span: float) -> None:
        self.instant += timedelta(**span)


def stopped_clock(monkeypatch: Any) -> Clock:
    from bagdar.access import clock

    still = Clock()
    monkeypatch.setattr(clock, "now", still)
    return still


def everything(but: Iterable[str] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of ours, by table; but: "access.Session.last_seen_at" and such."""
    left_out = set(but)
    found = {}
    for model in apps.get_models():
        if not model.__module__.startswith("bagdar."):
            continue
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if f"{model._meta.label}.{field.attname}" not in left_out
            and model._meta.label not in left_out
        ]
        if names:
            found[model._meta.label] = sorted(_rows(model, names), key=repr)
    return found


def _rows(model: type[models.Model], names: list[str]) -> list[tuple[Any, ...]]:
    return list(model._default_manager.values_list(*names))
