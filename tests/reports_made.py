"""Reports brought into each state by the services, for tests of pages and of access."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from bagdar.audit.rules import Actor
from bagdar.monitoring.queries.reports import EvidenceInfo
from bagdar.monitoring.rules.nouns import (
    AnyContent,
    IndicatorContent,
    MilestoneContent,
    MoneyContent,
    MoneyLine,
    Origin,
    Reporter,
    ReportInfo,
    State,
    Subject,
)
from bagdar.monitoring.services import evidence, reporting

PROGRAMME = "kz-2020-2025"
HERE = f"/kk/programme/{PROGRAMME}"
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MES, AKMOLA = Reporter("body", "mes"), Reporter("region", "KZ-11")
OFFICER, AKIMAT = Actor("test-body", "body"), Actor("test-region", "region")
COORDINATOR = Actor("test-coordinator", "coordinator")
BY: Mapping[Reporter, Actor] = {MES: OFFICER, AKMOLA: AKIMAT}

MILESTONE = Subject("milestone", "m1", "1/2020-06")
INDICATOR = Subject("indicator", "I1.3.3/school", "2021")
MONEY = Subject("money", "m2", "2021")
DONE = MilestoneContent(status="done", done_on=date(2020, 6, 25), text="Бекітілді.")
CONTENTS: Mapping[str, AnyContent] = {
    "milestone": DONE,
    "indicator": IndicatorContent(value=62, document="Әкімшілік деректер"),  # type: ignore[arg-type]
    "money": MoneyContent(
        lines=(MoneyLine(source="РБ", budget_programme="098", plan=580899, spent=580000),)  # type: ignore[arg-type]
    ),
}


def made(
    state: State = State.DRAFT,
    subject: Subject = MILESTONE,
    reporter: Reporter = MES,
    content: AnyContent | None = None,
    origin: Origin = Origin.REAL,
    at: datetime = AT,
) -> ReportInfo:
    """A report that was walked to a state, as its own officer and the coordinator would."""
    by = BY.get(reporter, OFFICER)
    told = content or CONTENTS[subject.kind]
    report = reporting.save_report(PROGRAMME, subject, reporter, told, origin=origin, by=by, at=at)
    if state is State.DRAFT:
        return report
    report = reporting.submit_report(report.id, by=by, at=at, expect_version=report.version)
    decide: dict[str, Any] = {"by": COORDINATOR, "at": at, "expect_version": report.version}
    if state is State.ACCEPTED:
        return reporting.accept_report(report.id, **decide)
    if state is State.RETURNED:
        return reporting.return_report(report.id, "Бұйрықты қосыңыз.", **decide)
    return report


def paper(report: ReportInfo) -> EvidenceInfo:
    """A document with a number behind a report that is not handed in."""
    return evidence.add_evidence(
        report.id, kind="order", title="Бұйрық", number="254", by=OFFICER, at=AT
    )


def report_address(report: ReportInfo, end: str = "") -> str:
    return f"{HERE}/reports/{report.id}/{end}"
