"""What a report may not say: hard faults of a content for its subject.

What may be true and looks wrong is asked about instead: rules/plausibility.py.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bagdar.core.errors import DomainError
from bagdar.monitoring.rules.declared import Monitoring
from bagdar.monitoring.rules.nouns import (
    AnyContent,
    IndicatorContent,
    MilestoneContent,
    MoneyContent,
    Reporter,
    Subject,
)
from bagdar.programme.rules.act import Edition, Measure, sources_of

ContentFault = tuple[str, str, Mapping[str, object]]  # field, code, facts
CONTENT: TypeAdapter[AnyContent] = TypeAdapter(AnyContent)
MOST = Decimal("999999999999.999999")  # what nouns.Amount holds


class FaultyContent(DomainError):
    """A report that cannot be kept as it is; `faults` names every field at once."""

    code = "monitoring.faulty_content"
    status = 422

    def __init__(self, faults: tuple[ContentFault, ...]) -> None:
        self.faults = faults
        super().__init__(count=len(faults))


def read_content(given: Any) -> AnyContent:
    """A content as a form, a file or a program gives it. Raises FaultyContent, by field."""
    try:
        return CONTENT.validate_python(given)
    except ValidationError as error:
        # A list with a fault inside is told as too short beside it.
        told = [one for one in error.errors() if one["type"] != "too_short" or not one["input"]]
        raise FaultyContent(tuple(_unreadable(one) for one in told)) from None


def indicator_content(**given: Any) -> IndicatorContent:
    """A figure's content. Raises FaultyContent, by field."""
    found = read_content({"kind": "indicator", **given})
    if not isinstance(found, IndicatorContent):  # for the types: its kind was given
        raise TypeError(found)
    return found


def _unreadable(error: Any) -> ContentFault:
    """What pydantic says of a field, in our words."""
    steps = [str(step) for step in error["loc"] if step not in ("milestone", "indicator", "money")]
    field, bounds = ".".join(steps) or "kind", error.get("ctx", {})
    if error["type"] in ("decimal_whole_digits", "decimal_max_digits"):
        return fault("report_overflow", field, value=str(error["input"])[:40], most=MOST)
    if error["type"] in ("string_too_long", "too_long"):
        return fault("report_long", field, most=bounds["max_length"])
    if error["type"] in ("missing", "too_short", "union_tag_not_found"):
        return fault("report_missing", field)
    if error["type"] == "greater_than_equal":
        return fault("report_negative", field, value=str(error["input"])[:40])
    return fault("report_unreadable", field)


def fault(code: str, field: str, **facts: object) -> ContentFault:
    """One fault of a field; `fault.<code>` and its remedy say it in words."""
    return field, code, facts


def faults_of(
    content: AnyContent,
    subject: Subject,
    edition: Edition,
    monitoring: Monitoring,
    *,
    reporter: Reporter | None = None,
    today: date | None = None,
    complete: bool = True,
) -> tuple[ContentFault, ...]:
    """Every fault as (field, code, facts); `fault.<code>` says it in words.

    complete  False for a draft: what is still missing is no fault
    today     nothing was completed after it
    """
    found = list(_of_subject(content, subject, edition))
    if found:
        return tuple(found)
    if isinstance(content, MilestoneContent):
        return tuple(_of_milestone(content, today, complete))
    if isinstance(content, IndicatorContent):
        own = _of_indicator(content, subject, monitoring, reporter, complete)
        return (*own, *_of_source(content, subject, monitoring, today))
    measure = edition.measure_by_number[subject.measure or 0]
    return tuple(_of_money(content, edition, measure, complete))


def _of_subject(content: AnyContent, subject: Subject, edition: Edition) -> Iterator[ContentFault]:
    if content.kind != subject.kind:
        yield fault("report_kind", "kind", value=content.kind)
        return
    if not _exists(subject, edition):
        yield fault("report_subject", "subject", value=str(subject)[:120])
        return
    year, period = subject.year, edition.period
    if not period.first_year <= year <= period.last_year:
        facts: dict[str, object] = {
            "value": year,
            "first": period.first_year,
            "last": period.last_year,
        }
        yield fault("report_year", "year", **facts)


