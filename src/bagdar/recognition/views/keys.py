"""Keys of badge issuers that the institution believes: proposed, confirmed, retired."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bagdar.access.public import actor, page, require
from bagdar.core.errors import DomainError
from bagdar.core.periods import local_date
from bagdar.look.pages import answer
from bagdar.look.words import t
from bagdar.recognition import models
from bagdar.recognition.presenters.keys import key_facts, keys_table
from bagdar.recognition.presenters.opening import DESK, institution_key, open_institution
from bagdar.recognition.queries.believing import badge_keys
from bagdar.recognition.rules.nouns import KEY_COUNTS, KEY_OPEN, KeyState
from bagdar.recognition.services.believing import (
    LONGEST_FOUND,
    LONGEST_ISSUER,
    LONGEST_KEY_ID,
    LONGEST_WHY,
    KeySaid,
    confirm_key,
    propose_key,
    refuse_key,
    retire_key,
)
from bagdar.recognition.views.desk import FORM, OWN, REFUSED, ROOT
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
        self.fields["found_in"] = forms.CharField(
            label=t("recognition.key.found_in"), max_length=LONGEST_FOUND, error_messages=needed(),
            help_text=t("recognition.key.found_in.hint"),
        )  # fmt: skip

    def said(self) -> KeySaid:
        """What is no JSON is no key: the service says so."""
        given = self.cleaned_data
        try:
            jwk = json.loads(given["jwk"])
        except (ValueError, RecursionError):
            jwk = None
        since: date = given["since"]
        return KeySaid(
            given["issuer"], given["key_id"], jwk, since, given["source"], given["found_in"]
        )


class Why(forms.Form):
    """With what a key was compared, or why it is refused, by the second person. name: of words."""

    def __init__(self, *args: Any, name: str, **more: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **more)
        self.fields[name] = forms.CharField(
            label=t(f"recognition.key.{name}"), max_length=LONGEST_FOUND, error_messages=needed(),
            help_text=t(f"recognition.key.{name}.hint"), widget=forms.Textarea({"rows": 2}),
        )  # fmt: skip
        self.name = name

    def told(self) -> str:
        return str(self.cleaned_data[self.name])


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
        request, "recognition/keys.html", context, object=DESK, relation=OWN,
        tables=[keys_table(found)],
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
                made = propose_key(
                    organisation_id, form.said(), by=actor(request), at=timezone.now()
                )
                return HttpResponseRedirect(reverse("badge_key", args=[made.pk]))
            except DomainError as error:
                wrong, status = sentence(error), error.status
    context = {"crumbs": _crumbs(t("recognition.key.new")), "form": form, "wrong": wrong}
    return answer(
        request, "recognition/key_new.html", context, object=DESK, relation=OWN, status=status
    )


@page(DESK)
@FORM
def badge_key(request: HttpRequest, key_id: int) -> HttpResponse:
    """What is known of a key; confirmed or refused by another person, retired by anybody.

    Raises NoSuchKey: it is another institution's.
    """
    row, do = institution_key(request, key_id, "read"), request.POST.get("do", "")
    asked = {name: (form(request.POST if do == name else None)) for name, form in DEEDS.items()}
    wrong, status = "", 200
    if request.method == "POST":
        require(request, DESK, "create" if do == "retire" else "decide", OWN)
        status = REFUSED
        try:
            if do in asked and asked[do].is_valid():
                _done(request, row, do, asked[do])
                return HttpResponseRedirect(request.path)
        except DomainError as error:
            wrong, status = sentence(error), error.status
            row.refresh_from_db()
    context = {
        "crumbs": _crumbs(row.issuer), "title": row.issuer, "wrong": wrong,
        "facts": key_facts(row), **_offered(row, actor(request).name), **asked,
    }  # fmt: skip
    return answer(
        request, "recognition/key.html", context, object=DESK, relation=OWN, status=status
    )


def _retiring(given: Any) -> Retiring:
    return Retiring(given, initial={"on": local_date(timezone.now())})


DEEDS: dict[str, Callable[[Any], Any]] = {
    "confirm": lambda given: Why(given, name="checked"),
    "refuse": lambda given: Why(given, name="refused_because"),
    "retire": _retiring,
}


def _done(request: HttpRequest, row: models.BadgeKey, do: str, form: Any) -> None:
    place, by, now = row.organisation_id, actor(request), timezone.now()
    if do == "confirm":
        confirm_key(place, row.pk, form.told(), by=by, at=now)
    elif do == "refuse":
        refuse_key(place, row.pk, form.told(), by=by, at=now)
    else:
        given = form.cleaned_data
        retire_key(place, row.pk, given["on"], given["reason"], by=by)


def _offered(row: models.BadgeKey, me: str) -> dict[str, bool]:
    stands = row.valid_to is None
    is_open = stands and row.state in KEY_OPEN
    return {
        "is_alone": stands and row.state == KeyState.ALONE,
        "may_confirm": is_open and row.written_by != me,
        "waits_for_another": is_open and row.written_by == me,
        "may_refuse": is_open,
        "may_retire": stands and row.state in KEY_COUNTS,
    }


def _crumbs(title: str) -> list[tuple[str, str]]:
    return [*_desk(), (t("recognition.keys"), reverse("badge_keys")), (title, "")]


def _desk() -> list[tuple[str, str]]:
    return [(t("recognition.desk"), reverse("recognition_desk"))]


urlpatterns = [
    path(f"{ROOT}/keys/", badge_keys_page, name="badge_keys"),
    path(f"{ROOT}/keys/new/", badge_key_new, name="badge_key_new"),
    path(f"{ROOT}/keys/<int:key_id>/", badge_key, name="badge_key"),
]
