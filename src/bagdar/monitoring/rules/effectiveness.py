"""How measures stand, and how effective the programme is as a whole.

    effectiveness = Σ weight · score / Σ weight     over targets, results and measures
    score         = (reached + credit · partly) / (reached + partly + not reached)

What nobody has reported is in no score; what it could still change is said beside it: `lowest` is
the value if all of it turned out not reached, `highest` if all of it were reached. A measure of
which some parts are reported counts by these, and in `highest` by what it can still become.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, get_args

from bagdar.monitoring.rules.declared_evaluation import EffectivenessRule
from bagdar.monitoring.rules.evaluation import IndicatorStanding
from bagdar.monitoring.rules.nouns import Duty
from bagdar.monitoring.rules.rollup import rounded
from bagdar.programme.rules.act import Measure

MeasureStatus = Literal["done", "partly", "not_done", "not_due", "no_data"]
MEASURE_STATUSES: tuple[MeasureStatus, ...] = get_args(MeasureStatus)
Reported = Literal["done", "partly", "not_done"]
Group = Literal["targets", "results", "measures"]


@dataclass(frozen=True)
class MeasureStanding:
    """How a measure stands at the end of a day, by accepted reports of its milestones.

    due       milestones due by then, each region's part counted by itself
    done…     what their accepted reports say; the rest of `due` has none
    """

    measure: int
    goal: str
    task: str
    status: MeasureStatus
    due: int
    done: int
    partly: int
    not_done: int

    @property
    def unknown(self) -> int:
        return self.due - self.done - self.partly - self.not_done

    @property
    def best(self) -> MeasureStatus:
        """What it becomes if everything that is due and not reported turns out done."""
        return measure_status(self.due, self.done + self.unknown, self.partly, self.not_done)


def measure_standing(
    measure: Measure, duties: Iterable[Duty], accepted: Mapping[str, Reported], day: date
) -> MeasureStanding:
    """accepted: what the accepted report of a duty says, by the duty's key."""
    due = [duty for duty in duties if duty.due_on <= day]
    said = Counter(accepted.get(duty.key) for duty in due)
    return MeasureStanding(
        measure=measure.number,
        goal=measure.goal,
        task=measure.task,
        status=measure_status(len(due), said["done"], said["partly"], said["not_done"]),
        due=len(due),
        done=said["done"],
        partly=said["partly"],
        not_done=said["not_done"],
    )


def measure_status(due: int, done: int, partly: int, not_done: int) -> MeasureStatus:
    """done: all that is due; partly: some of it; no_data: nothing of it was reported."""
    if due == 0:
        return "not_due"
    if done == due:
        return "done"
    if done or partly:
        return "partly"
    return "not_done" if not_done else "no_data"


# --- the programme --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Term:
    """One group of the formula.

    score    0–1 over what is known, None where nothing is
    unknown  have a target, or something due, and no accepted figure or report
    """

    group: Group
    weight: Decimal
    reached: int
    partly: int
    not_reached: int
    unknown: int
    score: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None

    @property
    def known(self) -> int:
        return self.reached + self.partly + self.not_reached

    @property
    def counted(self) -> int:
        return self.known + self.unknown


@dataclass(frozen=True)
class Effectiveness:
    """value, lowest, highest: 0–1. value is None where nothing is known."""

    terms: tuple[Term, ...]
    credit: Decimal
    value: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None

    @property
    def known(self) -> int:
        return sum(term.known for term in self.terms)

    @property
    def counted(self) -> int:
        return sum(term.counted for term in self.terms)

    def term(self, group: Group) -> Term:
        return next(term for term in self.terms if term.group == group)


AS_REACHED = ("exceeded", "reached", "done")
AS_MISSED = ("not_reached", "not_done")


def effectiveness(
    indicators: Sequence[IndicatorStanding],
    measures: Sequence[MeasureStanding],
    rule: EffectivenessRule,
) -> Effectiveness:
    """The whole programme's, or that of any part of it."""
    statuses: Mapping[Group, list[str]] = {
        "targets": [one.status for one in indicators if one.kind == "target"],
        "results": [one.status for one in indicators if one.kind == "result"],
        "measures": [one.status for one in measures],
    }
    # What nothing is known of is counted as unknown, not by what it can become.
    best: Mapping[Group, list[str]] = {
        **statuses,
        "measures": [one.status if one.status == "no_data" else one.best for one in measures],
    }
    terms = tuple(
        term(group, getattr(rule.weights, group), found, rule.partly_credit, best[group])
        for group, found in statuses.items()
    )
    value, lowest, highest = (_mean(terms, which) for which in ("score", "lowest", "highest"))
    return Effectiveness(terms, rule.partly_credit, value, lowest, highest)


def term(
    group: Group,
    weight: Decimal,
    statuses: Sequence[str],
    credit: Decimal,
    best: Sequence[str] = (),
) -> Term:
    """no_target and not_due are in no count. best: what each can still become; as it is without."""
    reached = sum(one in AS_REACHED for one in statuses)
    partly = sum(one == "partly" for one in statuses)
    missed = sum(one in AS_MISSED for one in statuses)
    unknown = sum(one == "no_data" for one in statuses)
    points, known = _points(statuses, credit), reached + partly + missed
    return Term(
        group=group,
        weight=weight,
        reached=reached,
        partly=partly,
        not_reached=missed,
        unknown=unknown,
        score=_share(points, known),
        lowest=_share(points, known + unknown),
        highest=_share(_points(best or statuses, credit) + unknown, known + unknown),
    )


def _points(statuses: Sequence[str], credit: Decimal) -> Fraction:
    reached = sum(one in AS_REACHED for one in statuses)
    return reached + Fraction(credit) * sum(one == "partly" for one in statuses)


def _share(points: Fraction | int, whole: int) -> Decimal | None:
    return rounded(Fraction(points) / whole) if whole else None


def _mean(terms: Sequence[Term], which: str) -> Decimal | None:
    """The groups that have a score, by their weights."""
    scored = [(one.weight, score) for one in terms if (score := getattr(one, which)) is not None]
    whole = sum((Fraction(weight) for weight, _ in scored), Fraction(0))
    if not whole:
        return None
    return rounded(
        sum((Fraction(weight) * Fraction(score) for weight, score in scored), Fraction(0)) / whole
    )
