"""What one reporter is reminded of on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bagdar.monitoring.rules.dues import DutyState
from bagdar.monitoring.rules.nouns import Reporter


@dataclass(frozen=True)
class Digest:
    """Each list by due day, the oldest first.

    overdue   not sent in, and its day has passed
    due_soon  not sent in, open, and due within `within` days, the day itself among them
    returned  sent back to be mended
    """

    reporter: Reporter
    day: date
    within: int
    overdue: tuple[DutyState, ...]
    due_soon: tuple[DutyState, ...]
    returned: tuple[DutyState, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.overdue or self.due_soon or self.returned)


def digests(states: Iterable[DutyState], day: date, within: int) -> list[Digest]:
    """One a reporter that has anything to be reminded of, by reporter."""
    own: dict[Reporter, list[DutyState]] = {}
    for one in states:
        own.setdefault(one.duty.reporter, []).append(one)
    found = [_digest(reporter, own[reporter], day, within) for reporter in sorted(own)]
    return [one for one in found if not one.is_empty]


def _digest(reporter: Reporter, states: list[DutyState], day: date, within: int) -> Digest:
    ordered = sorted(states, key=lambda one: one.duty.due_on)
    awaited = [one for one in ordered if one.status in ("open", "due_soon")]
    return Digest(
        reporter=reporter,
        day=day,
        within=within,
        overdue=tuple(one for one in ordered if one.status == "overdue"),
        due_soon=tuple(one for one in awaited if (one.duty.due_on - day).days <= within),
        returned=tuple(one for one in ordered if one.status == "returned"),
    )
