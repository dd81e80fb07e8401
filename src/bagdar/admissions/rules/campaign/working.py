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
    DONE = "done"
    FAILED = "failed"


OPEN = (WorkState.ASKED, WorkState.RUNNING)


class WorkUnderWay(DomainError):
    """Somebody has asked for a step, and a process does it."""

    code = "draw.work_under_way"
    status = 409


class NoSuchWork(DomainError):
    """None of this id waits to be done."""

    code = "draw.no_such_work"
    status = 404


def is_long(step: str, applications: int) -> bool:
    return step in LONG and applications >= LARGE


def is_silent(state: WorkState, beat_at: datetime, now: datetime) -> bool:
    """Asked for or being done, and its process has given no sign of life for a minute."""
    return state in OPEN and fell_silent(beat_at, now)
