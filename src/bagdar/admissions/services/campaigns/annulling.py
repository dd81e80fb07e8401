"""Annulling a plan that can no longer run: one official asks, another annuls, everybody reads why.

When it may be is `rules/campaign/annulling.py`.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bagdar.admissions import models
from bagdar.admissions.queries.annulments import annulled_content, asked_annulment
from bagdar.admissions.queries.ceremonies import ANNULLED, check_party
from bagdar.admissions.rules.allocating import VERSION
from bagdar.admissions.rules.campaign.annulling import (
    check_agreeing,
    check_annullable,
    check_annulled,
    check_not_given_up,
)
from bagdar.admissions.rules.campaign.ceremonies import seconds
from bagdar.admissions.rules.campaign.draw_errors import NoAnnulmentAsked
from bagdar.admissions.rules.campaign.errors import ReasonNeeded
from bagdar.admissions.rules.campaign.nouns import CampaignState
from bagdar.admissions.rules.seeding import code_hash, digest_of
from bagdar.admissions.services.campaigns.drawing import drawing_of
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.notary import public as notary

LONGEST = 300


@transaction.atomic
def ask(campaign_id: UUID, reason: str, *, by: Actor, at: datetime) -> models.CampaignAnnulment:
    """Asking again is another reason, to which nobody has agreed yet. reason: everybody reads it.

    Raises NoSuchCampaign, CampaignStateWrong, ReasonNeeded, PlanStands, PlanGivenUp.
    """
    row, ceremony = drawing_of(campaign_id)
    if not reason.strip() or len(reason) > LONGEST:
        raise ReasonNeeded()
    check_annullable(ceremony, rules=VERSION, code=code_hash())
    before = asked_annulment(row)
    check_not_given_up(ceremony, before.agreed if before else ())
    made, _ = models.CampaignAnnulment.objects.update_or_create(
        campaign=row, number=before.number if before else row.annulments.count() + 1,
        defaults={"reason": reason.strip(), "asked_at": at, "asked_by": by.name, "agreed": {}},
    )  # fmt: skip
    _record("annulment_asked", row, by, number=made.number)
    return made


@transaction.atomic
def agree(campaign_id: UUID, party: str, *, by: Actor, at: datetime) -> models.CampaignAnnulment:
    """A party agrees that what was revealed is not used; by: the account that speaks for it.

    Raises NoSuchCampaign, CampaignStateWrong, NotYourParty, NoAnnulmentAsked, AgreementUnneeded.
    """
    row, ceremony = drawing_of(campaign_id)
    check_party(row, party, by.name)
    found = _asked(row)
    check_agreeing(ceremony, party, found.agreed)
    found.agreed = {**found.agreed, party: seconds(at)}
    found.save(update_fields=["agreed"])
    _record("annulment_agreed", row, by, number=found.number, party=party)
    return found


@transaction.atomic
def annul(campaign_id: UUID, *, by: Actor, at: datetime) -> models.Campaign:
    """The campaign is closed again, its input as frozen as before; all that was said stays told.

    Raises NoSuchCampaign, CampaignStateWrong, NoAnnulmentAsked, OtherAnnuls, PlanStands,
    AgreementMissing.
    """
    row, ceremony = drawing_of(campaign_id)
    found = _asked(row)
    check_annulled(
        ceremony, found.agreed, asked_by=found.asked_by, by=by.name, rules=VERSION,
        code=code_hash(),
    )  # fmt: skip
    found.ceremony, found.annulled_at, found.annulled_by = row.ceremony, at, by.name
    about = f"admissions.campaign:{row.pk}/plan/{found.number}"
    found.receipt = notary.commit(ANNULLED, about, annulled_content(found))
    found.save(update_fields=["ceremony", "annulled_at", "annulled_by", "receipt"])
    row.parties.all().delete()
    row.plan, row.ceremony, row.plan_receipt = None, None, ""
    row.state = CampaignState.CLOSED.value
    row.save(update_fields=["plan", "ceremony", "plan_receipt", "state"])
    _record("plan_annulled", row, by, number=found.number, plan=digest_of(ceremony.plan))
    return row


def _asked(row: models.Campaign) -> models.CampaignAnnulment:
    found = asked_annulment(row)
    if found is None:
        raise NoAnnulmentAsked()
    return found


def _record(event: str, row: models.Campaign, by: Actor, **facts: object) -> None:
    about = f"admissions.campaign:{row.pk}"
    record(f"admissions.campaign_{event}", about=about, by=by, facts=facts)
