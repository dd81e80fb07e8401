"""What a row will come to in its last year, from few points and honest about it.

A random walk with drift on a scale on which steps are alike: log odds for shares between 0 and
100 %, the logarithm of what has grown for growth in percent, logarithms for positive figures, else
the figure itself. With points x₁…xₙ at years t₁…tₙ,
T = tₙ − t₁, steps yᵢ over Δᵢ years and a horizon of h years:

    drift d = (xₙ − x₁) / T                    SS = Σ (yᵢ − d·Δᵢ)² / Δᵢ
    s² = (ν₀·s₀² + SS) / (ν₀ + n − 2)          ν  = ν₀ + n − 2
    xₙ₊ₕ ~ xₙ + h·d + t(ν)·√( s²·(h + h²/T)  +  u₁²·(h/T)² + uₙ²·(1 + h/T)² )

h is what the coming years add, h²/T what we do not know of the drift; u is the rounding with which
the first and the last point were printed. ν₀ and s₀ are declared: two points say nothing about how
a figure jumps, so there the prior stands alone. See docs/algorithms/forecast.md.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from bagdar.monitoring.rules.declared_evaluation import ForecastRule, Likelihood, Scale
from bagdar.monitoring.rules.evaluation import Target

LEAST = 2  # points
Why = Literal["too_few", "known", "no_target"]


@dataclass(frozen=True)
class Interval:
    """The middle of what is expected, and within which bounds in 80 and 95 of 100 cases."""

    year: int
    middle: float
    low_80: float
    high_80: float
    low_95: float
    high_95: float


@dataclass(frozen=True)
class Forecast:
    """years: each year after the last point, the target's year last.

    probability  that the figure, rounded as the target is printed, reaches it
    spread       s, and degrees: ν, both on the scale
    """

    scale: Scale
    points: Mapping[int, Decimal]
    target: Target
    years: tuple[Interval, ...]
    probability: float
    likelihood: Likelihood
    spread: float
    degrees: float

    @property
    def last(self) -> Interval:
        return self.years[-1]


@dataclass(frozen=True)
class NoForecast:
    """Why there is none: fewer than two points, the last year's fact is known, no target ahead."""

    why: Why
    points: Mapping[int, Decimal]


def forecast(
    points: Mapping[int, Decimal],
    aim: Target | None,
    direction: Literal["higher", "lower"],
    rule: ForecastRule,
    *,
    is_percent: bool,
    is_growth: bool = False,
    largest: Decimal | None = None,
) -> Forecast | NoForecast:
    """The row's last target, from the baseline and the facts so far.

    is_growth  the figures say by how many percent something has grown
    largest    of the act's figures of the row: what the linear scale's prior is a part of
    """
    if aim is None:
        return NoForecast("no_target", points)
    if max(points, default=0) >= aim.year:
        return NoForecast("known", points)
    if len(points) < LEAST:
        return NoForecast("too_few", points)
    scale = scale_of(points.values(), aim, is_percent=is_percent, is_growth=is_growth)
    is_count = not is_growth and all(value >= 0 for value in (*points.values(), aim.value))
    ruler = Ruler(scale, float(aim.half_unit), least=0.0 if is_count else None)
    size = max([abs(float(value)) for value in points.values()] + [float(largest or 0)]) or 1.0
    prior = float(getattr(rule.prior_spread, scale)) * (size if scale == "linear" else 1.0)
    walk = fitted(points, ruler, prior, float(rule.prior_degrees))
    years = tuple(walk.interval(year) for year in range(walk.last_year + 1, aim.year + 1))
    probability = walk.reaches(aim, direction)
    return Forecast(
        scale=scale,
        points=dict(sorted(points.items())),
        target=aim,
        years=years,
        probability=probability,
        likelihood=rule.likelihood.called(probability),
        spread=walk.spread,
        degrees=walk.degrees,
    )


# --- the scale ------------------------------------------------------------------------------------


def scale_of(
    values: Iterable[Decimal], aim: Target, *, is_percent: bool, is_growth: bool = False
) -> Scale:
    """log odds within 0–100 %, logarithms above nothing, else the figure itself."""
    every = [*values, aim.value]
    if is_growth:
        return "growth" if all(value > -100 for value in every) else "linear"
    if is_percent and all(0 <= value <= 100 for value in every):
        return "logit"
    return "log" if all(value > 0 for value in every) else "linear"


