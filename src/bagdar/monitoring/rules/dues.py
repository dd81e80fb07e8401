"""How a duty stands on a day, given what was reported of it; and how much a reporter has to do.

A report is in time if it was last sent in on the due day or before, on Almaty's clock. A draft is
nobody's report yet: until it is sent in, the duty stands as if there were none.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, Protocol, get_args

from bagdar.core.periods import local_date
from bagdar.monitoring.rules.nouns import Duty, ReportInfo, State

Status = Literal[
    "not_open", "open", "due_soon", "overdue", "submitted", "returned", "accepted", "accepted_late"
]
STATUSES: tuple[Status, ...] = get_args(Status)
WAITING: frozenset[Status] = frozenset(("due_soon", "overdue", "returned"))


class Filed(Protocol):
    """What a duty's standing asks of a report."""

    @property
    def state(self) -> State: ...
    @property
    def submitted_at(self) -> datetime | None: ...


@dataclass(frozen=True)
class DutyStanding:
    """A duty on a day. report: the one filed for it, a draft too; None where there is none.

    days_late  how many days after the due day it was sent in, or how many it is overdue; 0 in time
    """

    duty: Duty
    report: ReportInfo | None
    status: Status
    days_late: int


@dataclass(frozen=True)
class DutyState:
    """As DutyStanding, without the report's contents: what lists of thousands are made of."""

    duty: Duty
    status: Status
    days_late: int


@dataclass(frozen=True)
class Workload:
    """What one reporter has to do. counts: duties by status, each duty in exactly one of them.

    due      duties whose day has come, whatever became of them
    in_time  of those, how many were sent in by their day and were not returned
    shared   milestones of others in which a ministry is named beside the owner
    """

    reporter: str
    total: int = 0
    due: int = 0
    in_time: int = 0
    shared: int = 0
    counts: Mapping[Status, int] = field(default_factory=dict)

    def count(self, *statuses: Status) -> int:
        return sum(self.counts.get(status, 0) for status in statuses)

    @property
    def accepted(self) -> int:
        return self.count("accepted", "accepted_late")

    @property
    def share_in_time(self) -> Decimal | None:
        """Percent of what was due that came in time, to one digit; None while nothing was due."""
        if not self.due:
            return None
        return (Decimal(100) * self.in_time / self.due).quantize(Decimal("0.1"))


def status_of(duty: Duty, report: Filed | None, day: date, soon: int) -> tuple[Status, int]:
    """Status and days late. soon: from how many days before its day a duty is due soon."""
    if report is None or report.state == State.DRAFT:
        return _unreported(duty, day, soon)
    if report.state == State.RETURNED:
        return "returned", max(0, (day - duty.due_on).days)
    late = max(0, (sent_on(report, duty.due_on) - duty.due_on).days)
    if report.state == State.SUBMITTED:
        return "submitted", late
    return ("accepted_late" if late else "accepted"), late


def _unreported(duty: Duty, day: date, soon: int) -> tuple[Status, int]:
    left = (duty.due_on - day).days
    if left < 0:
        return "overdue", -left
    if day < duty.opens_on:
        return "not_open", 0
    return ("due_soon" if left <= soon else "open"), 0


def sent_on(report: Filed, otherwise: date) -> date:
    """The day on which a report was last sent in, on Almaty's clock."""
    instant = report.submitted_at
    return local_date(instant) if instant else otherwise


def workloads(
    states: Iterable[DutyState | DutyStanding], day: date, shared: Mapping[str, int]
) -> dict[str, Workload]:
    """By reporter, as body:mes; bodies that only take part in others' milestones among them."""
    counts: dict[str, Counter[Status]] = {}
    due: Counter[str] = Counter()
    in_time: Counter[str] = Counter()
    for one in states:
        reporter = str(one.duty.reporter)
        counts.setdefault(reporter, Counter())[one.status] += 1
        if one.duty.due_on <= day:
            due[reporter] += 1
            sent = one.status in ("submitted", "accepted")
            in_time[reporter] += sent and not one.days_late
    return {
        reporter: Workload(
            reporter=reporter,
            total=sum(counts.get(reporter, Counter()).values()),
            due=due[reporter],
            in_time=in_time[reporter],
            shared=shared.get(reporter, 0),
            counts=dict(counts.get(reporter, {})),
        )
        for reporter in sorted({*counts, *shared})
    }
