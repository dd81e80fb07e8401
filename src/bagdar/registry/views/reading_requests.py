"""What families ask an organisation to correct: the list, one request, and deciding about it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bagdar.access.public import Forbidden, actor, note_hidden, page, permits, place_of
from bagdar.core.errors import DomainError
from bagdar.core.periods import local_date
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import t
from bagdar.registry.presenters import reading_own as shown
from bagdar.registry.presenters.reading_words import field_words
from bagdar.registry.queries import looks as asked
from bagdar.registry.queries.correcting import foreseen
from bagdar.registry.queries.reading import names_of
from bagdar.registry.queries.rows import origin_of_organisation
from bagdar.registry.rules.corrections import NoSuchRequest, RequestInfo, State
from bagdar.registry.rules.errors import NoSuchOrganisation
from bagdar.registry.services.corrections import accept_correction, refuse_correction
from bagdar.registry.views.reading_forms import Refusal

REQUEST = "registry.request"


@page(REQUEST, "decide")
@require_safe
def correction_requests(request: HttpRequest) -> HttpResponse:
    organisation_id = _own_organisation(request)
    listed = asked.requests_to(organisation_id)
    waiting = sum(one.state is State.ASKED for one in listed)
    context = _context(organisation_id, waiting=waiting)
    tables = [shown.requests_table(listed, _names(listed))]
    template = "registry/reading/requests.html"
    return answer(request, template, context, object=REQUEST, tables=tables, relation="own")


def _own_organisation(request: HttpRequest) -> UUID:
    """Raises Forbidden for an account that speaks for no organisation."""
    organisation_id = place_of(request).organisation_id
    if organisation_id is None or not permits(request, REQUEST, "decide", "own"):
        raise Forbidden()
    return organisation_id


def _context(organisation_id: UUID, **more: object) -> dict[str, object]:
    """An organisation that the register does not know has nothing made up."""
    try:
        origins = [origin_of_organisation(organisation_id)]
    except NoSuchOrganisation:
        origins = []
    return {**of_origins(*origins), **more}


def _names(listed: tuple[RequestInfo, ...]) -> dict[UUID, str]:
    named = names_of({one.person_id for one in listed}, local_date(timezone.now()))
    return {id: name.full for id, name in named.items()}


def own_request(request: HttpRequest, request_id: UUID) -> RequestInfo:
    """Raises NoSuchRequest, for another organisation's as well."""
    found = asked.request(request_id)
    if found.organisation_id != _own_organisation(request):
        note_hidden(request, REQUEST, "decide")
        raise NoSuchRequest()
    return found


@page(REQUEST, "decide")
@require_http_methods(["GET", "HEAD", "POST"])
def correction_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    found = own_request(request, request_id)
    if request.method != "POST":
        return _request_page(request, found, Refusal())
    if request.POST.get("do") == "accept":
        return _accept(request, found)
    form = Refusal(request.POST)
    if not form.is_valid():
        return _request_page(request, found, form, status=422)
    return _decided(request, found, form.cleaned_data["reason"])


def _accept(request: HttpRequest, found: RequestInfo) -> HttpResponse:
    try:
        accept_correction(found.id, by=actor(request), at=timezone.now())
    except DomainError as error:
        wrong = t(f"error.{error.code}", **error.facts)
        return _request_page(request, found, Refusal(), wrong=wrong, status=error.status)
    return HttpResponseRedirect(reverse("correction_requests"))


def _decided(request: HttpRequest, found: RequestInfo, reason: str) -> HttpResponse:
    try:
        refuse_correction(found.id, reason, by=actor(request), at=timezone.now())
    except DomainError as error:
        wrong = t(f"error.{error.code}", **error.facts)
        return _request_page(request, found, Refusal(), wrong=wrong, status=error.status)
    return HttpResponseRedirect(reverse("correction_requests"))


def _request_page(
    request: HttpRequest, found: RequestInfo, form: Refusal, wrong: str = "", status: int = 200
) -> HttpResponse:
    is_open = found.state is State.ASKED
    coming, wrong_now = _foreseen(found) if is_open else ([], "")
    name = _names((found,)).get(found.person_id, str(found.person_id))
    facts = [
        (t("reading.column.person"), name),
        (t("reading.column.field"), field_words(found.field)),
        (t("reading.column.said"), shown.said_words(found)),
        (t("reading.column.document"), found.document),
        (t("reading.column.state"), shown.request_words(found)),
    ]
    context = _context(
        found.organisation_id,
        form=form,
        facts=facts,
        wrong=wrong or wrong_now,
        is_open=is_open,
        foreseen=coming,
        crumbs=[(t("reading.requests.title"), reverse("correction_requests")), (name, "")],
    )
    template = "registry/reading/request.html"
    return answer(request, template, context, object=REQUEST, relation="own", status=status)


def _foreseen(found: RequestInfo) -> tuple[list[tuple[str, str]], str]:
    """What accepting would do, or why it cannot be done."""
    try:
        coming = foreseen(found, timezone.now())
    except DomainError as error:
        return [], t(f"error.{error.code}", **error.facts)
    return (shown.foreseen_facts(coming) if coming else []), ""


urlpatterns = [
    path("register/requests/", correction_requests, name="correction_requests"),
    path("register/requests/<uuid:request_id>/", correction_request, name="correction_request"),
]
