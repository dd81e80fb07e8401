"""Reads of yearly reports: what was asked for, how far it is, and where its file lies."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from bagdar.look.charts import CODE
from bagdar.monitoring import models
from bagdar.monitoring.queries import facts
from bagdar.monitoring.queries.duties import today
from bagdar.monitoring.queries.reports import info as report_info
from bagdar.monitoring.rules.building import (
    BuildStatus,
    NoSuchYearlyReport,
    YearlyReportNotReady,
    is_stuck,
)
from bagdar.monitoring.rules.nouns import Origin, ReportInfo, State
from bagdar.programme import public as programme_app

MOST_LISTED = 200
OWN = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class YearlyReportInfo:
    """A report as it stands now. size in bytes; is_current: newer facts would give the same."""

    id: UUID
    programme: str
    edition: int
    year: int
    region: str
    language: str
    format: str
    origin: Origin
    status: BuildStatus
    step: str
    reason: str
    requested_at: datetime
    requested_by: str
    beat_at: datetime
    finished_at: datetime | None
    known_at: datetime | None
    sha256: str
    size: int
    file_name: str
    is_current: bool

    def is_stuck(self, now: datetime) -> bool:
        return is_stuck(self.status, self.beat_at, now)

    @property
    def is_open(self) -> bool:
        return self.status in (BuildStatus.QUEUED, BuildStatus.BUILDING)


def facts_key(programme: str, edition: int) -> str:
    """Changes with everything that a report says: the act, facts, what is declared, the words, the
    code that writes it, and the day, since what is late depends on it.
    """
    parts = (
        programme_app.edition_info(programme, edition).digest,
        facts.basis(programme).value,
        str(facts.revision()),
        today().isoformat(),
        _declared(settings.DATA_DIR),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@lru_cache(maxsize=4)
def _declared(data_dir: Path) -> str:
    """Declared files and code, read once a process: both change with a new start only."""
    found = [
        *sorted((data_dir / "monitoring").rglob("*.*")),
        *sorted((data_dir / "words").glob("*.toml")),
        *sorted((data_dir / "territories").glob("*.csv")),
        *sorted((OWN / "rules").glob("*.py")),
        *sorted((OWN / "queries").glob("*.py")),
        *sorted((OWN / "reports").glob("*.*")),
        OWN / "pictures.py",
    ]
    digest = hashlib.sha256(CODE.encode())
    for path in found:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def yearly_report(id: UUID) -> YearlyReportInfo:
    """One report. Raises NoSuchYearlyReport."""
    row = models.YearlyReport.objects.filter(pk=id).first()
    if row is None:
        raise NoSuchYearlyReport()
    return info(row, facts_key(row.programme, row.edition))


def yearly_reports(
    programme: str, *, status: BuildStatus | None = None
) -> tuple[YearlyReportInfo, ...]:
    """A programme's reports, the newest first."""
    rows = models.YearlyReport.objects.filter(programme=programme)
    if status:
        rows = rows.filter(status=status.value)
    keys: dict[int, str] = {}
    listed = []
    for row in rows.order_by("-requested_at", "id")[:MOST_LISTED]:
        keys.setdefault(row.edition, facts_key(programme, row.edition))
        listed.append(info(row, keys[row.edition]))
    return tuple(listed)


def behind(programme: str, origin: Origin, year: int) -> tuple[ReportInfo, ...]:
    """Accepted reports of milestones that are not done, or done in part, up to a year."""
    rows = models.Report.objects.filter(
        programme=programme,
        origin=origin.value,
        kind="milestone",
        state=State.ACCEPTED.value,
        year__lte=year,
        content__status__in=["partly", "not_done"],
    )
    return tuple(report_info(row) for row in rows.order_by("year", "subject", "reporter"))


def waiting() -> QuerySet[models.YearlyReport]:
    return models.YearlyReport.objects.filter(status=BuildStatus.QUEUED.value)


def info(row: models.YearlyReport, current: str) -> YearlyReportInfo:
    """A row as a plain value. current: the facts as they are now, see facts_key."""
    return YearlyReportInfo(
        id=row.pk,
        programme=row.programme,
        edition=row.edition,
        year=row.year,
        region=row.region,
        language=row.language,
        format=row.format,
        origin=Origin(row.origin),
        status=BuildStatus(row.status),
        step=row.step,
        reason=row.reason,
        requested_at=row.requested_at,
        requested_by=row.requested_by,
        beat_at=row.beat_at,
        finished_at=row.finished_at,
        known_at=row.known_at,
        sha256=row.sha256,
        size=row.size,
        file_name=row.file_name,
        is_current=row.facts == current,
    )


# --- files --------------------------------------------------------------------------------------


def folder() -> Path:
    return Path(settings.VAR_DIR) / "yearly-reports"


def content_of(report: YearlyReportInfo) -> bytes:
    """The file, checked against its digest. Raises YearlyReportNotReady where it is not whole."""
    try:
        content = (folder() / report.sha256).read_bytes() if report.sha256 else b""
    except OSError:
        content = b""
    if report.status != BuildStatus.READY or hashlib.sha256(content).hexdigest() != report.sha256:
        raise YearlyReportNotReady()
    return content
