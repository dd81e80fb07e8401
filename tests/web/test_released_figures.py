"""Real figures open by a release, as protected; what is in none stays with those who prepare it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from bagdar.indicators import models
from bagdar.indicators.presenters.table_page import query
from bagdar.indicators.queries.figures import figures_of
from bagdar.indicators.services import protecting, releasing
from tests.services.test_indicators_releases import (
    DAY,
    DUE,
    WHO,
    approve,
    computed,  # noqa: F401  (a fixture)
    out,
    plan,
    prepare,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]
INDICATOR = "/en/programme/kz-2020-2025/indicators/T1.1/"
TABLES = ("T1.1/1-6:region", "T1.1/1-6:sex,age")


@pytest.fixture
def real(loaded: Any, computed: None) -> None:  # noqa: F811
    models.Computation.objects.update(origin="real")


def address(*by: str) -> str:
    return f"/en/figures/table/?{query('T1.1/1-6', DAY, by, 'then')}"


def asked(*by: str) -> str:
    return f"/api/v1/figures/table?{query('T1.1/1-6', DAY, by, 'then')}"


def taken(*by: str) -> str:
    return f"/en/figures/table/file/?{query('T1.1/1-6', DAY, by, 'then')}&as=csv"


def country() -> int:
    found = figures_of("T1.1/1-6", real=True)
    return next(one.id for one in found if not one.place and one.borders == "then")


@pytest.mark.usefixtures("real")
def test_until_it_is_published_a_release_opens_nothing(client: Client):
    plan(is_demonstration=False)
    prepare("first", *TABLES)
    approve()
    assert client.get(asked("region")).status_code == 404
    assert client.get(f"/api/v1/figures/{country()}").status_code == 404
    releasing.publish("first", by=WHO["aa"], now=DUE)
    assert client.get(asked("region")).status_code == 200
    assert client.get(f"/api/v1/figures/{country()}").status_code == 200


@pytest.mark.usefixtures("real")
def test_everybody_sees_what_is_out_at_every_address_and_nothing_else(
    client: Client, client_as: Callable[[str], Client]
):
    out("first", *TABLES, is_demonstration=False)
    id = country()
    for path in (f"/en/figures/{id}/", f"/api/v1/figures/{id}", address("region"),
                 address("sex", "age"), asked("sex", "age")):  # fmt: skip
        assert client.get(path).status_code == 200, path
    for page in ("/en/figures/", INDICATOR):
        assert f"/en/figures/{id}/" in client.get(page).content.decode(), page
    listed = client.get("/api/v1/figures").json()["figures"]
    assert [one["id"] for one in listed if one["borders"] == "then"] == [id]
    assert client.get(taken("sex", "age")).status_code == 200
    for path in (
        taken("sex"),
        address("sex"),
        asked("sex"),
        address("district"),
        asked("district"),
        asked(),
    ):
        assert client.get(path).status_code == 404, path
        assert client_as("ministry").get(path).status_code == 200, path
    assert "by=region%2Csex" not in client.get(address("sex")).content.decode()


@pytest.mark.usefixtures("real")
def test_what_is_out_stays_as_it_was_protected(client: Client, monkeypatch: pytest.MonkeyPatch):
    out("first", *TABLES, is_demonstration=False)
    before = client.get(asked("sex", "age")).json()
    protecting.place_of(models.Computation.objects.get()).write_bytes(b"lost")
    assert client.get(asked("sex", "age")).json() == before
    assert before["rule"]["hidden_numbers"] > 0


@pytest.mark.usefixtures("real")
def test_figures_that_a_release_hides_and_later_vintages_are_not_opened_with_it(client: Client):
    out("first", *TABLES, is_demonstration=False)
    made = models.Computation.objects.get()
    later = models.Computation.objects.create(**{
        name: getattr(made, name) for name in (
            "row", "metric", "version", "on", "snapshot", "known_at", "origin", "cube", "cells",
            "engine", "seconds", "computed_at", "computed_by",
        )
    }, inputs="1" * 64)  # fmt: skip
    newer = models.Figure.objects.create(
        computation=later, borders="then", place="", numerator=1, denominator=7777, units=7777
    )
    assert client.get(f"/api/v1/figures/{newer.pk}").status_code == 404
    told = client.get(f"/api/v1/figures/{country_out()}").content.decode()
    assert "7777" not in told
    page = client.get(f"/en/figures/{country_out()}/").content.decode()
    assert "7,777" not in page and "7777" not in page


def country_out() -> int:
    found = figures_of("T1.1/1-6", real=False, released=True)
    return next(one.id for one in found if not one.place and one.borders == "then")


@pytest.mark.usefixtures("real")
def test_a_figure_of_a_region_that_its_table_hides_is_not_opened(client: Client):
    out("first", *TABLES, is_demonstration=False)
    table = models.ReleaseTable.objects.get(number=1)
    lines = json.loads(table.content)["lines"]
    shown = {line["codes"][0].replace("all", "") for line in lines if not line["hidden"]}
    assert shown == set(table.figures.values_list("place", flat=True))
    hidden = models.Figure.objects.exclude(place__in=shown).filter(borders="then").first()
    assert hidden is not None
    assert client.get(f"/api/v1/figures/{hidden.pk}").status_code == 404
    assert client.get(f"/en/figures/{hidden.pk}/").status_code == 404
