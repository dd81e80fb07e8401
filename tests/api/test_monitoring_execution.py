"""The money in progress by API."""

import pytest

from bagdar.monitoring.queries.execution import execution

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PROGRAMME = "kz-2020-2025"
ADDRESS = f"/api/v1/programmes/{PROGRAMME}/execution"
CUTS = ("year", "source", "goal", "task", "measure", "body", "budget_programme")


@pytest.mark.parametrize("by", CUTS)
def test_the_parts_of_every_cut_add_up_to_the_total(demonstrated, client, by):
    told = client.get(ADDRESS, {"by": by}).json()
    assert told["by"] == by
    assert told["count"] == len(told["items"])
    for name in ("act", "plan", "revised", "spent", "unreported_act"):
        parts = sum(item[name] or 0 for item in told["items"])
        assert parts == pytest.approx(told["total"][name], rel=1e-12)


def test_it_says_whose_figures_they_are_and_what_the_percentage_is_of(demonstrated, client):
    told = client.get(ADDRESS).json()
    found = execution(PROGRAMME)
    assert told["origin"] == "illustrative"
    assert told["total"]["percentage_of"] == list(found.total.base_kinds)
    assert told["total"]["spent"] == float(found.total.spent)
    assert told["total"]["unreported"] == list(found.total.unreported)


def test_without_reports_the_act_stands_alone(loaded, client):
    told = client.get(ADDRESS).json()
    assert (told["origin"], told["total"]["act"]) == ("real", 10_294_428)
    assert told["total"]["spent"] is None
    assert told["total"]["share"] is None
    assert len(told["total"]["unreported"]) == 46


def test_a_year_narrows_it(demonstrated, client):
    told = client.get(ADDRESS, {"year": 2023}).json()
    assert told["years"] == [2023]
    assert [item["key"] for item in told["items"]] == ["2023"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [({"year": "1"}, 422), ({"year": "x"}, 422), ({"by": "colour"}, 422)],
)
def test_what_cannot_be_asked_is_refused(loaded, client, asked, status):
    assert client.get(ADDRESS, asked).status_code == status


def test_a_programme_that_nobody_knows_is_not_found(loaded, client):
    assert client.get("/api/v1/programmes/nothing/execution").status_code == 404
