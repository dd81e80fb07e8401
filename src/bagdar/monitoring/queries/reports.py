"""Reads of reports, their steps and their evidence, as plain values; and who may see which."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from bagdar.access.public import note_hidden, permits
from bagdar.core.errors import DomainError
from bagdar.monitoring import models
from bagdar.monitoring.rules.content import CONTENT
from bagdar.monitoring.rules.nouns import (
    AnyContent,
    Origin,
    Reporter,
    ReportInfo,
    State,
    StepKind,
    Subject,
)
from bagdar.monitoring.rules.workflow import NoSuchReport


class NoSuchEvidence(DomainError):
    code = "monitoring.no_such_evidence"
    status = 404


@dataclass(frozen=True)
class StepInfo:
    """What was done to a report, with its contents as they then stood."""

    version: int
    kind: StepKind
    content: AnyContent
    reason: str
    at: datetime
    by: str
    role: str


@dataclass(frozen=True)
class EvidenceInfo:
    """A document behind a report. size in bytes; sha256 empty: no file. removed_at None: stands."""

    id: UUID
    report_id: UUID
    kind: str
    title: str
    number: str
    dated_on: date | None
    url: str
    file_name: str
    media_type: str
    size: int
    sha256: str
    added_at: datetime
    added_by: str
    removed_at: datetime | None = None
    removed_by: str = ""

    @property
    def has_file(self) -> bool:
        return bool(self.sha256)


# --- who reports ------------------------------------------------------------------------------


def reporter_of(account: Any) -> Reporter | None:
    """For whom an account or a request speaks; None for coordinator, auditor and the public."""
    account = getattr(account, "user", account)
    if not getattr(account, "is_authenticated", False):
        return None
    if account.body_code:
        return Reporter("body", account.body_code)
    return Reporter("region", account.region_code) if account.region_code else None


def origin_of(account: Any) -> Origin:
    """What an account's reports count as: a demonstration account's are illustrative."""
    account = getattr(account, "user", account)
    shown = getattr(account, "is_demonstration", False)
    return Origin.ILLUSTRATIVE if shown else Origin.REAL


def may_see(
    who: Any, of: ReportInfo, operation: str = "read", object: str = "monitoring.report"
) -> bool:
    """Whether a request or an account may do this with a report: with any, or with its own."""
    if operation != "read" and _pretends(who, of):
        return False
    if permits(who, object, operation):
        return True
    own = reporter_of(who) == of.reporter and origin_of(who) == of.origin
    return own and permits(who, object, operation, "own")


def keep_real(who: Any, of: ReportInfo) -> None:
    """A demonstration account changes nothing that is real. Raises NoSuchReport."""
    if _pretends(who, of):
        raise NoSuchReport()


def _pretends(who: Any, of: ReportInfo) -> bool:
    return of.origin is Origin.REAL and origin_of(who) is not Origin.REAL


def report_for(
    who: Any, id: UUID, operation: str = "read", object: str = "monitoring.report"
) -> ReportInfo:
    """A report that a request or an account may see. Raises NoSuchReport for another's too."""
    found = report(id)
    if not may_see(who, found, operation, object):
        note_hidden(who, object, operation)
        raise NoSuchReport()
    return found


# --- reports ----------------------------------------------------------------------------------


def report(id: UUID) -> ReportInfo:
    """One report. Raises NoSuchReport."""
    row = models.Report.objects.filter(pk=id).first()
    if row is None:
        raise NoSuchReport()
    return info(row)


def waiting_of(ids: Collection[UUID]) -> tuple[UUID, ...]:
    """Those of these reports that are handed in and not decided yet."""
    rows = models.Report.objects.filter(state=State.SUBMITTED.value)
    listed = sorted(ids)
    parts = [listed[start : start + 400] for start in range(0, len(listed), 400)]
    found = (rows.filter(pk__in=part).values_list("pk", flat=True) for part in parts)
    return tuple(id for some in found for id in some)


def find_report(
    programme: str, subject: Subject, reporter: Reporter, origin: Origin
) -> ReportInfo | None:
    """The report of a reporter on a subject; None while there is none."""
    row = models.Report.objects.filter(
        programme=programme, subject=str(subject), reporter=str(reporter), origin=origin
    ).first()
    return info(row) if row else None


