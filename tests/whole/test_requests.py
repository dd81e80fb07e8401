"""Every address (RELIABILITY W3): nothing is written without the token or on a mere GET.

Addresses are found by walking the resolver, so a page that an app adds tomorrow is tried as well.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.middleware.csrf import CsrfViewMiddleware
from django.test import Client
from django.urls import get_resolver, reverse

from bagdar.access import permission
from bagdar.access.models import Session
from tests.access_tools import everything
from tests.whole.test_addresses import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WRITES = ("post", "put", "patch", "delete")
NOT_FOUND = "api/<path:rest>"  # answers 404 whatever is sent
# What stands for each blank of an address; the same name means the same everywhere.
BLANKS = {
    "programme": "kz-2020-2025",
    "number": "139",
    "username": "test-body",
    "row": "T1.1",
    "form": "stratml",
    "rest": "nothing-here",
}
# What would be done if nobody asked for the token: enough for every service to act.
BODY = {
    "do": "end_others",
    "username": "planted-one",
    "role": "coordinator",
    "language": "kk",
    "password": "x",
    "active": False,
}
BLINK = ["access.Session.last_seen_at", "access.Allowance"]  # what looking may write


def filled(address: str, handle: str) -> str:
    def value(blank: re.Match[str]) -> str:
        name = blank[1].split(":")[-1]
        if name == "code":
            return "mes" if "bodies" in address else "T1.1"
        return handle if name == "id" else BLANKS.get(name, "1")

    return "/" + re.sub(r"<([^>]+)>", value, address)


def found(client: Client) -> dict[str, str]:
    """Each address as it is declared, and filled in."""
    session = Session.objects.filter(session_key=client.session.session_key).first()
    handle = session.handle if session else "none"
    declared = dict.fromkeys(address for address, _ in addresses(get_resolver().url_patterns))
    return {address: filled(address, handle) for address in declared}


def strict(client_as: Callable[[str], Client], role: str) -> Client:
    """A client that a site elsewhere would have to use: with cookies, without the test's favours."""
    client = client_as(role)
    client.handler.enforce_csrf_checks = True
    return client


def forgeries(client: Client) -> Iterator[dict[str, str]]:
    """The headers of requests that come from elsewhere."""
    token = client.get("/api/v1/session").json()["csrf_token"]
    yield {}
    yield {"X-CSRFToken": "x" * 64}
    yield {"X-CSRFToken": token, "Origin": "https://evil.example"}
    yield {"X-CSRFToken": token, "Origin": "null"}


def taken(client: Client) -> list[str]:
    """Addresses and methods that answered a forged request by anything but a refusal."""
    accepted = []
    for headers in forgeries(client):
        for declared, address in found(client).items():
            for method in WRITES:
                answer = getattr(client, method)(
                    address, BODY, content_type="application/json", headers=headers
                )
                allowed = {403, 405} | ({404} if declared == NOT_FOUND else set())
                if answer.status_code not in allowed:
                    accepted.append(f"{method} {declared}")
    return sorted(set(accepted))


@pytest.mark.parametrize("role", ["public", "coordinator"])
def test_no_address_writes_without_the_token_or_for_another_site(
    loaded: Any, client_as: Callable[[str], Client], role: str
):
    client = strict(client_as, role)
    before = everything(but=BLINK)
    assert taken(client) == []
    assert everything(but=BLINK) == before


def test_form_encoded_forgeries_are_refused_as_well(
    loaded: Any, client_as: Callable[[str], Client]
):
    """What a form on another site can send without asking the browser's leave."""
    client = strict(client_as, "coordinator")
    before = everything(but=BLINK)
    statuses = {
        declared: client.post(address, BODY).status_code
        for declared, address in found(client).items()
        if declared != NOT_FOUND
    }
    assert {status for status in statuses.values() if status not in (403, 405)} == set()
    assert everything(but=BLINK) == before


def test_with_the_token_and_from_our_own_site_a_request_is_taken(
    client_as: Callable[[str], Client],
):
    client = strict(client_as, "coordinator")
    token = client.get("/api/v1/session").json()["csrf_token"]
    own = {"X-CSRFToken": token, "Origin": "http://testserver"}
    given = {"username": "new-one", "role": "auditor"}
    made = client.post("/api/v1/accounts", given, content_type="application/json", headers=own)
    assert made.status_code == 201
    assert client.post(reverse("sign_out"), headers=own).status_code == 302


@pytest.mark.parametrize("name", ["own_account", "sign_out", "account"])
def test_a_page_that_is_exempt_is_noticed(
    loaded: Any,
    client_as: Callable[[str], Client],
    name: str,
    monkeypatch: pytest.MonkeyPatch,
):
    """The negative control for pages: one route is exempt."""
    client = strict(client_as, "coordinator")
    address = reverse(name, args=["test-body"] if name == "account" else [])
    view = get_resolver().resolve(address).func
    monkeypatch.setattr(view, "csrf_exempt", True, raising=False)
    noticed = taken(client)
    assert [one for one in noticed if one.startswith("post ")] != []
    assert all(address.split("/")[2] in one for one in noticed)


def test_an_api_that_does_not_ask_for_the_token_is_noticed(
    loaded: Any, client_as: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
):
    """The negative control for the API: the guard does not ask."""
    client = strict(client_as, "coordinator")
    monkeypatch.setattr(permission, "check_csrf", lambda request: None)
    noticed = taken(client)
    assert "patch api/v1/accounts/<username>" in noticed
    assert "delete api/v1/session" in noticed


# --- looking -------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["public", "coordinator"])
def test_looking_changes_nothing(loaded: Any, client_as: Callable[[str], Client], role: str):
    client = client_as(role)
    before = everything(but=BLINK)
    statuses = {}
    for declared, address in found(client).items():
        for query in ("", "?do=disable&active=0&username=test-body&role=coordinator&password=x"):
            statuses[declared + query] = client.get(address + query).status_code
    assert everything(but=BLINK) == before
    assert {status for status in statuses.values() if status >= 500} == set()
    answered = [status for status in statuses.values() if status == 200]
    assert len(answered) > len(statuses) / 2, "the addresses were filled with nonsense"


def test_a_page_that_writes_when_it_is_looked_at_is_noticed(
    loaded: Any, client_as: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
):
    """The negative control: the account page remembers a language when it is merely opened."""
    from bagdar.access import services, views
    from tests.access_tools import BY

    real = views._own_page

    def writing(request: Any, **more: Any) -> Any:
        services.change_language(request.user.username, "ru", by=BY)
        return real(request, **more)

    monkeypatch.setattr(views, "_own_page", writing)
    client = client_as("coordinator")
    before = everything(but=BLINK)
    for address in found(client).values():
        client.get(address)
    assert everything(but=BLINK) != before


def test_djangos_own_check_stands_before_every_page():
    from django.conf import settings

    path = f"{CsrfViewMiddleware.__module__}.{CsrfViewMiddleware.__name__}"
    assert path in settings.MIDDLEWARE
