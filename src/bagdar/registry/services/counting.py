"""Answering questions over many people: at once where that is little, else from the last count."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from bagdar.access.public import known_regions
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.periods import local_date
from bagdar.registry import models
from bagdar.registry.queries import counting as queries
from bagdar.registry.queries.reading import origins, rule
from bagdar.registry.rules.counting import CountAwaited, Counted, Question, What

OF_REGIONS = (What.AREA, What.DOUBTS)  # what every region is counted for without being asked


def counted(question: Question, *, by: Actor, at: datetime) -> Counted:
    """An answer. Raises CountAwaited where it is large and was never counted; that is noted."""
    if is_small(question, local_date(at)):
        return Counted(queries.count(question, local_date(at)), at)
    found = queries.kept(question)
    if found is None:
        want(question, by=by, at=at)
        raise CountAwaited()
    return found


def is_small(question: Question, on: date) -> bool:
    return queries.rows_read(question.region, on) <= rule().counting.rows_at_once


@transaction.atomic
def want(question: Question, *, by: Actor, at: datetime) -> None:
    """Note that somebody waits for an answer; once."""
    if queries.is_wanted(question):
        return
    _, is_new = models.Count.objects.get_or_create(
        what=question.what.value, asked=question.asked, defaults={"wanted_at": at}
    )
    if is_new:
        _record("wanted", question, by)


@transaction.atomic
def keep_count(question: Question, *, by: Actor, at: datetime) -> None:
    """Count, and keep the answer for whoever asks next."""
    result = queries.written(question.what, queries.count(question, local_date(at)))
    models.Count.objects.update_or_create(
        what=question.what.value,
        asked=question.asked,
        defaults={"counted_at": at, "result": result},
        create_defaults={"wanted_at": at, "counted_at": at, "result": result},
    )
    _record("kept", question, by)


def keep_counts(*, by: Actor, now: Callable[[], datetime], told: Callable[[Question], None]) -> int:
    """Every large region, and every question that waits or was answered before. How many."""
    today, number = local_date(now()), 0
    for question in dict.fromkeys((*_of_regions(), *queries.wanted())):
        if not is_small(question, today):
            keep_count(question, by=by, at=now())
            told(question)
            number += 1
    return number


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
