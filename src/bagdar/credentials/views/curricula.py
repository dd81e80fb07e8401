"""The catalogue of educational programmes, a programme of it, a new version; the own transcript."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bagdar.access.public import Forbidden, actor, page, permits, place_of
from bagdar.core.errors import DomainError
from bagdar.core.languages import LANGUAGES, Words
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.core.sentences import error_sentence
from bagdar.credentials.presenters import curricula as shown
from bagdar.credentials.presenters.desk import level_choices
from bagdar.credentials.presenters.opening import institution_curriculum, own_people
from bagdar.credentials.queries import curricula as queries
from bagdar.credentials.rules.curricula import (
    COLUMNS,
    LONGEST_SOURCE,
    MOST_CREDITS,
    CurriculumSaid,
    ModulesUnreadable,
    Unit,
    read_modules,
)
from bagdar.credentials.services.curricula import close_curriculum, write_curriculum
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t, words_catalogue

OBJECT, TRANSCRIPT, ROOT = "credentials.curriculum", "credentials.transcript", "study-programmes"


@page(OBJECT)
@require_safe
def curricula(request: HttpRequest) -> HttpResponse:
    found = queries.curricula_on(local_date(timezone.now()))
    context = {
        "crumbs": [(t("curricula.title"), "")],
        **of_origins(*(one.origin for one in found)),
    }
    return answer(
        request, "credentials/curricula.html", context, object=OBJECT,
        tables=[shown.catalogue_table(found)],
    )  # fmt: skip


@page(OBJECT)
@require_safe
def curriculum(request: HttpRequest, curriculum_id: UUID) -> HttpResponse:
    """Raises NoSuchCurriculum."""
    one = queries.curriculum(curriculum_id)
    modules = queries.modules_of(one.id)
    context = {
        "crumbs": [(t("curricula.title"), reverse("curricula")), (one.title, "")],
        "title": one.title,
        "facts": shown.facts(one),
        "modules": modules,
        "closes": may_close(request, one),
        "id": one.id,
        **of_origins(one.origin),
    }
    tables = [shown.modules_table(one, modules), shown.versions_table(queries.versions_of(one))]
    return answer(request, "credentials/curriculum.html", context, object=OBJECT, tables=tables)


def may_close(request: HttpRequest, one: queries.CurriculumInfo) -> bool:
    is_own = place_of(request).organisation_id == one.organisation_id
    return is_own and one.valid_to is None and permits(request, OBJECT, "create", "own")


class Closing(forms.Form):
    """From which day on a programme is closed, and by which decision."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **more)
        needed = {"required": t("curricula.needed"), "invalid": t("curricula.needed")}
        self.fields["on"] = forms.DateField(
            label=t("curricula.until"), widget=forms.DateInput({"type": "date"}),
            input_formats=["%Y-%m-%d"], error_messages=needed,
            help_text=t("curricula.close.hint"),
        )  # fmt: skip
        self.fields["source"] = forms.CharField(
            label=t("curricula.closed_by"), max_length=LONGEST_SOURCE, error_messages=needed
        )


@page(OBJECT, "create")
@require_http_methods(["GET", "HEAD", "POST"])
def curriculum_close(request: HttpRequest, curriculum_id: UUID) -> HttpResponse:
    """Raises NoSuchCurriculum: it is another institution's."""
    one = institution_curriculum(request, curriculum_id)
    form, wrong, status = Closing(), "", 200
    if request.method == "POST":
        form, status = Closing(request.POST), 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                close_curriculum(one.id, given["on"], given["source"], by=actor(request))
                return HttpResponseRedirect(reverse("curriculum", args=[one.id]))
            except DomainError as error:
                wrong = error_sentence(error, words_catalogue(), current_language())
                status = error.status
    crumbs = [
        (t("curricula.title"), reverse("curricula")),
        (one.title, reverse("curriculum", args=[one.id])),
        (t("curricula.close"), ""),
    ]
    context = {"crumbs": crumbs, "form": form, "wrong": wrong, "title": one.title,
               "facts": shown.facts(one), **of_origins(one.origin)}  # fmt: skip
    return answer(
        request, "credentials/curriculum_close.html", context, object=OBJECT, relation="own",
        status=status,
    )  # fmt: skip


