"""Every figure that records give, and the way back from one."""

import inspect

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from bagdar.access.public import page
from bagdar.indicators.presenters import all_figures, way
from bagdar.indicators.presenters.table_page import query
from bagdar.indicators.presenters.wording import sees_real
from bagdar.indicators.queries import figures as queries
from bagdar.look.origins import of_origins
from bagdar.look.pages import answer
from bagdar.look.words import current_language, t
from bagdar.programme import public as programme
from bagdar.programme.rules.act import Edition

OBJECT = "indicators.figure"


@page(OBJECT, "read")
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The newest of the country, metric by metric, beside the plan."""
    edition, language = edition_of_metrics(), current_language()
    found = queries.figures_of_all(real=sees_real(request), released=True)
    context = {
        "crumbs": [(t("figures.title"), "")],
        "is_empty": not found,
        **of_origins(*{one.origin for one in found}),
    }
    tables = [all_figures.table(found, edition, language)]
    return answer(request, "indicators/figures.html", context, object=OBJECT, tables=tables)


@page(OBJECT, "read")
@require_safe
def figure(request: HttpRequest, figure: int) -> HttpResponse:
    """Raises NoSuchFigure."""
    found = queries.trace(figure, real=sees_real(request))
    info, metric, edition = found.figure, found.metric, edition_of_metrics()
    context = {
        "crumbs": [(t("figures.title"), reverse("figures")), (info.metric, "")],
        "info": info,
        "place": way.place_name(info.place),
        "name": all_figures.row_name(info.row, edition, current_language()),
        "answers": way.answers(found, all_figures.unit_of(info.row, edition)),
        "facts": way.computed(found),
        "is_newest": found.is_newest,
        "hidden": way.why_hidden(info),
        "method": metric.method if metric else "",
        "definition": inspect.getsource(metric.units) if metric else "",
        "command": f"bagdar trace {info.id} --rebuild",
        "table": f"{reverse('figure_table')}?{query(info.metric, info.on, (), info.borders)}",
        "indicator": reverse("indicator", args=[edition.programme, info.row.split("/")[0]])
        if edition
        else "",
        **of_origins(info.origin),
    }
    earlier = queries.revisions(info, real=sees_real(request))
    tables = [way.revisions(earlier, found)]
    return answer(request, "indicators/figure.html", context, object=OBJECT, tables=tables)


def edition_of_metrics() -> Edition | None:
    """Of the programme whose rows the metrics are."""
    code = programme.first_programme()
    return programme.edition(code) if code else None


urlpatterns = [
    path("figures/", figures, name="figures"),
    path("figures/<int:figure>/", figure, name="figure"),
]
