"""Search for a purpose, opening a record for one, and the story of a person."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from bagdar.access.public import TooManyRequests, TooManyRequestsToday, page
from bagdar.look.origins import origin_words
from bagdar.look.pages import answer
from bagdar.look.words import t
from bagdar.registry.presenters import reading_people as presenter
from bagdar.registry.presenters import story as shown
from bagdar.registry.queries import reading as queries
from bagdar.registry.queries.reading import rule
from bagdar.registry.rules.errors import PurposeNeeded
from bagdar.registry.rules.reading import Sought
from bagdar.registry.services.opening import open_for, open_person, sought
from bagdar.registry.views.reading_forms import Purpose, Search, When
from bagdar.registry.views.reading_page import person_context

STORY, SEARCH = "registry.story", "registry.search"


@page(SEARCH, "create")
@require_http_methods(["GET", "HEAD", "POST"])
def people_search(request: HttpRequest) -> HttpResponse:
    """What is searched for travels in the body of a request and never in an address."""
    if request.method != "POST":
        return _search_page(request, Search())
    form = Search(request.POST)
    if not form.is_valid():
        return _search_page(request, form, status=422)
    try:
        found = sought(request, form.cleaned_data, form.origin)
    except (TooManyRequests, TooManyRequestsToday) as error:
        form.add_error(None, t(f"error.{error.code}", **error.facts))
        return _search_page(request, form, status=error.status)
    return _search_page(request, form, found)


def _search_page(
    request: HttpRequest, form: Search, found: tuple[Sought, ...] | None = None, status: int = 200
) -> HttpResponse:
    origin = form.origin if found is not None else queries.origins()[0]
    context = {
        "form": form,
        "found": None if found is None else presenter.lines(found),
        "count": len(found or ()),
        "is_cut": len(found or ()) >= rule().search.most_shown,
        "most": rule().search.most_shown,
        "origin_words": origin_words(origin),
        "purpose": form.data.get("purpose", ""),
        "why": form.data.get("why", ""),
    }
    template = "registry/reading/search.html"
    return answer(request, template, context, object=SEARCH, status=status)


@page(STORY)
@require_http_methods(["GET", "HEAD", "POST"])
def person_open(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Asks for what the record is opened. Nothing of it is shown yet."""
    opened = open_person(request, person_id, STORY)
    form = Purpose(request.POST if request.method == "POST" else None)
    goal = _goal(request)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        open_for(request, person_id, given["purpose"], given["why"])
        return HttpResponseRedirect(reverse(goal, args=[person_id]))
    context = person_context(opened, form=form, goal=goal, minutes=rule().opening.minutes)
    status = 422 if request.method == "POST" else 200
    template = "registry/reading/open.html"
    return answer(request, template, context, object=STORY, status=status)


GOALS = ("person_story", "person_trajectory")


def _goal(request: HttpRequest) -> str:
    asked = request.POST.get("goal") or request.GET.get("goal") or ""
    return asked if asked in GOALS else GOALS[0]


def to_purpose(person_id: UUID, goal: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('person_open', args=[person_id])}?goal={goal}")


@page(STORY)
@require_safe
def person_story(request: HttpRequest, person_id: UUID) -> HttpResponse:
    try:
        opened = open_person(request, person_id, STORY, "story")
    except PurposeNeeded:
        return to_purpose(person_id, "person_story")
    form = When(request.GET or None)
    when = _when(form)
    entries = queries.entries(person_id, when["on"], when["known"], but=opened.hidden)
    details = queries.person_now(person_id, opened.on)
    context = person_context(
        opened,
        form=form,
        is_narrowed=any(when.values()),
        answers=shown.answers(entries),
        heading=details.name.full if details else "",
        links=presenter.links(opened.is_of_the_family, person_id, "person_story"),
        has_hidden=bool(opened.hidden),
    )
    tables = [shown.table(entries, shows_names=opened.may("registry.author", "read"))]
    template = "registry/reading/story.html"
    return answer(request, template, context, object=STORY, tables=tables, relation=opened.relation)


def _when(form: When) -> dict[str, Any]:
    """What can be read of a filter; a field with an error asks for nothing."""
    found: dict[str, Any] = {"on": None, "known": None}
    if form.is_bound:
        form.is_valid()
        found |= {name: form.cleaned_data.get(name) for name in found}
    return found


urlpatterns = [
    path("register/people/", people_search, name="people_search"),
    path("register/people/<uuid:person_id>/", person_story, name="person_story"),
    path("register/people/<uuid:person_id>/open/", person_open, name="person_open"),
]
