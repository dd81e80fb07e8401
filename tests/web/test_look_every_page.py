"""RELIABILITY W4 on the real site: every page and error page, every language, every role."""

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from bagdar.audit.rules import Actor
from bagdar.look import middleware
from bagdar.look.middleware import HEADERS, WITH_CAMERA
from bagdar.programme import public
from tests.conftest import ACT
from tests.people import one_of_each
from tests.whole.pages import NOT_PAGES, PAGES, address, named_addresses, visits

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.once]

LANGUAGES = ("kk", "ru", "en")
ERRORS = (
    "/kk/nothing-here/", "/ru/programme/no-such/", "/en/programme/kz-2020-2025@99/",
    "/kk/programme/kz-2020-2025/indicators/T9.9/", "/kk/programme/kz-2020-2025/measures/9999/",
    "/kk/programme/kz-2020-2025/?table=zzz&as=csv", "/nothing", "/api/v1/nothing", "/kk/accounts/",
)  # fmt: skip


@pytest.fixture(scope="module")
def languages(pytestconfig: pytest.Config) -> tuple[str, ...]:
    """Every day in Kazakh; that no word is missing in another, tests/whole/test_words.py says."""
    return LANGUAGES if pytestconfig.getoption("--thorough") else LANGUAGES[:1]


@pytest.fixture(scope="module")
def answers(
    django_db_setup: Any, django_db_blocker: Any, languages: tuple[str, ...]
) -> Iterator[dict[tuple[str, str], HttpResponse]]:
    """Where → what every page answers in those languages, and what errors do: asked once."""
    patch = pytest.MonkeyPatch()
    patch.setattr(settings, "SESSION_COOKIE_SECURE", True)
    patch.setattr(settings, "CSRF_COOKIE_SECURE", True)
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    with django_db_blocker.unblock(), transaction.atomic():
        public.load_folder(ACT, by=Actor("test", "operator"), at=datetime(2026, 1, 1, tzinfo=UTC))
        yield asked(one_of_each(), languages)
        transaction.set_rollback(True)
    patch.undo()


def asked(
    accounts: dict[str, Any], languages: tuple[str, ...]
) -> dict[tuple[str, str], HttpResponse]:
    clients = {"public": Client(), **{role: Client() for role in accounts}}
    for role, account in accounts.items():
        clients[role].force_login(account)
    found = {}
    for name, visit in visits():
        for language in languages:
            where = address(name, visit, language)
            found[visit.role, where] = clients[visit.role].get(where, secure=True)
    for where in ERRORS:
        stranger = Client(raise_request_exception=False)
        found["error", where] = stranger.get(where, secure=True)
    forger = Client(enforce_csrf_checks=True)
    found["error", "/kk/sign-in/"] = forger.post("/kk/sign-in/", secure=True)
    return found


# The one page that may ask its reader for the camera, and for nothing else.
ASKS_FOR_THE_CAMERA = "/verify/"


def wrong_headers(response: HttpResponse) -> list[str]:
    wrong = [name for name, value in HEADERS.items() if response.get(name) != value]
    if response.request["PATH_INFO"].endswith(ASKS_FOR_THE_CAMERA):
        wrong.remove("Permissions-Policy")
        if response["Permissions-Policy"] != WITH_CAMERA:
            wrong.append("Permissions-Policy")
    seconds = response.get("Strict-Transport-Security", "max-age=0").split(";")[0]
    if int(seconds.removeprefix("max-age=")) < 31_536_000:
        wrong.append("Strict-Transport-Security")
    kind = response.get("Content-Type", "")
    if kind.startswith("text/") and "charset=utf-8" not in kind:
        wrong.append("charset")
    has_session = "bagdar_session" in response.client.cookies
    if (has_session or response.status_code >= 400) and response["Cache-Control"] != "no-store":
        wrong.append("Cache-Control")
    for cookie in response.cookies.values():
        if not (cookie["secure"] and cookie["httponly"] and cookie["samesite"]):
            wrong.append(f"cookie {cookie.key}")
    return wrong


def test_every_page_stands_in_the_list_of_pages():
    assert named_addresses() - NOT_PAGES == set(PAGES)


def test_every_page_and_error_page_has_every_header(answers, languages):
    found = {where: wrong_headers(response) for where, response in answers.items()}
    assert len(found) == len(visits()) * len(languages) + len(ERRORS) + 1
    assert {where: wrong for where, wrong in found.items() if wrong} == {}


def test_a_dropped_header_is_noticed(answers, monkeypatch):
    """Negative control: the crawl fails when one header is no longer sent."""
    kept = {name: value for name, value in HEADERS.items() if name != "Referrer-Policy"}
    monkeypatch.setattr(middleware, "HEADERS", kept)
    response = Client().get("/kk/", secure=True)
    assert wrong_headers(response) == ["Referrer-Policy"]


def test_every_page_answers_in_its_languages(answers, languages):
    for name, visit in visits():
        for language in languages:
            where = address(name, visit, language)
            response = answers[visit.role, where]
            assert (where, response.status_code) == (where, 200)
            assert f'<html lang="{language}">' in response.content.decode(), where


def test_no_page_has_an_inline_style_script_or_handler(answers):
    for name, visit in visits():
        page = answers[visit.role, address(name, visit)].content.decode()
        assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:", page) == [], name
        inline = [tag for tag in re.findall(r"<script[^>]*>", page) if "src=" not in tag]
        assert inline == [], name


def test_every_table_and_chart_of_every_page_can_be_taken_along(answers):
    """Each download link of each page answers with a file of its kind."""
    kinds = {
        "csv": "text/csv; charset=utf-8",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "svg": "image/svg+xml; charset=utf-8",
        "png": "image/png",
    }
    taken = 0
    for name, visit in visits():
        where = address(name, visit).split("?")[0]
        page = answers[visit.role, address(name, visit)]
        for link in re.findall(
            r'href="(\?[^"]*as=(?:csv|xlsx|svg|png)[^"]*)"', page.content.decode()
        ):
            query = html.unescape(link)
            response = page.client.get(where + query, secure=True)
            kind = re.search(r"as=(\w+)", query)[1]
            assert (where + query, response.status_code) == (where + query, 200)
            assert response["Content-Type"] == kinds[kind]
            taken += 1
    assert taken > 40
