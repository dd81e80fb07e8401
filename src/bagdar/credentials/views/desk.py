"""The registrar's desk: preview a faculty, propose, approve by a second person, withdraw."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bagdar.access.public import actor, looker_facts, page, permits, require
from bagdar.core.errors import DomainError
from bagdar.core.origins import Origin
from bagdar.core.sentences import error_sentence
from bagdar.credentials import models
from bagdar.credentials.presenters import desk as shown
from bagdar.credentials.presenters import papers as shown_papers
from bagdar.credentials.presenters.files import pdf_answer
from bagdar.credentials.presenters.opening import (
    DESK,
    institution_batch,
    institution_diploma,
    open_issuer,
)
from bagdar.credentials.queries import batches as queries
from bagdar.credentials.queries.diplomas import printed_link
from bagdar.credentials.queries.issuers import described
from bagdar.credentials.rules.errors import NoSuchIssuer
from bagdar.credentials.rules.graduating import BatchState, DiplomaState, day_of_issue
from bagdar.credentials.rules.sealing import seal_of
from bagdar.credentials.services import batches, papers, standing
from bagdar.credentials.services.looking import note_diploma, note_list
from bagdar.credentials.services.sharing import print_link
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t, words_catalogue
from bagdar.registry.public import latest_graduation

OWN, ROOT = "own", "diplomas/desk"
REFRESH_SECONDS, A_PAGE, DAYS_BACK = 2, 100, 180
STATES = {
    "suspend": DiplomaState.SUSPENDED,
    "restore": DiplomaState.VALID,
    "revoke": DiplomaState.REVOKED,
}
FORM = require_http_methods(["GET", "HEAD", "POST"])


class Why(forms.Form):
    """Why a diploma is withdrawn or a batch refused."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["reason"] = forms.CharField(
            label=t("diplomas.reason"), help_text=t("diplomas.reason.hint"), max_length=500,
            widget=forms.Textarea({"rows": 3}),
            error_messages={"required": t("diplomas.reason.needed")},
        )  # fmt: skip


class Checked(forms.Form):
    """With what of the archive papers were compared before they are approved."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["checked"] = forms.CharField(
            label=t("diplomas.papers.checked"), help_text=t("diplomas.papers.checked.hint"),
            max_length=500, error_messages={"required": t("diplomas.papers.checked.needed")},
        )  # fmt: skip


class Doubt(Why):
    """Why one paper of several is refused. papers: those that may be."""

    def __init__(self, papers: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, prefix="doubt", **more)
        chosen = forms.ChoiceField(label=t("diplomas.papers.doubted"), choices=papers)
        self.fields = {"paper": chosen, **self.fields}


@page(DESK)
@require_safe
def diploma_desk(request: HttpRequest) -> HttpResponse:
    try:
        issuer = open_issuer(request)
    except NoSuchIssuer:
        context = {"crumbs": [(t("diplomas.desk"), "")], "is_issuer": False}
        return answer(request, "credentials/desk.html", context, object=DESK, relation=OWN)
    context = _context(
        issuer,
        is_issuer=True,
        facts=shown.issuer_facts(described(issuer)),
        may_propose=permits(request, DESK, "create", OWN),
    )
    tables = [
        shown.batches_table(queries.batches_of(issuer)),
        shown.forms_table(issuer.forms.order_by("level", "programme")),
    ]
    return answer(
        request, "credentials/desk.html", context, object=DESK, tables=tables, relation=OWN
    )


def _context(issuer: models.Issuer, *crumbs: tuple[str, str], **more: Any) -> dict[str, Any]:
    way = [(t("diplomas.desk"), reverse("diploma_desk") if crumbs else ""), *crumbs]
    return {"crumbs": way, **of_origins(Origin(issuer.origin)), **more}


@page(DESK, "create")
@FORM
def diploma_batch_new(request: HttpRequest) -> HttpResponse:
    """?since=…&before=… gives the preview; what is proposed is what it showed.

    Without days: the half year that ends with the latest graduation of the register.
    """
    issuer, today = open_issuer(request), day_of_issue(timezone.now())
    given = request.POST if request.method == "POST" else request.GET
    since, before = _day(given.get("since")), _day(given.get("before"))
    if since is None or before is None:
        latest = latest_graduation(issuer.organisation_id, today + timedelta(days=1)) or today
        before = before or latest + timedelta(days=1)
        since = since or before - timedelta(days=DAYS_BACK)
    _note_list(request, issuer, "preview")
    lines = queries.preview(issuer, since, before, today) if since < before else ()
    good = [one.candidate.graduation_id for one in lines if not one.problems]
    wrong, status = "", 200
    if request.method == "POST":
        try:
            if given.get("seal") != seal_of(good):
                wrong, status = t("diplomas.preview.changed"), 409
            else:
                made = batches.propose(issuer, good, by=actor(request), at=timezone.now())
                return HttpResponseRedirect(reverse("diploma_batch", args=[made.pk]))
        except DomainError as error:
            wrong, status = _sentence(error), error.status
    context = _context(
        issuer,
        (t("diplomas.preview"), ""),
        answers=shown.preview_answers(lines),
        since=since.isoformat(),
        before=before.isoformat(),
        seal=seal_of(good),
        good=len(good),
        wrong=wrong,
    )
    return answer(
        request, "credentials/batch_new.html", context, object=DESK,
        tables=[shown.preview_table(lines)], relation=OWN, status=status,
    )  # fmt: skip


def _day(text: object) -> date | None:
    try:
        found = date.fromisoformat(str(text or ""))
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2200 else None


@page(DESK)
@FORM
def diploma_batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Raises NoSuchBatch."""
    issuer = open_issuer(request)
    batch = institution_batch(request, issuer, batch_id)
    asked, wrong, status = _asked(request, batch), "", 200
    if request.method == "POST":
        require(request, DESK, "decide", OWN)
        try:
            if _decide(request, issuer, batch, asked):
                return HttpResponseRedirect(request.path)
            status = 422
        except DomainError as error:
            wrong, status = _sentence(error), error.status
            batch.refresh_from_db()
    return _batch_page(request, issuer, batch, asked, wrong, status)


