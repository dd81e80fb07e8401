"""Duties with the reports of a database beside them, and what `bagdar monitoring` prints."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import icalendar
import pytest
from click.testing import CliRunner, Result
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bagdar.core.catalogue import Catalogue
from bagdar.monitoring.queries import duties
from bagdar.monitoring.rules.nouns import Origin, Reporter, Subject
from bagdar.programme.rules.editions import NoSuchProgramme
from tests.monitoring_filed import PROGRAMME, filed

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("loaded")]
DAY = date(2021, 5, 1)
MES = Reporter("body", "mes")
TWO = "milestone:m2@1/2021-01"  # due on 31 January 2021


def standing(subject: str, reporter: Reporter = MES, origin: Origin = Origin.REAL, day=DAY) -> Any:
    found = duties.duty_standings(PROGRAMME, day, origin, reporter)
    return next(one for one in found if str(one.duty.subject) == subject)


def test_a_duty_without_a_report_is_overdue_by_its_days():
    one = standing(TWO)
    assert (one.report, one.status, one.days_late) == (None, "overdue", 90)


@pytest.mark.parametrize(
    ("state", "at", "wanted"),
    [
        ("draft", datetime(2021, 1, 5, tzinfo=UTC), ("overdue", 90)),
        ("submitted", datetime(2021, 1, 31, 17, 59, tzinfo=UTC), ("submitted", 0)),
        ("submitted", datetime(2021, 1, 31, 18, 0, tzinfo=UTC), ("submitted", 1)),
        ("returned", datetime(2021, 1, 5, tzinfo=UTC), ("returned", 90)),
        ("accepted", datetime(2021, 1, 5, tzinfo=UTC), ("accepted", 0)),
        ("accepted", datetime(2021, 2, 10, tzinfo=UTC), ("accepted_late", 10)),
    ],
)
def test_a_report_decides_how_its_duty_stands(state, at, wanted):
    filed(TWO, state=state, at=at)
    one = standing(TWO)
    assert (one.status, one.days_late) == wanted
    assert one.report is not None and one.report.state == state


def test_a_report_of_another_origin_or_reporter_changes_nothing():
    filed(TWO, origin=Origin.ILLUSTRATIVE)
    filed(TWO, "region:KZ-11")
    assert standing(TWO).status == "overdue"
    assert standing(TWO, origin=Origin.ILLUSTRATIVE).status == "submitted"
    assert standing(TWO, Reporter("region", "KZ-11")).status == "submitted"


def test_all_duties_are_joined_with_their_reports_in_one_query():
    filed(TWO)
    filed(TWO, "region:KZ-11", "accepted")
    duties.duties_of(PROGRAMME)  # worked out once a process
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = duties.duty_standings(PROGRAMME, DAY, Origin.REAL)
    reports = [one for one in asked.captured_queries if "monitoring_report" in one["sql"]]
    assert len(found) == 14_098
    assert len(reports) == 1
    assert sum(one.report is not None for one in found) == 2


def test_the_short_states_say_the_same_as_the_standings():
    filed(TWO, state="accepted", at=datetime(2021, 2, 10, tzinfo=UTC))
    filed(TWO, "region:KZ-11", "returned")
    whole = duties.duty_standings(PROGRAMME, DAY, Origin.REAL)
    short = duties.duty_states(PROGRAMME, DAY, Origin.REAL)
    assert [(one.duty, one.status, one.days_late) for one in whole] == [
        (one.duty, one.status, one.days_late) for one in short
    ]


def test_a_duty_is_found_by_what_it_is_about_and_nobody_elses_is():
    subject = Subject.parse(TWO)
    found = duties.duty_of(PROGRAMME, subject, MES)
    assert found is not None and found.due_on == date(2021, 1, 31)
    assert duties.duty_of(PROGRAMME, subject, Reporter("body", "moh")) is None
    assert duties.duty_of(PROGRAMME, subject, Reporter("region", "KZ-10")) is None  # not there yet


def test_an_unknown_programme_is_refused():
    with pytest.raises(NoSuchProgramme):
        duties.duties_of("kz-1990")


def test_the_workload_adds_up_and_knows_who_only_takes_part():
    filed(TWO, state="accepted")
    filed(TWO, "region:KZ-11", "submitted", at=datetime(2021, 2, 10, tzinfo=UTC))
    loads = duties.workload(PROGRAMME, DAY, Origin.REAL)
    assert sum(load.total for load in loads.values()) == 14_098
    assert all(sum(load.counts.values()) == load.total for load in loads.values())
    assert (loads["body:mes"].accepted, loads["body:mes"].in_time) == (1, 1)
    assert loads["region:KZ-11"].count("submitted") == 1
    assert loads["region:KZ-11"].in_time == 0  # it came ten days late
    assert (loads["body:moh"].total, loads["body:moh"].shared) == (0, 58)
    assert loads["region:KZ-10"].due == 0  # Abai is not a region yet


# --- on a terminal --------------------------------------------------------------------------------


@pytest.fixture
def run(catalogue: Catalogue) -> Any:
    from bagdar.monitoring.commands import monitoring

    def typed(*words: str, language: str = "en") -> Result:
        told = {"language": language, "catalogue": catalogue, "data_dir": Path("data")}
        return CliRunner().invoke(monitoring, words, obj=told)

    return typed


def test_duties_are_listed_for_people_and_for_programs(run: Any):
    asked = ("duties", PROGRAMME, "--on", "2021-05-01", "--reporter", "body:mes", "--measure", "2")
    told = run(*asked, "--status", "overdue").output.splitlines()
    assert told[0].split(maxsplit=3) == [
        "2020-01-31", "body:mes", "milestone:m2@1/2020-01", "overdue +456",
    ]  # fmt: skip
    assert told[-1] == "3 reports"
    listed = json.loads(run(*asked, "--status", "overdue", "--json").output)
    assert [one["subject"] for one in listed] == [
        "milestone:m2@1/2020-01", "milestone:m2@1/2021-01", "money:m2@2020",
    ]  # fmt: skip
    assert listed[1] | {"days_late": 90} == {
        "subject": TWO, "reporter": "body:mes", "role": "owner", "opens_on": "2021-01-01",
        "due_on": "2021-01-31", "status": "overdue", "days_late": 90,
    }  # fmt: skip


def test_the_calendar_is_counted_by_month_and_written_as_a_file(run: Any, tmp_path: Path):
    months = json.loads(run("calendar", PROGRAMME, "--on", "2021-05-01", "--json").output)
    assert sum(one["duties"] for one in months) == 14_098
    assert (months[0]["year"], months[0]["month"]) == (2020, 1)
    told = run("calendar", PROGRAMME, "--on", "2021-05-01", language="kk").output
    assert "2020 қаңтар" in told and "мерзімі өткен" in told
    path = tmp_path / "mes.ics"
    done = run("calendar", PROGRAMME, "--reporter", "region:KZ-11", "--ics", str(path))
    assert done.exit_code == 0
    assert len(icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")) == 677


def test_a_reporter_that_cannot_be_read_is_refused_in_words(run: Any):
    done = run("duties", PROGRAMME, "--reporter", "mes", language="ru")
    assert done.exit_code == 2
    assert "mes: напишите в виде body:mes или region:KZ-11" in done.output
