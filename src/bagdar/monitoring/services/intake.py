"""Takes in files and batches of reports: the good rows once, the others back with reasons.

A file is read and judged before anything is locked; what stands is then looked at again inside
the one transaction that writes the delivery, its reports and their facts. Whoever is killed at
any instant has delivered all of it or nothing, and sends the same file again.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db import transaction

from bagdar import confined
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.declared import safe
from bagdar.core.errors import Fault, FaultyData
from bagdar.core.periods import local_date
from bagdar.core.sheets.limits import LIMITS
from bagdar.look.words import words_catalogue
from bagdar.monitoring import models
from bagdar.monitoring.queries import deliveries
from bagdar.monitoring.queries.deliveries import DeliveryInfo
from bagdar.monitoring.queries.duties import declared, duties_of
from bagdar.monitoring.queries.reports import info as report_info
from bagdar.monitoring.rules import intake, uploads
from bagdar.monitoring.rules.declared import Monitoring
from bagdar.monitoring.rules.intake import Ground, Paper, Ready, Returned
from bagdar.monitoring.rules.nouns import Origin, Reporter
from bagdar.monitoring.rules.templates import Kind
from bagdar.monitoring.rules.upload_values import How
from bagdar.monitoring.rules.uploads import Upload
from bagdar.monitoring.services.entries import Document, Entry, fates, submit_entries
from bagdar.programme import public as programme_app

Batch = Mapping[Kind, Sequence[Mapping[str, Any]]]


def deliver(
    programme: str,
    reporter: Reporter,
    content: bytes,
    file_name: str,
    *,
    how: How | None = None,
    origin: Origin,
    by: Actor,
    at: datetime,
    dry_run: bool = False,
) -> DeliveryInfo:
    """Take in an XLSX or CSV file; give what came of each row.

    The same bytes read in the same way change nothing: what they brought the first time is given.
    dry_run  judge every row and write nothing
    Raises NoSuchProgramme; FaultyData where the file cannot be read at all, nothing written.
    """
    refuse_large(len(content), file_name)
    how = how or How()
    digest = digest_of(content, how)
    name = safe(file_name, 200)
    told = Told(programme, reporter, origin, name, digest, len(content), by, at)
    if again := deliveries.find_delivery(programme, reporter, origin, digest):
        return again.repeated()
    monitoring = declared(programme)
    programme_app.edition_info(programme)
    upload = read_upload(content, told.shown, monitoring, how)
    return taken_in(told, upload, _Reported(told, monitoring), dry_run=dry_run)


def digest_of(content: bytes, how: How, salt: bytes = b"") -> str:
    """SHA-256 of the bytes, of how they were to be read, and of what was to be done with them."""
    read = b"\0" + how.key.encode() if how.key else b""
    return hashlib.sha256(content + read + salt).hexdigest()


def read_upload(content: bytes, shown: str, monitoring: Monitoring, how: How) -> Upload:
    given = (content, shown, monitoring.documents, how)
    return confined.read(uploads.read, shown, len(content), LIMITS, words_catalogue(), *given)


def deliver_batch(
    programme: str,
    reporter: Reporter,
    batch: Batch,
    *,
    origin: Origin,
    by: Actor,
    at: datetime,
    dry_run: bool = False,
) -> DeliveryInfo:
    """As deliver, for rows that a program sends: by kind, under the names of their columns."""
    text = json.dumps(batch, ensure_ascii=False, sort_keys=True, default=str).encode()
    digest = hashlib.sha256(text).hexdigest()
    told = Told(programme, reporter, origin, BATCH, digest, len(text), by, at)
    if again := deliveries.find_delivery(programme, reporter, origin, digest):
        return again.repeated()
    monitoring = declared(programme)
    programme_app.edition_info(programme)
    upload = uploads.read_batch(batch, words_catalogue(), monitoring.documents)
    return taken_in(told, upload, _Reported(told, monitoring), dry_run=dry_run)


BATCH = "batch.json"
MEBIBYTE = 1024 * 1024


def refuse_large(size: int, name: str) -> None:
    """Raises FaultyData for a file over BAGDAR_UPLOAD_MIB, before anything of it is read."""
    limit = settings.UPLOAD_MIB
    if size > limit * MEBIBYTE:
        facts: dict[str, object] = {"size_mib": -(-size // MEBIBYTE), "limit_mib": limit}
        raise FaultyData([Fault("upload_size", safe(name, 100), facts=facts)])


class Told:
    """What is known of a delivery before it is read."""

    def __init__(
        self,
        programme: str,
        reporter: Reporter,
        origin: Origin,
        file_name: str,
        digest: str,
        size: int,
        by: Actor,
        at: datetime,
    ) -> None:
        self.programme, self.reporter, self.origin = programme, reporter, origin
        self.file_name, self.digest, self.size = file_name, digest, size
        self.by, self.at = by, at

    @property
    def shown(self) -> str:
        return self.file_name

    @property
    def key(self) -> dict[str, str]:
        return {
            "programme": self.programme,
            "reporter": str(self.reporter),
            "origin": self.origin.value,
            "sha256": self.digest,
        }


class Judged:
    """Rows by what becomes of them."""

    def __init__(self) -> None:
        self.taken: list[tuple[Ready, Entry]] = []
        self.returned: list[Returned] = []
        self.unchanged = 0

    @property
    def rows_taken(self) -> int:
        return sum(len(ready.rows) for ready, _ in self.taken)


class Way(Protocol):
    """How rows come in. judge: against what stands, locked; write: those that are taken."""

    def judge(self, upload: Upload, *, lock: bool) -> Judged: ...
    def write(self, judged: Judged, delivery_id: UUID) -> None: ...


def taken_in(told: Told, upload: Upload, way: Way, *, dry_run: bool) -> DeliveryInfo:
    """What a delivery brought; with dry_run what it would bring, and nothing is written."""
    return _try(told, upload, way) if dry_run else _take_in(told, upload, way)


@transaction.atomic
def _take_in(told: Told, upload: Upload, way: Way) -> DeliveryInfo:
    """The delivery, its reports and its event; of two who send the same bytes, one does this."""
    row, created = models.Delivery.objects.get_or_create(
        **told.key,
        defaults={
            "file_name": told.file_name,
            "size": told.size,
            "at": told.at,
            "by": told.by.name,
        },
    )
    if not created:
        return deliveries.info(row).repeated()
    judged = way.judge(upload, lock=True)
    way.write(judged, row.pk)
    row.rows = len(upload.rows)
    row.taken, row.unchanged = judged.rows_taken, judged.unchanged
    row.refused = len(judged.returned)
    row.faults = deliveries.kept(judged.returned, upload.notes)
    row.save()
    counts = {name: getattr(row, name) for name in ("rows", "taken", "unchanged", "refused")}
    record(
        "monitoring.file_delivered",
        about=f"monitoring.delivery:{row.pk}",
        by=told.by,
        facts={"reporter": row.reporter, "origin": row.origin, "sha256": row.sha256, **counts},
    )
    return deliveries.info(row)


def _try(told: Told, upload: Upload, way: Way) -> DeliveryInfo:
    """What a delivery would bring; nothing is written."""
    judged = way.judge(upload, lock=False)
    return DeliveryInfo(
        id=None,
        programme=told.programme,
        reporter=told.reporter,
        origin=told.origin,
        file_name=told.file_name,
        sha256=told.digest,
        size=told.size,
        rows=len(upload.rows),
        taken=judged.rows_taken,
        unchanged=judged.unchanged,
        refused=len(judged.returned),
        returned=tuple(judged.returned),
        notes=upload.notes,
        at=told.at,
        by=told.by.name,
    )


class _Reported:
    """A reporter's own rows: handed in, to be accepted by somebody else."""

    def __init__(self, told: Told, monitoring: Monitoring) -> None:
        self.told, self.monitoring = told, monitoring

    def judge(self, upload: Upload, *, lock: bool) -> Judged:
        """Every row held against the act, the duties and what is reported already."""
        told = self.told
        ground = ground_of(told, told.reporter, self.monitoring, lock=lock)
        found = intake.sort_rows(upload.rows, ground)
        judged = Judged()
        judged.returned, judged.unchanged = list(found.returned), len(found.unchanged)
        entries = [entry_of(ready, told.reporter, self.monitoring) for ready in found.ready]
        for ready, entry, fate in zip(
            found.ready, entries, fates(told.programme, entries, origin=told.origin), strict=True
        ):
            if fate == "taken":
                judged.taken.append((ready, entry))
            elif fate == "unchanged":
                judged.unchanged += len(ready.rows)
            else:
                judged.returned.extend(intake.closed(ready))
        return judged

    def write(self, judged: Judged, delivery_id: UUID) -> None:
        submit_entries(
            self.told.programme,
            [entry for _, entry in judged.taken],
            origin=self.told.origin,
            by=self.told.by,
            at=self.told.at,
            delivery_id=delivery_id,
        )


