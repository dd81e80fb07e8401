"""Kinds of achievements, states of requests, verdicts."""

from enum import StrEnum


class Kind(StrEnum):
    """What was learnt elsewhere. FORMAL: a module of another programme; BADGE: an Open Badge."""

    FORMAL = "formal"
    COURSE = "course"
    OPEN_COURSE = "open_course"
    CERTIFICATE = "certificate"
    WORLDSKILLS = "worldskills"
    BADGE = "badge"


class Proof(StrEnum):
    """How far the evidence was seen through.

    TOLD: the learner says so; SHOWN: with a file; READ: a badge that says so, not verified;
    VERIFIED: its signature holds under a believed key, or the register itself says so.
    """

    TOLD = "told"
    SHOWN = "shown"
    READ = "read"
    VERIFIED = "verified"


class State(StrEnum):
    """Of a request. SETTLED: an appeal was decided, and nothing follows here."""

    ASKED = "asked"
    DECIDED = "decided"
    APPEALED = "appealed"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


class Verdict(StrEnum):
    FULL = "full"
    PARTIAL = "partial"
    REFUSED = "refused"


class DecisionStage(StrEnum):
    """FIRST: the first decision; AGAIN: the institution took it up again; APPEAL: on an appeal."""

    FIRST = "first"
    AGAIN = "again"
    APPEAL = "appeal"


class KeyState(StrEnum):
    """Of a key of an issuer of badges. ALONE: written down by one person before two were asked; it
    counts until somebody else decides.
    """

    PROPOSED = "proposed"
    ALONE = "alone"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


KEY_OPEN = (KeyState.PROPOSED, KeyState.ALONE)  # a second person may confirm or refuse it
KEY_COUNTS = (KeyState.ALONE, KeyState.CONFIRMED)  # badges are verified by it

# In which state of a request a decision of which stage may be taken, and what it leads to.
STAGE_IN = {
    State.ASKED: DecisionStage.FIRST,
    State.DECIDED: DecisionStage.AGAIN,
    State.APPEALED: DecisionStage.APPEAL,
}
STATE_AFTER = {
    DecisionStage.FIRST: State.DECIDED,
    DecisionStage.AGAIN: State.DECIDED,
    DecisionStage.APPEAL: State.SETTLED,
}
WAITING = (State.ASKED, State.APPEALED)
