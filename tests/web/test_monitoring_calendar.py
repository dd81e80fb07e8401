"""The calendar, what is due, the workload and the feed, as readers get them."""

import csv
import io
import re
from datetime import UTC, date, datetime
from typing import Any

import icalendar
import pytest
from django.test import Client

from bagdar.monitoring.queries import duties
from bagdar.monitoring.rules.nouns import Origin
from tests.monitoring_filed import PROGRAMME, filed

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.once]
DAY = date(2023, 5, 1)
IN_2023 = datetime(2023, 1, 20, 6, tzinfo=UTC)
TWO = "milestone:m2@1/2023-01"


@pytest.fixture(autouse=True)
def _on_a_day_in_may(loaded: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(duties, "today", lambda: DAY)


def answered(page: str, language: str = "kk", **asked: str) -> Any:
    return Client().get(f"/{language}/programme/{PROGRAMME}/{page}", asked)


def get(page: str, language: str = "kk", **asked: str) -> str:
    response = answered(page, language, **asked)
    assert response.status_code == 200
    return str(response.content.decode())


def table(page: str, name: str, **asked: str) -> list[dict[str, str]]:
    """A page's table as its file has it, by column title."""
    asked = asked | {"table": name, "as": "csv"}
    content = answered(page, "en", **asked).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("page", ["calendar/", "due/", "workload/", "bodies/mes/", "bodies/leb/"])
def test_every_page_answers_in_every_language(page, language):
    assert re.findall(r"\{[a-z_]+\}", get(page, language)) == []


# --- the calendar ---------------------------------------------------------------------------------


def test_the_calendar_opens_at_this_year_and_leads_to_the_ones_beside():
    page = get("calendar/", "en")
    assert "<h1>Calendar of 2023</h1>" in page
    assert 'rel="prev" href="/en/programme/kz-2020-2025/calendar/?year=2022"' in page
    assert 'rel="next" href="/en/programme/kz-2020-2025/calendar/?year=2024"' in page
    assert 'rel="prev"' not in get("calendar/", "en", year="2020")
    assert 'rel="next"' not in get("calendar/", "en", year="2026")


@pytest.mark.parametrize("asked", ["1066", "2O23", "²⁰²³", "", "2023; DROP"])
def test_a_year_without_duties_opens_the_nearest_one(asked):
    assert "Calendar of 2023" in get("calendar/", "en", year=asked)


def test_a_line_says_how_many_of_how_many_reports_came():
    filed(TWO, state="accepted", at=IN_2023)
    filed(TWO, "region:KZ-11", "submitted", at=IN_2023)
    (line,) = table("calendar/", "due", year="2023", measure="m2", kind="milestone")
    assert (line["Due"], line["Received"], line["Reports"]) == ("2023-01-31", "2", "21")
    assert (line["Who reports"], line["Standing"]) == ("MES + 20 regions", "overdue")


def test_the_filters_hold_together():
    lines = table("calendar/", "due", year="2023", month="1", reporter="region:KZ-11")
    assert [(line["Code"], line["Reports"]) for line in lines] == [("№ 2", "1"), ("№ 26", "1")]
    assert {line["Who reports"] for line in lines} == {"Akmola Region"}
    months = table("calendar/", "months", year="2023", reporter="region:KZ-11")
    assert sum(int(line["Reports"] or 0) for line in months if line["Month"] != "Total") == 105
    assert "Nothing is due in this selection" in get(
        "calendar/", "en", year="2023", month="4", reporter="body:mof"
    )


def test_the_picture_counts_every_report_of_the_year_in_one_part():
    filed(TWO, state="accepted", at=IN_2023)
    rows = table("calendar/", "months-data", year="2023")
    january = next(row for row in rows if row["Month"] == "January")
    parts = ["accepted", "awaiting a decision", "overdue or returned", "still ahead"]
    assert [int(january[part]) for part in parts] == [1, 0, 41, 0]
    totals = [sum(int(row[part]) for part in parts) == int(row["Reports"]) for row in rows]
    assert len(rows) >= 12 and all(totals)


# --- what is due ----------------------------------------------------------------------------------


def test_what_is_overdue_is_a_line_a_measure_that_leads_to_each_report():
    lines = table("due/", "overdue", kind="milestone")
    two = next(line for line in lines if line["Code"] == "№ 2")
    assert (two["Due days"], two["Reports"], two["Earliest"]) == ("4", "75", "2020-01-31")
    assert len(lines) < 205
    page = get("due/", "en", kind="milestone")
    assert "due/?kind=milestone&amp;place=m2" in page
    each = table("due/", "overdue", kind="milestone", place="m2")
    assert len(each) == 75
    assert (each[0]["Reporter"], each[0]["Period"], each[0]["Days late"]) == (
        "MES", "January 2020", "1186",
    )  # fmt: skip


def test_a_returned_report_stands_among_the_overdue_and_an_accepted_one_nowhere():
    filed(TWO, state="returned", at=IN_2023)
    filed(TWO, "region:KZ-11", "accepted", at=IN_2023)
    each = table("due/", "overdue", kind="milestone", place="m2")
    of_2023 = {line["Reporter"]: line["Standing"] for line in each if line["Due"] == "2023-01-31"}
    assert of_2023["MES"] == "returned"
    assert "Akmola Region" not in of_2023 and len(of_2023) == 20


def test_due_soon_is_what_falls_within_the_declared_days():
    lines = table("due/", "due_soon", reporter="body:mes")
    assert [line["Earliest"] for line in lines] == ["2023-05-31"]
    assert "within 30 days" in get("due/", "en")


# --- the workload ---------------------------------------------------------------------------------


def test_the_workload_counts_what_was_due_and_what_came_in_time():
    filed(TWO, state="accepted", at=IN_2023)
    lines = table("workload/", "workload-bodies")
    own = next(line for line in lines if line["Reporter"] == "MES")
    assert (own["Due"], own["Accepted"], own["Overdue"]) == ("728", "1", "727")
    assert own["In time, %"] == "0.1"
    only_shares = next(line for line in lines if line["Reporter"] == "MoH")
    assert (only_shares["In all"], only_shares["Co-executor"]) == ("0", "58")
    regions = table("workload/", "workload-regions")
    assert len([line for line in regions if line["Reporter"] != "Total"]) == 20


def test_reports_made_for_a_demonstration_are_named_so_on_page_and_in_files():
    filed(TWO, state="accepted", at=IN_2023, origin=Origin.ILLUSTRATIVE)
    for page in ("calendar/", "due/", "workload/"):
        assert "made up for a demonstration" in get(page, "en")
    response = answered("workload/", "en", table="workload-bodies", **{"as": "csv"})
    assert "illustrative" in response["Content-Disposition"]
    filed(TWO, state="accepted", at=IN_2023)  # the first real one takes their place
    assert "made up for a demonstration" not in get("calendar/", "en")


def test_days_that_nobody_has_set_are_called_illustrative():
    assert "illustrative, for the operator to set" in get("calendar/", "en")


# --- the feed -------------------------------------------------------------------------------------


def feed(language: str = "kk", **asked: str) -> tuple[Any, icalendar.Calendar]:
    response = answered("calendar.ics", language, **asked)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return response, icalendar.Calendar.from_ical(response.content)


def test_the_feed_of_a_programme_has_an_event_a_subject():
    response, calendar = feed("en")
    events = calendar.walk("VEVENT")
    assert len(events) == 1_329
    assert len({str(one["UID"]) for one in events}) == len(events)
    assert calendar.errors == [] and not calendar.walk("VALARM")
    lines = response.content.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode("utf-8")  # no letter is cut in two where a line is folded


def test_an_event_is_the_due_day_with_its_words_and_address():
    _, calendar = feed("ru", reporter="region:KZ-11")
    wanted = "milestone-m2-1-2021-01.region-KZ-11@kz-2020-2025.bagdar"
    event = next(one for one in calendar.walk("VEVENT") if one["UID"] == wanted)
    assert event["DTSTART"].dt == date(2021, 1, 31)
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert event["DTEND"].dt == date(2021, 2, 1)
    assert str(event["SUMMARY"]).startswith("№ 2. ")
    assert "Отчитывается: Акмолинская область." in str(event["DESCRIPTION"])
    assert str(event["URL"]) == "http://testserver/ru/programme/kz-2020-2025/measures/2/"
    assert "LAST-MODIFIED" in event


def test_the_same_duty_has_the_same_uid_in_every_language_and_the_same_bytes_again():
    named = [
        {str(one["UID"]) for one in feed(language, reporter="body:mof")[1].walk("VEVENT")}
        for language in ("kk", "ru", "en")
    ]
    assert named[0] == named[1] == named[2] and len(named[0]) == 6
    assert feed(reporter="body:mof")[0].content == feed(reporter="body:mof")[0].content


def test_no_report_changes_the_feed():
    before = feed(reporter="body:mof")[0].content
    filed("indicator:I1.8.3@2021", "body:mof", "draft")
    assert feed(reporter="body:mof")[0].content == before


@pytest.mark.parametrize("reporter", ["mes", "body:", "body:moh", "region:KZ-99", "x:y", "a\r\nb"])
def test_a_feed_for_nobody_is_not_found_and_says_so(reporter):
    response = answered("calendar.ics", "en", reporter=reporter)
    assert response.status_code == 404
    assert "Nobody reports in kz-2020-2025" in response.content.decode()


# --- on a body's own page -------------------------------------------------------------------------


def test_a_ministrys_page_says_what_it_owes_first_and_where_it_takes_part():
    filed(TWO, state="returned", at=IN_2023)
    page = get("bodies/mes/", "en")
    assert "What to report first" in page and "due/?reporter=body:mes" in page
    assert "A co-executor in 6 milestones of others." in page
    lines = table("bodies/mes/", "nearest")
    assert len(lines) == 12
    assert [line["Due"] for line in lines] == sorted(line["Due"] for line in lines)


def test_a_ministry_that_only_takes_part_is_told_so_and_is_asked_for_nothing():
    page = get("bodies/moh/", "en")
    assert "A co-executor in 58 milestones of others." in page
    assert "What to report first" not in page


def test_the_local_bodies_stand_for_every_region_and_a_holding_for_nobody():
    assert len([line for line in table("bodies/leb/", "workload-regions")
                if line["Reporter"] != "Total"]) == 20  # fmt: skip
    assert 'id="workload"' not in get("bodies/kasipkor/", "en")
