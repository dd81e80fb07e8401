"""`bagdar monitoring reports · show · submit · accept · return · reopen`, as an operator types."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bagdar.audit.rules import Actor
from bagdar.core.catalogue import Catalogue
from bagdar.monitoring.queries.asking import Asked
from bagdar.monitoring.queries.facts import figures
from bagdar.monitoring.queries.reports import report, steps
from bagdar.monitoring.rules.content import FaultyContent
from bagdar.monitoring.rules.nouns import IndicatorContent, Origin, Reporter, State, Subject
from bagdar.monitoring.rules.workflow import ReportChanged
from bagdar.monitoring.services.reporting import save_report

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("loaded")]


@pytest.fixture
def run(catalogue: Catalogue) -> Any:
    from bagdar.monitoring.commands import monitoring

    def typed(*words: str) -> Result:
        told = {"language": "en", "catalogue": catalogue, "data_dir": Path("data")}
        return CliRunner().invoke(monitoring, words, obj=told)

    return typed


def draft(value: Any = 64, reporter: str = "body:mes") -> str:
    made = save_report(
        "kz-2020-2025", Subject.parse("indicator:T1.4@2021"), Reporter.parse(reporter),
        IndicatorContent(value=value), origin=Origin.REAL, by=Actor("officer", "body"),
        at=datetime(2023, 3, 1, tzinfo=UTC),
    )  # fmt: skip
    return str(made.id)


def test_an_operator_takes_a_report_through_its_life(run: Any):
    id = draft()
    done = run("submit", id)
    assert done.output == (
        "indicator:T1.4@2021 body:mes: the report is now submitted and waiting for a decision\n"
    )
    assert run("return", id, "--reason", "Which form?").exit_code == 0
    assert report(report(id).id).reason == "Which form?"
    assert run("submit", id).exit_code == 0
    accepted = json.loads(run("accept", id, "--json").output)
    assert (accepted["state"], accepted["version"]) == ("accepted", 5)
    assert [one.value for one in figures("kz-2020-2025", Origin.REAL)] == [64]
    assert run("reopen", id, "--reason", "A slip").exit_code == 0
    assert {one.role for one in steps(report(id).id)[1:]} == {"operator"}


def test_reports_are_listed_and_shown(run: Any):
    id = draft()
    listed = run("reports", "kz-2020-2025", "--reporter", "body:mes", "--state", "draft")
    assert listed.output == f"{id}  draft      indicator:T1.4@2021  body:mes\n1 report\n"
    assert json.loads(run("reports", "kz-2020-2025", "--year", "2020", "--json").output) == []
    told = json.loads(run("show", id, "--json").output)
    assert told["content"]["value"] == "64"
    assert [one["kind"] for one in told["steps"]] == ["saved"]
    assert "reporter: body:mes" in run("show", id).output


def test_a_version_that_is_no_longer_there_is_refused(run: Any):
    id = draft()
    assert isinstance(run("submit", id, "--version", "7").exception, ReportChanged)
    assert report(id).state is State.DRAFT


def test_questions_and_faults_are_told_line_by_line(run: Any):
    id = draft("0.64")
    asked = run("submit", id)
    assert isinstance(asked.exception, Asked)
    assert "value: 0.64 looks like a share rather than a percentage" in asked.output
    assert run("submit", id, "--confirmed").exit_code == 0
    other = draft(64, "region:KZ-11")
    faulty = run("submit", other)
    assert isinstance(faulty.exception, FaultyContent)
    assert "weight: This is empty." in faulty.output


def test_a_reporter_is_written_as_it_is_read(run: Any):
    assert run("reports", "kz-2020-2025", "--reporter", "mes").exit_code == 2
