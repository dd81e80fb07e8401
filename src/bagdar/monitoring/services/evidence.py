"""Evidence behind a report: particulars of a document, with a link or a file."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db import transaction

from bagdar import kept
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.file_names import safe_name
from bagdar.core.periods import local_date
from bagdar.monitoring import models
from bagdar.monitoring.queries.duties import declared
from bagdar.monitoring.queries.reports import EvidenceInfo, NoSuchEvidence, evidence_info
from bagdar.monitoring.rules.content import FaultyContent
from bagdar.monitoring.rules.documents import (
    MEDIA_TYPES,
    LargeFile,
    ending_of,
    evidence_faults,
)
from bagdar.monitoring.rules.nouns import State
from bagdar.monitoring.rules.workflow import EVIDENCE_OPEN, NoSuchReport, NotNow


class Upload(Protocol):
    """A file as Django gives it: a name and its contents in parts."""

    name: str | None

    def chunks(self) -> Iterable[bytes]: ...


@transaction.atomic
def add_evidence(
    report_id: UUID,
    *,
    kind: str,
    title: str,
    number: str = "",
    dated_on: date | None = None,
    url: str = "",
    file: Upload | None = None,
    by: Actor,
    at: datetime,
) -> EvidenceInfo:
    """Put a document behind a report that is not handed in.

    Raises NoSuchReport, NotNow, FaultyContent, EmptyFile, LargeFile, UnknownFile, FileWithMacros.
    """
    report = _open_report(report_id)
    known = tuple(one.code for one in declared(report.programme).documents)
    faults = evidence_faults(
        kind, title, number, dated_on, url,
        known=known, has_file=file is not None, today=local_date(at),
    )  # fmt: skip
    if faults:
        raise FaultyContent(faults)
    told_of_file = _keep(file) if file is not None else {}
    row = models.Evidence.objects.create(
        report=report, kind=kind, title=title.strip(), number=number.strip(), dated_on=dated_on,
        url=url, added_at=at, added_by=by.name, **told_of_file,
    )  # fmt: skip
    told = {"evidence": str(row.pk), "kind": kind, "file": row.file_name, "sha256": row.sha256}
    record("monitoring.evidence_added", about=f"monitoring.report:{report.pk}", by=by, facts=told)
    return evidence_info(row)


@transaction.atomic
def remove_evidence(id: UUID, *, by: Actor, at: datetime) -> EvidenceInfo:
    """Take a document away from a report that is not handed in; row and file are kept.

    Taking away what is away already changes nothing. Raises NoSuchEvidence, NotNow.
    """
    report_id = models.Evidence.objects.filter(pk=id).values_list("report_id", flat=True).first()
    if report_id is None:
        raise NoSuchEvidence()
    report = _open_report(report_id)
    row = models.Evidence.objects.get(pk=id)
    if row.removed_at is None:
        row.removed_at, row.removed_by = at, by.name
        row.save(update_fields=["removed_at", "removed_by"])
        told = {"evidence": str(id), "sha256": row.sha256}
        where = f"monitoring.report:{report.pk}"
        record("monitoring.evidence_removed", about=where, by=by, facts=told)
    return evidence_info(row)


def _open_report(id: UUID) -> models.Report:
    """The row of a report whose evidence may change, locked. Raises NoSuchReport, NotNow."""
    row = models.Report.objects.select_for_update().filter(pk=id).first()
    if row is None:
        raise NoSuchReport()
    if row.state not in EVIDENCE_OPEN:
        raise NotNow(State(row.state))
    return row


def _keep(file: Upload) -> dict[str, object]:
    """Keep a file; gives what its row says of it. Raises LargeFile and what `ending_of` does."""
    with kept.coming(_bounded(file)) as one:
        ending = ending_of(one.file)
        one.keep()
    return {
        "file_name": safe_name(file.name or "", ending),
        "media_type": MEDIA_TYPES[ending],
        "size": one.size,
        "sha256": one.sha256,
    }


def _bounded(file: Upload) -> Iterator[bytes]:
    """No more of a file than is allowed. Raises LargeFile."""
    size = 0
    for part in file.chunks():
        size += len(part)
        if size > settings.EVIDENCE_MIB << 20:
            raise LargeFile(most=settings.EVIDENCE_MIB)
        yield part
