"""What records add to an indicator's page: the figure that they give, by year and by region."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from bagdar.core.languages import format_date
from bagdar.core.origins import Origin
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.metrics.metric import Measure, Metric
from bagdar.indicators.presenters.wording import (
    address,
    cell,
    number,
    place_name,
    sees_real,
    shown,
    why_hidden,
)
from bagdar.indicators.queries.figures import FigureInfo, figures_of
from bagdar.look.additions import Addition
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Table
from bagdar.programme.public import Reader
from bagdar.programme.rules.act import Edition, IndicatorRow


def addition(
    request: HttpRequest, *, edition: Edition, row: IndicatorRow, reader: Reader, **others: object
) -> Addition | None:
    """None where records do not give the row; otherwise how it is computed, if only that."""
    metric = METRICS.get(row.code)
    if metric is None:
        return None
    found = figures_of(row.code, real=sees_real(request), released=True)
    country = [one for one in found if not one.place and one.borders == "then"]
    latest = country[-1] if country else None
    regions = [one for one in found if one.place and latest and one.on == latest.on]
    return Addition(
        template="indicators/records.html",
        context={
            "answers": _answers(latest, metric, row, reader) if latest else [],
            "method": metric.method.splitlines()[0],
            "reads": [reader.say(f"table.{name}") for name in metric.reads if name != "place"],
        },
        tables=[_years(country, metric, row, reader), _regions(regions, metric, row, reader)]
        if latest else [],
        illustrative=bool(latest) and latest.origin is not Origin.REAL,
        simulated=bool(latest) and latest.origin is Origin.SIMULATED,
        object="indicators.figure",
    )  # fmt: skip


def _is_count(metric: Metric) -> bool:
    return metric.measure is Measure.COUNT


def _answers(latest: FigureInfo, metric: Metric, row: IndicatorRow, reader: Reader) -> list[Answer]:
    said = reader.say(
        f"figures.counted.{metric.of.value}", count=reader.number(latest.sums.units or 0)
    )
    return [
        Answer(
            reader.say("figures.latest", day=format_date(latest.on, reader.language)),
            number(latest.value, is_count=_is_count(metric)),
            unit=row.printed.unit,
            note=said,
            tone="sky",
            href=address(latest),
        )
    ]


def _years(
    country: Sequence[FigureInfo], metric: Metric, row: IndicatorRow, reader: Reader
) -> Table:
    plans = row.targets()
    rows: list[dict[str, Any]] = [
        {
            "on": one.on,
            "value": shown(one.value, is_count=_is_count(metric)),
            "href": address(one),
            "plan": plans.get(one.year),
            "numerator": one.sums.numerator,
            "denominator": None if _is_count(metric) else one.sums.denominator,
            "known": one.known_at.date(),
        }
        for one in country
    ]
    return Table(
        name="records",
        title=reader.say("figures.by_year"),
        columns=(
            Column("on", reader.say("figures.column.on"), "date"),
            Column("value", reader.say("figures.column.value"), "number", unit=row.printed.unit,
                   link="href"),
            Column("plan", reader.say("figures.column.plan"), "number"),
            Column("numerator", reader.say("figures.column.numerator"), "number"),
            Column("denominator", reader.say("figures.column.denominator"), "number"),
            Column("known", reader.say("figures.column.known"), "date"),
        ),
        rows=rows,
        note=reader.say("figures.trace_note"),
    )  # fmt: skip


def _regions(
    found: Sequence[FigureInfo], metric: Metric, row: IndicatorRow, reader: Reader
) -> Table:
    """Both borders beside each other: a region that was split since stands with its old figure."""
    places = sorted({one.place for one in found})
    by = {(one.borders, one.place): one for one in found}
    day = format_date(found[0].on, reader.language) if found else ""
    rows = []
    for place in places:
        then, now = by.get(("then", place)), by.get(("now", place))
        rows.append({
            "region": place_name(place),
            "then": then and cell(then, shown(then.value, is_count=_is_count(metric))),
            "then_href": then and address(then),
            "now": now and cell(now, shown(now.value, is_count=_is_count(metric))),
            "now_href": now and address(now),
            "units": _units(now or then),
        })  # fmt: skip
    return Table(
        name="records_regions",
        title=reader.say("figures.by_region", day=day),
        columns=(
            Column("region", reader.say("figures.column.region")),
            Column("then", reader.say("figures.column.then"), "number", unit=row.printed.unit,
                   link="then_href"),
            Column("now", reader.say("figures.column.now"), "number", unit=row.printed.unit,
                   link="now_href"),
            Column("units", reader.say(f"figures.units.{metric.of.value}"), "number"),
        ),
        rows=rows,
        sort="region",
        note=" ".join(sorted({why_hidden(one) for one in found if one.hidden})),
    )  # fmt: skip


def _units(one: FigureInfo | None) -> Any:
    return cell(one, one.sums.units) if one else None
