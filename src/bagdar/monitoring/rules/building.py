"""A yearly report being built: its states, and when its builder counts as dead."""

from datetime import datetime
from enum import StrEnum

from bagdar.core.beats import fell_silent
from bagdar.core.errors import DomainError

MOST_AT_ONCE = 2
MOST_WAITING = 100


class BuildStatus(StrEnum):
    """Where a report stands. What failed or is stuck can be asked for again."""

    QUEUED = "queued"
    BUILDING = "building"
    READY = "ready"
    FAILED = "failed"


class NoSuchYearlyReport(DomainError):
    """No report has this name."""

    code = "monitoring.no_such_yearly_report"
    status = 404


class YearlyReportNotReady(DomainError):
    """The file is not there yet, or no longer."""

    code = "monitoring.yearly_report_not_ready"
    status = 409


class TooManyWaiting(DomainError):
    """More reports wait than anybody will read today."""

    code = "monitoring.too_many_yearly_reports"
    status = 429


def is_stuck(status: BuildStatus, beat_at: datetime, now: datetime) -> bool:
    """Waiting or building, and nobody has given a sign of life for a minute."""
    is_open = status in (BuildStatus.QUEUED, BuildStatus.BUILDING)
    return is_open and fell_silent(beat_at, now)


def may_restart(status: BuildStatus, beat_at: datetime, now: datetime) -> bool:
    """What failed, and what is stuck."""
    return status == BuildStatus.FAILED or is_stuck(status, beat_at, now)
