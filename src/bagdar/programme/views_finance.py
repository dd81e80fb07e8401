"""The action plan's money."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bagdar.access.public import page
from bagdar.look.pages import answer
from bagdar.programme.presenters import money, pictures
from bagdar.programme.presenters.reader import chain, row_name
from bagdar.programme.rules.finance import without_measures
from bagdar.programme.views_opening import added, context_of, opened

OBJECT = "programme.finance"


@page(OBJECT, "read")
@require_safe
def finance(request: HttpRequest, programme: str) -> HttpResponse:
    found = opened(programme)
    edition, reader = found.edition, found.reader
    breakdowns = money.breakdowns(edition, reader)
    context = context_of(
        request,
        found,
        answers=money.answer(edition, reader),
        outside=[(row_name(row, reader), row.total) for row in without_measures(edition)],
        chain=chain(edition, reader),
        breakdowns=[table.name for table in breakdowns],
        crumbs=[(reader.say("crumb.programme"), reader.link("programme")),
                (reader.say("finance.title"), "")],
    )  # fmt: skip
    tables = [
        money.year_table(edition, reader),
        money.source_table(edition, reader),
        money.source_years(edition, reader),
        money.rows_apart(edition, reader),
        *breakdowns,
    ]
    drawn = [pictures.by_year(edition, reader), pictures.flow(edition, reader)]
    return answer(
        request,
        "programme/finance.html",
        context,
        object=OBJECT,
        tables=tables,
        charts=[chart for chart in drawn if chart is not None],
        additions=added("finance", request, found),
    )
