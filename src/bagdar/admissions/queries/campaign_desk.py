"""Where a campaign stands and what it needs next, for the officials who carry it out."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum

from bagdar.admissions import models
from bagdar.admissions.queries.campaign_files import file_of, last_number
from bagdar.admissions.queries.campaigns import rules_of
from bagdar.admissions.queries.ceremonies import ceremony_in
from bagdar.admissions.queries.conditions import unmet
from bagdar.admissions.rules.campaign.draw_errors import NoSuchCampaignFile
from bagdar.admissions.rules.campaign.next_steps import Facts, Next, next_step
from bagdar.admissions.rules.campaign.nouns import GIVEN, HOLDING, CampaignState, Stands
from bagdar.admissions.rules.moving_up import CHANGES
from bagdar.core.periods import local_date


@dataclass(frozen=True)
class Counts:
    """seats: of all places; applied: without those that were withdrawn; holding: with a place."""

    seats: int
    places: int
    applied: int
    holding: int
    waiting: int


def counts_of(row: models.Campaign) -> Counts:
    seats = row.places.aggregate(all=Sum("seats"), many=Count("pk"))
    holding = [one.value for one in HOLDING]
    many = row.applications.aggregate(
        applied=Count("pk", filter=~Q(state=Stands.WITHDRAWN.value)),
        holding=Count("pk", filter=Q(state__in=holding)),
        waiting=Count("pk", filter=Q(state=Stands.WAITING.value)),
    )
    return Counts(seats["all"] or 0, seats["many"], **many)


def next_of(row: models.Campaign, account: str, now: datetime) -> Next:
    """account: of whoever looks, since who ran a campaign does not let it out."""
    offered = row.applications.filter(state=Stands.OFFERED.value)
    on = local_date(now)
    is_given = row.state in GIVEN
    is_public = row.state == CampaignState.PUBLISHED.value
    facts = Facts(
        state=CampaignState(row.state),
        has_seats=row.places.filter(seats__gt=0).exists(),
        closes_at=row.closes_at,
        ceremony=ceremony_in(row),
        run_by=row.run_by,
        moves_up=rules_of(row).terms.moves_up,
        overdue=offered.filter(until__lt=on).count() if is_public else 0,
        unmet=len(unmet(row, on)) if is_given else 0,
        open=offered.count() if is_public else 0,
        freed=is_public and _is_freed(row),
    )
    return next_step(facts, account, now)


def _is_freed(row: models.Campaign) -> bool:
    """Whether anybody left whom the last decision does not know as gone."""
    try:
        told = file_of(row, last_number(row), CHANGES).splitlines()
    except NoSuchCampaignFile:
        told = []
    known = sum(1 for one in told if json.loads(one)["change"] == "left")
    return row.applications.filter(state=Stands.LEFT.value).count() > known
