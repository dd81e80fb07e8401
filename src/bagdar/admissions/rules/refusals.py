"""What published files are refused for: the checker's codes as errors of the house."""

from collections.abc import Mapping
from typing import Any

from bagdar.admissions.rules.beacons import verified
from bagdar.admissions.rules.seeding import Beacon
from bagdar.admissions.rules.verify_allocation import Checked, check
from bagdar.admissions.rules.verify_input import Refusal
from bagdar.core.errors import DomainError

PREFIX = "admissions.published_"


class Unverified(DomainError):
    """file, line, child, place, block: where, as far as it can be said."""

    status = 422


class FileMissing(Unverified):
    code = "admissions.published_file_missing"


class FileDiffers(Unverified):
    code = "admissions.published_file_differs"


class ManifestMalformed(Unverified):
    code = "admissions.published_manifest_malformed"


class RulesOther(Unverified):
    code = "admissions.published_rules_other"


class MarketMalformed(Unverified):
    code = "admissions.published_market_malformed"


class MarketRewardsLies(Unverified):
    code = "admissions.published_market_manipulable"


class ApplicantsMalformed(Unverified):
    code = "admissions.published_applicants_malformed"


class PlanMalformed(Unverified):
    code = "admissions.published_plan_malformed"


class InputOther(Unverified):
    code = "admissions.published_input_other"


class WitnessesFew(Unverified):
    code = "admissions.published_witnesses_few"


class PartySilent(Unverified):
    code = "admissions.published_party_silent"


class OrderWrong(Unverified):
    code = "admissions.published_order_wrong"


class PromiseWrong(Unverified):
    code = "admissions.published_promise_wrong"


class BeaconNotVerified(Unverified):
    code = "admissions.published_beacon_unverified"


class BeaconOther(Unverified):
    code = "admissions.published_beacon_other"


class SeedOther(Unverified):
    code = "admissions.published_seed_other"


class ResultMalformed(Unverified):
    code = "admissions.published_result_malformed"


class ChildPublishedTwice(Unverified):
    code = "admissions.published_child_twice"


class ChildUnknown(Unverified):
    code = "admissions.published_child_unknown"


class ChildStandsAfterLeaving(Unverified):
    code = "admissions.published_child_left"


class ChildMissing(Unverified):
    code = "admissions.published_child_missing"


class NotWished(Unverified):
    code = "admissions.published_not_wished"


class NotEntitled(Unverified):
    code = "admissions.published_not_entitled"


class TooMany(Unverified):
    code = "admissions.published_too_many"


class CeilingExceeded(Unverified):
    code = "admissions.published_ceiling_exceeded"


class BlockingPair(Unverified):
    code = "admissions.published_blocking_pair"


class OutcomeOther(Unverified):
    code = "admissions.published_outcome_other"


class CutoffsOther(Unverified):
    code = "admissions.published_cutoffs_other"


class CutoffsMalformed(Unverified):
    code = "admissions.published_cutoffs_malformed"


class ExplanationsMalformed(Unverified):
    code = "admissions.published_explanations_malformed"


class ReasonFalse(Unverified):
    code = "admissions.published_reason_false"


class ReasonOutcome(Unverified):
    code = "admissions.published_reason_outcome"


class ChangesMalformed(Unverified):
    code = "admissions.published_changes_malformed"


class ChangeUnknown(Unverified):
    code = "admissions.published_change_unknown"


class ChangeTakenBack(Unverified):
    code = "admissions.published_change_taken_back"


class KeptNotGiven(Unverified):
    code = "admissions.published_kept_not_given"


class PlaceLost(Unverified):
    code = "admissions.published_place_lost"


class BeforeOther(Unverified):
    code = "admissions.published_before_other"


UNVERIFIED: dict[str, type[Unverified]] = {
    one.code.removeprefix(PREFIX): one
    for one in (
        FileMissing,
        FileDiffers,
        ManifestMalformed,
        RulesOther,
        MarketMalformed,
        MarketRewardsLies,
        ApplicantsMalformed,
        PlanMalformed,
        InputOther,
        WitnessesFew,
        PartySilent,
        OrderWrong,
        PromiseWrong,
        BeaconNotVerified,
        BeaconOther,
        SeedOther,
        ResultMalformed,
        ChildPublishedTwice,
        ChildUnknown,
        ChildStandsAfterLeaving,
        ChildMissing,
        NotWished,
        NotEntitled,
        TooMany,
        CeilingExceeded,
        BlockingPair,
        OutcomeOther,
        CutoffsOther,
        CutoffsMalformed,
        ExplanationsMalformed,
        ReasonFalse,
        ReasonOutcome,
        ChangesMalformed,
        ChangeUnknown,
        ChangeTakenBack,
        KeptNotGiven,
        PlaceLost,
        BeforeOther,
    )
}


def check_published(
    files: Mapping[str, bytes], before: Mapping[str, bytes] | None = None
) -> Checked:
    """With the very file that strangers get, and a beacon's signature verified besides.

    before: the files of the decision before, if any.
    Raises a subclass of Unverified for each reason.
    """
    try:
        return check(files, before, _heard)
    except Refusal as refusal:
        raise UNVERIFIED[refusal.code](**refusal.facts) from None


def _heard(beacon: dict[str, Any], signature: str) -> bool:
    return verified(Beacon(**beacon), bytes.fromhex(signature))
