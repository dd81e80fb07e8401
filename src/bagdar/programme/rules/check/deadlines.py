"""Deadlines against each other, against the period and against the act's own date."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from bagdar.programme.rules.act import Edition, Measure, Stage
from bagdar.programme.rules.check.reading import own_act, year_span
from bagdar.programme.rules.check.rule import Hit, hit, rule


@dataclass(frozen=True)
class Span:
    """A stretch of months (counted from year 0) within which one stage of a measure falls."""

    first: int
    last: int

    def meets(self, other: "Span") -> bool:
        return self.first <= other.last and other.first <= self.last


def _month(year: int, month: int) -> int:
    return year * 12 + month - 1


def month_text(count: int) -> str:
    return f"{count % 12 + 1:02}.{count // 12}"


def spans(stage: Stage) -> list[Span]:
    """The spans of a stage; one that starts late in the year began in the year before."""
    found = []
    for year in stage.years:
        for month in stage.months:
            last = _month(year, month)
            since = stage.since or month
            found.append(Span(_month(year if since <= month else year - 1, since), last))
    return found


def _dues(stage: Stage) -> set[int]:
    return {_month(year, month) for year in stage.years for month in stage.months}


def _deadline(measure: Measure, column: str = "deadline", **rest: object) -> Hit:
    return hit(
        "measures",
        measure.code,
        column,
        printed=measure.deadline.printed.kk,
        **rest,  # type: ignore[arg-type]
    )


@rule("deadline_repeats", "warning")
def deadline_repeats(edition: Edition) -> Iterator[Hit]:
    """No two stages of a measure are due in the same month."""
    for measure in edition.measures:
        for one, other in combinations(measure.deadline.stages, 2):
            shared = sorted(_dues(one) & _dues(other))
            if shared:
                yield _deadline(measure, months=[month_text(month) for month in shared])


@rule("deadline_overlaps", "warning")
def deadline_overlaps(edition: Edition) -> Iterator[Hit]:
    """No stage of a measure runs into another one; a shared due month is deadline_repeats."""
    for measure in edition.measures:
        for one, other in combinations(measure.deadline.stages, 2):
            if _dues(one) & _dues(other):
                continue
            crossing = [
                (first, second)
                for first in spans(one)
                for second in spans(other)
                if first.meets(second)
            ]
            if crossing:
                first, second = crossing[0]
                months = [month_text(first.first), month_text(first.last)]
                others = [month_text(second.first), month_text(second.last)]
                yield _deadline(measure, one="–".join(months), other="–".join(others))


@rule("deadline_outside_period", "error")
def deadline_outside_period(edition: Edition) -> Iterator[Hit]:
    """Everything is due within the programme's years."""
    period = f"{edition.period.first_year}–{edition.period.last_year}"
    for measure in edition.measures:
        years = [year for year in measure.deadline.years if year not in edition.period.years]
        if years:
            yield _deadline(measure, expected=period, years=year_span(years), period=period)


@rule("deadline_span_crosses", "warning")
def deadline_span_crosses(edition: Edition) -> Iterator[Hit]:
    """A span that runs over New Year (September–June) fits into the period in some reading.

    With the printed years as its last year it begins before the first year, with them as its
    first year it ends after the last: printed for every year of the period it always leaves it.
    """
    first, last = edition.period.first_year, edition.period.last_year
    for measure in edition.measures:
        for stage in measure.deadline.stages:
            crossing = stage.since is not None and stage.since > min(stage.months)
            if crossing and first in stage.years and last in stage.years:
                assert stage.since is not None
                start = month_text(_month(first - 1, stage.since))
                end = month_text(_month(last + 1, max(stage.months)))
                yield _deadline(measure, starts=start, ends=end)
                break


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


@rule("deadline_before_act", "error")
def deadline_before_act(edition: Edition) -> Iterator[Hit]:
    """Nothing is due before the act was adopted."""
    act = own_act(edition)
    if act is None:
        return
    for measure in edition.measures:
        days = [
            _last_day(year, month)
            for stage in measure.deadline.stages
            for year in stage.years
            for month in stage.months
        ]
        past = [day for day in days if day < act.adopted_on]
        if past:
            yield _deadline(
                measure,
                expected=f"{act.adopted_on:%d.%m.%Y}",
                due=min(past),
                adopted_on=act.adopted_on,
            )


# --- what was read from the wording ---------------------------------------------------------------

# Beginnings that every form of a month's name keeps: қыркүйек, қыркүйегі.
MONTHS = (
    "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым",
    "шілде", "тамыз", "қыркүйе", "қазан", "қараша", "желтоқсан",
)  # fmt: skip
NUMERALS = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}
NUMERAL = r"(?<![0-9IV])(IV|I{1,3}|[1-4])"
PARTS = ((re.compile(NUMERAL + r"\s*-?\s*тоқсан"), 3), (re.compile(NUMERAL + r"\s*-?\s*жарты"), 6))
YEARS = re.compile(r"(20\d\d)(?:\s*[-–]\s*(20\d\d))?")
SHOWN = 3


def printed_years(wording: str) -> set[int]:
    """2020-2022 → 2020, 2021, 2022; 2021, 2023, 2025 as they stand; empty where none is printed."""
    found = YEARS.findall(wording)
    return {year for one, last in found for year in range(int(one), int(last or one) + 1)}


def printed_months(wording: str) -> set[int]:
    """The months named, and the last ones of quarters and half-years; empty where none is."""
    text = wording.lower()
    named = {number for number, stem in enumerate(MONTHS, start=1) if stem in text}
    latin = wording.replace("І", "I")
    ends = {NUMERALS[one] * months for part, months in PARTS for one in part.findall(latin)}
    return named | {month for month in ends if month <= 12}


@rule("deadline_not_read", "error")
def deadline_not_read(edition: Edition) -> Iterator[Hit]:
    """Every deadline has stages: in the years that its wording prints, due in months that it names.

    What the wording does not print is not compared.
    """
    for measure in edition.measures:
        stages, wording = measure.deadline.stages, measure.deadline.printed.kk
        months = {month for stage in stages for month in stage.months}
        years, named = printed_years(wording), printed_months(wording)
        is_read = bool(months) and bool(measure.deadline.years)
        if (
            is_read
            and years in (set(), set(measure.deadline.years))
            and (not named or months <= named)
        ):
            continue
        dues = [month_text(one) for one in sorted(set().union(*map(_dues, stages)))]
        read = ", ".join(dues[:SHOWN]) + (", …" if len(dues) > SHOWN else "")
        yield _deadline(measure, read=read or "—")


# A deadline this close to the act's own date leaves no more than one month and a few days.
NOTICE_DAYS = 40


@rule("deadline_at_once", "note")
def deadline_at_once(edition: Edition) -> Iterator[Hit]:
    """The first deadline leaves more than NOTICE_DAYS after the act enters into force."""
    act = own_act(edition)
    if act is None:
        return
    for measure in edition.measures:
        days = [
            _last_day(year, month)
            for stage in measure.deadline.stages
            for year in stage.years
            for month in stage.months
        ]
        for due in sorted(days)[:1]:
            left = (due - act.in_force_on).days
            if 0 <= left <= NOTICE_DAYS:
                yield _deadline(measure, due=due, count=left, in_force_on=act.in_force_on)