def reports(
    programme: str,
    origin: Origin,
    *,
    state: State | None = None,
    reporter: Reporter | None = None,
    kind: str | None = None,
    place: str | None = None,
    year: int | None = None,
) -> tuple[ReportInfo, ...]:
    """Reports, the latest touched first; an argument left out asks for all."""
    return tuple(
        info(row)
        for row in found(
            programme,
            origin,
            state=state,
            reporter=reporter,
            kind=kind,
            place=place,
            year=year,
        )
    )


def found(
    programme: str, origin: Origin | None, *, reporter: Reporter | None = None, **asked: Any
) -> QuerySet[models.Report]:
    """The rows behind reports(), for a list that is read in parts. origin None: every origin."""
    rows = models.Report.objects.filter(programme=programme)
    if origin is not None:
        rows = rows.filter(origin=origin)
    if reporter is not None:
        rows = rows.filter(reporter=str(reporter))
    named = {name: value for name, value in asked.items() if value is not None}
    return rows.filter(**named).order_by("-updated_at", "id")


def previous_content(
    programme: str, subject: Subject, reporter: Reporter, origin: Origin
) -> AnyContent | None:
    """What the reporter said of the same place for the latest earlier year; drafts do not count."""
    row = (
        models.Report.objects.filter(
            programme=programme,
            kind=subject.kind,
            place=subject.place,
            year__lt=subject.year,
            reporter=str(reporter),
            origin=origin,
            state__in=[State.SUBMITTED, State.ACCEPTED],
        )
        .order_by("-year", "subject")
        .first()
    )
    return CONTENT.validate_python(row.content) if row else None


def info(row: models.Report) -> ReportInfo:
    """A row as a plain value."""
    return ReportInfo(
        id=row.pk,
        programme=row.programme,
        subject=Subject.parse(row.subject),
        reporter=Reporter.parse(row.reporter),
        origin=Origin(row.origin),
        state=State(row.state),
        version=row.version,
        content=CONTENT.validate_python(row.content),
        updated_at=row.updated_at,
        updated_by=row.updated_by,
        submitted_at=row.submitted_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        reason=row.reason,
        delivery_id=row.delivery_id,
    )


# --- steps and evidence -----------------------------------------------------------------------


def steps(report_id: UUID) -> tuple[StepInfo, ...]:
    """What was done to a report, oldest first."""
    rows = models.Step.objects.filter(report_id=report_id).order_by("version")
    return tuple(
        StepInfo(
            version=row.version,
            kind=StepKind(row.kind),
            content=CONTENT.validate_python(row.content),
            reason=row.reason,
            at=row.at,
            by=row.by,
            role=row.role,
        )
        for row in rows
    )


def evidence_of(
    report_ids: Collection[UUID], *, removed: bool = False
) -> Mapping[UUID, tuple[EvidenceInfo, ...]]:
    """The evidence of reports in the order it was added; a report without any is left out.

    removed  also what was taken away
    """
    rows = models.Evidence.objects.filter(report_id__in=list(report_ids))
    if not removed:
        rows = rows.filter(removed_at__isnull=True)
    grouped: dict[UUID, list[EvidenceInfo]] = {}
    for row in rows.order_by("added_at", "id"):
        grouped.setdefault(row.report_id, []).append(evidence_info(row))
    return {id: tuple(items) for id, items in grouped.items()}


def evidence(id: UUID) -> EvidenceInfo:
    """One piece of evidence, removed or not. Raises NoSuchEvidence."""
    row = models.Evidence.objects.filter(pk=id).first()
    if row is None:
        raise NoSuchEvidence()
    return evidence_info(row)


def evidence_for(who: Any, id: UUID, operation: str = "read") -> EvidenceInfo:
    """A piece of evidence that a request or an account may see; another's is NoSuchEvidence."""
    asked = evidence(id)
    if not may_see(who, report(asked.report_id), operation, "monitoring.evidence"):
        note_hidden(who, "monitoring.evidence", operation)
        raise NoSuchEvidence()
    return asked


def evidence_info(row: models.Evidence) -> EvidenceInfo:
    return EvidenceInfo(**{name: getattr(row, name) for name in EvidenceInfo.__dataclass_fields__})