class NewVersion(forms.Form):
    """A version as a registrar types it; its modules are a table."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **more)
        needed = {"required": t("curricula.needed"), "invalid": t("curricula.needed")}
        units = [(one.value, t(f"curricula.unit.{one.value}")) for one in Unit]
        self.fields["level"] = forms.ChoiceField(
            label=t("curricula.level"), choices=level_choices()
        )
        self.fields["code"] = forms.CharField(
            label=t("curricula.code"), max_length=40, error_messages=needed
        )
        for language in LANGUAGES:
            self.fields[f"title_{language}"] = forms.CharField(
                label=t(f"curricula.title_in.in_{language}"), max_length=300, error_messages=needed
            )
        self.fields["nqf"] = forms.IntegerField(
            label=t("curricula.nqf"), min_value=1, max_value=8, error_messages=needed
        )
        self.fields["unit"] = forms.ChoiceField(label=t("curricula.unit"), choices=units)
        self.fields["credits"] = forms.IntegerField(
            label=t("curricula.credits"), min_value=1, max_value=MOST_CREDITS,
            error_messages=needed,
        )  # fmt: skip
        self.fields["field"] = forms.CharField(
            label=t("curricula.field"), max_length=30, required=False
        )
        self.fields["pass_percent"] = forms.DecimalField(
            label=t("curricula.pass_share"), required=False, min_value=0, max_value=100,
            max_digits=5, decimal_places=2, help_text=t("curricula.pass_share.hint"),
            error_messages={"invalid": t("curricula.fault.pass_share")},
        )  # fmt: skip
        self.fields["since"] = forms.DateField(
            label=t("curricula.since"), widget=forms.DateInput({"type": "date"}),
            input_formats=["%Y-%m-%d"], error_messages=needed,
        )  # fmt: skip
        self.fields["source"] = forms.CharField(
            label=t("curricula.source"), max_length=200, error_messages=needed
        )
        self.fields["modules"] = forms.CharField(
            label=t("curricula.modules"), error_messages=needed,
            help_text=t("curricula.modules.hint", columns="; ".join(COLUMNS)),
            widget=forms.Textarea({"rows": 12, "spellcheck": "false"}), strip=False,
        )  # fmt: skip

    def said(self) -> CurriculumSaid:
        """Raises ModulesUnreadable."""
        given = self.cleaned_data
        titles = {language: given[f"title_{language}"] for language in LANGUAGES}
        since: date = given["since"]
        percent: Decimal | None = given["pass_percent"]
        return CurriculumSaid(
            given["level"], given["code"], Words(**titles), given["nqf"], Unit(given["unit"]),
            given["credits"], since, given["source"], read_modules(given["modules"]),
            given["field"], None if percent is None else percent / 100,
        )  # fmt: skip


@page(OBJECT, "create")
@require_http_methods(["GET", "HEAD", "POST"])
def curriculum_new(request: HttpRequest) -> HttpResponse:
    organisation_id = place_of(request).organisation_id
    if organisation_id is None:
        raise Forbidden()
    form, wrong, status = NewVersion(), "", 200
    if request.method == "POST":
        form, status = NewVersion(request.POST), 422
        if form.is_valid():
            try:
                made = write_curriculum(
                    organisation_id, form.said(), by=actor(request), at=timezone.now()
                )
                return HttpResponseRedirect(reverse("curriculum", args=[made.pk]))
            except ModulesUnreadable as refused:
                form.add_error("modules", unreadable(refused))
            except DomainError as error:
                wrong = error_sentence(error, words_catalogue(), current_language())
                status = error.status
    crumbs = [(t("curricula.title"), reverse("curricula")), (t("curricula.new"), "")]
    context = {"crumbs": crumbs, "form": form, "wrong": wrong}
    return answer(
        request, "credentials/curriculum_new.html", context, object=OBJECT, relation="own",
        status=status,
    )  # fmt: skip


def unreadable(refused: ModulesUnreadable) -> str:
    return t(f"curricula.unreadable.{refused.code}", line=refused.line)


@page(TRANSCRIPT)
@require_safe
def own_transcript(request: HttpRequest) -> HttpResponse:
    """Credits of the reader, and of the children for whom the reader answers, by programme."""
    today = local_date(timezone.now())
    found = [
        (one, queries.transcript_of(one, person))
        for person, _ in own_people(request)
        for one, _ in queries.studied(person, today)
    ]
    tables = [
        shown.transcript_table(f"transcript{place}", one, told)
        for place, (one, told) in enumerate(found, 1)
    ]
    origins: list[Origin] = [one.origin for one, _ in found]
    context = {
        "crumbs": [(t("transcript.title"), "")],
        **of_origins(*origins),
    }
    return answer(
        request, "credentials/transcript.html", context, object=TRANSCRIPT, tables=tables,
        relation="self",
    )  # fmt: skip


urlpatterns = [
    path(f"{ROOT}/", curricula, name="curricula"),
    path(f"{ROOT}/new/", curriculum_new, name="curriculum_new"),
    path(f"{ROOT}/<uuid:curriculum_id>/", curriculum, name="curriculum"),
    path(f"{ROOT}/<uuid:curriculum_id>/close/", curriculum_close, name="curriculum_close"),
    path("transcript/", own_transcript, name="own_transcript"),
]
