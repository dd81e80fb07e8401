"""The organisations of a region, its doubtful records, and an organisation's list of learners."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bagdar.access.public import (
    actor,
    known_regions,
    looker_facts,
    note_hidden,
    page,
    permits,
    place_of,
)
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import current_language
from bagdar.registry.presenters import reading_regions as shown
from bagdar.registry.presenters.paging import cut_of, next_of
from bagdar.registry.presenters.reading_words import organisation_names
from bagdar.registry.queries import regions as queries
from bagdar.registry.queries.counting import last_counts
from bagdar.registry.queries.organisations import learners_part
from bagdar.registry.queries.reading import origins, rule
from bagdar.registry.queries.rows import origin_of_organisation
from bagdar.registry.rules.counting import CountAwaited, Counted, Question, What
from bagdar.registry.rules.doubts import Doubt
from bagdar.registry.rules.errors import NoSuchOrganisation
from bagdar.registry.services.counting import counted
from bagdar.registry.services.opening import demand_area
from bagdar.registry.services.reading import note_list

AREA, DOUBT, LIST = "registry.area", "registry.doubt", "registry.list"


@page(AREA)
@require_safe
def area(request: HttpRequest) -> HttpResponse:
    """The reader's own region; who has none chooses one."""
    own = place_of(request).region_code
    if own:
        return _area_page(request, own)
    language = current_language()
    counted = last_counts(What.AREA, origin_of(request))
    regions = [
        (one.name[language], reverse("area_of", args=[code]), counted.get(code))
        for code, one in known_regions().items()
    ]
    context = {"regions": regions, "is_counted": bool(counted), "hours": rule().counting.hours_kept}
    return answer(request, "registry/reading/areas.html", context, object=AREA)


@page(AREA)
@require_safe
def area_of(request: HttpRequest, code: str) -> HttpResponse:
    return _area_page(request, code)


def _area_page(request: HttpRequest, code: str) -> HttpResponse:
    relation = demand_area(request, code, AREA)
    on, origin = _today(), origin_of(request)
    found = answered(request, Question(What.AREA, origin, code))
    lines, reporting = found.value, rule().reporting
    state = request.GET.get("state", "")
    listed = [one for one in lines if not state or shown.standing_of(one, reporting, on) == state]
    part = shown.part_of(request.GET, listed, rule().counting.organisations_a_page)
    links = permits(request, LIST, "read", relation)
    sees_doubts = permits(request, DOUBT, "read", relation)
    context = {
        "region": known_regions()[code].name,
        "answers": shown.answers(lines, reporting, on),
        "doubts": reverse("area_doubts", args=[code]) if sees_doubts else "",
        "on": on,
        "found": found,
        "states": shown.state_links(request.path, state),
        "next": shown.next_link(request.GET, part, listed),
        "is_declared_illustrative": rule().illustrative,
        **of_origins(origin),
    }
    return answer(
        request,
        "registry/reading/area.html",
        context,
        object=AREA,
        tables=[shown.organisations_table(part, reporting, on, links=links)],
        relation=relation,
    )


@page(DOUBT)
@require_safe
def area_doubts(request: HttpRequest, code: str) -> HttpResponse:
    """How many records of which organisations deserve a second look; no name stands here."""
    relation = demand_area(request, code, DOUBT)
    on, origin = _today(), origin_of(request)
    found = answered(request, Question(What.DOUBTS, origin, code))
    counts = shown.counts_of(found.value)
    part = shown.part_of(request.GET, counts, rule().counting.organisations_a_page)
    names = organisation_names({one.organisation_id for one in part})
    context = {
        "region": known_regions()[code].name,
        "back": reverse("area_of", args=[code]),
        "count": len(found.value),
        "on": on,
        "found": found,
        "next": shown.next_link(request.GET, part, counts),
        **of_origins(origin),
    }
    return answer(
        request,
        "registry/reading/doubts.html",
        context,
        object=DOUBT,
        tables=[shown.doubts_table(part, names)],
        relation=relation,
    )


def answered(request: HttpRequest, question: Question) -> Counted:
    """Raises CountAwaited."""
    return counted(question, by=actor(request), at=timezone.now())


def _today() -> date:
    return local_date(timezone.now())


def origin_of(request: HttpRequest) -> Origin:
    """The one asked for, else the first of which the register has anybody."""
    wanted = request.GET.get("origin", "")
    known = origins()
    return Origin(wanted) if wanted in known else known[0]


@page(LIST)
@require_safe
def organisation_list(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Who learns in an organisation of the reader's region today; the look is written down."""
    on = _today()
    region = queries.region_of_organisation(organisation_id, on)
    relation = "region" if region and place_of(request).region_code == region else "any"
    if not permits(request, LIST, "read", relation):
        note_hidden(request, LIST, "read")
        raise NoSuchOrganisation(id=organisation_id)
    origin = origin_of_organisation(organisation_id)
    note_list(
        organisation_id, "learners", by=actor(request), at=timezone.now(),
        looker=looker_facts(request),
    )  # fmt: skip
    found: dict[UUID, list[Doubt]] = defaultdict(list)
    doubts = _doubts(request, organisation_id, Question(What.DOUBTS, origin, region))
    for one in doubts.value if doubts else ():
        found[one.person_id].append(one.doubt)
    only = _only(request)
    mine = [id for id, doubts_of in found.items() if only in doubts_of]
    part = learners_part(
        organisation_id, on, those=Q(person_id__in=mine) if only else None,
        cut=cut_of(request.GET, rule().counting.learners_a_page),
    )  # fmt: skip
    context = {
        "name": organisation_names([organisation_id]).get(organisation_id, ""),
        "only": only,
        "on": on,
        "found": doubts,
        "next": next_of(request.GET, part, "person_id"),
        "back": reverse("area_of", args=[region]),
        **of_origins(origin),
    }
    tables = [shown.learners_table(part.lines, found)]
    template = "registry/reading/list.html"
    return answer(request, template, context, object=LIST, tables=tables, relation=relation)


def _doubts(request: HttpRequest, organisation_id: UUID, question: Question) -> Counted | None:
    """The doubts of one organisation; None: its region is large and was not counted yet."""
    try:
        found = answered(request, question)
    except CountAwaited:
        return None
    mine = tuple(one for one in found.value if one.organisation_id == organisation_id)
    return replace(found, value=mine)


def _only(request: HttpRequest) -> Doubt | None:
    """Which doubt alone is shown."""
    asked = request.GET.get("doubt", "")
    return Doubt(asked) if asked in list(Doubt) else None


urlpatterns = [
    path("register/regions/", area, name="area"),
    path("register/regions/<str:code>/", area_of, name="area_of"),
    path("register/regions/<str:code>/doubts/", area_doubts, name="area_doubts"),
    path(
        "register/organisations/<uuid:organisation_id>/learners/",
        organisation_list,
        name="organisation_list",
    ),
]
