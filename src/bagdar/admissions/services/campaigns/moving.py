"""After the answers: others move up, by the same rules and numbers, until the campaign ends."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bagdar.admissions import models
from bagdar.admissions.queries.campaign_files import frozen_input
from bagdar.admissions.queries.campaigns import check_state, rules_of
from bagdar.admissions.queries.ceremonies import ceremony_in
from bagdar.admissions.queries.later import Stood, changed_since, last_decision
from bagdar.admissions.rules.campaign.draw_errors import NobodyMovesUp, NothingLeft, OffersOpen
from bagdar.admissions.rules.campaign.nouns import CampaignState, DecisionKind, Stands
from bagdar.admissions.rules.moving_up import MovedUp, moved_up, published_after
from bagdar.admissions.rules.refusals import check_published
from bagdar.admissions.services.campaigns.opening import locked
from bagdar.admissions.services.campaigns.telling import decide, offer
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.notary import public as notary


@transaction.atomic
def move_up(campaign_id: UUID, *, by: Actor, at: datetime) -> int:
    """The next decision: the same allocation without those who left; how many it gives a place.

    Whoever stays has at least what they had. Whoever had accepted holds the dearer place at once;
    others get days to answer.
    Raises NoSuchCampaign, CampaignStateWrong, NobodyMovesUp, NothingLeft, Overdue, LogAbsent,
    InputChanged, RulesChanged, and a subclass of Unverified where the checker refuses the files.
    """
    row = locked(campaign_id)
    check_state(row, CampaignState.PUBLISHED)
    if not rules_of(row).terms.moves_up:
        raise NobodyMovesUp()
    notary.require_timely(at)
    before = last_decision(row)
    found, files = _next(row, before)
    check_published(files, before.files)
    number = before.number + 1
    decide(row, number, DecisionKind.MOVED_UP, files, by=by, at=at)
    given = {one.child for one in found.moved}
    offer(row, found.allocation, given, by=by, at=at)
    record(
        "admissions.campaign_moved_up", about=f"admissions.campaign:{row.pk}", by=by,
        facts={"number": number, "moved": len(given)},
    )  # fmt: skip
    return len(given)


def _next(row: models.Campaign, before: Stood) -> tuple[MovedUp, dict[str, bytes]]:
    later = changed_since(row, before.decision)
    if not later:
        raise NothingLeft()
    market, applicants = frozen_input(row)
    ceremony = ceremony_in(row)
    assert ceremony is not None  # nothing is published without one
    found = moved_up(market, applicants, ceremony, before.decision, later)
    return found, published_after(market, applicants, ceremony, found, before.files)


@transaction.atomic
def end(campaign_id: UUID, *, by: Actor, at: datetime) -> models.Campaign:
    """Nobody moves up any more: what is accepted is settled. Raises NoSuchCampaign,
    CampaignStateWrong, OffersOpen.
    """
    row = locked(campaign_id)
    check_state(row, CampaignState.PUBLISHED)
    if row.applications.filter(state=Stands.OFFERED.value).exists():
        raise OffersOpen()
    row.applications.filter(state=Stands.ACCEPTED.value).update(
        state=Stands.SETTLED.value, changed_at=at
    )
    row.state = CampaignState.ENDED.value
    row.save(update_fields=["state"])
    record("admissions.campaign_ended", about=f"admissions.campaign:{row.pk}", by=by, facts={})
    return row
