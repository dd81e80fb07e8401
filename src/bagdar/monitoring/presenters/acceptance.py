"""The coordinator's desk: what waits, each figure beside its target and the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from bagdar.look.components import Answer
from bagdar.look.tables import Column, Table
from bagdar.monitoring.presenters.desk import KINDS, field
from bagdar.monitoring.presenters.desk_words import (
    About,
    about,
    headline,
    reporter_name,
    row_of,
    state_mark,
    target,
)
from bagdar.monitoring.presenters.report_page import Asking, asking
from bagdar.monitoring.queries.waiting import Queue
from bagdar.monitoring.rules.nouns import Figure, Reporter, ReportInfo, State
from bagdar.monitoring.rules.plausibility import Question
from bagdar.programme.public import Reader, narrowing
from bagdar.programme.rules.act import Edition

SECONDS_A_DAY = 86_400


@dataclass(frozen=True)
class Waiting:
    """One row of the queue.

    said      the status, the figure or the money spent, with its unit
    target    the act's figure of the year, or its money of all sources; empty for a milestone
    previous  the reporter's accepted figure of the latest earlier year
    """

    id: UUID
    version: int
    about: About
    href: str
    reporter: str
    days: int
    said: str
    target: str
    previous: str
    text: str
    evidence: int
    questions: Sequence[Asking]


def waiting(
    report: ReportInfo,
    edition: Edition,
    reader: Reader,
    *,
    now: datetime,
    figures: Sequence[Figure],
    evidence: int,
    questions: Sequence[Question],
) -> Waiting:
    """figures: the accepted ones of the report's row."""
    since = report.submitted_at or report.updated_at
    unit, promised = promise(edition, report, reader)
    said = headline(report.content, edition, report.subject, reader)
    return Waiting(
        id=report.id,
        version=report.version,
        about=about(edition, report.subject, reader),
        href=reader.link("report", report.id),
        reporter=reporter_name(edition, report.reporter, reader),
        days=int((now - since).total_seconds() // SECONDS_A_DAY),
        said=f"{said} {unit}".strip(),
        target=f"{reader.number(promised)} {unit}".strip() if promised is not None else "",
        previous=_previous(report, figures, reader),
        text=report.content.text,
        evidence=evidence,
        questions=asking(questions, reader),
    )


def promise(edition: Edition, report: ReportInfo, reader: Reader) -> tuple[str, Decimal | None]:
    """Unit and what the act promises for the year; nothing for a milestone."""
    subject = report.subject
    if subject.kind == "indicator":
        found = row_of(edition, subject.place)
        if found is None:
            return "", None
        return reader.text(found[1].printed.unit), target(found[1], subject.year)
    measure = edition.measure_by_number.get(subject.measure or 0)
    if subject.kind == "milestone" or measure is None:
        return "", None
    planned = [one.amounts[subject.year] for one in measure.money if subject.year in one.amounts]
    unit = reader.text(edition.money_unit)
    return unit, sum(planned, Decimal(0)) if planned else None


def _previous(report: ReportInfo, figures: Sequence[Figure], reader: Reader) -> str:
    region = report.reporter.code if report.reporter.kind == "region" else ""
    earlier = [one for one in figures if one.region == region and one.year < report.subject.year]
    if not earlier:
        return ""
    last = max(earlier, key=lambda one: one.year)
    return reader.say("desk.previous", value=last.value, year=last.year)


def answers(
    queue: Queue, counts: Mapping[State, int], now: datetime, reader: Reader
) -> list[Answer]:
    """How many wait and since when, and what became of the rest."""
    waits = Answer(reader.say("desk.acceptance.waiting"), reader.number(queue.total))
    days = int((now - queue.oldest).total_seconds() // SECONDS_A_DAY) if queue.oldest else None
    unit = reader.say("desk.days") if days is not None else ""
    oldest = Answer(reader.say("desk.acceptance.oldest"), reader.number(days), unit=unit)
    told = [
        Answer(reader.say(f"desk.acceptance.{state}"), reader.number(counts.get(state, 0)))
        for state in (State.RETURNED, State.ACCEPTED)
    ]
    return [waits, oldest, *told]


def fields(
    edition: Edition,
    facets: tuple[Sequence[str], Sequence[int]],
    origins: Sequence[str],
    asked: Mapping[str, str],
    reader: Reader,
) -> list[narrowing.Field]:
    """Who reports, the kind and the year; the origin where there is more than one."""
    reporters, years = facets
    named = [(one, reporter_name(edition, Reporter.parse(one), reader)) for one in reporters]
    listed = [
        field("reporter", named, asked, reader),
        field("kind", [(kind, reader.say(f"desk.kind.{kind}")) for kind in KINDS], asked, reader),
        field("year", [(str(year), str(year)) for year in years], asked, reader),
    ]
    if len(origins) > 1:
        worded = [(one, reader.say(f"desk.origin.{one}")) for one in origins]
        listed.append(field("origin", worded, asked, reader))
    return listed


def decided_table(
    reports: Sequence[ReportInfo], edition: Edition, reader: Reader, *, may_reopen: bool
) -> Table:
    """What was decided lately; its page is where an accepted one is reopened."""
    columns = [
        Column("code", reader.say("desk.column.code"), kind="code", link="href"),
        Column("name", reader.say("desk.column.name"), wide=True, link="href"),
        Column("when", reader.say("desk.column.when")),
        Column("reporter", reader.say("desk.reporter")),
        Column("said", reader.say("desk.column.said")),
        Column("state", reader.say("desk.column.decision")),
        Column("at", reader.say("desk.column.at"), kind="date"),
        Column("by", reader.say("desk.column.by")),
    ]
    note = reader.say("desk.decided.note") if may_reopen else None
    return Table(
        "decided",
        reader.say("desk.decided.title"),
        columns,
        [_decided(one, edition, reader) for one in reports],
        note=note,
        empty=reader.say("desk.decided.empty"),
    )


def _decided(report: ReportInfo, edition: Edition, reader: Reader) -> dict[str, object]:
    told = about(edition, report.subject, reader)
    return {
        "code": told.code,
        "name": told.name,
        "href": reader.link("report", report.id),
        "when": told.when,
        "reporter": reporter_name(edition, report.reporter, reader),
        "said": headline(report.content, edition, report.subject, reader),
        "state": state_mark(report.state, reader),
        "at": report.decided_at.date() if report.decided_at else None,
        "by": report.decided_by,
    }
