"""What an organisation does in campaigns: seats, how many wish them, who has them, enrolling."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bagdar.access.public import actor, looker_facts, page, require
from bagdar.admissions import models
from bagdar.admissions.presenters import campaign_shown as shown
from bagdar.admissions.presenters.campaign_opening import OFFERING, own_offering, own_organisation
from bagdar.admissions.presenters.campaign_words import Names, campaign_title
from bagdar.admissions.queries.campaign_offering import holders_of, offered_at, offered_by
from bagdar.admissions.rules.campaign.errors import NoSuchApplicationHere
from bagdar.admissions.rules.campaign.nouns import CampaignState, Stands
from bagdar.admissions.services.campaigns.enrolling import enrol_settled
from bagdar.admissions.services.campaigns.looking import note_holders
from bagdar.admissions.services.campaigns.opening import change_seats
from bagdar.admissions.views.campaign_forms import FirstDay, Seats
from bagdar.admissions.views.campaign_own import name_of, origins
from bagdar.admissions.views.own import FORM, REFUSED, sentence
from bagdar.core.errors import DomainError
from bagdar.look.pages import answer
from bagdar.look.words import t


@page(OFFERING)
@require_safe
def campaign_offerings(request: HttpRequest) -> HttpResponse:
    rows = offered_by(own_organisation(request))
    context = {
        "crumbs": [(t("campaign.offerings"), "")],
        **(origins(rows[0].place.campaign) if rows else {}),
    }
    return answer(
        request, "admissions/campaign_offerings.html", context, object=OFFERING, relation="own",
        tables=[shown.offerings_table(rows)],
    )  # fmt: skip


@page(OFFERING)
@FORM
def campaign_offering(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Raises NoSuchCampaignPlace: it is another's."""
    row, wrong, status = own_offering(request, place_id), "", 200
    seats = Seats({"seats": row.seats})
    first = FirstDay(initial={"first_day": date(row.campaign.year, 9, 1)})
    if request.method == "POST":
        do, status = request.POST.get("do", ""), REFUSED
        seats = Seats(request.POST) if do == "seats" else seats
        first = FirstDay(request.POST) if do == "enrol" else first
        try:
            if _done(request, row, do, seats, first):
                return HttpResponseRedirect(request.path)
        except DomainError as error:
            wrong, status = sentence(error), error.status
        row = own_offering(request, place_id)
    found = holders_of(row)
    if found:
        note_holders(row.pk, len(found), by=actor(request), looker=looker_facts(request))
    holders = [(one, name_of(one.person_id)) for one in found]
    given, is_draft = offered_at(row), row.campaign.state == CampaignState.DRAFT.value
    context = {
        "crumbs": [(t("campaign.offerings"), reverse("campaign_offerings")),
                   (t("campaign.place"), "")],
        "title": Names.of([row]).place(row),
        "campaign": campaign_title(row.campaign),
        "facts": [
            (t("campaign.state"), t(f"campaign.state.{row.campaign.state}")),
            (t("campaign.seats"), str(row.seats)), (t("campaign.wished"), str(given.wishes)),
        ],
        "seats": seats if is_draft else None,
        "first": first,
        "to_enrol": [(one.pk, name) for one, name in holders
                     if one.state == Stands.SETTLED.value and one.enrolled is None],
        "wrong": wrong,
        **origins(row.campaign),
    }  # fmt: skip
    return answer(
        request, "admissions/campaign_offering.html", context, object=OFFERING, relation="own",
        tables=[shown.holders_table(holders)], status=status,
    )  # fmt: skip


def _done(
    request: HttpRequest, row: models.CampaignPlace, do: str, seats: Seats, first: FirstDay
) -> bool:
    """False: what was typed cannot be taken."""
    by, at = actor(request), timezone.now()
    if do == "seats" and seats.is_valid():
        require(request, "admissions.campaign_offering", "update", "own")
        change_seats(row.pk, seats.cleaned_data["seats"], by=by, at=at)
    elif do == "enrol" and first.is_valid():
        require(request, "admissions.campaign_offering", "enrol", "own")
        enrol_settled(_settled(row, request), first.cleaned_data["first_day"], by=by, at=at)
    else:
        return False
    return True


def _settled(row: models.CampaignPlace, request: HttpRequest) -> UUID:
    """Of this place: another's application is not found. Raises NoSuchApplicationHere."""
    asked = request.POST.get("application", "")
    for one in holders_of(row):
        if str(one.pk) == asked:
            return one.pk
    raise NoSuchApplicationHere()


urlpatterns = [
    path("campaigns/offering/", campaign_offerings, name="campaign_offerings"),
    path("campaigns/offering/<uuid:place_id>/", campaign_offering, name="campaign_offering"),
]
