"""The steps of a report. Each locks it, asks the rules, and writes the step, the facts that follow
from it and its audit event in one transaction.

expect_version  the version that was read by whoever decides; 0: there is no report yet
at              the instant of the step, given by the edge
"""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.periods import local_date
from bagdar.monitoring import models
from bagdar.monitoring.queries.asking import Asked, questions_about
from bagdar.monitoring.queries.duties import declared, duties_by_key
from bagdar.monitoring.queries.reports import info
from bagdar.monitoring.rules import workflow
from bagdar.monitoring.rules.content import FaultyContent, faults_of
from bagdar.monitoring.rules.declared import Monitoring
from bagdar.monitoring.rules.nouns import (
    AnyContent,
    Origin,
    Reporter,
    ReportInfo,
    State,
    StepKind,
    Subject,
)
from bagdar.monitoring.rules.workflow import NoSuchReport, NotYours, ReportChanged
from bagdar.monitoring.services import facts
from bagdar.programme import public as programme_app
from bagdar.programme.rules.act import Edition


@dataclass(frozen=True)
class Known:
    """What the rules of writing ask for: the edition, what is declared, who owes what."""

    edition: Edition
    monitoring: Monitoring
    owed: Container[tuple[str, str]]

    @classmethod
    def of(cls, programme: str) -> "Known":
        """Raises NoSuchProgramme."""
        return cls(programme_app.edition(programme), declared(programme), duties_by_key(programme))


@transaction.atomic
def save_report(
    programme: str,
    subject: Subject,
    reporter: Reporter,
    content: AnyContent,
    *,
    origin: Origin,
    by: Actor,
    at: datetime,
    expect_version: int = 0,
) -> ReportInfo:
    """Keep a draft, the first one or the next. What stands already is not written again.

    A submitted report is taken back by it: its pending facts end.
    Raises NoSuchProgramme, FaultyContent, NotYours, ReportChanged, NotNow.
    """
    require_writable(programme, subject, reporter, content, at, complete=False)
    row, created = _row_for_update(programme, subject, reporter, content, origin, by, at)
    now = info(row)
    if not created:
        if now.content == content and now.state in (State.DRAFT, State.RETURNED):
            return now
        workflow.expect(now, expect_version, content)
        if now.state is State.SUBMITTED:
            facts.end_pending([row.pk], at)
    elif expect_version:
        raise NoSuchReport()
    return _step(row, StepKind.SAVED, by, at, content=content, first=created)


@transaction.atomic
def submit_report(
    id: UUID, *, by: Actor, at: datetime, expect_version: int, confirmed: bool = True
) -> ReportInfo:
    """Hand a report in: what it says is pending from now on.

    confirmed  False: refuse while its figures raise questions
    Raises NoSuchReport, ReportChanged, NotNow, FaultyContent, NotYours, Asked.
    """
    row, now = _locked(id, expect_version)
    workflow.after(now.state, StepKind.SUBMITTED)
    require_writable(now.programme, now.subject, now.reporter, now.content, at, complete=True)
    asked = questions_about(now.programme, now.subject, now.reporter, now.content, now.origin)
    if asked and not confirmed:
        raise Asked(asked)
    row.submitted_at, row.reason = at, ""
    after = _step(row, StepKind.SUBMITTED, by, at, questions=[one.code for one in asked])
    facts.put_pending([after], by, at)
    return after


@transaction.atomic
def accept_report(id: UUID, *, by: Actor, at: datetime, expect_version: int) -> ReportInfo:
    """Accept a report: its facts stand, and those that stood in their place end.

    Raises NoSuchReport, ReportChanged, NotNow.
    """
    row, now = _locked(id, expect_version)
    workflow.after(now.state, StepKind.ACCEPTED)
    facts.put_standing([now], by, at)
    row.decided_at, row.decided_by, row.reason = at, by.name, ""
    return _step(row, StepKind.ACCEPTED, by, at)


@transaction.atomic
def return_report(
    id: UUID, reason: str, *, by: Actor, at: datetime, expect_version: int
) -> ReportInfo:
    """Send a report back with a reason: what it has pending ends; what stood before stays.

    Raises NoSuchReport, ReportChanged, NotNow, ReasonNeeded.
    """
    row, now = _locked(id, expect_version)
    workflow.after(now.state, StepKind.RETURNED)
    row.reason = workflow.reason_of(StepKind.RETURNED, reason)
    row.decided_at, row.decided_by = at, by.name
    facts.end_pending([row.pk], at)
    return _step(row, StepKind.RETURNED, by, at)


