"""Taking back everything that one sayer, such as a delivery, said in a timeline.

Day by day: where the sayer has the last word, what stood before their words comes back; where
somebody else has spoken since, theirs stays. docs/algorithms/periods.md tells it with an example.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Generic, TypeVar

from bagdar.core.periods.many import coalesce
from bagdar.core.periods.period import Period
from bagdar.core.periods.versions import Version

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Said(Generic[V]):
    """A version, whose word it is, and who ended it; None: nobody who could be undone.

    A piece that a correction leaves of a version is still the word of whoever said that version.
    """

    version: Version[V]
    by: Hashable = None
    ended_by: Hashable = None


@dataclass(frozen=True, slots=True)
class Undoing(Generic[V]):
    """What undoing a sayer does to a timeline.

    ends      current versions that are the sayer's word, each whole; to be ended as by the sayer
    restores  what comes back, with the days for which it does; it is the word that it was
    left      days of the sayer's words of which somebody has said something else since
    """

    ends: tuple[Said[V], ...]
    restores: tuple[tuple[Said[V], Period[date]], ...]
    left: tuple[Period[date], ...]


@dataclass(frozen=True, slots=True)
class _State(Generic[V]):
    """What stood of some days for a while; said None: nothing."""

    said: Said[V] | None
    by: Hashable


def undo(
    timeline: Iterable[Said[V]], sayer: Hashable, undone: Collection[Hashable] = ()
) -> Undoing[V]:
    """How a timeline takes in that a sayer's words are void.

    undone  sayers who were undone before: their words do not come back
    Who confirmed the sayer's word without changing it said nothing of their own: it goes too.
    """
    versions = tuple(timeline)
    restores: dict[int, list[Period[date]]] = {}
    left: list[Period[date]] = []
    for days in _stretches([one.version.valid for one in versions]):
        states = [one for one in _states(versions, days) if one.by is None or one.by not in undone]
        if not states or states[-1].by != sayer:
            left += [days] if any(one.by == sayer for one in states) else []
            continue
        before = _before(states, sayer)
        if before is not None:
            restores.setdefault(versions.index(before), []).append(days)
    ends = (one for one in versions if one.version.is_current and one.by == sayer)
    back = ((versions[place], days) for place, some in restores.items() for days in coalesce(some))
    return Undoing(
        tuple(sorted(ends, key=lambda one: one.version.valid)),
        tuple(sorted(back, key=lambda pair: pair[1])),
        coalesce(left),
    )


def _before(states: Sequence[_State[V]], sayer: Hashable) -> Said[V] | None:
    """The last of what stood that is not the sayer's word."""
    others = [one for one in states if one.by != sayer]
    return others[-1].said if others else None


def _stretches(periods: Sequence[Period[date]]) -> Iterator[Period[date]]:
    """Runs of days between the bounds of all periods: within one, each version holds or not."""
    bounds = sorted({day for one in periods for day in (one.start, one.end) if day is not None})
    for start, end in zip_longest(bounds, bounds[1:]):
        yield Period(start, end)


def _states(versions: Sequence[Said[V]], days: Period[date]) -> Iterator[_State[V]]:
    """What stood of a stretch, one after the other."""
    there = sorted(
        (one for one in versions if one.version.valid.covers(days)),
        key=lambda one: one.version.recorded_at,
    )
    for one, after in zip_longest(there, there[1:]):
        yield _State(one, one.by)
        ended = one.version.superseded_at
        if ended is not None and (after is None or after.version.recorded_at > ended):
            yield _State(None, one.ended_by)
