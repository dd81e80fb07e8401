"""The table builder: a metric broken down by what is catalogued, as it may be shown."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from bagdar.access.public import page
from bagdar.core.errors import DomainError
from bagdar.core.languages import format_date, show
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.presenters import all_figures, table_page
from bagdar.indicators.presenters.wording import sees_real
from bagdar.indicators.queries import figures as queries
from bagdar.indicators.rules.building import NOW, THEN
from bagdar.indicators.rules.errors import NoSuchDay, NoSuchTable, NotProtected, UnknownMetric
from bagdar.indicators.services.protecting import ProtectedTable, protected_table
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
    borders = NOW if request.GET.get("borders") == NOW else THEN
    days = queries.days_of(code, real=real)
    found: ProtectedTable | None = None
    refused: DomainError | None = None
    try:
        found = protected_table(code, _day(request, code, days), by, borders, real=real)
    except (NoSuchDay, NoSuchTable, NotProtected) as problem:
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
        "there": table_page.there(metric, on, borders),
        "name": names.get(metric.row, code),
        "code": code,
    }
    if found is None:
        status = 404 if days else 200
        return answer(request, "indicators/table.html", context, object=OBJECT, status=status)
    unit = all_figures.unit_of(metric.row, edition)
    title = t("figures.table.heading", code=code, day=format_date(found.on, language))
    context |= {
        "said": list(table_page.said(found)),
        "command": table_page.command(found),
        "link": request.build_absolute_uri(
            f"{request.path}?{table_page.query(code, found.on, found.answer.by, borders)}"
        ),
        "json": "/api/v1/figures/table?"
        + table_page.query(code, found.on, found.answer.by, borders),
        "trace": reverse("figure", args=[found.figure]),
        **of_origins(found.origin),
    }
    chart = table_page.picture(found, title, unit)
    return answer(
        request, "indicators/table.html", context, object=OBJECT,
        tables=[table_page.table(found, title, unit)], charts=[chart] if chart else [],
    )  # fmt: skip


def breakdowns(given: Sequence[str]) -> tuple[str, ...]:
    """Of repeated parameters, of commas in one, or of both; each once."""
    names = (name.strip()[:LONGEST] for one in given for name in one[:LONGEST].split(","))
    return tuple(dict.fromkeys(name for name in names if name))


def _day(request: HttpRequest, metric: str, days: Sequence[date]) -> date | None:
    """Raises NoSuchDay of what is no date."""
    said = request.GET.get("on", "")
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        known = ", ".join(day.isoformat() for day in days)
        raise NoSuchDay(metric=metric, known=known) from None


urlpatterns = [path("figures/table/", figure_table, name="figure_table")]
