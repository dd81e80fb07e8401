"""One person's path from the kindergarten to the job: segments, and what happened between them.

Pure: `docs/algorithms/trajectory.md` tells it in prose, with an example that a test executes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from bagdar.core.periods import Period, cover, gaps, overlaps


class Doing(StrEnum):
    """What somebody does in a place. LIVES (a dormitory) accompanies the path and is not of it."""

    LEARNS = "learns"
    TEACHES = "teaches"
    WORKS = "works"
    LIVES = "lives"


class TurnKind(StrEnum):
    """GAP: nowhere, for longer than a declared break. RETURN: learns again, after it or after work.

    ONWARD      the next place is of a higher level, or work follows learning
    TRANSFER    another place of the same level or a lower one, without a gap
    REGION      the next place lies in another region, by the borders of today
    OVERLAP     two places of learning share days
    GRADUATION  a document of completion
    """

    GRADUATION = "graduation"
    GAP = "gap"
    RETURN = "return"
    ONWARD = "onward"
    TRANSFER = "transfer"
    REGION = "region"
    OVERLAP = "overlap"


@dataclass(frozen=True)
class Stay:
    """Some days in one place. place: what tells places apart; region and level: "" not known."""

    doing: Doing
    valid: Period[date]
    place: str
    region: str = ""
    level: str = ""
    grade: int | None = None
    left_for: str = ""

    @property
    def is_of_the_path(self) -> bool:
        return self.doing is not Doing.LIVES


@dataclass(frozen=True)
class Completion:
    """That somebody completed a level in a place."""

    on: date
    place: str
    level: str


@dataclass(frozen=True)
class Segment:
    """Stays of one kind in one place that follow each other; the summer does not part them."""

    stays: tuple[Stay, ...]

    @property
    def doing(self) -> Doing:
        return self.stays[0].doing

    @property
    def place(self) -> str:
        return self.stays[0].place

    @property
    def region(self) -> str:
        return self.stays[-1].region

    @property
    def levels(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.level for one in self.stays if one.level))

    @property
    def grades(self) -> tuple[int, ...]:
        """In the order of time, one that is repeated twice."""
        return tuple(one.grade for one in self.stays if one.grade is not None)

    @property
    def valid(self) -> Period[date]:
        found = cover(one.valid for one in self.stays)
        assert found is not None
        return found


@dataclass(frozen=True)
class Turn:
    """What happened. days: of a gap or an overlap; of anything else the one day of it.

    before, after  places in the segments; None: before the first, after the last, or of none
    level          of a graduation
    """

    kind: TurnKind
    days: Period[date]
    before: int | None = None
    after: int | None = None
    level: str = ""


@dataclass(frozen=True)
class Trajectory:
    """segments: by their first day; turns: by theirs."""

    segments: tuple[Segment, ...] = ()
    turns: tuple[Turn, ...] = ()

    def named(self, kind: TurnKind) -> tuple[Turn, ...]:
        return tuple(one for one in self.turns if one.kind is kind)


def trajectory(
    stays: Iterable[Stay], completions: Iterable[Completion], *, longest_break: int
) -> Trajectory:
    """The path of one person, from stays in any order.

    longest_break  days between two stays that are no gap yet: the summer is longer than a week
    """
    segments = _segments(sorted(stays, key=_in_order), longest_break)
    turns = [
        *_gaps(segments, longest_break),
        *_changes(segments, longest_break),
        *_overlaps(segments),
        *(_graduation(one, segments) for one in dict.fromkeys(completions)),
    ]
    order = list(TurnKind)
    turns.sort(key=lambda one: (one.days.start, order.index(one.kind), one.before or 0))
    return Trajectory(tuple(segments), tuple(turns))


def _in_order(one: Stay) -> tuple[object, ...]:
    return one.valid, one.doing, one.place, one.level, one.grade or 0, one.region, one.left_for


def _segments(stays: Sequence[Stay], longest_break: int) -> list[Segment]:
    """A stay joins the last segment of its place unless a gap or another place lies between."""
    found: list[Segment] = []
    last: dict[tuple[Doing, str], int] = {}
    newest: dict[bool, int] = {}
    for one in stays:
        key = one.doing, one.place
        at = last.get(key)
        if at is not None and _joins(
            found[at], one, newest[one.is_of_the_path] == at, longest_break
        ):
            found[at] = replace(found[at], stays=(*found[at].stays, one))
        else:
            at = len(found)
            found.append(Segment((one,)))
        last[key] = newest[one.is_of_the_path] = at
    return found


def _joins(segment: Segment, one: Stay, is_newest: bool, longest_break: int) -> bool:
    end = segment.valid.end
    if end is None or one.valid.start <= end:
        return True
    return is_newest and (one.valid.start - end).days <= longest_break


def _of_the_path(segments: Sequence[Segment]) -> list[int]:
    return [at for at, one in enumerate(segments) if one.stays[0].is_of_the_path]


def _gaps(segments: Sequence[Segment], longest_break: int) -> Iterable[Turn]:
    """Days on which the person was nowhere, between the first day of the path and the last."""
    path = _of_the_path(segments)
    whole = cover(segments[at].valid for at in path)
    if whole is None:
        return
    for gap in gaps([stay.valid for at in path for stay in segments[at].stays], within=whole):
        assert gap.end is not None  # a path ends with a stay
        if gap.days() <= longest_break:
            continue
        before = next(at for at in reversed(path) if segments[at].valid.end == gap.start)
        after = next(at for at in path if segments[at].valid.start == gap.end)
        yield Turn(TurnKind.GAP, gap, before, after)
        if segments[after].doing is Doing.LEARNS and _has_learnt(segments, gap.start):
            yield Turn(TurnKind.RETURN, _on(gap.end), before, after)


def _on(day: date) -> Period[date]:
    return Period(day, day + timedelta(days=1))


def _has_learnt(segments: Sequence[Segment], until: date) -> bool:
    return any(one.doing is Doing.LEARNS and one.valid.start < until for one in segments)


def _changes(segments: Sequence[Segment], longest_break: int) -> Iterable[Turn]:
    """What differs between a segment of the path and the next one to begin."""
    for before, after in pairwise(_of_the_path(segments)):
        one, other = segments[before], segments[after]
        day = _on(other.valid.start)
        kind = _kind_of_change(one, other, longest_break)
        if kind is not None:
            yield Turn(kind, day, before, after)
        if one.region and other.region and one.region != other.region:
            yield Turn(TurnKind.REGION, day, before, after)


def _kind_of_change(one: Segment, other: Segment, longest_break: int) -> TurnKind | None:
    """None: a gap lies between, both go on side by side, or the same place is entered again."""
    end, start = one.valid.end, other.valid.start
    if end is not None and (start - end).days > longest_break:
        return None
    if one.doing is Doing.LEARNS and other.doing is not Doing.LEARNS:
        return TurnKind.ONWARD
    if one.doing is not Doing.LEARNS and other.doing is Doing.LEARNS:
        return TurnKind.RETURN
    if one.place == other.place or end is None or end > start:
        return None
    # codes of ISCED 2011 rise as texts do: 01, 02, 1, 2 … 8
    if one.levels and other.levels and min(other.levels) > max(one.levels):
        return TurnKind.ONWARD
    return TurnKind.TRANSFER


def _overlaps(segments: Sequence[Segment]) -> Iterable[Turn]:
    learning = [at for at, one in enumerate(segments) if one.doing is Doing.LEARNS]
    stays = [(at, stay.valid) for at in learning for stay in segments[at].stays]
    shared: dict[tuple[int, int], list[Period[date]]] = {}
    for pair in overlaps([days for _, days in stays]):
        one, other = sorted((stays[pair.first][0], stays[pair.second][0]))
        if one != other:
            shared.setdefault((one, other), []).append(pair.shared)
    for (one, other), days in shared.items():
        whole = cover(days)
        assert whole is not None
        yield Turn(TurnKind.OVERLAP, whole, one, other)


def _graduation(one: Completion, segments: Sequence[Segment]) -> Turn:
    """before: the segment of the place that had begun by then, the latest of them."""
    there = [
        at
        for at, segment in enumerate(segments)
        if segment.doing is Doing.LEARNS
        and segment.place == one.place
        and segment.valid.start <= one.on
    ]
    before = there[-1] if there else None
    return Turn(TurnKind.GRADUATION, _on(one.on), before, level=one.level)
