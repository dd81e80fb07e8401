"""The registry of issuers: who gives diplomas, and for which levels on which days."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bagdar.access.public import actor, page, permits, require
from bagdar.core.errors import DomainError
from bagdar.core.origins import Origin
from bagdar.core.sentences import error_sentence
from bagdar.credentials import models
from bagdar.credentials.presenters import holdings as shown
from bagdar.credentials.queries.issuers import issuer_called, issuers_with_names, names_of
from bagdar.credentials.rules.credential import LEVELS
from bagdar.credentials.services import issuers as services
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t, words_catalogue

OBJECT, ROOT = "credentials.issuer", "diplomas/issuers"
METHODS = require_http_methods(["GET", "HEAD", "POST"])


def _day(label: str, *, required: bool = True) -> forms.DateField:
    needed = t("diplomas.paper.needed")
    return forms.DateField(
        label=label, widget=forms.DateInput({"type": "date"}), input_formats=["%Y-%m-%d"],
        required=required, error_messages={"required": needed, "invalid": needed},
    )  # fmt: skip


class Registering(forms.Form):
    """An organisation of the register becomes an issuer."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **more)
        needed = {"required": t("diplomas.paper.needed"), "invalid": t("diplomas.issuers.no_id")}
        self.fields["organisation"] = forms.UUIDField(
            label=t("diplomas.issuers.organisation"),
            help_text=t("diplomas.issuers.organisation.hint"), error_messages=needed,
        )  # fmt: skip
        self.fields["code"] = forms.CharField(
            label=t("diplomas.issuers.code"), help_text=t("diplomas.issuers.code.hint"),
            max_length=40, error_messages=needed,
        )  # fmt: skip


class Accrediting(forms.Form):
    """That an issuer may give diplomas of a level, for some days."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **more)
        self.fields["level"] = forms.ChoiceField(
            label=t("diplomas.isced"), choices=[(one, one) for one in LEVELS]
        )
        self.fields["since"] = _day(t("diplomas.issuers.since"))
        self.fields["before"] = _day(t("diplomas.issuers.before"), required=False)
        self.fields["source"] = forms.CharField(
            label=t("diplomas.issuers.source"), max_length=200,
            error_messages={"required": t("diplomas.paper.needed")},
        )  # fmt: skip


class Ending(forms.Form):
    """From which day on an accreditation no longer holds."""

    def __init__(self, which: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, prefix="end", use_required_attribute=False, **more)
        self.fields["which"] = forms.ChoiceField(label=t("diplomas.issuers.which"), choices=which)
        self.fields["before"] = _day(t("diplomas.issuers.before"))


@page(OBJECT)
@require_safe
def issuers(request: HttpRequest) -> HttpResponse:
    rows, names = issuers_with_names()
    context = {
        "crumbs": [(t("diplomas.issuers"), "")],
        "may_register": permits(request, OBJECT, "create", "any"),
        **of_origins(*(Origin(one.origin) for one in rows)),
    }
    return answer(
        request, "credentials/issuers.html", context, object=OBJECT,
        tables=[shown.issuers_table(rows, names)],
    )  # fmt: skip


@page(OBJECT, "create")
@METHODS
def issuer_new(request: HttpRequest) -> HttpResponse:
    form, wrong, status = Registering(), "", 200
    if request.method == "POST":
        form, status = Registering(request.POST), 422
        if form.is_valid():
            given, base = form.cleaned_data, settings.ISSUER_ADDRESS
            try:
                made = services.register(
                    given["organisation"], given["code"], base, by=actor(request),
                    at=timezone.now(),
                )  # fmt: skip
                return HttpResponseRedirect(reverse("issuer", args=[made.code]))
            except DomainError as error:
                wrong, status = _sentence(error), error.status
    crumbs = [(t("diplomas.issuers"), reverse("issuers")), (t("diplomas.issuers.new"), "")]
    context = {"crumbs": crumbs, "form": form, "wrong": wrong}
    return answer(request, "credentials/issuer_new.html", context, object=OBJECT, status=status)


@page(OBJECT)
@METHODS
def issuer(request: HttpRequest, code: str) -> HttpResponse:
    """Raises NoSuchIssuer."""
    row = issuer_called(code)
    rows = list(row.accreditations.order_by("level", "valid_from", "pk"))
    do = request.POST.get("do")
    adding = Accrediting(request.POST if do == "accredit" else None)
    ending = Ending(shown.endable(rows), request.POST if do == "end" else None)
    wrong, status = "", 200
    if request.method == "POST":
        require(request, OBJECT, "update", "any")
        status = 422
        try:
            if _changed(request, row, adding, ending):
                return HttpResponseRedirect(request.path)
        except DomainError as error:
            wrong, status = _sentence(error), error.status
    may_change = permits(request, OBJECT, "update", "any")
    name = names_of(row)
    context = {
        "crumbs": [(t("diplomas.issuers"), reverse("issuers")), (name, "")],
        "title": name,
        "facts": shown.issuer_facts(row, name),
        "adding": adding if may_change else None,
        "ending": ending if may_change and rows else None,
        "wrong": wrong,
        **of_origins(Origin(row.origin)),
    }
    tables = [
        shown.accreditations_table(rows),
        shown.keys_table(list(row.keys.order_by("-since", "-pk"))),
    ]
    return answer(
        request, "credentials/issuer.html", context, object=OBJECT, tables=tables, status=status
    )


def _changed(request: HttpRequest, row: models.Issuer, adding: Accrediting, ending: Ending) -> bool:
    """False: what was typed cannot be taken."""
    by = actor(request)
    if adding.is_bound and adding.is_valid():
        given = adding.cleaned_data
        since: date = given["since"]
        services.accredit(row.code, given["level"], since, given["before"], given["source"], by=by)
        return True
    if ending.is_bound and ending.is_valid():
        number, before = int(ending.cleaned_data["which"]), ending.cleaned_data["before"]
        services.end_accreditation(row.code, number, before, by=by, at=timezone.now())
        return True
    return False


def _sentence(error: DomainError) -> str:
    return error_sentence(error, words_catalogue(), current_language())


urlpatterns = [
    path(f"{ROOT}/", issuers, name="issuers"),
    path(f"{ROOT}/new/", issuer_new, name="issuer_new"),
    path(f"{ROOT}/<slug:code>/", issuer, name="issuer"),
]
