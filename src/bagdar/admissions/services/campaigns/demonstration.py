"""A campaign of simulated schools that is open, with catchments and applications: all made up."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db import transaction

from bagdar.admissions import models
from bagdar.admissions.queries.campaigns import places_of_campaign
from bagdar.admissions.queries.catchments import homes_on, schools_of
from bagdar.admissions.queries.children import kindergartens
from bagdar.admissions.queries.kinds.known import kind_of
from bagdar.admissions.queries.kinds.school import AGES, SCHOOL, YEAR_BEGINS
from bagdar.admissions.rules.campaign.catchments import Area
from bagdar.admissions.rules.campaign.nouns import CampaignKind, CampaignState, Stands
from bagdar.admissions.rules.lottery import child_in
from bagdar.admissions.services.campaigns.catchments import CatchmentSaid, insert_catchments
from bagdar.admissions.services.campaigns.opening import (
    Opened,
    begin,
    open_campaign,
    suggest_places,
)
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.registry.public import (
    ages_on,
    enrolments_on,
    organisation_on,
    organisations_named,
    organisations_of_region,
    territories_on,
)

MOST_CHILDREN, MOST_GARDENS, DAYS = 60, 6, 30
SOURCE = "simulated"


@transaction.atomic
def demonstrate_campaign(
    organisation_id: UUID, *, by: Actor, at: datetime
) -> models.Campaign | None:
    """For the first grades of a simulated organisation's region, taking applications for 30 days.

    None: nothing simulated is there, the region has no first grade, or it is there already.
    """
    today = local_date(at)
    known = organisations_named([organisation_id]).get(organisation_id)
    told = organisation_on(organisation_id, today)
    if known is None or known.origin is not Origin.SIMULATED or told is None:
        return None
    kind, origin = CampaignKind.SCHOOL, Origin.SIMULATED
    there = models.Campaign.objects.filter(kind=kind.value, territory=told.region)
    if there.filter(origin=origin.value).exists():
        return None
    closes_at = at + timedelta(days=DAYS)
    said = Opened(kind, told.region, _year(today), at, closes_at, origin)
    made = open_campaign(said, by=by, at=at)
    if suggest_places(made.pk, by=by, at=at):
        _catchments(told.region, today, by, at)
        begin(made.pk, by=by, at=at)
        _applications(made, today, at)
    about = f"admissions.campaign:{made.pk}"
    record("admissions.campaign_demonstrated", about=about, by=by, facts={})
    made.refresh_from_db()
    return made if made.state == CampaignState.OPEN.value else None


def _year(today: date) -> int:
    """The next in which a school year begins: first grades are given before it."""
    return today.year if today < date(today.year, *YEAR_BEGINS) else today.year + 1


def _catchments(region: str, today: date, by: Actor, at: datetime) -> None:
    """The whole territory in which a school stands; schools of one territory share it."""
    schools = [
        one
        for one in organisations_of_region(region, today, origin=Origin.SIMULATED)
        if one.details.type == SCHOOL and one.details.territory
    ]
    there = territories_on({one.details.territory for one in schools}, today)
    said = [
        CatchmentSaid(one.whose, Area(one.details.territory), today, None, SOURCE)
        for one in schools
        if one.details.territory in there
    ]
    insert_catchments(said, SOURCE, by=by, at=at)


def _applications(made: models.Campaign, today: date, at: datetime) -> None:
    """Children of the region's kindergartens who are old enough wish the school of their home, then
    two others.
    """
    people, places = _children(made, today), places_of_campaign(made)
    homes = homes_on(made, people, today)
    own = schools_of(homes, today, Origin.SIMULATED)
    rows = [_row(made, id, at) for id in people]
    wished = {
        row.pk: _wished(places, own.get(row.person_id, frozenset()), number)
        for number, row in enumerate(rows)
    }
    asked = [(row.person_id, place) for row in rows for place in wished[row.pk]]
    facts = kind_of(made.kind).place_facts(made, asked, today)
    models.CampaignApplication.objects.bulk_create(rows)
    models.CampaignWish.objects.bulk_create(
        models.CampaignWish(
            application=row, rank=rank, place=place,
            facts=dict(facts.get((row.person_id, place.pk), {})),
        )
        for row in rows
        for rank, place in enumerate(wished[row.pk], start=1)
    )  # fmt: skip


def _children(made: models.Campaign, today: date) -> list[UUID]:
    gardens = islice(kindergartens(made.territory, today, Origin.SIMULATED), MOST_GARDENS)
    learning = [one.person_id for id in gardens for one in enrolments_on(id, today)]
    ages = ages_on(learning, today, date(made.year, *YEAR_BEGINS))
    return [id for id in dict.fromkeys(learning) if ages.get(id) in AGES][:MOST_CHILDREN]


def _row(made: models.Campaign, person_id: UUID, at: datetime) -> models.CampaignApplication:
    child = child_in(bytes.fromhex(made.secret), made.namespace, str(person_id))
    return models.CampaignApplication(
        campaign=made, person_id=person_id, child=child, state=Stands.APPLIED.value, first_at=at,
        changed_at=at,
    )  # fmt: skip


def _wished(
    places: Sequence[models.CampaignPlace], own: frozenset[UUID], number: int
) -> list[models.CampaignPlace]:
    near = [one for one in places if one.organisation_id in own][:1]
    others = [places[(number + step) % len(places)] for step in range(2)]
    return list({one.pk: one for one in [*near, *others]}.values())
