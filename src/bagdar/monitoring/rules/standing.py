"""How the whole programme stands in a year: every row, indicator and measure, and the whole.

A pure function of the act, what is declared, and accepted facts of one origin.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bagdar.monitoring.rules.declared import Monitoring
from bagdar.monitoring.rules.declared_evaluation import EvaluationRule
from bagdar.monitoring.rules.effectiveness import (
    Effectiveness,
    MeasureStanding,
    MeasureStatus,
    Reported,
    effectiveness,
    measure_standing,
)
from bagdar.monitoring.rules.evaluation import (
    IndicatorStanding,
    RowStanding,
    Status,
    indicator_standing,
    row_standing,
    target,
    targets,
)
from bagdar.monitoring.rules.forecast import Forecast, NoForecast, forecast
from bagdar.monitoring.rules.nouns import Duty, Figure, Origin
from bagdar.monitoring.rules.rollup import NationalFigure, national
from bagdar.programme.rules.act import Edition, IndicatorRow

RegionsOf = Callable[[int], Sequence[str]]
"""Year → codes of the regions that existed on its 31 December."""


@dataclass(frozen=True)
class Evaluation:
    """How the programme stands at the end of a year, by facts of one origin.

    rows         every row in the act's order; a row without a target that year says so
    nationals    (row, year) → the country's figure in every year up to this one
    forecasts    row → its forecast, from the facts up to this year
    facts_years  years of which some figure is accepted, later ones too
    """

    programme: str
    edition: int
    year: int
    origin: Origin
    rows: tuple[RowStanding, ...]
    indicators: tuple[IndicatorStanding, ...]
    measures: tuple[MeasureStanding, ...]
    effectiveness: Effectiveness
    nationals: Mapping[tuple[str, int], NationalFigure]
    forecasts: Mapping[str, Forecast | NoForecast]
    facts_years: tuple[int, ...]

    def row(self, code: str) -> RowStanding:
        """Raises KeyError."""
        for one in self.rows:
            if one.row == code:
                return one
        raise KeyError(code)

    def facts(self, code: str) -> dict[int, Decimal]:
        """A row's national figures by year, up to this one."""
        return {
            year: one.value
            for (row, year), one in self.nationals.items()
            if row == code and one.value is not None
        }

    def counts(self) -> Mapping[Status, int]:
        return Counter(one.status for one in self.rows)

    def indicator_counts(self, kind: str) -> Mapping[Status, int]:
        return Counter(one.status for one in self.indicators if one.kind == kind)

    def measure_counts(self) -> Mapping[MeasureStatus, int]:
        return Counter(one.status for one in self.measures)

    @property
    def is_empty(self) -> bool:
        """Nothing was accepted by the end of the year."""
        return not any(one.basis != "none" for one in self.nationals.values()) and not any(
            one.due > one.unknown for one in self.measures
        )


def evaluate(
    edition: Edition,
    monitoring: Monitoring,
    rule: EvaluationRule,
    *,
    year: int,
    origin: Origin,
    figures: Iterable[Figure],
    duties: Iterable[Duty],
    accepted: Mapping[str, Reported],
    regions_of: RegionsOf,
) -> Evaluation:
    """The standing of everything at the end of a year.

    figures   of this origin; pending ones are passed over
    duties    of milestones; others are passed over
    accepted  what the accepted report of a milestone says, by the duty's key
    """
    by_cell: dict[tuple[str, int], list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.origin == origin and figure.accepted:
            by_cell[figure.row, figure.year].append(figure)
    years = [one for one in edition.period.years if one <= year]
    nationals = {
        (row.code, one): national(
            row.code, one, monitoring.rollup(row.code), by_cell[row.code, one], regions_of(one)
        )
        for _, row in edition.rows()
        for one in years
    }
    rows = _rows(edition, year, nationals, rule)
    indicators = _indicators(edition, rows, rule)
    measures = _measures(edition, duties, accepted, date(year, 12, 31))
    return Evaluation(
        programme=edition.programme,
        edition=edition.number,
        year=year,
        origin=origin,
        rows=rows,
        indicators=indicators,
        measures=measures,
        effectiveness=effectiveness(indicators, measures, rule.effectiveness),
        nationals=nationals,
        forecasts={
            row.code: row_forecast(
                edition,
                row,
                facts_of(nationals, row.code, years),
                rule,
                is_growth=row.code in monitoring.growths,
            )
            for _, row in edition.rows()
        },
        facts_years=tuple(sorted({one for (_, one), found in by_cell.items() if found})),
    )


def _rows(
    edition: Edition,
    year: int,
    nationals: Mapping[tuple[str, int], NationalFigure],
    rule: EvaluationRule,
) -> tuple[RowStanding, ...]:
    return tuple(
        row_standing(
            indicator,
            row,
            year,
            nationals[row.code, year],
            baseline_year=edition.baseline_year,
            rule=rule.status,
        )
        for indicator, row in edition.rows()
    )


def _indicators(
    edition: Edition, rows: Sequence[RowStanding], rule: EvaluationRule
) -> tuple[IndicatorStanding, ...]:
    found: dict[str, list[RowStanding]] = defaultdict(list)
    for row in rows:
        found[row.indicator].append(row)
    return tuple(
        indicator_standing(one, found[one.code], rule.status) for one in edition.indicators
    )


def _measures(
    edition: Edition, duties: Iterable[Duty], accepted: Mapping[str, Reported], day: date
) -> tuple[MeasureStanding, ...]:
    of_measure: dict[int, list[Duty]] = defaultdict(list)
    for duty in duties:
        if duty.subject.kind == "milestone" and duty.subject.measure is not None:
            of_measure[duty.subject.measure].append(duty)
    return tuple(
        measure_standing(one, of_measure[one.number], accepted, day) for one in edition.measures
    )


# --- forecasts ----------------------------------------------------------------------------------


def facts_of(
    nationals: Mapping[tuple[str, int], NationalFigure], row: str, years: Sequence[int]
) -> dict[int, Decimal]:
    """Year → the country's figure, years without one left out."""
    found = ((year, nationals[row, year].value) for year in years)
    return {year: value for year, value in found if value is not None}


def row_forecast(
    edition: Edition,
    row: IndicatorRow,
    facts: Mapping[int, Decimal],
    rule: EvaluationRule,
    *,
    is_growth: bool = False,
) -> Forecast | NoForecast:
    """From the act's baseline and the facts to the last year that has a target."""
    aims = targets(row, edition.period.years)
    last = aims[max(aims)] if aims else None
    start = target(row, edition.baseline_year)
    points = {start.year: start.value} if start else {}
    largest = max((abs(one.value) for one in aims.values()), default=None)
    return forecast(
        {**points, **facts},
        last,
        row.direction,
        rule.forecast,
        is_percent=row.printed.unit.kk.strip() == "%",
        is_growth=is_growth,
        largest=largest,
    )
