"""Whether a year's target is reached: of a row, and of an indicator of several rows.

The act prints each target twice, in the body and in the annex. The body's figure is the target;
the annex's counts where the body prints none in that year, and is shown where it differs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, get_args

from bagdar.monitoring.rules.declared_evaluation import StatusRule
from bagdar.monitoring.rules.rollup import NationalFigure
from bagdar.programme.rules.act import Cell, Indicator, IndicatorRow, TableName

Status = Literal["exceeded", "reached", "partly", "not_reached", "no_data", "no_target"]
STATUSES: tuple[Status, ...] = get_args(Status)
RANK: Mapping[Status, int] = {"not_reached": 0, "partly": 1, "reached": 2, "exceeded": 3}


@dataclass(frozen=True)
class Target:
    """What the act promises of a row in a year.

    places  digits after the mark with which it is printed
    table   which of the two tables it stands in
    other   the annex's figure where it differs from the body's
    """

    year: int
    value: Decimal
    places: int
    table: TableName
    cycle: str | None = None
    other: Decimal | None = None

    @property
    def half_unit(self) -> Decimal:
        """A printed figure stands for anything so near to it."""
        return Decimal(5).scaleb(-self.places - 1)

    def round(self, figure: Decimal) -> Decimal:
        """A figure with as many digits as the target; halves away from zero, as people round."""
        return figure.quantize(Decimal(1).scaleb(-self.places), ROUND_HALF_UP)


def target(row: IndicatorRow, year: int) -> Target | None:
    """The official target of a year, or its baseline; None where the act prints none."""
    body, annex = row.cells("body").get(year), row.cells("annex").get(year)
    if body is not None and body.value is not None:
        differs = annex is not None and annex.value is not None and annex.value != body.value
        return _target(body, body.value, "body", annex.value if annex and differs else None)
    if annex is not None and annex.value is not None:
        return _target(annex, annex.value, "annex", None)
    return None


def _target(cell: Cell, value: Decimal, table: TableName, other: Decimal | None) -> Target:
    return Target(cell.year, value, _places(cell, value), table, cell.cycle, other)


def _places(cell: Cell, value: Decimal) -> int:
    if cell.printed:
        return len(cell.printed.replace(".", ",").partition(",")[2].strip())
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def targets(row: IndicatorRow, years: Sequence[int]) -> dict[int, Target]:
    """Year → target; years without one left out."""
    found = ((year, target(row, year)) for year in years)
    return {year: one for year, one in found if one is not None}


def shown(value: Decimal | float | None, target: Target | None) -> Decimal | None:
    """A figure with one digit more than its target is printed with, so that one sees the margin."""
    if value is None:
        return None
    exact = Decimal(str(value)) if isinstance(value, float) else value
    places = (target.places if target else 1) + 1
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP).normalize() + 0


# --- a row --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RowStanding:
    """How a row stands in a year.

    fact         the country's figure as reported or rolled up, unrounded
    progress     part of the way from the baseline to the target; None without a way
    achievement  the fact as a part of the target, turned round where lower is better
    """

    indicator: str
    row: str
    year: int
    status: Status
    target: Target | None
    baseline: Target | None
    national: NationalFigure
    progress: Decimal | None
    achievement: Decimal | None

    @property
    def fact(self) -> Decimal | None:
        return self.national.value


def row_standing(
    indicator: Indicator,
    row: IndicatorRow,
    year: int,
    national: NationalFigure,
    *,
    baseline_year: int,
    rule: StatusRule,
) -> RowStanding:
    """A row against its target of the year."""
    aim, start = target(row, year), target(row, baseline_year)
    fact = national.value
    first = start.value if start else None
    return RowStanding(
        indicator=indicator.code,
        row=row.code,
        year=year,
        status=status(fact, aim, first, row.direction, rule),
        target=aim,
        baseline=start,
        national=national,
        progress=progress(fact, aim, first, row.direction),
        achievement=achievement(fact, aim, row.direction),
    )


def status(
    fact: Decimal | None,
    aim: Target | None,
    baseline: Decimal | None,
    direction: Literal["higher", "lower"],
    rule: StatusRule,
) -> Status:
    """A better fact never has a worse status."""
    if aim is None:
        return "no_target"
    if fact is None:
        return "no_data"
    ahead = _ahead(aim.round(fact), aim.value, direction)
    if ahead >= 0:
        margin = abs(aim.value) * rule.exceeded_margin_percent / 100
        return "exceeded" if ahead > margin else "reached"
    way = progress(fact, aim, baseline, direction)
    if way is not None:
        return "partly" if way >= rule.partly_progress else "not_reached"
    part = achievement(fact, aim, direction)
    is_near = part is not None and part >= rule.partly_achievement
    return "partly" if is_near else "not_reached"


def _ahead(fact: Decimal, aim: Decimal, direction: str) -> Decimal:
    """How much better than the target; negative: worse."""
    return fact - aim if direction == "higher" else aim - fact


def progress(
    fact: Decimal | None, aim: Target | None, baseline: Decimal | None, direction: str
) -> Decimal | None:
    """Part of the way from the baseline; None where the target is no better than the baseline."""
    if fact is None or aim is None or baseline is None:
        return None
    way = _ahead(aim.value, baseline, direction)
    return _ahead(fact, baseline, direction) / way if way > 0 else None


def achievement(fact: Decimal | None, aim: Target | None, direction: str) -> Decimal | None:
    """Fact by target, or target by fact where lower is better; None where that says nothing."""
    if fact is None or aim is None or fact < 0 or aim.value < 0:
        return None
    over, under = (fact, aim.value) if direction == "higher" else (aim.value, fact)
    return over / under if under else None


# --- an indicator -------------------------------------------------------------------------------


@dataclass(frozen=True)
class IndicatorStanding:
    """rows: those that have a target in the year; known: how many of them have a fact."""

    indicator: str
    kind: Literal["target", "result"]
    goal: str
    task: str | None
    status: Status
    rows: tuple[str, ...]
    known: int


def indicator_standing(
    indicator: Indicator, rows: Sequence[RowStanding], rule: StatusRule
) -> IndicatorStanding:
    counted = [one for one in rows if one.status != "no_target"]
    return IndicatorStanding(
        indicator=indicator.code,
        kind=indicator.kind,
        goal=indicator.goal,
        task=indicator.task,
        status=together([one.status for one in counted], rule),
        rows=tuple(one.row for one in counted),
        known=sum(one.status != "no_data" for one in counted),
    )


def together(statuses: Sequence[Status], rule: StatusRule) -> Status:
    """The status of an indicator from its rows'. One that nobody has reported leaves it open."""
    if not statuses:
        return "no_target"
    if "no_data" in statuses:
        return "no_data"
    worst, best = min(statuses, key=RANK.__getitem__), max(statuses, key=RANK.__getitem__)
    if rule.rows == "worst" or RANK[worst] >= RANK["reached"]:
        return worst
    return "not_reached" if best == "not_reached" else "partly"
