"""Figures that may be true and look wrong: asked about, never refused.

The commonest slips: thousands of tenge typed as millions, a percentage typed as a share of one, a
digit too many. Whoever confirms a figure has answered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from bagdar.monitoring.rules.declared import Monitoring
from bagdar.monitoring.rules.nouns import (
    AnyContent,
    IndicatorContent,
    MilestoneContent,
    MoneyContent,
    MoneyLine,
    Reporter,
    Subject,
)
from bagdar.programme.rules.act import Edition, IndicatorRow, Measure, sources_of

THOUSANDS = (Decimal(200), Decimal(5000))  # times the act's plan: typed in thousand tenge
TENGE = Decimal(200_000)  # times the plan, or more: typed in tenge
FAR = Decimal(8)  # times, or an eighth: a digit too many or too few changes a figure tenfold


@dataclass(frozen=True)
class Question:
    """One thing to ask. field: what to look at again; code: `monitoring.question.<code>`."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    field: str = ""


def questions(
    content: AnyContent,
    subject: Subject,
    edition: Edition,
    previous: AnyContent | None = None,
    *,
    reporter: Reporter | None = None,
    monitoring: Monitoring | None = None,
) -> tuple[Question, ...]:
    """What to ask of a content that has no hard faults.

    previous    what the same reporter last said of the same place for an earlier year
    reporter    a region's money is held against the country's as its part
    monitoring  says which rows are sums of the regions', so that theirs are parts too
    """
    regional = reporter is not None and reporter.kind == "region"
    if isinstance(content, IndicatorContent):
        row = edition.row(subject.place)
        is_sum = monitoring is not None and monitoring.rollup(row.code).rule == "sum"
        before = previous.value if isinstance(previous, IndicatorContent) else None
        part = regional and is_sum
        return tuple(_of_figure(content.value, subject.year, row, before, part))
    if isinstance(content, MoneyContent):
        measure = edition.measure_by_number[subject.measure or 0]
        return tuple(
            question
            for number, line in enumerate(content.lines)
            for question in _of_line(f"lines.{number}", line, subject.year, measure, regional)
        )
    return tuple(_of_milestone(content, subject))


def _of_milestone(content: MilestoneContent, subject: Subject) -> Iterator[Question]:
    if content.done_on and content.done_on.year < subject.year - 1:
        facts = {"day": content.done_on, "year": subject.year}
        yield Question("done_long_before", facts, "done_on")


# --- figures of indicators --------------------------------------------------------------------


def _of_figure(
    value: Decimal, year: int, row: IndicatorRow, before: Decimal | None, part: bool
) -> Iterator[Question]:
    """part: one region's share of a count, which is no near thing to the country's."""
    target = row.targets().get(year)
    references = [before] if part and before else [] if part else _references(row, year, before)
    if _is_percentage(row):
        yield from _of_percentage(value, references)
    if references and all(_is_far(value, one) for one in references):
        nearest = min(references, key=lambda one: abs(one - value))
        yield Question("far", {"value": value, "other": nearest}, "value")
    if part and target is not None and value > 2 * target > 0:
        yield Question("region_over_country", {"value": value, "other": target}, "value")


def _references(row: IndicatorRow, year: int, before: Decimal | None) -> list[Decimal]:
    """What a figure should be near to: the year's target, the baseline, the figure before."""
    targets = row.targets()
    baseline = targets.get(min(targets)) if targets else None
    return [one for one in (targets.get(year), baseline, before) if one]


def _is_percentage(row: IndicatorRow) -> bool:
    """A share of a whole: the unit is the sign alone; a growth in % may be anything."""
    return row.printed.unit.kk.strip() == "%"


def _of_percentage(value: Decimal, references: list[Decimal]) -> Iterator[Question]:
    if 0 < value <= 1 and references and min(references) >= 3:
        facts = {"value": value, "percent": (value * 100).normalize() + 0}
        yield Question("share", facts, "value")
    if value > 100 and all(one <= 100 for one in references):
        yield Question("over_100", {"value": value}, "value")
    if value < 0:
        yield Question("negative", {"value": value}, "value")


def _is_far(value: Decimal, other: Decimal) -> bool:
    if value == 0 or (value < 0) != (other < 0):
        return value != 0
    ratio = value / other
    return ratio >= FAR or ratio <= 1 / FAR


# --- money ------------------------------------------------------------------------------------


def plan_of_the_act(measure: Measure, source: str, year: int) -> Decimal | None:
    """Million tenge that the act prints for a source in a year; РБ+ДБ counts for both.

    None where it prints nothing for the source in that year.
    """
    rows = [one for one in measure.money if one.source == source]
    if not rows:
        rows = [one for one in measure.money if source in sources_of(one.source)]
    amounts = [one.amounts[year] for one in rows if year in one.amounts]
    return sum(amounts, Decimal(0)) if amounts else None


def _of_line(
    place: str, line: MoneyLine, year: int, measure: Measure, regional: bool
) -> Iterator[Question]:
    planned = plan_of_the_act(measure, line.source, year)
    for name in ("plan", "revised", "spent"):
        amount = getattr(line, name)
        if amount:
            yield from _of_amount(f"{place}.{name}", amount, planned, regional)
    if planned is None and any((line.plan, line.revised, line.spent)):
        facts = {"source": line.source, "year": year}
        yield Question("unplanned", facts, f"{place}.source")
    limit = line.revised if line.revised is not None else line.plan
    if limit is not None and line.spent is not None and line.spent > limit:
        facts = {"spent": line.spent, "limit": limit}
        yield Question("overspent", facts, f"{place}.spent")


def _of_amount(
    place: str, amount: Decimal, planned: Decimal | None, regional: bool
) -> Iterator[Question]:
    if not planned:
        return
    facts = {"value": amount, "plan": planned, "times": int(amount / planned)}
    if regional:  # its part of the country's plan, so a thousand times is some fifty plans
        if amount > planned * TENGE / 100:
            yield Question("tenge", facts, place)
        elif amount > planned:
            yield Question("region_over_plan", facts, place)
    elif amount >= planned * TENGE:
        yield Question("tenge", facts, place)
    elif THOUSANDS[0] <= amount / planned <= THOUSANDS[1]:
        yield Question("thousands", facts, place)
    elif amount >= planned * FAR:
        yield Question("far_above_plan", facts, place)
    elif amount <= planned / THOUSANDS[0]:
        yield Question("billions", facts, place)
