"""The addresses outside pages and operations, and the way to the reader's language."""

import json
from typing import Any

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.parametrize(
    ("accepted", "cookie", "language"),
    [
        ("", None, "kk"),
        ("de,fr;q=0.9", None, "kk"),
        ("ru-RU,ru;q=0.9,en;q=0.8", None, "ru"),
        ("en-GB", None, "en"),
        ("en-GB", "ru", "ru"),
    ],
)
def test_the_root_leads_to_the_readers_language(
    loaded: Any, settings: Any, accepted: str, cookie: str | None, language: str
):
    client = Client(headers={"Accept-Language": accepted})
    if cookie:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie
    answer = client.get("/")
    assert (answer.status_code, answer["Location"]) == (302, f"/{language}/")


def test_an_address_without_a_language_leads_to_the_same_page_in_one(loaded: Any):
    answer = Client().get("/programme/kz-2020-2025/measures/?task=1.1")
    assert answer["Location"] == "/kk/programme/kz-2020-2025/measures/?task=1.1"


def test_robots_are_kept_off_the_api():
    answer = Client().get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "Disallow: /api/" in answer.content.decode()


def test_the_icon_is_a_drawing_of_ours():
    answer = Client().get("/favicon.ico")
    assert (answer.status_code, answer["Location"]) == (302, "/static/look/mark.svg")


def test_the_description_of_the_api_stands_at_its_address():
    answer = Client().get("/api/openapi.json")
    assert answer["Content-Type"] == "application/json"
    assert json.loads(answer.content)["openapi"] == "3.1.0"


@pytest.mark.parametrize("path", ["/api/", "/api/v1", "/api/v1/", "/api/v2/x", "/api/v1/x/"])
def test_below_api_whatever_is_no_operation_is_a_problem(path: str):
    answer = Client().get(path)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_a_page_that_is_not_there_is_told_as_a_page():
    answer = Client().get("/ru/nothing/")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert b'lang="ru"' in answer.content


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/kk/registry/desk/", "/kk/register/desk/"),
        ("/ru/registry/desk/staff/?on=2020-10-15", "/ru/register/desk/staff/?on=2020-10-15"),
        ("/api/v1/registry/desk/learners?limit=2", "/api/v1/register/desk/learners?limit=2"),
    ],
)
def test_the_desks_old_addresses_lead_to_those_of_today(old: str, new: str):
    answer = Client().get(old)
    assert (answer.status_code, answer["Location"]) == (301, new)
    assert Client().post(old).status_code == 405
