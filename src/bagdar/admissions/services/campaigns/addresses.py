"""Where a child lives within its territory: a family claims it, a clerk proves it.

The register knows the territory alone. Where streets of one territory belong to several schools, an
address decides; it counts once somebody other than who claims it has seen the paper.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bagdar.access.rules.roles import Role
from bagdar.admissions import models
from bagdar.admissions.queries.campaign_family import check_open
from bagdar.admissions.queries.campaign_receipts import offer_about as about
from bagdar.admissions.queries.campaigns import application_of, check_state
from bagdar.admissions.rules.campaign.catchments import street_key
from bagdar.admissions.rules.campaign.errors import OtherPersonNeeded, ReasonNeeded
from bagdar.admissions.rules.campaign.nouns import CampaignKind, CampaignState, ClaimState, Stands
from bagdar.admissions.rules.campaign.school_errors import AddressFaulty, AddressStateWrong
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.notary import public as notary

OPEN = CampaignState.OPEN
ADDRESS = "admissions.address"


@transaction.atomic
def claim_address(
    application_id: UUID, street: str, house: str, document: str, *, by: Actor, at: datetime
) -> models.CampaignAddress:
    """document: what proves it. A new claim stands in place of the one before, proven or not.

    Raises NoSuchApplicationHere, CampaignStateWrong, NotOpenNow, AddressFaulty.
    """
    row = _locked(application_id)
    check_open(row.campaign, at)
    is_school = row.campaign.kind == CampaignKind.SCHOOL.value
    if not is_school or row.state != Stands.APPLIED.value or not street_key(street):
        raise AddressFaulty()
    if not document.strip():
        raise AddressFaulty()
    said = {
        "street": street.strip()[:150], "house": house.strip()[:20],
        "document": document.strip()[:300], "state": ClaimState.CLAIMED.value, "claimed_at": at,
        "claimed_by": by.name, "decided_at": None, "decided_by": "", "reason": "",
    }  # fmt: skip
    made, _ = models.CampaignAddress.objects.update_or_create(application=row, defaults=said)
    _record("claimed", row, by)
    return made


@transaction.atomic
def decide_address(
    application_id: UUID, is_proven: bool, reason: str, *, by: Actor, at: datetime
) -> models.CampaignAddress:
    """reason: which paper was seen, or why it does not prove it.

    Raises NoSuchApplicationHere, CampaignStateWrong, AddressStateWrong, OtherPersonNeeded,
    ReasonNeeded.
    """
    row = _locked(application_id)
    found = models.CampaignAddress.objects.filter(application=row).first()
    if found is None or found.state != ClaimState.CLAIMED.value:
        raise AddressStateWrong(ClaimState(found.state) if found else ClaimState.CLAIMED)
    if by.role == Role.PERSON.value or found.claimed_by == by.name:
        raise OtherPersonNeeded()
    if not reason.strip():
        raise ReasonNeeded()
    found.state = (ClaimState.PROVEN if is_proven else ClaimState.DISPROVEN).value
    found.decided_at, found.decided_by, found.reason = at, by.name, reason.strip()[:300]
    found.save()
    told = {
        "campaign": row.campaign.namespace, "child": row.child, "street": found.street,
        "house": found.house, "state": found.state,
    }  # fmt: skip
    notary.commit(ADDRESS, f"{about(row)}/address", told)
    _record("proven" if is_proven else "disproven", row, by)
    return found


def _locked(application_id: UUID) -> models.CampaignApplication:
    """Of a campaign that takes applications: what was frozen at closing stays."""
    row = application_of(application_id)
    campaign = models.Campaign.objects.select_for_update().get(pk=row.campaign_id)
    check_state(campaign, OPEN)
    return models.CampaignApplication.objects.select_for_update().get(pk=row.pk)


def _record(event: str, row: models.CampaignApplication, by: Actor) -> None:
    record(f"admissions.address_{event}", about=about(row), by=by, facts={})
