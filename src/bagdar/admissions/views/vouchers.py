"""A grant as its student sees it and moves it, and as the universities that are asked see it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bagdar.access.public import actor, looker_facts, page, require
from bagdar.admissions import models
from bagdar.admissions.presenters import vouchers as shown
from bagdar.admissions.presenters.voucher_opening import (
    DESK,
    OWN,
    holder_name,
    own_grant_of,
    own_holders,
    own_request_of,
    own_university,
    own_voucher_of,
    university_request,
    university_voucher,
)
from bagdar.admissions.queries.campaigns import rules_of
from bagdar.admissions.queries.vouchers import (
    asked_of,
    at_university,
    may_issue,
    stands,
    universities_for,
    voucher_receipt,
    vouchers_of,
)
from bagdar.admissions.rules.campaign.vouchers import MAY, NotOffered, VoucherDeed
from bagdar.admissions.services import vouchers as services
from bagdar.admissions.services.looking import note_voucher
from bagdar.admissions.views.own import FORM, REFUSED, sentence
from bagdar.core.errors import DomainError
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import t

ROOT, DESK_ROOT = "grants/mine", "grants/desk"


class Asking(forms.Form):
    """Which university and programme; offers: as `presenters.vouchers.offers` has them."""

    def __init__(self, offers: dict[str, str], *args: Any) -> None:
        super().__init__(*args, use_required_attribute=False)
        needed = {"required": t("voucher.choose"), "invalid_choice": t("voucher.choose")}
        self.fields["to"] = forms.ChoiceField(
            label=t("voucher.university"), choices=[("", t("voucher.choose")), *offers.items()],
            error_messages=needed,
        )  # fmt: skip

    def chosen(self) -> tuple[UUID, str]:
        organisation, _, programme = self.cleaned_data["to"].partition("/")
        return UUID(organisation), programme


def _origins(
    rows: list[models.Voucher], more: Sequence[models.CampaignApplication] = ()
) -> dict[str, object]:
    """Made-up people, or rules that rest on no act: the page says so."""
    campaigns = {one.campaign for one in [*(row.application for row in rows), *more]}
    found = [Origin(one.origin) for one in campaigns]
    if any(rules_of(one).illustrative for one in campaigns):
        found.append(Origin.ILLUSTRATIVE)
    return of_origins(*found)


@page(OWN)
@FORM
def own_vouchers(request: HttpRequest) -> HttpResponse:
    """Raises NoSuchApplicationHere: the grant is a stranger's."""
    people, wrong, status = own_holders(request), "", 200
    if request.method == "POST":
        require(request, "admissions.voucher", "create", "self")
        try:
            grant = own_grant_of(request, UUID(request.POST.get("application", "")))
        except ValueError:
            grant, wrong, status = None, t("voucher.choose"), REFUSED
        try:
            if grant is not None:
                made = services.issue(grant.pk, by=actor(request), at=timezone.now())
                return HttpResponseRedirect(reverse("own_voucher", args=[made.pk]))
        except DomainError as error:
            wrong, status = sentence(error), error.status
    rows = vouchers_of(people)
    may = [one for one in may_issue(people) if one.place]
    context = {
        "crumbs": [(t("voucher.own"), "")],
        "wrong": wrong,
        "may": [(one.pk, shown.group_title(one.place.programme)) for one in may if one.place],
        **_origins(rows, may),
    }
    tables = [shown.own_table([(row, holder_name(row)) for row in rows])]
    return answer(
        request, "admissions/vouchers.html", context, object=OWN, relation="self", tables=tables,
        status=status,
    )  # fmt: skip


@page(OWN)
@FORM
def own_voucher(request: HttpRequest, voucher_id: UUID) -> HttpResponse:
    """Raises NoSuchVoucher: it is a stranger's."""
    row, relation = own_voucher_of(request, voucher_id)
    offers = shown.offers(universities_for(row, local_date(timezone.now())))
    form, wrong, status = Asking(offers), "", 200
    if request.method == "POST":
        operation = "create" if request.POST.get("do") == "ask" else "update"
        require(request, "admissions.voucher", operation, relation)
        form = Asking(offers, request.POST) if request.POST.get("do") == "ask" else form
        status = REFUSED
        try:
            if _done(request, row, form):
                return HttpResponseRedirect(request.path)
        except DomainError as error:
            wrong, status = sentence(error), error.status
    return _own_page(request, voucher_id, form, relation, wrong, status)


def _done(request: HttpRequest, row: models.Voucher, form: Asking) -> bool:
    """False: what was chosen cannot be taken. Raises what the services raise."""
    do, more = request.POST.get("do", ""), {"by": actor(request), "at": timezone.now()}
    if do == "end":
        services.end(row.pk, request.POST.get("reason", ""), **more)
    elif do == "ask":
        if not form.is_valid():
            return False
        organisation, programme = form.chosen()
        services.ask_university(row.pk, organisation, programme, **more)
    elif do in ("take", "withdraw"):
        try:
            asked = own_request_of(request, UUID(request.POST.get("request", "")), "update")
        except ValueError:
            raise NotOffered() from None
        deed = services.take if do == "take" else services.withdraw_request
        deed(asked.pk, **more)
    else:
        return False
    return True


