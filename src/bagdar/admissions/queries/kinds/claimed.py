"""What was claimed by people in a campaign and proven, for facts that are made of it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from bagdar.admissions import models
from bagdar.admissions.rules.campaign.declared import CampaignRules
from bagdar.admissions.rules.campaign.nouns import ClaimState
from bagdar.admissions.rules.market import Facts, Value

AT_ONCE = 500


def proven_claims(campaign: models.Campaign, people: Collection[UUID]) -> Mapping[UUID, Facts]:
    """Of whom nothing is proven, there is no entry."""
    found: dict[UUID, dict[str, Value]] = defaultdict(dict)
    asked = sorted(people)
    for start in range(0, len(asked), AT_ONCE):
        rows = models.CampaignClaim.objects.filter(
            application__campaign=campaign, state=ClaimState.PROVEN.value,
            application__person__in=asked[start : start + AT_ONCE],
        )  # fmt: skip
        for person, fact, value in rows.values_list("application__person", "fact", "value"):
            found[person][fact] = value
    return found


def conditions_at(
    rules: CampaignRules, place: models.CampaignPlace, claims: Facts
) -> dict[str, Value]:
    """What a place asks until closing: whether it was proven, 1 or 0."""
    return {
        one.fact: int(claims.get(one.claim) == 1)
        for one in rules.condition
        if one.fact and one.where in place.tags
    }
