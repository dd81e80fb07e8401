"""Home, search, reference: parse, permit, read, answer."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from bagdar.access.public import page
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t
from bagdar.portal import front, queries, reference_page, results
from bagdar.portal.today import today
from bagdar.programme import public as programme
from bagdar.programme.rules import search as rules

EXAMPLES = ("school", "teacher", "dormitory", "ministry")
LISTS = ("indicator", "measure", "body")


@page("portal.home")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    listed = programme.programmes()
    if not listed:
        return answer(request, "portal/empty.html", {}, object="portal.home")
    info = listed[0].newest
    edition = programme.edition(info.programme, info.number)
    found = programme.findings(info.programme, info.number)
    stands = today(info.programme, info.number)
    context = {
        "today": stands,
        "has_illustrative_parts": stands.is_illustrative,
        "has_simulated_parts": stands.is_simulated,
        "edition": edition,
        "info": info,
        "programme": info.programme,
        "answers": front.answers(edition, info.programme),
        "promises": front.promises(edition, info.programme),
        "goals": front.goals(edition, info.programme),
        "finding_count": len(found),
        "severities": front.severities(found, info),
        "others": listed[1:],
    }
    return answer(
        request,
        "portal/home.html",
        context,
        object="portal.home",
        tables=[front.promises_table(edition, info.programme)],
        charts=front.charts(edition),
    )


@page("portal.search")
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("programme", "")
    listed, info = queries.chosen(asked)
    if listed is None or info is None:
        return answer(request, "portal/search.html", {}, object="portal.search")
    query = request.GET.get("q", "")[: rules.MAX_QUERY]
    found = rules.search(queries.index_of(info), query, current_language())
    question = {"q": query, **({"programme": asked} if asked else {})}
    kind = request.GET.get("kind", "")
    kind = kind if kind in {own for own, _ in found.groups} else ""
    code = asked or listed.code
    context = {
        "edition": programme.edition(info.programme, info.number),
        "programme": listed.code,
        "programmes": programme.programmes(),
        "found": found,
        "longest": rules.MAX_QUERY,
        "kinds": results.kinds(found, kind, question),
        "groups": results.groups(found, code, kind, question),
        "examples": [(word, f"?q={word}") for word in _examples()],
        "lists": [(t(f"search.kind.{one}"), reverse(_list(one), args=[code])) for one in LISTS],
    }
    return answer(request, "portal/search.html", context, object="portal.search")


@page("portal.reference")
@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    listed = programme.programmes()
    context = {
        "downloads": reference_page.downloads(listed),
        "citations": [one.newest for one in listed],
        "openapi": reference_page.openapi_address(),
    }
    return answer(
        request,
        "portal/reference.html",
        context,
        object="portal.reference",
        tables=[reference_page.operations_table(request)],
    )


def _examples() -> list[str]:
    return [t(f"search.example.{name}") for name in EXAMPLES]


def _list(kind: str) -> str:
    return {"indicator": "indicators", "measure": "measures", "body": "bodies"}[kind]
