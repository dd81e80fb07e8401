"""What a party of the draw does: promises its secret, and reveals it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bagdar.access.public import actor, page, require
from bagdar.admissions import models
from bagdar.admissions.presenters import campaigns as shown
from bagdar.admissions.presenters.opening_campaigns import OWN, PART, own_part
from bagdar.admissions.queries.annulments import asked_annulment
from bagdar.admissions.queries.campaigns import rules_of
from bagdar.admissions.queries.ceremonies import ceremony_in, parts_of, plan_content
from bagdar.admissions.rules.campaign.annulling import agreement_awaited
from bagdar.admissions.rules.campaign.nouns import CampaignState
from bagdar.admissions.rules.seeding import Ceremony
from bagdar.admissions.services.campaigns import annulling, drawing
from bagdar.admissions.views.forms_campaign import Promising, Revealing
from bagdar.admissions.views.own import FORM, REFUSED, sentence
from bagdar.core.errors import DomainError
from bagdar.core.origins import Origin
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import t

AGREE = "agree"


@page(PART)
@require_safe
def campaign_parts(request: HttpRequest) -> HttpResponse:
    rows = [row for row, _ in parts_of(actor(request).name)]
    context = {
        "crumbs": [(t("draw.parts"), "")],
        **of_origins(*(Origin(row.origin) for row in rows)),
    }
    return answer(
        request, "admissions/campaign_parts.html", context, object=PART, relation=OWN,
        tables=[shown.campaigns_table(rows, "campaign_part")],
    )  # fmt: skip


@page(PART)
@FORM
def campaign_part(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Raises NoSuchCampaign, NoSuchPart: somebody else speaks for every party."""
    (row, party), wrong, status = own_part(request, campaign_id), "", 200
    promising, revealing = Promising(), Revealing()
    if request.method == "POST":
        require(request, "admissions.draw_part", "create", OWN)
        do, status = request.POST.get("do", ""), REFUSED
        promising = Promising(request.POST) if do == "promise" else promising
        revealing = Revealing(request.POST) if do == "reveal" else revealing
        try:
            if do == AGREE:
                annulling.agree(row.pk, party, by=actor(request), at=timezone.now())
                return HttpResponseRedirect(request.path)
            if _done(request, row, party, promising, revealing):
                return HttpResponseRedirect(request.path)
        except DomainError as error:
            wrong, status = sentence(error), error.status
        row, party = own_part(request, campaign_id)
    ceremony = ceremony_in(row)
    assert ceremony is not None  # whoever has a part was named in a plan
    context = {
        "crumbs": [(t("draw.parts"), reverse("campaign_parts")), (shown.title_of(row), "")],
        "title": shown.title_of(row),
        "row": row,
        "party": shown.party_words(party),
        "code": party,
        "plan": plan_content(row)["plan"],
        "facts": shown.plan_facts(ceremony, plan_content(row)["plan"]),
        "is_drawing": row.state == CampaignState.DRAWING.value,
        "annulment": _annulment(row, ceremony, party),
        "has_promised": party in ceremony.promises,
        "has_revealed": party in ceremony.reveals,
        "promising": promising,
        "revealing": revealing,
        "wrong": wrong,
        **shown.origins(row, rules_of(row)),
    }
    return answer(
        request, "admissions/campaign_part.html", context, object=PART, relation=OWN,
        tables=[shown.parties_table(ceremony)], status=status,
    )  # fmt: skip


def _annulment(row: models.Campaign, ceremony: Ceremony, party: str) -> str:
    """The reason to which a party may agree; "": none is asked of it."""
    asked = asked_annulment(row) if row.state == CampaignState.DRAWING.value else None
    may = asked is not None and party in agreement_awaited(ceremony, asked.agreed)
    return asked.reason if asked is not None and may else ""


def _done(
    request: HttpRequest, row: models.Campaign, party: str, promising: Promising,
    revealing: Revealing,
) -> bool:  # fmt: skip
    """False: what was typed cannot be taken."""
    more: dict[str, Any] = {"by": actor(request), "at": timezone.now()}
    if promising.is_bound and promising.is_valid():
        drawing.promise(row.pk, party, promising.cleaned_data["digest"], **more)
    elif revealing.is_bound and revealing.is_valid():
        drawing.reveal(row.pk, party, revealing.cleaned_data["secret"], **more)
    else:
        return False
    return True


urlpatterns = [
    path("campaigns/parts/", campaign_parts, name="campaign_parts"),
    path("campaigns/parts/<uuid:campaign_id>/", campaign_part, name="campaign_part"),
]
