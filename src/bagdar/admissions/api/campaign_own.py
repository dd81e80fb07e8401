"""A family in campaigns by program: applies, ranks, claims, reads why, answers an offer."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Router, Status
from ninja.files import UploadedFile

from bagdar.access.public import KEY_DESCRIBED, actor, guard, repeatable
from bagdar.admissions import models
from bagdar.admissions.api.campaign_asked import (
    AppliedId,
    CampaignAddressSaid,
    CampaignApply,
    CampaignClaimSaid,
    CampaignId,
    CampaignWishes,
    FactCode,
    LearnerId,
    OfferedId,
    SettledId,
)
from bagdar.admissions.api.campaign_schemas import (
    FILE_GIVEN,
    CampaignApplicationLines,
    CampaignApplicationTold,
    CampaignLearner,
    CampaignLearners,
    CampaignOpenTo,
    CampaignPlaces,
    application_shown,
    line_told,
    wishable_told,
)
from bagdar.admissions.keeping import MOST
from bagdar.admissions.presenters.campaign_files import evidence_answer
from bagdar.admissions.presenters.campaign_opening import (
    own_applicant,
    own_applicants,
    own_campaign_application,
)
from bagdar.admissions.queries.campaign_family import (
    campaign_applications,
    campaigns_ahead,
    check_may_apply,
    check_open,
)
from bagdar.admissions.queries.campaigns import campaign_of, places_of_campaign
from bagdar.admissions.rules.campaign.errors import NoSuchCampaign
from bagdar.admissions.rules.campaign.nouns import CampaignKind, CampaignState
from bagdar.admissions.services.campaigns import addresses, answering, applying
from bagdar.core.errors import DomainError
from bagdar.core.periods import local_date
from bagdar.programme.public import answers
from bagdar.registry.public import origin_of_person, person_on

router = Router(tags=["campaigns"])
DEED = answers(404, 409, 422, parameters=[KEY_DESCRIBED])
PROOF = answers(404, 409, 413, 415, 422, parameters=[KEY_DESCRIBED])


def name_of(person_id: UUID) -> str:
    told = person_on(person_id, local_date(timezone.now()))
    return told.name.full if told else str(person_id)


def _done(
    request: HttpRequest, id: UUID, deed: Callable[..., models.CampaignApplication], *said: Any
) -> CampaignApplicationTold:
    """What a deed of the family makes of an own application."""
    row, _ = own_campaign_application(request, id, "update")
    return application_shown(deed(row.pk, *said, by=actor(request), at=timezone.now()))


@router.get(
    "/campaigns/own/people", response=CampaignLearners, operation_id="listCampaignLearners",
    summary="Themselves and own children, with the campaigns that take applications",
)  # fmt: skip
@guard("admissions.campaign_own", "create")
def list_campaign_learners(request: HttpRequest) -> CampaignLearners:
    """Of each campaign whether the person may apply now, or the code of what stands against it."""
    items = [
        CampaignLearner(person=one, name=name_of(one), campaigns=[
            _open_to(row, one) for row in campaigns_ahead(origin_of_person(one), timezone.now())
        ])
        for one, _ in own_applicants(request)
    ]  # fmt: skip
    return CampaignLearners(count=len(items), items=items)


def _open_to(row: models.Campaign, person_id: UUID) -> CampaignOpenTo:
    refused = None
    try:
        check_may_apply(row, person_id, timezone.now())
        check_open(row, timezone.now())
    except DomainError as error:
        refused = error.code
    return CampaignOpenTo(
        campaign=row.pk, kind=CampaignKind(row.kind), territory=row.territory, year=row.year,
        turn=row.turn, opens_at=row.opens_at, closes_at=row.closes_at, refused=refused,
    )  # fmt: skip


@router.get(
    "/campaigns/own/people/{person_id}/places/{campaign_id}", response=CampaignPlaces,
    operation_id="listCampaignWishable", summary="Places that may be wished for a person",
    openapi_extra=answers(404, 422),
)  # fmt: skip
@guard("admissions.campaign_own", "create")
def list_campaign_wishable(
    request: HttpRequest, person_id: LearnerId, campaign_id: CampaignId
) -> CampaignPlaces:
    """Those that have seats, by code."""
    own_applicant(request, person_id, "create")
    row = campaign_of(campaign_id)
    if row.state == CampaignState.DRAFT.value:
        raise NoSuchCampaign()
    check_may_apply(row, person_id, timezone.now())
    some = [one for one in places_of_campaign(row) if one.seats]
    items = wishable_told(some, local_date(timezone.now()))
    return CampaignPlaces(count=len(items), items=items)


@router.get(
    "/campaigns/own/applications", response=CampaignApplicationLines,
    operation_id="listOwnCampaignApplications", summary="Own applications and those of children",
)  # fmt: skip
@guard("admissions.campaign_own")
def list_own_campaign_applications(request: HttpRequest) -> CampaignApplicationLines:
    """The latest campaign first."""
    rows = campaign_applications([one for one, _ in own_applicants(request)])
    return CampaignApplicationLines(count=len(rows), items=[line_told(row) for row in rows])


@router.post(
    "/campaigns/own/applications", response={201: CampaignApplicationTold},
    operation_id="applyToCampaign", summary="Apply to a campaign", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.campaign_own", "create")
@repeatable
def apply_to_campaign(
    request: HttpRequest, given: CampaignApply
) -> Status[CampaignApplicationTold]:
    """Once; until the campaign closes everything may be changed."""
    own_applicant(request, given.person, "create")
    made = applying.apply_for_places(
        given.campaign, given.person, given.wishes, by=actor(request), at=timezone.now()
    )
    return Status(201, application_shown(made))


@router.get(
    "/campaigns/own/applications/{application_id}", response=CampaignApplicationTold,
    operation_id="getOwnCampaignApplication", summary="An own application, and why it stands so",
    openapi_extra=answers(404),
)  # fmt: skip
@guard("admissions.campaign_own")
def get_own_campaign_application(
    request: HttpRequest, application_id: AppliedId
) -> CampaignApplicationTold:
    """Nothing that was decided before it is let out."""
    return application_shown(own_campaign_application(request, application_id)[0])


@router.post(
    "/campaigns/own/applications/{application_id}/wishes", response=CampaignApplicationTold,
    operation_id="changeCampaignWishes", summary="Rank places anew", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.campaign_own", "update")
@repeatable
def change_campaign_wishes(
    request: HttpRequest, application_id: AppliedId, given: CampaignWishes
) -> CampaignApplicationTold:
    """The instant of applying stays."""
    return _done(request, application_id, applying.change_wishes, given.wishes)


@router.post(
    "/campaigns/own/applications/{application_id}/claims", response=CampaignApplicationTold,
    operation_id="claimInCampaign", summary="Claim a fact that the register does not have",
    openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.campaign_own", "update")
@repeatable
def claim_in_campaign(
    request: HttpRequest, application_id: AppliedId, given: CampaignClaimSaid
) -> CampaignApplicationTold:
    """It counts once somebody else has proven it."""
    said = (given.fact, given.value, given.document)
    return _done(request, application_id, applying.claim, *said)


@router.post(
    "/campaigns/own/applications/{application_id}/address", response=CampaignApplicationTold,
    operation_id="claimCampaignAddress", summary="Claim where a child lives in its territory",
    openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.campaign_own", "update")
@repeatable
def claim_campaign_address(
    request: HttpRequest, application_id: AppliedId, given: CampaignAddressSaid
) -> CampaignApplicationTold:
    """For schools; it counts once somebody else has proven it."""
    row, _ = own_campaign_application(request, application_id, "update")
    said = (given.street, given.house, given.document)
    addresses.claim_address(row.pk, *said, by=actor(request), at=timezone.now())
    return application_shown(row)


@router.post(
    "/campaigns/own/applications/{application_id}/claims/{fact}/evidence",
    response=CampaignApplicationTold, operation_id="addCampaignEvidence",
    summary="Put a file behind a claim that waits", openapi_extra=PROOF,
)  # fmt: skip
@guard("admissions.campaign_own", "update")
@repeatable
def add_campaign_evidence(
    request: HttpRequest, application_id: AppliedId, fact: FactCode,
    file: Annotated[UploadedFile, File(description="PDF, PNG or JPEG, by what its bytes are.")],
) -> CampaignApplicationTold:  # fmt: skip
    """In the place of the file that is there; kept under its SHA-256."""
    return _done(request, application_id, applying.add_evidence, fact, file.read(MOST + 1))


@router.get(
    "/campaigns/own/applications/{application_id}/claims/{fact}/evidence",
    operation_id="downloadOwnCampaignEvidence", summary="The file behind an own claim",
    openapi_extra=answers(404, responses={200: FILE_GIVEN}),
)  # fmt: skip
@guard("admissions.campaign_own", "export")
def download_own_campaign_evidence(
    request: HttpRequest, application_id: AppliedId, fact: FactCode
) -> HttpResponse:
    """Exactly the bytes that were kept, or a refusal where they are damaged."""
    return evidence_answer(own_campaign_application(request, application_id, "export")[0], fact)


@router.post(
    "/campaigns/own/applications/{application_id}/claims/{fact}/drop",
    response=CampaignApplicationTold, operation_id="dropCampaignClaim", summary="Drop a claim",
    openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.campaign_own", "update")
@repeatable
def drop_campaign_claim(
    request: HttpRequest, application_id: AppliedId, fact: FactCode
) -> CampaignApplicationTold:
    """Whatever was decided of it."""
    return _done(request, application_id, applying.drop_claim, fact)


@router.post(
    "/campaigns/own/applications/{application_id}/acceptance", response=CampaignApplicationTold,
    operation_id="acceptCampaignOffer", summary="Accept the place that is offered",
    openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.campaign_own", "update")
@repeatable
def accept_by_program(request: HttpRequest, application_id: OfferedId) -> CampaignApplicationTold:
    """A dearer wish may still come; where none can, it is for good."""
    return _done(request, application_id, answering.accept)


@router.post(
    "/campaigns/own/applications/{application_id}/settlement", response=CampaignApplicationTold,
    operation_id="settleCampaignOffer", summary="Take the place for good", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.campaign_own", "update")
@repeatable
def settle_by_program(request: HttpRequest, application_id: OfferedId) -> CampaignApplicationTold:
    """No dearer wish is waited for."""
    return _done(request, application_id, answering.settle)


@router.post(
    "/campaigns/own/applications/{application_id}/refusal", response=CampaignApplicationTold,
    operation_id="refuseCampaignOffer", summary="Refuse the place that is offered",
    openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.campaign_own", "update")
@repeatable
def refuse_by_program(request: HttpRequest, application_id: OfferedId) -> CampaignApplicationTold:
    """The place goes to somebody else."""
    return _done(request, application_id, answering.refuse)


@router.post(
    "/campaigns/own/applications/{application_id}/leaving", response=CampaignApplicationTold,
    operation_id="leaveCampaign", summary="Give up a place, or waiting for one", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.campaign_own", "update")
@repeatable
def leave_by_program(request: HttpRequest, application_id: SettledId) -> CampaignApplicationTold:
    """Nobody comes back to a campaign that they left."""
    return _done(request, application_id, answering.leave)


@router.post(
    "/campaigns/own/applications/{application_id}/withdrawal", response=CampaignApplicationTold,
    operation_id="withdrawFromCampaign", summary="Withdraw an application", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.campaign_own", "update")
@repeatable
def withdraw_by_program(request: HttpRequest, application_id: AppliedId) -> CampaignApplicationTold:
    """While the campaign is open; applying again changes no number."""
    return _done(request, application_id, applying.withdraw)
