"""What an institution has to issue with: its forms in three languages, and its keys."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bagdar.access.public import actor, page, require
from bagdar.core.errors import DomainError
from bagdar.core.languages import LANGUAGES, Words
from bagdar.core.origins import Origin
from bagdar.core.sentences import error_sentence
from bagdar.credentials import models
from bagdar.credentials.presenters.desk import level_choices
from bagdar.credentials.presenters.holdings import keys_table
from bagdar.credentials.presenters.opening import DESK, open_issuer
from bagdar.credentials.rules.credential import Form
from bagdar.credentials.services import issuers
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t, words_catalogue

FORM, KEY, OWN, ROOT = "credentials.form", "credentials.key", "own", "diplomas/desk"
METHODS = require_http_methods(["GET", "HEAD", "POST"])


class FormForm(forms.Form):
    """What diplomas of a programme say, in three languages."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **more)
        needed = {"required": t("diplomas.paper.needed"), "invalid": t("diplomas.paper.needed")}
        self.fields["level"] = forms.ChoiceField(label=t("diplomas.isced"), choices=level_choices())
        self.fields["programme"] = forms.CharField(
            label=t("diplomas.programme"), help_text=t("diplomas.form.programme.hint"),
            max_length=40, required=False,
        )  # fmt: skip
        for language in LANGUAGES:
            self.fields[f"title_{language}"] = forms.CharField(
                label=t(f"diplomas.paper.title_{language}"), max_length=300, error_messages=needed
            )
        self.fields["nqf"] = forms.IntegerField(
            label=t("diplomas.nqf"), min_value=1, max_value=8, error_messages=needed
        )
        self.fields["credits"] = forms.IntegerField(
            label=t("diplomas.credits"), min_value=1, max_value=1000, required=False
        )
        self.fields["field"] = forms.CharField(
            label=t("diplomas.form.field"), max_length=30, required=False
        )

    def said(self) -> Form:
        given = self.cleaned_data
        titles = Words(**{language: given[f"title_{language}"] for language in LANGUAGES})
        return Form(
            given["level"], given["programme"], titles, given["nqf"], given["credits"],
            given["field"],
        )  # fmt: skip


def _typed(row: models.DiplomaForm) -> dict[str, Any]:
    names = ("level", "programme", "credits", "field", *(f"title_{one}" for one in LANGUAGES))
    return {"nqf": row.nqf_level, **{name: getattr(row, name) for name in names}}


@page(FORM, "create")
@METHODS
def diploma_form(request: HttpRequest) -> HttpResponse:
    """?form=… begins with one that stands. What was issued keeps what it says."""
    issuer = open_issuer(request)
    number = request.GET.get("form", "")
    known = number.isascii() and number.isdigit() and len(number) < 18
    row = issuer.forms.filter(pk=int(number)).first() if known else None
    form, wrong, status = FormForm(initial=_typed(row) if row else None), "", 200
    if request.method == "POST":
        form, status = FormForm(request.POST), 422
        if form.is_valid():
            try:
                issuers.write_form(issuer.code, form.said(), by=actor(request))
                return HttpResponseRedirect(reverse("diploma_desk"))
            except DomainError as error:
                wrong, status = _sentence(error), error.status
    context = _context(issuer, t("diplomas.form"), form=form, wrong=wrong)
    return answer(
        request, "credentials/form.html", context, object=FORM, relation=OWN, status=status
    )


class Turning(forms.Form):
    """Whoever ends a key types what it is called, so that nobody does by a slip."""

    def __init__(self, *args: Any, key: str, **more: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **more)
        self.key = key
        self.fields["key"] = forms.CharField(
            label=t("diplomas.keys.confirm"), help_text=t("diplomas.keys.confirm.hint", key=key),
            max_length=40, error_messages={"required": t("diplomas.keys.other")},
        )  # fmt: skip

    def clean_key(self) -> str:
        if self.cleaned_data["key"].strip() != self.key:
            raise forms.ValidationError(t("diplomas.keys.other"))
        return self.key


@page(DESK)
@METHODS
def issuer_keys(request: HttpRequest) -> HttpResponse:
    """Which keys there are, how long each holds; a new one, or that one was lost."""
    issuer = open_issuer(request)
    rows = list(issuer.keys.order_by("-since", "-pk"))
    open_key = next((one.key_id for one in rows if one.until is None), "")
    name = open_key.partition("#")[2]
    form, wrong, status = Turning(key=name), "", 200
    if request.method == "POST":
        require(request, KEY, "update", OWN)
        form, status = Turning(request.POST, key=name), 422
        try:
            if form.is_valid() and _turn(request, issuer, open_key):
                return HttpResponseRedirect(request.path)
        except DomainError as error:
            wrong, status = _sentence(error), error.status
    context = _context(issuer, t("diplomas.keys"), form=form, wrong=wrong)
    return answer(
        request, "credentials/keys.html", context, object=DESK, tables=[keys_table(rows)],
        relation=OWN, status=status,
    )  # fmt: skip


def _turn(request: HttpRequest, issuer: models.Issuer, key: str) -> bool:
    """False: nobody said which of the two."""
    do = {"rotate": issuers.rotate_key, "lose": issuers.lose_key}.get(request.POST.get("do", ""))
    if do is None:
        return False
    do(issuer.code, by=actor(request), at=timezone.now(), expected=key)
    return True


def _context(issuer: models.Issuer, title: str, **more: Any) -> dict[str, Any]:
    crumbs = [(t("diplomas.desk"), reverse("diploma_desk")), (title, "")]
    return {"crumbs": crumbs, **of_origins(Origin(issuer.origin)), **more}


def _sentence(error: DomainError) -> str:
    return error_sentence(error, words_catalogue(), current_language())


urlpatterns = [
    path(f"{ROOT}/form/", diploma_form, name="diploma_form"),
    path(f"{ROOT}/keys/", issuer_keys, name="issuer_keys"),
]
