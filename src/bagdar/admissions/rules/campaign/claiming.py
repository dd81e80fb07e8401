"""What a family may claim, and which values a claim may have."""

from collections.abc import Sequence

from bagdar.admissions.rules.campaign.declared import CampaignRules, DeclaredFact
from bagdar.admissions.rules.campaign.errors import ClaimFaulty
from bagdar.admissions.rules.campaign.nouns import FactFrom, FactOf
from bagdar.admissions.rules.market import By, Value

MOST = 1_000_000_000


def claimable(rules: CampaignRules) -> Sequence[DeclaredFact]:
    """Facts of a child that the register does not have, in the declared order."""
    return [one for one in rules.fact if one.origin is FactFrom.CLAIM and one.of is FactOf.CHILD]


def claimed_value(rules: CampaignRules, fact: str, value: Value) -> Value:
    """1 where the fact holds or not; a class; a whole number. Raises ClaimFaulty."""
    found = next((one for one in claimable(rules) if one.code == fact), None)
    if found is None:
        raise ClaimFaulty()
    if found.by is By.HOLDS and value == 1:
        return 1
    if found.by is By.CLASS and value in {one.code for one in found.classes}:
        return value
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if found.by in (By.MORE, By.LESS) and is_whole and 0 <= int(value) <= MOST:
        return int(value)
    raise ClaimFaulty()
