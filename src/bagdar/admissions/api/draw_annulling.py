"""Plans that cannot run, by program: asking, agreeing, annulling, and what was annulled."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from pydantic import StringConstraints

from bagdar.access.public import KEY_DESCRIBED, actor, guard, repeatable, require
from bagdar.admissions.api.draw_desk import campaign_done, part_told
from bagdar.admissions.api.draw_schemas import (
    CampaignId,
    DrawCeremony,
    DrawDesk,
    DrawnId,
    DrawPart,
    ceremony_shown,
)
from bagdar.admissions.models import CampaignAnnulment
from bagdar.admissions.presenters.opening_campaigns import OWN, own_part, public_campaign
from bagdar.admissions.queries.annulments import (
    annulled_ceremony,
    annulled_receipt,
    annulments_of,
)
from bagdar.admissions.queries.campaigns import campaign_of
from bagdar.admissions.rules.seeding import digest_of
from bagdar.admissions.services.campaigns import annulling
from bagdar.look.schemas import Schema
from bagdar.programme.public import answers

router = Router(tags=["campaigns"])
DEED = answers(404, 409, 422, parameters=[KEY_DESCRIBED])
Reason = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", min_length=1, max_length=300)]


class DrawAnnulled(Schema):
    """A plan that was annulled. ceremony: as it stood. agreed: the parties that agreed, of whom
    none is asked before anybody has revealed. receipt: of the log; empty: not in it yet.
    """

    number: int
    reason: str
    annulled_at: datetime
    agreed: list[str]
    ceremony: DrawCeremony
    receipt: str


class DrawAnnulments(Schema):
    count: int
    items: list[DrawAnnulled]


class DrawReason(Schema):
    """reason: why the plan cannot run. Everybody reads it, so it names nobody."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"reason": "The program was upgraded after the plan"},
    ]}}  # fmt: skip

    reason: Reason


def _annulled(one: CampaignAnnulment) -> DrawAnnulled:
    ceremony = annulled_ceremony(one)
    return DrawAnnulled(
        number=one.number, reason=one.reason, annulled_at=one.annulled_at,
        agreed=sorted(one.agreed), receipt=annulled_receipt(one),
        ceremony=ceremony_shown(ceremony, digest_of(ceremony.plan), ""),
    )  # fmt: skip


@router.get(
    "/campaigns/{campaign_id}/annulments", response=DrawAnnulments,
    operation_id="listCampaignAnnulments", summary="Plans of a draw that were annulled, and why",
    openapi_extra=answers(404),
)  # fmt: skip
@guard("admissions.draw")
def list_campaign_annulments(request: HttpRequest, campaign_id: CampaignId) -> DrawAnnulments:
    """With all that was promised and revealed under them."""
    items = [_annulled(one) for one in annulments_of(public_campaign(campaign_id))]
    return DrawAnnulments(count=len(items), items=items)


@router.post(
    "/campaigns/desk/{campaign_id}/annulment", response=DrawDesk,
    operation_id="askCampaignAnnulment", summary="Ask that a plan be annulled",
    openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.draw_desk", "decide")
@repeatable
def ask_campaign_annulment(
    request: HttpRequest, campaign_id: DrawnId, given: DrawReason
) -> DrawDesk:
    """Another official annuls it. Once anybody has revealed: only a plan that cannot run here."""
    return campaign_done(request, campaign_id, annulling.ask, given.reason)


@router.post(
    "/campaigns/desk/{campaign_id}/annulled", response=DrawDesk, operation_id="annulCampaignPlan",
    summary="Annul a plan as another official asked", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.draw_desk", "decide")
@repeatable
def annul_campaign_plan(request: HttpRequest, campaign_id: DrawnId) -> DrawDesk:
    """The campaign is closed again and takes another plan."""
    return campaign_done(request, campaign_id, annulling.annul)


@router.post(
    "/campaigns/parts/{campaign_id}/agreement", response=DrawPart,
    operation_id="agreeToCampaignAnnulment",
    summary="Agree for the own party that a plan be annulled", openapi_extra=DEED,
)  # fmt: skip
@guard("admissions.draw_part", "create")
@repeatable
def agree_to_campaign_annulment(request: HttpRequest, campaign_id: DrawnId) -> DrawPart:
    """Once anybody has revealed no plan is annulled without every party."""
    row, party = own_part(request, campaign_id, "create")
    require(request, "admissions.draw_part", "create", OWN)
    annulling.agree(row.pk, party, by=actor(request), at=timezone.now())
    return part_told(campaign_of(row.pk), party)
