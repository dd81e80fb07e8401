"""The evaluation page, and what monitoring adds to an indicator's page."""

import csv
import io
from typing import Any

import pytest

from bagdar.monitoring.queries.evaluation import regions_of
from bagdar.monitoring.rules.nouns import Origin
from tests.monitoring_written import figure

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("loaded")]

PAGE = "/{}/programme/kz-2020-2025/evaluation/"
INDICATOR = "/{}/programme/kz-2020-2025/indicators/{}/"


def read(client: Any, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def table(client: Any, address: str, name: str, **query: str) -> list[dict[str, str]]:
    answer = client.get(address, {"table": name, "as": "csv", **query})
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_opens_without_facts_and_says_what_is_to_be_reported(client, language):
    page = read(client, PAGE.format(language))
    assert 'class="empty"' in page
    assert 'id="table-rows"' in page and 'id="table-terms"' in page


def test_a_row_stands_with_plan_fact_status_and_forecast(client):
    figure("T1.5", 2020, "69.6")
    figure("T1.5", 2021, "71.2")
    rows = table(client, PAGE.format("en"), "rows", year="2021")
    row = next(row for row in rows if row["Code"] == "T1.5")
    assert (row["Plan"], row["Fact"], row["Status"]) == ("71", "71.2", "reached")
    assert row["Achievement, %"] == "100.3"
    assert row["Forecast (80 %)"].startswith("2025: 7")
    assert "%" in row["Probability of reaching"]


def test_the_terms_of_effectiveness_are_shown(client):
    figure("T1.5", 2021, 71)
    figure("I1.5.5", 2021, 20)
    targets, results, _ = table(client, PAGE.format("en"), "terms", year="2021")
    assert (targets["Reached"], targets["Score, %"]) == ("1", "100.0")
    assert (results["Not reached"], results["Score, %"]) == ("1", "0.0")
    assert "50.0" in read(client, PAGE.format("en"), year="2021")


def test_the_list_is_narrowed_by_status_task_body_and_region(client):
    for region in regions_of(2021)[:-1]:
        figure("T1.4", 2021, 70, region, 10)
    figure("T1.5", 2021, 71)
    address = PAGE.format("en")
    rows = table(client, address, "rows", year="2021", status="reached")
    assert [row["Code"] for row in rows] == ["T1.5"]
    rows = table(client, address, "rows", year="2021", task="1.5")
    assert {row["Code"][:4] for row in rows} == {"I1.5"}
    rows = table(client, address, "rows", year="2021", region="KZ-11")
    row = next(row for row in rows if row["Code"] == "T1.4")
    assert row["Status"] == "incomplete: 16 of 17 regions"
    assert "70" in row.values()
    assert "T1.5" not in {row["Code"] for row in rows}  # no region reports it
    assert len(table(client, address, "rows", year="2021", status="nonsense")) == 65


def test_what_stands_behind_a_late_indicator_is_shown(client):
    figure("I1.5.5", 2021, 20)
    rows = table(client, PAGE.format("en"), "behind", year="2021")
    assert rows
    assert {row["Late rows"] for row in rows} == {"I1.5.5"}
    assert table(client, PAGE.format("en"), "behind", year="2021", task="1.1") == []


def test_illustrative_facts_are_marked_on_page_and_in_files(client):
    figure("T1.5", 2021, 71, origin=Origin.ILLUSTRATIVE)
    assert "Illustrative data" in read(client, PAGE.format("en"))
    answer = client.get(PAGE.format("en"), {"table": "rows", "as": "csv"})
    assert "illustrative" in answer["Content-Disposition"]
    page = read(client, INDICATOR.format("en", "T1.5"))
    assert 'id="standing"' in page
    assert "holds illustrative data" in page
    answer = client.get(INDICATOR.format("en", "T1.5"), {"chart": "standing", "as": "svg"})
    assert "illustrative" in answer["Content-Disposition"]


def test_an_indicator_without_facts_says_so(client):
    page = read(client, INDICATOR.format("kk", "T1.5"))
    assert "қабылданған мән әлі жоқ" in page
    assert 'id="chart-standing"' not in page


def test_an_indicators_page_gains_fact_forecast_and_history(client):
    figure("T1.5", 2020, "69.6", document="form 1")
    figure("T1.5", 2020, "70.1", document="form 1, corrected")
    figure("T1.5", 2021, "70.5")
    address = INDICATOR.format("en", "T1.5")
    page = read(client, address)
    assert 'id="chart-standing"' in page
    history = table(client, address, "history")
    assert [(row["Year"], row["Figure"]) for row in history] == [
        ("2021", "70.5"), ("2020", "70.1"), ("2020", "69.6"),
    ]  # fmt: skip
    assert [row["Superseded"] == "stands" for row in history] == [True, True, False]
    drawn = table(client, address, "standing-data")
    assert drawn[0]["plan, %"] == "69"
    last = drawn[-1]
    assert float(last["95 %: lower bound, %"]) <= float(last["80 %: lower bound, %"])


def test_who_accepted_is_for_those_who_read_every_report(client, client_as):
    figure("T1.5", 2020, "69.6")
    address = INDICATOR.format("en", "T1.5")
    assert "Accepted by" not in table(client, address, "history")[0]
    assert table(client_as("coordinator"), address, "history")[0]["Accepted by"] == "coordinator"


def test_regions_are_listed_and_the_missing_named(client):
    regions = regions_of(2022)
    for region in regions[1:]:
        figure("T1.4", 2022, 70, region, 10)
    address = INDICATOR.format("ru", "T1.4")
    rows = table(client, address, "regions")
    assert len(rows) == 20
    assert [row["Статус"] for row in rows].count("нет отчёта") == 1
    page = read(client, address)
    assert "Не отчитались: " in page
    assert "Это не значение по стране" in page


def test_another_edition_or_programme_is_not_found(client):
    assert client.get("/kk/programme/nothing/evaluation/").status_code == 404
    assert client.get("/kk/programme/kz-2020-2025@9/evaluation/").status_code == 404
    assert client.get("/kk/programme/kz-2020-2025@1/evaluation/").status_code == 200


def test_every_chart_is_drawn_for_desk_phone_and_file(client):
    figure("T1.1/3-6", 2020, "97.1")
    figure("I1.7.5", 2020, 80)
    for code, row in (
        ("T1.1", "T1.1/3-6"),
        ("I1.7.5", "I1.7.5"),
        ("I1.2.1", "I1.2.1/PIRLS-reading"),
    ):
        page = read(client, INDICATOR.format("kk", code), row=row)
        assert "<svg" in page
    answer = client.get(
        INDICATOR.format("kk", "T1.1"), {"row": "T1.1/3-6", "chart": "standing", "as": "png"}
    )
    assert answer.content.startswith(b"\x89PNG")
