"""Reads of recorded facts, as plain values."""

from collections.abc import Hashable
from datetime import datetime

from django.db import connection
from django.db.models import Q

from bagdar.monitoring import models
from bagdar.monitoring.rules.nouns import Figure, Origin, Spending, StepKind

PREFERENCE = (Origin.REAL, Origin.SIMULATED, Origin.ILLUSTRATIVE)


DECISIONS = (StepKind.ACCEPTED.value, StepKind.RETURNED.value)


def basis(programme: str, known_at: datetime | None = None) -> Origin:
    """The origin that pages show: real facts as soon as one is accepted, else what there is.

    A programme of which nothing was reported is shown as real, and empty.
    known_at  the origin that they showed at an instant
    """
    if known_at is not None:
        then = models.Step.objects.filter(
            kind__in=DECISIONS, at__lte=known_at, report__programme=programme
        )
        known = set(then.order_by().values_list("report__origin", flat=True).distinct())
        return next((origin for origin in PREFERENCE if origin in known), Origin.REAL)
    known = set(
        models.Report.objects.filter(programme=programme, decided_at__isnull=False)
        .order_by()
        .values_list("origin", flat=True)
        .distinct()
    )
    return next((origin for origin in PREFERENCE if origin in known), Origin.REAL)


def figures(
    programme: str,
    origin: Origin,
    *,
    row: str | None = None,
    known_at: datetime | None = None,
    pending: bool = False,
) -> tuple[Figure, ...]:
    """Figures of indicators by row, year and region; those that stand, and on request pending ones.

    known_at  as they stood at an instant
    """
    found = _stood(
        models.Figure.objects.filter(programme=programme, origin=origin), known_at, pending
    )
    if row:
        found = found.filter(row=row)
    return tuple(
        Figure(
            row=one.row,
            year=one.year,
            region=one.region,
            value=one.value.normalize() + 0,
            weight=None if one.weight is None else one.weight.normalize() + 0,
            origin=Origin(one.origin),
            accepted=one.accepted_at is not None,
            document=one.document,
            report_id=one.report_id,
            recorded_at=one.recorded_at,
            recorded_by=one.recorded_by,
        )
        # Thousands at once: rows of the table cost a third of what model instances do.
        for one in found.order_by("row", "year", "region", "id").values_list(
            "row",
            "year",
            "region",
            "value",
            "weight",
            "origin",
            "accepted_at",
            "document",
            "report_id",
            "recorded_at",
            "recorded_by",
            named=True,
        )
    )


def spendings(
    programme: str,
    origin: Origin,
    *,
    measure: int | None = None,
    known_at: datetime | None = None,
    pending: bool = False,
) -> tuple[Spending, ...]:
    """Money by measure, year, source, budget programme and region, as figures() gives figures."""
    found = _stood(
        models.Spending.objects.filter(programme=programme, origin=origin), known_at, pending
    )
    if measure:
        found = found.filter(measure=measure)
    return tuple(
        Spending(
            measure=one.measure,
            year=one.year,
            source=one.source,
            budget_programme=one.budget_programme,
            region=one.region,
            plan=one.plan,
            revised=one.revised,
            spent=one.spent,
            origin=Origin(one.origin),
            accepted=one.accepted_at is not None,
            report_id=one.report_id,
            recorded_at=one.recorded_at,
            recorded_by=one.recorded_by,
        )
        for one in found.order_by("measure", "year", "source", "budget_programme", "region", "id")
    )


def _stood(rows, known_at: datetime | None, pending: bool):
    if known_at is None:
        stands = rows.filter(superseded_at__isnull=True)
        return stands if pending else stands.filter(accepted_at__isnull=False)
    later = Q(superseded_at__isnull=True) | Q(superseded_at__gt=known_at)
    return rows.filter(later, accepted_at__lte=known_at)


def revision() -> Hashable:
    """Changes with every step of every report: what cached pages depend on."""
    with connection.cursor() as cursor:  # asked for every kept page, so written out
        cursor.execute(REVISION)
        return cursor.fetchone()[0] or 0


REVISION = f"SELECT MAX(id) FROM {models.Step._meta.db_table}"
