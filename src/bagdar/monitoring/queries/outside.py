"""Reads of reported figures one by one: those from outside that stand, one with its times."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from bagdar.core.errors import DomainError
from bagdar.monitoring import models
from bagdar.monitoring.queries.duties import declared
from bagdar.monitoring.rules.nouns import Origin, Reporter


class NoSuchFigure(DomainError):
    """No such figure, or one that nobody has accepted."""

    code = "monitoring.no_such_figure"
    status = 404


@dataclass(frozen=True)
class ReportedFigure:
    """A figure that somebody reported, accepted once. region: "" for the whole country.

    document       the publication and its edition; page and published_on, of it
    reporter       who answers for the row; recorded_role: the role of whoever wrote it
    superseded_at  None: it stands
    """

    id: int
    row: str
    year: int
    region: str
    value: Decimal
    origin: Origin
    document: str
    page: str
    published_on: date | None
    reporter: Reporter
    report_id: UUID
    recorded_at: datetime
    recorded_by: str
    recorded_role: str
    accepted_at: datetime
    accepted_by: str
    superseded_at: datetime | None


def outside_figures(
    programme: str,
    origin: Origin,
    *,
    row: str | None = None,
    known_at: datetime | None = None,
    superseded: bool = False,
) -> tuple[ReportedFigure, ...]:
    """The country's figures from outside by row and year, the newest of a year first.

    known_at    those that stood at an instant
    superseded  those as well that another one has replaced
    """
    found = declared(programme).sources
    rows = [code for one in found.outside for code in one.rows] if found else []
    figures = models.Figure.objects.filter(
        programme=programme, origin=origin.value, region="", row__in=rows, accepted_at__isnull=False
    )
    if row is not None:
        figures = figures.filter(row=row)
    if known_at is not None:
        figures = figures.filter(accepted_at__lte=known_at)
    if not superseded:
        stands = Q(superseded_at__isnull=True)
        if known_at is not None:
            stands |= Q(superseded_at__gt=known_at)
        figures = figures.filter(stands)
    place = {code: number for number, code in enumerate(rows)}
    newest = sorted(_reported(figures), key=lambda one: one.accepted_at, reverse=True)
    return tuple(sorted(newest, key=lambda one: (place[one.row], -one.year)))


def reported_figure(programme: str, id: int) -> ReportedFigure:
    """Raises NoSuchFigure, for one that is not accepted as well."""
    rows = models.Figure.objects.filter(pk=id, programme=programme, accepted_at__isnull=False)
    found = _reported(rows)
    if not found:
        raise NoSuchFigure(figure=id)
    return found[0]


def revisions_of(programme: str, one: ReportedFigure) -> tuple[ReportedFigure, ...]:
    """Every figure that ever stood for the same row, year and place, the newest first."""
    rows = models.Figure.objects.filter(
        programme=programme, row=one.row, year=one.year, region=one.region,
        origin=one.origin.value, accepted_at__isnull=False,
    )  # fmt: skip
    return tuple(sorted(_reported(rows), key=lambda each: each.accepted_at, reverse=True))


def _reported(rows: QuerySet[models.Figure]) -> list[ReportedFigure]:
    return [
        ReportedFigure(
            id=one.pk, row=one.row, year=one.year, region=one.region,
            value=one.value.normalize() + 0, origin=Origin(one.origin), document=one.document,
            page=one.page, published_on=one.published_on,
            reporter=Reporter.parse(one.report.reporter), report_id=one.report_id,
            recorded_at=one.recorded_at, recorded_by=one.recorded_by,
            recorded_role=one.recorded_role, accepted_at=one.accepted_at,
            accepted_by=one.accepted_by, superseded_at=one.superseded_at,
        )
        for one in rows.select_related("report")
        if one.accepted_at is not None
    ]  # fmt: skip
