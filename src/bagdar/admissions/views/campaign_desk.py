"""What officials do with a campaign: one page each, with the next step as its one button."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bagdar.access.public import actor, page, require
from bagdar.admissions import models
from bagdar.admissions.presenters import campaigns as shown
from bagdar.admissions.presenters import held as told
from bagdar.admissions.presenters.opening_campaigns import (
    DESK,
    desk_campaign,
    desk_campaigns,
    desk_relation,
)
from bagdar.admissions.presenters.working import work_told
from bagdar.admissions.queries.annulments import annulling_of, asked_annulment
from bagdar.admissions.queries.campaign_desk import counts_of, next_of
from bagdar.admissions.queries.campaigns import rules_of
from bagdar.admissions.queries.working import is_previewed, last_work, needs_work
from bagdar.admissions.rules.campaign.next_steps import AnnulStep, NextStep
from bagdar.admissions.rules.campaign.nouns import CampaignState
from bagdar.admissions.services.campaigns import (
    annulling,
    answering,
    closing,
    conditions,
    drawing,
    giving,
    moving,
    opening,
    working,
)
from bagdar.admissions.views.campaign_forms import Why
from bagdar.admissions.views.forms_campaign import Hearing, Parties
from bagdar.admissions.views.own import FORM, REFUSED, sentence
from bagdar.core.errors import DomainError
from bagdar.core.origins import Origin
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import t

# What a button does; planning, hearing and asking for an annulment have forms, see `_done`.
DEEDS: Mapping[str, Callable[..., Any]] = {
    "suggest": opening.suggest_places,
    NextStep.BEGIN: opening.begin,
    NextStep.CLOSE: closing.close,
    NextStep.WITNESS: drawing.witnessed,
    AnnulStep.ANNUL: annulling.annul,
    NextStep.RUN: giving.run,
    NextStep.RELEASE: giving.release,
    NextStep.LAPSE: answering.lapse_due,
    NextStep.LEAVE_UNMET: conditions.leave_unmet,
    NextStep.MOVE_UP: moving.move_up,
    NextStep.END: moving.end,
}
BUTTONS = frozenset(DEEDS)
ASK_ANNULMENT = "ask_annulment"
REFRESH_SECONDS = 5


@page(DESK)
@require_safe
def campaigns_desk(request: HttpRequest) -> HttpResponse:
    rows = desk_campaigns(request)
    context = {
        "crumbs": [(t("draw.desk"), "")],
        **of_origins(*(Origin(row.origin) for row in rows)),
    }
    return answer(
        request, "admissions/campaigns_desk.html", context, object=DESK, relation="own",
        tables=[shown.campaigns_table(rows, "campaign_desk")],
    )  # fmt: skip


@page(DESK)
@FORM
def campaign_desk(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Raises NoSuchCampaign: it is another territory's."""
    row, wrong, status = desk_campaign(request, campaign_id), "", 200
    form, hearing, why = Parties(rules_of(row).draw.parties), Hearing(), Why()
    forms: dict[str, Any] = {"form": form, "hearing": hearing, "why": why}
    if request.method == "POST":
        require(request, "admissions.draw_desk", "decide", desk_relation(request, row))
        do, status = request.POST.get("do", ""), REFUSED
        form = Parties(rules_of(row).draw.parties, request.POST) if do == NextStep.PLAN else form
        hearing = Hearing(request.POST) if do == NextStep.HEAR else hearing
        why = Why(request.POST) if do == ASK_ANNULMENT else why
        forms = {"form": form, "hearing": hearing, "why": why}
        try:
            if _done(request, row, do, forms):
                return HttpResponseRedirect(request.path)
        except DomainError as error:
            wrong, status = sentence(error), error.status
    return _page(request, desk_campaign(request, campaign_id), forms, wrong, status)


def _page(
    request: HttpRequest, row: models.Campaign, forms: Mapping[str, Any], wrong: str, status: int
) -> HttpResponse:
    now = timezone.now()
    found, asked = next_of(row, actor(request).name, now), last_work(row)
    work = work_told(asked, now)
    said = {"awaited": ", ".join(shown.party_words(one) for one in found.parties)}
    said |= shown.beacon_words(row)
    may_press = () if work.progress else BUTTONS
    is_held = row.state == CampaignState.HELD.value and not is_previewed(asked, now)
    context = {
        "crumbs": [(t("draw.desk"), reverse("campaigns_desk")), (shown.title_of(row), "")],
        "title": shown.title_of(row),
        "row": row,
        "facts": [*shown.facts_of(row), *told.count_facts(counts_of(row))],
        "step": found.step.value,
        "step_words": t(f"draw.step.{found.step.value}", **said),
        "button": t(f"draw.do.{found.step.value}") if found.step in may_press else "",
        "progress": work.progress,
        "trouble": work.trouble,
        "refresh": REFRESH_SECONDS if work.progress else None,
        "is_planning": found.step is NextStep.PLAN,
        "is_hearing": found.step is NextStep.HEAR,
        "is_draft": row.state == CampaignState.DRAFT.value,
        "is_public": row.state != CampaignState.DRAFT.value,
        "held": told.preview_facts(row) if is_held else [],
        "annulling": _annulling(request, row),
        "wrong": wrong,
        **forms,
        **shown.origins(row, rules_of(row)),
    }
    return answer(
        request, "admissions/campaign_desk.html", context, object=DESK,
        relation=desk_relation(request, row), status=status,
    )  # fmt: skip


def _annulling(request: HttpRequest, row: models.Campaign) -> dict[str, str]:
    """What can be done about a plan that cannot run; {}: nothing."""
    found, asked = annulling_of(row, actor(request).name), asked_annulment(row)
    if found.step is AnnulStep.NONE:
        return {}
    awaited = ", ".join(shown.party_words(one) for one in found.parties)
    return {
        "step": found.step.value,
        "words": t(f"draw.annul.{found.step.value}", awaited=awaited),
        "reason": asked.reason if asked else "",
    }


def _done(request: HttpRequest, row: models.Campaign, do: str, forms: Mapping[str, Any]) -> bool:
    """False: what was pressed or typed cannot be taken."""
    more: dict[str, Any] = {"by": actor(request), "at": timezone.now()}
    form, hearing, why = forms["form"], forms["hearing"], forms["why"]
    if do == NextStep.HEAR:
        if not hearing.is_valid():
            return False
        drawing.hear(row.pk, hearing.cleaned_data["signature"], **more)
    elif do == NextStep.PLAN:
        if not form.is_valid():
            return False
        drawing.plan(row.pk, form.accounts(), **more)
    elif do == ASK_ANNULMENT:
        if not why.is_valid():
            return False
        annulling.ask(row.pk, why.cleaned_data["reason"], **more)
    elif do in working.DEEDS and needs_work(row, do):
        working.ask(row.pk, do, **more)
    elif do in DEEDS:
        DEEDS[do](row.pk, **more)
    else:
        return False
    return True


urlpatterns = [
    path("campaigns/desk/", campaigns_desk, name="campaigns_desk"),
    path("campaigns/desk/<uuid:campaign_id>/", campaign_desk, name="campaign_desk"),
]
