"""What everybody may read of campaigns by program: rules, places, the draw, what was decided."""

from django.http import HttpRequest
from ninja import Router

from bagdar.access.public import guard
from bagdar.admissions.api.draw_schemas import (
    CampaignId,
    DrawCampaigns,
    DrawCeremony,
    DrawCutoff,
    DrawCutoffs,
    DrawDecision,
    DrawDecisions,
    DrawPlaces,
    DrawWhole,
    campaign_shown,
    ceremony_shown,
    file_shown,
    places_shown,
    whole_shown,
)
from bagdar.admissions.presenters.opening_campaigns import public_campaign
from bagdar.admissions.queries.campaign_files import decisions_of
from bagdar.admissions.queries.campaigns import campaigns, places_of_campaign
from bagdar.admissions.queries.ceremonies import ceremony_in, plan_content, plan_receipt
from bagdar.admissions.queries.published import cutoffs_of, files_shown
from bagdar.admissions.rules.campaign.nouns import DecisionKind
from bagdar.programme.public import answers

router = Router(tags=["campaigns"])
NONE = answers(404)


@router.get(
    "/campaigns", response=DrawCampaigns, operation_id="listCampaigns",
    summary="Campaigns of admission",
)  # fmt: skip
@guard("admissions.draw")
def list_campaigns(request: HttpRequest) -> DrawCampaigns:
    """The latest first; those that are being prepared are not among them."""
    items = [campaign_shown(row) for row in campaigns(public=True)]
    return DrawCampaigns(count=len(items), items=items)


@router.get(
    "/campaigns/{campaign_id}", response=DrawWhole, operation_id="getCampaign",
    summary="A campaign with the rules that decide", openapi_extra=NONE,
)  # fmt: skip
@guard("admissions.draw")
def get_campaign(request: HttpRequest, campaign_id: CampaignId) -> DrawWhole:
    """A small count of applications is not told."""
    return whole_shown(public_campaign(campaign_id))


@router.get(
    "/campaigns/{campaign_id}/places", response=DrawPlaces, operation_id="listCampaignPlaces",
    summary="Places of a campaign", openapi_extra=NONE,
)  # fmt: skip
@guard("admissions.draw")
def list_campaign_places(request: HttpRequest, campaign_id: CampaignId) -> DrawPlaces:
    """tags say which blocks stand at a place."""
    return places_shown(places_of_campaign(public_campaign(campaign_id)))


@router.get(
    "/campaigns/{campaign_id}/draw", response=DrawCeremony, operation_id="getCampaignDraw",
    summary="How the seed of a campaign is drawn", openapi_extra=NONE,
)  # fmt: skip
@guard("admissions.draw")
def get_campaign_draw(request: HttpRequest, campaign_id: CampaignId) -> DrawCeremony:
    """The plan, who cosigned it, who promised and revealed what."""
    row = public_campaign(campaign_id)
    ceremony = ceremony_in(row)
    if ceremony is None:
        return ceremony_shown(None, None, "")
    return ceremony_shown(ceremony, plan_content(row)["plan"], plan_receipt(row))


@router.get(
    "/campaigns/{campaign_id}/decisions", response=DrawDecisions,
    operation_id="listCampaignDecisions", summary="What was decided, with its files",
    openapi_extra=NONE,
)  # fmt: skip
@guard("admissions.draw")
def list_campaign_decisions(request: HttpRequest, campaign_id: CampaignId) -> DrawDecisions:
    """Files with a line of each child are open where the children are made up."""
    row = public_campaign(campaign_id)
    files = files_shown(row)
    items = [
        DrawDecision(
            number=made.number, kind=DecisionKind(made.kind), at=made.at, manifest=made.digest,
            files=[file_shown(row, one) for one in files if one.file.number == made.number],
        )
        for made in decisions_of(row)
    ]  # fmt: skip
    return DrawDecisions(count=len(items), items=items)


@router.get(
    "/campaigns/{campaign_id}/cutoffs", response=DrawCutoffs, operation_id="listCampaignCutoffs",
    summary="The last whom each block took", openapi_extra=NONE,
)  # fmt: skip
@guard("admissions.draw")
def list_campaign_cutoffs(request: HttpRequest, campaign_id: CampaignId) -> DrawCutoffs:
    """Of the last decision; none before there is one."""
    items = [
        DrawCutoff(
            place=one["place"], block=one["block"], most=one["most"], cutoff=one["cutoff"]
        )
        for one in cutoffs_of(public_campaign(campaign_id))
    ]  # fmt: skip
    return DrawCutoffs(count=len(items), items=items)
