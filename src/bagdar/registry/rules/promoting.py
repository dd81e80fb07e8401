"""Where the pupils of a class are on the first day of the next year: pure functions of what stands.

A class is asked for with the day on which its pupils go on. Who was in it last, in the academic
year before that day, and has not left, is one of them. Each gets one line: goes on, stays in the
grade, leaves, waits, or was decided before, which makes a second promotion do nothing.

timeline    full-time versions of one person; only the current ones are looked at
day         the first day of the new stay
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from bagdar.core.periods import Absence, Change, Period, academic_year, academic_year_of
from bagdar.registry.rules.enrolling import Enrolled, Step
from bagdar.registry.rules.nouns import EnrolmentDetails

Timelines = Mapping[UUID, Sequence[Enrolled]]


class Fate(StrEnum):
    """WAITS: nothing is done now. DECIDED: something stands on the day already."""

    MOVES = "moves"
    STAYS = "stays"
    LEAVES = "leaves"
    WAITS = "waits"
    DECIDED = "decided"


@dataclass(frozen=True)
class ClassKey:
    """A class of an organisation in a year. grade: None where there is none."""

    level: str
    grade: int | None
    name: str

    def holds(self, said: EnrolmentDetails) -> bool:
        return (said.level, said.grade, said.group) == (self.level, self.grade, self.name)


@dataclass(frozen=True)
class Choice:
    """What is decided about a pupil, or about all of a class.

    to      MOVES: the class of the new year
    group   STAYS: the class of the new year in the same grade; empty: of the same name
    reason  LEAVES: a code of the reasons
    """

    fate: Fate
    to: ClassKey | None = None
    group: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Line:
    """One pupil: what stood last, what is to stand from the day on; None: nothing, or no change."""

    person_id: UUID
    fate: Fate
    stay: Enrolled
    after: EnrolmentDetails | None = None
    reason: str = ""


def year_before(day: date) -> Period[date]:
    """The academic year that is left on a day, as far as it has come."""
    last = day - timedelta(days=1)
    return Period(academic_year(academic_year_of(last)).start, day)


def next_name(name: str, grade: int, to: int) -> str:
    """«5 Ә» → «6 Ә»; a name that does not begin with its grade stays, and so does a code.

    «3-01-23-1» is a stream of a college whatever the course.
    """
    return re.sub(rf"^(\D*){grade}(?!\d|-\d)", rf"\g<1>{to}", name, count=1)


def last_stays(
    timelines: Timelines, organisation_id: UUID, day: date
) -> dict[ClassKey, dict[UUID, Enrolled]]:
    """By class of an organisation, where each of its pupils was last in the year before a day.

    Who was elsewhere last is in none; who has left is in the class that was left.
    """
    year = year_before(day)
    found: dict[ClassKey, dict[UUID, Enrolled]] = {}
    for person_id, timeline in timelines.items():
        current = (one for one in timeline if one.is_current and one.valid.overlaps(year))
        last = max(current, key=lambda one: one.valid.start, default=None)
        if last is not None and last.value.organisation_id == organisation_id:
            said = last.value
            key = ClassKey(said.level, said.grade, said.group)
            found.setdefault(key, {})[person_id] = last
    return found


def lines(
    timelines: Timelines,
    stays: Mapping[UUID, Enrolled],
    day: date,
    usual: Choice,
    choices: Mapping[UUID, Choice],
) -> tuple[Line, ...]:
    """A line for each pupil of a class who has not left it.

    stays    of the class, as `last_stays` gives them
    choices  for those who do not go the usual way
    """
    return tuple(
        _line(person_id, stay, timelines[person_id], day, choices.get(person_id, usual))
        for person_id, stay in stays.items()
        if not stay.value.leaving_reason
    )


def _line(
    person_id: UUID, stay: Enrolled, timeline: Iterable[Enrolled], day: date, choice: Choice
) -> Line:
    others = (one for one in timeline if one.is_current and one is not stay)
    if any(one.valid.contains(day) for one in others):
        return Line(person_id, Fate.DECIDED, stay)
    if choice.fate is Fate.MOVES and choice.to is not None:
        to = choice.to
        after = replace(stay.value, level=to.level, grade=to.grade, group=to.name)
        return Line(person_id, Fate.MOVES, stay, after)
    if choice.fate is Fate.STAYS:
        after = replace(stay.value, group=choice.group or stay.value.group)
        return Line(person_id, Fate.STAYS, stay, after)
    if choice.fate is Fate.LEAVES:
        return Line(person_id, Fate.LEAVES, stay, reason=choice.reason)
    return Line(person_id, Fate.WAITS, stay)


def steps(line: Line, timeline: Iterable[Enrolled], day: date) -> list[Step]:
    """What a line does to the person's timeline; nothing for who waits or was decided before.

    Somebody who stays in a class of the same name begins it anew, so that it is seen as decided.
    """
    if line.fate in (Fate.WAITS, Fate.DECIDED):
        return []
    began, ended = line.stay.valid.start, line.stay.valid.end
    is_standing = ended is None or ended > day
    found: list[Step] = [Absence(Period(day, ended))] if is_standing else []
    if line.after is None:
        until = day if is_standing else ended
        return [*found, Change(line.stay.value.left_for(line.reason), Period(began, until))]
    later = [one.valid.start for one in timeline if one.is_current and one.valid.start > day]
    return [*found, Change(line.after, Period(day, min(later, default=None)))]


def undoing(
    timeline: Sequence[Enrolled], organisation_id: UUID, key: ClassKey, day: date
) -> list[Step]:
    """What takes a promotion back: the stay of the class goes on as it would have.

    For who went on or stayed in a grade of this organisation on the very day, and who left on it.
    """
    current = [one for one in timeline if one.is_current]
    before = [one for one in current if one.valid.overlaps(year_before(day))]
    stay = max(before, key=lambda one: one.valid.start, default=None)
    if stay is None or not key.holds(stay.value) or stay.value.organisation_id != organisation_id:
        return []
    begun = next((one for one in current if one.valid.start == day), None)
    value = stay.value.left_for("")
    if begun is None:
        left = bool(stay.value.leaving_reason) and stay.valid.end == day
        return [Change(value, Period(stay.valid.start, _next_start(current, day)))] if left else []
    if begun.value.organisation_id != organisation_id:
        return []
    if stay.valid.end != day:  # had ended before, as with the lessons
        return [Absence(begun.valid)]
    whole = Period(stay.valid.start, begun.valid.end)
    return [Absence(whole), Change(value, whole)]


def _next_start(current: Iterable[Enrolled], day: date) -> date | None:
    return min((one.valid.start for one in current if one.valid.start >= day), default=None)


def count(found: Iterable[Line]) -> Mapping[Fate, int]:
    """How many of each fate, in the order of the fates; those of none are left out."""
    told = [one.fate for one in found]
    return {fate: told.count(fate) for fate in Fate if fate in told}


def targets(found: Iterable[Line]) -> Iterator[tuple[ClassKey, EnrolmentDetails]]:
    """The classes of the new year that the lines lead to, each once, with a pupil's details."""
    seen = set()
    for one in found:
        if one.after is not None:
            key = ClassKey(one.after.level, one.after.grade, one.after.group)
            if key not in seen:
                seen.add(key)
                yield key, one.after


def seal(found: Iterable[Line]) -> str:
    """What a preview showed, as a short text: the same lines give the same one in any order."""
    told = sorted(
        f"{one.person_id} {one.fate} {one.stay.valid} {one.after} {one.reason}" for one in found
    )
    return sha256("\n".join(told).encode()).hexdigest()[:32]
