"""Many periods at once: what they share, what they leave open, what they come to together.

Every function sorts once and sweeps once, so n periods cost n log n; `overlaps` costs the pairs it
finds besides. Periods may come in any order, overlap and repeat.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from bagdar.core.periods.period import Period, T

V = TypeVar("V", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Overlap(Generic[T]):
    """Two periods, by their places in what was given, and what they share; first < second."""

    first: int
    second: int
    shared: Period[T]


def overlaps(periods: Sequence[Period[T]]) -> tuple[Overlap[T], ...]:
    """Every pair that shares a moment, in the order of the places. Periods that meet do not."""
    found: list[Overlap[T]] = []
    running: list[int] = []
    for place in sorted(range(len(periods)), key=lambda place: periods[place].start):
        still: list[int] = []
        for one in running:
            shared = periods[one].intersection(periods[place])
            if shared is not None:  # else it ended before this one began, and before all later ones
                still.append(one)
                found.append(Overlap(min(one, place), max(one, place), shared))
        running = [*still, place]
    return tuple(sorted(found, key=lambda pair: (pair.first, pair.second)))


def coalesce(periods: Iterable[Period[T]]) -> tuple[Period[T], ...]:
    """The same moments in as few periods as can be, in order: none overlaps or meets another."""
    runs: list[Period[T]] = []
    for period in sorted(periods, key=lambda period: period.start):
        last = runs[-1] if runs else None
        if last is None or (last.end is not None and last.end < period.start):
            runs.append(period)
        elif last.end is not None and (period.end is None or last.end < period.end):
            runs[-1] = Period(last.start, period.end)
    return tuple(runs)


def coalesce_by(pairs: Iterable[tuple[Period[T], V]]) -> tuple[tuple[Period[T], V], ...]:
    """`coalesce` for each value by itself, in the order of the periods.

    Different values may overlap as they did; those with one period stay in the order given.
    """
    by_value: dict[V, list[Period[T]]] = {}
    for period, value in pairs:
        by_value.setdefault(value, []).append(period)
    joined = [(run, value) for value, periods in by_value.items() for run in coalesce(periods)]
    return tuple(sorted(joined, key=lambda pair: pair[0]))


def clip(periods: Iterable[Period[T]], within: Period[T]) -> tuple[Period[T], ...]:
    """What of each lies within a period, in the order given; those outside are left out."""
    shared = (period.intersection(within) for period in periods)
    return tuple(period for period in shared if period is not None)


def gaps(periods: Iterable[Period[T]], within: Period[T]) -> tuple[Period[T], ...]:
    """What of `within` none of them holds, in order; the last is open where nothing closes it."""
    free: list[Period[T]] = []
    start = within.start
    for run in coalesce(clip(periods, within)):
        if start < run.start:
            free.append(Period(start, run.start))
        if run.end is None:
            return tuple(free)
        start = run.end
    if within.end is None or start < within.end:
        free.append(Period(start, within.end))
    return tuple(free)


def is_covering(periods: Iterable[Period[T]], within: Period[T]) -> bool:
    """Whether they leave no gap in a period."""
    return not gaps(periods, within)


def cover(periods: Iterable[Period[T]]) -> Period[T] | None:
    """The shortest period that covers them all, gaps included; None for no periods."""
    runs = coalesce(periods)
    return Period(runs[0].start, runs[-1].end) if runs else None


def total_days(periods: Iterable[Period[date]], until: date | None = None) -> int:
    """Days that at least one of them holds, each counted once; with `until`, only those before it.

    Raises OpenPeriod where one is open and `until` is not given.
    """
    return sum(run.days(until) for run in coalesce(periods))
