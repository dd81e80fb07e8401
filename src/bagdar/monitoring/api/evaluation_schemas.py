"""How a programme stands, as the API answers it."""

from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from bagdar.monitoring.rules.declared_evaluation import Likelihood, Scale
from bagdar.monitoring.rules.effectiveness import Effectiveness, Group, MeasureStatus, Term
from bagdar.monitoring.rules.evaluation import RowStanding, Status
from bagdar.monitoring.rules.evaluation import Target as RuleTarget
from bagdar.monitoring.rules.forecast import Forecast as RuleForecast
from bagdar.monitoring.rules.forecast import Interval as RuleInterval
from bagdar.monitoring.rules.forecast import NoForecast, Why
from bagdar.monitoring.rules.nouns import Figure as Fact
from bagdar.monitoring.rules.rollup import Basis, NationalFigure
from bagdar.monitoring.rules.standing import Evaluation
from bagdar.programme.public import Answer, Figure

Origin = Literal["real", "illustrative", "simulated"]
Rule = Literal["national", "sum", "weighted_mean"]
RegionState = Literal["counted", "without_weight", "not_reported"]


def ratio(value: Decimal | None) -> Decimal | None:
    """Four digits: more would pretend to a precision that no figure has."""
    return None if value is None else round(value, 4)


class TermAnswer(Answer):
    """One group of the formula. Scores are 0–1."""

    group: Group
    weight: Figure
    reached: int
    partly: int
    not_reached: int
    unknown: int = Field(description="With a target, or something due, and nothing accepted.")
    score: Figure | None = Field(description="Over what is known; null where nothing is.")
    lowest: Figure | None = Field(description="If none of the unknown were reached.")
    highest: Figure | None = Field(description="If all of the unknown were reached.")

    @classmethod
    def of(cls, term: Term) -> "TermAnswer":
        return cls.model_validate({name: getattr(term, name) for name in cls.model_fields})


class EffectivenessAnswer(Answer):
    """A weighted mean of the terms' scores, 0–1; see docs/algorithms/evaluation.md."""

    value: Figure | None
    lowest: Figure | None
    highest: Figure | None
    known: int
    counted: int
    partly_credit: Figure = Field(description="What something reached in part counts.")
    terms: list[TermAnswer]

    @classmethod
    def of(cls, found: Effectiveness) -> "EffectivenessAnswer":
        return cls(
            value=found.value,
            lowest=found.lowest,
            highest=found.highest,
            known=found.known,
            counted=found.counted,
            partly_credit=found.credit,
            terms=[TermAnswer.of(term) for term in found.terms],
        )


class IndicatorAnswer(Answer):
    indicator: str = Field(examples=["T1.4"])
    kind: Literal["target", "result"]
    status: Status
    rows: list[str] = Field(description="Those that have a target in the year.")
    known: int = Field(description="How many of them have a fact.")


class MeasureAnswer(Answer):
    """Milestones due by the end of the year, each region's part counted by itself."""

    measure: int = Field(examples=[12])
    status: MeasureStatus
    due: int
    done: int
    partly: int
    not_done: int
    unknown: int


class EvaluationAnswer(Answer):
    programme: str = Field(examples=["kz-2020-2025"])
    year: int = Field(examples=[2022])
    origin: Origin = Field(description="Of the facts; facts of two origins never meet.")
    rule_source: str = Field(description="What thresholds and weights rest on.")
    rule_illustrative: bool
    effectiveness: EffectivenessAnswer
    indicators: list[IndicatorAnswer]
    measures: list[MeasureAnswer]


class TargetAnswer(Answer):
    """A target as the act prints it."""

    year: int = Field(examples=[2025])
    value: Figure
    places: int = Field(description="Digits after the mark with which it is printed.")
    table: Literal["body", "annex"] = Field(description="The table in which it stands.")
    other: Figure | None = Field(description="The annex's figure where it differs.")


class IntervalAnswer(Answer):
    year: int = Field(examples=[2025])
    middle: Figure
    low_80: Figure
    high_80: Figure
    low_95: Figure
    high_95: Figure

    @classmethod
    def of(cls, one: RuleInterval, places: int) -> "IntervalAnswer":
        """Two digits more than the target is printed with."""
        values = {
            name: round(Decimal(str(getattr(one, name))), places + 2)
            for name in cls.model_fields
            if name != "year"
        }
        return cls.model_validate({"year": one.year, **values})


class ForecastAnswer(Answer):
    """why: why there is none; then all else but the points is null or empty."""

    row: str = Field(examples=["T1.4"])
    why: Why | None
    points: dict[int, Figure] = Field(
        description="The baseline and the accepted figures by year.", examples=[{"2018": 62}]
    )
    target: TargetAnswer | None
    scale: Scale | None
    years: list[IntervalAnswer]
    probability: Figure | None = Field(description="Of reaching the target, 0–1.")
    likelihood: Likelihood | None

    @classmethod
    def of(cls, row: str, found: RuleForecast | NoForecast) -> "ForecastAnswer":
        if isinstance(found, NoForecast):
            return cls(
                row=row,
                why=found.why,
                points=dict(found.points),
                target=None,
                scale=None,
                years=[],
                probability=None,
                likelihood=None,
            )
        return cls(
            row=row,
            why=None,
            points=dict(found.points),
            target=target_answer(found.target),
            scale=found.scale,
            years=[IntervalAnswer.of(one, found.target.places) for one in found.years],
            probability=round(Decimal(str(found.probability)), 4),
            likelihood=found.likelihood,
        )


