"""The life of a report: which step may follow which, and whose step it is.

draft ──submit──▶ submitted ──accept──▶ accepted ──reopen──▶ returned
returned ──submit──▶ submitted ──return──▶ returned

A draft and a returned report may be saved again as often as wanted. A submitted report that its
reporter saves again is taken back: it is a draft until it is submitted anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bagdar.core.errors import DomainError, Phrase
from bagdar.monitoring.rules.nouns import AnyContent, ReportInfo, State, StepKind

Party = Literal["reporter", "coordinator"]
MOST_REASON = 2000


class NoSuchReport(DomainError):
    """No such report, or none that this account may know of: the answer is the same."""

    code = "monitoring.no_such_report"
    status = 404


class NotYours(DomainError):
    """Nobody asked this reporter for this subject; another answers for it, or nobody does."""

    code = "monitoring.not_yours"
    status = 404


class NotNow(DomainError):
    """The report stands where this step cannot be taken."""

    code = "monitoring.not_now"
    status = 409

    def __init__(self, state: State) -> None:
        self.state = state
        super().__init__(state=Phrase(f"monitoring.state.{state.value}"))


class ReportChanged(DomainError):
    """Somebody else was quicker. now: the report as it stands; yours: what was to be written.

    yours  None where the step brings no content: a decision
    """

    code = "monitoring.report_changed"
    status = 409

    def __init__(self, now: ReportInfo, yours: AnyContent | None = None) -> None:
        self.now = now
        self.yours = yours
        super().__init__(who=now.updated_by, at=now.updated_at)


class ReasonNeeded(DomainError):
    """A report is returned or reopened only with a reason that its reporter can act on."""

    code = "monitoring.reason_needed"
    status = 422


@dataclass(frozen=True)
class Deed:
    """A kind of step. by: whose step it is; to: where the report stands after it, by before."""

    by: Party
    to: Mapping[State, State]
    needs_reason: bool = False


DEEDS: Mapping[StepKind, Deed] = {
    StepKind.SAVED: Deed(
        "reporter",
        {
            State.DRAFT: State.DRAFT,
            State.SUBMITTED: State.DRAFT,
            State.RETURNED: State.RETURNED,
        },
    ),
    StepKind.SUBMITTED: Deed(
        "reporter", {State.DRAFT: State.SUBMITTED, State.RETURNED: State.SUBMITTED}
    ),
    StepKind.ACCEPTED: Deed("coordinator", {State.SUBMITTED: State.ACCEPTED}),
    StepKind.RETURNED: Deed("coordinator", {State.SUBMITTED: State.RETURNED}, needs_reason=True),
    StepKind.REOPENED: Deed("coordinator", {State.ACCEPTED: State.RETURNED}, needs_reason=True),
}
EVIDENCE_OPEN = (State.DRAFT, State.RETURNED)


def after(state: State, step: StepKind) -> State:
    """Where a report stands after a step. Raises NotNow."""
    to = DEEDS[step].to.get(state)
    if to is None:
        raise NotNow(state)
    return to


def may(state: State, step: StepKind) -> bool:
    """Whether a step can follow at all; who may take it is the access table's question."""
    return state in DEEDS[step].to


def steps_open(state: State, by: Party) -> tuple[StepKind, ...]:
    """The steps that somebody can take now, in the order of the file."""
    return tuple(kind for kind, deed in DEEDS.items() if deed.by == by and state in deed.to)


def reason_of(step: StepKind, reason: str) -> str:
    """A reason as it is kept. Raises ReasonNeeded: none given, or longer than can be kept."""
    kept = reason.strip()
    if DEEDS[step].needs_reason and not 0 < len(kept) <= MOST_REASON:
        raise ReasonNeeded(most=MOST_REASON)
    return kept


def expect(now: ReportInfo, version: int, yours: Any = None) -> None:
    """Refuse a step that was decided on another version. Raises ReportChanged."""
    if now.version != version:
        raise ReportChanged(now, yours)
