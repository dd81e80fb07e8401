"""A clerk in campaigns by program: claims are decided by their papers."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from bagdar.access.public import KEY_DESCRIBED, actor, guard, looker_facts, repeatable
from bagdar.admissions import models
from bagdar.admissions.api.campaign_asked import (
    AppliedId,
    CampaignAddressVerdict,
    CampaignVerdict,
    FactCode,
)
from bagdar.admissions.api.campaign_own import name_of
from bagdar.admissions.api.campaign_schemas import (
    FILE_GIVEN,
    CampaignCase,
    CampaignClaimsWaiting,
    CampaignClaimWaiting,
    address_told,
    claims_told,
)
from bagdar.admissions.presenters.campaign_files import evidence_answer
from bagdar.admissions.presenters.campaign_opening import claimed_application, claimed_at
from bagdar.admissions.queries.campaign_offering import claims_to_decide
from bagdar.admissions.services.campaigns import addresses, proving
from bagdar.admissions.services.campaigns.looking import note_claims
from bagdar.programme.public import answers

router = Router(tags=["campaigns"])
DEED = answers(404, 409, 422, parameters=[KEY_DESCRIBED])
MOST = 200  # of one list


def _told(request: HttpRequest, row: models.CampaignApplication) -> CampaignCase:
    """Written down before it is given."""
    note_claims(row, by=actor(request), looker=looker_facts(request))
    return CampaignCase(
        application=row.pk, campaign=row.campaign_id, person=row.person_id,
        name=name_of(row.person_id), claims=claims_told(row), address=address_told(row),
    )  # fmt: skip


def _decided(
    request: HttpRequest, id: UUID, deed: Callable[..., models.CampaignClaim],
    given: CampaignVerdict,
) -> CampaignCase:  # fmt: skip
    row = claimed_application(request, id, "decide")
    deed(row.pk, given.fact, given.reason, by=actor(request), at=timezone.now())
    return _told(request, row)


@router.get(
    "/campaigns/claims", response=CampaignClaimsWaiting, operation_id="listCampaignClaims",
    summary="Claims that wait to be decided",
)  # fmt: skip
@guard("admissions.campaign_claims")
def list_campaign_claims(request: HttpRequest) -> CampaignClaimsWaiting:
    """Those that wait longest first; a region's clerk sees those of its campaigns. No names."""
    items = [
        CampaignClaimWaiting(
            application=one.application.pk, campaign=one.application.campaign_id, fact=one.fact,
            claimed_at=one.claimed_at,
        )
        for one in claims_to_decide(claimed_at(request), MOST)
    ]  # fmt: skip
    return CampaignClaimsWaiting(count=len(items), items=items)


@router.get(
    "/campaigns/claims/{application_id}", response=CampaignCase, operation_id="getCampaignClaims",
    summary="Claims of an application", openapi_extra=answers(404),
)  # fmt: skip
@guard("admissions.campaign_claims")
def get_campaign_claims(request: HttpRequest, application_id: AppliedId) -> CampaignCase:
    """That it was looked at is written into the trail."""
    return _told(request, claimed_application(request, application_id))


@router.get(
    "/campaigns/claims/{application_id}/evidence/{fact}",
    operation_id="downloadCampaignEvidence", summary="The file behind a claim",
    openapi_extra=answers(404, responses={200: FILE_GIVEN}),
)  # fmt: skip
@guard("admissions.campaign_claims", "export")
def download_campaign_evidence(
    request: HttpRequest, application_id: AppliedId, fact: FactCode
) -> HttpResponse:
    """Exactly the bytes that were kept. That it was looked at is written into the trail."""
    row = claimed_application(request, application_id, "export")
    note_claims(row, by=actor(request), looker=looker_facts(request))
    return evidence_answer(row, fact)


@router.post(
    "/campaigns/claims/{application_id}/proof", response=CampaignCase,
    operation_id="proveCampaignClaim", summary="Find a claim proven", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.campaign_claims", "decide")
@repeatable
def prove_campaign_claim(
    request: HttpRequest, application_id: AppliedId, given: CampaignVerdict
) -> CampaignCase:
    """It counts from now on."""
    return _decided(request, application_id, proving.prove, given)


@router.post(
    "/campaigns/claims/{application_id}/disproof", response=CampaignCase,
    operation_id="disproveCampaignClaim", summary="Find a claim not proven", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.campaign_claims", "decide")
@repeatable
def disprove_campaign_claim(
    request: HttpRequest, application_id: AppliedId, given: CampaignVerdict
) -> CampaignCase:
    """It does not count; the family may claim it anew with another paper."""
    return _decided(request, application_id, proving.disprove, given)


def _address_decided(
    request: HttpRequest, id: UUID, is_proven: bool, given: CampaignAddressVerdict
) -> CampaignCase:
    row = claimed_application(request, id, "decide")
    by, at = actor(request), timezone.now()
    addresses.decide_address(row.pk, is_proven, given.reason, by=by, at=at)
    return _told(request, row)


@router.post(
    "/campaigns/claims/{application_id}/address/proof", response=CampaignCase,
    operation_id="proveCampaignAddress", summary="Find a claimed address proven",
    openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.campaign_claims", "decide")
@repeatable
def prove_campaign_address(
    request: HttpRequest, application_id: AppliedId, given: CampaignAddressVerdict
) -> CampaignCase:
    """The catchment of the street counts from now on."""
    return _address_decided(request, application_id, True, given)


@router.post(
    "/campaigns/claims/{application_id}/address/disproof", response=CampaignCase,
    operation_id="disproveCampaignAddress", summary="Find a claimed address not proven",
    openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.campaign_claims", "decide")
@repeatable
def disprove_campaign_address(
    request: HttpRequest, application_id: AppliedId, given: CampaignAddressVerdict
) -> CampaignCase:
    """It does not count; the family may claim it anew with another paper."""
    return _address_decided(request, application_id, False, given)
