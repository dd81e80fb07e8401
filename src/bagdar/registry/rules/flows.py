"""A cohort after some years: where each of its people is, and which counts may be shown.

Pure. The query gives counts of people who share the same marks; each set of marks has one fate.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

COLLEGE, UNIVERSITY = frozenset({"3", "4", "5"}), frozenset({"6", "7", "8"})
AWAY = frozenset({"moved_abroad", "died"})  # reasons after which nobody is looked for


@dataclass(frozen=True)
class Cohort:
    """Those who learnt full-time in a grade on a day, looked for so many years later."""

    grade: int
    on: date
    years: int


class Fate(StrEnum):
    """In the order in which they are shown."""

    MOVED_ON = "moved_on"
    REPEATED = "repeated"
    CHANGED_REGION = "changed_region"
    CAME_BACK = "came_back"
    COLLEGE = "college"
    UNIVERSITY = "university"
    WORKS = "works"
    GRADUATED = "graduated"
    DROPPED_OUT = "dropped_out"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Marks:
    """What the register says of a member of a cohort on the later day; "" and None: nothing.

    type         of the organisation in which they learn; region: its region
    home         the region, on the later day, of the school in which they were: by the borders of
                 one day nobody moves when a region is formed
    was_away     on at least one anniversary in between they learnt nowhere
    left_for     the reason on the last enrolment, where they learn no more
    """

    type: str = ""
    level: str = ""
    grade: int | None = None
    region: str = ""
    home: str = ""
    was_away: bool = False
    works: bool = False
    has_graduated: bool = False
    left_for: str = ""


def fate(marks: Marks, *, grade: int, years: int) -> Fate:
    """One fate for everybody, the first that fits.

    Learning comes first (university, college, school), then work, then having graduated. Of those
    at school, whoever was away came back; then who learns in another region; then whose grade is
    lower than it should be.
    """
    if marks.level:
        return _of_a_learner(marks, grade=grade, years=years)
    if marks.works:
        return Fate.WORKS
    if marks.has_graduated:
        return Fate.GRADUATED
    if marks.left_for in AWAY or not marks.left_for:
        return Fate.UNKNOWN
    return Fate.DROPPED_OUT


def _of_a_learner(marks: Marks, *, grade: int, years: int) -> Fate:
    if marks.level in UNIVERSITY:
        return Fate.UNIVERSITY
    if marks.level in COLLEGE and marks.type != "school":
        return Fate.COLLEGE
    if marks.was_away:
        return Fate.CAME_BACK
    if marks.home and marks.region and marks.region != marks.home:
        return Fate.CHANGED_REGION
    if marks.grade is not None and marks.grade < grade + years:
        return Fate.REPEATED
    return Fate.MOVED_ON


def flow(counted: Iterable[tuple[Marks, int]], *, grade: int, years: int) -> Mapping[Fate, int]:
    """People by fate, every fate named, those of nobody with 0."""
    found: Counter[Fate] = Counter()
    for marks, people in counted:
        found[fate(marks, grade=grade, years=years)] += people
    return {one: found[one] for one in Fate}


class Hidden(StrEnum):
    """Why a count is not shown: it is small, or a small one could be worked out from it."""

    SMALL = "small"
    BESIDE = "beside"


@dataclass(frozen=True)
class Disclosed:
    """Counts as they may be shown: a number, or why there is none.

    total  the number of all, or SMALL
    """

    cells: Mapping[Fate, int | Hidden]
    total: int | Hidden

    @property
    def hidden(self) -> tuple[Fate, ...]:
        return tuple(one for one, count in self.cells.items() if isinstance(count, Hidden))


def disclose(counts: Mapping[Fate, int], least: int) -> Disclosed:
    """Counts below `least` are hidden, and as many others as it takes that none can be worked out.

    The total is shown, so what the hidden ones come to is known; the smallest of the others join
    them until that leaves every small one more than one value. This is no full control of
    disclosure: tables of overlapping cohorts may still be compared.
    """
    total = sum(counts.values())
    if total < least:
        return Disclosed(dict.fromkeys(counts, Hidden.SMALL), Hidden.SMALL)
    small = [one for one in counts if counts[one] < least]
    others = sorted((one for one in counts if one not in small), key=lambda one: counts[one])
    beside: list[Fate] = []
    while others and _tells(sum(counts[one] for one in (*small, *beside)), small, beside, least):
        beside.append(others.pop(0))
    cells: dict[Fate, int | Hidden] = {
        **counts, **dict.fromkeys(small, Hidden.SMALL), **dict.fromkeys(beside, Hidden.BESIDE),
    }  # fmt: skip
    return Disclosed(cells, total)


def _tells(known: int, small: Sequence[Fate], beside: Sequence[Fate], least: int) -> bool:
    """Whether what the hidden ones come to leaves a small one a single value.

    A small one is below `least`, one beside it is not; so each small one lies between what the
    others leave at the most and what they leave at the least.
    """
    if not small:
        return False
    lowest = 0 if beside else max(0, known - (least - 1) * (len(small) - 1))
    highest = min(least - 1, known - least * len(beside))
    return lowest >= highest
