"""Documents behind a report: putting them there, taking them away, reading their files."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bagdar.access.public import actor, page
from bagdar.look.words import t
from bagdar.monitoring.queries import reports
from bagdar.monitoring.queries.files import read_file
from bagdar.monitoring.queries.reports import EvidenceInfo, NoSuchEvidence
from bagdar.monitoring.rules.content import FaultyContent
from bagdar.monitoring.rules.documents import EmptyFile, FileWithMacros, LargeFile, UnknownFile
from bagdar.monitoring.rules.workflow import NotNow
from bagdar.monitoring.services import evidence as services
from bagdar.monitoring.views.forms_evidence import EvidenceForm, evidence_form
from bagdar.monitoring.views.forms_of import fault_words
from bagdar.monitoring.views.opening import EVIDENCE, ROOT, OpenReport, now, open_report
from bagdar.monitoring.views.reports import REFUSED, report_answer

UNFIT = (EmptyFile, FileWithMacros, LargeFile, UnknownFile)
PLACE = f"{ROOT}/reports/<uuid:report_id>/evidence"


@page(EVIDENCE, "update")
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_new(request: HttpRequest, programme: str, report_id: UUID) -> HttpResponse:
    of = open_report(request, programme, report_id, "update", EVIDENCE)
    if request.method != "POST":
        return report_answer(request, of)
    form = evidence_form(of.matter, settings.EVIDENCE_MIB, request.POST, request.FILES)
    if not form.is_valid():
        return report_answer(request, of, evidence_form=form, status=REFUSED)
    if _stands_already(of, form):
        return _to_report(of, "evidence")
    try:
        services.add_evidence(of.report.id, **form.cleaned_data, by=actor(request), at=now())
    except FaultyContent as error:
        for place, code, facts in error.faults:
            form.add_error(place if place in form.fields else None, fault_words(code, facts))
        return report_answer(request, of, evidence_form=form, status=error.status)
    except UNFIT as error:
        form.add_error("file", t(f"error.{error.code}", **error.facts))
        return report_answer(request, of, evidence_form=form, status=error.status)
    except NotNow as error:
        wrong = t(f"error.{error.code}", **error.facts)
        return report_answer(request, of, wrong=wrong, status=error.status)
    return _to_report(of, "evidence")


def _stands_already(of: OpenReport, form: EvidenceForm) -> bool:
    """Whether the same particulars without a file were sent a moment ago: a second click."""
    given = form.cleaned_data
    if given["file"]:
        return False
    standing = reports.evidence_of([of.report.id]).get(of.report.id, ())
    names = ("kind", "title", "number", "dated_on", "url")
    return any(
        not one.has_file and all(getattr(one, name) == given[name] for name in names)
        for one in standing
    )


@page(EVIDENCE, "update")
@require_POST
def evidence_remove(
    request: HttpRequest, programme: str, report_id: UUID, evidence_id: UUID
) -> HttpResponse:
    of = open_report(request, programme, report_id, "update", EVIDENCE)
    _evidence_of(of, evidence_id)
    try:
        services.remove_evidence(evidence_id, by=actor(request), at=now())
    except NotNow as error:
        wrong = t(f"error.{error.code}", **error.facts)
        return report_answer(request, of, wrong=wrong, status=error.status)
    return _to_report(of, "evidence_removed")


@page(EVIDENCE)
@require_safe
def evidence_file(
    request: HttpRequest, programme: str, report_id: UUID, evidence_id: UUID
) -> HttpResponse:
    """The file as it was kept; it is always taken down and never shown as a page of ours."""
    of = open_report(request, programme, report_id, "read", EVIDENCE)
    found = _evidence_of(of, evidence_id)
    if not found.has_file:
        raise NoSuchEvidence()
    answer = HttpResponse(read_file(found.sha256), content_type=found.media_type)
    answer["Content-Disposition"] = content_disposition_header(True, found.file_name)
    return answer


def _evidence_of(of: OpenReport, evidence_id: UUID) -> EvidenceInfo:
    """Raises NoSuchEvidence for a document behind another report."""
    found = reports.evidence(evidence_id)
    if found.report_id != of.report.id:
        raise NoSuchEvidence()
    return found


def _to_report(of: OpenReport, done: str) -> HttpResponse:
    return HttpResponseRedirect(of.found.reader.link("report", of.report.id, done=done))


urlpatterns = [
    path(f"{PLACE}/new/", evidence_new, name="evidence_new"),
    path(f"{PLACE}/<uuid:evidence_id>/remove/", evidence_remove, name="evidence_remove"),
    path(f"{PLACE}/<uuid:evidence_id>/file/", evidence_file, name="evidence_file"),
]
