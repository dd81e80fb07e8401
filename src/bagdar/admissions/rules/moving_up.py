"""Who moves up when places become free: the same allocation again, less those who left.

The frozen input and the seed stay as they were. A child who left is taken out; one who accepted
for good keeps a single wish, the place that it holds; nobody else's line changes and no number is
drawn anew. docs/algorithms/admissions.md says why nobody who stays can lose by it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from bagdar.admissions.rules import errors
from bagdar.admissions.rules.allocating import VERSION
from bagdar.admissions.rules.declaring import problem
from bagdar.admissions.rules.lines import lines, sha
from bagdar.admissions.rules.market import Applicant, Market, Outcome, Seat
from bagdar.admissions.rules.publishing import (
    MANIFEST,
    Allocation,
    allocated,
    decided_files,
    input_files,
    input_root,
    sealed,
)
from bagdar.admissions.rules.seeding import Ceremony, seed_of
from bagdar.core.errors import Phrase

CHANGES = "changes.jsonl"


@dataclass(frozen=True)
class Left:
    """Declined, or went away: out of this market for good."""

    child: str


@dataclass(frozen=True)
class Kept:
    """Accepted for good the place that the decision before gave."""

    child: str
    place: str


Change = Left | Kept


@dataclass(frozen=True)
class Decision:
    """One that stands: who has what. changes: all since the first, one a child at most."""

    outcome: Outcome
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Moved:
    """A child to whom a place is given that it wished more than what it had; None: nothing."""

    child: str
    before: Seat | None
    after: Seat


@dataclass(frozen=True)
class MovedUp:
    """changes: all since the first decision, by child. moved: by child."""

    changes: tuple[Change, ...]
    allocation: Allocation
    moved: tuple[Moved, ...]

    @property
    def decision(self) -> Decision:
        return Decision(self.allocation.outcome, self.changes)


def moved_up(
    market: Market,
    applicants: Sequence[Applicant],
    ceremony: Ceremony,
    before: Decision,
    later: Sequence[Change],
) -> MovedUp:
    """The decision after `before`. later: what has changed since.

    The bytes of the code may be others than the plan's, since lists move for months: what holds a
    later decision to the first are the input, the version of the rules and the checker.
    Raises InputChanged, RulesChanged, ChangesFaulty, and what seed_of and allocate raise.
    """
    _check_plan(market, applicants, ceremony)
    changes = together(applicants, before, later)
    found = allocated(market, amended(applicants, changes), seed_of(ceremony))
    return MovedUp(changes, found, tuple(_moved(before.outcome, found.outcome)))


def _check_plan(market: Market, applicants: Sequence[Applicant], ceremony: Ceremony) -> None:
    plan, root = ceremony.plan, input_root(input_files(market, applicants))
    if root != plan.input_root:
        raise errors.InputChanged(committed=plan.input_root, found=root)
    if plan.rules != VERSION:
        raise errors.RulesChanged(committed=plan.rules, found=VERSION)


def _moved(before: Outcome, after: Outcome) -> Iterator[Moved]:
    for child, seat in after.items():
        had = before[child]
        if seat is not None and (had is None or had.place != seat.place):
            yield Moved(child, had, seat)


# --- what has changed --------------------------------------------------------------------------


def together(
    applicants: Sequence[Applicant], before: Decision, later: Sequence[Change]
) -> tuple[Change, ...]:
    """All changes since the first decision, by child. Raises ChangesFaulty: every fault at once."""
    children = {one.child for one in applicants}
    earlier = {one.child: one for one in before.changes}
    found = list(_faults(children, before.outcome, earlier, later))
    if found:
        raise errors.ChangesFaulty(found)
    known = earlier | {one.child: one for one in later}
    return tuple(sorted(known.values(), key=attrgetter("child")))


def _faults(
    children: set[str], outcome: Outcome, earlier: Mapping[str, Change], later: Sequence[Change]
) -> Iterator[Phrase]:
    """Who kept a place may leave after all; whoever left does not come back."""
    seen: set[str] = set()
    for one in later:
        before = earlier.get(one.child)
        if one.child not in children:
            yield problem("change_unknown", child=one.child)
        elif one.child in seen or (isinstance(before, Kept) and isinstance(one, Kept)):
            yield problem("change_twice", child=one.child)
        elif isinstance(before, Left):
            yield problem("change_after_leaving", child=one.child)
        elif isinstance(one, Kept) and not _holds(outcome.get(one.child), one.place):
            yield problem("kept_not_held", child=one.child, place=one.place)
        seen.add(one.child)


def _holds(seat: Seat | None, place: str) -> bool:
    return seat is not None and seat.place == place


def amended(applicants: Sequence[Applicant], changes: Sequence[Change]) -> list[Applicant]:
    """The input as it would have been; in its order. changes: as `together` gives them."""
    by_child = {one.child: one for one in changes}
    found = []
    for one in applicants:
        change = by_child.get(one.child)
        if isinstance(change, Kept):
            wishes = tuple(wish for wish in one.wishes if wish.place == change.place)
            found.append(replace(one, wishes=wishes))
        elif change is None:
            found.append(one)
    return found


# --- what is published of it -------------------------------------------------------------------


def published_after(
    market: Market,
    applicants: Sequence[Applicant],
    ceremony: Ceremony,
    found: MovedUp,
    before: Mapping[str, bytes],
) -> dict[str, bytes]:
    """Name → bytes of every file, the manifest last. before: the files of the decision before."""
    files = {
        **decided_files(market, applicants, ceremony, found.allocation),
        CHANGES: lines(_told(one) for one in found.changes),
    }
    return sealed(files, before=sha(before[MANIFEST]))


def _told(change: Change) -> dict[str, Any]:
    if isinstance(change, Kept):
        return {"child": change.child, "change": "kept", "place": change.place}
    return {"child": change.child, "change": "left"}


def change_of(told: Mapping[str, Any]) -> Change:
    """Raises KeyError where it has another shape: ours are written by us."""
    return Kept(told["child"], told["place"]) if told["change"] == "kept" else Left(told["child"])