class ForecastList(Answer):
    programme: str = Field(examples=["kz-2020-2025"])
    year: int = Field(description="Facts up to this year are used.", examples=[2022])
    origin: Origin
    count: int
    items: list[ForecastAnswer]


class StandingAnswer(Answer):
    """A row against its target of the year."""

    row: str = Field(examples=["T1.4"])
    indicator: str = Field(examples=["T1.4"])
    status: Status
    target: TargetAnswer | None
    baseline: TargetAnswer | None
    fact: Figure | None
    basis: Basis = Field(
        description="Computed from records, reported by its owner, rolled up from regions, or none."
    )
    computed: int | None = Field(description="The figure of traceFigure that it is.")
    regions_missing: list[str] = Field(examples=[["KZ-11"]])
    progress: Figure | None = Field(description="Part of the way from the baseline, 0–1.")
    achievement: Figure | None = Field(description="The fact as a part of the target.")

    @classmethod
    def of(cls, one: RowStanding) -> "StandingAnswer":
        return cls(
            row=one.row,
            indicator=one.indicator,
            status=one.status,
            target=target_answer(one.target),
            baseline=target_answer(one.baseline),
            fact=one.fact,
            basis=one.national.basis,
            computed=_way(one.national.reported),
            regions_missing=list(one.national.missing),
            progress=ratio(one.progress),
            achievement=ratio(one.achievement),
        )


class StandingList(Answer):
    programme: str = Field(examples=["kz-2020-2025"])
    year: int = Field(examples=[2022])
    origin: Origin
    count: int
    items: list[StandingAnswer]


class RegionAnswer(Answer):
    region: str = Field(examples=["KZ-11"])
    state: RegionState
    value: Figure | None
    weight: Figure | None
    document: str
    computed: int | None = Field(description="The figure of traceFigure that it is.")


class RollupAnswer(Answer):
    """How the country's figure comes about."""

    row: str = Field(examples=["T1.4"])
    year: int = Field(examples=[2022])
    origin: Origin
    rule: Rule
    value: Figure | None = Field(description="Null while one region is missing.")
    basis: Basis
    reported: Figure | None = Field(description="By the row's owner or by records; first.")
    computed: int | None = Field(description="The figure of traceFigure that it is.")
    other: Figure | None = Field(
        description="The typed figure beside a computed one that counts, or the other way round."
    )
    rolled_up: Figure | None = Field(description="From all regions.")
    difference: Figure | None = Field(description="Reported less rolled up.")
    partial: Figure | None = Field(
        description="The rule over those that reported, where some have not: not the country's."
    )
    missing: list[str]
    strangers: list[str] = Field(description="Regions that did not exist at the year's end.")
    items: list[RegionAnswer]

    @classmethod
    def of(cls, one: NationalFigure, origin: str) -> "RollupAnswer":
        facts: dict[str, Any] = {
            name: getattr(one, name)
            for name in (
                "row", "year", "value", "basis", "rolled_up", "difference", "partial", "missing"
            )
        }  # fmt: skip
        return cls.model_validate(
            facts
            | {
                "origin": origin,
                "rule": one.rule.rule,
                "reported": one.reported.value if one.reported else None,
                "computed": _way(one.reported),
                "other": one.reported.other.value if one.reported and one.reported.other else None,
                "strangers": [figure.region for figure in one.strangers],
                "items": _regions(one),
            }
        )


def _way(figure: Fact | None) -> int | None:
    """The number of a computed figure."""
    return figure.lineage.figure if figure and figure.lineage else None


def _regions(one: NationalFigure) -> list[dict[str, Any]]:
    found = []
    for part in one.regions:
        state = "counted" if part.counts else "without_weight" if part.figure else "not_reported"
        found.append(
            {
                "region": part.region,
                "state": state,
                "value": part.value,
                "weight": part.figure.weight if part.figure else None,
                "document": part.figure.document if part.figure else "",
                "computed": _way(part.figure),
            }
        )
    return found


def target_answer(target: RuleTarget | None) -> TargetAnswer | None:
    return None if target is None else TargetAnswer.model_validate(target)


def evaluation_answer(found: Evaluation, source: str, illustrative: bool) -> EvaluationAnswer:
    return EvaluationAnswer(
        programme=found.programme,
        year=found.year,
        origin=found.origin.value,
        rule_source=source,
        rule_illustrative=illustrative,
        effectiveness=EffectivenessAnswer.of(found.effectiveness),
        indicators=[IndicatorAnswer.model_validate(one) for one in found.indicators],
        measures=[MeasureAnswer.model_validate(one) for one in found.measures],
    )
