"""Reports by file: the template, the file, what came of each row.

The coordinator and the auditor see everybody's deliveries; a body or a region sends and sees its
own.
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bagdar.access.public import actor, page, permits
from bagdar.core.declared import safe
from bagdar.core.encodings import ENCODINGS
from bagdar.core.errors import Fault, FaultyData
from bagdar.core.languages import LANGUAGES, OWN_NAMES
from bagdar.core.sentences import fault_message, fault_remedy
from bagdar.look.pages import answer
from bagdar.look.words import current_language, words_catalogue
from bagdar.monitoring.presenters import deliveries as presenter
from bagdar.monitoring.presenters import template_files
from bagdar.monitoring.queries import deliveries as queries
from bagdar.monitoring.queries import duties, facts, reports
from bagdar.monitoring.queries.deliveries import DeliveryInfo, NoSuchDelivery
from bagdar.monitoring.rules.nouns import Origin, Reporter
from bagdar.monitoring.rules.templates import KINDS
from bagdar.monitoring.rules.upload_values import How
from bagdar.monitoring.services import intake
from bagdar.monitoring.views.opening import ROOT, own_reporter, page_context
from bagdar.programme.public import Opened, Reader, opened

DELIVERY = "monitoring.delivery"
ENCODING_FAULTS = ("upload_encoding", "upload_encoding_told")


def _crumbs(found: Opened, here: str, *, below: bool = True) -> list[tuple[str, str]]:
    reader = found.reader
    way = [(reader.say("crumb.programme"), reader.link("programme"))]
    if below:
        way.append((reader.say("deliveries.title"), reader.link("deliveries")))
    return [*way, (here, "")]


# --- what was delivered -----------------------------------------------------------------------


@page(DELIVERY)
@require_safe
def deliveries(request: HttpRequest, programme: str) -> HttpResponse:
    found = opened(programme)
    listed = queries.deliveries_for(request, found.info.programme)
    sees_all = permits(request, DELIVERY, "read")
    context = page_context(
        request,
        found,
        _origin_of(listed),
        crumbs=_crumbs(found, found.reader.say("deliveries.title"), below=False),
        may_deliver=permits(request, DELIVERY, "create", "own"),
        sees_all=sees_all,
    )
    return answer(
        request,
        "monitoring/deliveries.html",
        context,
        object=DELIVERY,
        tables=[presenter.table(listed, found.reader, of_all=sees_all)],
        relation="any" if sees_all else "own",
    )


def _origin_of(listed: tuple[DeliveryInfo, ...]) -> Origin:
    """What a list says of itself: illustrative as soon as one of it is."""
    return next((one.origin for one in listed if one.origin is not Origin.REAL), Origin.REAL)


@page(DELIVERY)
@require_safe
def delivery(request: HttpRequest, programme: str, delivery_id: UUID) -> HttpResponse:
    found = opened(programme)
    one = _open(request, found, delivery_id)
    return _shown(request, found, one, again="again" in request.GET)


def _open(
    request: HttpRequest, found: Opened, delivery_id: UUID, operation: str = "read"
) -> DeliveryInfo:
    one = queries.delivery_for(request, delivery_id, operation)
    if one.programme != found.info.programme:
        raise NoSuchDelivery()
    return one


def _shown(
    request: HttpRequest, found: Opened, one: DeliveryInfo, *, again: bool = False
) -> HttpResponse:
    reader = found.reader
    trial = one.id is None
    shown = presenter.rows_shown(one, reader)
    title = reader.say("deliveries.trial") if trial else reader.say("deliveries.one")
    context = page_context(
        request,
        found,
        one.origin,
        crumbs=_crumbs(found, title),
        title=title,
        delivery=one,
        is_trial=trial,
        again=again,
        answers=presenter.answers(one, reader),
        particulars=presenter.particulars(one, reader),
        rows=shown,
        more=len(one.returned) - len(shown),
        notes=[reader.say(note.key, **note.facts) for note in one.notes],
        may_deliver=permits(request, DELIVERY, "create", "own"),
    )
    # Too long for a phone as a table: the page lists it, the files have it as one.
    tables = [presenter.returned_table(one, reader)] if "as" in request.GET else []
    return answer(
        request,
        "monitoring/delivery.html",
        context,
        object=DELIVERY,
        tables=tables,
        relation="any" if permits(request, DELIVERY, "read") else "own",
    )


@page(DELIVERY, "export")
@require_safe
def delivery_report(request: HttpRequest, programme: str, delivery_id: UUID) -> HttpResponse:
    """The rows that came back as XLSX, to be mended and sent again."""
    found = opened(programme)
    one = _open(request, found, delivery_id, "export")
    documents = duties.declared(found.info.programme).documents
    return presenter.returned_file(one, found.reader, documents).answer()


# --- the template -----------------------------------------------------------------------------


@page(DELIVERY)
@require_safe
def template_file(request: HttpRequest, programme: str) -> HttpResponse:
    """?year=2021&language=kk, as XLSX; with &kind=money that kind of rows as CSV; with
    &source=oecd.pisa the rows of one source outside.

    Without a year the latest one that has something open. ?reporter=body:mes for those who may
    see any delivery.
    """
    found = opened(programme)
    reporter, origin = whose(request, found.info.programme)
    year = request.GET.get("year", "")
    language = next((one for one in LANGUAGES if one == request.GET.get("language")), None)
    return presenter.template(
        found.edition,
        reporter,
        origin,
        Reader(language or current_language(), found.reader.programme),
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        kind=request.GET.get("kind", ""),
        source=request.GET.get("source", "")[:60],
    ).answer()


def whose(request: HttpRequest, programme: str) -> tuple[Reporter, Origin]:
    """For whom a template is made. Raises Forbidden where the reader names nobody."""
    own = reports.reporter_of(request)
    if own is None and permits(request, DELIVERY, "read"):
        try:
            named = Reporter.parse(request.GET.get("reporter", "")[:60])
        except ValueError:
            pass
        else:
            return named, facts.basis(programme)
    return own_reporter(request), reports.origin_of(request)


# --- the file ---------------------------------------------------------------------------------


@page(DELIVERY, "create")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, programme: str) -> HttpResponse:
    found = opened(programme)
    reporter, origin = own_reporter(request), reports.origin_of(request)
    if request.method != "POST":
        return _form(request, found, reporter, origin)
    file = request.FILES.get("file")
    if file is None:
        missing = found.reader.say("upload.form.no_file")
        return _form(request, found, reporter, origin, missing=missing, status=422)
    name = safe(file.name or "file", 100)
    try:
        intake.refuse_large(file.size or 0, name)
        one = intake.deliver(
            found.info.programme,
            reporter,
            file.read(),
            name,
            how=_how(request),
            origin=origin,
            by=actor(request),
            at=timezone.now(),
            dry_run="trial" in request.POST,
        )
    except FaultyData as error:
        return _form(request, found, reporter, origin, faults=error.faults, status=error.status)
    if one.id is None:
        return _shown(request, found, one)
    address = reverse("delivery", args=[found.reader.programme, one.id])
    return HttpResponseRedirect(f"{address}?again=1" if one.again else address)


def _how(request: HttpRequest) -> How:
    encoding = next((one for one in ENCODINGS if one == request.POST.get("encoding")), None)
    return How(encoding=encoding, decimal="." if request.POST.get("decimal") == "." else ",")


def _form(
    request: HttpRequest, found: Opened, reporter: Reporter, origin: Origin, **more: Any
) -> HttpResponse:
    faults: tuple[Fault, ...] = more.pop("faults", ())
    status = more.pop("status", 200)
    standings = duties.duty_standings(found.info.programme, duties.today(), origin, reporter)
    encoding = request.POST.get("encoding", "")
    context = page_context(
        request,
        found,
        origin,
        crumbs=_crumbs(found, found.reader.say("upload.form.title")),
        reporter=presenter.reporter_name(reporter, found.reader),
        limit_mib=settings.UPLOAD_MIB,
        years=template_files.years(standings),
        languages=list(OWN_NAMES.items()),
        language=current_language(),
        outside=_sources(found),
        kinds=[(kind, found.reader.say(f"upload.sheet.{kind}")) for kind in KINDS],
        faults=[_told(fault, found.reader) for fault in faults],
        asks_encoding=bool(encoding) or any(one.code in ENCODING_FAULTS for one in faults),
        encodings=[(one, one == encoding) for one in ENCODINGS],
        decimal=request.POST.get("decimal", ","),
        **more,
    )
    return answer(request, "monitoring/upload.html", context, object=DELIVERY, status=status)


def _sources(found: Opened) -> list[tuple[str, str]]:
    """The sources outside, by code, for whoever wants the rows of one."""
    declared = duties.declared(found.info.programme).sources
    return [(one.code, found.reader.text(one.name)) for one in declared.outside] if declared else []


def _told(fault: Fault, reader: Reader) -> dict[str, Any]:
    catalogue = words_catalogue()
    return {
        "file": fault.file,
        "line": fault.line,
        "field": fault.field or "",
        "message": fault_message(fault, catalogue, reader.language),
        "remedy": fault_remedy(fault, catalogue, reader.language),
    }


urlpatterns = [
    path(f"{ROOT}/deliveries/", deliveries, name="deliveries"),
    path(f"{ROOT}/deliveries/new/", upload, name="upload"),
    path(f"{ROOT}/deliveries/template/", template_file, name="template_file"),
    path(f"{ROOT}/deliveries/<uuid:delivery_id>/", delivery, name="delivery"),
    path(
        f"{ROOT}/deliveries/<uuid:delivery_id>/returned.xlsx",
        delivery_report,
        name="delivery_report",
    ),
]
