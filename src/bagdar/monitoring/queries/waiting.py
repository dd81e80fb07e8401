"""What waits for the coordinator and what was decided lately, read in parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min

from bagdar.monitoring import models
from bagdar.monitoring.queries.reports import found, info
from bagdar.monitoring.rules.nouns import Origin, Reporter, ReportInfo, State


@dataclass(frozen=True)
class Queue:
    """total: how many wait; oldest: since when the first of them does, None where none waits."""

    total: int
    oldest: datetime | None
    reports: tuple[ReportInfo, ...]


def queue(
    programme: str,
    origin: Origin,
    *,
    start: int,
    most: int,
    reporter: Reporter | None = None,
    kind: str | None = None,
    year: int | None = None,
) -> Queue:
    """Submitted reports, the longest waiting first. start, most: which part of them."""
    rows = found(
        programme, origin, state=State.SUBMITTED, reporter=reporter, kind=kind, year=year
    ).order_by("submitted_at", "id")
    told = rows.order_by().aggregate(total=Count("id"), oldest=Min("submitted_at"))
    part = tuple(info(row) for row in rows[start : start + most])
    return Queue(told["total"], told["oldest"], part)


def waiting_facets(programme: str, origin: Origin) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Whose reports wait (body:mes…), and of which years: what the list can be narrowed to."""
    rows = found(programme, origin, state=State.SUBMITTED).order_by()
    reporters = rows.values_list("reporter", flat=True).distinct()
    years = rows.values_list("year", flat=True).distinct()
    return tuple(sorted(reporters)), tuple(sorted(years))


def decided(programme: str, origin: Origin, most: int) -> tuple[ReportInfo, ...]:
    """What was accepted or returned last, newest first."""
    rows = found(programme, origin, state__in=[State.ACCEPTED, State.RETURNED])
    rows = rows.filter(decided_at__isnull=False).order_by("-decided_at", "id")
    return tuple(info(row) for row in rows[:most])


def counts(programme: str, origin: Origin) -> Mapping[State, int]:
    """Reports by state; a state of which there is none is left out."""
    rows = found(programme, origin).order_by().values_list("state").annotate(count=Count("id"))
    return {State(state): count for state, count in rows}


def origins(programme: str) -> tuple[Origin, ...]:
    """The origins of which there are reports, real first."""
    known = set(
        models.Report.objects.filter(programme=programme)
        .order_by()
        .values_list("origin", flat=True)
        .distinct()
    )
    return tuple(origin for origin in Origin if origin in known)


def submitted_of(programme: str, ids: tuple[UUID, ...]) -> tuple[ReportInfo, ...]:
    """Of these reports those of the programme, in the order in which they wait."""
    rows = found(programme, None, id__in=ids).order_by("submitted_at", "id")
    return tuple(info(row) for row in rows)
