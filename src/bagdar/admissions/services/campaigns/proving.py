"""What a clerk does with claims: proves them or not, with other eyes than who claims."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bagdar.access.rules.roles import Role
from bagdar.admissions import models
from bagdar.admissions.queries.campaign_receipts import offer_about as about
from bagdar.admissions.queries.campaigns import application_of, check_state
from bagdar.admissions.rules.campaign.errors import (
    ApplicationStateWrong,
    NoSuchClaim,
    OtherEyesNeeded,
    ReasonNeeded,
)
from bagdar.admissions.rules.campaign.nouns import CampaignState, ClaimState, Stands
from bagdar.admissions.services.campaigns.opening import locked
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.notary import public as notary

CLAIM = "admissions.claim"
MOST = 300  # letters of a reason


@transaction.atomic
def prove(
    application_id: UUID, fact: str, basis: str, *, by: Actor, at: datetime
) -> models.CampaignClaim:
    """It counts from now on. basis: on which paper or register.

    Raises NoSuchApplicationHere, NoSuchClaim, CampaignStateWrong, ApplicationStateWrong,
    OtherEyesNeeded, ReasonNeeded.
    """
    return _decide(application_id, fact, ClaimState.PROVEN, basis, by, at)


@transaction.atomic
def disprove(
    application_id: UUID, fact: str, reason: str, *, by: Actor, at: datetime
) -> models.CampaignClaim:
    """It does not count. The family may claim it anew with another paper. Raises as prove does."""
    return _decide(application_id, fact, ClaimState.DISPROVEN, reason, by, at)


def _decide(
    id: UUID, fact: str, state: ClaimState, reason: str, by: Actor, at: datetime
) -> models.CampaignClaim:
    check_state(locked(application_of(id).campaign_id), CampaignState.OPEN)
    found = _claim(id, fact)
    stands = Stands(found.application.state)
    if stands is not Stands.APPLIED:
        raise ApplicationStateWrong(stands)
    if by.role == Role.PERSON.value or by.name == found.claimed_by:
        raise OtherEyesNeeded()
    if not reason.strip() or len(reason.strip()) > MOST:
        raise ReasonNeeded()
    found.state, found.reason = state.value, reason.strip()
    found.decided_at, found.decided_by = at, by.name
    found.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    _note(found, by)
    return found


def _claim(id: UUID, fact: str) -> models.CampaignClaim:
    rows = models.CampaignClaim.objects.select_related("application__campaign")
    found = rows.filter(application_id=id, fact=fact).first()
    if found is None:
        raise NoSuchClaim()
    return found


def _note(found: models.CampaignClaim, by: Actor) -> None:
    of = found.application
    told = {
        "campaign": of.campaign.namespace, "child": of.child, "fact": found.fact,
        "value": found.value, "evidence": found.evidence, "state": found.state,
    }  # fmt: skip
    notary.commit(CLAIM, f"{about(of)}/{found.fact}", told)
    event = f"admissions.campaign_claim_{found.state}"
    record(event, about=about(of), by=by, facts={"fact": found.fact})
