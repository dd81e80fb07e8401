"""What a parent and an adult learner read: own records, who looked, and asking for a correction."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bagdar.access.public import actor, page, place_of
from bagdar.audit.public import Look
from bagdar.core.errors import DomainError
from bagdar.core.periods import local_date
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import t
from bagdar.notary.rules.receipt import SUFFIX
from bagdar.registry.presenters import reading_own as shown
from bagdar.registry.presenters.reading_words import Names
from bagdar.registry.queries import look_receipts as receipts
from bagdar.registry.queries import looks as asked
from bagdar.registry.queries import reading as queries
from bagdar.registry.queries.correcting import fields_of
from bagdar.registry.queries.standing import wards_on
from bagdar.registry.rules.corrections import RequestInfo
from bagdar.registry.rules.errors import NoSuchPerson
from bagdar.registry.rules.reading import Record
from bagdar.registry.services.corrections import ask_correction
from bagdar.registry.services.opening import Opened, open_people, open_person
from bagdar.registry.views.reading_forms import Correction
from bagdar.registry.views.reading_page import person_context

RECORD, LOOK, REQUEST = "registry.record", "registry.look", "registry.request"


@page(RECORD)
@require_safe
def own_record(request: HttpRequest) -> HttpResponse:
    """The reader's own record and those of the children for whom the reader answers today."""
    opened = own_people(request)
    requests = asked.requests_about([one.person_id for one in opened])
    records = records_of(opened)
    names = Names.of([entry for one in records for entry in one.entries])
    context = {
        "cards": [
            shown.card(record, one.relation, _about(record, requests), names)
            for one, record in zip(opened, records, strict=True)
        ],
        **of_origins(*(one.origin for one in opened)),
    }
    return answer(request, "registry/reading/own.html", context, object=RECORD, relation="self")


def own_people(request: HttpRequest) -> list[Opened]:
    """Each look is written down. Whoever is a minor or no guardian any more is left out."""
    person_id = place_of(request).person_id
    if person_id is None:
        return []
    on = local_date(timezone.now())
    return open_people(request, [person_id, *_wards(person_id, on)], RECORD, "record")


def _wards(person_id: UUID, on: date) -> tuple[UUID, ...]:
    """Nobody for an account of somebody whom the register does not know."""
    try:
        return tuple(sorted({one.whose for one in wards_on(person_id, on)}))
    except NoSuchPerson:
        return ()


def records_of(opened: Sequence[Opened]) -> list[Record]:
    """Of people who were opened at one instant; each table is asked once for all of them."""
    if not opened:
        return []
    on = opened[0].on
    details = queries.people_now([one.person_id for one in opened], on)
    told = queries.standing({one.person_id: one.hidden for one in opened}, on)
    return [
        Record(one.person_id, one.origin, details.get(one.person_id), tuple(told[one.person_id]))
        for one in opened
    ]


def _about(record: Record, requests: Sequence[RequestInfo]) -> list[RequestInfo]:
    return [one for one in requests if one.person_id == record.person_id]


@page(LOOK)
@require_safe
def person_looks(request: HttpRequest, person_id: UUID) -> HttpResponse:
    opened = open_person(request, person_id, LOOK, "looks")
    found = asked.looks(person_id, _number(request))
    context = person_context(
        opened,
        page=Paginator(range(found.total), asked.PAGE_SIZE).get_page(found.number),
        heading=_name(opened),
    )
    return answer(
        request,
        "registry/reading/looks.html",
        context,
        object=LOOK,
        tables=[shown.looks_table(person_id, found.rows, _committed(person_id, found.rows))],
        relation=opened.relation,
    )


def _committed(person_id: UUID, looks: Sequence[Look]) -> set[date]:
    return receipts.committed_days(person_id, {one.day for one in looks})


@page(LOOK, "export")
@require_safe
def looks_receipt(request: HttpRequest, person_id: UUID, day: str) -> HttpResponse:
    """A file for whoever checks receipts; it opens to the list of the day."""
    open_person(request, person_id, LOOK, "looks_receipt", operation="export")
    found = receipts.receipt(person_id, _day(day))
    headers = {
        "Content-Disposition": f'attachment; filename="looks-{day}{SUFFIX}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(found.text, content_type="text/plain; charset=utf-8", headers=headers)


def _day(typed: str) -> date:
    """Raises Http404 for what is no day in the form 2026-11-29."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise Http404 from None
    if str(day) != typed:
        raise Http404
    return day


def _number(request: HttpRequest) -> int:
    typed = request.GET.get("page", "")
    known = typed.isascii() and typed.isdecimal() and len(typed) < 7
    return max(1, int(typed)) if known else 1


def _name(opened: Opened) -> str:
    details = queries.person_now(opened.person_id, opened.on)
    return details.name.full if details else ""


@page(REQUEST, "create")
@require_http_methods(["GET", "HEAD", "POST"])
def correction_new(request: HttpRequest, person_id: UUID) -> HttpResponse:
    opened = open_person(request, person_id, REQUEST, "correction", operation="create")
    facts = fields_of(person_id, opened.on, but=opened.hidden)
    if request.method != "POST":
        return _correction_page(opened, Correction(facts=facts))
    form = Correction(request.POST, facts=facts)
    if not form.is_valid():
        return _correction_page(opened, form, status=422)
    given = form.cleaned_data
    try:
        ask_correction(
            person_id, given["field"], given["said"], given["document"],
            by=actor(request), at=opened.at,
        )  # fmt: skip
    except DomainError as error:
        form.add_error(None, refusal_words(error))
        return _correction_page(opened, form, status=error.status)
    return HttpResponseRedirect(f"{reverse('correction_new', args=[person_id])}?asked=1")


def refusal_words(error: DomainError) -> str:
    return t(f"error.{error.code}", **error.facts)


def _correction_page(opened: Opened, form: Correction, status: int = 200) -> HttpResponse:
    requests = asked.requests_about([opened.person_id])
    context = person_context(
        opened,
        form=form,
        heading=_name(opened),
        requests=[shown.request_words(one) for one in requests],
        notice=t("reading.request.asked") if opened.request.GET.get("asked") else "",
    )
    template = "registry/reading/correction.html"
    return answer(opened.request, template, context, object=REQUEST, status=status)


urlpatterns = [
    path("register/mine/", own_record, name="own_record"),
    path("register/people/<uuid:person_id>/looks/", person_looks, name="person_looks"),
    path(
        "register/people/<uuid:person_id>/looks/<slug:day>/receipt/",
        looks_receipt,
        name="looks_receipt",
    ),
    path("register/people/<uuid:person_id>/correction/", correction_new, name="correction_new"),
]
