"""A cohort after some years: where each of its people is, and which counts may be shown.

Pure. The query gives counts of people who share the same marks; each set of marks has one fate.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

COLLEGE, UNIVERSITY = frozenset({"3", "4", "5"}), frozenset({"6", "7", "8"})
AWAY = frozenset({"moved_abroad", "died"})  # reasons after which nobody is looked for


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

    The total is shown, so the hidden ones together are known: they have to be two at least and come
    to `least` at least. The smallest of the others are hidden first. This is no full control of
    disclosure: two tables of overlapping cohorts may still be compared.
    """
    total = sum(counts.values())
    if total < least:
        return Disclosed(dict.fromkeys(counts, Hidden.SMALL), Hidden.SMALL)
    cells: dict[Fate, int | Hidden] = {
        one: Hidden.SMALL if count < least else count for one, count in counts.items()
    }
    shown = sorted((one for one in counts if counts[one] >= least), key=lambda one: counts[one])
    hidden = [one for one in counts if counts[one] < least]
    while hidden and shown and (len(hidden) < 2 or sum(counts[one] for one in hidden) < least):
        beside = shown.pop(0)
        cells[beside] = Hidden.BESIDE
        hidden.append(beside)
    return Disclosed(cells, total)
