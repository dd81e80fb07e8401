"""What a person's places allow: pure functions of what stands.

versions    of one timeline of a person; only the current ones are looked at
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from bagdar.core.periods import Absence, Change, Period, Version, gaps
from bagdar.registry.rules.codes import TypeLine
from bagdar.registry.rules.errors import AlreadyEnrolled, LevelNotOffered, NotEnrolled, NotThere
from bagdar.registry.rules.nouns import EnrolmentDetails, OrganisationDetails, Place

Enrolled = Version[EnrolmentDetails]
Step = Change[EnrolmentDetails] | Absence


def entering(
    versions: Iterable[Enrolled], said: EnrolmentDetails, valid: Period[date]
) -> list[Step]:
    """Nothing else may stand on any of the days; the very same may, and is not said again.

    Raises AlreadyEnrolled with the first day that is taken.
    """
    for one in _current(versions):
        shared = one.valid.intersection(valid)
        if shared is not None and one.value != said:
            raise AlreadyEnrolled(day=shared.start)
    return [Change(said, valid)]


def leaving(versions: Sequence[Enrolled], place: Place, left_on: date, reason: str) -> list[Step]:
    """The day before `left_on` is the last one there; later days at the place are taken away.

    The reason stands on the version of the last day. Raises NotEnrolled.
    """
    last = left_on - timedelta(days=1)
    there = [one for one in _current(versions) if one.value.place == place]
    at_last = [one for one in there if one.valid.contains(last)]
    if not at_last:
        raise NotEnrolled(day=last)
    [standing] = at_last
    steps: list[Step] = [
        Change(standing.value.left_for(reason), Period(standing.valid.start, left_on))
    ]
    return [*steps, *_absences(there, Period(left_on))]


def withdrawing(versions: Sequence[Enrolled], place: Place, period: Period[date]) -> list[Step]:
    """Days at the place that never were. Raises NotEnrolled where none of them stands."""
    steps = _absences([one for one in _current(versions) if one.value.place == place], period)
    if not steps:
        raise NotEnrolled(day=period.start)
    return steps


def correcting(
    versions: Sequence[Enrolled], said: EnrolmentDetails, valid: Period[date]
) -> list[Step]:
    """A value for a period, whatever stood; something has to. Raises NotEnrolled."""
    if not any(one.valid.overlaps(valid) for one in _current(versions)):
        raise NotEnrolled(day=valid.start)
    return [Change(said, valid)]


def _absences(there: Iterable[Enrolled], period: Period[date]) -> list[Step]:
    shared = (one.valid.intersection(period) for one in there)
    return [Absence(days) for days in shared if days is not None]


def _current(versions: Iterable[Enrolled]) -> Iterator[Enrolled]:
    return (one for one in versions if one.is_current)


def demand_offered(
    organisation: Iterable[Version[OrganisationDetails]],
    level: str,
    valid: Period[date],
    types: Mapping[str, TypeLine],
) -> None:
    """The organisation exists on every day and may offer the level on each.

    Raises NotThere, LevelNotOffered.
    """
    known = sorted((one for one in organisation if one.is_current), key=lambda one: one.valid)
    missing = gaps([one.valid for one in known], within=valid)
    if missing:
        raise NotThere(day=missing[0].start)
    for one in known:
        line = types.get(one.value.type)
        if one.valid.overlaps(valid) and (line is None or level not in line.offers):
            raise LevelNotOffered(level=level, type=line.name if line else one.value.type)
