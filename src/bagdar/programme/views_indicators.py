"""The list of indicators, and one of them."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bagdar.access.public import page
from bagdar.look.pages import answer
from bagdar.programme.presenters import indicator as one
from bagdar.programme.presenters import indicators as many
from bagdar.programme.presenters import measures as measure_list
from bagdar.programme.presenters import narrowing, pictures, row_findings, tree
from bagdar.programme.views_opening import NoSuchIndicator, added, context_of, opened

OBJECT = "programme.indicator"


@page(OBJECT, "read")
@require_safe
def indicators(request: HttpRequest, programme: str) -> HttpResponse:
    found = opened(programme)
    edition, reader = found.edition, found.reader
    fields = many.fields(edition, request.GET.dict(), reader)
    narrow = narrowing.chosen(fields)
    table = many.table(edition, narrow, reader)
    context = context_of(
        request,
        found,
        answers=many.answer(edition, reader),
        fields=fields,
        is_narrowed=bool(narrow),
        shown=len(table.rows),
        all=sum(1 for _ in edition.rows()),
        crumbs=[(reader.say("crumb.programme"), reader.link("programme")),
                (reader.say("indicators.title"), "")],
    )  # fmt: skip
    return answer(request, "programme/indicators.html", context, object=OBJECT, tables=[table])


@page(OBJECT, "read")
@require_safe
def indicator(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    found = opened(programme)
    edition, reader = found.edition, found.reader
    if code not in edition.indicator_by_code:
        raise NoSuchIndicator(programme=programme, code=code[:60])
    shown = edition.indicator_by_code[code]
    row = one.chosen_row(shown, request.GET.get("row", ""))
    context = context_of(
        request,
        found,
        indicator=shown,
        row=row,
        own_chart=pictures.path_name(shown, row),
        answers=one.answer(edition, row, reader),
        tabs=one.tabs(shown, row, reader),
        rows_apart=one.rows_apart(edition, shown, reader),
        responsible=one.responsible(edition, shown, reader),
        sources=one.sources(shown, reader),
        chain=one.where_from(edition, row, reader),
        findings=row_findings.of_indicator(found.findings, edition, shown, reader),
        crumbs=one.crumbs(edition, shown, reader),
    )
    tables = [one.figure_table(edition, shown, reader)]
    if shown.task:
        measures = edition.measures_of(shown.task)
        tables.append(measure_list.table(edition, measures, reader, "indicator.measures"))
    else:
        tables.append(tree.table(edition, reader, shown.goal))
    return answer(
        request,
        "programme/indicator.html",
        context,
        object=OBJECT,
        tables=tables,
        charts=pictures.paths(edition, shown, reader),
        additions=added("indicator", request, found, indicator=shown, row=row),
    )
