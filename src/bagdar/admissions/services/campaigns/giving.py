"""Running, holding and letting out: whoever runs it does not let it out."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bagdar.admissions import models
from bagdar.admissions.queries.annulments import asked_annulment
from bagdar.admissions.queries.campaigns import check_state
from bagdar.admissions.queries.ceremonies import ceremony_in
from bagdar.admissions.queries.held import Ran, ran
from bagdar.admissions.rules.campaign.annulling import check_not_given_up
from bagdar.admissions.rules.campaign.draw_errors import HeldDiffers
from bagdar.admissions.rules.campaign.errors import OtherPersonNeeded
from bagdar.admissions.rules.campaign.nouns import CampaignState, DecisionKind
from bagdar.admissions.rules.refusals import check_published
from bagdar.admissions.services.campaigns.opening import locked
from bagdar.admissions.services.campaigns.telling import decide, offer
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.notary import public as notary

FIRST = 1


@transaction.atomic
def run(campaign_id: UUID, *, by: Actor, at: datetime) -> models.Campaign:
    """Allocate from the frozen input and the drawn seed, check, and hold: nobody is told.

    Raises NoSuchCampaign, CampaignStateWrong, PlanGivenUp, what seeding.seed_of and
    check_unchanged raise, and a subclass of Unverified where the checker refuses the files.
    """
    row = locked(campaign_id)
    check_state(row, CampaignState.DRAWING)
    _check_not_given_up(row)
    found = ran(row)
    checked = check_published(found.files)
    row.held, row.run_at, row.run_by = found.digest, at, by.name
    row.state = CampaignState.HELD.value
    row.save(update_fields=["held", "run_at", "run_by", "state"])
    record(
        "admissions.campaign_run", about=f"admissions.campaign:{row.pk}", by=by,
        facts={"manifest": found.digest, "applications": checked.children,
               "seated": checked.seated},
    )  # fmt: skip
    return row


def _check_not_given_up(row: models.Campaign) -> None:
    asked, ceremony = asked_annulment(row), ceremony_in(row)
    if asked is not None and ceremony is not None:
        check_not_given_up(ceremony, asked.agreed)


@transaction.atomic
def release(campaign_id: UUID, *, by: Actor, at: datetime) -> models.Campaign:
    """Let out exactly what is held: its files, the decision, offers to whom it gives places.

    Raises NoSuchCampaign, CampaignStateWrong, OtherPersonNeeded, Overdue, LogAbsent, HeldDiffers,
    InputChanged, RulesChanged, CodeChanged.
    """
    row = locked(campaign_id)
    check_state(row, CampaignState.HELD)
    if by.name == row.run_by:
        raise OtherPersonNeeded()
    notary.require_timely(at)
    found = _as_held(row)
    decide(row, FIRST, DecisionKind.MAIN, found.files, by=by, at=at)
    given = {child for child, seat in found.allocation.outcome.items() if seat is not None}
    offer(row, found.allocation, given, by=by, at=at)
    row.state, row.published_at = CampaignState.PUBLISHED.value, at
    row.save(update_fields=["state", "published_at"])
    record(
        "admissions.campaign_released", about=f"admissions.campaign:{row.pk}", by=by,
        facts={"manifest": found.digest},
    )  # fmt: skip
    return row


def _as_held(row: models.Campaign) -> Ran:
    found = ran(row)
    if found.digest != row.held:
        raise HeldDiffers()
    check_published(found.files)
    return found
