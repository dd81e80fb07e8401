"""One report: its page, writing it, and the steps that it takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bagdar.access.public import actor, page, permits, require
from bagdar.core.errors import DomainError
from bagdar.look.pages import answer
from bagdar.look.words import t
from bagdar.monitoring.presenters import report_page
from bagdar.monitoring.presenters.desk_words import Matter, about, asked, content_lines
from bagdar.monitoring.presenters.report_page import Asking
from bagdar.monitoring.queries import duties, reports
from bagdar.monitoring.queries.asking import Asked, questions_about
from bagdar.monitoring.rules import workflow
from bagdar.monitoring.rules.content import FaultyContent
from bagdar.monitoring.rules.nouns import AnyContent, Origin, ReportInfo, State, StepKind, Subject
from bagdar.monitoring.rules.workflow import NotNow, NotYours, ReasonNeeded, ReportChanged
from bagdar.monitoring.services import reporting
from bagdar.monitoring.views.forms import ContentForm
from bagdar.monitoring.views.forms_evidence import EvidenceForm, new_evidence_form
from bagdar.monitoring.views.forms_of import (
    content_form,
    fault_words,
    faults_into,
    shown_fields,
    wrong_fields,
)
from bagdar.monitoring.views.opening import (
    REPORT,
    ROOT,
    OpenReport,
    matter_of,
    now,
    open_report,
    own_reporter,
    page_context,
    previous_figure,
)
from bagdar.programme.public import Opened, opened

REFUSED, CONFLICT = 422, 409
NOTICES = (
    "saved", "submitted", "accepted", "returned", "reopened", "evidence", "evidence_removed",
)  # fmt: skip


# --- one report ----------------------------------------------------------------------------------


@page(REPORT)
@require_safe
def report(request: HttpRequest, programme: str, report_id: UUID) -> HttpResponse:
    return report_answer(request, open_report(request, programme, report_id))


def report_answer(
    request: HttpRequest,
    of: OpenReport,
    *,
    status: int = 200,
    evidence_form: EvidenceForm | None = None,
    wrong: str = "",
    faults: list[str] | None = None,
    typed_reason: str = "",
) -> HttpResponse:
    """The page of a report. wrong, faults: why a step was refused; typed_reason is kept."""
    matter, standing, found = of.matter, of.report, of.found
    reader = found.reader
    told = about(found.edition, standing.subject, reader)
    evidence = reports.evidence_of([standing.id]).get(standing.id, ())
    documents = matter.monitoring.documents
    day = duties.today()
    done = request.GET.get("done", "")
    context = page_context(
        request,
        found,
        standing.origin,
        report=standing,
        about=told,
        asked=asked(matter),
        answers=report_page.answers(
            matter, standing, day, previous_figure(matter, standing.origin)
        ),
        lines=content_lines(found.edition, standing.subject, standing.content, reader),
        papers=report_page.papers(matter, standing.id, evidence, documents),
        history=report_page.history(matter, reports.steps(standing.id)),
        questions=_questions(matter, standing),
        can=_steps_of(request, of),
        may_see_trail=permits(request, "audit.event", "read"),
        evidence_form=evidence_form or new_evidence_form(matter, settings.EVIDENCE_MIB),
        notice=t(f"desk.done.{done}") if done in NOTICES else "",
        wrong=wrong,
        faults=faults or [],
        typed_reason=typed_reason,
        crumbs=_crumbs(request, found, told.code),
    )
    return answer(request, "monitoring/report.html", context, object=REPORT, status=status)


def _questions(matter: Matter, standing: ReportInfo) -> list[Asking]:
    """What its figures raise, as long as nobody has accepted them."""
    if standing.state is State.ACCEPTED:
        return []
    try:
        found = questions_about(
            standing.programme, standing.subject, standing.reporter, standing.content,
            standing.origin,
        )  # fmt: skip
    except (KeyError, NotYours):  # the act of today has no such place any more
        return []
    return report_page.asking(found, matter.reader)


def _steps_of(request: HttpRequest, of: OpenReport) -> Mapping[str, bool]:
    """Which buttons stand on the page: what the reader may do and the report's state allows."""
    writes = reports.may_see(request, of.report, "update")
    decides = reports.may_see(request, of.report, "decide")
    state = of.report.state
    return {
        "edit": writes and workflow.may(state, StepKind.SAVED),
        "take_back": writes and state is State.SUBMITTED,
        "submit": writes and workflow.may(state, StepKind.SUBMITTED),
        "evidence": writes and state in workflow.EVIDENCE_OPEN,
        "accept": decides and workflow.may(state, StepKind.ACCEPTED),
        "return": decides and workflow.may(state, StepKind.RETURNED),
        "reopen": decides and workflow.may(state, StepKind.REOPENED),
    }