@dataclass(frozen=True)
class Asked:
    """The forms of a batch; the one that was sent holds what was typed."""

    why: Why
    checked: Checked
    doubt: Doubt


def _asked(request: HttpRequest, batch: models.Batch) -> Asked:
    do = request.POST.get("do", "")
    papers = shown_papers.doubtable(_papers(batch)) if batch.is_of_papers else []
    return Asked(
        Why(request.POST if do == "refuse" else None),
        Checked(request.POST if do == "approve" and batch.is_of_papers else None),
        Doubt(papers, request.POST if do == "doubt" else None),
    )


def _papers(batch: models.Batch) -> list[models.Diploma]:
    return list(batch.diplomas.select_related("paper").order_by("paper_id"))


def _decide(request: HttpRequest, issuer: models.Issuer, batch: models.Batch, asked: Asked) -> bool:
    """False: what was typed cannot be taken."""
    do, by, now = request.POST.get("do", ""), actor(request), timezone.now()
    why, doubt = asked.why, asked.doubt
    if do == "approve" and batch.is_of_papers:
        if not asked.checked.is_valid():
            return False
        told = asked.checked.cleaned_data["checked"]
        batches.approve(issuer, batch.pk, by=by, at=now, checked=told)
    elif do == "approve":
        batches.approve(issuer, batch.pk, by=by, at=now)
    elif do == "doubt" and doubt.is_valid():
        given = doubt.cleaned_data
        papers.doubt(issuer, batch.pk, UUID(given["paper"]), given["reason"], by=by)
    elif do == "continue":
        batches.ask_again(issuer, batch.pk, by=by)
    elif do == "refuse" and why.is_valid():
        batches.refuse(issuer, batch.pk, why.cleaned_data["reason"], by=by, at=now)
    else:
        return False
    return True


