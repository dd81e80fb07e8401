"""Signing in: one answer for every refusal, limits that hold, and no way off the site."""

import re
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from django.utils.translation import get_language

from bagdar.access import limits, services
from bagdar.access.models import Session
from bagdar.access.rules.roles import Place
from bagdar.audit.public import events
from bagdar.look import hooks
from tests.access_tools import BY, GOOD_PASSWORD, Clock, everything, stopped_clock
from tests.people import PASSWORD
from tests.register import organisation, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]
COOKIE = configured.SESSION_COOKIE_NAME


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    monkeypatch.setattr(limits, "_cleaned", [])
    return stopped_clock(monkeypatch)


def attempt(client: Client, username: str, password: str = PASSWORD, **more: Any) -> Any:
    given = {"username": username, "password": password, **more.pop("also", {})}
    return client.post("/kk/sign-in/", given, **more)


@pytest.mark.parametrize(("language", "title"), [("kk", "Кіру"), ("ru", "Вход"), ("en", "Sign in")])
def test_the_page_speaks_each_language(client: Client, language: str, title: str):
    answer = client.get(f"/{language}/sign-in/")
    assert answer.status_code == 200
    assert f"<h1>{title}</h1>" in answer.content.decode()


def test_the_right_password_leads_home_in_the_accounts_own_language(
    client: Client, accounts: dict[str, Any]
):
    services.change_language("test-body", "ru", by=BY)
    answer = attempt(client, "test-body")
    assert (answer.status_code, answer["Location"]) == (302, "/ru/")
    assert client.get("/kk/account/").status_code == 200
    assert events().rows[0].action == "access.signed_in"


@pytest.mark.parametrize("username", ["test-body", "nobody", "test-closed", "Тест"])
def test_every_refusal_looks_the_same(accounts: dict[str, Any], username: str):
    services.create_account("test-closed", "auditor", password=GOOD_PASSWORD, by=BY)
    services.disable_account("test-closed", by=BY)
    password = GOOD_PASSWORD if username == "test-closed" else "not the password"
    answer = attempt(Client(), username, password)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Пайдаланушы аты немесе құпиясөз дұрыс емес." in shown
    assert f'value="{username}"' in shown
    assert password not in shown
    plain = re.sub(r'value="[^"]*"', "", shown)
    other = attempt(Client(), "somebody-else", "not the password").content.decode()
    assert plain == re.sub(r'value="[^"]*"', "", other)
    assert COOKIE not in answer.cookies
    assert not Session.objects.exists()


def test_an_empty_field_is_named_beside_it_and_above(client: Client):
    answer = client.post("/en/sign-in/", {"username": "", "password": ""})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert shown.count("Fill this field in.") == 4
    assert 'aria-invalid="true"' in shown
    assert "This field is required" not in shown


# --- where it leads ------------------------------------------------------------------------------


def test_a_page_that_needs_signing_in_is_reached_after_it(client: Client, accounts: dict[str, Any]):
    sent = client.get("/en/accounts/?role=body")
    assert sent["Location"] == "/en/sign-in/?next=%2Fen%2Faccounts%2F%3Frole%3Dbody"
    assert "Sign in to open that page." in client.get(sent["Location"]).content.decode()
    answer = attempt(client, "test-coordinator", also={"next": "/en/accounts/?role=body"})
    assert answer["Location"] == "/en/accounts/?role=body"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "\\\\evil.example",
        "/\\evil.example",
        "\x00/kk/",
    ],
)
def test_nobody_is_led_off_the_site(client: Client, accounts: dict[str, Any], wanted: str):
    answer = attempt(client, "test-body", also={"next": wanted})
    assert answer["Location"] == "/kk/"


@pytest.mark.parametrize("role", ["ministry", "organisation", "person"])
def test_a_role_without_a_page_of_its_own_comes_to_the_first_page(
    client: Client, loaded: Any, accounts: dict[str, Any], role: str
):
    assert attempt(client, f"test-{role}")["Location"] == "/kk/"


