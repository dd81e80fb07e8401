"""Duties from the act: who has to report what, from when, and by which day.

Three sources, all of them printed in the edition or declared by the operator:

milestones  every stage of every measure's deadline, in each of its years and months
indicators  every row in each year of the programme for which a table prints a figure, so a survey
            that is held every third year is due only in the years of its cycles
money       every measure in each year for which the plan prints an amount

A milestone is due on the last day of its month. It opens

1. where the act prints a span («І тоқсан», «қыркүйек–маусым»), on the first day of the span's
   first month; a span that begins after the month it ends in began in the year before;
2. where a stage names several months of a year, on the first day after the month before it
   among them, and the first one on 1 January;
3. where a stage names December alone and more than one year, on 1 January: the whole year;
4. else on the first day of the month it is due in;

and never before the programme's first day.

The owner is the first ministry among the executors, a stage's own before the measure's; where no
ministry is named, the programme's developer. Where the local executive bodies are named anywhere
among them, every region that exists on the due day has a part of its own. This is our reading of
the act, which names executors without saying who reports.
"""

from calendar import monthrange
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date

from bagdar.core.languages import Words
from bagdar.monitoring.rules.declared import DayOfYear, Monitoring
from bagdar.monitoring.rules.nouns import Duty, Reporter, Subject
from bagdar.programme.rules.act import (
    Body,
    Edition,
    IndicatorRow,
    Measure,
    Stage,
    TableName,
    sources_of,
)

LOCAL_BUDGET = "ЖБ"
TABLES: tuple[TableName, ...] = ("body", "annex")
RegionsOn = Callable[[date], Collection[str]]


def duties(edition: Edition, monitoring: Monitoring, regions_on: RegionsOn) -> tuple[Duty, ...]:
    """Every duty of an edition by due day, then by measure or row; the owner before the regions.

    regions_on  the codes of the regions that existed on a day
    """
    found = [
        *(duty for measure in edition.measures for duty in _milestones(edition, measure)),
        *(duty for _, row in edition.rows() for duty in _figures(edition, monitoring, row)),
        *(duty for measure in edition.measures for duty in _money(edition, monitoring, measure)),
    ]
    spread = [duty for owner, is_local in found for duty in _spread(owner, is_local, regions_on)]
    return tuple(sorted(spread, key=lambda duty: duty.due_on))


def owner(edition: Edition, printed: Sequence[str]) -> str:
    """The code of the body that answers for what these executors do."""
    ministries = (body.code for body in _bodies(edition, printed) if body.kind == "ministry")
    return next(ministries, edition.passport.developer)


def co_executors(edition: Edition, subject: Subject) -> tuple[str, ...]:
    """Ministries named beside the owner: they have no duty of their own, but take part.

    Raises KeyError, IndexError, ValueError for a subject that the edition has not.
    """
    printed = executors(edition, subject)
    answers = owner(edition, printed)
    named = (body.code for body in _bodies(edition, printed) if body.kind == "ministry")
    return tuple(dict.fromkeys(code for code in named if code != answers))


def executors(edition: Edition, subject: Subject) -> tuple[str, ...]:
    """Who is named for a subject, as printed. Raises KeyError, IndexError, ValueError."""
    if subject.measure is None:
        return edition.row(subject.place).printed.executors
    measure = edition.measure_by_number[subject.measure]
    if subject.kind == "money":
        return measure.executors
    stage = measure.deadline.stages[int(subject.mark.partition("/")[0]) - 1]
    return stage.executors or measure.executors


def is_local(edition: Edition, printed: Sequence[str]) -> bool:
    """Whether the local executive bodies are among these executors."""
    return any(body.kind == "local" for body in _bodies(edition, printed))


def _bodies(edition: Edition, printed: Sequence[str]) -> Iterator[Body]:
    return (body for name in printed if (body := edition.body_of(name)))


# Each of these gives the owner's duties, and whether regions have a part in them.
Owned = Iterator[tuple[Duty, bool]]


def _milestones(edition: Edition, measure: Measure) -> Owned:
    for number, stage in enumerate(measure.deadline.stages, start=1):
        named = stage.executors or measure.executors
        answers = Reporter("body", owner(edition, named))
        regions = is_local(edition, named)
        evidence = Words.same(stage.form) if stage.form else measure.form
        for year in stage.years:
            for month in stage.months:
                mark = f"{number}/{year}-{month:02}"
                duty = Duty(
                    subject=Subject("milestone", measure.code, mark),
                    reporter=answers,
                    role="owner",
                    opens_on=opening(stage, year, month, edition.period.first_year),
                    due_on=date(year, month, monthrange(year, month)[1]),
                    evidence=evidence,
                    what=stage.what,
                )
                yield duty, regions


def opening(stage: Stage, year: int, month: int, first_year: int) -> date:
    """The first day of what is due in a month, by the rules of this module's text."""
    earlier = [one for one in stage.months if one < month]
    if stage.since and not earlier:
        began = date(year - (stage.since > month), stage.since, 1)
        return max(began, date(first_year, 1, 1))
    if len(stage.months) > 1:
        return date(year, max(earlier) + 1, 1) if earlier else date(year, 1, 1)
    if month == 12 and len(stage.years) > 1:
        return date(year, 1, 1)
    return date(year, month, 1)


def _figures(edition: Edition, monitoring: Monitoring, row: IndicatorRow) -> Owned:
    answers = owner(edition, row.printed.executors)
    regions = monitoring.rollup(row.code).is_regional
    printed = {year for table in TABLES for year in row.targets(table)}
    for year in sorted(printed & set(edition.period.years)):
        subject = Subject("indicator", row.code, str(year))
        yield _after_the_year(subject, answers, monitoring.calendar.indicator), regions


def _money(edition: Edition, monitoring: Monitoring, measure: Measure) -> Owned:
    answers = owner(edition, measure.executors)
    takes_part = is_local(edition, measure.executors)
    for year in sorted({year for row in measure.money for year in row.amounts}):
        sources = {one for row in measure.money if year in row.amounts
                   for one in sources_of(row.source)}  # fmt: skip
        subject = Subject("money", measure.code, str(year))
        duty = _after_the_year(subject, answers, monitoring.calendar.money)
        yield duty, takes_part and LOCAL_BUDGET in sources


def _after_the_year(subject: Subject, answers: str, due: DayOfYear) -> Duty:
    """Figures and money of a year can be reported once it has ended."""
    after = subject.year + 1
    return Duty(
        subject=subject,
        reporter=Reporter("body", answers),
        role="owner",
        opens_on=date(after, 1, 1),
        due_on=date(after, due.month, due.day),
    )


def _spread(duty: Duty, is_local: bool, regions_on: RegionsOn) -> Iterator[Duty]:
    yield duty
    if is_local:
        for code in sorted(regions_on(duty.due_on)):
            yield Duty(
                subject=duty.subject,
                reporter=Reporter("region", code),
                role="region",
                opens_on=duty.opens_on,
                due_on=duty.due_on,
                evidence=duty.evidence,
                what=duty.what,
            )
