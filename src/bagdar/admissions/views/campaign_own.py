"""What a family does in campaigns: applies, ranks, claims, reads why, answers an offer."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bagdar.access.public import actor, page, require
from bagdar.admissions import models
from bagdar.admissions.presenters import campaign_shown as shown
from bagdar.admissions.presenters.campaign_choosing import campaign_choices
from bagdar.admissions.presenters.campaign_files import evidence_answer
from bagdar.admissions.presenters.campaign_opening import (
    OWN,
    own_applicant,
    own_applicants,
    own_campaign_application,
)
from bagdar.admissions.presenters.campaign_words import (
    campaign_title,
)
from bagdar.admissions.queries.campaign_family import (
    TOLD,
    campaign_applications,
    campaigns_ahead,
    check_may_apply,
    check_open,
    wishes_of,
)
from bagdar.admissions.queries.campaign_told import answer_receipt, application_receipt
from bagdar.admissions.queries.campaigns import campaign_of, rules_of
from bagdar.admissions.rules.campaign.answering import deeds_of
from bagdar.admissions.rules.campaign.claiming import claimable
from bagdar.admissions.rules.campaign.errors import NotOpenNow
from bagdar.admissions.rules.campaign.nouns import CampaignKind, CampaignState, Stands
from bagdar.admissions.services.campaigns import addresses, answering, applying
from bagdar.admissions.views.campaign_forms import Addressing, Claiming
from bagdar.admissions.views.forms import ranked
from bagdar.admissions.views.own import FORM, REFUSED, sentence, with_place
from bagdar.core.errors import DomainError
from bagdar.core.languages import format_instant
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t
from bagdar.registry.public import origin_of_person, person_on

ROOT = "campaigns/mine"


def origins(row: models.Campaign) -> dict[str, object]:
    """Made-up children, or rules that rest on no act: the page says so."""
    shown_as = [Origin.ILLUSTRATIVE] if rules_of(row).illustrative else []
    return of_origins(Origin(row.origin), *shown_as)


def name_of(person_id: UUID) -> str:
    told = person_on(person_id, local_date(timezone.now()))
    return told.name.full if told else str(person_id)


@page(OWN)
@require_safe
def own_campaigns(request: HttpRequest) -> HttpResponse:
    people = own_applicants(request)
    rows = campaign_applications([one for one, _ in people])
    names = {one: name_of(one) for one, _ in people}
    told = [one for person, _ in people for one in _may(person, names[person], rows)]
    context = {
        "crumbs": [(t("campaign.own"), "")],
        "may": [one for one in told if one["href"]],
        "may_not": [one for one in told if not one["href"]],
        "more": [
            (t("voucher.own"), reverse("own_vouchers")),
            (t("swap.beds"), reverse("own_beds")),
        ],
        **(origins(rows[0].campaign) if rows else {}),
    }
    return answer(
        request, "admissions/campaigns_mine.html", context, object=OWN,
        relation=people[0][1] if people else "self",
        tables=[shown.own_table([(row, names[row.person_id]) for row in rows])],
    )  # fmt: skip


def _may(
    person: UUID, name: str, rows: Sequence[models.CampaignApplication]
) -> list[dict[str, str]]:
    """Campaigns to which a person may apply, or why not; without those applied to already."""
    now = timezone.now()
    applied = {
        row.campaign_id for row in rows
        if row.person_id == person and row.state != Stands.WITHDRAWN.value
    }  # fmt: skip
    found = []
    for one in campaigns_ahead(origin_of_person(person), now):
        if one.pk in applied:
            continue
        told = {"name": name, "title": campaign_title(one), "why": "", "href": "",
                "until": format_instant(one.closes_at, current_language())}  # fmt: skip
        try:
            check_may_apply(one, person, now)
            check_open(one, now)
            told["href"] = reverse("campaign_apply", args=[person, one.pk])
        except DomainError as error:
            told["why"] = sentence(error)
        found.append(told)
    return sorted(found, key=lambda told: not told["href"])


@page(OWN, "create")
@FORM
def campaign_apply(request: HttpRequest, person_id: UUID, campaign_id: UUID) -> HttpResponse:
    """Raises NoSuchCampaign: or it is a stranger; NotEligible, NotOpenNow, CampaignStateWrong."""
    relation, now = own_applicant(request, person_id, "create"), timezone.now()
    row = campaign_of(campaign_id)
    check_may_apply(row, person_id, now)
    check_open(row, now)
    wrong, status = "", 200
    if request.method == "POST" and request.POST.get("do") != "search":
        wrong, status = t("campaign.wishes.wrong"), REFUSED
        try:
            if wishes := ranked(request.POST):
                made = applying.apply_for_places(
                    row.pk, person_id, wishes, by=actor(request), at=now
                )
                return HttpResponseRedirect(reverse("campaign_application", args=[made.pk]))
        except DomainError as error:
            wrong, status = sentence(error), error.status
    context = {
        "crumbs": [(t("campaign.own"), reverse("own_campaigns")), (t("campaign.apply"), "")],
        "child": name_of(person_id),
        "campaign_id": row.pk,
        "title": campaign_title(row),
        "closes": format_instant(row.closes_at, current_language()),
        "blocks": shown.blocks_told(row),
        "wrong": wrong,
        **campaign_choices(row, person_id, request.POST),
        **origins(row),
    }
    told = answer(
        request,
        "admissions/campaign_apply.html",
        context,
        object=OWN,
        relation=relation,
        status=status,
    )
    return with_place(told, context)


@page(OWN)
@FORM
def campaign_application(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Raises NoSuchApplicationHere: it is a stranger's."""
    row, relation = own_campaign_application(request, application_id)
    claiming, addressing, wrong, status = Claiming(rules_of(row.campaign)), Addressing(), "", 200
    do = request.POST.get("do", "")
    if request.method == "POST" and do != "search":
        require(request, OWN, "update", relation)
        status = REFUSED
        if do == "claim":
            claiming = Claiming(rules_of(row.campaign), request.POST, request.FILES)
        if do == "address":
            addressing = Addressing(request.POST)
        try:
            if _done(request, row, do, claiming, addressing):
                return HttpResponseRedirect(request.path)
            wrong = t("campaign.wishes.wrong") if do == "wishes" else ""
        except DomainError as error:
            wrong, status = sentence(error), error.status
    row, relation = own_campaign_application(request, application_id)
    context = _shown(request, row) | {
        "claiming": claiming, "addressing": addressing, "wrong": wrong,
    }  # fmt: skip
    told = answer(
        request,
        "admissions/campaign_application.html",
        context,
        object=OWN,
        relation=relation,
        status=status,
        tables=[shown.wishes_table(row)],
    )
    return with_place(told, context)


