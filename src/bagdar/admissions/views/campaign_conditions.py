"""Places that wait for a paper: a clerk's list, and the page on which the paper is named."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bagdar.access.public import actor, looker_facts, page, require
from bagdar.admissions import models
from bagdar.admissions.presenters import campaign_shown as shown
from bagdar.admissions.presenters.campaign_opening import (
    CLAIMS,
    claimed_application,
    claimed_at,
    claims_relation,
)
from bagdar.admissions.presenters.conditions import conditions_shown, papers_table
from bagdar.admissions.queries.conditions import papers_awaited
from bagdar.admissions.services.campaigns import conditions
from bagdar.admissions.services.campaigns.looking import note_claims
from bagdar.admissions.views.campaign_forms import Why
from bagdar.admissions.views.campaign_own import name_of, origins
from bagdar.admissions.views.own import FORM, REFUSED, sentence
from bagdar.core.errors import DomainError
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import t

MOST = 200  # of one list


@page(CLAIMS)
@require_safe
def campaign_conditions(request: HttpRequest) -> HttpResponse:
    rows = papers_awaited(claimed_at(request), local_date(timezone.now()), MOST)
    context = {
        "crumbs": [(t("campaign.claims.desk"), reverse("campaign_claims")),
                   (t("campaign.papers"), "")],
        **of_origins(*(Origin(one.application.campaign.origin) for one in rows)),
    }  # fmt: skip
    return answer(
        request, "admissions/campaign_conditions.html", context, object=CLAIMS,
        relation=claims_relation(request), tables=[papers_table(rows)],
    )  # fmt: skip


@page(CLAIMS)
@FORM
def campaign_condition(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Raises NoSuchApplicationHere: it is another authority's."""
    row, why, wrong, status = claimed_application(request, application_id), Why(), "", 200
    if request.method == "POST":
        require(request, CLAIMS, "decide", claims_relation(request))
        why, status = Why(request.POST), REFUSED
        try:
            if _done(request, row, why):
                return HttpResponseRedirect(reverse("campaign_conditions"))
        except DomainError as error:
            wrong, status = sentence(error), error.status
    note_claims(row, by=actor(request), looker=looker_facts(request))
    context = {
        "crumbs": [(t("campaign.papers"), reverse("campaign_conditions")),
                   (t("campaign.application"), "")],
        "facts": [(t("campaign.name"), name_of(row.person_id)), *shown.application_facts(row)],
        "row": row,
        "conditions": conditions_shown(row, local_date(timezone.now())),
        "why": why,
        "wrong": wrong,
        **origins(row.campaign),
    }  # fmt: skip
    return answer(
        request, "admissions/campaign_condition.html", context, object=CLAIMS,
        relation=claims_relation(request), status=status,
    )  # fmt: skip


def _done(request: HttpRequest, row: models.CampaignApplication, why: Why) -> bool:
    """False: what was typed cannot be taken."""
    if not why.is_valid():
        return False
    code, paper = request.POST.get("condition", ""), why.cleaned_data["reason"]
    conditions.meet(row.pk, code, paper, by=actor(request), at=timezone.now())
    return True


urlpatterns = [
    path("campaigns/conditions/", campaign_conditions, name="campaign_conditions"),
    path(
        "campaigns/conditions/<uuid:application_id>/", campaign_condition,
        name="campaign_condition",
    ),
]  # fmt: skip
