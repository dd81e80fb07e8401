"""How the programme stands, from what the database holds."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bagdar.core.catalogue import Catalogue
from bagdar.monitoring import models
from bagdar.monitoring.queries import evaluation
from bagdar.monitoring.queries.duties import duties_of
from bagdar.monitoring.queries.evaluation import regions_of, row_history, standing
from bagdar.monitoring.rules.nouns import Origin
from tests.monitoring_written import PROGRAMME, figure, milestone

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("loaded")]


def test_without_facts_everything_is_still_to_be_reported():
    found = standing(PROGRAMME, year=2021)
    assert found.is_empty
    assert (found.origin, found.effectiveness.value) == (Origin.REAL, None)
    assert found.counts() == {"no_data": 52, "no_target": 13}
    assert set(found.measure_counts()) <= {"no_data", "not_due"}


def test_the_last_year_with_facts_is_shown_and_years_outside_are_taken_as_the_nearest():
    figure("T1.5", 2020, 70)
    figure("T1.5", 2022, 72)
    assert standing(PROGRAMME).year == 2022
    assert standing(PROGRAMME, year=2020).year == 2020
    assert standing(PROGRAMME, year=1999).year == 2020
    assert standing(PROGRAMME, year=2050).year == 2025


def test_a_new_fact_is_seen_at_once_and_an_old_answer_is_not_kept():
    figure("T1.5", 2021, 60)
    assert standing(PROGRAMME, year=2021).row("T1.5").status == "not_reached"
    figure("T1.5", 2021, 71)
    assert standing(PROGRAMME, year=2021).row("T1.5").status == "reached"


def test_what_has_not_changed_is_not_worked_out_again(monkeypatch):
    figure("T1.5", 2021, 71)
    first = standing(PROGRAMME, year=2021)
    monkeypatch.setattr(evaluation, "evaluate", None)
    assert standing(PROGRAMME, year=2021) is first


def test_illustrative_facts_are_shown_until_a_real_one_is_accepted():
    figure("T1.5", 2021, 71, origin=Origin.ILLUSTRATIVE)
    found = standing(PROGRAMME, year=2021)
    assert (found.origin, found.row("T1.5").status) == (Origin.ILLUSTRATIVE, "reached")
    figure("I1.5.5", 2021, 40)
    found = standing(PROGRAMME, year=2021)
    assert (found.origin, found.row("T1.5").status) == (Origin.REAL, "no_data")


def test_pending_and_superseded_figures_do_not_count():
    first = figure("T1.5", 2021, 71)
    models.Figure.objects.filter(pk=first.pk).update(accepted_at=None)
    assert standing(PROGRAMME, year=2021).row("T1.5").status == "no_data"


def test_the_regions_are_those_of_the_years_borders():
    assert (len(regions_of(2021)), len(regions_of(2022))) == (17, 20)
    for region in regions_of(2021):
        figure("I1.7.5", 2021, 6, region)
    found = standing(PROGRAMME, year=2021).row("I1.7.5")
    assert (found.fact, found.status, found.national.basis) == (102, "exceeded", "rolled_up")
    figure("I1.7.5", 2021, 1000, "KZ-10")  # Abai, since June 2022
    found = standing(PROGRAMME, year=2021).row("I1.7.5")
    assert (found.fact, [one.region for one in found.national.strangers]) == (102, ["KZ-10"])


def test_one_region_of_twenty_missing_leaves_no_figure_and_is_named():
    regions = regions_of(2022)
    for region in regions[:-1]:
        figure("T1.4", 2022, 70, region, 1000)
    found = standing(PROGRAMME, year=2022).row("T1.4")
    assert (found.fact, found.status) == (None, "no_data")
    assert (found.national.missing, found.national.counted) == ((regions[-1],), 19)
    assert found.national.partial == 70


def of_measure(number: int, year: int) -> list[Any]:
    return [
        duty for duty in duties_of(PROGRAMME)
        if duty.subject.kind == "milestone" and duty.subject.measure == number
        and duty.due_on.year <= year
    ]  # fmt: skip


def test_a_measure_is_done_when_every_part_of_it_is_accepted_as_done():
    year = 2021
    number = next(n for n in range(1, 205) if len(of_measure(n, year)) == 2)
    first, second = of_measure(number, year)
    milestone(number, first.subject.mark, "done", str(first.reporter))
    found = next(m for m in standing(PROGRAMME, year=year).measures if m.measure == number)
    assert (found.status, found.due, found.done, found.unknown) == ("partly", 2, 1, 1)
    milestone(number, second.subject.mark, "done", str(second.reporter))
    found = next(m for m in standing(PROGRAMME, year=year).measures if m.measure == number)
    assert (found.status, found.done) == ("done", 2)
    assert standing(PROGRAMME, year=year).effectiveness.term("measures").reached == 1


def test_a_reopened_report_stands_as_it_was_accepted():
    number = next(n for n in range(1, 205) if len(of_measure(n, 2021)) == 1)
    (duty,) = of_measure(number, 2021)
    row = milestone(number, duty.subject.mark, "done", str(duty.reporter))
    models.Report.objects.filter(pk=row.pk).update(
        state="returned", reason="figures", content={**row.content, "status": "not_done"}
    )
    models.Step.objects.create(
        report=row, version=2, kind="reopened", content=row.content, reason="figures",
        at=datetime(2023, 3, 1, tzinfo=UTC), by="coordinator", role="coordinator",
    )  # fmt: skip
    found = next(m for m in standing(PROGRAMME, year=2021).measures if m.measure == number)
    assert found.status == "done"


def test_the_history_keeps_what_was_superseded_with_its_document():
    figure("T1.5", 2021, 69, document="first form")
    figure("T1.5", 2021, 71, document="corrected form")
    newest, oldest = row_history(PROGRAMME, "T1.5")
    assert (newest.value, newest.document, newest.superseded_at) == (71, "corrected form", None)
    assert (oldest.value, oldest.document, oldest.reporter) == (69, "first form", "body:mes")
    assert oldest.superseded_at is not None


def test_a_forecast_uses_the_baseline_and_the_facts_up_to_the_year():
    figure("T1.5", 2020, 70)
    figure("T1.5", 2021, 71)
    seen = standing(PROGRAMME, year=2020).forecasts["T1.5"]
    assert dict(seen.points) == {2018: 69, 2020: 70}
    seen = standing(PROGRAMME, year=2021).forecasts["T1.5"]
    assert dict(seen.points) == {2018: 69, 2020: 70, 2021: 71}
    assert (seen.target.value, seen.last.year) == (Decimal(75), 2025)


# --- commands -----------------------------------------------------------------------------------


@pytest.fixture
def run(catalogue: Catalogue) -> Any:
    from bagdar.monitoring.commands import monitoring

    def typed(*words: str, language: str = "en") -> Result:
        told = {"language": language, "catalogue": catalogue}
        return CliRunner().invoke(monitoring, words, obj=told, catch_exceptions=False)

    return typed


def test_the_command_says_effectiveness_and_every_row(run):
    figure("T1.5", 2021, 71)
    told = run("evaluate", "--year", "2021")
    assert told.exit_code == 0, told.output
    assert "kz-2020-2025, 2021: effectiveness 100.0 %" in told.output
    assert "plan 71, fact 71: reached" in told.output


def test_the_command_answers_in_json(run):
    figure("T1.5", 2021, 71)
    told = run("evaluate", PROGRAMME, "--year", "2021", "--json")
    found = json.loads(told.output)
    assert (found["year"], found["origin"]) == (2021, "real")
    assert found["effectiveness"]["value"] == 1
    row = next(one for one in found["rows"] if one["row"] == "T1.5")
    assert (row["status"], row["fact"], row["basis"]) == ("reached", 71, "reported")
    told = run("forecast", PROGRAMME, "--json")
    found = json.loads(told.output)["forecasts"]
    assert len(found) == 65
    assert {"row": "T1.4", "why": "too_few", "points": {"2018": 62}} in found


def test_the_command_answers_by_what_was_accepted_up_to_an_instant(run):
    """On Almaty's clock: nine in the morning UTC was three in the afternoon in 2023."""
    figure("T1.5", 2021, 60, at=datetime(2023, 2, 1, 9, tzinfo=UTC))
    figure("T1.5", 2021, 71, at=datetime(2023, 3, 1, 9, tzinfo=UTC))
    known = ("2023-02-01T14:59", "2023-02-01T15:00", "2023-03-01T14:59", "2023-03-01T15:00")
    facts = []
    for at in known:
        told = run("evaluate", PROGRAMME, "--year", "2021", "--known-at", at, "--json")
        rows = json.loads(told.output)["rows"]
        facts.append(next(one["fact"] for one in rows if one["row"] == "T1.5"))
    assert facts == [None, 60, 60, 71]
    told = run("evaluate", "--known-at", "yesterday")
    assert (told.exit_code, "yesterday" in told.output) == (2, True)


def test_the_forecast_is_told_in_words(run):
    figure("T1.5", 2021, 71)
    told = run("forecast", language="kk")
    assert told.exit_code == 0
    line = next(line for line in told.output.splitlines() if line.startswith("T1.5"))
    assert "мақсат 75" in line