ANSWERS: Mapping[str, Callable[..., models.CampaignApplication]] = {
    "accept": answering.accept, "settle": answering.settle, "refuse": answering.refuse,
    "leave": answering.leave, "withdraw": applying.withdraw,
}  # fmt: skip


def _done(
    request: HttpRequest, row: models.CampaignApplication, do: str, claiming: Claiming,
    addressing: Addressing,
) -> bool:  # fmt: skip
    """False: what was typed cannot be taken."""
    more: dict[str, Any] = {"by": actor(request), "at": timezone.now()}
    if do in ANSWERS:
        ANSWERS[do](row.pk, **more)
    elif do == "wishes" and (wishes := ranked(request.POST)):
        applying.change_wishes(row.pk, wishes, **more)
    elif do == "claim" and claiming.is_valid():
        given = claiming.cleaned_data
        applying.claim(
            row.pk, given["fact"], claiming.value(), given["document"], claiming.file(), **more
        )
    elif do == "address" and addressing.is_valid():
        addresses.claim_address(row.pk, *addressing.said(), **more)
    elif do == "drop" and request.POST.get("fact"):
        applying.drop_claim(row.pk, request.POST["fact"], **more)
    else:
        return False
    return True


def _shown(request: HttpRequest, row: models.CampaignApplication) -> dict[str, Any]:
    rules, is_open = rules_of(row.campaign), _is_open(row)
    told = row.campaign.state in TOLD
    ranks = [one.place_id for one in wishes_of(row)]
    return {
        "crumbs": [(t("campaign.own"), reverse("own_campaigns")), (t("campaign.application"), "")],
        "child": name_of(row.person_id),
        "row": row,
        "facts": shown.application_facts(row),
        "register": shown.known_facts_told(row),
        "correction": reverse("correction_new", args=[row.person_id]),
        "lines": shown.lines_shown(row, timezone.now()),
        "claims": shown.claims_shown(row),
        "address": shown.address_shown(row),
        "may_address": is_open and row.campaign.kind == CampaignKind.SCHOOL.value,
        "may_claim": is_open and bool(claimable(rules)),
        "whys": shown.whys(row),
        "is_told": told,
        "is_open": is_open,
        "may_return": row.state == Stands.WITHDRAWN.value
        and row.campaign.state == CampaignState.OPEN.value,
        "again": reverse("campaign_apply", args=[row.person_id, row.campaign_id]),
        "deeds": [(one.value, t(f"campaign.deed.{one.value}"), t(f"campaign.deed.hint.{one.value}"))
                  for one in (deeds_of(Stands(row.state)) if told and not row.enrolled else ())],
        "moves_up": rules.terms.moves_up,
        "receipt": application_receipt(row),
        "answered": answer_receipt(row),
        **(campaign_choices(row.campaign, row.person_id, request.POST, ranks) if is_open else {}),
        **origins(row.campaign),
    }  # fmt: skip


def _is_open(row: models.CampaignApplication) -> bool:
    try:
        check_open(row.campaign, timezone.now())
    except (NotOpenNow, DomainError):
        return False
    return row.state == Stands.APPLIED.value


@page(OWN)
@require_safe
def campaign_evidence(request: HttpRequest, application_id: UUID, fact: str) -> HttpResponse:
    """Raises NoSuchApplicationHere: it is a stranger's; NoSuchClaim, EvidenceLost."""
    row, _ = own_campaign_application(request, application_id)
    return evidence_answer(row, fact)


urlpatterns = [
    path(f"{ROOT}/", own_campaigns, name="own_campaigns"),
    path(f"{ROOT}/new/<uuid:person_id>/<uuid:campaign_id>/", campaign_apply, name="campaign_apply"),
    path(f"{ROOT}/<uuid:application_id>/", campaign_application, name="campaign_application"),
    path(
        f"{ROOT}/<uuid:application_id>/evidence/<slug:fact>/", campaign_evidence,
        name="campaign_evidence",
    ),
]  # fmt: skip
