"""Why it was decided so, as sentences in every language are made of it; what the log is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from bagdar.recognition.rules.deciding import Grant, Obstacle
from bagdar.recognition.rules.nouns import DecisionStage, Verdict


@dataclass(frozen=True)
class Because:
    """One reason. code: recognition.because.CODE; facts: what its sentence is filled with."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def told(self) -> list[Any]:
        return [self.code, dict(self.facts)]


def because_of(
    proof: str,
    stage: DecisionStage | None,
    grants: Sequence[Grant],
    unit: str,
    cuts: Sequence[tuple[str, Obstacle]] = (),
    doubts: Sequence[str] = (),
) -> tuple[Because, ...]:
    """stage: of a person's decision; None: an equivalence decided.

    doubts: why a badge was not verified, each of which keeps a rule from deciding it alone.
    """
    found = [Because(f"proof_{proof}")]
    found += [Because(f"unverified_{one}") for one in doubts]
    if doubts:
        found.append(Because("not_alone"))
    found.append(Because("rule") if stage is None else Because(f"stage_{stage.value}"))
    found += [
        Because(f"granted_{unit}", {"module": one.module, "credits": one.credits}) for one in grants
    ]
    if not grants:
        found.append(Because("nothing"))
    found += [Because(f"cut_{why.value}", {"module": module}) for module, why in cuts]
    return tuple(found)


def commitment(
    id: UUID, request: UUID, number: int, stage: DecisionStage, verdict: Verdict,
    grants: Sequence[Grant], at: datetime,
) -> dict[str, Any]:  # fmt: skip
    """What the log is told of a decision, under a salt."""
    return {
        "decision": str(id),
        "request": str(request),
        "number": number,
        "stage": stage.value,
        "verdict": verdict.value,
        "grants": [[one.module, one.credits] for one in sorted(grants, key=lambda one: one.module)],
        "at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
