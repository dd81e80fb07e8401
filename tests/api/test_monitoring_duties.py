"""Duties, workload and calendar by program."""

from datetime import date
from typing import Any

import icalendar
import pytest

from bagdar.monitoring.queries import duties
from tests.monitoring_filed import filed

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _on_a_day_in_may(monkeypatch: Any) -> None:
    monkeypatch.setattr(duties, "today", lambda: date(2021, 5, 1))


def test_duties_are_listed_by_due_day_in_parts(get: Any):
    told = get("/duties", limit=2, offset=1).json()
    assert (told["count"], told["day"], told["origin"]) == (14_098, "2021-05-01", "real")
    assert len(told["items"]) == 2
    assert told["items"][0] == {
        "subject": "milestone:m2@1/2020-01", "kind": "milestone", "place": "m2",
        "reporter": "region:KZ-11", "role": "region", "opens_on": "2020-01-01",
        "due_on": "2020-01-31", "status": "overdue", "days_late": 456,
    }  # fmt: skip


def test_all_that_is_asked_for_must_hold(get: Any):
    filed("milestone:m2@1/2021-01")
    asked = {"reporter": "body:mes", "place": "m2", "kind": "milestone", "year": 2021}
    (item,) = get("/duties", **asked, status="submitted").json()["items"]
    assert (item["subject"], item["days_late"]) == ("milestone:m2@1/2021-01", 0)
    assert get("/duties", **asked, status="overdue").json()["count"] == 0


def test_the_workload_is_told_by_reporter(get: Any):
    filed("milestone:m2@1/2021-01", state="accepted")
    told = {one["reporter"]: one for one in get("/workload").json()["items"]}
    assert sum(one["total"] for one in told.values()) == 14_098
    own = told["body:mes"]
    assert (own["accepted"], own["in_time"], own["shared"]) == (1, 1, 6)
    assert told["body:moh"]["share_in_time"] is None


def test_the_calendar_speaks_the_callers_language(get: Any):
    response = get("/calendar", language="ru", reporter="body:mof")
    assert response["Content-Type"].startswith("text/calendar")
    events = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert len(events) == 6
    assert all("Отчитывается: " in str(one["DESCRIPTION"]) for one in events)


@pytest.mark.parametrize(
    ("path", "asked", "status", "code"),
    [
        ("/duties", {"reporter": "mes"}, 422, "faulty"),
        ("/duties", {"status": "late"}, 422, "faulty"),
        ("/duties", {"year": 1066}, 422, "faulty"),
        ("/duties", {"limit": 501}, 422, "faulty"),
        ("/calendar", {"reporter": "body:moh"}, 404, "monitoring.no_such_reporter"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_by_name(get, path, asked, status, code):
    response = get(path, **asked)
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_an_unknown_programme_is_not_found(get: Any):
    from django.test import Client

    assert Client().get("/api/v1/programmes/kz-1990/duties").status_code == 404
