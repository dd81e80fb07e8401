"""What a measure's page gains: its milestones, who reported them, and on what evidence.

Everybody may read the particulars of accepted reports; the report itself, with its steps and
files, opens only for those who may see it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from bagdar.core.languages import Words
from bagdar.core.periods import local_date
from bagdar.look.additions import Addition
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Mark, Table
from bagdar.monitoring.presenters.desk_words import headline, reporter_name
from bagdar.monitoring.presenters.duty_lists import status_mark
from bagdar.monitoring.queries import duties, facts, reports
from bagdar.monitoring.queries.reports import EvidenceInfo
from bagdar.monitoring.rules.declared import Document
from bagdar.monitoring.rules.dues import WAITING, DutyStanding, status_of
from bagdar.monitoring.rules.nouns import Duty, Origin, ReportInfo, State
from bagdar.programme.public import Reader
from bagdar.programme.rules.act import Edition, Measure

IN = frozenset(("accepted", "accepted_late"))
MOST_DOCUMENTS = 3  # of one report in one cell; the rest are counted


@dataclass(frozen=True)
class Shown:
    """Everything that the tables of one measure read."""

    request: HttpRequest
    edition: Edition
    programme: str
    reader: Reader
    standings: Sequence[DutyStanding]
    evidence: Mapping[Any, Sequence[EvidenceInfo]]
    documents: Mapping[str, Words]


def addition(
    request: HttpRequest,
    *,
    edition: Edition,
    measure: Measure,
    reader: Reader,
    programme: str,
    **_: Any,
) -> Addition:
    """Milestones of the measure as they stand today."""
    origin = facts.basis(programme)
    filed = reports.reports(programme, origin, kind="milestone", place=measure.code)
    standings = standings_of(programme, edition.number, measure, filed, duties.today())
    accepted = [one.id for one in filed if one.state == State.ACCEPTED]
    documents: Sequence[Document] = duties.declared(programme).documents
    shown = Shown(
        request=request,
        edition=edition,
        programme=programme,
        reader=reader,
        standings=standings,
        evidence=reports.evidence_of(accepted) if accepted else {},
        documents={one.code: one.name for one in documents},
    )
    regional = [one for one in standings if one.duty.role == "region"]
    return Addition(
        "monitoring/_measure_reports.html",
        {"answers": answers(standings, reader), "has_regions": bool(regional)},
        tables=[milestones_table(shown), *([regions_table(shown, regional)] if regional else [])],
        illustrative=origin is not Origin.REAL and bool(filed),
        object="monitoring.standing",
    )


def standings_of(
    programme: str, number: int, measure: Measure, filed: Sequence[ReportInfo], day: date
) -> list[DutyStanding]:
    """Every milestone of a measure with its report, by due day, owners before regions."""
    by_key = {(one.subject, one.reporter): one for one in filed}
    soon = duties.declared(programme).calendar.due_soon_days
    owed = [
        duty
        for duty in duties.duties_of(programme, number)
        if duty.subject.kind == "milestone" and duty.subject.place == measure.code
    ]
    found = [_standing(duty, by_key.get((duty.subject, duty.reporter)), day, soon) for duty in owed]
    return sorted(found, key=lambda one: (one.duty.due_on, one.duty.role == "region"))


def _standing(duty: Duty, report: ReportInfo | None, day: date, soon: int) -> DutyStanding:
    return DutyStanding(duty, report, *status_of(duty, report, day, soon))


def answers(standings: Sequence[DutyStanding], reader: Reader) -> list[Answer]:
    """How many reports are accepted, wait for a decision, are late, and what is next."""
    counts = Counter(one.status for one in standings)
    late = counts["overdue"] + counts["returned"]
    ahead = [one.duty.due_on for one in standings if one.status in ("open", "due_soon", "not_open")]
    strip = [
        Answer(
            reader.say("measure_reports.accepted"),
            reader.number(sum(counts[status] for status in IN)),
            note=reader.say("measure_reports.of", count=len(standings)),
        ),
        Answer(reader.say("measure_reports.submitted"), reader.number(counts["submitted"])),
        Answer(
            reader.say("measure_reports.late"),
            reader.number(late),
            tone="bad" if late else "",
            note=reader.say("measure_reports.returned", count=counts["returned"]),
        ),
    ]
    if ahead:
        day = reader.say("measure_reports.day", day=min(ahead))
        strip.append(Answer(reader.say("measure_reports.next"), day))
    return strip


# --- one line a milestone -------------------------------------------------------------------------


def milestones_table(shown: Shown) -> Table:
    """A line for each report of an owner, and one for all regions of a milestone together."""
    say = shown.reader.say
    rows = []
    for subject in dict.fromkeys(one.duty.subject for one in shown.standings):
        parts = [one for one in shown.standings if one.duty.subject == subject]
        rows += [_owner_line(shown, one) for one in parts if one.duty.role == "owner"]
        regional = [one for one in parts if one.duty.role == "region"]
        if regional:
            rows.append(_regions_line(shown, regional))
    has_words = any(one.duty.what for one in shown.standings)
    return Table(
        name="milestones",
        title=say("measure_reports.milestones"),
        columns=(
            Column("due_on", say("measure_reports.due_on"), "date"),
            *([Column("what", say("measure_reports.what"))] if has_words else []),
            Column("who", say("measure_reports.who"), link="who_link"),
            Column("status", say("measure_reports.status")),
            Column("said", say("measure_reports.said"), link="report"),
            Column("sent_on", say("measure_reports.sent_on"), "date"),
            Column("evidence", say("measure_reports.evidence"), link="document", wide=True),
        ),
        rows=rows,
        empty=say("measure_reports.empty"),
        note=say("measure_reports.note"),
    )


def _owner_line(shown: Shown, one: DutyStanding) -> dict[str, Any]:
    reader, duty = shown.reader, one.duty
    return {
        **_said(shown, one),
        "due_on": duty.due_on,
        "what": duty.what,
        "who": reporter_name(shown.edition, duty.reporter, reader),
        "who_link": reader.link("body", duty.reporter.code),
    }


def _regions_line(shown: Shown, parts: Sequence[DutyStanding]) -> dict[str, Any]:
    """All regions of a milestone: how many, how many accepted, how many late."""
    say, duty = shown.reader.say, parts[0].duty
    accepted = sum(one.status in IN for one in parts)
    late = sum(one.status in ("overdue", "returned") for one in parts)
    waiting = sum(one.status in WAITING or one.status in ("open", "submitted") for one in parts)
    text = say("measure_reports.regions_accepted", count=accepted, of=len(parts))
    if late:
        mark = Mark(say("measure_reports.regions_late", accepted=text, count=late), "bad")
    elif not accepted and not waiting:
        mark = status_mark("not_open", shown.reader)
    else:
        mark = Mark(text, "good" if accepted == len(parts) else "plain")
    return {
        "due_on": duty.due_on,
        "what": duty.what,
        "who": say("measure_reports.regions", count=len(parts)),
        "who_link": "#table-milestone-regions",
        "status": mark,
    }


def _said(shown: Shown, one: DutyStanding) -> dict[str, Any]:
    """Status; and of an accepted report what it says, when it was sent in and its documents."""
    line: dict[str, Any] = {"status": status_mark(one.status, shown.reader)}
    report = one.report
    if report is None:
        return line
    if reports.may_see(shown.request, report):
        line["report"] = shown.reader.link("report", report.id)
        line["said"] = shown.reader.say("measure_reports.open")
    if report.submitted_at and report.state in (State.SUBMITTED, State.ACCEPTED):
        line["sent_on"] = local_date(report.submitted_at)
    if report.state == State.ACCEPTED:
        line["said"] = headline(report.content, shown.edition, report.subject, shown.reader)
        line |= _documents(shown, shown.evidence.get(report.id, ()))
    return line


def _documents(shown: Shown, items: Sequence[EvidenceInfo]) -> dict[str, Any]:
    if not items:
        return {"evidence": shown.reader.say("measure_reports.no_evidence")}
    text = "; ".join(
        document_words(one, shown.documents, shown.reader) for one in items[:MOST_DOCUMENTS]
    )
    more = len(items) - MOST_DOCUMENTS
    if more > 0:
        text = shown.reader.say("measure_reports.more_documents", text=text, count=more)
    return {"evidence": text, "document": next((one.url for one in items if one.url), "")}


def document_words(one: EvidenceInfo, kinds: Mapping[str, Words], reader: Reader) -> str:
    """Бұйрық № 15, 12.03.2021: «Атауы»"""
    kind = kinds.get(one.kind)
    head = kind[reader.language] if kind else one.kind
    if one.number:
        head = f"{head} № {one.number}"
    if one.dated_on:
        head = f"{head}, {one.dated_on:%d.%m.%Y}"
    return f"{head}: «{one.title}»" if one.title else head


# --- one line a region ----------------------------------------------------------------------------


def regions_table(shown: Shown, parts: Sequence[DutyStanding]) -> Table:
    say, reader = shown.reader.say, shown.reader
    rows = [
        {
            **_said(shown, one),
            "region": reporter_name(shown.edition, one.duty.reporter, reader),
            "region_link": reader.link("region", one.duty.reporter.code),
            "due_on": one.duty.due_on,
        }
        for one in parts
    ]
    return Table(
        name="milestone-regions",
        title=say("measure_reports.by_region"),
        columns=(
            Column("region", say("measure_reports.region"), link="region_link"),
            Column("due_on", say("measure_reports.due_on"), "date"),
            Column("status", say("measure_reports.status")),
            Column("said", say("measure_reports.said"), link="report"),
            Column("sent_on", say("measure_reports.sent_on"), "date"),
            Column("evidence", say("measure_reports.evidence"), link="document", wide=True),
        ),
        rows=rows,
        note=say("measure_reports.by_region_note"),
    )
