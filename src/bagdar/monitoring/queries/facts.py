"""Reads of recorded facts, as plain values."""

from collections.abc import Hashable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet, Sum

from bagdar.look import revision as revisions
from bagdar.monitoring import models
from bagdar.monitoring.models import CURRENT
from bagdar.monitoring.rules.computed import computed_rule, together
from bagdar.monitoring.rules.nouns import Figure, Lineage, Origin, Spending, StepKind

DECISIONS = (StepKind.ACCEPTED.value, StepKind.RETURNED.value)


def basis(programme: str, known_at: datetime | None = None) -> Origin:
    """The origin that pages show: real facts as soon as there is one, else what there is.

    Of illustrative and simulated facts those that are more: a demonstration that somebody loaded
    says more than figures of a synthetic nation, and these more than a report that was tried out.
    A programme of which nothing is known is shown as real, and empty.
    known_at  the origin that they showed at an instant
    """
    reports, handed = _decided(programme, known_at), _handed_over(programme, known_at)
    known = {
        *reports.order_by().values_list("origin", flat=True).distinct(),
        *handed.order_by().values_list("origin", flat=True).distinct(),
    }
    if Origin.REAL in known or not known:
        return Origin.REAL
    if len(known) == 1:
        return Origin(known.pop())
    return max(MADE_UP, key=lambda one: _count(reports, one) + _count(handed, one))


MADE_UP = (Origin.ILLUSTRATIVE, Origin.SIMULATED)


def _decided(programme: str, known_at: datetime | None) -> QuerySet[Any]:
    """What was decided, once a report: now, or once a decision up to an instant."""
    if known_at is None:
        return models.Report.objects.filter(programme=programme, decided_at__isnull=False)
    then = models.Step.objects.filter(
        kind__in=DECISIONS, at__lte=known_at, report__programme=programme
    )
    return then.annotate(origin=F("report__origin"))


def _handed_over(programme: str, known_at: datetime | None) -> QuerySet[Any]:
    found = models.HandOver.objects.filter(programme=programme)
    return found.filter(at__lte=known_at) if known_at else found


def _count(found: QuerySet[Any], origin: Origin) -> int:
    of = found.filter(origin=origin.value)
    if found.model is models.HandOver:
        return int(of.aggregate(all=Sum("written"))["all"] or 0)
    return of.count()


def figures(
    programme: str,
    origin: Origin,
    *,
    row: str | None = None,
    known_at: datetime | None = None,
    pending: bool = False,
) -> tuple[Figure, ...]:
    """Figures of indicators by row, year and region; those that stand, and on request pending ones.

    What records gave stands beside what was typed: see rules.computed.
    known_at  as they stood at an instant
    """
    typed = _typed(programme, origin, row, known_at, pending)
    given = _computed(programme, origin, row, known_at)
    return together(typed, given, computed_rule(settings.DATA_DIR)) if given else typed


def _typed(
    programme: str, origin: Origin, row: str | None, known_at: datetime | None, pending: bool
) -> tuple[Figure, ...]:
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
            id=one.id,
        )
        # Thousands at once: rows of the table cost a third of what model instances do.
        for one in found.order_by("row", "year", "region", "id").values_list(
            "id",
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


def _computed(
    programme: str, origin: Origin, row: str | None, known_at: datetime | None
) -> tuple[Figure, ...]:
    found = models.ComputedFigure.objects.filter(programme=programme, origin=origin.value)
    if row:
        found = found.filter(row=row)
    if known_at is None:
        found = found.filter(CURRENT)
    else:
        later = CURRENT | Q(superseded_at__gt=known_at)
        found = found.filter(later, handed_over__at__lte=known_at)
    ordered = found.order_by("row", "year", "region", "id").select_related("handed_over")
    return tuple(map(computed_figure, ordered))


def computed_figure(one: models.ComputedFigure) -> Figure:
    """A figure that records gave, as one of those that stand."""
    return Figure(
        row=one.row, year=one.year, region=one.region,
        value=one.value.normalize() + 0,
        weight=None if one.weight is None else one.weight.normalize() + 0,
        origin=Origin(one.origin), accepted=True, document="", report_id=None,
        recorded_at=one.handed_over.at, recorded_by=one.handed_over.by,
        lineage=Lineage(one.figure, one.metric, one.version, one.snapshot, one.on),
    )  # fmt: skip


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


# Change with every step of every report, and with what records gave: what kept pages depend on.
REVISION = (
    f"SELECT MAX(id) FROM {models.Step._meta.db_table}",
    f"SELECT MAX(id) FROM {models.HandOver._meta.db_table}",
)


def revision() -> Hashable:
    """What REVISION says now."""
    return tuple(one or 0 for one in revisions.asked(REVISION))
