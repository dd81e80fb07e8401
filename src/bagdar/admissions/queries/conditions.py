"""Who holds a place on a condition that is to be met later, and has not met it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bagdar.admissions import models
from bagdar.admissions.queries.campaigns import rules_of
from bagdar.admissions.queries.kinds.claimed import proven_claims
from bagdar.admissions.rules.campaign.declared import CampaignRules, DeclaredCondition
from bagdar.admissions.rules.campaign.nouns import GIVEN, HOLDING


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
    found = (one.application for one in _unproven(campaign) if on > one.until)
    return list({row.pk: row for row in found}.values())


@dataclass(frozen=True)
class Awaited:
    """A place that is held on a condition. until: the last day on which it can be met."""

    application: models.CampaignApplication
    condition: DeclaredCondition
    until: date


def papers_awaited(territory: str, on: date, most: int) -> list[Awaited]:
    """In campaigns whose result was let out: first those whose day comes first, of days that are
    not over. territory: "" for all.
    """
    rows = models.Campaign.objects.filter(state__in=[one.value for one in GIVEN])
    campaigns = rows.filter(territory=territory) if territory else rows
    found = [one for row in campaigns for one in _unproven(row) if on <= one.until]
    return sorted(found, key=lambda one: (one.until, str(one.application.pk)))[:most]


def _unproven(campaign: models.Campaign) -> list[Awaited]:
    """Nobody is read of a campaign that has no place with such a condition."""
    rules = rules_of(campaign)
    places = {one.pk: tuple(awaited(rules, one)) for one in _places(campaign, rules)}
    rows = campaign.applications.filter(
        state__in=[one.value for one in HOLDING],
        place_id__in=[id for id, waits in places.items() if waits],
    )
    held = list(rows.select_related("campaign", "place__campaign").order_by("pk"))
    proven = proven_claims(campaign, [row.person_id for row in held])
    return [
        Awaited(row, one, last)
        for row in held
        for one, last in places.get(row.place_id, ())
        if proven.get(row.person_id, {}).get(one.claim) != 1
    ]


def _places(campaign: models.Campaign, rules: CampaignRules) -> Sequence[models.CampaignPlace]:
    if not any(day_of(one, campaign.year) for one in rules.condition):
        return ()
    return list(campaign.places.select_related("campaign"))


def conditions_of(row: models.CampaignApplication) -> list[tuple[DeclaredCondition, date]]:
    """What somebody has yet to prove of the place they hold, and until when."""
    if row.place is None:
        return []
    claims = proven_claims(row.campaign, [row.person_id]).get(row.person_id, {})
    place = models.CampaignPlace.objects.select_related("campaign").get(pk=row.place_id)
    found = awaited(rules_of(row.campaign), place)
    return [(one, last) for one, last in found if claims.get(one.claim) != 1]
