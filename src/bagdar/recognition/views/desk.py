"""The registrar's desk: what waits, a decision, equivalences."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bagdar.access.public import actor, looker_facts, page, require
from bagdar.core.errors import DomainError
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.credentials.public import curricula_on, modules_of
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t
from bagdar.recognition import models
from bagdar.recognition.presenters import shown
from bagdar.recognition.presenters.files import file_answer
from bagdar.recognition.presenters.opening import (
    DESK,
    institution_equivalence,
    institution_request,
    open_institution,
)
from bagdar.recognition.queries import requests as queries
from bagdar.recognition.queries.rules_of import limits_of
from bagdar.recognition.queries.standing import (
    achievement_of,
    curriculum_of,
    equivalences_of,
    standing_of,
)
from bagdar.recognition.rules.deciding import Grant, most_recognised, room_left
from bagdar.recognition.rules.nouns import STAGE_IN, DecisionStage, Kind, State
from bagdar.recognition.services import deciding, equivalences
from bagdar.recognition.services.looking import note_queue, note_request
from bagdar.recognition.views.forms import Declaring, Ending, Reason
from bagdar.recognition.views.own import sentence
from bagdar.registry.public import person_on

ROOT, OWN = "recognition/desk", "own"
FORM = require_http_methods(["GET", "HEAD", "POST"])
REFUSED = 422


@page(DESK)
@require_safe
def recognition_desk(request: HttpRequest) -> HttpResponse:
    organisation_id = open_institution(request)
    note_queue(organisation_id, by=actor(request), looker=looker_facts(request))
    waiting, decided = queries.queue_of(organisation_id), queries.decided_of(organisation_id)
    declared = queries.equivalences(organisation_id)
    context = {
        "crumbs": [(t("recognition.desk"), "")],
        **of_origins(*(Origin(row.origin) for row in (*waiting, *decided, *declared))),
    }
    tables = [
        shown.desk_table("queue", waiting),
        shown.desk_table("decided", decided),
        shown.equivalences_table(declared, ends=True),
    ]
    return answer(
        request, "recognition/desk.html", context, object=DESK, tables=tables, relation=OWN
    )


@page(DESK)
@FORM
def recognition_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Raises NoSuchRequest: it is another institution's."""
    row = institution_request(request, request_id)
    why, wrong, status = _reason(), "", 200
    if request.method == "POST":
        require(request, DESK, "decide", OWN)
        why, status = _reason(request.POST), REFUSED
        try:
            if why.is_valid() and (grants := _grants(request, row)) is not None:
                deciding.decide(
                    row.pk, grants, why.cleaned_data["reason"], by=actor(request),
                    at=timezone.now(),
                )  # fmt: skip
                return HttpResponseRedirect(request.path)
            if why.is_valid():
                wrong = t("recognition.grant.number")
        except DomainError as error:
            wrong, status = sentence(error), error.status
            row.refresh_from_db()
    note_request(row.pk, by=actor(request), looker=looker_facts(request))
    return _request_page(request, row, why, wrong, status)


def _reason(*given: Any) -> Reason:
    return Reason(*given, label=t("recognition.reason"), hint=t("recognition.reason.hint"))


def _grants(request: HttpRequest, row: models.Request) -> list[Grant] | None:
    """What was typed for each claimed module; None: something is no number."""
    found = []
    for claim in queries.claims_of(row):
        text = request.POST.get(f"grant-{claim.module_id}", "").strip() or "0"
        if not (text.isascii() and text.isdigit() and len(text) <= 4):
            return None
        if int(text):
            found.append(Grant(claim.module.code, int(text)))
    return found


