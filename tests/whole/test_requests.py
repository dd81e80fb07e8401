"""Every address (RELIABILITY W3): nothing is written without the token or on a mere GET.

Addresses are found by walking the resolver, so a page that an app adds tomorrow is tried as well.
"""

import re
from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.middleware.csrf import CsrfViewMiddleware
from django.test import Client
from django.urls import get_resolver, reverse

from bagdar.access import permission
from bagdar.access.models import Session
from bagdar.audit.models import Event
from tests.access_tools import everything
from tests.whole.test_addresses import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.once]

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
CODES = {
    "bodies": "mes", "regions": "KZ-11", "releases": "first", "issuers": "u1", "status": "u1",
}  # fmt: skip
RECORD = "00000000-0000-4000-8000-000000000001"  # a report, and whatever else goes by such a name
# What would be done if nobody asked for the token: enough for every service to act.
BODY = {
    "do": "end_others",
    "username": "planted-one",
    "role": "coordinator",
    "language": "kk",
    "password": "x",
    "active": False,
}
DEEDS = "?do=disable&active=0&username=test-body&role=coordinator&password=x"
EXEMPT = ("sign_out", "account")
# Every day as whoever may do most; whoever is nobody is kept out by more than the token.
IN_TURN = ["coordinator", pytest.param("public", marks=pytest.mark.thorough)]
BLINK = ["access.Session.last_seen_at", "access.Allowance"]  # what looking may write


def filled(address: str, handle: str) -> str:
    def value(blank: re.Match[str]) -> str:
        kind, _, name = blank[1].rpartition(":")
        if kind == "int":
            return BLANKS.get(name, "1")
        if kind == "uuid" or name.endswith("_id"):
            return RECORD
        if name == "code":
            return next((own for part, own in CODES.items() if part in address), "T1.1")
        return handle if name == "id" else BLANKS.get(name, "1")

    return "/" + re.sub(r"<([^>]+)>", value, address)


def found(client: Client) -> dict[str, str]:
    """Each address as it is declared, and filled in."""
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    session = Session.objects.filter(session_key=cookie.value).first() if cookie else None
    handle = session.handle if session else "none"
    declared = dict.fromkeys(address for address, _ in addresses(get_resolver().url_patterns))
    return {address: filled(address, handle) for address in declared}


def strict(client_as: Callable[[str], Client], role: str) -> Client:
    """A client as another site would have it: the cookies, but not the favours of a test."""
    client = client_as(role)
    client.handler.enforce_csrf_checks = True
    return client


def forgeries(client: Client) -> Iterator[tuple[str, dict[str, str]]]:
    """Method and headers of requests that come from elsewhere."""
    token = client.get("/api/v1/session").json()["csrf_token"]
    for method in WRITES:
        yield method, {}
    yield "post", {"X-CSRFToken": "x" * 64}
    yield "post", {"X-CSRFToken": token, "Origin": "https://evil.example"}
    yield "post", {"X-CSRFToken": token, "Origin": "null"}


def answers(
    client: Client, among: str = "", bare: Collection[tuple[str, str]] = ()
) -> dict[tuple[str, str], set[int]]:
    """What forged requests are told, by method and address, as JSON and as a form would send it.

    among  a part of the addresses that are tried
    bare   the only methods and addresses, tried once without any token: enough for a control
    """
    told: dict[tuple[str, str], set[int]] = {}
    forged = list(forgeries(client))
    for declared, address in found(client).items():
        if among not in declared:
            continue
        for method, headers in forged:
            if bare and (headers or (method, declared) not in bare):
                continue
            send = partial(getattr(client, method), address, headers=headers)
            statuses = told.setdefault((method, declared), set())
            statuses.add(send(BODY, content_type="application/json").status_code)
            if method == "post":
                statuses.add(send(BODY).status_code)
    return told


