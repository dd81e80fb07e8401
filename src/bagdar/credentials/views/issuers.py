"""The registry of issuers: who gives diplomas, and for which levels on which days."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bagdar.access.public import actor, page, permits, require
from bagdar.core.errors import DomainError
from bagdar.core.languages import Words
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.core.sentences import error_sentence
from bagdar.credentials import models
from bagdar.credentials.presenters import holdings as shown
from bagdar.credentials.presenters.desk import level_choices
from bagdar.credentials.queries.issuers import (
    issuer_called,
    issuers_with_names,
    issuing_among,
    names_of,
)
from bagdar.credentials.services import issuers as services
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t, words_catalogue
from bagdar.registry.public import (
    MOST_FOUND,
    organisation_on,
    organisations_like,
    organisations_named,
)

OBJECT, ROOT = "credentials.issuer", "diplomas/issuers"
METHODS = require_http_methods(["GET", "HEAD", "POST"])


def _day(label: str, *, required: bool = True) -> forms.DateField:
    needed = t("diplomas.paper.needed")
    return forms.DateField(
        label=label, widget=forms.DateInput({"type": "date"}), input_formats=["%Y-%m-%d"],
        required=required, error_messages={"required": needed, "invalid": needed},
    )  # fmt: skip


class Finding(forms.Form):
    """An organisation of the register that somebody looks for."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **more)
        self.fields["find"] = forms.CharField(
            label=t("diplomas.issuers.find"), help_text=t("diplomas.issuers.find.hint"),
            max_length=200, error_messages={"required": t("diplomas.paper.needed")},
        )  # fmt: skip

    def text(self) -> str:
        """ "": nobody has looked for anything yet."""
        return str(self.cleaned_data["find"]) if self.is_bound and self.is_valid() else ""


class Registering(forms.Form):
    """An organisation of the register, which was found before, becomes an issuer."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **more)
        self.fields["organisation"] = forms.UUIDField(widget=forms.HiddenInput())
        self.fields["code"] = forms.CharField(
            label=t("diplomas.issuers.code"), help_text=t("diplomas.issuers.code.hint"),
            max_length=40, error_messages={"required": t("diplomas.paper.needed")},
        )  # fmt: skip

    def chosen(self) -> UUID | None:
        """None: there is none, or it is no id."""
        try:
            return UUID(str(self["organisation"].value()))
        except ValueError:
            return None


class Accrediting(forms.Form):
    """That an issuer may give diplomas of a level, for some days."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **more)
        self.fields["level"] = forms.ChoiceField(label=t("diplomas.isced"), choices=level_choices())
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
    """An organisation is looked for and chosen, then it gets its code."""
    form, wrong, status = Registering(initial=request.GET.dict()), "", 200
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
    facts = _chosen(form.chosen())
    context = {"crumbs": crumbs, "form": form, "facts": facts, "chosen": bool(facts)}
    if not facts:
        return _search_page(request, {**context, "wrong": wrong}, status)
    return answer(
        request, "credentials/issuer_new.html", {**context, "wrong": wrong}, object=OBJECT,
        status=status,
    )  # fmt: skip


def _chosen(organisation_id: UUID | None) -> list[tuple[str, Any]]:
    """What tells an organisation from its namesakes; nothing: the register has no such one."""
    known = organisations_named([organisation_id] if organisation_id else [])
    if organisation_id not in known:
        return []
    said = organisation_on(organisation_id, local_date(timezone.now()))
    facts = [(t("diplomas.issuer"), known[organisation_id].name)]
    return [*facts, (t("diplomas.issuers.bin"), said.bin.number)] if said and said.bin else facts


def _called(text: str) -> dict[Origin, Sequence[tuple[UUID, Words, str]]]:
    """By a BIN or by pieces of a name, of each origin: id, name, region."""
    today = local_date(timezone.now())
    return {origin: organisations_like(text, origin, today) for origin in Origin}


def _search_page(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    finding = Finding(request.GET if "find" in request.GET else None)
    text = finding.text()
    found = _called(text) if text else {}
    rows = [one for some in found.values() for one in some]
    codes = issuing_among([id for id, *_ in rows])
    context = {
        **context,
        "finding": finding,
        "is_cut": any(len(some) == MOST_FOUND for some in found.values()),
        **of_origins(*(origin for origin, some in found.items() if some)),
    }
    tables = [shown.found_table(rows, codes)] if text else []
    return answer(
        request, "credentials/issuer_new.html", context, object=OBJECT, tables=tables,
        status=status,
    )  # fmt: skip


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
