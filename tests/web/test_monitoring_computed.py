"""Pages count with what records gave, lead to its trace, and show what was typed beside it."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.indicators import models as computed
from bagdar.monitoring.queries import facts
from bagdar.monitoring.rules.nouns import IndicatorContent, Reporter, Subject
from bagdar.monitoring.services.entries import Entry, accept_reports, submit_entries
from bagdar.monitoring.services.handing_over import hand_over
from tests.figures_made import made
from tests.nation_snapshot import standing

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PROGRAMME, ROW = "kz-2020-2025", "I1.5.6"
BY, AT = Actor("test", "operator"), datetime(2026, 11, 1, tzinfo=UTC)
PAGE = f"/{{}}/programme/{PROGRAMME}/indicators/{ROW}/"


@pytest.fixture
def nation(loaded: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with standing(tmp_path, monkeypatch) as id:
        made(id, date(2022, 10, 1), [ROW], by=BY, at=AT)
        yield


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def handed(*, real: bool = False) -> Any:
    hand_over(real=real, by=BY, at=AT)
    origin = Origin.REAL if real else Origin.SIMULATED
    return facts.figures(PROGRAMME, origin, row=ROW)[0]


def typed(value: int, origin: Origin = Origin.SIMULATED) -> None:
    subject = Subject("indicator", ROW, "2022")
    entry = Entry(subject, Reporter("body", "mes"), IndicatorContent(value=value))
    sent = submit_entries(PROGRAMME, [entry], origin=origin, by=BY, at=AT)
    accept_reports([one.report_id for one in sent], by=BY, at=AT)


@pytest.mark.usefixtures("nation")
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_fact_beside_the_plan_is_what_records_gave_and_leads_to_its_trace(
    client: Client, language: str
):
    before = text(client, PAGE.format(language))
    one = handed()
    page = text(client, PAGE.format(language))
    standing = page[page.index('id="standing"') :]
    assert f'href="/{language}/figures/{one.lineage.figure}/"' in standing
    assert 'class="answer' in standing and before.count('class="answer') < page.count(
        'class="answer'
    )
    assert client.get(f"/{language}/figures/{one.lineage.figure}/").status_code == 200


@pytest.mark.usefixtures("nation")
def test_a_typed_figure_is_shown_beside_it_with_the_difference(client: Client):
    typed(5)
    one = handed()
    told = client.get(PAGE.format("en"), {"table": "both", "as": "csv"}).content.decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(told))
    assert Decimal(row["Difference"]) == 5 - one.value
    assert Decimal(row["Typed"]) == 5 and Decimal(row["Computed"]) == one.value
    assert "Typed and computed figures" in text(client, PAGE.format("en"))


@pytest.mark.usefixtures("nation")
def test_the_api_answers_the_computed_figure_the_typed_one_and_the_way_back(client: Client):
    typed(5)
    one = handed()
    path = f"/api/v1/programmes/{PROGRAMME}"
    told = client.get(f"{path}/rollups/{ROW}", {"year": 2022}).json()
    assert told["basis"] == "computed" and told["computed"] == one.lineage.figure
    assert (told["value"], told["other"]) == (float(one.value), 5)
    trace = client.get(f"/api/v1/figures/{told['computed']}").json()
    assert Decimal(str(trace["figure"]["value"])) == one.value


@pytest.mark.usefixtures("nation")
def test_the_way_back_to_real_records_is_open_to_few(
    client: Client, client_as: Callable[[str], Client]
):
    computed.Computation.objects.update(origin="real")
    one = handed(real=True)
    link = f"/en/figures/{one.lineage.figure}/"
    assert link not in text(client, PAGE.format("en"))
    assert link in text(client_as("ministry"), PAGE.format("en"))


@pytest.mark.usefixtures("nation")
def test_every_row_says_where_its_figure_comes_from(client: Client):
    page = text(client, f"/en/programme/{PROGRAMME}/indicators/T1.2/")
    assert "Organisation for Economic Co-operation and Development (OECD)" in page
    assert "https://www.oecd.org/pisa/" in page
    assert "records, computed" in text(client, PAGE.format("en"))


@pytest.mark.usefixtures("nation")
@pytest.mark.parametrize("path", [PAGE, f"/{{}}/programme/{PROGRAMME}/evaluation/", "/{}/"])
def test_simulated_figures_are_called_simulated_and_never_illustrative_reports(
    client: Client, path: str
):
    handed()
    page = text(client, path.format("en"))
    assert "simulated" in page and "no real person stands behind" in page
    assert '<span class="tag gold">illustrative</span>' not in page
    assert "come from reports made up as examples" not in page


def test_the_form_of_an_outside_figure_names_its_source_and_asks_for_page_and_day(
    loaded: Any, client_as: Callable[[str], Client]
):
    page = text(client_as("body"), form_of("T1.2/math"))
    assert "The PISA survey" in page
    assert 'name="page"' in page and 'name="published_on"' in page
    assert 'name="page"' not in text(client_as("body"), form_of("T1.5"))


def form_of(row: str) -> str:
    with translation.override("en"):
        path = reverse("report_new", args=[PROGRAMME])
    return f"{path}?{urlencode({'subject': f'indicator:{row}@2022'})}"
