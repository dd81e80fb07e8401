"""How the programme stands, by program."""

import pytest

from bagdar.monitoring.queries.evaluation import regions_of
from tests.monitoring_written import figure

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("loaded")]

ROOT = "/api/v1/programmes/kz-2020-2025"


def ask(client, path, **query):
    answer = client.get(f"{ROOT}/{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_the_evaluation_shows_every_term(client):
    figure("T1.5", 2021, 71)
    figure("I1.5.5", 2021, 20)
    found = ask(client, "evaluation", year=2021)
    assert (found["year"], found["origin"], found["rule_illustrative"]) == (2021, "real", True)
    whole = found["effectiveness"]
    assert (whole["value"], whole["known"]) == (0.5, 2)
    assert [term["group"] for term in whole["terms"]] == ["targets", "results", "measures"]
    assert [term["score"] for term in whole["terms"]] == [1, 0, None]
    assert len(found["indicators"]) == 48
    assert len(found["measures"]) == 204


def test_rows_stand_with_target_fact_and_status(client):
    figure("T1.5", 2021, "71.2")
    found = ask(client, "standings", year=2021)
    assert found["count"] == 65
    (row,) = ask(client, "standings", year=2021, status="reached")["items"]
    assert (row["row"], row["fact"], row["basis"]) == ("T1.5", 71.2, "reported")
    assert row["target"] == {
        "year": 2021, "value": 71, "places": 0, "table": "body", "other": None,
    }  # fmt: skip
    assert ask(client, "standings", indicator="T1.1")["count"] == 2


def test_a_forecast_says_its_intervals_or_why_there_is_none(client):
    figure("T1.5", 2021, 71)
    found = ask(client, "forecasts/T1.5")
    assert (found["why"], found["scale"], found["points"]) == (
        None,
        "logit",
        {"2018": 69, "2021": 71},
    )
    last = found["years"][-1]
    assert last["year"] == 2025
    assert last["low_95"] < last["low_80"] < last["middle"] < last["high_80"] < last["high_95"]
    assert 0 < found["probability"] < 1
    found = ask(client, "forecasts/T1.1/3-6")
    assert (found["why"], found["years"], found["probability"]) == ("too_few", [], None)
    assert ask(client, "forecasts")["count"] == 65


def test_regions_behind_a_figure_are_told_one_by_one(client):
    regions = regions_of(2022)
    for region in regions[1:]:
        figure("T1.4", 2022, 70, region, 10)
    found = ask(client, "rollups/T1.4", year=2022)
    assert (found["value"], found["partial"], found["basis"]) == (None, 70, "incomplete")
    assert found["missing"] == [regions[0]]
    assert [one["state"] for one in found["items"]].count("counted") == 19


def test_a_row_that_is_none_is_not_found(client):
    for path in ("forecasts/X9", "rollups/X9"):
        answer = client.get(f"{ROOT}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "monitoring.no_such_row")
    assert client.get("/api/v1/programmes/nothing/evaluation").status_code == 404
