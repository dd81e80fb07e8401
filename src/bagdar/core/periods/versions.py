"""What was true when, and when we knew it: the two times of a fact.

A timeline is all that was ever recorded of one thing, such as where a pupil is enrolled full-time:
versions, each with a value, the days for which it is said to be true and the instants at which the
register said so. At every instant the current versions of a timeline share no day. A correction
ends versions and adds others; it never changes one, so what was known can always be read again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Generic, TypeVar

from bagdar.core.errors import DomainError
from bagdar.core.periods.many import gaps, overlaps
from bagdar.core.periods.period import Period

V = TypeVar("V")


class OverlappingVersions(DomainError):
    """Two versions say what is true of a timeline on one day, at one instant."""

    code = "core.versions_overlap"
    status = 409


class EarlyCorrection(DomainError):
    """A correction cannot be recorded at an instant for which the register has already spoken."""

    code = "core.correction_early"
    status = 409


@dataclass(frozen=True, slots=True)
class Version(Generic[V]):
    """A value, the days for which it holds, and the instants at which it was current knowledge."""

    value: V
    valid: Period[date]
    known: Period[datetime]

    @property
    def recorded_at(self) -> datetime:
        return self.known.start

    @property
    def superseded_at(self) -> datetime | None:
        return self.known.end

    @property
    def is_current(self) -> bool:
        return self.known.end is None


@dataclass(frozen=True, slots=True)
class Change(Generic[V]):
    """A value that is to hold for a period, whatever was known of it before."""

    value: V
    valid: Period[date]


@dataclass(frozen=True, slots=True)
class Absence:
    """Nothing is to hold for a period, whatever was known of it before."""

    valid: Period[date]


@dataclass(frozen=True, slots=True)
class Supersession(Generic[V]):
    """What a correction does to a timeline.

    ends    versions that get superseded_at = at, as they stood; by start, which is theirs alone
    adds    versions that begin at `at`
    """

    at: datetime
    ends: tuple[Version[V], ...]
    adds: tuple[Version[V], ...]

    def applied_to(self, versions: Iterable[Version[V]]) -> tuple[Version[V], ...]:
        """The timeline afterwards: the same versions, some of them ended, and the new ones."""
        ended = {version.valid.start for version in self.ends}
        kept = (
            replace(one, known=Period(one.recorded_at, self.at))
            if one.is_current and one.valid.start in ended
            else one
            for one in versions
        )
        return (*kept, *self.adds)


def as_known(versions: Iterable[Version[V]], at: datetime) -> tuple[Version[V], ...]:
    """What was known at an instant, ordered by the days for which it holds.

    A version is known from the instant of its recording on and no longer at that of its end.
    """
    return tuple(sorted((one for one in versions if one.known.contains(at)), key=_by_valid))


def as_of(versions: Iterable[Version[V]], on: date, at: datetime) -> Version[V] | None:
    """What was known at an instant of one day; None where nothing was.

    Raises OverlappingVersions where the timeline gives two answers.
    """
    found = [one for one in versions if one.known.contains(at) and one.valid.contains(on)]
    if len(found) > 1:
        raise OverlappingVersions(first=str(found[0].valid), second=str(found[1].valid))
    return found[0] if found else None


def supersede(versions: Iterable[Version[V]], change: Change[V], at: datetime) -> Supersession[V]:
    """How a timeline takes in a correction: a value for a period, known from `at` on.

    Takes   versions: of one timeline, current ones at least; earlier ones are left alone
    Gives   versions that say otherwise of a day in the period end; what they say of other days is
            added again as pieces with their value. Days that have the value already keep the
            version that gave it to them, so the same correction a second time does nothing.
    Raises  OverlappingVersions where the timeline was broken before; EarlyCorrection where `at` is
            before something in the timeline, or not after the recording of what it would end
    """
    current = _current(versions, at)
    touched = [one for one in current if one.valid.overlaps(change.valid)]
    ends = [one for one in touched if one.value != change.value]
    agreeing = [one.valid for one in touched if one.value == change.value]
    known = Period(at)
    news = [Version(change.value, days, known) for days in gaps(agreeing, within=change.valid)]
    return _superseding(known, ends, change.valid, news)


def withdraw(versions: Iterable[Version[V]], period: Period[date], at: datetime) -> Supersession[V]:
    """How a timeline takes in that nothing was true for a period. Otherwise as `supersede`."""
    current = _current(versions, at)
    ends = [one for one in current if one.valid.overlaps(period)]
    return _superseding(Period(at), ends, period, [])


def revise(
    versions: Iterable[Version[V]], steps: Iterable[Change[V] | Absence], at: datetime
) -> Supersession[V]:
    """How a timeline takes in several corrections at one instant, the later over the earlier.

    A pupil who leaves gets a reason for the days until then and nothing for those after; both are
    learnt at once. Of one step it gives what `supersede` or `withdraw` gives. Otherwise as they.
    """
    current = _current(versions, at)
    standing = [(one.valid, one.value) for one in current]
    said: list[tuple[Period[date], V]] = list(standing)
    for step in steps:
        said = taken_in(said, step)
    ends = [one for one in current if (one.valid, one.value) not in said]
    _demand_later(ends, at)
    adds = [
        Version(value, days, Period(at)) for days, value in said if (days, value) not in standing
    ]
    return Supersession(Period(at).start, tuple(ends), tuple(sorted(adds, key=_by_valid)))


def taken_in(
    said: Sequence[tuple[Period[date], V]], step: Change[V] | Absence
) -> list[tuple[Period[date], V]]:
    """What is said of each period once a step is over it; equal values keep their pieces."""
    if not said:  # as of everybody who is new: by far the most of a delivery
        return [(step.valid, step.value)] if isinstance(step, Change) else []
    agreeing = [
        days
        for days, value in said
        if isinstance(step, Change) and value == step.value and days.overlaps(step.valid)
    ]
    kept = [
        (piece, value)
        for days, value in said
        for piece in ([days] if days in agreeing else days.minus(step.valid))
    ]
    if isinstance(step, Change):
        kept += [(days, step.value) for days in gaps(agreeing, within=step.valid)]
    return kept


def _current(versions: Iterable[Version[V]], at: datetime) -> Sequence[Version[V]]:
    versions = tuple(versions)
    told = [one.recorded_at for one in versions]
    told += [one.superseded_at for one in versions if one.superseded_at is not None]
    if told and at < max(told):
        raise EarlyCorrection(at=at, known_at=max(told))
    current = sorted((one for one in versions if one.is_current), key=_by_valid)
    broken = overlaps([one.valid for one in current])
    if broken:
        first, second = current[broken[0].first], current[broken[0].second]
        raise OverlappingVersions(first=str(first.valid), second=str(second.valid))
    return current


def _superseding(
    known: Period[datetime],
    ends: Sequence[Version[V]],
    period: Period[date],
    news: Sequence[Version[V]],
) -> Supersession[V]:
    _demand_later(ends, known.start)
    pieces = [Version(one.value, days, known) for one in ends for days in one.valid.minus(period)]
    adds = sorted([*pieces, *news], key=_by_valid)
    return Supersession(known.start, tuple(ends), tuple(adds))


def _demand_later(ends: Sequence[Version[V]], at: datetime) -> None:
    for one in ends:
        if at <= one.recorded_at:
            raise EarlyCorrection(at=at, known_at=one.recorded_at)


def _by_valid(version: Version[V]) -> Period[date]:
    return version.valid
