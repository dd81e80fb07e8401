"""Applications of a campaign with what the register and proven claims say of them on a day."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bagdar.admissions import models
from bagdar.admissions.queries.kinds.known import kind_of
from bagdar.admissions.rules.campaign.building import Asking
from bagdar.admissions.rules.campaign.freezing import proven_over
from bagdar.admissions.rules.campaign.nouns import ClaimState, Stands
from bagdar.admissions.rules.market import Facts, Value

BATCH = 1000  # people that one question of the register names


@dataclass(frozen=True)
class Read:
    """An application, what is asked for it, and its wishes in their order."""

    row: models.CampaignApplication
    wishes: Sequence[models.CampaignWish]
    asking: Asking


def taking_part(campaign: models.Campaign, on: date) -> Iterator[Read]:
    """Those that were not withdrawn, by the child's name in the market."""
    rows = campaign.applications.filter(state=Stands.APPLIED.value).order_by("child")
    known = list(rows)
    for at in range(0, len(known), BATCH):
        yield from _read(campaign, known[at : at + BATCH], on)


def _read(
    campaign: models.Campaign, rows: Sequence[models.CampaignApplication], on: date
) -> Iterator[Read]:
    kind, people = kind_of(campaign.kind), [row.person_id for row in rows]
    wishes, proven = _wishes(rows), _proven(rows)
    asked = [(row.person_id, wish.place) for row in rows for wish in wishes[row.pk]]
    child = kind.child_facts(campaign, people, on)
    place = kind.place_facts(campaign, asked, on)
    for row in rows:
        facts = proven_over(child.get(row.person_id, {}), proven[row.pk])
        own = wishes[row.pk]
        there: dict[str, Facts] = {
            wish.place.code: place.get((row.person_id, wish.place_id), {}) for wish in own
        }
        codes = tuple(wish.place.code for wish in own)
        yield Read(row, own, Asking(row.child, facts, codes, there))


def _wishes(
    rows: Sequence[models.CampaignApplication],
) -> Mapping[UUID, list[models.CampaignWish]]:
    found: dict[UUID, list[models.CampaignWish]] = defaultdict(list)
    some = models.CampaignWish.objects.filter(application__in=[row.pk for row in rows])
    for wish in some.select_related("place").order_by("application_id", "rank"):
        found[wish.application_id].append(wish)
    return found


def _proven(rows: Sequence[models.CampaignApplication]) -> Mapping[UUID, dict[str, Value]]:
    """Of the child; a claim names no place."""
    found: dict[UUID, dict[str, Value]] = defaultdict(dict)
    some = models.CampaignClaim.objects.filter(
        application__in=[row.pk for row in rows], state=ClaimState.PROVEN.value
    )
    for claim in some.order_by("fact"):
        found[claim.application_id][claim.fact] = claim.value
    return found
