"""Figures as they may be shown: the country's as they are, the regions' out of protection."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.metrics.metric import Measure
from bagdar.indicators.queries.figures import FigureInfo, figures_of
from bagdar.indicators.rules.adding import DISTRICT, REGION
from bagdar.indicators.rules.building import THEN
from bagdar.indicators.services.protecting import protected_table


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

    Of two days of a year the later one. Raises UnknownMetric, CubeDamaged.
    """
    found = [one for one in figures_of(row, real=real) if one.borders == THEN and one.year in years]
    days = {one.year: one.on for one in found}  # in order of days
    latest = [one for one in found if days[one.year] == one.on]
    given = list(_country(latest, row))
    if regions and DISTRICT in METRICS[row].by:
        given += _regions(latest, row, real=real)
    return tuple(given)


def _country(found: list[FigureInfo], row: str) -> Iterator[ShownFigure]:
    for one in found:
        if not one.place and one.value is not None:
            yield ShownFigure(one, one.value, _weight(one.sums.denominator, row))


def _regions(found: list[FigureInfo], row: str, *, real: bool) -> Iterator[ShownFigure]:
    by_day: dict[date, dict[str, FigureInfo]] = {}
    for one in found:
        if one.place:
            by_day.setdefault(one.on, {})[one.place] = one
    for on, places in by_day.items():
        table = protected_table(row, on, (REGION,), THEN, real=real)
        for line in table.answer.lines:
            one = places.get(line.codes[0])
            # Another run may have ended meanwhile: its regions come with its own hand-over.
            same = one is not None and one.computation == table.computation.pk
            if same and line.value is not None:
                yield ShownFigure(places[line.codes[0]], line.value, _weight(line.denominator, row))


def _weight(denominator: int | None, row: str) -> int | None:
    return None if METRICS[row].measure is Measure.COUNT else denominator
