"""Builds reports that wait, in a process of its own: a worker that answers pages builds none."""

import logging
from collections.abc import Callable
from typing import cast

from django.utils import timezone

from bagdar import jobs
from bagdar.audit.rules import Actor
from bagdar.core.errors import DomainError
from bagdar.core.languages import Language
from bagdar.monitoring.queries.yearly import YearlyReportInfo
from bagdar.monitoring.reports.gathered import Asked, checked
from bagdar.monitoring.reports.heartbeat import beat
from bagdar.monitoring.reports.yearly import Format, build
from bagdar.monitoring.services import yearly as services

log = logging.getLogger("bagdar.reports")


def ask(asked: Asked, format: Format, *, by: Actor) -> YearlyReportInfo:
    """The report of this question: ready, or on its way, with a process started to build it.

    Raises NoSuchProgramme, NoSuchEdition, NoSuchYear, NoSuchRegion, TooManyWaiting.
    """
    edition = checked(asked)
    found = services.ask_for_yearly_report(
        asked.programme, edition.number, asked.year, asked.region, asked.language, format,
        by=by, at=timezone.now(),
    )  # fmt: skip
    if found.is_open:
        start_builder()
    return found


def start_builder() -> None:
    """A process that builds what waits and ends; it outlives the worker that started it.

    With its own database connection, and niced: readers of pages come first.
    """
    jobs.start("report", "--queued")


def build_waiting(told: Callable[[YearlyReportInfo], None] = lambda report: None) -> int:
    """Build what waits, one after another; gives how many were taken up."""
    count = 0
    while (report := services.take_up(at=timezone.now())) is not None:
        count += 1
        told(report)
        build_one(report)
    return count


def build_one(report: YearlyReportInfo) -> None:
    """Build a report that was taken up; what goes wrong is written down and ends nothing else."""
    asked = Asked(
        report.programme, report.year, cast(Language, report.language), report.region,
        report.edition,
    )  # fmt: skip
    try:
        with jobs.Heart(lambda: beat(report.id)):
            built = build(
                asked, cast(Format, report.format), lambda step: beat(report.id, step=step)
            )
        services.finish(
            report.id, built.content, built.name, built.document.known_at, at=timezone.now()
        )
    except DomainError as error:
        services.give_up(report.id, error.code, at=timezone.now())
    except Exception as error:
        log.exception("a yearly report could not be built")
        services.give_up(report.id, type(error).__name__, at=timezone.now())