def _crumbs(request: HttpRequest, found: Opened, here: str) -> list[tuple[str, str]]:
    own = reports.reporter_of(request) is not None
    name = "desk" if own else "acceptance"
    return [(t(f"desk.crumb.{name}"), found.reader.link(name)), (here, "")]


# --- writing it ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Draft:
    """What is being written. standing: the report as it is, None for a new one."""

    found: Opened
    matter: Matter
    origin: Origin
    standing: ReportInfo | None


@page(REPORT, "update")
@require_http_methods(["GET", "HEAD", "POST"])
def report_new(request: HttpRequest, programme: str) -> HttpResponse:
    found = opened(programme)
    reporter, origin = own_reporter(request), reports.origin_of(request)
    try:
        subject = Subject.parse(request.GET.get("subject", "")[:120])
        matter = matter_of(found, subject, reporter)
    except ValueError:
        raise NotYours() from None
    if matter.duty is None:
        raise NotYours()
    begun = reports.find_report(found.info.programme, subject, reporter, origin)
    if begun and request.method != "POST":
        return HttpResponseRedirect(found.reader.link("report", begun.id))
    draft = Draft(found, matter, origin, begun)
    return _write(request, draft) if request.method == "POST" else _edit_page(request, draft)


@page(REPORT, "update")
@require_http_methods(["GET", "HEAD", "POST"])
def report_edit(request: HttpRequest, programme: str, report_id: UUID) -> HttpResponse:
    of = open_report(request, programme, report_id, "update")
    draft = Draft(of.found, of.matter, of.report.origin, of.report)
    if request.method == "POST":
        return _write(request, draft)
    if not workflow.may(of.report.state, StepKind.SAVED):
        return HttpResponseRedirect(of.found.reader.link("report", of.report.id))
    return _edit_page(request, draft)


