"""Which school is ours, for everybody; and catchments as a region's clerk keeps them."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from bagdar.access.public import actor, known_regions, page, require
from bagdar.admissions.presenters.catchments import (
    CATCHMENT,
    catchments_table,
    origin_of_schools,
    own_catchment,
    own_region,
    schools_at,
    schools_of_region,
    schools_table,
    territory_words,
)
from bagdar.admissions.queries.catchments import catchments_of, territories_with
from bagdar.admissions.rules.campaign.catchments import MOST_NUMBER, Area, Side
from bagdar.admissions.services.campaigns import catchments
from bagdar.admissions.services.campaigns.catchments import CatchmentSaid
from bagdar.admissions.views.own import FORM, REFUSED, sentence
from bagdar.core.declared import MAX_BYTES, safe
from bagdar.core.errors import DomainError, FaultyData
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.core.sentences import fault_line
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t, words_catalogue
from bagdar.registry.public import organisations_named, territories_of

SHOWN = 100  # faults of a file


def _today() -> date:
    return local_date(timezone.now())


# --- which school is ours -------------------------------------------------------------------------


class Where(forms.Form):
    """A region; then a territory of it, and an address where the family wants to say it."""

    def __init__(self, given: Mapping[str, str], territories: Mapping[str, str]) -> None:
        super().__init__(given, use_required_attribute=False)
        language = current_language()
        regions = {code: one.name[language] for code, one in known_regions().items()}
        self.fields["region"] = forms.ChoiceField(
            label=t("catchment.region"), choices=[("", "—"), *regions.items()], required=False
        )
        if territories:
            self.fields["territory"] = forms.ChoiceField(
                label=t("catchment.territory"), choices=[("", "—"), *territories.items()],
                required=False,
            )  # fmt: skip
            self.fields["street"] = forms.CharField(
                label=t("catchment.street"), max_length=150, required=False,
                help_text=t("catchment.street.hint"),
            )  # fmt: skip
            self.fields["house"] = forms.CharField(
                label=t("catchment.house"), max_length=20, required=False
            )


@page(CATCHMENT)
@require_safe
def own_school(request: HttpRequest) -> HttpResponse:
    """What is typed stands in the address alone and is kept nowhere."""
    asked = {name: request.GET.get(name, "")[:150].strip() for name in
             ("region", "territory", "street", "house")}  # fmt: skip
    today = _today()
    region = asked["region"] if asked["region"] in known_regions() else ""
    codes = territories_with(region, today) if region else []
    places = dict(sorted(territory_words(codes, today).items(), key=lambda one: one[1]))
    is_asked = asked["territory"] in places
    found, origins, divided = (
        schools_at(asked["territory"], asked["street"], asked["house"], today)
        if is_asked else ({}, [], False)
    )  # fmt: skip
    context = {
        "crumbs": [(t("catchment.title"), "")],
        "form": Where(asked, places),
        "is_asked": is_asked,
        "no_territories": bool(region) and not places,
        "divided": divided,
        **of_origins(*origins),
    }
    return answer(
        request, "admissions/own_school.html", context, object=CATCHMENT,
        tables=[schools_table(found)] if is_asked else [],
    )  # fmt: skip


# --- the clerk ------------------------------------------------------------------------------------


def _day(label: str, **more: Any) -> forms.DateField:
    wrong = {"required": t("catchment.needed"), "invalid": t("catchment.needed")}
    return forms.DateField(
        label=label, widget=forms.DateInput({"type": "date"}), input_formats=["%Y-%m-%d"],
        error_messages=wrong, **more,
    )  # fmt: skip


class Recording(forms.Form):
    """A catchment of one school of the region."""

    def __init__(self, region: str, given: Any = None) -> None:
        super().__init__(given, use_required_attribute=False)
        wrong = {"required": t("catchment.needed"), "invalid_choice": t("catchment.needed"),
                 "invalid": t("catchment.needed")}  # fmt: skip
        number = {"min_value": 1, "max_value": MOST_NUMBER, "required": False,
                  "error_messages": wrong}  # fmt: skip
        self.fields["school"] = forms.ChoiceField(
            label=t("catchment.school"), choices=_schools(region), error_messages=wrong
        )
        self.fields["territory"] = forms.ChoiceField(
            label=t("catchment.territory"), choices=_territories(region), error_messages=wrong
        )
        self.fields["street"] = forms.CharField(
            label=t("catchment.street"), max_length=150, required=False,
            help_text=t("catchment.street.whole"),
        )  # fmt: skip
        self.fields["side"] = forms.ChoiceField(
            label=t("catchment.side"), required=False,
            choices=[(one.value, t(f"catchment.side.{one.value}")) for one in Side],
        )  # fmt: skip
        self.fields["first"] = forms.IntegerField(label=t("catchment.first"), **number)
        self.fields["last"] = forms.IntegerField(label=t("catchment.last"), **number)
        self.fields["since"] = _day(t("catchment.since"))
        self.fields["until"] = _day(
            t("catchment.until"), required=False, help_text=t("catchment.until.hint")
        )
        self.fields["source"] = forms.CharField(
            label=t("catchment.source"), max_length=300, error_messages=wrong,
            help_text=t("catchment.source.hint"),
        )  # fmt: skip

    def said(self) -> CatchmentSaid:
        given = self.cleaned_data
        area = Area(
            given["territory"], given["street"], Side(given["side"] or Side.ALL), given["first"],
            given["last"],
        )  # fmt: skip
        return CatchmentSaid(
            UUID(given["school"]), area, given["since"], given["until"], given["source"]
        )


class Ending(forms.Form):
    def __init__(self, given: Any = None) -> None:
        super().__init__(given, use_required_attribute=False, prefix="end")
        self.fields["id"] = forms.UUIDField(
            label=t("catchment.number"), help_text=t("catchment.number.hint"),
            error_messages={"required": t("catchment.needed"), "invalid": t("catchment.needed")},
        )  # fmt: skip
        self.fields["until"] = _day(t("catchment.until"))


def _schools(region: str) -> list[tuple[str, str]]:
    """Real ones first."""
    language = current_language()
    ids = [id for some in schools_of_region(region, _today()).values() for id in some]
    names = organisations_named(ids)
    return [(str(id), names[id].name[language]) for id in ids]


def _territories(region: str) -> list[tuple[str, str]]:
    today = _today()
    codes = dict.fromkeys(
        one.code for origin in Origin for one in territories_of(region, today, origin)
    )
    return list(territory_words(list(codes), today).items())


@page(CATCHMENT, "create")
@FORM
def catchment_desk(request: HttpRequest) -> HttpResponse:
    """One page: what stands, one more, the end of one, a file."""
    region = own_region(request)
    require(request, CATCHMENT, "create", "own")
    form, ending, wrong, status = Recording(region), Ending(), [], 200
    if request.method == "POST":
        do, status = request.POST.get("do", ""), REFUSED
        form = Recording(region, request.POST) if do == "record" else form
        ending = Ending(request.POST) if do == "end" else ending
        try:
            if _done(request, region, do, form, ending):
                return HttpResponseRedirect(request.path)
        except FaultyData as error:
            language, words = current_language(), words_catalogue()
            wrong = [fault_line(one, words, language) for one in error.faults[:SHOWN]]
            status = error.status
        except DomainError as error:
            wrong, status = [sentence(error)], error.status
    rows = catchments_of(region, _today())
    context = {
        "crumbs": [(t("catchment.desk"), "")],
        "form": form,
        "ending": ending,
        "wrong": wrong,
        "columns": list(catchments.CatchmentRow.model_fields),
        **of_origins(*dict.fromkeys(Origin(row.origin) for row in rows)),
    }
    return answer(
        request, "admissions/catchments.html", context, object=CATCHMENT, status=status,
        tables=[catchments_table(rows, _today())],
    )  # fmt: skip


def _done(request: HttpRequest, region: str, do: str, form: Recording, ending: Ending) -> bool:
    """False: what was typed cannot be taken."""
    more: dict[str, Any] = {"by": actor(request), "at": timezone.now(), "region": region}
    if do == "record" and form.is_valid():
        catchments.record_catchment(form.said(), **more)
    elif do == "end" and ending.is_valid():
        given = ending.cleaned_data
        id = own_catchment(request, given["id"])
        catchments.end_catchment(id, given["until"], **more)
    elif do == "load" and (file := request.FILES.get("file")) is not None:
        content, shown = file.read(MAX_BYTES + 1), safe(file.name or "file", 100)
        catchments.load_catchments(content, shown, origin=origin_of_schools(region), **more)
    else:
        return False
    return True


urlpatterns = [
    path("schools/ours/", own_school, name="own_school"),
    path("schools/catchments/", catchment_desk, name="catchment_desk"),
]
