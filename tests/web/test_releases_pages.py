"""Everybody reads what is out and what is coming; tables are not there before their day."""

import re

import pytest
from django.test import Client

from bagdar.indicators.services import releasing
from tests.services.test_indicators_releases import (
    DUE,
    WHO,
    approve,
    computed,  # noqa: F401  (a fixture)
    out,
    plan,
    prepare,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.usefixtures("computed")
def test_tables_open_with_publication_and_say_roles_but_no_names(client: Client):
    plan()
    prepare()
    approve()
    before = text(client, "/en/releases/first/")
    assert "The tables open on the day" in before and "T1.1/1-6" not in before
    releasing.publish("first", by=WHO["aa"], now=DUE)
    after = text(client, "/en/releases/first/")
    assert "T1.1/1-6" in after and "Approved by" in after
    assert not any(f">{name}<" in after for name in WHO)


@pytest.mark.usefixtures("computed")
def test_tables_that_differ_in_borders_or_breakdown_alone_have_names_of_their_own(client: Client):
    out("first", "T1.1/1-6:region", "T1.1/1-6:region~now", "T1.1/1-6:region~bridged",
        "T1.1/1-6:region,sex")  # fmt: skip
    page = text(client, "/en/releases/first/")
    heads = re.findall(r'<h2 id="table-table-\d+-title">([^<]+)', page)
    assert len({one.strip() for one in heads}) == 4
    assert "(Borders: bridged: an estimate)" in " ".join(heads)
    assert "(Borders: bridged: an estimate)" in text(client, "/en/data/")


@pytest.mark.usefixtures("computed")
def test_the_calendar_has_what_is_coming_and_not_what_is_out(client: Client):
    out()
    plan("second")
    feed = client.get("/kk/releases/calendar.ics").content.decode()
    assert "second@releases" in feed and "first@releases" not in feed
    listed = text(client, "/kk/releases/")
    assert "/kk/releases/first/" in listed and "/kk/releases/second/" in listed


@pytest.mark.usefixtures("computed")
def test_a_correction_shows_its_reason_and_the_older_one_points_to_it(client: Client):
    out()
    out("second", replaces="first", reason={"kk": "с", "ru": "с", "en": "a late delivery"})
    assert "a late delivery" in text(client, "/en/releases/second/")
    assert "/en/releases/second/" in text(client, "/en/releases/first/")


def test_what_is_not_there_is_not_found(client: Client):
    assert client.get("/en/releases/nothing/").status_code == 404
