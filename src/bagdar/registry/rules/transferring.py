"""The life of a transfer between two organisations: who may take which step, and when it lapses.

proposed ──confirm──▶ confirmed      the side that did not propose
         ──refuse───▶ refused        the side that did not propose
         ──withdraw─▶ withdrawn      the side that proposed
         ──time─────▶ lapsed         after the declared days without an answer

Who sends proposes and who receives confirms; or who receives asks, which is its own consent, and
who sends lets the pupil go. Nothing of the pupil's places changes before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from bagdar.core.errors import DomainError, Phrase


class Side(StrEnum):
    SENDING = "sending"
    RECEIVING = "receiving"

    @property
    def other(self) -> "Side":
        return Side.RECEIVING if self is Side.SENDING else Side.SENDING


class TransferState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class TransferStep(StrEnum):
    CONFIRM = "confirm"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


LEADS_TO: Mapping[TransferStep, TransferState] = {
    TransferStep.CONFIRM: TransferState.CONFIRMED,
    TransferStep.REFUSE: TransferState.REFUSED,
    TransferStep.WITHDRAW: TransferState.WITHDRAWN,
}


class NoSuchTransfer(DomainError):
    """None, or one of two other organisations: the answer is the same."""

    code = "registry.no_such_transfer"
    status = 404


class TransferDecided(DomainError):
    """It is not open any more, or the step is the other side's."""

    code = "registry.transfer_decided"
    status = 409

    def __init__(self, state: TransferState) -> None:
        super().__init__(state=Phrase(f"registry_desk.transfer.state.{state.value}"))


class StepOfTheOther(DomainError):
    code = "registry.transfer_step_of_the_other"
    status = 409


class TransferOpen(DomainError):
    """The same pupil has an open transfer; the two sides answer that one first."""

    code = "registry.transfer_open"
    status = 409


class TransferNowhere(DomainError):
    """From an organisation to itself."""

    code = "registry.transfer_nowhere"
    status = 422


@dataclass(frozen=True)
class Transfer:
    """What is proposed. group: of the class that receives; empty until that side names it."""

    id: UUID
    person_id: UUID
    from_id: UUID
    to_id: UUID
    proposed_by: Side
    day: date
    level: str
    grade: int | None
    language: str
    lapses_on: date
    state: TransferState = TransferState.PROPOSED
    group: str = ""
    decided_on: date | None = None
    answer: str = ""

    def side_of(self, organisation_id: UUID) -> Side | None:
        """None for an organisation that has no part in it."""
        if organisation_id == self.from_id:
            return Side.SENDING
        return Side.RECEIVING if organisation_id == self.to_id else None

    def state_on(self, today: date) -> TransferState:
        is_late = self.state is TransferState.PROPOSED and today >= self.lapses_on
        return TransferState.LAPSED if is_late else self.state

    def steps_of(self, side: Side, today: date) -> tuple[TransferStep, ...]:
        if self.state_on(today) is not TransferState.PROPOSED:
            return ()
        if side is self.proposed_by:
            return (TransferStep.WITHDRAW,)
        return (TransferStep.CONFIRM, TransferStep.REFUSE)


def demand_step(found: Transfer, step: TransferStep, side: Side, today: date) -> TransferState:
    """Where the step leads. Raises TransferDecided, StepOfTheOther."""
    state = found.state_on(today)
    if state is not TransferState.PROPOSED:
        raise TransferDecided(state)
    if step not in found.steps_of(side, today):
        raise StepOfTheOther()
    return LEADS_TO[step]
