"""data/monitoring/evaluation.toml: when a target is reached, and how sure a forecast is."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from bagdar.core import declared
from bagdar.core.declared import Declared
from bagdar.core.errors import Fault, FaultyData, Phrase
from bagdar.core.languages import Words

Share = Annotated[Decimal, Field(ge=0, le=1)]
Positive = Annotated[Decimal, Field(gt=0, le=100)]
Likelihood = Literal["very_likely", "likely", "even", "unlikely", "very_unlikely"]
Scale = Literal["logit", "growth", "log", "linear"]

SHOWN = "data/monitoring/evaluation.toml"


class StatusRule(Declared):
    """Bounds between exceeded, reached, partly and not reached. See the file's own words."""

    exceeded_margin_percent: Annotated[Decimal, Field(ge=0, le=100)]
    partly_progress: Share
    partly_achievement: Share
    rows: Literal["all", "worst"]


class Weights(Declared):
    """What target indicators, result indicators and measures weigh against each other."""

    targets: Annotated[Decimal, Field(ge=0)]
    results: Annotated[Decimal, Field(ge=0)]
    measures: Annotated[Decimal, Field(ge=0)]


class EffectivenessRule(Declared):
    partly_credit: Share
    weights: Weights


class Spread(Declared):
    """Standard deviation of a year's surprise on each scale."""

    logit: Positive
    growth: Positive
    log: Positive
    linear: Positive


class Bounds(Declared):
    """From which probability it is called so; below the last it is very unlikely."""

    very_likely: Share
    likely: Share
    even: Share
    unlikely: Share

    def called(self, probability: float) -> Likelihood:
        names: tuple[Likelihood, ...] = ("very_likely", "likely", "even", "unlikely")
        for name in names:
            if probability >= getattr(self, name):
                return name
        return "very_unlikely"


class ForecastRule(Declared):
    """prior_degrees: how many points the prior weighs as much as."""

    prior_degrees: Positive
    prior_spread: Spread
    likelihood: Bounds


class EvaluationRule(Declared):
    """Everything declared for evaluation and forecast."""

    illustrative: bool
    source: Words
    status: StatusRule
    effectiveness: EffectivenessRule
    forecast: ForecastRule


@lru_cache(maxsize=16)
def read_evaluation_rule(data_dir: Path) -> EvaluationRule:
    """The declared file. Raises FaultyData with every fault at once."""
    path = data_dir / "monitoring" / "evaluation.toml"
    rule, faults = declared.read_toml(path, EvaluationRule, SHOWN)
    faults = [*faults, *(_contradictions(rule) if rule else [])]
    if faults or rule is None:
        raise FaultyData(faults)
    return rule


def _contradictions(rule: EvaluationRule) -> Iterator[Fault]:
    """Weights that weigh nothing, and bounds that do not fall."""
    weights = rule.effectiveness.weights
    if not weights.targets + weights.results + weights.measures:
        yield _fault("effectiveness.weights.targets", Decimal(0), "problem.gt", Decimal(0))
    bounds = rule.forecast.likelihood.model_dump()
    for (_, upper), (name, bound) in pairwise(bounds.items()):
        if bound >= upper:
            yield _fault(f"forecast.likelihood.{name}", bound, "problem.lt", upper)


def _fault(field: str, value: Decimal, problem: str, limit: Decimal) -> Fault:
    facts: dict[str, object] = {"value": value, "problem": Phrase(problem, {"limit": limit})}
    return Fault("value", SHOWN, None, field, facts)
