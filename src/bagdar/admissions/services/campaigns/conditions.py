"""Conditional admission: a paper that comes later is recorded, or the place is left."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bagdar.admissions import models
from bagdar.admissions.queries.campaign_receipts import OFFER, offer_about
from bagdar.admissions.queries.campaign_told import answer_about, answer_told
from bagdar.admissions.queries.campaigns import application_of, check_state
from bagdar.admissions.queries.conditions import conditions_of, unmet
from bagdar.admissions.rules.campaign.errors import ClaimFaulty, OtherEyesNeeded, ReasonNeeded
from bagdar.admissions.rules.campaign.nouns import GIVEN, ClaimState, FactFrom, Stands
from bagdar.admissions.services.campaigns.opening import locked
from bagdar.admissions.services.vouchers import end
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.periods import local_date
from bagdar.notary import public as notary

LONGEST = 300
FAMILY = "person"  # the role of whoever claims


@transaction.atomic
def meet(
    application_id: UUID, condition: str, basis: str, *, by: Actor, at: datetime
) -> models.CampaignClaim:
    """A clerk has seen the paper for which a place waits. basis: which paper.

    Raises NoSuchApplicationHere, CampaignStateWrong, ClaimFaulty: the place does not wait for it,
    or its day is over; OtherEyesNeeded, ReasonNeeded.
    """
    check_state(locked(application_of(application_id).campaign_id), *GIVEN)
    row = application_of(application_id)
    waits = {one.code: one for one, last in conditions_of(row) if local_date(at) <= last}
    if condition not in waits:
        raise ClaimFaulty()
    if by.role == FAMILY:
        raise OtherEyesNeeded()
    if not basis.strip() or len(basis) > LONGEST:
        raise ReasonNeeded()
    made, _ = models.CampaignClaim.objects.update_or_create(
        application=row, fact=waits[condition].claim,
        defaults={
            "value": 1, "origin": FactFrom.CLAIM.value, "state": ClaimState.PROVEN.value,
            "claimed_at": at, "decided_at": at, "decided_by": by.name, "reason": basis.strip(),
        },
    )  # fmt: skip
    record("admissions.campaign_condition_met", about=offer_about(row), by=by, facts={})
    return made


@transaction.atomic
def leave_unmet(campaign_id: UUID, *, by: Actor, at: datetime) -> int:
    """Places whose condition was not met by its last day are left; how many.

    They go to others by moving up, where the campaign has not ended; a voucher that was taken out
    ends. Raises NoSuchCampaign, CampaignStateWrong.
    """
    row = locked(campaign_id)
    check_state(row, *GIVEN)
    found = unmet(row, local_date(at))
    for one in found:
        _end_voucher(one, by, at)
        one.state, one.until = Stands.LEFT.value, None
    models.CampaignApplication.objects.bulk_update(found, ["state", "until"], batch_size=500)
    notary.commit_all(OFFER, {answer_about(one): answer_told(one) for one in found})
    for one in found:
        record("admissions.campaign_condition_missed", about=offer_about(one), by=by, facts={})
    return len(found)


def _end_voucher(row: models.CampaignApplication, by: Actor, at: datetime) -> None:
    found = models.Voucher.objects.filter(application=row, ended_on=None).first()
    if found is not None:
        why = "; ".join(one.title.kk for one, _ in conditions_of(row))
        end(found.pk, why[:LONGEST], by=by, at=at)
