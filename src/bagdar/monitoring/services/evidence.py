"""Evidence behind a report: particulars of a document, with a link or a file.

A file is written whole and forced to the disk before the row that names it is committed, under its
own checksum; so a row never stands without its file. A file whose row was rolled back may stay: it
is reached by nobody, and is used again where the same file comes.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import IO, Protocol
from uuid import UUID

from django.conf import settings
from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.periods import local_date
from bagdar.monitoring import models
from bagdar.monitoring.queries.duties import declared
from bagdar.monitoring.queries.files import folder, is_intact, path_of
from bagdar.monitoring.queries.reports import EvidenceInfo, NoSuchEvidence, evidence_info
from bagdar.monitoring.rules.content import FaultyContent
from bagdar.monitoring.rules.documents import (
    MEDIA_TYPES,
    LargeFile,
    ending_of,
    evidence_faults,
    safe_name,
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
    kept = _keep(file) if file is not None else {}
    row = models.Evidence.objects.create(
        report=report, kind=kind, title=title.strip(), number=number.strip(), dated_on=dated_on,
        url=url, added_at=at, added_by=by.name, **kept,
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
    """Write a file under its checksum; gives what its row says of it."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder(), prefix=".coming-", delete=False) as coming:
        try:
            sha256, size = _copy(file, coming)
            ending = ending_of(coming)
            _settle(Path(coming.name), sha256)
        finally:
            Path(coming.name).unlink(missing_ok=True)
    return {
        "file_name": safe_name(file.name or "", ending),
        "media_type": MEDIA_TYPES[ending],
        "size": size,
        "sha256": sha256,
    }


def _copy(file: Upload, coming: IO[bytes]) -> tuple[str, int]:
    """Contents to disk, and no more of them than is allowed. Raises LargeFile."""
    digest, size = hashlib.sha256(), 0
    for part in file.chunks():
        size += len(part)
        if size > settings.EVIDENCE_MIB << 20:
            raise LargeFile(most=settings.EVIDENCE_MIB)
        digest.update(part)
        coming.write(part)
    coming.flush()
    os.fsync(coming.fileno())
    return digest.hexdigest(), size


def _settle(coming: Path, sha256: str) -> None:
    """Give the file its name, and force that name to the disk; a damaged one is replaced."""
    if is_intact(sha256):
        return
    path = path_of(sha256)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    coming.chmod(0o400)
    coming.replace(path)
    for place in (path.parent, path.parent.parent):
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
