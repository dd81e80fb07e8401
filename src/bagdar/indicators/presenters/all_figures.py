"""Every metric with its newest figure of the country, beside the plan of its year."""

from collections.abc import Mapping, Sequence
from typing import Any

from bagdar.core.languages import Language, Words, show
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.metrics.metric import Measure
from bagdar.indicators.presenters.wording import address, shown
from bagdar.indicators.queries.figures import FigureInfo
from bagdar.look.tables import Column, Table
from bagdar.look.words import t
from bagdar.programme.rules.act import Edition, IndicatorRow


def _rows(edition: Edition | None) -> dict[str, IndicatorRow]:
    return {row.code: row for _, row in edition.rows()} if edition else {}


def row_name(code: str, edition: Edition | None, language: Language) -> str:
    row = _rows(edition).get(code)
    return show(row.printed.name, language) if row else code


def unit_of(code: str, edition: Edition | None) -> Words | str:
    row = _rows(edition).get(code)
    return row.printed.unit if row else ""


def table(found: Sequence[FigureInfo], edition: Edition | None, language: Language) -> Table:
    rows = _rows(edition)
    latest = {one.row: one for one in found if not one.place and one.borders == "then"}
    return Table(
        name="figures",
        title=t("figures.title"),
        columns=(
            Column("code", t("figures.column.code"), "code"),
            Column("name", t("figures.column.name"), wide=True),
            Column("on", t("figures.column.on"), "date"),
            Column("value", t("figures.column.value"), "number", link="href"),
            Column("unit", t("figures.column.unit")),
            Column("plan", t("figures.column.plan"), "number"),
            Column("units", t("figures.column.counted"), "number"),
        ),
        rows=[
            _line(code, latest.get(code), rows.get(code), language)
            for code in _in_the_acts_order(rows)
        ],
        note=t("figures.trace_note"),
    )


def _in_the_acts_order(rows: Mapping[str, IndicatorRow]) -> list[str]:
    """Metrics against which the programme is held; those of no row of it at the end."""
    places = {code: place for place, code in enumerate(rows)}
    held = [code for code, metric in METRICS.items() if not metric.reading]
    return sorted(held, key=lambda code: places.get(code, len(places)))


def _line(
    code: str, one: FigureInfo | None, row: IndicatorRow | None, language: Language
) -> dict[str, Any]:
    is_count = METRICS[code].measure is Measure.COUNT
    return {
        "code": code,
        "name": show(row.printed.name, language) if row else code,
        "on": one and one.on,
        "value": one and shown(one.value, is_count=is_count),
        "href": address(one) if one else "",
        "unit": show(row.printed.unit, language) if row else "",
        "plan": row.targets().get(one.year) if row and one else None,
        "units": one and one.sums.units,
    }
