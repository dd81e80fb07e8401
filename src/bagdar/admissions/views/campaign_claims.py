"""What a clerk does in campaigns: decides claims by their papers, with a trace of every look."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bagdar.access.public import actor, looker_facts, page, require
from bagdar.admissions import models
from bagdar.admissions.presenters import campaign_shown as shown
from bagdar.admissions.presenters.campaign_files import evidence_answer
from bagdar.admissions.presenters.campaign_opening import (
    CLAIMS,
    claimed_application,
    claimed_at,
    claims_relation,
)
from bagdar.admissions.queries.campaign_offering import claims_to_decide
from bagdar.admissions.rules.campaign.nouns import CampaignState
from bagdar.admissions.services.campaigns import proving
from bagdar.admissions.services.campaigns.addresses import decide_address
from bagdar.admissions.services.campaigns.looking import note_claims
from bagdar.admissions.views.campaign_forms import Why
from bagdar.admissions.views.campaign_own import name_of, origins
from bagdar.admissions.views.own import FORM, REFUSED, sentence
from bagdar.core.errors import DomainError
from bagdar.look.pages import answer
from bagdar.look.words import t

MOST = 200  # of one list
DEEDS = {"prove": proving.prove, "disprove": proving.disprove}
OF_ADDRESSES = {"prove-address": True, "disprove-address": False}  # whether it is proven


@page(CLAIMS)
@require_safe
def campaign_claims(request: HttpRequest) -> HttpResponse:
    rows = claims_to_decide(claimed_at(request), MOST)
    context = {
        "crumbs": [(t("campaign.claims.desk"), "")],
        **(origins(rows[0].application.campaign) if rows else {}),
    }
    return answer(
        request, "admissions/campaign_claims.html", context, object=CLAIMS,
        relation=claims_relation(request), tables=[shown.claims_table(rows)],
    )  # fmt: skip


@page(CLAIMS)
@FORM
def campaign_claim(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Raises NoSuchApplicationHere: it is another authority's."""
    row, why, wrong, status = claimed_application(request, application_id), Why(), "", 200
    if request.method == "POST":
        require(request, CLAIMS, "decide", claims_relation(request))
        why, status = Why(request.POST), REFUSED
        try:
            if _done(request, row, why):
                return HttpResponseRedirect(request.path)
        except DomainError as error:
            wrong, status = sentence(error), error.status
    note_claims(row, by=actor(request), looker=looker_facts(request))
    context = {
        "crumbs": [(t("campaign.claims.desk"), reverse("campaign_claims")),
                   (t("campaign.application"), "")],
        "facts": [(t("campaign.name"), name_of(row.person_id)), *shown.application_facts(row)],
        "row": row,
        "claims": shown.claims_shown(row),
        "address": shown.address_shown(row),
        "is_open": row.campaign.state == CampaignState.OPEN.value,
        "why": why,
        "wrong": wrong,
        **origins(row.campaign),
    }  # fmt: skip
    return answer(
        request, "admissions/campaign_claim.html", context, object=CLAIMS,
        relation=claims_relation(request), status=status,
    )  # fmt: skip


def _done(request: HttpRequest, row: models.CampaignApplication, why: Why) -> bool:
    """False: what was typed cannot be taken."""
    do = request.POST.get("do", "")
    if do not in (*DEEDS, *OF_ADDRESSES) or not why.is_valid():
        return False
    reason, now = why.cleaned_data["reason"], timezone.now()
    if do in OF_ADDRESSES:
        decide_address(row.pk, OF_ADDRESSES[do], reason, by=actor(request), at=now)
    else:
        DEEDS[do](row.pk, request.POST.get("fact", ""), reason, by=actor(request), at=now)
    return True


@page(CLAIMS)
@require_safe
def campaign_claim_evidence(request: HttpRequest, application_id: UUID, fact: str) -> HttpResponse:
    """Raises NoSuchApplicationHere: it is another authority's; NoSuchClaim, EvidenceLost."""
    row = claimed_application(request, application_id)
    note_claims(row, by=actor(request), looker=looker_facts(request))
    return evidence_answer(row, fact)


urlpatterns = [
    path("campaigns/claims/", campaign_claims, name="campaign_claims"),
    path("campaigns/claims/<uuid:application_id>/", campaign_claim, name="campaign_claim"),
    path(
        "campaigns/claims/<uuid:application_id>/evidence/<slug:fact>/", campaign_claim_evidence,
        name="campaign_claim_evidence",
    ),
]  # fmt: skip
