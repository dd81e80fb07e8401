"""Who may get a diploma, and why somebody may not: one line for each graduation."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

from bagdar.core.origins import Origin
from bagdar.credentials.rules.credential import LEVELS, Form
from bagdar.credentials.rules.issuers import Accredited


class DiplomaState(StrEnum):
    """Of a diploma. Proposed ones hold their graduation; refused and revoked ones give it free."""

    PROPOSED = "proposed"
    REFUSED = "refused"
    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


HOLDING = (DiplomaState.PROPOSED, DiplomaState.VALID, DiplomaState.SUSPENDED)
ISSUED = (DiplomaState.VALID, DiplomaState.SUSPENDED, DiplomaState.REVOKED)
# What may follow what, once it is issued; nothing follows a revocation.
STEPS: Mapping[DiplomaState, frozenset[DiplomaState]] = {
    DiplomaState.VALID: frozenset({DiplomaState.SUSPENDED, DiplomaState.REVOKED}),
    DiplomaState.SUSPENDED: frozenset({DiplomaState.VALID, DiplomaState.REVOKED}),
}


class BatchState(StrEnum):
    """Approved ones are being issued, or wait for it."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    ISSUED = "issued"


class Obstacle(StrEnum):
    """Why a graduation gets no diploma."""

    LEVEL = "level"
    FORM = "form"
    ACCREDITATION = "accreditation"
    NAME = "name"
    FUTURE = "future"
    ORIGIN = "origin"
    TAKEN = "taken"


@dataclass(frozen=True)
class Candidate:
    """A graduation as the register tells it. holder: the full name; "": there is none."""

    graduation_id: int
    person_id: UUID
    holder: str
    level: str
    programme: str
    on: date
    with_distinction: bool
    number: str
    origin: Origin

    @property
    def key(self) -> tuple[UUID, str, str]:
        """For what there is one diploma: whoever corrects a graduation makes no second one."""
        return self.person_id, self.level, self.programme


@dataclass(frozen=True)
class Line:
    """One line of the preview. form: what the diploma would say; None: nothing is said yet."""

    candidate: Candidate
    form: Form | None
    problems: tuple[Obstacle, ...]


Forms = Mapping[tuple[str, str], Form]  # by level and programme


def day_of_issue(at: datetime) -> date:
    """The day that counts for an accreditation: that of UTC, as verifiers read it in a diploma."""
    return at.astimezone(UTC).date()


def is_accredited(accredited: Sequence[Accredited], level: str, on: date) -> bool:
    return any(
        one.level == level and one.since <= on and (one.until is None or on < one.until)
        for one in accredited
    )


def line_of(
    candidate: Candidate,
    forms: Forms,
    accredited: Sequence[Accredited],
    taken: Collection[tuple[UUID, str, str]],
    origin: Origin,
    today: date,
) -> Line:
    """taken: whoever has a diploma, or is proposed for one; origin: of the issuer."""
    form = forms.get((candidate.level, candidate.programme))

    def found() -> Iterator[Obstacle]:
        if candidate.level not in LEVELS:
            yield Obstacle.LEVEL
        elif form is None:
            yield Obstacle.FORM
        # The day of issue counts, since a verifier sees that one alone.
        if not is_accredited(accredited, candidate.level, today):
            yield Obstacle.ACCREDITATION
        if not candidate.holder.strip():
            yield Obstacle.NAME
        if candidate.on > today:
            yield Obstacle.FUTURE
        if candidate.origin is not origin:
            yield Obstacle.ORIGIN
        if candidate.key in taken:
            yield Obstacle.TAKEN

    return Line(candidate, form, tuple(found()))
