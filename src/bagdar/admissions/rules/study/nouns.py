"""How a study stands, and which part of it is being done."""

from datetime import datetime
from enum import StrEnum

from bagdar.core.beats import fell_silent


class StudyState(StrEnum):
    ASKED = "asked"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class StudyStep(StrEnum):
    """In their order."""

    READING = "reading"
    WISHING = "wishing"
    COMPARING = "comparing"


def is_stuck(state: StudyState, beat_at: datetime, now: datetime) -> bool:
    """Asked for or being done, and whoever does it has given no sign of life for a minute."""
    return state in (StudyState.ASKED, StudyState.RUNNING) and fell_silent(beat_at, now)


def may_begin(state: StudyState, beat_at: datetime, now: datetime) -> bool:
    """What waits, what did not finish, and what is stuck; a study that is done stays as it is."""
    return state in (StudyState.ASKED, StudyState.FAILED) or is_stuck(state, beat_at, now)
