"""Answering questions over many people: at once where that is little, else from the last count."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from bagdar.access.public import known_regions
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.periods import local_date
from bagdar.registry import models
from bagdar.registry.queries import counting as queries
from bagdar.registry.queries.reading import origins, rule
from bagdar.registry.rules.counting import Counted, CountRunning, Question, What, awaited
from bagdar.registry.services.alone import alone

OF_REGIONS = (What.AREA, What.DOUBTS)  # what every region is counted for without being asked


def counted(question: Question, *, by: Actor, at: datetime) -> Counted:
    """An answer. Raises CountAwaited where it is large and was never counted; that is noted."""
    if is_small(question, local_date(at)):
        return Counted(queries.count(question, local_date(at)), at)
    found = queries.kept(question)
    if found is None:
        raise awaited(want(question, by=by, at=at), at, rule().counting.minutes_between)
    return found


def is_small(question: Question, on: date) -> bool:
    return is_small_in(question.region, on)


def is_small_in(region: str, on: date) -> bool:
    """Whether what is asked of a region is counted at once. region: empty for the country."""
    return queries.rows_read(region, on) <= rule().counting.rows_at_once


@transaction.atomic
def want(question: Question, *, by: Actor, at: datetime) -> datetime:
    """Note that somebody waits for an answer; once. Since when somebody does."""
    known = queries.wanted_at(question)
    if known is not None:
        return known
    row, is_new = models.Count.objects.get_or_create(
        what=question.what.value, asked=question.asked, defaults={"wanted_at": at}
    )
    if is_new:
        _record("wanted", question, by)
    return row.wanted_at


@transaction.atomic
def keep_answers(answers: Mapping[Question, Any], *, by: Actor, at: datetime) -> None:
    """Keep what was counted for whoever asks next; all of it or, where that fails, nothing."""
    for question, answer in answers.items():
        result = queries.written(question.what, answer)
        models.Count.objects.update_or_create(
            what=question.what.value,
            asked=question.asked,
            defaults={"counted_at": at, "result": result},
            create_defaults={"wanted_at": at, "counted_at": at, "result": result},
        )
        _record("kept", question, by)


@dataclass(frozen=True)
class Pass:
    """One pass over the register of so many, and how many questions it answers."""

    number: int
    passes: int
    questions: tuple[Question, ...]


def keep_counts(
    *, by: Actor, now: Callable[[], datetime], told: Callable[[Pass], None], only_due: bool = False
) -> int:
    """Count for every large region, and for every question that waits or was answered before; how
    many were. Counting changes nothing: what is killed leaves the answers of before.

    told      before each pass; only_due: what was never counted, or longer ago than is declared
    Raises CountRunning where another process counts.
    """
    with alone("registry.count") as is_alone:
        if not is_alone:
            raise CountRunning()
        meant = due(now()) if only_due else large(now())
        passes = list(queries.passes(meant))
        for number, some in enumerate(passes):
            told(Pass(number, len(passes), some))
            at = now()
            keep_answers(queries.count_together(some, local_date(at)), by=by, at=at)
    return len(meant)


def large(now: datetime) -> tuple[Question, ...]:
    """Every question that is kept: of large regions, and what was ever asked and is large."""
    asked = dict.fromkeys((*_of_regions(), *queries.wanted()))
    today = local_date(now)
    is_small_there = {region: is_small_in(region, today) for region in {q.region for q in asked}}
    return tuple(one for one in asked if not is_small_there[one.region])


def due(now: datetime) -> tuple[Question, ...]:
    """Of them those that were never counted, or longer ago than is declared."""
    bound = now - timedelta(hours=rule().counting.hours_kept)
    counted_at = queries.counted_at()
    return tuple(one for one in large(now) if one not in counted_at or counted_at[one] <= bound)


def minutes_between_counts() -> int:
    """How often somebody has to look for what is due."""
    return rule().counting.minutes_between


def _of_regions() -> tuple[Question, ...]:
    return tuple(
        Question(what, origin, region)
        for origin in origins()
        for region in known_regions()
        for what in OF_REGIONS
    )


def _record(verb: str, question: Question, by: Actor) -> None:
    about = f"registry.count:{question.what.value}"
    record(f"registry.count_{verb}", about=about, by=by, facts={"asked": question.asked})
