"""Keys of badge issuers that the institution believes: seen, written down, retired."""

import json
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bagdar.access.public import actor, page
from bagdar.core.errors import DomainError
from bagdar.core.periods import local_date
from bagdar.look.pages import answer
from bagdar.look.words import t
from bagdar.recognition.presenters.keys import keys_table
from bagdar.recognition.presenters.opening import DESK, institution_key, open_institution
from bagdar.recognition.queries.believing import badge_keys
from bagdar.recognition.services.believing import (
    LONGEST_ISSUER,
    LONGEST_KEY_ID,
    LONGEST_WHY,
    KeySaid,
    believe,
    retire,
)
from bagdar.recognition.views.desk import FORM, REFUSED, ROOT
from bagdar.recognition.views.forms import day_field, needed
from bagdar.recognition.views.own import sentence


class Believing(forms.Form):
    """A key as it is written down."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **more)
        self.fields["issuer"] = forms.CharField(
            label=t("recognition.key.issuer"), max_length=LONGEST_ISSUER, error_messages=needed(),
            help_text=t("recognition.key.issuer.hint"),
        )  # fmt: skip
        self.fields["key_id"] = forms.CharField(
            label=t("recognition.key.key_id"), max_length=LONGEST_KEY_ID, required=False,
            help_text=t("recognition.key.key_id.hint"),
        )  # fmt: skip
        self.fields["jwk"] = forms.CharField(
            label=t("recognition.key.jwk"), max_length=4000, error_messages=needed(),
            help_text=t("recognition.key.jwk.hint"),
            widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
        )  # fmt: skip
        self.fields["since"] = day_field(t("curricula.since"))
        self.fields["source"] = forms.CharField(
            label=t("recognition.key.source"), max_length=LONGEST_WHY, error_messages=needed(),
            help_text=t("recognition.key.source.hint"),
        )  # fmt: skip

    def said(self) -> KeySaid:
        """What is no JSON is no key: the service says so."""
        given = self.cleaned_data
        try:
            jwk = json.loads(given["jwk"])
        except (ValueError, RecursionError):
            jwk = None
        since: date = given["since"]
        return KeySaid(given["issuer"], given["key_id"], jwk, since, given["source"])


class Retiring(forms.Form):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **more)
        self.fields["on"] = day_field(t("curricula.until"))
        self.fields["reason"] = forms.CharField(
            label=t("recognition.key.ended_because"), max_length=LONGEST_WHY,
            error_messages=needed(), help_text=t("recognition.key.ended_because.hint"),
        )  # fmt: skip


@page(DESK)
@require_safe
def badge_keys_page(request: HttpRequest) -> HttpResponse:
    found = badge_keys(open_institution(request))
    context = {"crumbs": [*_desk(), (t("recognition.keys"), "")]}
    return answer(
        request, "recognition/keys.html", context, object=DESK, relation="own",
        tables=[keys_table(found, ends=True)],
    )  # fmt: skip


@page(DESK, "create")
@FORM
def badge_key_new(request: HttpRequest) -> HttpResponse:
    organisation_id = open_institution(request)
    form = Believing(initial={"since": local_date(timezone.now())})
    wrong, status = "", 200
    if request.method == "POST":
        form, status = Believing(request.POST), REFUSED
        if form.is_valid():
            try:
                believe(organisation_id, form.said(), by=actor(request), at=timezone.now())
                return HttpResponseRedirect(reverse("badge_keys"))
            except DomainError as error:
                wrong, status = sentence(error), error.status
    context = _form(form, wrong, t("recognition.key.new"), t("recognition.key.new.do"))
    return answer(
        request, "recognition/key.html", context, object=DESK, relation="own", status=status
    )


@page(DESK, "create")
@FORM
def badge_key_end(request: HttpRequest, key_id: int) -> HttpResponse:
    """Raises NoSuchKey: it is another institution's."""
    row = institution_key(request, key_id)
    form = Retiring(initial={"on": local_date(timezone.now())})
    wrong, status = "", 200
    if request.method == "POST":
        form, status = Retiring(request.POST), REFUSED
        if form.is_valid():
            given = form.cleaned_data
            try:
                retire(row.organisation_id, row.pk, given["on"], given["reason"],
                       by=actor(request))  # fmt: skip
                return HttpResponseRedirect(reverse("badge_keys"))
            except DomainError as error:
                wrong, status = sentence(error), error.status
    context = _form(form, wrong, t("recognition.key.end"), t("recognition.key.end.do"))
    return answer(
        request, "recognition/key.html", {**context, "stands": row.valid_to is None}, object=DESK,
        relation="own", status=status, tables=[keys_table([row])],
    )  # fmt: skip


def _form(form: Any, wrong: str, title: str, do: str) -> dict[str, Any]:
    crumbs = [*_desk(), (t("recognition.keys"), reverse("badge_keys")), (title, "")]
    return {"crumbs": crumbs, "title": title, "form": form, "wrong": wrong, "do": do,
            "stands": True}  # fmt: skip


def _desk() -> list[tuple[str, str]]:
    return [(t("recognition.desk"), reverse("recognition_desk"))]


urlpatterns = [
    path(f"{ROOT}/keys/", badge_keys_page, name="badge_keys"),
    path(f"{ROOT}/keys/new/", badge_key_new, name="badge_key_new"),
    path(f"{ROOT}/keys/<int:key_id>/", badge_key_end, name="badge_key_end"),
]