def ground_of(told: Told, reporter: Reporter, monitoring: Monitoring, *, lock: bool) -> Ground:
    """What the rows of a reporter are held against."""
    return Ground(
        edition=programme_app.edition(told.programme),
        monitoring=monitoring,
        reporter=reporter,
        duties=intake.by_subject(duties_of(told.programme)),
        reports=_reports_of(told, reporter, lock=lock),
        today=local_date(told.at),
    )


def _reports_of(told: Told, reporter: Reporter, *, lock: bool) -> Mapping[Any, Any]:
    """The reporter's reports by subject; locked, so that nobody moves them before we write."""
    rows = models.Report.objects.filter(
        programme=told.programme, reporter=str(reporter), origin=told.origin.value
    ).order_by("subject")
    found = map(report_info, rows.select_for_update() if lock else rows)
    return {report.subject: report for report in found}


def entry_of(ready: Ready, reporter: Reporter, monitoring: Monitoring) -> Entry:
    papers = tuple(_document(paper, monitoring) for paper in ready.papers)
    return Entry(ready.subject, reporter, ready.content, papers)


def _document(paper: Paper, monitoring: Monitoring) -> Document:
    """A row names a document by its kind, so its title is the name of the kind."""
    name = next(one.name for one in monitoring.documents if one.code == paper.kind)
    return Document(paper.kind, name.kk, paper.number, paper.dated_on, paper.url)
