"""How the programme stands: effectiveness, every row, what stands behind what is late."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from bagdar.access.public import page
from bagdar.look.pages import answer
from bagdar.monitoring.presenters import evaluation as shown
from bagdar.monitoring.queries.evaluation import rule, standing
from bagdar.monitoring.queries.execution import execution
from bagdar.monitoring.views.opening import made_up
from bagdar.programme.public import Opened, context_of, opened

OBJECT = "monitoring.standing"


@page(OBJECT, "read")
@require_safe
def evaluation(request: HttpRequest, programme: str) -> HttpResponse:
    opening = opened(programme)
    edition, reader, info = opening.edition, opening.reader, opening.info
    year = _year(request, opening)
    found = standing(info.programme, year=year, edition_number=info.number)
    money = execution(info.programme, found.origin, found.year, edition_number=info.number)
    fields = shown.fields(edition, found, request.GET.dict(), reader)
    narrow = shown.asked(fields)
    declared = rule()
    rows = shown.rows(edition, found, narrow, reader)
    context = context_of(
        request,
        opening,
        answers=shown.answer(found, reader),
        fields=fields,
        is_narrowed=narrow.is_narrowed,
        shown=len(rows.rows),
        all=len(found.rows),
        year=found.year,
        is_empty=found.is_empty,
        rule=declared,
        **made_up(edition, found.origin),
        crumbs=[(reader.say("crumb.programme"), reader.link("programme")),
                (reader.say("evaluation.title"), "")],
    )  # fmt: skip
    return answer(
        request,
        "monitoring/evaluation.html",
        context,
        object=OBJECT,
        tables=[
            rows,
            shown.terms(found, declared, reader),
            shown.behind(edition, found, declared, narrow, money.by_measure, reader),
        ],
    )


def _year(request: HttpRequest, opening: Opened) -> int | None:
    """The year asked for; what is no year of the programme asks for none."""
    years = {str(year): year for year in opening.edition.period.years}
    return years.get(request.GET.get("year", ""))


urlpatterns = [
    path("programme/<str:programme>/evaluation/", evaluation, name="evaluation"),
]
