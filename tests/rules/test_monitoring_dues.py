"""How a duty stands on a day, and what that makes of a reporter's workload."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bagdar.monitoring.rules.due_groups import by_place, by_subject
from bagdar.monitoring.rules.dues import DutyState, status_of, workloads
from bagdar.monitoring.rules.nouns import Duty, Reporter, State, Subject

DUE = date(2021, 6, 30)
MES = Reporter("body", "mes")


@dataclass(frozen=True)
class Sent:
    state: State
    submitted_at: datetime | None = None


def duty(place="m12", mark="1/2021-06", reporter=MES, due_on=DUE, opens_on=date(2021, 4, 1)):
    role = "owner" if reporter.kind == "body" else "region"
    return Duty(Subject("milestone", place, mark), reporter, role, opens_on, due_on)


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        (date(2021, 3, 31), ("not_open", 0)),
        (date(2021, 4, 1), ("open", 0)),
        (date(2021, 5, 30), ("open", 0)),
        (date(2021, 5, 31), ("due_soon", 0)),  # thirty days before
        (date(2021, 6, 30), ("due_soon", 0)),  # its own day is still in time
        (date(2021, 7, 1), ("overdue", 1)),
        (date(2022, 6, 30), ("overdue", 365)),
    ],
)
def test_a_duty_without_a_report_opens_nears_and_passes(day, wanted):
    assert status_of(duty(), None, day, 30) == wanted


def test_a_draft_changes_nothing():
    for day in (date(2021, 3, 1), date(2021, 6, 1), date(2021, 8, 1)):
        without = status_of(duty(), None, day, 30)
        assert status_of(duty(), Sent(State.DRAFT), day, 30) == without


def test_a_duty_not_yet_open_is_not_called_due_soon():
    late_opening = duty(opens_on=date(2021, 6, 20))
    assert status_of(late_opening, None, date(2021, 6, 10), 30) == ("not_open", 0)


@pytest.mark.parametrize(
    ("instant", "late"),
    [
        (datetime(2021, 6, 30, 17, 59, 59, tzinfo=UTC), 0),  # 23:59:59 in Almaty
        (datetime(2021, 6, 30, 18, 0, 0, tzinfo=UTC), 1),  # midnight in Almaty
        (datetime(2021, 7, 10, 6, tzinfo=UTC), 10),
    ],
)
def test_the_last_day_ends_at_midnight_in_almaty(instant, late):
    day = date(2022, 1, 1)
    assert status_of(duty(), Sent(State.SUBMITTED, instant), day, 30) == ("submitted", late)
    accepted = "accepted_late" if late else "accepted"
    assert status_of(duty(), Sent(State.ACCEPTED, instant), day, 30) == (accepted, late)


def test_a_returned_report_is_late_from_its_day_on():
    sent = Sent(State.RETURNED, datetime(2021, 6, 1, 6, tzinfo=UTC))
    assert status_of(duty(), sent, DUE, 30) == ("returned", 0)
    assert status_of(duty(), sent, DUE + timedelta(days=9), 30) == ("returned", 9)


def state(status, days_late=0, **about):
    return DutyState(duty(**about), status, days_late)


def test_a_workload_counts_each_duty_once_and_only_what_was_due_for_the_share():
    states = [
        state("accepted", mark="1/2020-06", due_on=date(2020, 6, 30)),
        state("accepted_late", 5, mark="1/2020-12", due_on=date(2020, 12, 31)),
        state("submitted", mark="1/2021-03", due_on=date(2021, 3, 31)),
        state("overdue", 30, mark="1/2021-05", due_on=date(2021, 5, 31)),
        state("accepted", mark="1/2021-12", due_on=date(2021, 12, 31)),  # sent ahead of its day
        state("not_open", mark="1/2022-12", due_on=date(2022, 12, 31)),
    ]
    load = workloads(states, DUE, {})["body:mes"]
    assert (load.total, load.due, load.in_time) == (6, 4, 2)
    assert (load.accepted, load.count("overdue"), load.count("submitted")) == (3, 1, 1)
    assert sum(load.counts.values()) == load.total
    assert load.share_in_time == Decimal("50.0")


def test_a_returned_report_is_not_in_time_however_early_it_came():
    load = workloads([state("returned")], DUE, {})["body:mes"]
    assert (load.due, load.in_time) == (1, 0)


def test_nothing_due_gives_no_share_instead_of_nought():
    load = workloads([state("open", due_on=date(2022, 1, 31))], DUE, {})["body:mes"]
    assert load.share_in_time is None


def test_a_ministry_that_only_takes_part_is_in_the_workload_with_nothing_to_report():
    load = workloads([state("open")], DUE, {"body:moh": 3})["body:moh"]
    assert (load.total, load.shared, load.share_in_time) == (0, 3, None)


def test_a_line_of_many_reports_has_the_gravest_status_and_counts_its_regions():
    parts = [
        state("accepted"),
        state("overdue", 3, reporter=Reporter("region", "KZ-11")),
        state("submitted", reporter=Reporter("region", "KZ-15")),
        state("open", place="m13", mark="1/2021-06"),
    ]
    first, second = by_subject(parts)
    assert (first.status, first.sent, first.regions) == ("overdue", 2, ("KZ-11", "KZ-15"))
    assert (first.owners, first.days_late) == ((MES,), 3)
    assert second.status == "open"


def test_a_place_gathers_its_dates_from_the_earliest():
    late = state("overdue", mark="1/2021-06")
    later = state("overdue", mark="1/2022-06", due_on=date(2022, 6, 30))
    (group,) = by_place([later, late])
    assert (group.dates, group.due_on) == (2, DUE)
