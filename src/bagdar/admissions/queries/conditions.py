"""Who holds a place on a condition that is to be met later, and has not met it."""

from collections.abc import Iterator
from datetime import date

from bagdar.admissions import models
from bagdar.admissions.queries.campaigns import rules_of
from bagdar.admissions.queries.kinds.claimed import proven_claims
from bagdar.admissions.rules.campaign.declared import CampaignRules, DeclaredCondition
from bagdar.admissions.rules.campaign.nouns import HOLDING
from bagdar.admissions.rules.market import Facts


def day_of(one: DeclaredCondition, year: int) -> date | None:
    """The last day on which it can be met; None: it had to be met until closing."""
    return date(year, one.month, one.day) if one.month and one.day else None


def awaited(
    rules: CampaignRules, place: models.CampaignPlace
) -> Iterator[tuple[DeclaredCondition, date]]:
    """What a place waits for after it was given, with the last day."""
    for one in rules.condition:
        last = day_of(one, place.campaign.year)
        if last is not None and one.where in place.tags:
            yield one, last


def unmet(campaign: models.Campaign, on: date) -> list[models.CampaignApplication]:
    """Places that are held past the last day of a condition without a proof, by application."""
    rows = campaign.applications.filter(state__in=[one.value for one in HOLDING])
    held = list(rows.select_related("campaign", "place__campaign").order_by("pk"))
    rules = rules_of(campaign)
    proven = proven_claims(campaign, [row.person_id for row in held])
    return [row for row in held if _misses(rules, row, proven.get(row.person_id, {}), on)]


def _misses(rules: CampaignRules, row: models.CampaignApplication, claims: Facts, on: date) -> bool:
    assert row.place is not None, row.pk
    return any(on > last and claims.get(one.claim) != 1 for one, last in awaited(rules, row.place))


def conditions_of(row: models.CampaignApplication) -> list[tuple[DeclaredCondition, date]]:
    """What somebody has yet to prove of the place they hold, and until when."""
    if row.place is None:
        return []
    claims = proven_claims(row.campaign, [row.person_id]).get(row.person_id, {})
    place = models.CampaignPlace.objects.select_related("campaign").get(pk=row.place_id)
    found = awaited(rules_of(row.campaign), place)
    return [(one, last) for one, last in found if claims.get(one.claim) != 1]
