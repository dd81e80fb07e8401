"""What every page of a report begins with: the edition, the report, and whether it may be seen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from bagdar.access.public import Forbidden, permits
from bagdar.look.origins import origin_words
from bagdar.monitoring.presenters.desk_words import Matter
from bagdar.monitoring.queries import duties, facts, reports
from bagdar.monitoring.rules.nouns import Origin, Reporter, ReportInfo, Subject
from bagdar.monitoring.rules.workflow import NoSuchReport
from bagdar.programme.public import Opened, context_of, opened
from bagdar.programme.rules.act import Edition

REPORT, EVIDENCE = "monitoring.report", "monitoring.evidence"
ROOT = "programme/<str:programme>"


@dataclass(frozen=True)
class OpenReport:
    """A report that the reader may see, with everything that says what it is about."""

    found: Opened
    report: ReportInfo
    matter: Matter


def open_report(
    request: HttpRequest,
    programme: str,
    report_id: UUID,
    operation: str = "read",
    object: str = REPORT,
) -> OpenReport:
    """Raises NoSuchReport, for another's as well: an address says nothing about it."""
    found = opened(programme)
    report = reports.report_for(request, report_id, operation, object)
    if report.programme != found.info.programme:
        raise NoSuchReport()
    return OpenReport(found, report, matter_of(found, report.subject, report.reporter))


def matter_of(found: Opened, subject: Subject, reporter: Reporter) -> Matter:
    code = found.info.programme
    return Matter(
        edition=found.edition,
        monitoring=duties.declared(code),
        subject=subject,
        reporter=reporter,
        duty=duties.duty_of(code, subject, reporter),
        reader=found.reader,
    )


def own_reporter(request: HttpRequest) -> Reporter:
    """For whom the reader reports. Raises Forbidden for an account that speaks for nobody."""
    reporter = reports.reporter_of(request)
    if reporter is None:
        raise Forbidden()
    return reporter


def sees_all(request: HttpRequest) -> bool:
    return permits(request, "monitoring.report", "read")


def previous_figure(matter: Matter, origin: Origin) -> Any:
    """The latest accepted figure of the row before the subject's year; None where there is none."""
    if matter.subject.kind != "indicator":
        return None
    code = matter.edition.programme
    region = matter.reporter.code if matter.reporter.kind == "region" else ""
    earlier = [
        one
        for one in facts.figures(code, origin, row=matter.subject.place)
        if one.region == region and one.year < matter.subject.year
    ]
    return max(earlier, key=lambda one: one.year).value if earlier else None


def page_context(
    request: HttpRequest, found: Opened, origin: Origin, **more: Any
) -> dict[str, Any]:
    """As the programme's pages have it; what is not real says so."""
    told = made_up(found.edition, origin)
    return context_of(request, found, code=found.info.programme, **told, **more)


def made_up(edition: Edition, origin: Origin) -> dict[str, object]:
    """What a page says of facts of an origin: illustrative, or simulated and by its words."""
    simulated = origin is Origin.SIMULATED
    words = {"simulated": True, "origin_words": origin_words(origin)} if simulated else {}
    return {"illustrative": edition.illustrative or origin is not Origin.REAL, **words}


def now() -> datetime:
    return timezone.now()
