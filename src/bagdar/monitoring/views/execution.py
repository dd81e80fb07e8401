"""What was planned and what was spent."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from bagdar.access.public import page
from bagdar.look.pages import answer
from bagdar.monitoring.presenters import execution as shown
from bagdar.monitoring.queries.execution import execution as execution_in
from bagdar.monitoring.rules.nouns import Origin
from bagdar.programme.public import Opened, context_of, opened

OBJECT = "monitoring.execution"


@page(OBJECT, "read")
@require_safe
def execution(request: HttpRequest, programme: str) -> HttpResponse:
    found = opened(programme)
    year = _year(request, found)
    money = execution_in(found.info.programme, year=year, edition_number=found.info.number)
    edition, reader = found.edition, found.reader
    tables = shown.tables(edition, money, reader)
    context = context_of(
        request,
        found,
        answers=shown.answer(edition, money, reader),
        is_reported=money.is_reported,
        illustrative=edition.illustrative or (money.is_reported and money.origin != Origin.REAL),
        years=[*found.edition.period.years],
        year=year,
        unit=edition.money_unit,
        in_no_measure=shown.in_no_measure(edition, reader),
        listed=[table.name for table in tables],
        crumbs=[(reader.say("crumb.programme"), reader.link("programme")),
                (reader.say("finance.title"), reader.link("finance")),
                (reader.say("execution.title"), "")],
    )  # fmt: skip
    return answer(
        request,
        "monitoring/execution.html",
        context,
        object=OBJECT,
        tables=tables,
        charts=shown.pictures(edition, money, reader),
    )


def _year(request: HttpRequest, found: Opened) -> int | None:
    """The year that a reader narrows to; what is no year of the programme narrows nothing."""
    asked = request.GET.get("year", "")
    years = {str(year): year for year in found.edition.period.years}
    return years.get(asked)


urlpatterns = [
    path("programme/<str:programme>/execution/", execution, name="execution"),
]
