"""Opening a campaign and preparing its places, for the officials who carry it out."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone

from bagdar.access.public import actor, known_regions, page, place_of, require
from bagdar.admissions.presenters import campaigns as shown
from bagdar.admissions.presenters.opening_campaigns import (
    DESK,
    desk_campaign,
    desk_relation,
    territory_relation,
)
from bagdar.admissions.queries.campaigns import places_of_campaign, rules_of
from bagdar.admissions.queries.kinds import COUNTRY
from bagdar.admissions.rules.campaign.nouns import CampaignKind, CampaignState
from bagdar.admissions.services.campaigns import opening
from bagdar.admissions.views.own import FORM, REFUSED, sentence
from bagdar.core.errors import DomainError
from bagdar.core.origins import Origin
from bagdar.core.periods import day_begins
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t

WRONG = ("required", "invalid", "invalid_choice", "max_length", "min_value", "max_value")


def _needed() -> dict[str, str]:
    return dict.fromkeys(WRONG, t("queue.needed"))


def _choice(label: str, options: dict[str, str]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=list(options.items()), error_messages=_needed()
    )  # fmt: skip


def _number(label: str, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, error_messages=_needed(), **more)


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        input_formats=["%Y-%m-%d"], error_messages=_needed(),
    )  # fmt: skip


class Opening(forms.Form):
    """territories: those of which whoever looks may open campaigns."""

    def __init__(self, territories: dict[str, str], *args: Any) -> None:
        super().__init__(*args, use_required_attribute=False)
        kinds = {one.value: t(f"draw.kind.{one.value}") for one in CampaignKind}
        self.fields["kind"] = _choice(t("draw.new.kind"), kinds)
        self.fields["territory"] = _choice(t("draw.new.territory"), territories)
        self.fields["year"] = _number(t("draw.new.year"), min_value=2000, max_value=2100)
        self.fields["turn"] = _number(
            t("draw.new.turn"), min_value=1, max_value=20, initial=1,
            help_text=t("draw.new.turn.hint"),
        )  # fmt: skip
        self.fields["since"] = _day(t("draw.new.since"))
        self.fields["until"] = _day(t("draw.new.until"))
        origins = {one.value: t(f"draw.new.origin.{one.value}") for one in Origin}
        self.fields["origin"] = _choice(t("draw.new.origin"), origins)

    def said(self) -> opening.Opened:
        given = self.cleaned_data
        return opening.Opened(
            CampaignKind(given["kind"]), given["territory"], given["year"],
            day_begins(given["since"]), day_begins(given["until"]), Origin(given["origin"]),
            given["turn"],
        )  # fmt: skip


class PlaceSeats(forms.Form):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **more)
        self.fields["code"] = forms.CharField(
            label=t("draw.code"), max_length=80, error_messages=_needed(),
            widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        )  # fmt: skip
        self.fields["seats"] = _number(t("draw.seats"), min_value=0)


def _territories(request: HttpRequest) -> dict[str, str]:
    own, language = place_of(request).region_code, current_language()
    regions = {code: one.name[language] for code, one in known_regions().items()}
    return {own: regions.get(own, own)} if own else {COUNTRY: t("draw.country"), **regions}


@page(DESK)
@FORM
def campaign_new(request: HttpRequest) -> HttpResponse:
    territories, relation = _territories(request), _relation(request)
    require(request, "admissions.draw_desk", "decide", relation)
    form, wrong, status = Opening(territories), "", 200
    if request.method == "POST":
        form, status = Opening(territories, request.POST), REFUSED
        try:
            if form.is_valid():
                made = opening.open_campaign(form.said(), by=actor(request), at=timezone.now())
                return HttpResponseRedirect(reverse("campaign_desk", args=[made.pk]))
        except DomainError as error:
            wrong, status = sentence(error), error.status
    context = {
        "crumbs": [(t("draw.desk"), reverse("campaigns_desk")), (t("draw.new"), "")],
        "form": form,
        "wrong": wrong,
    }
    return answer(
        request, "admissions/campaign_new.html", context, object=DESK, relation=relation,
        status=status,
    )  # fmt: skip


def _relation(request: HttpRequest) -> str:
    """Of whoever works for a territory, to the only one of which they open campaigns."""
    return territory_relation(request, place_of(request).region_code)


@page(DESK)
@FORM
def campaign_places(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Raises NoSuchCampaign: it is another territory's."""
    row, wrong, status = desk_campaign(request, campaign_id), "", 200
    relation = desk_relation(request, row)
    form = PlaceSeats(initial={"code": request.GET.get("code", "")})
    if request.method == "POST":
        require(request, "admissions.draw_desk", "decide", relation)
        form, status = PlaceSeats(request.POST), REFUSED
        try:
            if form.is_valid():
                more = {"by": actor(request), "at": timezone.now()}
                opening.change_seats_of(row.pk, **form.cleaned_data, **more)
                return HttpResponseRedirect(request.path)
        except DomainError as error:
            wrong, status = sentence(error), error.status
    title, is_draft = shown.title_of(row), row.state == CampaignState.DRAFT.value
    context = {
        "crumbs": [(t("draw.desk"), reverse("campaigns_desk")),
                   (title, reverse("campaign_desk", args=[row.pk])), (t("draw.places"), "")],
        "title": title,
        "is_draft": is_draft,
        "form": form,
        "wrong": wrong,
        **shown.origins(row, rules_of(row)),
    }  # fmt: skip
    address = request.path if is_draft else ""
    return answer(
        request, "admissions/campaign_places.html", context, object=DESK, relation=relation,
        tables=[shown.places_table(places_of_campaign(row), address)], status=status,
    )  # fmt: skip


urlpatterns = [
    path("campaigns/desk/new/", campaign_new, name="campaign_new"),
    path("campaigns/desk/<uuid:campaign_id>/places/", campaign_places, name="campaign_places"),
]
