"""A student who holds a bed asks another to exchange it, and answers who asked."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bagdar.access.public import actor, page
from bagdar.admissions import models
from bagdar.admissions.presenters.swapping import (
    SELF,
    SWAP,
    own_place,
    own_places,
    place_code,
    swaps_table,
)
from bagdar.admissions.queries.campaigns import rules_of
from bagdar.admissions.queries.swapping import swaps_of
from bagdar.admissions.rules.campaign.dormitory import SwapState
from bagdar.admissions.services.campaigns import swapping
from bagdar.admissions.views.own import FORM, REFUSED, sentence
from bagdar.core.errors import DomainError
from bagdar.core.origins import Origin
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.tables import Column, Table
from bagdar.look.words import t


class Asking(forms.Form):
    """The number of the other's application."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args, use_required_attribute=False)
        wrong = {"required": t("swap.needed"), "invalid": t("swap.needed")}
        self.fields["other"] = forms.UUIDField(
            label=t("swap.other"), help_text=t("swap.other.hint"), error_messages=wrong
        )


@page(SWAP)
@require_safe
def own_beds(request: HttpRequest) -> HttpResponse:
    rows = own_places(request)
    table = Table(
        name="beds",
        title=t("swap.beds"),
        columns=(
            Column("place", t("swap.place"), wide=True, link="href"),
            Column("year", t("queue.year"), "year"),
        ),
        rows=[{"place": place_code(row), "href": reverse("bed_swaps", args=[row.pk]),
               "year": row.campaign.year} for row in rows],
        empty=t("swap.beds.none"),
    )  # fmt: skip
    context = {"crumbs": [(t("swap.beds"), "")], **_origins(*rows)}
    return answer(
        request, "admissions/beds.html", context, object=SWAP, relation=SELF, tables=[table]
    )


@page(SWAP)
@FORM
def bed_swaps(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Raises NoSuchApplicationHere: it is a stranger's."""
    row, form, wrong, status = own_place(request, application_id), Asking(), "", 200
    if request.method == "POST":
        row, status = own_place(request, application_id, "update"), REFUSED
        form = Asking(request.POST) if request.POST.get("do") == "ask" else form
        try:
            if _done(request, row, form):
                return HttpResponseRedirect(request.path)
        except DomainError as error:
            wrong, status = sentence(error), error.status
    found = swaps_of(row.pk)
    context = {
        "crumbs": [(t("swap.beds"), reverse("own_beds")), (place_code(row), "")],
        "title": place_code(row),
        "number": str(row.pk),
        "form": form,
        "wrong": wrong,
        "waiting": [(str(one.pk), place_code(one.asked if is_mine else one.asking), is_mine)
                    for one, is_mine in found if one.state == SwapState.ASKED.value],
        **_origins(row),
    }  # fmt: skip
    return answer(
        request, "admissions/swaps.html", context, object=SWAP, relation=SELF, status=status,
        tables=[swaps_table(found)],
    )  # fmt: skip


def _origins(*rows: models.CampaignApplication) -> dict[str, object]:
    """Made-up people, or rules that rest on no act: the page says so."""
    found = [Origin(row.campaign.origin) for row in rows]
    if any(rules_of(row.campaign).illustrative for row in rows):
        found.append(Origin.ILLUSTRATIVE)
    return of_origins(*found)


def _done(request: HttpRequest, row: models.CampaignApplication, form: Asking) -> bool:
    """False: what was typed cannot be taken."""
    more: dict[str, Any] = {"by": actor(request), "at": timezone.now()}
    do, swap = request.POST.get("do", ""), _id(request.POST.get("swap", ""))
    if do == "ask" and form.is_valid():
        swapping.ask_swap(row.pk, form.cleaned_data["other"], **more)
    elif do == "agree" and swap:
        swapping.agree_swap(swap, row.pk, **more)
    elif do == "drop" and swap:
        swapping.drop_swap(swap, row.pk, **more)
    else:
        return False
    return True


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


urlpatterns = [
    path("beds/", own_beds, name="own_beds"),
    path("beds/<uuid:application_id>/", bed_swaps, name="bed_swaps"),
]
