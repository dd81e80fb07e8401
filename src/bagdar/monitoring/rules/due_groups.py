"""Duties put together: a milestone of local executive bodies is one line, not eighteen."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bagdar.monitoring.rules.dues import DutyState, Status
from bagdar.monitoring.rules.nouns import Reporter, Subject

# What a line says of many duties: the first of these that one of them has.
GRAVEST: tuple[Status, ...] = (
    "overdue", "returned", "due_soon", "open", "submitted", "accepted_late", "accepted", "not_open",
)  # fmt: skip
SENT: frozenset[Status] = frozenset(("submitted", "accepted", "accepted_late"))


@dataclass(frozen=True)
class Group:
    """Duties about one subject, or about all subjects of one place; at least one."""

    states: tuple[DutyState, ...]

    @property
    def subject(self) -> Subject:
        return self.states[0].duty.subject

    @property
    def due_on(self) -> date:
        """The first due day among them."""
        return min(one.duty.due_on for one in self.states)

    @property
    def dates(self) -> int:
        return len({one.duty.subject for one in self.states})

    @property
    def days_late(self) -> int:
        return max(one.days_late for one in self.states)

    @property
    def owners(self) -> tuple[Reporter, ...]:
        """Who answers for the whole; empty where only a region's own duties are looked at."""
        named = (one.duty.reporter for one in self.states if one.duty.role == "owner")
        return tuple(dict.fromkeys(named))

    @property
    def regions(self) -> tuple[str, ...]:
        """Codes of the regions among them."""
        codes = {one.duty.reporter.code for one in self.states if one.duty.role == "region"}
        return tuple(sorted(codes))

    @property
    def sent(self) -> int:
        return sum(one.status in SENT for one in self.states)

    @property
    def status(self) -> Status:
        present = {one.status for one in self.states}
        return next(status for status in GRAVEST if status in present)


def by_subject(states: Iterable[DutyState]) -> list[Group]:
    """One group a subject, in the order in which they come."""
    return _grouped(states, lambda one: one.duty.subject)


def by_place(states: Iterable[DutyState]) -> list[Group]:
    """One group a kind and place: the milestones of a measure, its money, a row's figures."""
    return _grouped(states, lambda one: (one.duty.subject.kind, one.duty.subject.place))


def _grouped(states: Iterable[DutyState], key: Callable[[DutyState], object]) -> list[Group]:
    found: dict[object, list[DutyState]] = {}
    for one in states:
        found.setdefault(key(one), []).append(one)
    return [Group(tuple(members)) for members in found.values()]


def in_month(states: Sequence[DutyState], year: int, month: int | None) -> tuple[DutyState, ...]:
    """Those due in a month of a year, or in the whole year."""
    return tuple(
        one
        for one in states
        if one.duty.due_on.year == year and month in (None, one.duty.due_on.month)
    )
