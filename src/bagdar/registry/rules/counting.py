"""Questions over a region or the country, and how their answers are kept.

A question that reads few rows is answered at once; a large one from the last count, which says
when it was made.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from bagdar.core.errors import DomainError
from bagdar.core.origins import Origin

SEPARATOR = "|"


class What(StrEnum):
    AREA = "area"  # the organisations of a region
    DOUBTS = "doubts"  # its doubtful records
    FLOW = "flow"  # where a cohort is some years later


class CountAwaited(DomainError):
    """So much is counted beside the service: the question is noted and not answered yet.

    wanted   since when somebody waits; again: when it is worth asking again
    """

    code = "registry.count_awaited"
    status = 503


class CountOverdue(CountAwaited):
    """Somebody has waited so long that nothing counts: the operator has to."""

    code = "registry.count_overdue"


class CountRunning(DomainError):
    """Another process counts already."""

    code = "registry.count_running"
    status = 409


def awaited(wanted: datetime, now: datetime, minutes: int) -> CountAwaited:
    """What whoever asks is told. minutes: between two looks for questions that wait.

    A look and the count itself take at most twice that; whoever waits longer waits in vain.
    """
    whole = timedelta(minutes=2 * minutes)
    if now - wanted > whole:
        return CountOverdue(wanted=wanted)
    error = CountAwaited(wanted=wanted, again=wanted + whole)
    error.retry_after = 60 * minutes
    return error


@dataclass(frozen=True)
class Question:
    """region: empty for the country. grade, on, years: of a cohort; the others are of today."""

    what: What
    origin: Origin
    region: str
    grade: int = 0
    on: date | None = None
    years: int = 0

    @property
    def asked(self) -> str:
        """The question as text, the same for the same."""
        parts = [self.origin.value, self.region]
        if self.on is not None:
            parts += [str(self.grade), self.on.isoformat(), str(self.years)]
        return SEPARATOR.join(parts)

    @classmethod
    def read(cls, what: str, asked: str) -> "Question":
        """The question that a text is of."""
        origin, region, *cohort = asked.split(SEPARATOR)
        question = cls(What(what), Origin(origin), region)
        if not cohort:
            return question
        grade, on, years = cohort
        return cls(
            question.what, question.origin, region, int(grade), date.fromisoformat(on), int(years)
        )


@dataclass(frozen=True)
class Counted:
    """An answer. at: when it was counted; is_kept: before this request."""

    value: Any
    at: datetime
    is_kept: bool = False

    @property
    def kept_at(self) -> datetime | None:
        """None: counted for this request, so the time of it says nothing."""
        return self.at if self.is_kept else None