def _request_page(
    request: HttpRequest, row: models.Request, why: Reason, wrong: str, status: int
) -> HttpResponse:
    one, learnt, today = curriculum_of(row), achievement_of(row), local_date(timezone.now())
    standing, limits = standing_of(one, row.person_id, but=row.pk), limits_of(one)
    claims = [claim.module.code for claim in queries.claims_of(row)]
    found = queries.proposal(equivalences_of(one), learnt, claims, standing, limits)
    person = person_on(row.person_id, today)
    decisions, me = queries.decisions_of(row), actor(request).name
    stage = STAGE_IN.get(State(row.state))
    is_anothers = stage is DecisionStage.APPEAL and me in {one.by for one in decisions}
    room = [
        (t("recognition.room"), shown.amount(room_left(standing, limits), one.unit.value)),
        (t("recognition.most"), shown.amount(most_recognised(standing, limits), one.unit.value)),
    ]
    context = {
        "crumbs": [(t("recognition.desk"), reverse("recognition_desk")),
                   (t("recognition.request"), "")],
        "title": row.title,
        "facts": [(t("recognition.person"), person.name.full if person else ""),
                  *shown.request_facts(row), *room],
        "decisions": [shown.decision_parts(one) for one in decisions],
        "appeal": queries.appeal_of(row),
        "fields": shown.grant_fields(row, standing, found, request.POST),
        "covered": bool(found.grants),
        "cuts": shown.cut_words(found),
        "why": why,
        "wrong": wrong,
        "may_decide": stage is not None and not is_anothers,
        "waits_for_another": is_anothers,
        **of_origins(Origin(row.origin)),
    }  # fmt: skip
    return answer(
        request, "recognition/request.html", context, object=DESK, relation=OWN, status=status,
        tables=[shown.evidence_table(row, "recognition_file")],
    )  # fmt: skip


@page(DESK, "export")
@require_safe
def recognition_file(request: HttpRequest, request_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Raises NoSuchRequest, NoSuchFile, FileLost."""
    row = institution_request(request, request_id, "export")
    return file_answer(queries.file_of(row, evidence_id))


# --- equivalences -------------------------------------------------------------------------------


@page(DESK, "create")
@FORM
def equivalence_new(request: HttpRequest) -> HttpResponse:
    organisation_id, today = open_institution(request), local_date(timezone.now())
    modules, language = {}, current_language()
    for one in curricula_on(today, organisation_id):
        for module in modules_of(one.id):
            shown_as = f"{one.code} · {module.code} {module.title[language]}"
            modules[f"{one.id}/{module.code}"] = (shown_as, one.id, module.code)
    options = [(key, told[0]) for key, told in modules.items()]
    form, wrong, status = Declaring(modules=options), "", 200
    if request.method == "POST":
        form, status = Declaring(request.POST, modules=options), REFUSED
        if form.is_valid():
            given = form.cleaned_data
            _, curriculum_id, code = modules[given["module"]]
            said = equivalences.Declared(
                curriculum_id, code, Kind(given["kind"]), given["title"], given["provider"],
                given["code"], given["credits"], given["since"], given["source"],
            )  # fmt: skip
            try:
                equivalences.declare(organisation_id, said, by=actor(request), at=timezone.now())
                return HttpResponseRedirect(reverse("recognition_desk"))
            except DomainError as error:
                wrong, status = sentence(error), error.status
    context = _form_context(form, wrong, t("recognition.declare"), bool(options))
    return answer(
        request, "recognition/declare.html", context, object=DESK, relation=OWN, status=status
    )


@page(DESK, "create")
@FORM
def equivalence_end(request: HttpRequest, equivalence_id: UUID) -> HttpResponse:
    """Raises NoSuchEquivalence: it is another institution's."""
    row = institution_equivalence(request, equivalence_id)
    form, wrong, status = Ending(), "", 200
    if request.method == "POST":
        form, status = Ending(request.POST), REFUSED
        if form.is_valid():
            try:
                equivalences.end_equivalence(
                    row.organisation_id, row.pk, form.cleaned_data["on"], by=actor(request)
                )
                return HttpResponseRedirect(reverse("recognition_desk"))
            except DomainError as error:
                wrong, status = sentence(error), error.status
    context = _form_context(form, wrong, t("recognition.end"), True)
    return answer(
        request, "recognition/declare.html", context, object=DESK, relation=OWN, status=status,
        tables=[shown.equivalences_table([row])],
    )  # fmt: skip


def _form_context(form: Any, wrong: str, title: str, has_modules: bool) -> dict[str, Any]:
    return {
        "crumbs": [(t("recognition.desk"), reverse("recognition_desk")), (title, "")],
        "title": title,
        "form": form,
        "wrong": wrong,
        "has_modules": has_modules,
    }


urlpatterns = [
    path(f"{ROOT}/", recognition_desk, name="recognition_desk"),
    path(f"{ROOT}/<uuid:request_id>/", recognition_request, name="recognition_request"),
    path(f"{ROOT}/<uuid:request_id>/files/<uuid:evidence_id>/", recognition_file,
         name="recognition_file"),
    path(f"{ROOT}/equivalences/new/", equivalence_new, name="equivalence_new"),
    path(f"{ROOT}/equivalences/<uuid:equivalence_id>/", equivalence_end, name="equivalence_end"),
]  # fmt: skip