def _own_page(
    request: HttpRequest, id: UUID, form: Asking, relation: str, wrong: str, status: int
) -> HttpResponse:
    row, _ = own_voucher_of(request, id)
    now = stands(row)
    context = {
        "crumbs": [(t("voucher.own"), reverse("own_vouchers")), (t("voucher.one"), "")],
        "facts": shown.facts_of(row),
        "form": form,
        "requests": shown.requests_of(row),
        "receipt": voucher_receipt(row),
        "may_ask": now in MAY[VoucherDeed.ASK],
        "may_take": now in MAY[VoucherDeed.TAKE],
        "may_end": now in MAY[VoucherDeed.END],
        "wrong": wrong,
        **_origins([row]),
    }
    return answer(
        request, "admissions/voucher.html", context, object=OWN, relation=relation,
        tables=[shown.stays_table(row)], status=status,
    )  # fmt: skip


# --- the university ------------------------------------------------------------------------------


@page(DESK)
@require_safe
def voucher_desk(request: HttpRequest) -> HttpResponse:
    mine = own_university(request)
    asked, held = asked_of(mine), at_university(mine)
    context = {
        "crumbs": [(t("voucher.desk"), "")],
        **_origins([*(one.voucher for one in asked), *(one.voucher for one in held)]),
    }
    return answer(
        request, "admissions/voucher_desk.html", context, object=DESK, relation="own",
        tables=[shown.asked_table(asked), shown.held_table(held)],
    )  # fmt: skip


@page(DESK)
@FORM
def voucher_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Raises NoSuchVoucherRequest: another university was asked."""
    row, wrong, status = university_request(request, request_id), "", 200
    if request.method == "POST":
        require(request, "admissions.voucher_desk", "decide", "own")
        more: dict[str, Any] = {"by": actor(request), "at": timezone.now()}
        try:
            if request.POST.get("do") == "confirm":
                services.confirm(row.pk, **more)
            else:
                services.refuse(row.pk, request.POST.get("reason", ""), **more)
            return HttpResponseRedirect(request.path)
        except DomainError as error:
            wrong, status = sentence(error), error.status
    row = university_request(request, request_id)
    note_voucher(row.voucher_id, by=actor(request), looker=looker_facts(request))
    context = {
        "crumbs": [(t("voucher.desk"), reverse("voucher_desk")), (t("voucher.request"), "")],
        "title": holder_name(row.voucher),
        "facts": [
            (t("voucher.state"), t(f"voucher.asked.{row.state}")),
            (t("voucher.programme"), row.programme),
            (t("voucher.group"), shown.group_title(row.voucher.group)),
            (t("voucher.reason"), row.reason),
        ],
        "may_confirm": row.state == "asked",
        "may_refuse": row.state in ("asked", "confirmed"),
        "wrong": wrong,
        **_origins([row.voucher]),
    }
    return answer(
        request, "admissions/voucher_request.html", context, object=DESK, relation="own",
        status=status,
    )  # fmt: skip


@page(DESK)
@FORM
def voucher_case(request: HttpRequest, voucher_id: UUID) -> HttpResponse:
    """Raises NoSuchVoucher: it stands elsewhere."""
    row, wrong, status = university_voucher(request, voucher_id), "", 200
    if request.method == "POST":
        require(request, "admissions.voucher_desk", "decide", "own")
        try:
            _decide(request, row)
            return HttpResponseRedirect(reverse("voucher_desk"))
        except DomainError as error:
            wrong, status = sentence(error), error.status
    note_voucher(row.pk, by=actor(request), looker=looker_facts(request))
    now = stands(row)
    context = {
        "crumbs": [(t("voucher.desk"), reverse("voucher_desk")), (t("voucher.one"), "")],
        "title": holder_name(row),
        "facts": shown.facts_of(row),
        "may_suspend": now in MAY[VoucherDeed.SUSPEND],
        "may_resume": now in MAY[VoucherDeed.RESUME],
        "wrong": wrong,
        **_origins([row]),
    }
    return answer(
        request, "admissions/voucher_case.html", context, object=DESK, relation="own",
        tables=[shown.stays_table(row)], status=status,
    )  # fmt: skip


def _decide(request: HttpRequest, row: models.Voucher) -> None:
    do, why = request.POST.get("do", ""), request.POST.get("reason", "")
    more: dict[str, Any] = {"by": actor(request), "at": timezone.now()}
    if do == "resume":
        services.resume(row.pk, **more)
    elif do == "end":
        services.end(row.pk, why, **more)
    else:
        services.suspend(row.pk, why, **more)


urlpatterns = [
    path(f"{ROOT}/", own_vouchers, name="own_vouchers"),
    path(f"{ROOT}/<uuid:voucher_id>/", own_voucher, name="own_voucher"),
    path(f"{DESK_ROOT}/", voucher_desk, name="voucher_desk"),
    path(f"{DESK_ROOT}/requests/<uuid:request_id>/", voucher_request, name="voucher_request"),
    path(f"{DESK_ROOT}/<uuid:voucher_id>/", voucher_case, name="voucher_case"),
]
