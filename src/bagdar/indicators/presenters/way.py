"""A trace as a page: the value, how it is defined, from what it was computed, what stood before."""

from collections.abc import Sequence
from decimal import Decimal

from bagdar.core.languages import EMPTY, Words, format_date, format_instant
from bagdar.indicators.metrics.metric import Measure
from bagdar.indicators.presenters.wording import (
    address,
    cell,
    number,
    place_name,
    shown,
    why_hidden,
)
from bagdar.indicators.queries.figures import FigureInfo, Trace
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Table
from bagdar.look.words import current_language, t

Facts = list[tuple[str, str]]

__all__ = ["answers", "computed", "place_name", "revisions", "why_hidden"]


def _is_count(found: Trace) -> bool:
    return found.metric is not None and found.metric.measure is Measure.COUNT


def answers(found: Trace, unit: Words | str) -> list[Answer]:
    info, language = found.figure, current_language()
    said = t("figures.of_whom", place=place_name(info.place), day=format_date(info.on, language))
    return [
        Answer(t("figures.column.value"),
               _hidden(info) or number(info.value, is_count=_is_count(found)),
               unit=unit, note=said, tone="sky"),
        Answer(t("figures.column.numerator"), _whole(info, info.sums.numerator)),
        *([] if _is_count(found) else
          [Answer(t("figures.column.denominator"), _whole(info, info.sums.denominator))]),
    ]  # fmt: skip


def _hidden(info: FigureInfo) -> str:
    return t("figures.table.hidden") if info.hidden else ""


def _whole(info: FigureInfo, value: int | None) -> str:
    if value is None:
        return _hidden(info) or EMPTY
    return number(Decimal(value), is_count=True)


def computed(found: Trace) -> Facts:
    """From what, by which code, when; what a stranger needs to do it again."""
    info, language = found.figure, current_language()
    exact = _hidden(info) or EMPTY
    if info.value is not None:
        exact = format(info.value.normalize(), "f")
    return [
        (t("figures.fact.exact"), exact),
        (t("figures.fact.metric"), f"{info.metric} {info.version}"),
        (t("figures.fact.borders"), t(f"figures.borders.{info.borders}")),
        (t("figures.fact.snapshot"), info.snapshot),
        (t("figures.fact.known_at"), format_instant(info.known_at, language)),
        (t("figures.fact.inputs"), found.inputs),
        (t("figures.fact.cube"), t("figures.fact.cells", cube=found.cube, count=found.cells)),
        (t("figures.fact.engine"), found.engine),
        *([(t("figures.fact.revision"), found.revision)] if found.revision else []),
        (t("figures.fact.computed_at"), format_instant(info.computed_at, language)),
    ]


def revisions(found: Sequence[FigureInfo], trace: Trace) -> Table:
    language = current_language()
    return Table(
        name="revisions",
        title=t("figures.revisions"),
        columns=(
            Column("computed", t("figures.fact.computed_at"), link="href"),
            Column("known", t("figures.column.known"), "date"),
            Column("version", t("figures.fact.metric"), "code"),
            Column("value", t("figures.column.value"), "number"),
            Column("numerator", t("figures.column.numerator"), "number"),
            Column("denominator", t("figures.column.denominator"), "number"),
        ),
        rows=[
            {
                "computed": format_instant(one.computed_at, language),
                "href": "" if one.id == trace.figure.id else address(one),
                "known": one.known_at.date(),
                "version": one.version,
                "value": cell(one, shown(one.value, is_count=_is_count(trace))),
                "numerator": cell(one, one.sums.numerator),
                "denominator": cell(one, one.sums.denominator),
            }
            for one in found
        ],
        note=t("figures.revisions_note"),
    )
