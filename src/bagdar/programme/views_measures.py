"""The list of measures, and one of them."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bagdar.access.public import page
from bagdar.look.pages import answer
from bagdar.programme.presenters import measure as one
from bagdar.programme.presenters import measures as many
from bagdar.programme.presenters import narrowing, pictures, row_findings, tree
from bagdar.programme.presenters.reader import executors
from bagdar.programme.views_opening import NoSuchMeasure, added, context_of, opened

OBJECT = "programme.measure"


@page(OBJECT, "read")
@require_safe
def measures(request: HttpRequest, programme: str) -> HttpResponse:
    found = opened(programme)
    edition, reader = found.edition, found.reader
    fields = many.fields(edition, request.GET.dict(), reader)
    narrow = narrowing.chosen(fields)
    listed = many.narrowed(edition, narrow)
    context = context_of(
        request,
        found,
        answers=many.answer(edition, reader),
        fields=fields,
        is_narrowed=bool(narrow),
        shown=len(listed),
        all=len(edition.measures),
        crumbs=[(reader.say("crumb.programme"), reader.link("programme")),
                (reader.say("measures.title"), "")],
    )  # fmt: skip
    tables = [many.table(edition, listed, reader)]
    return answer(request, "programme/measures.html", context, object=OBJECT, tables=tables)


@page(OBJECT, "read")
@require_safe
def measure(request: HttpRequest, programme: str, number: int) -> HttpResponse:
    found = opened(programme)
    edition, reader = found.edition, found.reader
    if number not in edition.measure_by_number:
        raise NoSuchMeasure(programme=programme, number=number)
    shown = edition.measure_by_number[number]
    indicators = edition.indicators_of(goal=shown.goal, task=shown.task)
    context = context_of(
        request,
        found,
        measure=shown,
        answers=one.answer(edition, shown, reader),
        stages=one.stages(edition, shown, reader),
        executors=executors(edition, shown.executors, reader),
        executors_text=one.executors_text(shown),
        facts=one.facts(edition, shown, reader),
        chain=one.where_from(edition, shown, reader),
        neighbours=one.neighbours(edition, shown, reader),
        indicators=[tree.indicator_line(edition, each, reader) for each in indicators],
        findings=row_findings.of_measure(found.findings, edition, shown, reader),
        crumbs=[(reader.say("crumb.programme"), reader.link("programme")),
                (reader.say("measures.title"), reader.link("measures")),
                (f"{shown.parent}", reader.link("measures", task=shown.task)),
                (reader.say("measure.title", number=shown.number), "")],
    )  # fmt: skip
    drawn = [
        pictures.deadlines(edition, shown, reader),
        pictures.measure_money(edition, shown, reader),
    ]
    return answer(
        request,
        "programme/measure.html",
        context,
        object=OBJECT,
        tables=[one.money_table(edition, shown, reader)] if shown.money else [],
        charts=[chart for chart in drawn if chart is not None],
        additions=added("measure", request, found, measure=shown),
    )