def _exists(subject: Subject, edition: Edition) -> bool:
    """Whether the act has the place, and the mark reads as a mark of its kind."""
    try:
        year = subject.year
        if subject.kind == "indicator":
            edition.row(subject.place)
            return subject.mark == str(year)
        measure = edition.measure_by_number[subject.measure or 0]
    except (KeyError, ValueError):
        return False
    if subject.place != measure.code:
        return False
    return subject.mark == str(year) if subject.kind == "money" else _is_stage(subject, measure)


def _is_stage(subject: Subject, measure: Measure) -> bool:
    stage, _, month = subject.mark.partition("/")
    parts = month.split("-")
    return (
        stage.isascii()
        and stage.isdigit()
        and 1 <= int(stage) <= len(measure.deadline.stages)
        and len(parts) == 2
        and parts[1].isascii()
        and parts[1].isdigit()
        and 1 <= int(parts[1]) <= 12
    )


def _of_milestone(
    content: MilestoneContent, today: date | None, complete: bool
) -> Iterator[ContentFault]:
    if content.status != "done" and content.done_on:
        yield fault("report_done_on_open", "done_on", value=content.done_on)
    if content.done_on and today and content.done_on > today:
        yield fault("report_done_on_future", "done_on", value=content.done_on)
    if complete and content.status == "done" and not content.done_on:
        yield fault("report_missing", "done_on")
    if complete and content.status != "done" and not content.text:
        yield fault("report_reason", "text")


def _of_indicator(
    content: IndicatorContent,
    subject: Subject,
    monitoring: Monitoring,
    reporter: Reporter | None,
    complete: bool,
) -> Iterator[ContentFault]:
    rollup = monitoring.rollup(subject.place)
    of_region = reporter is not None and reporter.kind == "region"
    weighed = rollup.rule == "weighted_mean"
    if of_region and not rollup.is_regional:
        yield fault("report_not_regional", "subject", value=subject.place)
    # A region that has none of what is counted says nought of nought.
    is_nought = content.weight is not None and not content.value
    if complete and of_region and weighed and not content.weight and not is_nought:
        yield fault("report_missing", "weight")
    if content.weight is not None and not weighed:
        yield fault("report_unweighed", "weight", value=subject.place)


def _of_source(
    content: IndicatorContent, subject: Subject, monitoring: Monitoring, today: date | None
) -> Iterator[ContentFault]:
    """A figure from outside lies within the bounds of its unit, and is out when it is told."""
    bounds = monitoring.bounds(subject.place)
    if bounds and not bounds.holds(content.value):
        said = {"value": content.value, "least": bounds.least, "most": bounds.most}
        yield fault("report_out_of_bounds", "value", **said)
    if content.published_on and today and content.published_on > today:
        yield fault("report_published_later", "published_on", value=content.published_on)


def known_sources(edition: Edition, measure: Measure | None = None) -> tuple[str, ...]:
    """The sources that money may come from: a measure's as printed first, then the act's own."""
    printed = [money.source for money in measure.money] if measure else []
    every = [money.source for one in edition.measures for money in one.money]
    single = [source for text in every for source in sources_of(text)]
    return tuple(dict.fromkeys([*printed, *single]))


def _of_money(
    content: MoneyContent, edition: Edition, measure: Measure, complete: bool
) -> Iterator[ContentFault]:
    known = known_sources(edition, measure)
    seen: set[tuple[str, str]] = set()
    for number, line in enumerate(content.lines):
        place = f"lines.{number}"
        if line.source not in known:
            yield fault("report_source", f"{place}.source", value=line.source, known=list(known))
        if (line.source, line.budget_programme) in seen:
            facts = {"value": line.source, "programme": line.budget_programme}
            yield fault("report_line_twice", f"{place}.source", **facts)
        seen.add((line.source, line.budget_programme))
        if len(line.budget_programme) > 60:
            yield fault("report_long", f"{place}.budget_programme", most=60)
        yield from _of_amounts(place, line, complete)


def _of_amounts(place: str, line: Any, complete: bool) -> Iterator[ContentFault]:
    for name in ("plan", "revised", "spent"):
        amount = getattr(line, name)
        if amount is not None and amount < 0:
            yield fault("report_negative", f"{place}.{name}", value=amount)
    if complete and line.spent is None:
        yield fault("report_missing", f"{place}.spent")
