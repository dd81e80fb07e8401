"""A fact that is rather another one: what that does to the timelines of whom it is about.

Not only what it says may be otherwise but the days, or what the timeline itself is of (another
organisation, another subject): then the old timeline loses the days and the new one takes them in.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from bagdar.core.errors import DomainError
from bagdar.core.periods import Absence, Change, Period, Version
from bagdar.registry.rules.kinds import Kind

V = TypeVar("V")
Timeline = tuple[Hashable, ...]
Steps = dict[Timeline, list[Change[V] | Absence]]


class RecordChanged(DomainError):
    """The fact of which a request speaks stands no more: ask again about the one that does."""

    code = "registry.record_changed"
    status = 409


class DaysTaken(DomainError):
    """On a day something else stands that is not to give way: it has to be corrected first."""

    code = "registry.days_taken"
    status = 409


@dataclass(frozen=True)
class Restated(Generic[V]):
    """What stands for which days, and what is said instead. said None: it never was."""

    stood: V
    days: Period[date]
    said: V | None
    valid: Period[date]

    def timelines(self, kind: Kind[V]) -> dict[Timeline, V]:
        """The timeline that it stands in, and the one that it is to stand in; may be one."""
        of = {kind.timeline(self.stood): self.stood}
        return of if self.said is None else {**of, kind.timeline(self.said): self.said}


def restate(
    kind: Kind[V],
    standing: Mapping[Timeline, Sequence[Version[V]]],
    one: Restated[V],
    within: UUID,
) -> Steps[V]:
    """The steps of each timeline, for `core.periods.revise`.

    Takes   standing: the versions of every timeline of `one.timelines`
            within: the organisation that decides
    Gives   the old days without the fact, then the fact on its days. What else the organisation
            says of these days (or what names none) gives way and keeps the rest of its own
    Raises  RecordChanged where the fact does not stand; DaysTaken where another organisation's days
            would be said over, or where nothing would be left of what gives way
    """
    of = kind.timeline(one.stood)
    stands = [version for version in standing[of] if _is(version, one)]
    if not stands:
        raise RecordChanged()
    steps: Steps[V] = {of: [Absence(one.days)]}
    if one.said is not None:
        to = kind.timeline(one.said)
        others = (v for v in standing[to] if v.is_current and v not in stands)
        for other in sorted(others, key=lambda version: version.valid):
            _demand_room(other, one.valid, within)
        steps.setdefault(to, []).append(Change(one.said, one.valid))
    return steps


def _is(version: Version[Any], one: Restated[Any]) -> bool:
    return version.is_current and (version.value, version.valid) == (one.stood, one.days)


def _demand_room(other: Version[Any], valid: Period[date], within: UUID) -> None:
    shared = other.valid.intersection(valid)
    if shared is None:
        return
    is_ours = getattr(other.value, "organisation_id", None) in (None, within)
    if not is_ours or valid.covers(other.valid):
        raise DaysTaken(day=shared.start)
