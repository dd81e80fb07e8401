"""Officials and parties by program: the steps of a campaign, promises and reveals."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from bagdar.access.public import KEY_DESCRIBED, actor, guard, repeatable, require
from bagdar.admissions.api.draw_schemas import (
    CampaignId,
    ClosedId,
    DraftId,
    DrawDesk,
    DrawDesks,
    DrawDone,
    DrawHeard,
    DrawnId,
    DrawPart,
    DrawParts,
    DrawPlanned,
    DrawPreview,
    DrawPromise,
    DrawReveal,
    HeldId,
    OpenId,
    campaign_shown,
    desk_shown,
    preview_shown,
    said_by,
)
from bagdar.admissions.models import Campaign
from bagdar.admissions.presenters.opening_campaigns import (
    OWN,
    desk_campaign,
    desk_campaigns,
    own_part,
)
from bagdar.admissions.queries.annulments import annulling_of
from bagdar.admissions.queries.campaign_desk import counts_of, next_of
from bagdar.admissions.queries.campaigns import check_state
from bagdar.admissions.queries.ceremonies import ceremony_in, parts_of, plan_content
from bagdar.admissions.queries.working import needs_work, preview_at_hand
from bagdar.admissions.rules.campaign.draw_errors import PartiesFaulty
from bagdar.admissions.rules.campaign.next_steps import NextStep
from bagdar.admissions.rules.campaign.nouns import CampaignState
from bagdar.admissions.services.campaigns import (
    answering,
    conditions,
    drawing,
    moving,
    opening,
    working,
)
from bagdar.programme.public import answers

router = Router(tags=["campaigns"])
DEED = answers(404, 409, 422, parameters=[KEY_DESCRIBED])
WORKED = {200: DrawDesk, 202: DrawDesk}  # done; asked for, and done beside the service


def campaign_told(request: HttpRequest, row: Campaign) -> DrawDesk:
    name = actor(request).name
    found = next_of(row, name, timezone.now())
    return desk_shown(row, found, annulling_of(row, name), counts_of(row))


def campaign_worked(request: HttpRequest, id: Any, step: NextStep) -> DrawDesk | Status[DrawDesk]:
    """The same of a step that a process of its own does where the campaign is large: 202."""
    row = desk_campaign(request, id, "decide")
    if not needs_work(row, step):
        return campaign_done(request, id, working.DEEDS[step])
    working.ask(row.pk, step, by=actor(request), at=timezone.now())
    return Status(202, campaign_told(request, desk_campaign(request, id)))


def campaign_done(request: HttpRequest, id: Any, deed: Callable[..., Any], *said: Any) -> DrawDesk:
    """What a deed of an official makes of a campaign of the own territory."""
    row = desk_campaign(request, id, "decide")
    deed(row.pk, *said, by=actor(request), at=timezone.now())
    return campaign_told(request, desk_campaign(request, id))


@router.get(
    "/campaigns/desk/all", response=DrawDesks, operation_id="listCampaignsToCarryOut",
    summary="Campaigns that the own account carries out",
)  # fmt: skip
@guard("admissions.draw_desk")
def list_campaigns_to_carry_out(request: HttpRequest) -> DrawDesks:
    """Those of the own territory; those that are being prepared are among them."""
    items = [campaign_shown(row) for row in desk_campaigns(request)]
    return DrawDesks(count=len(items), items=items)


@router.get(
    "/campaigns/desk/{campaign_id}", response=DrawDesk, operation_id="getCampaignToCarryOut",
    summary="Where a campaign stands, and what is next", openapi_extra=answers(404),
)  # fmt: skip
@guard("admissions.draw_desk")
def get_campaign_to_carry_out(request: HttpRequest, campaign_id: CampaignId) -> DrawDesk:
    """Who is waited for is named by the code of the party."""
    return campaign_told(request, desk_campaign(request, campaign_id))


@router.get(
    "/campaigns/desk/{campaign_id}/preview", response=DrawPreview,
    operation_id="previewCampaign", summary="What a held result would do",
    openapi_extra=answers(404, 409),
)  # fmt: skip
@guard("admissions.draw_desk")
def preview_campaign(request: HttpRequest, campaign_id: HeldId) -> DrawPreview:
    """Nobody has been told. It is computed anew, or by the process that ran a large one."""
    row = desk_campaign(request, campaign_id)
    check_state(row, CampaignState.HELD)
    return preview_shown(preview_at_hand(row))


@router.post(
    "/campaigns/desk/{campaign_id}/beginning", response=DrawDesk, operation_id="beginCampaign",
    summary="Begin to take applications", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.draw_desk", "decide")
@repeatable
def begin_campaign(request: HttpRequest, campaign_id: DraftId) -> DrawDesk:
    """Places and rules stay as they are."""
    return campaign_done(request, campaign_id, opening.begin)


@router.post(
    "/campaigns/desk/{campaign_id}/closing", response=WORKED, operation_id="closeCampaign",
    summary="Close a campaign and freeze its input", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.draw_desk", "decide")
@repeatable
def close_campaign(request: HttpRequest, campaign_id: OpenId) -> DrawDesk | Status[DrawDesk]:
    """Not before the last instant at which families may apply. 202: see `work`."""
    return campaign_worked(request, campaign_id, NextStep.CLOSE)


@router.post(
    "/campaigns/desk/{campaign_id}/plan", response=DrawDesk, operation_id="planCampaignDraw",
    summary="Commit to the plan of the draw", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.draw_desk", "decide")
@repeatable
def plan_campaign_draw(request: HttpRequest, campaign_id: ClosedId, given: DrawPlanned) -> DrawDesk:
    """Nothing of input, rules or code changes after that; another plan needs this one annulled."""
    accounts = {one.party: one.account for one in given.accounts}
    if len(accounts) < len(given.accounts):
        raise PartiesFaulty()
    return campaign_done(request, campaign_id, drawing.plan, accounts)


@router.post(
    "/campaigns/desk/{campaign_id}/witnesses", response=DrawDesk,
    operation_id="readCampaignWitnesses", summary="Read from the log who cosigned the plan",
    openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.draw_desk", "decide")
@repeatable
def read_campaign_witnesses(request: HttpRequest, campaign_id: DrawnId) -> DrawDesk:
    """Parties promise once there are enough."""
    return campaign_done(request, campaign_id, drawing.witnessed)


@router.post(
    "/campaigns/desk/{campaign_id}/beacon", response=DrawDesk, operation_id="hearCampaignBeacon",
    summary="Give the signature of the beacon's round", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.draw_desk", "decide")
@repeatable
def hear_campaign_beacon(request: HttpRequest, campaign_id: DrawnId, given: DrawHeard) -> DrawDesk:
    """It is verified here: whoever brings it cannot choose it."""
    return campaign_done(request, campaign_id, drawing.hear, given.signature)


@router.post(
    "/campaigns/desk/{campaign_id}/run", response=WORKED, operation_id="runCampaign",
    summary="Allocate, check and hold", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.draw_desk", "decide")
@repeatable
def run_campaign(request: HttpRequest, campaign_id: DrawnId) -> DrawDesk | Status[DrawDesk]:
    """Nobody is told before another person lets it out. 202: see `work`."""
    return campaign_worked(request, campaign_id, NextStep.RUN)


@router.post(
    "/campaigns/desk/{campaign_id}/release", response=WORKED, operation_id="releaseCampaign",
    summary="Let out what another person has run", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.draw_desk", "decide")
@repeatable
def release_campaign(request: HttpRequest, campaign_id: HeldId) -> DrawDesk | Status[DrawDesk]:
    """Its files are published and offers are made. 202: see `work`."""
    return campaign_worked(request, campaign_id, NextStep.RELEASE)


@router.post(
    "/campaigns/desk/{campaign_id}/lapses", response=DrawDone, operation_id="lapseCampaignOffers",
    summary="Let offers lapse whose days are over", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.draw_desk", "decide")
@repeatable
def lapse_campaign_offers(request: HttpRequest, campaign_id: CampaignId) -> DrawDone:
    """Their places go to others at the next moving up."""
    row = desk_campaign(request, campaign_id, "decide")
    count = answering.lapse_due(row.pk, by=actor(request), at=timezone.now())
    return DrawDone(count=count)


@router.post(
    "/campaigns/desk/{campaign_id}/unmet", response=DrawDone, operation_id="leaveUnmetInCampaign",
    summary="Leave places whose papers did not come by their day", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.draw_desk", "decide")
@repeatable
def leave_unmet_in_campaign(request: HttpRequest, campaign_id: CampaignId) -> DrawDone:
    """They go to others at the next moving up; a grant that was taken out ends."""
    row = desk_campaign(request, campaign_id, "decide")
    count = conditions.leave_unmet(row.pk, by=actor(request), at=timezone.now())
    return DrawDone(count=count)


@router.post(
    "/campaigns/desk/{campaign_id}/moves", response={200: DrawDone, 202: DrawDesk},
    operation_id="moveUpInCampaign", summary="Give places that became free to others",
    openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.draw_desk", "decide")
@repeatable
def move_up_in_campaign(
    request: HttpRequest, campaign_id: CampaignId
) -> DrawDone | Status[DrawDesk]:
    """The same allocation without those who left: nobody who stays loses by it. 202: see `work`."""
    row = desk_campaign(request, campaign_id, "decide")
    if needs_work(row, NextStep.MOVE_UP):
        working.ask(row.pk, NextStep.MOVE_UP, by=actor(request), at=timezone.now())
        return Status(202, campaign_told(request, desk_campaign(request, campaign_id)))
    count = moving.move_up(row.pk, by=actor(request), at=timezone.now())
    return DrawDone(count=count)


@router.post(
    "/campaigns/desk/{campaign_id}/end", response=DrawDesk, operation_id="endCampaign",
    summary="End a campaign", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.draw_desk", "decide")
@repeatable
def end_campaign(request: HttpRequest, campaign_id: CampaignId) -> DrawDesk:
    """Nobody moves up any more."""
    return campaign_done(request, campaign_id, moving.end)


# --- a party -----------------------------------------------------------------------------------


def part_told(row: Campaign, party: str) -> DrawPart:
    ceremony = ceremony_in(row)
    assert ceremony is not None  # whoever has a part was named in a plan
    return DrawPart(
        campaign=row.pk, party=party, plan=plan_content(row)["plan"], state=row.state,
        **said_by(ceremony, party),
    )  # fmt: skip


@router.get(
    "/campaigns/parts/all", response=DrawParts, operation_id="listCampaignParts",
    summary="Draws in which the own account speaks for a party",
)  # fmt: skip
@guard("admissions.draw_part")
def list_campaign_parts(request: HttpRequest) -> DrawParts:
    """Those that are under way."""
    items = [part_told(row, party) for row, party in parts_of(actor(request).name)]
    return DrawParts(count=len(items), items=items)


@router.post(
    "/campaigns/parts/{campaign_id}/promise", response=DrawPart,
    operation_id="promiseInCampaign", summary="Promise for the own party", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.draw_part", "create")
@repeatable
def promise_in_campaign(request: HttpRequest, campaign_id: DrawnId, given: DrawPromise) -> DrawPart:
    """Once the witnesses have cosigned the plan; the secret stays with the party."""
    row, party = own_part(request, campaign_id, "create")
    require(request, "admissions.draw_part", "create", OWN)
    made = drawing.promise(row.pk, party, given.promise, by=actor(request), at=timezone.now())
    return part_told(made, party)


@router.post(
    "/campaigns/parts/{campaign_id}/reveal", response=DrawPart, operation_id="revealInCampaign",
    summary="Reveal what the own party promised", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.draw_part", "create")
@repeatable
def reveal_in_campaign(request: HttpRequest, campaign_id: DrawnId, given: DrawReveal) -> DrawPart:
    """Once all have promised."""
    row, party = own_part(request, campaign_id, "create")
    require(request, "admissions.draw_part", "create", OWN)
    made = drawing.reveal(row.pk, party, given.secret, by=actor(request), at=timezone.now())
    return part_told(made, party)