def taken(told: dict[tuple[str, str], set[int]]) -> set[tuple[str, str]]:
    """Where a forged request was answered by anything but a refusal."""
    refusals = {403, 405, 415}  # 415: an operation that reads no such form at all
    return {
        (method, declared)
        for (method, declared), statuses in told.items()
        if statuses - refusals - ({404} if declared == NOT_FOUND else set())
    }


@pytest.fixture(autouse=True)
def unhurried(settings: Any) -> None:
    """Hundreds of requests from one address are not what is judged here."""
    settings.API_PER_ADDRESS = 10_000


@pytest.mark.parametrize("role", IN_TURN)
def test_no_address_writes_without_the_token_or_for_another_site(
    client_as: Callable[[str], Client], role: str
):
    client = strict(client_as, role)
    before = everything(but=BLINK)
    told = answers(client)
    assert taken(told) == set()
    assert everything(but=BLINK) == before
    pages = {declared for _, declared in told if not declared.startswith("api/")}
    assert {declared for declared in pages if told["post", declared] != {403}} == set()
    assert {place for place in writing_operations() if 403 not in told[place]} == set()


def writing_operations() -> set[tuple[str, str]]:
    """(method, declared address) of each operation of the API that may change something."""
    places = {
        (method.lower(), address)
        for address, view in addresses(get_resolver().url_patterns)
        if isinstance(getattr(view, "access", None), dict)
        for method in view.access
        if method.lower() in WRITES
    }
    assert len(places) >= 5
    return places


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


@pytest.mark.parametrize(
    "name",
    ["own_account", *(pytest.param(name, marks=pytest.mark.thorough) for name in EXEMPT)],
)
def test_a_page_that_is_exempt_is_noticed(
    client_as: Callable[[str], Client],
    name: str,
    monkeypatch: pytest.MonkeyPatch,
):
    """The negative control for pages: one route is exempt."""
    client = strict(client_as, "coordinator")
    address = reverse(name, args=["test-body"] if name == "account" else [])
    view = get_resolver().resolve(address).func
    monkeypatch.setattr(view, "csrf_exempt", True, raising=False)
    noticed = taken(answers(client, among="account" if "account" in address else "sign-out"))
    assert "post" in {method for method, _ in noticed}
    assert {filled(declared, "") for _, declared in noticed} == {address}


def test_an_api_that_does_not_ask_for_the_token_is_noticed(
    client_as: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
):
    """The negative control for the API: the guard does not ask."""
    monkeypatch.setattr(permission, "check_csrf", lambda request: None)
    # between them they may write everywhere
    roles = ("coordinator", "body", "region", "organisation", "ministry", "person")
    writing = writing_operations()
    noticed = [taken(answers(strict(client_as, role), bare=writing)) for role in roles]
    assert set().union(*noticed) == writing


# --- looking -------------------------------------------------------------------------------------


def standing() -> dict[str, Any]:
    """Everything, less what looking may write: that somebody was refused is noted."""
    events = Event.objects.exclude(action="access.denied").order_by("pk").values_list()
    return {**everything(but=[*BLINK, "audit.Event"]), "events": list(events)}


@pytest.mark.parametrize("role", IN_TURN)
def test_looking_changes_nothing(loaded: Any, client_as: Callable[[str], Client], role: str):
    client = client_as(role)
    before = standing()
    statuses = {}
    for declared, address in found(client).items():
        for query in ("", DEEDS) if "account" in address or "session" in address else ("",):
            statuses[declared + query] = client.get(address + query).status_code
    assert standing() == before
    assert {status for status in statuses.values() if status >= 500} == set()
    known = [status for status in statuses.values() if status != 404]
    assert len(known) > len(statuses) / 2, "the addresses were filled with nonsense"


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
    for declared, address in found(client).items():
        if "account" in declared:  # the page that writes is among them
            client.get(address)
    assert everything(but=BLINK) != before


def test_djangos_own_check_stands_before_every_page():
    path = f"{CsrfViewMiddleware.__module__}.{CsrfViewMiddleware.__name__}"
    assert path in settings.MIDDLEWARE
