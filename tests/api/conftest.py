"""What the API's tests stand on: the loaded act, no limit on how often, and callers by role."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

ACT = "kz-2020-2025"


@pytest.fixture(autouse=True)
def quiet(settings: Any) -> None:
    """No limit on requests, and a folder for static files, which these tests never ask for."""
    settings.API_PER_ADDRESS = None
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def get(loaded: Any) -> Callable[..., Any]:
    """get("/measures", limit=1): a signed-out caller's answer below the act's address."""

    def asked(path: str, /, language: str = "en", **query: Any) -> Any:
        client = Client(headers={"Accept-Language": language})
        return client.get(f"/api/v1/programmes/{ACT}{path}", query)

    return asked


@pytest.fixture
def writing(client_as: Callable[[str], Client]) -> Iterator[Callable[[str], Any]]:
    """writing("coordinator") is a signed-in client and the headers that a change needs."""

    def ready(role: str) -> tuple[Client, dict[str, str]]:
        client = client_as(role)
        told = client.get("/api/v1/session").json()
        return client, {"X-CSRFToken": told["csrf_token"]}

    yield ready