@dataclass(frozen=True)
class Ruler:
    """To a scale and back.

    half_unit  how far a printed figure may be from what it stands for
    least      below which no figure goes on the linear scale; None: none
    """

    scale: Scale
    half_unit: float
    least: float | None = None

    def to(self, value: float) -> float:
        """0 and 100 % are printed for anything that rounds to them: half a half-unit inside."""
        if self.scale == "linear":
            return value
        inside = min(self.half_unit / 2, 25.0)
        if self.scale == "growth":
            return math.log(max(100 + value, inside, 1e-9))
        if self.scale == "log":
            return math.log(max(value, inside, 1e-9))
        share = min(max(value, inside), 100 - inside)
        return math.log(share / (100 - share))

    def back(self, place: float) -> float:
        if self.scale == "linear":
            return place if self.least is None else max(place, self.least)
        if self.scale == "growth":
            return math.exp(min(place, 690.0)) - 100
        if self.scale == "log":
            return math.exp(min(place, 690.0))
        return 100 / (1 + math.exp(-max(min(place, 690.0), -690.0)))

    def rounding(self, value: float) -> float:
        """Standard deviation of what rounding hides, on the scale: a flat spread ± half a unit."""
        below, above = self.to(value - self.half_unit), self.to(value + self.half_unit)
        return (above - below) / math.sqrt(12)


# --- the walk -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Walk:
    """A random walk with drift as fitted, on its scale.

    span       years from the first to the last point
    ends       rounding of the first and of the last point, standard deviations
    """

    ruler: Ruler
    last_year: int
    place: float
    drift: float
    span: int
    spread: float
    degrees: float
    ends: tuple[float, float]

    def middle(self, year: int) -> float:
        return self.place + (year - self.last_year) * self.drift

    def error(self, year: int) -> float:
        """Standard error of a year to come."""
        ahead = year - self.last_year
        share = ahead / self.span
        walked = self.spread**2 * (ahead + ahead * share)
        first, last = self.ends
        return math.sqrt(walked + (first * share) ** 2 + (last * (1 + share)) ** 2)

    def interval(self, year: int) -> Interval:
        low_80, high_80 = self.bounds(year, 0.80)
        low_95, high_95 = self.bounds(year, 0.95)
        middle = self.ruler.back(self.middle(year))
        return Interval(year, middle, low_80, high_80, low_95, high_95)

    def bounds(self, year: int, share: float) -> tuple[float, float]:
        from scipy.special import stdtrit  # slow to load

        away = float(stdtrit(self.degrees, 0.5 + share / 2)) * self.error(year)
        middle = self.middle(year)
        return self.ruler.back(middle - away), self.ruler.back(middle + away)

    def reaches(self, aim: Target, direction: str) -> float:
        """Probability that the year's figure, rounded as the target, is at least as good."""
        from scipy.special import stdtr  # slow to load

        sign = 1 if direction == "higher" else -1
        enough = float(aim.value) - sign * float(aim.half_unit)
        away = sign * (self.middle(aim.year) - self.ruler.to(enough))
        return float(stdtr(self.degrees, away / self.error(aim.year)))


def fitted(points: Mapping[int, Decimal], ruler: Ruler, prior: float, degrees: float) -> Walk:
    """From at least two points. prior, degrees: s₀ and ν₀."""
    years = sorted(points)
    values = [float(points[year]) for year in years]
    places = [ruler.to(value) for value in values]
    span = years[-1] - years[0]
    drift = (places[-1] - places[0]) / span
    steps = zip(pairwise(years), pairwise(places), strict=True)
    squares = math.fsum(
        (there - here - drift * (after - before)) ** 2 / (after - before)
        for (before, after), (here, there) in steps
    )
    freedom = degrees + len(points) - LEAST
    spread = math.sqrt((degrees * prior**2 + squares) / freedom)
    ends = (ruler.rounding(values[0]), ruler.rounding(values[-1]))
    return Walk(ruler, years[-1], places[-1], drift, span, spread, freedom, ends)
