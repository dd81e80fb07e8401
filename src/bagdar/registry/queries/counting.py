"""Answers to questions over a region or the country: how much they read, counting, reading back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from bagdar.core.origins import Origin
from bagdar.registry import models
from bagdar.registry.queries.cohorts import cohort_flow, cohort_flows
from bagdar.registry.queries.doubts import doubts_by_region, doubts_of
from bagdar.registry.queries.people import batched
from bagdar.registry.queries.regions import organisations_by_region, organisations_of
from bagdar.registry.queries.rows import on_day
from bagdar.registry.rules.counting import Counted, Question, What
from bagdar.registry.rules.doubts import Doubt, Doubtful
from bagdar.registry.rules.flows import Cohort, Fate
from bagdar.registry.rules.reading import OrganisationLine

IDS, TIMES = ("organisation_id",), ("changed_at", "delivered_at")
REGIONS_AT_ONCE, COHORTS_AT_ONCE = 100, 10  # what one pass over the register answers


def rows_read(region: str, on: date) -> int:
    """About how many enrolments an answer reads: the region's share of all, by organisations."""
    rows = models.Enrolment.objects.aggregate(last=Max("pk"))["last"] or 0
    if not region:
        return int(rows)
    now = models.OrganisationFact.objects.filter(models.CURRENT, on_day(on))
    return int(rows * now.filter(region=region).count() / max(1, now.count()))


def count(question: Question, today: date) -> Any:
    """An answer as it is now."""
    where, origin = question.region, question.origin
    if question.what is What.AREA:
        return organisations_of(where, today, origin)
    if question.what is What.DOUBTS:
        return doubts_of(where, today, origin)
    assert question.on is not None
    return cohort_flow(
        grade=question.grade, region=where, on=question.on, years=question.years, origin=origin
    )


# --- many questions at once -----------------------------------------------------------------------


def passes(questions: Iterable[Question]) -> Iterator[tuple[Question, ...]]:
    """The questions that one pass over the register answers, together.

    On SQLite each by itself: whoever writes there waits until a statement has been read to its end.
    """
    ordered = sorted(questions, key=lambda one: (one.origin, one.what))
    for (_, what), alike in groupby(ordered, key=lambda one: (one.origin, one.what)):
        most = COHORTS_AT_ONCE if what is What.FLOW else REGIONS_AT_ONCE
        for some in batched(list(alike), 1 if connection.vendor == "sqlite" else most):
            yield tuple(some)


def count_together(questions: Sequence[Question], today: date) -> dict[Question, Any]:
    """The answers to the questions of one pass, each as `count` gives it."""
    if len(questions) == 1:
        return {questions[0]: count(questions[0], today)}
    what, origin = questions[0].what, questions[0].origin
    with _reading_everything():
        if what is What.FLOW:
            return _flows(questions, origin)
        found: Mapping[str, Any] = (
            organisations_by_region(today, origin)
            if what is What.AREA
            else dict(doubts_by_region(today, origin))
        )
    return {one: found.get(one.region, ()) for one in questions}


def _flows(questions: Sequence[Question], origin: Origin) -> dict[Question, Any]:
    cohorts = {one: _cohort(one) for one in questions}
    found = cohort_flows(list(dict.fromkeys(cohorts.values())), origin)
    nobody = dict.fromkeys(Fate, 0)
    return {one: found[cohort].get(one.region, nobody) for one, cohort in cohorts.items()}


def _cohort(question: Question) -> Cohort:
    assert question.on is not None
    return Cohort(question.grade, question.on, question.years)


@contextmanager
def _reading_everything() -> Iterator[None]:
    """PostgreSQL is told what it cannot guess of a set that a statement makes: that looking each
    person up by an index costs more than reading the table once; and has room to do so.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute("SET LOCAL work_mem = '256MB'")
        yield


# --- what is kept ---------------------------------------------------------------------------------


def kept(question: Question) -> Counted | None:
    """The last answer that was kept; None: there is none yet."""
    row = models.Count.objects.filter(what=question.what.value, asked=question.asked).first()
    if row is None or row.counted_at is None:
        return None
    return Counted(read(question.what, row.result), row.counted_at, is_kept=True)


def wanted_at(question: Question) -> datetime | None:
    """Since when somebody waits for an answer, or waited; None: nobody ever asked."""
    rows = models.Count.objects.filter(what=question.what.value, asked=question.asked)
    return rows.values_list("wanted_at", flat=True).first()


def counted_at() -> Mapping[Question, datetime]:
    """When each answer that is kept was counted."""
    rows = models.Count.objects.filter(counted_at__isnull=False)
    return {
        Question.read(what, asked): at
        for what, asked, at in rows.values_list("what", "asked", "counted_at")
    }


def last_counts(what: What, origin: Origin) -> Mapping[str, datetime | None]:
    """By region, when what is kept of it was counted; None: somebody waits for the first count.

    A region that is small is not here: it is counted when somebody asks.
    """
    asked = models.Count.objects.filter(what=what.value, asked__startswith=f"{origin.value}|")
    rows = asked.values_list("asked", "counted_at")
    return {Question.read(what, text).region: at for text, at in rows}


def wanted() -> tuple[Question, ...]:
    """Every question that was ever asked and not answered at once, the longest waiting first."""
    rows = models.Count.objects.order_by("wanted_at", "pk").values_list("what", "asked")
    return tuple(Question.read(what, asked) for what, asked in rows)


# --- as JSON keeps them ---------------------------------------------------------------------------


def written(what: What, value: Any) -> Any:
    if what is What.AREA:
        return [_line(one) for one in value]
    if what is What.DOUBTS:
        return [[one.doubt.value, str(one.person_id), str(one.organisation_id)] for one in value]
    return {fate.value: people for fate, people in value.items()}


def read(what: What, kept: Any) -> Any:
    if what is What.AREA:
        return tuple(_read_line(one) for one in kept)
    if what is What.DOUBTS:
        return tuple(Doubtful(Doubt(kind), UUID(who), UUID(where)) for kind, who, where in kept)
    return {fate: kept[fate.value] for fate in Fate}


def _line(one: OrganisationLine) -> dict[str, Any]:
    return {
        **vars(one),
        "origin": one.origin.value,
        **{name: str(getattr(one, name)) for name in IDS},
        **{name: _text(getattr(one, name)) for name in TIMES},
    }


def _text(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


def _read_line(kept: dict[str, Any]) -> OrganisationLine:
    return OrganisationLine(
        **{
            **kept,
            "origin": Origin(kept["origin"]),
            **{name: UUID(kept[name]) for name in IDS},
            **{name: _instant(kept[name]) for name in TIMES},
        }
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
