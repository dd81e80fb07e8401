"""A reader sees what records give beside the plan, and follows a value back."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from bagdar.audit.rules import Actor
from bagdar.indicators import models
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.queries.figures import figures_of
from bagdar.indicators.services.protecting import place_of
from tests.figures_made import made
from tests.nation_snapshot import standing

pytestmark = [pytest.mark.django_db, pytest.mark.database]
INDICATOR = "/{}/programme/kz-2020-2025/indicators/T1.1/"


@pytest.fixture
def computed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    by, at = Actor("test", "operator"), datetime(2026, 11, 1, tzinfo=UTC)
    with standing(tmp_path, monkeypatch) as id:
        for year in (2021, 2022):
            made(id, date(year, 10, 1), ["T1.1/1-6", "I1.6.3"], by=by, at=at)
        yield


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.usefixtures("loaded", "computed")
def test_the_list_shows_every_metric_and_leads_to_the_trace(client: Client):
    page = text(client.get("/en/figures/"))
    assert all(code in page for code, one in METRICS.items() if not one.reading)
    newest = [
        one for one in figures_of("T1.1/1-6", real=True) if not one.place and one.borders == "then"
    ][-1]
    assert f'href="/en/figures/{newest.id}/"' in page
    assert "simulated" in page.lower()


@pytest.mark.usefixtures("loaded", "computed")
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_trace_says_the_definition_the_snapshot_and_the_sums(client: Client, language: str):
    one = figures_of("T1.1/1-6", real=True)[0]
    page = text(client.get(f"/{language}/figures/{one.id}/"))
    assert one.snapshot in page and METRICS["T1.1/1-6"].version in page
    assert "Population" in page and "def _one_to_six" in page
    assert f"bagdar trace {one.id} --rebuild" in page


@pytest.mark.usefixtures("loaded", "computed")
def test_a_figure_that_is_not_there_is_told_as_such(client: Client):
    assert client.get("/en/figures/999999999/").status_code == 404


@pytest.mark.usefixtures("loaded", "computed")
def test_an_indicator_shows_what_records_give_beside_its_plan(client: Client):
    page = text(client.get(INDICATOR.format("en")))
    newest = [
        one for one in figures_of("T1.1/1-6", real=True) if not one.place and one.borders == "then"
    ][-1]
    assert f"/en/figures/{newest.id}/" in page
    assert "On the borders of then" in page and "On the borders of now" in page


@pytest.mark.usefixtures("loaded")
def test_before_anything_is_computed_the_pages_say_what_to_do(client: Client):
    assert "bagdar indicators run" in text(client.get("/en/figures/"))
    assert "bagdar indicators run" in text(client.get(INDICATOR.format("en")))


def test_numbers_on_the_page_come_as_files_too(
    loaded: Any, computed: None, client_as: Callable[[str], Client]
):
    answer = client_as("auditor").get("/en/figures/?table=figures&as=csv")
    assert answer.status_code == 200
    assert "T1.1/1-6" in answer.content.decode()


@pytest.mark.usefixtures("loaded", "computed")
def test_figures_of_real_records_are_for_few_until_they_are_released(
    client: Client, client_as: Callable[[str], Client]
):
    shown = figures_of("T1.1/1-6", real=True)
    one = [each for each in shown if not each.place and each.borders == "then"][-1]
    models.Computation.objects.update(origin="real")
    address, trace = f"/en/figures/{one.id}/", f"/api/v1/figures/{one.id}"
    for path in (address, trace):
        assert client.get(path).status_code == 404
        assert client_as("ministry").get(path).status_code == 200
    assert client.get("/api/v1/figures").json()["figures"] == []
    for page in ("/en/figures/", INDICATOR.format("en")):
        assert address not in text(client.get(page))
        assert address in text(client_as("ministry").get(page))


@pytest.mark.usefixtures("loaded", "computed")
def test_an_indicators_page_protects_nothing_by_being_read(client: Client):
    models.ProtectedFigure.objects.all().delete()
    models.Protection.objects.all().delete()
    for one in models.Computation.objects.all():
        place_of(one).unlink()
    page = text(client.get(INDICATOR.format("en")))
    assert 'id="chart-records_map"' not in page and 'id="records-regions"' in page
    assert not any(place_of(one).exists() for one in models.Computation.objects.all())
