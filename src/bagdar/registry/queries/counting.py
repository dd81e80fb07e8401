"""Answers to questions over a region or the country: how much they read, counting, reading back."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from bagdar.core.origins import Origin
from bagdar.registry import models
from bagdar.registry.queries.cohorts import cohort_flow
from bagdar.registry.queries.doubts import doubts_of
from bagdar.registry.queries.regions import organisations_of
from bagdar.registry.queries.rows import on_day
from bagdar.registry.rules.counting import Counted, Question, What
from bagdar.registry.rules.doubts import Doubt, Doubtful
from bagdar.registry.rules.flows import Fate
from bagdar.registry.rules.reading import OrganisationLine

IDS, TIMES = ("organisation_id",), ("changed_at", "delivered_at")


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


def kept(question: Question) -> Counted | None:
    """The last answer that was kept; None: there is none yet."""
    row = models.Count.objects.filter(what=question.what.value, asked=question.asked).first()
    if row is None or row.counted_at is None:
        return None
    return Counted(read(question.what, row.result), row.counted_at, is_kept=True)


def is_wanted(question: Question) -> bool:
    """Whether somebody has asked already."""
    return models.Count.objects.filter(what=question.what.value, asked=question.asked).exists()


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
