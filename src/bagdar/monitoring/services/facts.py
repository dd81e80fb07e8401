"""Facts that reports record: pending when submitted, standing when accepted, never overwritten.

Called by the services of reports inside their transactions, which lock the reports and leave the
events; a fact is never written by itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from bagdar.audit.rules import Actor
from bagdar.monitoring import models
from bagdar.monitoring.models import PENDING, STANDING
from bagdar.monitoring.rules.nouns import IndicatorContent, MoneyContent, ReportInfo

CELL = {
    models.Figure: ("row",),
    models.Spending: ("measure", "source", "budget_programme"),
}
SHARED = ("programme", "year", "region", "origin")
KINDS = tuple(CELL)
AT_ONCE = 400  # rows a statement: SQLite bounds what one may hold


def facts_of(report: ReportInfo, by: Actor, at: datetime) -> list[Any]:
    """The rows that a report's content stands for, not written yet; none for a milestone."""
    shared = {
        "programme": report.programme,
        "year": report.subject.year,
        "region": report.reporter.code if report.reporter.kind == "region" else "",
        "origin": report.origin.value,
        "report_id": report.id,
        "recorded_at": at,
        "recorded_by": by.name,
        "recorded_role": by.role,
    }
    return list(_rows(report, shared))


def _rows(report: ReportInfo, shared: dict[str, Any]) -> Iterator[Any]:
    content = report.content
    if isinstance(content, IndicatorContent):
        said = content.model_dump(include={"value", "weight", "document", "page", "published_on"})
        yield models.Figure(row=report.subject.place, **said, **shared)
    if isinstance(content, MoneyContent):
        for line in content.lines:
            yield models.Spending(measure=report.subject.measure, **line.model_dump(), **shared)


def cell(fact: Any) -> tuple[Any, ...]:
    """What a fact is about: there is at most one pending and one standing fact of it."""
    return tuple(getattr(fact, name) for name in (*SHARED, *CELL[type(fact)]))


def put_pending(reports: Sequence[ReportInfo], by: Actor, at: datetime) -> None:
    """Record what submitted reports say; whatever was pending of these cells ends."""
    end_pending([report.id for report in reports], at)
    fresh = [fact for report in reports for fact in facts_of(report, by, at)]
    for kind in KINDS:
        rows = [fact for fact in fresh if type(fact) is kind]
        _end_cells(kind, PENDING, rows, at)
        kind.objects.bulk_create(rows, batch_size=AT_ONCE)


def end_pending(report_ids: Sequence[Any], at: datetime) -> None:
    """Whatever these reports have pending ends undecided."""
    for kind in KINDS:
        for part in _parts(report_ids):
            kind.objects.filter(PENDING, report_id__in=part).update(superseded_at=at)


def put_standing(reports: Sequence[ReportInfo], by: Actor, at: datetime) -> None:
    """What accepted reports have pending stands from now on; what stood of these cells ends.

    A report says everything of its subject: cells that it named before and no longer names end.
    """
    ids = [report.id for report in reports]
    _record_what_was_pushed_aside(reports, by, at)
    for kind in KINDS:
        pending = [
            row for part in _parts(ids) for row in kind.objects.filter(PENDING, report__in=part)
        ]
        for part in _parts(ids):
            kind.objects.filter(STANDING, report_id__in=part).update(superseded_at=at)
        _end_cells(kind, STANDING, pending, at)
        for part in _parts([row.pk for row in pending]):
            rows = kind.objects.filter(pk__in=part)
            rows.update(accepted_at=at, accepted_by=by.name)


def _record_what_was_pushed_aside(reports: Sequence[ReportInfo], by: Actor, at: datetime) -> None:
    """A cell has one pending fact; where another report took the place, this one's comes back."""
    ids = [report.id for report in reports]
    for kind in KINDS:
        present = {
            cell(row)
            for part in _parts(ids)
            for row in kind.objects.filter(PENDING, report_id__in=part)
        }
        lost = {
            cell(fact): fact
            for report in reports
            for fact in facts_of(report, by, report.submitted_at or at)
            if type(fact) is kind and cell(fact) not in present
        }
        rows = list(lost.values())
        _end_cells(kind, PENDING, rows, at)
        kind.objects.bulk_create(rows, batch_size=AT_ONCE)


def _end_cells(kind: Any, condition: Any, rows: Sequence[Any], at: datetime) -> None:
    """End the facts of the cells that these rows are about, whatever report they came from."""
    for cells in _by_place(rows):
        wanted = {cell(row) for row in cells}
        there = [one.pk for one in _neighbours(kind, condition, cells) if cell(one) in wanted]
        for part in _parts(there):
            kind.objects.filter(pk__in=part).update(superseded_at=at)


def _by_place(rows: Sequence[Any]) -> Iterator[list[Any]]:
    """Rows of one programme and origin together."""
    groups: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        groups.setdefault((row.programme, row.origin), []).append(row)
    yield from groups.values()


def _neighbours(kind: Any, condition: Any, rows: Sequence[Any]) -> QuerySet[Any]:
    """Facts that may be of these rows' cells: the places are few, so few others come along."""
    first = CELL[kind][0]
    return kind.objects.filter(
        condition,
        programme=rows[0].programme,
        origin=rows[0].origin,
        year__in={row.year for row in rows},
        region__in={row.region for row in rows},
        **{f"{first}__in": {getattr(row, first) for row in rows}},
    )


def _parts(ids: Iterable[Any]) -> Iterator[list[Any]]:
    listed = list(ids)
    for start in range(0, len(listed), AT_ONCE):
        yield listed[start : start + AT_ONCE]
