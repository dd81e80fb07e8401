"""Where somebody may apply now, what they applied for, and what places came to the year before."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bagdar.admissions import models
from bagdar.admissions.queries.campaign_files import file_of, last_number
from bagdar.admissions.queries.campaigns import check_state
from bagdar.admissions.queries.ceremonies import ceremony_in
from bagdar.admissions.queries.kinds.known import KINDS, kind_of
from bagdar.admissions.rules.campaign.errors import NoSuchCampaign, NotEligible, NotOpenNow
from bagdar.admissions.rules.campaign.nouns import HOLDING, CampaignState
from bagdar.admissions.rules.lottery import number_of
from bagdar.admissions.rules.market import Value
from bagdar.admissions.rules.publishing import CUTOFFS
from bagdar.admissions.rules.seeding import seed_of
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.registry.public import origin_of_person
from bagdar.registry.rules.errors import NoSuchPerson

TOLD = (CampaignState.PUBLISHED.value, CampaignState.ENDED.value)
DIGITS = 12  # of a lottery number, in hexadecimal: enough to find it among a million


def check_may_apply(row: models.Campaign, person_id: UUID, at: datetime) -> None:
    """Raises NoSuchCampaign: not for people of this origin, or nobody; NotEligible."""
    try:
        origin = origin_of_person(person_id)
    except NoSuchPerson:
        raise NoSuchCampaign() from None
    if origin.value != row.origin:
        raise NoSuchCampaign()
    kind_of(row.kind).check_eligible(row, person_id, local_date(at))
    earlier = models.CampaignApplication.objects.filter(
        campaign_id=row.before_id, person_id=person_id, state__in=[one.value for one in HOLDING]
    )
    if row.before_id and earlier.exists():
        raise NotEligible("place_of_turn_before")


def check_open(row: models.Campaign, at: datetime) -> None:
    """Raises CampaignStateWrong, NotOpenNow."""
    check_state(row, CampaignState.OPEN)
    if not row.opens_at <= at < row.closes_at:
        raise NotOpenNow(row.opens_at, row.closes_at)


def campaigns_ahead(origin: Origin, at: datetime) -> list[models.Campaign]:
    """Those that take applications now or will, the first to close first."""
    rows = models.Campaign.objects.filter(
        state=CampaignState.OPEN.value, origin=origin.value, closes_at__gt=at,
        kind__in=[one.value for one in KINDS],
    )  # fmt: skip
    return list(rows.order_by("closes_at", "kind", "territory", "turn"))


def campaign_applications(people: Sequence[UUID]) -> list[models.CampaignApplication]:
    """The latest campaign first."""
    rows = models.CampaignApplication.objects.filter(person_id__in=people)
    order = ("-campaign__year", "campaign__kind", "-campaign__turn", "first_at")
    return list(rows.select_related("campaign", "place").order_by(*order))


def claims_of(row: models.CampaignApplication) -> dict[str, models.CampaignClaim]:
    """By fact."""
    return {one.fact: one for one in row.claims.order_by("fact")}


def address_of(row: models.CampaignApplication) -> models.CampaignAddress | None:
    """What the family claimed of where the child lives within its territory."""
    return models.CampaignAddress.objects.filter(application=row).first()


def wishes_of(row: models.CampaignApplication) -> list[models.CampaignWish]:
    return list(row.wishes.select_related("place").order_by("rank"))


def lottery_of(row: models.CampaignApplication) -> str:
    """The first digits of the child's number; "": no seed was drawn yet."""
    ceremony = ceremony_in(row.campaign)
    if row.campaign.state not in TOLD or ceremony is None:
        return ""
    number = number_of(seed_of(ceremony), row.campaign.namespace, row.child)
    return f"{number:032x}"[:DIGITS]


def year_before(row: models.Campaign) -> models.Campaign | None:
    """The published campaign of the same kind and territory, a year earlier."""
    rows = models.Campaign.objects.filter(
        kind=row.kind, territory=row.territory, origin=row.origin, year=row.year - 1, turn=1,
        state__in=TOLD,
    )  # fmt: skip
    return rows.first()


def cutoffs_of_campaign(row: models.Campaign) -> dict[str, list[tuple[str, list[Value] | None]]]:
    """By place, of each block the values of the last whom it took; None: it was not full."""
    number = last_number(row)
    if not number:
        return {}
    found: dict[str, list[tuple[str, list[Value] | None]]] = {}
    for line in file_of(row, number, CUTOFFS).splitlines():
        told = json.loads(line)
        if told["most"]:
            found.setdefault(told["place"], []).append((told["block"], told["cutoff"]))
    return found
