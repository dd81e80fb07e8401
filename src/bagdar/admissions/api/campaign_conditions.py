"""A clerk by program: who holds a place on a paper that comes later, and that it has come."""

from datetime import date
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router

from bagdar.access.public import KEY_DESCRIBED, actor, guard, repeatable
from bagdar.admissions.api.campaign_asked import SETTLED, Code, Text
from bagdar.admissions.presenters.campaign_opening import claimed_application, claimed_at
from bagdar.admissions.queries.conditions import conditions_of, papers_awaited
from bagdar.admissions.services.campaigns import conditions
from bagdar.core.languages import Words
from bagdar.core.periods import local_date
from bagdar.look.schemas import Schema
from bagdar.programme.public import answers

router = Router(tags=["campaigns"])
MOST = 200  # of one list

ConditionalId = Annotated[
    UUID, Path(description="Id of an application that holds a place on a condition.",
               examples=[SETTLED])
]  # fmt: skip


class CampaignPaper(Schema):
    """until: the last day on which it can come."""

    condition: str
    title: Words
    until: date


class CampaignPaperAwaited(CampaignPaper):
    application: UUID
    campaign: UUID


class CampaignPapersAwaited(Schema):
    count: int
    items: list[CampaignPaperAwaited]


class CampaignPapers(Schema):
    """What a place still waits for."""

    application: UUID
    items: list[CampaignPaper]


class CampaignPaperCame(Schema):
    """paper: which one was seen, with its number."""

    model_config = {"extra": "forbid", "json_schema_extra": {"examples": [
        {"condition": "paper", "paper": "certificate 7"}
    ]}}  # fmt: skip

    condition: Code
    paper: Text


@router.get(
    "/campaigns/conditions", response=CampaignPapersAwaited,
    operation_id="listCampaignPapersAwaited", summary="Places that wait for a paper",
)  # fmt: skip
@guard("admissions.campaign_claims")
def list_campaign_papers_awaited(request: HttpRequest) -> CampaignPapersAwaited:
    """Those first whose day comes first; a region's clerk sees those of its campaigns. No names."""
    found = papers_awaited(claimed_at(request), local_date(timezone.now()), MOST)
    items = [
        CampaignPaperAwaited(
            application=one.application.pk, campaign=one.application.campaign_id,
            condition=one.condition.code, title=one.condition.title, until=one.until,
        )
        for one in found
    ]  # fmt: skip
    return CampaignPapersAwaited(count=len(items), items=items)


@router.post(
    "/campaigns/conditions/{application_id}", response=CampaignPapers,
    operation_id="meetCampaignCondition", summary="A paper has come for which a place waits",
    openapi_extra=answers(404, 409, 422, parameters=[KEY_DESCRIBED]),
)  # fmt: skip
@guard("admissions.campaign_claims", "decide")
@repeatable
def meet_campaign_condition(
    request: HttpRequest, application_id: ConditionalId, given: CampaignPaperCame
) -> CampaignPapers:
    """Until its last day; afterwards the place is left."""
    row = claimed_application(request, application_id, "decide")
    conditions.meet(
        row.pk, given.condition, given.paper, by=actor(request), at=timezone.now()
    )  # fmt: skip
    items = [
        CampaignPaper(condition=one.code, title=one.title, until=last)
        for one, last in conditions_of(row)
    ]
    return CampaignPapers(application=row.pk, items=items)
