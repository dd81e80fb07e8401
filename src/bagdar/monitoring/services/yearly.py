"""Asking for a yearly report, taking it up, and what became of it."""

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from bagdar.audit import public as audit
from bagdar.audit.rules import Actor
from bagdar.monitoring import models
from bagdar.monitoring.queries import facts, yearly
from bagdar.monitoring.queries.yearly import YearlyReportInfo
from bagdar.monitoring.rules.building import (
    MOST_AT_ONCE,
    MOST_WAITING,
    BuildStatus,
    TooManyWaiting,
    is_stuck,
    may_restart,
)

BUILDER = Actor(name="yearly-report", role="operator")


def ask_for_yearly_report(
    programme: str,
    edition: int,
    year: int,
    region: str,
    language: str,
    format: str,
    *,
    by: Actor,
    at: datetime,
) -> YearlyReportInfo:
    """The report of this question and of the facts as they are: the one there is, or a new one.

    What failed, is stuck or has lost its file is put into the queue again. The question itself was
    checked by reports.gathered.checked. Raises TooManyWaiting.
    """
    key = yearly.facts_key(programme, edition)
    asked = {
        "programme": programme, "edition": edition, "year": year, "region": region,
        "language": language, "format": format, "facts": key,
    }  # fmt: skip
    try:
        with transaction.atomic():
            return yearly.info(_ask(asked, by, at), key)
    except IntegrityError:  # somebody asked for the same in this very moment
        return yearly.info(models.YearlyReport.objects.get(**asked), key)


def _ask(asked: dict[str, Any], by: Actor, at: datetime) -> models.YearlyReport:
    row = models.YearlyReport.objects.select_for_update().filter(**asked).first()
    if row is not None and not _must_build_again(row, at):
        return row
    if yearly.waiting().count() >= MOST_WAITING:
        raise TooManyWaiting(limit=MOST_WAITING)
    action = "monitoring.yearly_report_restarted" if row else "monitoring.yearly_report_requested"
    if row is None:
        row = models.YearlyReport(
            **asked, origin=facts.basis(asked["programme"]).value, requested_at=at
        )
    row.status, row.reason, row.step = BuildStatus.QUEUED.value, "", ""
    row.sha256, row.size, row.file_name = "", 0, ""
    row.finished_at = row.known_at = None
    row.requested_by, row.requested_role, row.beat_at = by.name, by.role, at
    row.save()
    _record(action, row, by)
    return row


def _must_build_again(row: models.YearlyReport, at: datetime) -> bool:
    if row.status == BuildStatus.READY.value:
        path = yearly.folder() / row.sha256
        return not path.is_file() or path.stat().st_size != row.size
    return may_restart(BuildStatus(row.status), row.beat_at, at)


@transaction.atomic
def take_up(*, at: datetime) -> YearlyReportInfo | None:
    """The report that has waited longest, now being built; None where enough are being built, or
    nothing waits. One whose builder fell silent waits again.
    """
    rows = models.YearlyReport.objects.select_for_update()
    building = list(rows.filter(status=BuildStatus.BUILDING.value).order_by("beat_at"))
    silent = [row for row in building if is_stuck(BuildStatus.BUILDING, row.beat_at, at)]
    if len(building) - len(silent) >= MOST_AT_ONCE:
        return None
    row = rows.filter(status=BuildStatus.QUEUED.value).order_by("requested_at", "id").first()
    row = row or next(iter(silent), None)
    if row is None:
        return None
    row.status, row.step, row.beat_at = BuildStatus.BUILDING.value, "facts", at
    row.attempt += 1
    row.save()
    _record("monitoring.yearly_report_taken_up", row, BUILDER)
    return yearly.info(row, row.facts)


@transaction.atomic
def finish(id: Any, content: bytes, file_name: str, known_at: datetime, *, at: datetime) -> None:
    """The report is ready; its file is in place before anybody is told."""
    row = models.YearlyReport.objects.select_for_update().get(pk=id)
    row.sha256, row.size = _keep(content), len(content)
    row.file_name, row.known_at = file_name, known_at
    row.status, row.step, row.reason = BuildStatus.READY.value, "", ""
    row.finished_at = row.beat_at = at
    row.save()
    _record("monitoring.yearly_report_ready", row, BUILDER, sha256=row.sha256, size=row.size)


@transaction.atomic
def give_up(id: Any, reason: str, *, at: datetime) -> None:
    """The report could not be built. reason: the error's kind, never what it was about."""
    row = models.YearlyReport.objects.select_for_update().get(pk=id)
    if row.status == BuildStatus.READY.value:
        return
    row.status, row.reason = BuildStatus.FAILED.value, reason[:300] or "?"
    row.finished_at = row.beat_at = at
    row.save()
    _record("monitoring.yearly_report_failed", row, BUILDER, reason=row.reason)


def _keep(content: bytes) -> str:
    """Written beside and moved into place, under its digest: a reader never sees half of it."""
    digest = hashlib.sha256(content).hexdigest()
    folder: Path = yearly.folder()
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, beside = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, folder / digest)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return digest


def _record(action: str, row: models.YearlyReport, by: Actor, **more: object) -> None:
    facts_told = {
        "year": row.year, "region": row.region, "language": row.language, "format": row.format,
        **more,
    }  # fmt: skip
    audit.record(action, about=f"monitoring.yearly_report:{row.pk}", by=by, facts=facts_told)
