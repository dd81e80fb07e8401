"""Figures from outside: what stands and where it was published; the coordinator enters more."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bagdar.access.public import actor, page, permits
from bagdar.core.declared import safe
from bagdar.core.encodings import ENCODINGS
from bagdar.core.errors import FaultyData
from bagdar.core.sentences import error_sentence, fault_message, fault_remedy
from bagdar.look.pages import answer
from bagdar.look.words import t, words_catalogue
from bagdar.monitoring.presenters import outside as presenter
from bagdar.monitoring.presenters import report_page
from bagdar.monitoring.presenters.desk_words import row_name, row_of
from bagdar.monitoring.queries import duties, facts, reports
from bagdar.monitoring.queries import outside as queries
from bagdar.monitoring.queries.asking import Asked
from bagdar.monitoring.rules.content import FaultyContent
from bagdar.monitoring.rules.outside import FromRecords, NotAskedFor
from bagdar.monitoring.rules.upload_values import How
from bagdar.monitoring.rules.workflow import ReasonNeeded
from bagdar.monitoring.services import intake
from bagdar.monitoring.services import outside as services
from bagdar.monitoring.views.forms_of import fault_words
from bagdar.monitoring.views.forms_outside import OutsideForm
from bagdar.monitoring.views.opening import ROOT, now, page_context
from bagdar.programme.public import Opened, opened

OUTSIDE, STANDING = "monitoring.outside", "monitoring.standing"


@page(OUTSIDE)
@require_safe
def outside(request: HttpRequest, programme: str) -> HttpResponse:
    """Every source, and the figures that stand, of the origin that pages show."""
    found = opened(programme)
    code = found.info.programme
    origin = facts.basis(code)
    monitoring, reader = duties.declared(code), found.reader
    listed = queries.outside_figures(code, origin)
    context = page_context(
        request,
        found,
        origin,
        may_enter=permits(request, OUTSIDE, "create"),
        done=request.GET.get("done") == "entered",
        crumbs=[(reader.say("crumb.programme"), reader.link("programme")),
                (reader.say("outside.title"), "")],
    )  # fmt: skip
    tables = [
        presenter.figures_table(found.edition, monitoring, listed, reader),
        presenter.sources_table(monitoring, listed, reader),
    ]
    return answer(request, "monitoring/outside.html", context, object=OUTSIDE, tables=tables)


@page(OUTSIDE, "create")
@require_http_methods(["GET", "HEAD", "POST"])
def outside_new(request: HttpRequest, programme: str) -> HttpResponse:
    found = opened(programme)
    if request.method != "POST":
        asked = {name: request.GET.get(name, "")[:60] for name in ("row", "year")}
        return _form_page(request, found, _form(found, None, asked))
    form = _form(found, request.POST)
    if not form.is_valid():
        return _form_page(request, found, form, status=422)
    one = form.published()
    confirmed = bool(request.POST.getlist("confirmed"))
    try:
        services.enter_outside(
            found.info.programme,
            [one],
            origin=reports.origin_of(request),
            by=actor(request),
            at=now(),
            reason=form.cleaned_data["reason"],
            confirmed=confirmed,
        )
    except FaultyContent as error:
        for place, fault, told in error.faults:
            name = place.rpartition(".")[2]
            form.add_error(name if name in form.fields else None, fault_words(fault, told))
    except (FromRecords, NotAskedFor) as error:
        form.add_error("year", error_sentence(error, words_catalogue(), found.reader.language))
    except ReasonNeeded:
        form.add_error("reason", t("outside.field.reason.needed"))
    except Asked as error:
        asked_about = report_page.asking(error.questions, found.reader)
        return _form_page(request, found, form, status=409, questions=asked_about)
    else:
        return HttpResponseRedirect(found.reader.link("outside", done="entered"))
    return _form_page(request, found, form, status=422)


@page(OUTSIDE, "create")
@require_POST
def outside_file(request: HttpRequest, programme: str) -> HttpResponse:
    """A file with the indicators' columns; what came of each row stands on the delivery's page."""
    found = opened(programme)
    form = _form(found, None)
    file = request.FILES.get("file")
    if file is None:
        missing = found.reader.say("upload.form.no_file")
        return _form_page(request, found, form, missing=missing, status=422)
    name = safe(file.name or "file", 100)
    try:
        intake.refuse_large(file.size or 0, name)
        one = services.deliver_outside(
            found.info.programme,
            file.read(),
            name,
            how=How(
                encoding=next((x for x in ENCODINGS if x == request.POST.get("encoding")), None),
                decimal="." if request.POST.get("decimal") == "." else ",",
            ),
            reason=request.POST.get("reason", "")[:2000],
            origin=reports.origin_of(request),
            by=actor(request),
            at=now(),
        )
    except FaultyData as error:
        words, language = words_catalogue(), found.reader.language
        told = [
            f"{fault_message(one, words, language)} {fault_remedy(one, words, language)}"
            for one in error.faults
        ]
        return _form_page(request, found, form, faults=told, status=error.status)
    again = {"again": 1} if one.again else {}
    return HttpResponseRedirect(found.reader.link("delivery", one.id, **again))


def _form(found: Opened, data: Any, initial: Any = None) -> OutsideForm:
    monitoring = duties.declared(found.info.programme)
    return OutsideForm(
        data, edition=found.edition, monitoring=monitoring, reader=found.reader, initial=initial
    )


def _sources(found: Opened) -> list[tuple[str, str]]:
    declared = duties.declared(found.info.programme).sources
    return [(one.code, found.reader.text(one.name)) for one in declared.outside] if declared else []


def _form_page(
    request: HttpRequest, found: Opened, form: OutsideForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    reader = found.reader
    context = page_context(
        request,
        found,
        reports.origin_of(request),
        form=form,
        wrong_fields=[
            (field.id_for_label, f"{field.label}: {error}")
            for field in form
            for error in field.errors
        ],
        limit_mib=settings.UPLOAD_MIB,
        sources=_sources(found),
        crumbs=[(reader.say("outside.title"), reader.link("outside")),
                (reader.say("outside.enter"), "")],
        **more,
    )  # fmt: skip
    return answer(request, "monitoring/outside_new.html", context, object=OUTSIDE, status=status)


# --- where one figure comes from ---------------------------------------------------------------


@page(STANDING)
@require_safe
def reported_figure(request: HttpRequest, programme: str, figure: int) -> HttpResponse:
    """The way back from a figure that somebody reported. Raises NoSuchFigure."""
    found = opened(programme)
    code, reader, edition = found.info.programme, found.reader, found.edition
    one = queries.reported_figure(code, figure)
    names = permits(request, "monitoring.report", "read")
    of = row_of(edition, one.row)
    monitoring = duties.declared(code)
    here = f"{one.row} · {one.year}"
    context = page_context(
        request,
        found,
        one.origin,
        name=row_name(of[1], reader) if of else one.row,
        row=one.row,
        year=one.year,
        answers=presenter.answers(edition, one, reader),
        facts=presenter.facts(edition, monitoring, one, names, reader),
        indicator=reader.link("indicator", of[0].code) if of else "",
        is_replaced=one.superseded_at is not None,
        crumbs=[(reader.say("crumb.programme"), reader.link("programme")), (here, "")],
    )
    tables = [presenter.revisions(queries.revisions_of(code, one), one, names, reader)]
    return answer(
        request, "monitoring/reported_figure.html", context, object=STANDING, tables=tables
    )


urlpatterns = [
    path(f"{ROOT}/outside/", outside, name="outside"),
    path(f"{ROOT}/outside/new/", outside_new, name="outside_new"),
    path(f"{ROOT}/outside/file/", outside_file, name="outside_file"),
    path(f"{ROOT}/figures/<int:figure>/", reported_figure, name="reported_figure"),
]
