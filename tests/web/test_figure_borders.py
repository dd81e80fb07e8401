"""Pages, API and files of a divided country: three bases, names of districts, what is estimated."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.test import Client

from bagdar.indicators.commands import indicators
from bagdar.indicators.formats import files
from bagdar.indicators.presenters.table_page import query
from bagdar.indicators.queries.figures import figures_of
from bagdar.indicators.rules.adding import BASES
from bagdar.indicators.services.opening import open_data
from bagdar.indicators.services.protecting import protected_table
from tests.divided_country import BEFORE, METRIC, facts_to_figures

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def divided(loaded: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    facts_to_figures(tmp_path, divided=True)
    yield


def asked(borders: str, *by: str) -> str:
    return query(METRIC, BEFORE, by, borders)


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.usefixtures("divided")
@pytest.mark.parametrize(
    ("language", "estimate", "name"),
    [("kk", "бағалау", "D мысал"), ("ru", "оценка", "Пример D"), ("en", "estimate", "Sample D")],
)
def test_a_bridged_table_says_what_is_an_estimate_and_by_which_shares(
    client: Client, language: str, estimate: str, name: str
):
    page = text(client.get(f"/{language}/figures/table/?{asked('bridged', 'region')}"))
    assert f'<span class="tag gold">{estimate}</span>' in page
    assert f"({estimate})" in page  # in the bars
    assert name in page and ("25 %" in page or "25,0" in page or "25.0" in page)
    assert 'href="#table-figure-made-of"' in page and 'id="table-figure-made-of"' in page
    exact = text(client.get(f"/{language}/figures/table/?{asked('now', 'region')}"))
    assert "figure-made-of" not in exact
    assert f'<span class="tag gold">{estimate}</span>' not in exact and 'id="bridges"' not in exact


@pytest.mark.usefixtures("divided")
def test_every_form_of_a_bridged_table_marks_its_estimates(client: Client):
    address = f"/en/figures/table/?{asked('bridged', 'region')}"
    csv = text(client.get(f"{address}&table=figure-table&as=csv"))
    assert csv.count(",estimate,") == 2 and csv.count(",exact,") == 2  # the country and KZ-11
    told = client.get(f"/api/v1/figures/table?{asked('bridged', 'region')}").json()
    assert [one["codes"][0] for one in told["lines"] if one["estimated"]] == ["KZ-10", "KZ-63"]
    (one,) = told["divided"]
    assert one["place"] == "D" and {each["share"] for each in one["parts"]} == {0.25, 0.75}
    found = files(open_data(protected_table(METRIC, BEFORE, ("region",), "bridged", real=True)))
    rows = next(text for name, text in found.items() if name.endswith(".csv")).decode()
    assert rows.count(",E,") == 2 and "bridged" in next(iter(found))


@pytest.mark.usefixtures("divided")
def test_the_command_gives_the_three_bases():
    for borders, least in (("then", 0), ("now", 0), ("bridged", 2)):
        given = ["table", METRIC, "--on", f"{BEFORE}", "--by", "region", "--borders", borders]
        told = CliRunner().invoke(indicators, given, catch_exceptions=False)
        assert told.stdout.count("≈") == least
        as_json = json.loads(CliRunner().invoke(indicators, [*given, "--json"]).stdout)
        assert as_json["borders"] == borders and bool(as_json["divided"]) == bool(least)


@pytest.mark.usefixtures("divided")
def test_a_run_tells_the_regions_on_the_borders_that_are_asked_for():
    (store,) = (one for one in (Path(settings.VAR_DIR) / "snapshots").glob("*.json"))
    given = ["run", "--snapshot", store.stem, "--metric", METRIC, "--on", f"{BEFORE}", "--json"]
    told = CliRunner().invoke(indicators, [*given, "--borders", "bridged"], catch_exceptions=False)
    (one,) = json.loads(told.stdout)
    assert {each["region"]: each["estimated"] for each in one["regions"]} == {
        "KZ-10": True, "KZ-11": False, "KZ-63": True,
    }  # fmt: skip
    plain = CliRunner().invoke(indicators, given, catch_exceptions=False)
    assert "regions" not in json.loads(plain.stdout)[0]


@pytest.mark.usefixtures("divided")
def test_a_run_may_leave_protecting_to_later_and_shows_no_table_until_then(client: Client):
    (store,) = (one for one in (Path(settings.VAR_DIR) / "snapshots").glob("*.json"))
    other = date(BEFORE.year, BEFORE.month, 2)
    given = ["run", "--snapshot", store.stem, "--metric", METRIC, "--on", f"{other}", "--json"]
    told = CliRunner().invoke(indicators, [*given, "--no-protect"], catch_exceptions=False)
    assert json.loads(told.stdout)[0]["on"] == f"{other}"
    table = ["table", METRIC, "--on", f"{other}", "--by", "region"]
    assert CliRunner().invoke(indicators, table).exit_code
    later = CliRunner().invoke(indicators, ["protect", "--json"], catch_exceptions=False)
    assert json.loads(later.stdout) == {"protected": 1}
    assert CliRunner().invoke(indicators, table, catch_exceptions=False).exit_code == 0


@pytest.mark.usefixtures("divided")
def test_districts_have_names_on_pages_in_files_and_of_the_day(client: Client):
    for language, name in (("kk", "E мысал"), ("ru", "Пример E"), ("en", "Sample E")):
        page = text(client.get(f"/{language}/figures/table/?{asked('then', 'district')}"))
        assert name in page
    then = text(client.get(f"/en/figures/table/?{asked('then', 'district')}"))
    now = text(client.get(f"/en/figures/table/?{asked('now', 'district')}"))
    assert "Sample E, East Kazakhstan Region" in then and "Sample E, Abai Region" in now
    found = files(open_data(protected_table(METRIC, BEFORE, ("district",), "then", real=True)))
    assert b"Sample E" in b"".join(found.values())


INDICATOR = "/en/programme/kz-2020-2025/indicators/T1.1/"


@pytest.mark.usefixtures("divided")
@pytest.mark.parametrize("borders", BASES)
def test_an_indicator_leads_to_the_map_the_three_bases_the_breakdowns_and_the_trace(
    client: Client, borders: str
):
    protected_table(METRIC, real=True)
    page = text(client.get(f"{INDICATOR}?borders={borders}"))
    assert 'id="chart-records_map"' in page
    for other in set(BASES) - {borders}:
        assert f'href="?borders={other}#records-regions"' in page
    assert "/en/figures/table/?metric=T1.1%2F1-6&amp;by=region%2Csex" in page
    newest = figures_of(METRIC, real=True)[-1]
    assert f"/en/figures/{newest.id}/" in page
    trace = text(client.get(f"/en/figures/{newest.id}/"))
    assert f'href="{INDICATOR}"' in trace and "/en/figures/table/?metric=T1.1%2F1-6" in trace
    assert "What was computed of the same day before" in trace or "revisions" in trace


@pytest.mark.usefixtures("divided")
def test_the_map_says_what_it_hides_and_what_is_an_estimate(client: Client):
    address = f"/en/figures/table/?{asked('bridged', 'region')}"
    page = text(client.get(address))
    assert 'id="chart-figure-table-map"' in page and "≈" in page
    assert 'role="img" aria-label="Map of the regions, with a value: 3, hidden: 0.' in page
    picture = client.get(f"{address}&chart=figure-table-map&as=svg")
    assert picture["Content-Type"].startswith("image/svg+xml") and "≈" in text(picture)
    data = text(client.get(f"{address}&table=figure-table-map-data&as=csv"))
    assert "East Kazakhstan Region" in data and data.count(",estimate") == 2
    # a table by district has no map, one of regions by sex that of its totals
    assert "table-map" not in text(client.get(f"/en/figures/table/?{asked('then', 'district')}"))
    assert "table-map" in text(client.get(f"/en/figures/table/?{asked('then', 'region', 'sex')}"))
