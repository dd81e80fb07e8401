"""Steps of a large campaign take longer than a page may: a process of their own does them."""

from datetime import datetime
from enum import StrEnum

from bagdar.admissions.rules.campaign.next_steps import NextStep
from bagdar.core.beats import fell_silent
from bagdar.core.errors import DomainError

LARGE = 5_000  # applications: fewer are done while the page waits
LONG = (NextStep.CLOSE, NextStep.RUN, NextStep.RELEASE, NextStep.MOVE_UP)


class WorkState(StrEnum):
    ASKED = "asked"
    RUNNING = "running"
    PREVIEWING = "previewing"  # it is done; what it would do is still worked out
    DONE = "done"
    FAILED = "failed"


OPEN = (WorkState.ASKED, WorkState.RUNNING)
ALIVE = (WorkState.RUNNING, WorkState.PREVIEWING)  # a process is at it


class WorkUnderWay(DomainError):
    """Somebody has asked for a step, and a process does it."""

    code = "draw.work_under_way"
    status = 409


class NoSuchWork(DomainError):
    """None of this id waits to be done."""

    code = "draw.no_such_work"
    status = 404


class WorkSilent(DomainError):
    """Its process died, and somebody asked anew."""

    code = "draw.work_silent"


class WorkBroken(DomainError):
    """It ended with an error that nobody foresaw."""

    code = "draw.work_broken"
    status = 500


def is_long(step: str, applications: int) -> bool:
    return step in LONG and applications >= LARGE


def is_silent(state: WorkState, beat_at: datetime, now: datetime) -> bool:
    """Asked for or being done, and its process has given no sign of life for a minute."""
    return state in OPEN and fell_silent(beat_at, now)
