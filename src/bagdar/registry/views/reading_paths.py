"""One person's path, and a cohort's."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from bagdar.access.public import actor, known_regions, page, place_of
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t
from bagdar.registry.presenters import reading_flow, reading_people, trajectory
from bagdar.registry.queries.reading import person_now, rule
from bagdar.registry.queries.trajectories import path_of
from bagdar.registry.rules.counting import Question, What
from bagdar.registry.rules.errors import PurposeNeeded
from bagdar.registry.rules.flows import disclose
from bagdar.registry.services.counting import counted
from bagdar.registry.services.opening import demand_area, open_person
from bagdar.registry.views.reading_forms import Cohort, When
from bagdar.registry.views.reading_page import person_context
from bagdar.registry.views.reading_people import to_purpose

TRAJECTORY, FLOW = "registry.trajectory", "registry.flow"


@page(TRAJECTORY)
@require_safe
def person_trajectory(request: HttpRequest, person_id: UUID) -> HttpResponse:
    try:
        opened = open_person(request, person_id, TRAJECTORY, "trajectory")
    except PurposeNeeded:
        return to_purpose(person_id, "person_trajectory")
    form = When(request.GET or None)
    del form.fields["on"]
    told_at = form.cleaned_data.get("known") if form.is_bound and form.is_valid() else None
    found = path_of(person_id, told_at)
    details = person_now(person_id, opened.on, told_at)
    picture = trajectory.chart(found, opened.on)
    context = person_context(
        opened,
        form=form,
        heading=details.name.full if details else "",
        told_at=told_at,
        answers=trajectory.answers(found),
        steps=trajectory.steps(found),
        links=reading_people.links(opened.is_of_the_family, person_id, "person_trajectory"),
        longest_break=rule().trajectory.longest_break_days,
    )
    return answer(
        request,
        "registry/reading/trajectory.html",
        context,
        object=TRAJECTORY,
        tables=[trajectory.table(found)],
        charts=[picture] if picture else [],
        relation=opened.relation,
    )


@page(FLOW)
@require_safe
def cohort(request: HttpRequest) -> HttpResponse:
    own = place_of(request).region_code
    form = Cohort(request.GET or None, region=own)
    if not form.is_bound or not form.is_valid():
        context = {"form": form}
        return answer(request, "registry/reading/flow.html", context, object=FLOW)
    asked = form.cleaned_data
    region = request.GET.get("region") or own
    relation = demand_area(request, region, FLOW)
    least = rule().flow.least_shown
    question = Question(What.FLOW, form.origin, region, asked["grade"], asked["on"], asked["years"])
    kept = counted(question, by=actor(request), at=timezone.now())
    found = disclose(kept.value, least)
    picture = reading_flow.chart(found, cohort_words(asked, region))
    context = {
        "form": form,
        "answers": reading_flow.answers(found, least),
        "cohort": cohort_words(asked, region),
        "least": least,
        "found": kept,
        **of_origins(form.origin),
    }
    return answer(
        request,
        "registry/reading/flow.html",
        context,
        object=FLOW,
        tables=[reading_flow.table(found, least)],
        charts=[picture] if picture else [],
        relation=relation,
    )


def cohort_words(asked: dict[str, Any], region: str) -> str:
    known = known_regions().get(region)
    where = known.name[current_language()] if known else t("reading.form.country")
    return t("reading.flow.words", grade=asked["grade"], where=where, day=asked["on"])


urlpatterns = [
    path("register/people/<uuid:person_id>/path/", person_trajectory, name="person_trajectory"),
    path("register/cohort/", cohort, name="cohort"),
]
