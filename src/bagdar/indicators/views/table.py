"""The table builder: a metric broken down by what is catalogued, as it may be shown."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from bagdar.access.public import page, permits
from bagdar.core.errors import DomainError
from bagdar.core.languages import format_date, show
from bagdar.indicators.formats import MEDIA_TYPES, written
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.presenters import all_figures, release_files, release_work, table_page
from bagdar.indicators.presenters.region_map import region_map
from bagdar.indicators.presenters.wording import sees_real
from bagdar.indicators.rules.adding import BASES, THEN
from bagdar.indicators.rules.errors import (
    NoSuchDay,
    NoSuchTable,
    NotBridged,
    NotProtected,
    UnknownMetric,
)
from bagdar.indicators.services.opening import open_data
from bagdar.indicators.services.protecting import ProtectedTable
from bagdar.indicators.services.released import days_shown, shown_table, tables_shown
from bagdar.indicators.views.figures import edition_of_metrics
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t

OBJECT = "indicators.table"
FIRST = "T1.1/1-6"  # shown before anything is chosen
LONGEST = 80  # characters of a code


@page(OBJECT, "read")
@require_safe
def figure_table(request: HttpRequest) -> HttpResponse:
    """?metric= &by= &on= &borders=: the whole state; what is not catalogued is refused."""
    code = request.GET.get("metric", FIRST)[:LONGEST]
    if code not in METRICS:
        raise UnknownMetric(metric=code, known=", ".join(METRICS))
    metric, real = METRICS[code], sees_real(request)
    by = breakdowns(request.GET.getlist("by"))
    borders = request.GET.get("borders", THEN)
    borders = borders if borders in BASES else THEN
    days = days_shown(code, real=real)
    found: ProtectedTable | None = None
    refused: DomainError | None = None
    try:
        found = shown_table(code, _day(request, code, days), by, borders, real=real)
    except (NoSuchDay, NoSuchTable, NotBridged, NotProtected) as problem:
        refused = problem
    on = found.on if found else (days[0] if days else None)
    edition, language = edition_of_metrics(), current_language()
    names = {row.code: show(row.printed.name, language) for _, row in edition.rows()} \
        if edition else {}  # fmt: skip
    context: dict[str, Any] = {
        "crumbs": [(t("figures.title"), reverse("figures")), (t("figures.table.title"), "")],
        "fields": table_page.fields(metric, names, days, on, by, borders),
        "is_empty": not days,
        "refused": t(f"error.{refused.code}", **refused.facts) if refused and days else "",
        "there": table_page.there(
            metric, on, borders, tables_shown(metric, on, borders, real=real)
        ),
        "name": names.get(metric.row, code),
        "code": code,
    }
    if found is None:
        status = getattr(refused, "status", 404) if days else 200
        return answer(request, "indicators/table.html", context, object=OBJECT, status=status)
    unit = all_figures.unit_of(metric.row, edition)
    title = t("figures.table.heading", code=code, day=format_date(found.on, language))
    query = table_page.query(code, found.on, found.answer.by, borders)
    context |= {
        "said": list(table_page.said(found)),
        "bridges": table_page.bridges(found),
        "command": table_page.command(found),
        "link": request.build_absolute_uri(f"{request.path}?{query}"),
        "json": f"/api/v1/figures/table?{query}",
        "files": [] if found.answer.refused else release_files.of_builder(query),
        "line": _line(found) if permits(request, "indicators.release_desk", "update") else "",
        "trace": reverse("figure", args=[found.figure]),
        **of_origins(found.origin),
    }
    made_of = table_page.pieces(found)
    context["made_of"] = made_of.name if made_of else ""
    charts = [
        region_map("figure-table-map", found, title, unit),
        table_page.picture(found, title, unit),
    ]
    return answer(
        request, "indicators/table.html", context, object=OBJECT,
        tables=[one for one in (table_page.table(found, title, unit), made_of) if one],
        charts=[one for one in charts if one],
    )  # fmt: skip


@page(OBJECT, "export")
@require_safe
def figure_table_file(request: HttpRequest) -> HttpResponse:
    """?as= csv, csv-metadata.json, parquet, xlsx, sdmx.json: the table of the same parameters.

    Raises what the page refuses.
    """
    code, ending = request.GET.get("metric", FIRST)[:LONGEST], request.GET.get("as", "")
    if ending not in MEDIA_TYPES:
        raise Http404
    real = sees_real(request)
    on = _day(request, code, days_shown(code, real=real))
    asked = request.GET.get("borders", THEN)
    borders = asked if asked in BASES else THEN
    found = shown_table(code, on, breakdowns(request.GET.getlist("by")), borders, real=real)
    dataset = open_data(found)
    headers = {"Content-Disposition": f'attachment; filename="{dataset.code}.{ending}"'}
    content = written(dataset, ending, current_language())
    return HttpResponse(content, content_type=MEDIA_TYPES[ending], headers=headers)


def breakdowns(given: Sequence[str]) -> tuple[str, ...]:
    """Of repeated parameters, of commas in one, or of both; each once."""
    names = (name.strip()[:LONGEST] for one in given for name in one[:LONGEST].split(","))
    return tuple(dict.fromkeys(name for name in names if name))


def _line(found: ProtectedTable) -> str:
    """As the desk of releases takes it."""
    return release_work.line({
        "metric": found.metric.code, "by": found.answer.by, "on": found.on.isoformat(),
        "borders": found.answer.borders,
    })  # fmt: skip


def _day(request: HttpRequest, metric: str, days: Sequence[date]) -> date | None:
    """Raises NoSuchDay of what is no date."""
    said = request.GET.get("on", "")
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        known = ", ".join(day.isoformat() for day in days)
        raise NoSuchDay(metric=metric, known=known) from None


urlpatterns = [
    path("figures/table/", figure_table, name="figure_table"),
    path("figures/table/file/", figure_table_file, name="figure_table_file"),
]
