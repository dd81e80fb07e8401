"""What everybody may see of a campaign: its rules, its places, its draw, what was published."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from bagdar.access.public import page, permits, require
from bagdar.admissions import models
from bagdar.admissions.presenters import campaigns as shown
from bagdar.admissions.presenters.annulments import (
    annulled_receipts,
    annulled_said_table,
    annulled_table,
)
from bagdar.admissions.presenters.opening_campaigns import OWN, public_campaign
from bagdar.admissions.queries.annulments import annulments_of
from bagdar.admissions.queries.campaign_desk import counts_of
from bagdar.admissions.queries.campaign_files import decisions_of
from bagdar.admissions.queries.campaign_receipts import decision_receipt
from bagdar.admissions.queries.campaigns import campaigns as all_campaigns
from bagdar.admissions.queries.campaigns import places_of_campaign, rules_of
from bagdar.admissions.queries.ceremonies import ceremony_in, plan_content, plan_receipt
from bagdar.admissions.queries.published import (
    cutoffs_of,
    files_shown,
    is_open,
    published_file,
    shows_all,
)
from bagdar.admissions.rules.campaign.declared import CampaignRules
from bagdar.admissions.standalone import NAME, verifier_text
from bagdar.core.origins import Origin
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t, words_catalogue

CAMPAIGN = "admissions.draw"


@page(CAMPAIGN)
@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    rows = all_campaigns(public=True)
    context = {
        "crumbs": [(t("draw.campaigns"), "")],
        **of_origins(*(Origin(row.origin) for row in rows)),
    }
    tables = [shown.campaigns_table(rows, "campaign")]
    return answer(request, "admissions/campaigns.html", context, object=CAMPAIGN, tables=tables)


@page(CAMPAIGN)
@require_safe
def campaign(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Raises NoSuchCampaign: there is none, or it is being prepared."""
    row = public_campaign(campaign_id)
    rules, places = rules_of(row), places_of_campaign(row)
    decisions, annulled = decisions_of(row), annulments_of(row)
    context = {
        "crumbs": [(t("draw.campaigns"), reverse("campaigns")), (shown.title_of(row), "")],
        "title": shown.title_of(row),
        "row": row,
        "facts": shown.facts_of(row),
        "terms": shown.terms_of(rules),
        "counts": _counts(row, rules),
        "least": rules.figures.least,
        "is_planned": row.plan is not None or bool(annulled),
        "annulled": len(annulled),
        "decided": decisions[-1].number if decisions else 0,
        "receipt": decision_receipt(row, decisions[-1].number) if decisions else "",
        "shows_all": shows_all(row),
        "checker": NAME,
        **shown.origins(row, rules),
    }
    may_all = permits(request, "admissions.draw_lines", "export")
    tables = [
        shown.blocks_table(rules),
        shown.places_table(places),
        shown.cutoffs_table(cutoffs_of(row), rules, places),
        shown.decisions_table(decisions),
        shown.files_table(row, files_shown(row), every=may_all),
    ]
    return answer(request, "admissions/campaign.html", context, object=CAMPAIGN, tables=tables)


def _counts(row: models.Campaign, rules: CampaignRules) -> list[tuple[str, str]]:
    found, least = counts_of(row), rules.figures.least
    return [
        (t("draw.seats"), str(found.seats)),
        (t("draw.applied"), shown.count_words(found.applied, least)),
    ]


@page(CAMPAIGN)
@require_safe
def campaign_draw(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """How the seed is drawn. Raises NoSuchCampaign."""
    row = public_campaign(campaign_id)
    ceremony, annulled = ceremony_in(row), annulments_of(row)
    context = {
        "crumbs": [(t("draw.campaigns"), reverse("campaigns")),
                   (shown.title_of(row), reverse("campaign", args=[row.pk])),
                   (t("draw.draw"), "")],
        "title": shown.title_of(row),
        "row": row,
        "receipt": plan_receipt(row) if ceremony else "",
        "annulled": annulled_receipts(annulled),
        "may_take_part": permits(request, "admissions.draw_part", "read", OWN),
        **shown.origins(row, rules_of(row)),
    }  # fmt: skip
    tables = [annulled_table(annulled), annulled_said_table(annulled)]
    if ceremony is not None:
        context["facts"] = shown.plan_facts(ceremony, plan_content(row)["plan"])
        tables += [shown.witnesses_table(ceremony), shown.parties_table(ceremony)]
    return answer(request, "admissions/campaign_draw.html", context, object=CAMPAIGN, tables=tables)


@page(CAMPAIGN)
@require_safe
def campaign_file(request: HttpRequest, campaign_id: UUID, number: int, name: str) -> HttpResponse:
    """A published file. Raises NoSuchCampaign, NoSuchCampaignFile, Forbidden: lines of children."""
    row = public_campaign(campaign_id)
    data = published_file(row, number, name)
    if not is_open(row, number, name):
        require(request, "admissions.draw_lines", "export")
    kind = "application/json" if name.endswith(".json") else "application/jsonl"
    return _download(data, name, kind)


@page(CAMPAIGN)
@require_safe
def campaign_checker(request: HttpRequest) -> HttpResponse:
    text = verifier_text(words_catalogue(), current_language())
    return _download(text.encode("utf-8"), NAME, "text/plain; charset=utf-8")


def _download(data: bytes, name: str, kind: str) -> HttpResponse:
    told = HttpResponse(data, content_type=kind)
    told["Content-Disposition"] = f'attachment; filename="{name}"'
    return told


urlpatterns = [
    path("campaigns/", campaigns, name="campaigns"),
    path("campaigns/verify_allocation.py", campaign_checker, name="campaign_checker"),
    path("campaigns/<uuid:campaign_id>/", campaign, name="campaign"),
    path("campaigns/<uuid:campaign_id>/draw/", campaign_draw, name="campaign_draw"),
    path(
        "campaigns/<uuid:campaign_id>/files/<int:number>/<str:name>",
        campaign_file, name="campaign_file",
    ),
]  # fmt: skip
