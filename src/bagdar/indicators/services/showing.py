"""Figures as they may be shown: the country's as they are, the regions' out of protection."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.metrics.metric import Measure
from bagdar.indicators.queries.figures import FigureInfo, Hidden, figures_of
from bagdar.indicators.rules.building import THEN
from bagdar.indicators.rules.errors import NotProtected


@dataclass(frozen=True)
class ShownFigure:
    """A figure with what protection lets be shown of it; hidden ones are not given at all.

    value   in the programme's unit
    weight  what a share is of: the denominator; None of a count
    """

    figure: FigureInfo
    value: Decimal
    weight: int | None


def shown_figures(
    row: str, years: Collection[int], *, real: bool, regions: bool
) -> tuple[ShownFigure, ...]:
    """The newest of a row in each of these years, of one origin: the country, regions on request.

    Of two days of a year the later one. Raises UnknownMetric, NotProtected.
    """
    found = [
        one for one in figures_of(row, real=real, raw=False)
        if one.borders == THEN and one.year in years
    ]  # fmt: skip
    days = {one.year: one.on for one in found}  # in order of days
    latest = [one for one in found if days[one.year] == one.on]
    wanted = [one for one in latest if not one.place or regions]
    for one in wanted:
        if one.hidden is Hidden.NOT_PROTECTED:
            raise NotProtected(metric=one.metric, day=one.on.isoformat())
    return tuple(
        ShownFigure(one, one.value, _weight(one.sums.denominator, row))
        for one in wanted
        if one.value is not None
    )


def _weight(denominator: int | None, row: str) -> int | None:
    return None if METRICS[row].measure is Measure.COUNT else denominator
