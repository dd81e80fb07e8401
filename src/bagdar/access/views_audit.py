"""The trail as a page; it stands here because the audit app is below pages and access."""

from itertools import islice
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bagdar.access.forms import TrailFilter
from bagdar.access.permission import page
from bagdar.access.presenters import events_table
from bagdar.audit.public import PAGE_SIZE, EventFilter, all_events, events
from bagdar.look.pages import answer

MOST_EXPORTED = 100_000


@page("audit.event")
@require_safe
def audit_trail(request: HttpRequest) -> HttpResponse:
    form = TrailFilter(request.GET)
    found = events(_wanted(form), _number(request))
    rows: Any = found.rows
    is_file = "as" in request.GET
    if is_file:  # it holds every page
        rows = islice(all_events(_wanted(form)), MOST_EXPORTED)
    return answer(
        request,
        "access/audit_trail.html",
        {"form": form, "page": Paginator(range(found.total), PAGE_SIZE).get_page(found.number)},
        object="audit.event",
        tables=[events_table(rows, found.total, MOST_EXPORTED, is_file=is_file)],
    )


def _wanted(form: TrailFilter) -> EventFilter:
    """The filter as far as it can be read; a field with an error asks for nothing."""
    form.is_valid()
    given = {name: value for name, value in form.cleaned_data.items() if value}
    subject = given.pop("subject", "")
    given.setdefault("about", subject)  # what is named exactly says more than its kind
    return EventFilter(**given)


def _number(request: HttpRequest) -> int:
    typed = request.GET.get("page", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 1
