"""What a learner does: asks, adds evidence, reads the decision, appeals, takes a request back."""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bagdar.access.public import actor, page, require
from bagdar.core.errors import DomainError
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.core.sentences import error_sentence
from bagdar.credentials.public import curriculum, modules_of, own_people
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t, words_catalogue
from bagdar.recognition import models
from bagdar.recognition.keeping import MOST, MOST_BADGE
from bagdar.recognition.presenters import shown
from bagdar.recognition.presenters.files import file_answer
from bagdar.recognition.presenters.opening import OWN, own_applicant, own_request, own_studies
from bagdar.recognition.queries import requests as queries
from bagdar.recognition.queries.standing import earned_elsewhere
from bagdar.recognition.rules.errors import RequestFaulty
from bagdar.recognition.rules.nouns import State
from bagdar.recognition.services import deciding, requests
from bagdar.recognition.services.requests import Upload
from bagdar.recognition.views.forms import Asking, MoreEvidence, Reason

ROOT = "recognition/mine"
FORM = require_http_methods(["GET", "HEAD", "POST"])
REFUSED = 422


@page(OWN)
@require_safe
def own_recognitions(request: HttpRequest) -> HttpResponse:
    rows = queries.of_people([person for person, _ in own_people(request)])
    context = {
        "crumbs": [(t("recognition.own"), "")],
        "studies": [
            (one.title, one.organisation, reverse("recognition_new", args=[person, one.id]))
            for person, one in own_studies(request)
        ],
        **of_origins(*(Origin(row.origin) for row in rows)),
    }
    return answer(
        request, "recognition/mine.html", context, object=OWN, tables=[shown.own_table(rows)],
        relation="self",
    )  # fmt: skip


@page(OWN, "create")
@FORM
def recognition_new(request: HttpRequest, person_id: UUID, curriculum_id: UUID) -> HttpResponse:
    """Raises NoSuchLearner, NotStudied, NoSuchCurriculum."""
    relation, today = own_applicant(request, person_id, "create"), local_date(timezone.now())
    one = curriculum(curriculum_id)
    modules = modules_of(one.id)
    more = {"earned": earned_elsewhere(person_id, today, one), "modules": modules,
            "unit": one.unit}  # fmt: skip
    form, wrong, status = Asking(**more), "", 200
    if request.method == "POST":
        form, status = Asking(request.POST, request.FILES, **more), REFUSED
        if form.is_valid():
            try:
                made = requests.ask(
                    person_id, form.asked(one, today), _files(form, "file", MOST),
                    next(iter(_files(form, "badge", MOST_BADGE)), None),
                    _files(form, "status", MOST_BADGE),
                    by=actor(request), at=timezone.now(),
                )  # fmt: skip
                return HttpResponseRedirect(reverse("own_recognition", args=[made.pk]))
            except RequestFaulty as error:
                for field, code in error.faults:
                    form.add_error(field if field in form.fields else None,
                                   t(f"recognition.fault.{code}"))  # fmt: skip
            except DomainError as error:
                wrong, status = sentence(error), error.status
    language = current_language()
    chosen = set(request.POST.getlist("claims"))
    context = {
        "crumbs": [(t("recognition.own"), reverse("own_recognitions")), (t("recognition.new"), "")],
        "title": one.title,
        "form": form,
        "wrong": wrong,
        "claims": [
            {"code": module.code, "title": module.title[language], "is_chosen":
             module.code in chosen, "hint": t("recognition.claim.hint", credits=module.credits,
             nqf=module.nqf_level, outcomes="; ".join(x[language] for x in module.outcomes))}
            for module in modules
        ],
        **of_origins(one.origin),
    }  # fmt: skip
    return answer(
        request, "recognition/new.html", context, object=OWN, relation=relation, status=status
    )


def _files(form: Any, name: str, most: int) -> list[Upload]:
    """One file at most, and no more of it than it takes to see that it is too large."""
    file: UploadedFile | None = form.cleaned_data.get(name)
    return [Upload(file.name or "", file.read(most + 1))] if file else []


@page(OWN)
@FORM
def own_recognition(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Raises NoSuchRequest: it is another's."""
    row, relation = own_request(request, request_id)
    why, more = _reason(), MoreEvidence()
    wrong, status = "", 200
    if request.method == "POST":
        require(request, OWN, "update", relation)
        do, status = request.POST.get("do", ""), REFUSED
        if do == "appeal":
            why = _reason(request.POST)
        elif do == "evidence":
            more = MoreEvidence(request.POST, request.FILES)
        try:
            if _done(request, row, do, why, more):
                return HttpResponseRedirect(request.path)
        except DomainError as error:
            wrong, status = sentence(error), error.status
            row.refresh_from_db()
    decisions = queries.decisions_of(row)
    context = {
        "crumbs": [(t("recognition.own"), reverse("own_recognitions")),
                   (t("recognition.request"), "")],
        "title": row.title,
        "facts": shown.request_facts(row),
        "claims": [one.module.code for one in queries.claims_of(row)],
        "decisions": [shown.decision_parts(one) for one in decisions],
        "appeal": queries.appeal_of(row),
        "why": why,
        "more": more,
        "wrong": wrong,
        "may_appeal": row.state == State.DECIDED.value,
        "may_withdraw": row.state == State.ASKED.value,
        "may_add": row.is_waiting,
        **of_origins(Origin(row.origin)),
    }  # fmt: skip
    return answer(
        request, "recognition/own.html", context, object=OWN, relation=relation,
        tables=[shown.evidence_table(row, "own_recognition_file")], status=status,
    )  # fmt: skip


def _reason(*given: Any) -> Reason:
    return Reason(*given, label=t("recognition.appeal.why"), hint=t("recognition.appeal.hint"))


def _done(
    request: HttpRequest, row: models.Request, do: str, why: Reason, more: MoreEvidence
) -> bool:
    """False: what was typed cannot be taken."""
    by, now = actor(request), timezone.now()
    if do == "withdraw":
        requests.withdraw(row.pk, by=by)
    elif do == "appeal" and why.is_valid():
        deciding.appeal(row.pk, why.cleaned_data["reason"], by=by, at=now)
    elif do == "evidence" and more.is_valid():
        for file in _files(more, "file", MOST):
            requests.add_evidence(row.pk, file, by=by, at=now)
    else:
        return False
    return True


@page(OWN, "export")
@require_safe
def own_recognition_file(request: HttpRequest, request_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Raises NoSuchRequest, NoSuchFile, FileLost."""
    row, _ = own_request(request, request_id, "export")
    return file_answer(queries.file_of(row, evidence_id))


def sentence(error: DomainError) -> str:
    return error_sentence(error, words_catalogue(), current_language())


urlpatterns = [
    path(f"{ROOT}/", own_recognitions, name="own_recognitions"),
    path(f"{ROOT}/new/<uuid:person_id>/<uuid:curriculum_id>/", recognition_new,
         name="recognition_new"),
    path(f"{ROOT}/<uuid:request_id>/", own_recognition, name="own_recognition"),
    path(f"{ROOT}/<uuid:request_id>/files/<uuid:evidence_id>/", own_recognition_file,
         name="own_recognition_file"),
]  # fmt: skip
