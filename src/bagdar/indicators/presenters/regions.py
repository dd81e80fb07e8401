"""What an indicator's page says of its regions: the map, three bases, and ways to break it down.

Nothing is protected here: where the tables of the newest figure are not protected yet, the page
has the ways to the builder and no map.
"""

from django.http import HttpRequest
from django.urls import reverse

from bagdar.core.errors import DomainError
from bagdar.core.languages import format_date
from bagdar.core.origins import Origin
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.metrics.metric import Metric
from bagdar.indicators.presenters.region_map import region_map
from bagdar.indicators.presenters.table_page import bridges, query, there
from bagdar.indicators.presenters.wording import sees_real
from bagdar.indicators.queries.figures import basis
from bagdar.indicators.rules.adding import BASES, DISTRICT, REGION, THEN
from bagdar.indicators.services.protecting import ProtectedTable
from bagdar.indicators.services.released import days_shown, shown_table, tables_shown
from bagdar.look.additions import Addition
from bagdar.programme.public import Reader
from bagdar.programme.rules.act import Edition, IndicatorRow

NAME = "records_map"


def addition(
    request: HttpRequest, *, edition: Edition, row: IndicatorRow, reader: Reader, **others: object
) -> Addition | None:
    """None where records do not give the row, or where nothing is computed yet."""
    metric = METRICS.get(row.code)
    real = sees_real(request)
    days = days_shown(metric.code, real=real) if metric else ()
    if metric is None or not days:
        return None
    on, origin = days[0], basis(real=real, released=True)
    asked = request.GET.get("borders", THEN)
    borders = asked if asked in BASES else THEN
    found = _regions(metric, borders, real=real)
    heading = reader.say("figures.by_region", day=format_date(on, reader.language))
    chart = region_map(NAME, found, heading, row.printed.unit) if found else None
    table = reverse("figure_table")
    has_regions = DISTRICT in metric.by
    return Addition(
        template="indicators/regions.html",
        context={
            "bases": [
                (_on(request, one), reader.say(f"figures.borders.{one}"), one == borders)
                for one in BASES
                if has_regions
            ],
            "is_refused": found is not None and chart is None,
            "bridges": bridges(found) if found else [],
            "made_of": bool(found and found.made_of),
            "table": f"{table}?{query(metric.code, on, (REGION,), borders)}"
            if has_regions else "",
            "ways": [(words, f"{table}?{state}") for words, state in
                     there(metric, on, borders, tables_shown(metric, on, borders, real=real))],
        },
        charts=[chart] if chart else [],
        illustrative=origin is not Origin.REAL,
        simulated=origin is Origin.SIMULATED,
        object="indicators.table",
    )  # fmt: skip


def _on(request: HttpRequest, borders: str) -> str:
    """The same page on other borders; which row of the indicator is shown stays."""
    asked = request.GET.copy()
    asked["borders"] = borders
    return f"?{asked.urlencode()}#records-regions"


def _regions(metric: Metric, borders: str, *, real: bool) -> ProtectedTable | None:
    if DISTRICT not in metric.by:
        return None
    try:
        return shown_table(metric.code, None, (REGION,), borders, real=real)
    except DomainError:  # said by the builder, to which the page leads
        return None