def _write(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Save, or save and submit; whatever is refused comes back with what was typed."""
    form = content_form(draft.matter, request.POST)
    do = "submit" if request.POST.get("do") == "submit" else "save"
    if request.POST.get("do") == "add_line":
        return _edit_page(request, draft, form, version=_version(request))
    if not form.is_valid():
        return _edit_page(request, draft, form, version=_version(request), status=REFUSED)
    content = form.content()
    try:
        saved = _save(request, draft, content)
    except FaultyContent as error:
        faults_into(form, error.faults)
        return _edit_page(request, draft, form, version=_version(request), status=error.status)
    except NotNow as error:
        return _not_now(request, draft, error)
    except ReportChanged as error:
        return _changed(request, draft, form, content, error.now, do)
    if do == "save":
        return _to_report(draft.found, saved, "saved")
    return _submit(request, replace(draft, standing=saved), form, saved)


def _save(request: HttpRequest, draft: Draft, content: AnyContent) -> ReportInfo:
    return reporting.save_report(
        draft.found.info.programme,
        draft.matter.subject,
        draft.matter.reporter,
        content,
        origin=draft.origin,
        by=actor(request),
        at=now(),
        expect_version=_version(request),
    )


def _submit(
    request: HttpRequest, draft: Draft, form: ContentForm, saved: ReportInfo
) -> HttpResponse:
    """The draft is kept already: what is missing or asked comes back beside its field."""
    open_ = [one for one in _questions(draft.matter, saved) if not _is_confirmed(request, one)]
    if open_:
        return _edit_page(
            request, draft, form, version=saved.version, status=REFUSED, questions=open_, kept=True
        )
    try:
        sent = reporting.submit_report(
            saved.id, by=actor(request), at=now(), expect_version=saved.version
        )
    except FaultyContent as error:
        faults_into(form, error.faults)
        return _edit_page(
            request, draft, form, version=saved.version, status=error.status, kept=True
        )
    except ReportChanged as error:
        return _changed(request, draft, form, saved.content, error.now, "submit")
    return _to_report(draft.found, sent, "submitted")


def _changed(
    request: HttpRequest,
    draft: Draft,
    form: ContentForm,
    content: AnyContent,
    stands: ReportInfo,
    do: str,
) -> HttpResponse:
    """Somebody was quicker. A second click of the same person has had its effect already."""
    same = stands.content == content and stands.updated_by == actor(request).name
    if same and do == "submit" and stands.state is State.SUBMITTED:
        return _to_report(draft.found, stands, "submitted")
    differences = report_page.changes(draft.matter, content, stands.content)
    return _edit_page(
        request,
        replace(draft, standing=stands),
        form,
        version=stands.version,
        status=CONFLICT,
        conflict={"by": stands.updated_by, "at": stands.updated_at, "changes": differences},
    )


def _not_now(request: HttpRequest, draft: Draft, error: NotNow) -> HttpResponse:
    if draft.standing is None:
        raise error
    of = OpenReport(draft.found, draft.standing, draft.matter)
    return report_answer(
        request, of, status=error.status, wrong=t(f"error.{error.code}", **error.facts)
    )


def _is_confirmed(request: HttpRequest, asking: Asking) -> bool:
    return asking.key in request.POST.getlist("confirmed")


def _version(request: HttpRequest) -> int:
    """The version that was read by whoever sends the form; 0 for a report not yet begun."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else 0


def _edit_page(
    request: HttpRequest,
    draft: Draft,
    form: ContentForm | None = None,
    *,
    version: int | None = None,
    status: int = 200,
    questions: Sequence[Asking] = (),
    kept: bool = False,
    conflict: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """version: that the next sending expects. kept: the draft is saved though not submitted."""
    found, standing, matter = draft.found, draft.standing, draft.matter
    shown = form or content_form(matter, None, standing.content if standing else None)
    is_growing = request.POST.get("do") == "add_line"
    told = about(found.edition, matter.subject, found.reader)
    begun = standing.version if standing else 0
    day = duties.today()
    context = page_context(
        request,
        found,
        draft.origin,
        report=standing,
        about=told,
        asked=asked(matter),
        answers=report_page.answers(matter, standing, day, previous_figure(matter, draft.origin)),
        form=shown,
        fields=shown_fields(shown, questions),
        wrong_fields=[] if is_growing else wrong_fields(shown),
        version=begun if version is None else version,
        questions=questions,
        kept=kept,
        conflict=conflict,
        crumbs=_crumbs(request, found, told.code),
    )
    return answer(request, "monitoring/report_edit.html", context, object=REPORT, status=status)


def _to_report(found: Opened, standing: ReportInfo, done: str) -> HttpResponse:
    return HttpResponseRedirect(found.reader.link("report", standing.id, done=done))


# --- its steps -----------------------------------------------------------------------------------


@page(REPORT)
@require_POST
def report_step(request: HttpRequest, programme: str, report_id: UUID) -> HttpResponse:
    """do: submit, accept, return, reopen. Each on the version that the page showed."""
    of = open_report(request, programme, report_id)
    do = request.POST.get("do", "")
    if do not in STEPS:
        return report_answer(request, of, status=400)
    if do == "submit":
        require(request, "monitoring.report", "update", "own")
    else:
        require(request, "monitoring.report", "decide")
        reports.keep_real(request, of.report)
    reason = request.POST.get("reason", "")
    try:
        after = _take(request, of, do, reason)
    except ReportChanged as error:
        if error.now.state is STEPS[do] and error.now.updated_by == actor(request).name:
            return _to_report(of.found, error.now, NOTICE_OF[do])
        return _refused(request, of, error, typed_reason=reason)
    except FaultyContent as error:
        told = [fault_words(code, facts) for _, code, facts in error.faults]
        return _refused(request, of, error, faults=told)
    except (NotNow, ReasonNeeded, Asked) as error:
        return _refused(request, of, error, typed_reason=reason)
    return _to_report(of.found, after, NOTICE_OF[do])


STEPS = {
    "submit": State.SUBMITTED,
    "accept": State.ACCEPTED,
    "return": State.RETURNED,
    "reopen": State.RETURNED,
}
NOTICE_OF = {
    "submit": "submitted",
    "accept": "accepted",
    "return": "returned",
    "reopen": "reopened",
}


def _take(request: HttpRequest, of: OpenReport, do: str, reason: str) -> ReportInfo:
    """Raises ReportChanged, NotNow, FaultyContent, ReasonNeeded, Asked."""
    id, version = of.report.id, _version(request)
    by, at = actor(request), now()
    if do == "submit":
        confirmed = all(_is_confirmed(request, one) for one in _questions(of.matter, of.report))
        return reporting.submit_report(
            id, by=by, at=at, expect_version=version, confirmed=confirmed
        )
    if do == "accept":
        return reporting.accept_report(id, by=by, at=at, expect_version=version)
    step = reporting.return_report if do == "return" else reporting.reopen_report
    return step(id, reason, by=by, at=at, expect_version=version)


def _refused(request: HttpRequest, of: OpenReport, error: DomainError, **more: Any) -> HttpResponse:
    """The page as it stands now, and why the step was not taken."""
    stands = replace(of, report=reports.report(of.report.id))
    wrong = t(f"error.{error.code}", **error.facts)
    return report_answer(request, stands, status=error.status, wrong=wrong, **more)


urlpatterns = [
    path(f"{ROOT}/reports/new/", report_new, name="report_new"),
    path(f"{ROOT}/reports/<uuid:report_id>/", report, name="report"),
    path(f"{ROOT}/reports/<uuid:report_id>/edit/", report_edit, name="report_edit"),
    path(f"{ROOT}/reports/<uuid:report_id>/step/", report_step, name="report_step"),
]
