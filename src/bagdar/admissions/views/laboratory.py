"""The laboratory: what another rule would give on a simulated nation, before anybody decrees it."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone

from bagdar.access.public import actor, page, permits, require
from bagdar.admissions.presenters import studies as shown
from bagdar.admissions.queries.studies import studies as all_studies
from bagdar.admissions.queries.studies import study_of, the_laboratory
from bagdar.admissions.queries.study_tables import snapshots
from bagdar.admissions.rules.campaign.nouns import CampaignKind
from bagdar.admissions.rules.study.errors import StudyTaken
from bagdar.admissions.rules.study.nouns import StudyState
from bagdar.admissions.services import studying
from bagdar.admissions.views.own import FORM, REFUSED, sentence
from bagdar.core.errors import DomainError
from bagdar.core.languages import format_date
from bagdar.core.origins import Origin
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t

OBJECT = "admissions.laboratory"
REFRESH_SECONDS = 3
MADE_UP = of_origins(Origin.SIMULATED, Origin.ILLUSTRATIVE)


class Asking(forms.Form):
    """tried: a kind and the code of a variant."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args, use_required_attribute=False)
        language = current_language()
        needed = {name: t("study.needed") for name in ("required", "invalid", "invalid_choice")}
        tried = [
            (f"{one.kind}:{one.code}", f"{shown.kind_title(one.kind)}: {one.title[language]}")
            for one in the_laboratory().variant
        ]
        days = [(id, f"{format_date(on, language)} · {id[:12]}") for id, on in snapshots()]
        self.fields["tried"] = forms.ChoiceField(
            label=t("study.variant"), choices=tried, error_messages=needed
        )
        self.fields["snapshot"] = forms.ChoiceField(
            label=t("study.snapshot"), choices=days, error_messages=needed,
            help_text=t("study.snapshot.hint"),
        )  # fmt: skip
        self.fields["seed"] = forms.IntegerField(
            label=t("study.seed"), min_value=0, max_value=studying.MOST_SEED, initial=1,
            error_messages={**needed, "min_value": t("study.needed"),
                            "max_value": t("study.needed")},
            help_text=t("study.seed.hint"),
        )  # fmt: skip


@page(OBJECT)
@FORM
def laboratory(request: HttpRequest) -> HttpResponse:
    form, wrong, status = Asking(), "", 200
    if request.method == "POST":
        require(request, OBJECT, "create")
        form, status = Asking(request.POST), REFUSED
        if form.is_valid():
            given = form.cleaned_data
            kind, _, code = given["tried"].partition(":")
            try:
                made = studying.ask(
                    CampaignKind(kind), given["snapshot"], code, given["seed"],
                    by=actor(request), at=timezone.now(),
                )  # fmt: skip
                return HttpResponseRedirect(reverse("study", args=[made.pk]))
            except DomainError as error:
                wrong, status = sentence(error), error.status
    context = {
        "crumbs": [(t("study.laboratory"), "")],
        "form": form,
        "wrong": wrong,
        "has_snapshots": bool(snapshots()),
        "about": the_laboratory().source[current_language()],
        **MADE_UP,
    }
    return answer(
        request, "admissions/laboratory.html", context, object=OBJECT, status=status,
        tables=[shown.studies_table(all_studies())],
    )  # fmt: skip


@page(OBJECT)
@FORM
def study(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Raises NoSuchStudy."""
    wrong, status = "", 200
    if request.method == "POST":
        require(request, OBJECT, "create")
        try:
            studying.ask_again(study_id, by=actor(request), at=timezone.now())
            return HttpResponseRedirect(reverse("study", args=[study_id]))
        except StudyTaken as error:
            wrong, status = sentence(error), error.status
    row, now = study_of(study_id), timezone.now()
    is_done, progress = row.state == StudyState.DONE.value, shown.progress(row, now)
    trouble = shown.trouble(row, now)
    context = {
        "crumbs": [(t("study.laboratory"), reverse("laboratory")),
                   (shown.variant_title(row), "")],
        "title": shown.variant_title(row),
        "facts": shown.facts(row),
        "progress": progress,
        "refresh": REFRESH_SECONDS if progress else None,
        "wrong": wrong,
        "trouble": trouble,
        "may_ask": bool(trouble) and permits(request, OBJECT, "create"),
        "line": shown.answer_line(row) if is_done else "",
        "is_done": is_done,
        "how": t(f"study.how.{row.kind}"),
        "about": the_laboratory().source[current_language()],
        **MADE_UP,
    }  # fmt: skip
    return answer(
        request, "admissions/study.html", context, object=OBJECT, status=status,
        tables=[shown.outcome_table(row), shown.groups_table(row)] if is_done else [],
        charts=list(shown.pictures(row)) if is_done else [],
    )  # fmt: skip


urlpatterns = [
    path("laboratory/", laboratory, name="laboratory"),
    path("laboratory/<uuid:study_id>/", study, name="study"),
]