def test_each_role_comes_to_the_page_that_was_handed_in_for_it(
    loaded: Any, accounts: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(hooks, "_landings", dict(hooks._landings))
    hooks.ask_landing_of(lambda account: f"/{get_language()}/of-{account.role}/", roles=["person"])
    hooks.ask_landing_of(lambda account: None, roles=["organisation"])
    landed = {role: attempt(Client(), f"test-{role}")["Location"] for role in accounts}
    assert landed["person"] == "/kk/of-person/"
    assert landed["organisation"] == landed["ministry"] == "/kk/"
    assert landed["body"].endswith("/desk/")  # as before: what monitoring handed in stays
    wanted = attempt(Client(), "test-person", also={"next": "/en/audit/"})
    assert wanted["Location"] == "/en/audit/"


def test_whoever_is_signed_in_is_led_on(client_as: Any):
    answer = client_as("auditor").get("/kk/sign-in/?next=/kk/audit/")
    assert (answer.status_code, answer["Location"]) == (302, "/kk/audit/")


# --- limits (RELIABILITY W6) ---------------------------------------------------------------------


def test_the_sixth_attempt_of_an_account_in_a_minute_is_refused_and_says_until_when(
    accounts: dict[str, Any], clock: Clock
):
    answers = [
        attempt(Client(), "test-body", "wrong", REMOTE_ADDR=f"203.0.113.{number}")
        for number in range(5)
    ]
    assert [answer.status_code for answer in answers] == [422] * 5
    before = everything()
    clock.go(seconds=20)
    refused = attempt(Client(), "test-body", PASSWORD, REMOTE_ADDR="203.0.113.99")
    assert (refused.status_code, refused["Retry-After"]) == (429, "40")
    assert "40 секундтан кейін қайталаңыз" in refused.content.decode()
    assert everything(but=["access.Allowance"]) == {
        name: rows for name, rows in before.items() if name != "access.Allowance"
    }
    clock.go(seconds=40)
    assert attempt(Client(), "test-body").status_code == 302


def test_the_twenty_first_attempt_of_an_address_in_a_minute_is_refused(
    accounts: dict[str, Any], clock: Clock
):
    answers = [attempt(Client(), f"nobody-{number}", "wrong") for number in range(21)]
    assert [answer.status_code for answer in answers] == [422] * 20 + [429]
    other = attempt(Client(), "test-body", REMOTE_ADDR="203.0.113.7")
    assert other.status_code == 302


def test_an_unknown_account_is_limited_as_a_known_one(accounts: dict[str, Any], clock: Clock):
    for username in ("test-body", "nobody"):
        statuses = [attempt(Client(), username, "wrong").status_code for _ in range(6)]
        assert statuses == [422] * 5 + [429]


def test_capitals_and_the_api_share_the_accounts_count(accounts: dict[str, Any], clock: Clock):
    for username in ("test-body", "TEST-BODY", " Test-Body ", "test-body"):
        attempt(Client(), username, "wrong")
    body = {"username": "Test-Body", "password": "wrong"}
    answers = [
        Client().post("/api/v1/session", body, content_type="application/json") for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [401, 429]
    assert answers[1]["Retry-After"] == "60"
    assert answers[1]["Content-Type"] == "application/problem+json"


def test_a_forged_forwarded_header_does_not_help_to_guess(accounts: dict[str, Any], clock: Clock):
    statuses = [
        attempt(
            Client(), f"nobody-{number}", "wrong", headers={"X-Forwarded-For": f"10.0.0.{number}"}
        ).status_code
        for number in range(21)
    ]
    assert statuses == [422] * 20 + [429]


def test_both_limits_are_settings(accounts: dict[str, Any], clock: Clock, settings: Any):
    settings.LOGIN_PER_ACCOUNT, settings.LOGIN_PER_ADDRESS = 1, 2
    statuses = [attempt(Client(), "test-body", "wrong").status_code for _ in range(2)]
    assert statuses == [422, 429]
    assert attempt(Client(), "nobody", "wrong").status_code == 429


def test_guessing_the_present_password_on_the_account_page_counts_as_well(
    client_as: Any, clock: Clock
):
    client = client_as("body")
    given = {"do": "password", "old": "wrong", "new": GOOD_PASSWORD, "again": GOOD_PASSWORD}
    statuses = [client.post("/kk/account/", given).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]


# --- demonstration, one-time passwords ------------------------------------------------------------


def test_demonstration_accounts_are_listed_where_there_are_any(client: Client, settings: Any):
    assert "body-mes" not in client.get("/kk/sign-in/").content.decode()
    places = {
        "school-1": Place("organisation", organisation_id=organisation()),
        "parent-1": Place("person", person_id=person()),
    }
    given = (["mes"], ["KZ-71"], "looking around")
    services.create_demonstration_accounts(*given, places=places, by=BY)
    shown = client.get("/kk/sign-in/?again").content.decode()
    assert "<code>body-mes</code>" in shown
    assert "Қазақстан Республикасының Білім және ғылым министрлігі" in shown
    assert "Астана қаласы" in shown
    assert "Білім беру ұйымы: Мысал мектебі (иллюстрация, нақты емес)</dd>" in shown
    assert "<code>parent-1</code></dt><dd>Ата-ана немесе білім алушы</dd>" in shown
    assert "<code>ministry</code></dt><dd>Министрлік қызметкері</dd>" in shown
    assert "looking around" not in shown
    settings.DEMO = False
    assert "body-mes" not in client.get("/kk/sign-in/?and-again").content.decode()


def test_a_one_time_password_opens_only_the_page_that_changes_it(client: Client):
    _, password = services.create_account("new-one", "coordinator", by=BY)
    answer = attempt(client, "new-one", password, also={"next": "/kk/accounts/"})
    assert answer["Location"] == "/kk/account/"
    for page in ("/kk/accounts/", "/kk/accounts/new/", "/kk/audit/"):
        assert client.get(page)["Location"] == "/kk/account/"
    refused = client.get("/api/v1/accounts")
    assert (refused.status_code, refused.json()["code"]) == (
        403,
        "access.password_change_needed",
    )
    assert client.get("/kk/sign-in/")["Location"] == "/kk/account/"
    assert "Бұл бір реттік құпиясөз." in client.get("/kk/account/").content.decode()
    given = {"do": "password", "old": password, "new": GOOD_PASSWORD, "again": GOOD_PASSWORD}
    assert client.post("/kk/account/", given).status_code == 302
    assert client.get("/kk/accounts/").status_code == 200
