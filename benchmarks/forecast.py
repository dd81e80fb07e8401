"""Back-test of the forecast on held-out years of simulated paths, beside two naive peers.

Each path is a random walk with drift on its scale, printed as the act prints: a baseline, two
years' gap, then a figure a year. The forecaster sees the first points and is asked for the last
year. A world says how large the surprises of the paths are against the declared prior, and whether
the paths do what the method assumes.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import stdtr, stdtrit

from bagdar.monitoring.rules.declared_evaluation import ForecastRule, read_evaluation_rule
from bagdar.monitoring.rules.evaluation import Target
from bagdar.monitoring.rules.forecast import Ruler, Walk, fitted

ROOT = Path(__file__).resolve().parents[1]
YEARS = (2018, 2020, 2021, 2022, 2023, 2024, 2025)
LAST = YEARS[-1]
PATHS = 4_000
SEED = 20_191_227
BINS = 5


@dataclass(frozen=True)
class World:
    """spread: a yearly surprise as a multiple of the prior's; None: drawn from the prior itself.

    pull     part of the way to the ceiling that a path goes each year instead of drifting
    """

    name: str
    spread: float | None
    pull: float = 0.0


WORLDS = (
    World("as the prior expects", None),
    World("calmer: half the prior's spread", 0.5),
    World("just the prior's spread", 1.0),
    World("wilder: twice the prior's spread", 2.0),
    World("slowing down towards a ceiling", 1.0, pull=0.25),
)


@dataclass(frozen=True)
class Path_:
    """A simulated path of a share in percent, with its target."""

    figures: Mapping[int, Decimal]
    target: Target

    def seen(self, count: int) -> dict[int, Decimal]:
        return {year: self.figures[year] for year in YEARS[:count]}

    @property
    def reaches(self) -> bool:
        return self.target.round(self.figures[LAST]) >= self.target.value


def paths(world: World, rule: ForecastRule, count: int, seed: int) -> Iterator[Path_]:
    """Shares between about 10 and 90 %, printed with one digit."""
    random = np.random.default_rng(seed)
    prior, degrees = float(rule.prior_spread.logit), float(rule.prior_degrees)
    ruler = Ruler("logit", 0.05)
    for _ in range(count):
        if world.spread is None:
            spread = prior * math.sqrt(degrees / random.chisquare(degrees))
        else:
            spread = prior * world.spread
        place, drift = random.uniform(-1.5, 1.0), random.normal(0.1, 0.1)
        ceiling = place + random.uniform(0.4, 1.2)
        exact = {}
        for before, year in zip((YEARS[0], *YEARS), YEARS, strict=False):
            for _ in range(year - before):
                step = world.pull * (ceiling - place) if world.pull else drift
                place += step + random.normal(0, spread)
            exact[year] = ruler.back(place)
        figures = {year: Decimal(f"{value:.1f}") for year, value in exact.items()}
        aim = ruler.back(ruler.to(exact[YEARS[0]]) + random.normal(0.7, 0.5))
        yield Path_(figures, Target(LAST, Decimal(f"{aim:.1f}"), 1, "body"))


# --- who forecasts --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """What a forecaster says: middle, bounds by share, probability; None: it cannot say."""

    middle: float
    bounds: Mapping[float, tuple[float, float]] | None
    probability: float | None


Forecaster = Callable[[Path_, int, ForecastRule], Told]


class Forgetful(Walk):
    """The same walk by somebody who takes the estimated drift for the true one."""

    def error(self, year: int) -> float:
        return self.spread * math.sqrt(year - self.last_year)


def walk_of(path: Path_, count: int, rule: ForecastRule) -> Walk:
    ruler = Ruler("logit", float(path.target.half_unit))
    return fitted(
        path.seen(count), ruler, float(rule.prior_spread.logit), float(rule.prior_degrees)
    )


def told_by(walk: Walk, path: Path_) -> Told:
    return Told(
        walk.ruler.back(walk.middle(LAST)),
        {share: walk.bounds(LAST, share) for share in (0.8, 0.95)},
        walk.reaches(path.target, "higher"),
    )


def ours(path: Path_, count: int, rule: ForecastRule) -> Told:
    return told_by(walk_of(path, count, rule), path)


def forgetful(path: Path_, count: int, rule: ForecastRule) -> Told:
    walk = walk_of(path, count, rule)
    return told_by(Forgetful(**vars(walk)), path)


def last_value(path: Path_, count: int, rule: ForecastRule) -> Told:
    """Nothing changes any more; the spread of the steps seen says how far it may go."""
    walk = replace(walk_of(path, count, rule), drift=0.0)
    steps = _steps(path.seen(count), walk.ruler)
    if not steps:
        return Told(float(path.figures[YEARS[count - 1]]), None, None)
    spread = math.sqrt(math.fsum(step**2 for step in steps) / len(steps)) or 1e-9
    away = spread * math.sqrt(LAST - walk.last_year)
    return _on_scale(walk.ruler, walk.place, away, len(steps), path)


def straight_line(path: Path_, count: int, rule: ForecastRule) -> Told:
    """Ordinary least squares through all points in percent, with its prediction interval."""
    seen = path.seen(count)
    years = np.array(sorted(seen), dtype=float)
    values = np.array([float(seen[int(year)]) for year in years])
    slope, start = np.polyfit(years, values, 1)
    middle = float(start + slope * LAST)
    degrees = len(years) - 2
    if degrees == 0:
        return Told(middle, None, None)
    residual = values - (start + slope * years)
    spread = math.sqrt(float(residual @ residual) / degrees)
    centre = years.mean()
    lever = 1 / len(years) + (LAST - centre) ** 2 / float(((years - centre) ** 2).sum())
    away = max(spread * math.sqrt(1 + lever), 1e-9)
    return _on_scale(Ruler("linear", float(path.target.half_unit)), middle, away, degrees, path)


def _steps(seen: Mapping[int, Decimal], ruler: Ruler) -> list[float]:
    years = sorted(seen)
    places = [ruler.to(float(seen[year])) for year in years]
    return [
        (there - here) / math.sqrt(after - before)
        for before, after, here, there in zip(years, years[1:], places, places[1:], strict=False)
    ]


def _on_scale(ruler: Ruler, middle: float, away: float, degrees: int, path: Path_) -> Told:
    bounds = {}
    for share in (0.8, 0.95):
        far = float(stdtrit(degrees, 0.5 + share / 2)) * away
        bounds[share] = (ruler.back(middle - far), ruler.back(middle + far))
    enough = ruler.to(float(path.target.value - path.target.half_unit))
    probability = float(stdtr(degrees, (middle - enough) / away))
    return Told(ruler.back(middle), bounds, probability)


FORECASTERS: Mapping[str, Forecaster] = {
    "ours": ours,
    "without the drift's uncertainty": forgetful,
    "last value": last_value,
    "straight line (OLS)": straight_line,
}

# --- how well -------------------------------------------------------------------------------------


def backtest(
    forecaster: Forecaster, world: World, rule: ForecastRule, seen: int, count: int, seed: int
) -> dict[str, Any]:
    """Coverage, width, error, Brier score, and how often each band of probabilities came true."""
    told = [(path, forecaster(path, seen, rule)) for path in paths(world, rule, count, seed)]
    errors = [abs(float(path.figures[LAST]) - one.middle) for path, one in told]
    found: dict[str, Any] = {"mean_error": round(float(np.mean(errors)), 2)}
    if told[0][1].bounds is None:
        return found
    for share in (0.8, 0.95):
        bounds = [(path, *one.bounds[share]) for path, one in told if one.bounds]
        inside = [low <= float(path.figures[LAST]) <= high for path, low, high in bounds]
        found[f"coverage_{share * 100:.0f}"] = round(float(np.mean(inside)), 3)
        found[f"width_{share * 100:.0f}"] = round(
            float(np.mean([high - low for _, low, high in bounds])), 1
        )
    chances = np.array([one.probability for _, one in told], dtype=float)
    reached = np.array([path.reaches for path, _ in told], dtype=float)
    found["brier"] = round(float(((chances - reached) ** 2).mean()), 3)
    found["calibration"] = list(calibration(chances, reached))
    return found


def calibration(chances: Any, reached: Any) -> Iterator[dict[str, float]]:
    """Of forecasts that said 20–40 %, how many came true."""
    place = np.minimum((chances * BINS).astype(int), BINS - 1)
    for number in range(BINS):
        chosen = place == number
        if chosen.any():
            yield {
                "from": number / BINS,
                "to": (number + 1) / BINS,
                "said": round(float(chances[chosen].mean()), 3),
                "came_true": round(float(reached[chosen].mean()), 3),
                "count": int(chosen.sum()),
            }


def measure(count: int = PATHS) -> dict[str, Any]:
    rule = read_evaluation_rule(ROOT / "data").forecast
    return {
        "paths": count,
        "seed": SEED,
        "worlds": {
            world.name: {
                str(seen): {
                    name: backtest(forecaster, world, rule, seen, count, SEED)
                    for name, forecaster in FORECASTERS.items()
                }
                for seen in (2, 3, 4, 5)
            }
            for world in WORLDS
        },
    }
