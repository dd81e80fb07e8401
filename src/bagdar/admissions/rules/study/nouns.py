"""How a study stands, and which part of it is being done."""

from enum import StrEnum


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