def _batch_page(
    request: HttpRequest, issuer: models.Issuer, batch: models.Batch, asked: Asked, wrong: str,
    status: int,
) -> HttpResponse:  # fmt: skip
    _note_list(request, issuer, "batch")
    found = queries.progress(batch)
    rows = batch.diplomas.select_related("paper").order_by("graduation_id", "paper_id")
    part = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    some = list(part)
    if batch.is_of_papers:
        table = shown_papers.papers_table(some)
    else:
        names = queries.holders_of([one.graduation_id for one in some if not one.document])
        table = shown.diplomas_table(some, names)
    is_proposed = batch.state == BatchState.PROPOSED.value
    context = _context(
        issuer,
        (t("diplomas.batch"), ""),
        facts=shown.batch_facts(found),
        progress=shown.progress_words(found),
        refresh=REFRESH_SECONDS if shown.progress_words(found) and not wrong else 0,
        may_approve=is_proposed and batch.proposed_by != actor(request).name,
        waits_for_another=is_proposed and batch.proposed_by == actor(request).name,
        may_refuse=is_proposed,
        may_continue=batch.state == BatchState.APPROVED.value,
        why=asked.why,
        checked=asked.checked if batch.is_of_papers else None,
        doubt=asked.doubt if batch.is_of_papers and asked.doubt.fields["paper"].choices else None,
        wrong=wrong,
        page=part,
    )
    return answer(
        request, "credentials/batch.html", context, object=DESK,
        tables=[table], relation=OWN, status=status,
    )  # fmt: skip


@page(DESK)
@FORM
def diploma_issued(request: HttpRequest, diploma_id: UUID) -> HttpResponse:
    """One diploma of the institution. Raises NoSuchDiploma."""
    row = institution_diploma(request, diploma_id)
    why, wrong, status = Why(), "", 200
    if request.method == "POST":
        require(request, DESK, "update", OWN)
        is_printing = request.POST.get("do") == "print"
        why = Why(None if is_printing else request.POST)
        try:
            if is_printing:
                print_link(row.pk, by=actor(request), at=timezone.now())
                return HttpResponseRedirect(request.path)
            if why.is_valid():
                return HttpResponseRedirect(_withdraw(request, row, why.cleaned_data["reason"]))
            status = 422
        except DomainError as error:
            wrong, status = _sentence(error), error.status
            row.refresh_from_db()
    note_diploma(row.pk, by=actor(request), looker=looker_facts(request))
    batch = (t("diplomas.batch"), reverse("diploma_batch", args=[row.batch_id]))
    context = _context(
        row.issuer,
        batch,
        (t("diplomas.diploma"), ""),
        facts=[*shown.diploma_facts(row), *shown_papers.paper_facts(row)],
        id=row.pk,
        deeds=shown.deeds(row),
        is_printed=printed_link(row) is not None,
        why=why,
        wrong=wrong,
    )
    return answer(
        request, "credentials/issued.html", context, object=DESK,
        tables=[shown.changes_table(row.changes.order_by("pk"))], relation=OWN, status=status,
    )  # fmt: skip


@page(DESK, "export")
@require_safe
def diploma_issued_pdf(request: HttpRequest, diploma_id: UUID) -> HttpResponse:
    """To print and hand over. Raises NoSuchDiploma."""
    row = institution_diploma(request, diploma_id, "export")
    note_diploma(row.pk, by=actor(request), looker=looker_facts(request))
    return pdf_answer(row)


def _withdraw(request: HttpRequest, row: models.Diploma, reason: str) -> str:
    """Where to go on. Raises DiplomaStateWrong for a deed that is none."""
    do, by, now = request.POST.get("do", ""), actor(request), timezone.now()
    if do == "replace":
        made = standing.replace(row.issuer, row.pk, reason, by=by, at=now)
        return reverse("diploma_batch", args=[made.pk])
    to = STATES.get(do, DiplomaState(row.state))
    standing.change(row.issuer, row.pk, to, reason, by=by, at=now)
    return request.path


def _note_list(request: HttpRequest, issuer: models.Issuer, what: str) -> None:
    note_list(issuer.organisation_id, what, by=actor(request), looker=looker_facts(request))


def _sentence(error: DomainError) -> str:
    return error_sentence(error, words_catalogue(), current_language())


urlpatterns = [
    path(f"{ROOT}/", diploma_desk, name="diploma_desk"),
    path(f"{ROOT}/new/", diploma_batch_new, name="diploma_batch_new"),
    path(f"{ROOT}/batches/<uuid:batch_id>/", diploma_batch, name="diploma_batch"),
    path(f"{ROOT}/issued/<uuid:diploma_id>/", diploma_issued, name="diploma_issued"),
    path(f"{ROOT}/issued/<uuid:diploma_id>/pdf/", diploma_issued_pdf, name="diploma_issued_pdf"),
]
