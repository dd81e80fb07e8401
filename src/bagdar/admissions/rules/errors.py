"""What the engine refuses, with every fault at once."""

from collections.abc import Sequence

from bagdar.core.errors import DomainError, Phrase


class Faulty(DomainError):
    """problems: every fault, in the order in which it stands."""

    status = 422

    def __init__(self, problems: Sequence[Phrase]) -> None:
        self.problems = tuple(problems)
        super().__init__(count=len(self.problems), problems=self.problems)

    @property
    def codes(self) -> list[str]:
        return [one.key.removeprefix("admissions.problem.") for one in self.problems]

    def __reduce__(self) -> tuple[type["Faulty"], tuple[object, ...]]:
        return type(self), (self.problems,)


class MarketFaulty(Faulty):
    """Declarations that cannot be carried out."""

    code = "admissions.market_faulty"


class MarketManipulable(Faulty):
    """Declarations under which a family could gain by a list that is not what it wishes."""

    code = "admissions.market_manipulable"


class ApplicationsFaulty(Faulty):
    code = "admissions.applications_faulty"


class ChangesFaulty(Faulty):
    """Departures and acceptances that cannot be, after a decision."""

    code = "admissions.changes_faulty"


# --- the seed: what a ceremony refuses ---------------------------------------------------------


class SeedRefused(DomainError):
    """A step that is not due, or not what was promised. Nothing has changed."""

    status = 409


class PlanFaulty(SeedRefused):
    """at: what of the plan cannot be."""

    code = "admissions.seed_plan"
    status = 422


class SilentNeedsBeacon(SeedRefused):
    """Leaving out who does not reveal lets the last one choose, unless a beacon comes after."""

    code = "admissions.seed_silent_needs_beacon"
    status = 422


class NotWitnessed(SeedRefused):
    code = "admissions.seed_not_witnessed"


class WitnessedAlready(SeedRefused):
    code = "admissions.seed_witnessed_already"


class PartyUnknown(SeedRefused):
    code = "admissions.seed_party_unknown"
    status = 404


class PromisedAlready(SeedRefused):
    code = "admissions.seed_promised_already"


class PromiseLate(SeedRefused):
    code = "admissions.seed_promise_late"


class PromisesMissing(SeedRefused):
    """Nobody reveals while somebody may still choose what to promise."""

    code = "admissions.seed_promises_missing"


class RevealUnpromised(SeedRefused):
    code = "admissions.seed_reveal_unpromised"


class RevealWrong(SeedRefused):
    code = "admissions.seed_reveal_wrong"


class RevealedAlready(SeedRefused):
    code = "admissions.seed_revealed_already"


class RevealLate(SeedRefused):
    code = "admissions.seed_reveal_late"


class RevealsMissing(SeedRefused):
    code = "admissions.seed_reveals_missing"


class BeaconUnasked(SeedRefused):
    code = "admissions.seed_beacon_unasked"


class BeaconEarly(SeedRefused):
    code = "admissions.seed_beacon_early"


class BeaconUnverified(SeedRefused):
    """No verifier of its signatures is installed, or the signature is not the beacon's."""

    code = "admissions.seed_beacon_unverified"


class BeaconMissing(SeedRefused):
    code = "admissions.seed_beacon_missing"


class TranscriptFaulty(SeedRefused):
    """The record of a ceremony has another shape, or says other than its steps come to."""

    code = "admissions.seed_transcript"
    status = 422


class InputChanged(SeedRefused):
    code = "admissions.seed_input_changed"


class RulesChanged(SeedRefused):
    code = "admissions.seed_rules_changed"


class CodeChanged(SeedRefused):
    code = "admissions.seed_code_changed"