@transaction.atomic
def reopen_report(
    id: UUID, reason: str, *, by: Actor, at: datetime, expect_version: int
) -> ReportInfo:
    """Let an accepted report be mended: it counts as returned; its facts stand until the next
    acceptance. Raises NoSuchReport, ReportChanged, NotNow, ReasonNeeded.
    """
    row, now = _locked(id, expect_version)
    workflow.after(now.state, StepKind.REOPENED)
    row.reason = workflow.reason_of(StepKind.REOPENED, reason)
    return _step(row, StepKind.REOPENED, by, at)


def require_writable(
    programme: str,
    subject: Subject,
    reporter: Reporter,
    content: AnyContent,
    at: datetime,
    *,
    complete: bool,
    known: Known | None = None,
) -> None:
    """Refuse what nobody may keep. Raises NoSuchProgramme, FaultyContent, NotYours.

    known  what was read already, where many reports are written at once
    """
    known = known or Known.of(programme)
    faults = faults_of(
        content,
        subject,
        known.edition,
        known.monitoring,
        reporter=reporter,
        today=local_date(at),
        complete=complete,
    )
    if faults:
        raise FaultyContent(faults)
    if (str(subject), str(reporter)) not in known.owed:
        raise NotYours()


def about(report: ReportInfo) -> str:
    """How the audit trail names a report."""
    return f"monitoring.report:{report.id}"


def _row_for_update(
    programme: str,
    subject: Subject,
    reporter: Reporter,
    content: AnyContent,
    origin: Origin,
    by: Actor,
    at: datetime,
) -> tuple[models.Report, bool]:
    """The row, made where there was none; of two who make it at once, one makes it."""
    row, created = models.Report.objects.get_or_create(
        programme=programme,
        subject=str(subject),
        reporter=str(reporter),
        origin=origin.value,
        defaults={
            "edition": programme_app.edition_info(programme).number,
            "kind": subject.kind,
            "place": subject.place,
            "year": subject.year,
            "state": State.DRAFT.value,
            "content": content.model_dump(mode="json"),
            "created_at": at,
            "updated_at": at,
            "updated_by": by.name,
        },
    )
    return (row if created else models.Report.objects.select_for_update().get(pk=row.pk)), created


def _locked(id: UUID, expect_version: int) -> tuple[models.Report, ReportInfo]:
    """The row of a report, nobody else's until the end. Raises NoSuchReport, ReportChanged."""
    row = models.Report.objects.select_for_update().filter(pk=id).first()
    if row is None:
        raise NoSuchReport()
    now = info(row)
    workflow.expect(now, expect_version)
    return row, now


def _step(
    row: models.Report,
    kind: StepKind,
    by: Actor,
    at: datetime,
    *,
    content: AnyContent | None = None,
    first: bool = False,
    questions: list[str] | None = None,
) -> ReportInfo:
    """Write where the report stands after a step, the step, and its event. Raises NotNow."""
    before = row.state
    row.state = workflow.after(State(row.state), kind).value
    row.version = 1 if first else row.version + 1
    row.updated_at, row.updated_by = at, by.name
    if content is not None:
        row.content = content.model_dump(mode="json")
    row.save()
    models.Step.objects.create(
        report=row,
        version=row.version,
        kind=kind.value,
        content=row.content,
        reason=row.reason if workflow.DEEDS[kind].needs_reason else "",
        at=at,
        by=by.name,
        role=by.role,
    )
    after = info(row)
    told = {"subject": row.subject, "reporter": row.reporter, "version": row.version}
    told |= {"before": before, "after": row.state, "origin": row.origin}
    told |= {"questions": questions} if questions else {}
    record(f"monitoring.report_{kind.value}", about=about(after), by=by, facts=told)
    return after


__all__ = [
    "NoSuchReport",
    "NotYours",
    "ReportChanged",
    "accept_report",
    "reopen_report",
    "return_report",
    "save_report",
    "submit_report",
]
