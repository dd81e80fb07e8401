"""A clock that the code under test shares with the test, module by module."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

import pytest


def at_their_clock(
    monkeypatch: pytest.MonkeyPatch, now: Callable[[], datetime], *modules: str
) -> None:
    """Only where a module asks django.utils.timezone by that name: sessions keep the real one."""
    for module in modules:
        monkeypatch.setattr(f"{module}.timezone", SimpleNamespace(now=now))
