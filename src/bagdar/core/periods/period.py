"""One stretch of time, half-open: its first moment belongs to it, the moment at its end does not.

`Period[date]` is a stretch of days, `Period[datetime]` one of instants. Two that follow each other
meet without sharing anything, so no day is counted twice and none falls between.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import total_ordering
from typing import Generic, TypeVar

from bagdar.core.errors import DomainError

T = TypeVar("T", bound=date)  # a datetime is a date to the type checker; here they never mix

OPEN = ".."
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DAYS = re.compile(rf"({_DAY})/({_DAY}|\.\.)")
_TIME = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})"
_INSTANT = rf"{_DAY}T{_TIME}"
_INSTANTS = re.compile(rf"({_INSTANT})/({_INSTANT}|\.\.)")
_SHOWN = 60  # characters of an unreadable text that its refusal repeats


class EmptyPeriod(DomainError):
    """A period has to hold something: its end comes after its start."""

    code = "core.period_empty"
    status = 422


class UnreadablePeriod(DomainError):
    """Neither 2020-09-01/2021-06-01 nor 2020-09-01/.. nor the same with instants."""

    code = "core.period_unreadable"
    status = 422


class OpenPeriod(DomainError):
    """The days of a period without an end are asked for, and nobody said until when."""

    code = "core.period_open"
    status = 422


@total_ordering
@dataclass(frozen=True, slots=True)
class Period(Generic[T]):
    """From `start` until `end`, which no longer belongs to it; end None: open.

    Instants are kept in UTC, since the clocks of one zone can show an hour twice and Python
    compares two times of one zone by what the clock shows.

    Order   by start, then by end; an open period after every closed one with its start
    Raises  EmptyPeriod; ValueError for an instant without a time zone, TypeError for a day beside
            an instant: those are mistakes in code, not in what people write
    """

    start: T
    end: T | None = None

    def __post_init__(self) -> None:
        if isinstance(self.start, datetime):
            object.__setattr__(self, "start", _in_utc(self.start))
            if self.end is not None:
                object.__setattr__(self, "end", _in_utc(self.end))
        if self.end is not None and self.end <= self.start:
            raise EmptyPeriod(start=self.start, end=self.end)

    def __lt__(self, other: "Period[T]") -> bool:
        if self.start != other.start:
            return self.start < other.start
        return self.end is not None and (other.end is None or self.end < other.end)

    def __str__(self) -> str:
        """As ISO 8601 writes an interval; `parse_days` and `parse_instants` read it back."""
        return f"{_written(self.start)}/{OPEN if self.end is None else _written(self.end)}"

    def contains(self, moment: T) -> bool:
        return self.start <= moment and (self.end is None or moment < self.end)

    def covers(self, other: "Period[T]") -> bool:
        """Whether nothing of the other lies outside."""
        ends_later = self.end is None or (other.end is not None and other.end <= self.end)
        return self.start <= other.start and ends_later

    def overlaps(self, other: "Period[T]") -> bool:
        """Whether the two share a moment; those that only meet do not."""
        return (self.end is None or other.start < self.end) and (
            other.end is None or self.start < other.end
        )

    def meets(self, other: "Period[T]") -> bool:
        """Whether the other begins where this one ends: in this order, nothing between."""
        return self.end == other.start

    def intersection(self, other: "Period[T]") -> "Period[T] | None":
        """What the two share; None where they share nothing."""
        if not self.overlaps(other):
            return None
        ends = [end for end in (self.end, other.end) if end is not None]
        return Period(max(self.start, other.start), min(ends, default=None))

    def minus(self, other: "Period[T]") -> "tuple[Period[T], ...]":
        """What is left without the other: nothing, one piece or two, the earlier first."""
        if not self.overlaps(other):
            return (self,)
        pieces: list[Period[T]] = []
        if self.start < other.start:
            pieces.append(Period(self.start, other.start))
        if other.end is not None and (self.end is None or other.end < self.end):
            pieces.append(Period(other.end, self.end))
        return tuple(pieces)

    def days(self: "Period[date]", until: date | None = None) -> int:
        """How many days; with `until`, only those before it. Raises OpenPeriod where it is open
        and `until` is not given.
        """
        if isinstance(self.start, datetime):
            raise TypeError("instants have no days; take their local dates first")
        ends = [end for end in (self.end, until) if end is not None]
        if not ends:
            raise OpenPeriod(start=self.start)
        return max(0, (min(ends) - self.start).days)


def through(first: date, last: date | None) -> Period[date]:
    """The days from the first to the last, both included, as acts and papers write them.

    None, and the calendar's last day that stands for it in many systems: open.
    """
    if last is None or last == date.max:
        return Period(first)
    return Period(first, last + timedelta(days=1))


def parse_days(text: str) -> Period[date]:
    """2020-09-01/2021-06-01, or 2020-09-01/.. where it is open.

    Raises UnreadablePeriod, EmptyPeriod.
    """
    start, end = _read(_DAYS, text, date.fromisoformat)
    return Period(start, end)


def parse_instants(text: str) -> Period[datetime]:
    """2020-09-01T08:00Z/2020-09-01T13:30+05:00: each instant with Z or its offset.

    Raises UnreadablePeriod, EmptyPeriod.
    """
    start, end = _read(_INSTANTS, text, _instant)
    return Period(start, end)


def _read(form: re.Pattern[str], text: str, one: Callable[[str], T]) -> tuple[T, T | None]:
    found = form.fullmatch(text)
    if found is None:
        raise UnreadablePeriod(text=text[:_SHOWN])
    try:
        return one(found[1]), None if found[2] == OPEN else one(found[2])
    except (ValueError, OverflowError):  # 30 February; an instant before the calendar of UTC
        raise UnreadablePeriod(text=text[:_SHOWN]) from None


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _in_utc(moment: date) -> datetime:
    if not isinstance(moment, datetime):
        raise TypeError("a period of instants ends with an instant")
    if moment.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return moment.astimezone(UTC)


def _written(moment: date) -> str:
    return moment.isoformat().replace("+00:00", "Z")
