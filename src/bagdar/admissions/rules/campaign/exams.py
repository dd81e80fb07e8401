"""What an exam gave, as a whole number: hundredths of a percent of what could be reached.

Points of one sitting belong together; of several sittings the best counts. Whole numbers, since
what decides must be the same on every machine: 87.5 of 140 points are 6250.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from bagdar.admissions.rules.campaign.declared import Code, Source, Titled
from bagdar.core.declared import Declared

WHOLE = 10_000  # everything that could be reached


class DeclaredExam(Declared):
    """Which assessment of the register counts.

    assessment  its code; subjects: that everybody takes; none: all that were taken count
    months      a sitting that is older on the day of the question does not count
    """

    assessment: Code
    subjects: tuple[Code, ...] = ()
    months: Annotated[int, Field(ge=1, le=60)]
    source: Source


class DeclaredBase(Titled):
    """What somebody has to have completed for a place.

    levels  ISCED levels of which one is completed; grades: who learns there completes it this year
    """

    levels: tuple[str, ...] = Field(min_length=1)
    grades: tuple[int, ...] = ()
    source: Source


@dataclass(frozen=True)
class Mark:
    """Points in a subject, on the day of a sitting."""

    subject: str
    score: Decimal
    most: Decimal
    on: date


@dataclass(frozen=True)
class Sitting:
    """reached: of WHOLE; on: its day."""

    reached: int
    on: date


def best_sitting(
    marks: Sequence[Mark], exam: DeclaredExam, profile: Collection[str], on: date
) -> Sitting | None:
    """The best of those that count; of equal ones the latest. None: none counts.

    profile  subjects that a place asks for besides; a sitting without one of them does not count
    """
    taken: dict[date, list[Mark]] = defaultdict(list)
    for one in marks:
        if one.on <= on and _months(one.on, on) <= exam.months:
            taken[one.on].append(one)
    needed = {*exam.subjects, *profile}
    found = [_sitting(day, some, needed) for day, some in taken.items()]
    return max((one for one in found if one), key=lambda one: (one.reached, one.on), default=None)


def _months(since: date, on: date) -> int:
    """Whole months between two days."""
    months = (on.year - since.year) * 12 + on.month - since.month
    return months - (on.day < since.day)


def _sitting(on: date, marks: Sequence[Mark], needed: Collection[str]) -> Sitting | None:
    """needed: empty: all that were taken."""
    counted = [one for one in marks if not needed or one.subject in needed]
    most = sum((one.most for one in counted), Decimal(0))
    if not set(needed) <= {one.subject for one in counted} or most <= 0:
        return None
    share = sum((one.score for one in counted), Decimal(0)) * WHOLE / most
    return Sitting(max(0, min(WHOLE, int(share))), on)


def base_of(
    bases: Sequence[DeclaredBase], levels: Collection[str], grade: int | None
) -> str | None:
    """The last declared base that somebody has; None: none."""
    found = [one for one in bases if grade in one.grades or set(one.levels) & set(levels)]
    return found[-1].code if found else None
