"""Many reports at once, for deliveries and the demonstration: all of them or none.

As services.reporting does for one report; written in sheets, so that thousands take seconds.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.db.models import F

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.monitoring import models
from bagdar.monitoring.queries.reports import info
from bagdar.monitoring.rules import workflow
from bagdar.monitoring.rules.nouns import (
    AnyContent,
    Origin,
    Reporter,
    ReportInfo,
    State,
    StepKind,
    Subject,
)
from bagdar.monitoring.rules.workflow import NoSuchReport
from bagdar.monitoring.services import facts
from bagdar.monitoring.services.reporting import Known, require_writable
from bagdar.programme import public as programme_app

AT_ONCE = 400
Fate = Literal["taken", "unchanged", "closed"]


@dataclass(frozen=True)
class Document:
    """Particulars of a document without a file. kind: key of data/monitoring/documents.toml."""

    kind: str
    title: str
    number: str = ""
    dated_on: date | None = None
    url: str = ""


@dataclass(frozen=True)
class Entry:
    """One report as a file brings it."""

    subject: Subject
    reporter: Reporter
    content: AnyContent
    evidence: tuple[Document, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """taken: submitted; unchanged: what it says is pending or accepted already."""

    report_id: UUID
    kind: Literal["taken", "unchanged"]


Key = tuple[str, str]


def fate_of(now: ReportInfo | None, documents: Sequence[Document], entry: Entry) -> Fate:
    """What submitting an entry would do. closed: accepted otherwise; it has to be reopened first.

    documents  what stands behind the report already
    """
    if now is None or now.state in (State.DRAFT, State.RETURNED):
        return "taken"
    if now.content == entry.content and not set(entry.evidence) - set(documents):
        return "unchanged"
    return "taken" if now.state is State.SUBMITTED else "closed"


def fates(programme: str, entries: Sequence[Entry], *, origin: Origin) -> tuple[Fate, ...]:
    """What submitting each entry would do now; nothing is written."""
    rows = _rows(programme, entries, origin, lock=False)
    documents = _documents(rows)
    return tuple(_fate(rows.get(_key(entry)), documents, entry) for entry in entries)


@transaction.atomic
def submit_entries(
    programme: str,
    entries: Sequence[Entry],
    *,
    origin: Origin,
    by: Actor,
    at: datetime,
    delivery_id: UUID | None = None,
) -> tuple[Outcome, ...]:
    """Submit many reports; of two entries on one subject the later one counts.

    What is pending already is superseded; what is said already is not written again.
    Raises NoSuchProgramme, FaultyContent, NotYours, NotNow for a report that is accepted.
    """
    wanted = {_key(entry): entry for entry in entries}
    known = Known.of(programme)
    for entry in wanted.values():
        require_writable(
            programme, entry.subject, entry.reporter, entry.content, at, complete=True, known=known
        )
    rows = _rows(programme, entries, origin, lock=True)
    documents = _documents(rows)
    taken = {}
    for key, entry in wanted.items():
        fate = _fate(rows.get(key), documents, entry)
        if fate == "closed":
            raise workflow.NotNow(State.ACCEPTED)
        if fate == "taken":
            taken[key] = entry
    written = _submit(programme, taken, rows, documents, origin, by, at, delivery_id)
    ids = {key: row.pk for key, row in {**rows, **written}.items()}
    return tuple(
        Outcome(ids[_key(one)], "taken" if _key(one) in taken else "unchanged") for one in entries
    )


@transaction.atomic
def accept_reports(
    ids: Sequence[UUID],
    *,
    by: Actor,
    at: datetime,
    expect_versions: Mapping[UUID, int] | None = None,
) -> int:
    """Accept many submitted reports, all or none; gives how many.

    expect_versions  the version of each that was read by whoever decides; one that is left out
                     is accepted as it stands
    Raises NoSuchReport, ReportChanged, NotNow.
    """
    rows = [row for part in _parts(sorted(set(ids))) for row in _by_id(part)]
    if len(rows) != len(set(ids)):
        raise NoSuchReport()
    for row in rows:
        workflow.expect(info(row), (expect_versions or {}).get(row.pk, row.version))
        workflow.after(State(row.state), StepKind.ACCEPTED)
    facts.put_standing([info(row) for row in rows], by, at)
    for row in rows:
        row.decided_at, row.decided_by, row.reason = at, by.name, ""
    _move(rows, StepKind.ACCEPTED, by, at)
    _update_alike(rows)
    _keep_steps(rows, StepKind.ACCEPTED, by, at)
    if rows:
        told = {"count": len(rows), "reports": [str(row.pk) for row in rows[:MOST_NAMED]]}
        record("monitoring.reports_accepted", about=_about(rows), by=by, facts=told)
    return len(rows)


MOST_NAMED = 100  # reports that one event names; the rest are found by its instant in the steps


def _submit(
    programme: str,
    taken: Mapping[Key, Entry],
    rows: Mapping[Key, models.Report],
    documents: Mapping[UUID, Sequence[Document]],
    origin: Origin,
    by: Actor,
    at: datetime,
    delivery_id: UUID | None,
) -> dict[Key, models.Report]:
    """Write what is taken; gives the rows by key."""
    number = programme_app.edition_info(programme).number
    written, fresh = {}, []
    for key, entry in taken.items():
        row = rows.get(key)
        if row is None:
            row = _new_row(programme, number, entry, origin, at)
            fresh.append(row)
        row.content = entry.content.model_dump(mode="json")
        row.state, row.submitted_at, row.reason = _before(row.state), at, ""
        row.delivery_id = delivery_id
        written[key] = row
    rows_written = list(written.values())
    _move(rows_written, StepKind.SUBMITTED, by, at)
    models.Report.objects.bulk_create(fresh, batch_size=AT_ONCE)
    again = [row for row in rows_written if row.version > 1]
    models.Report.objects.bulk_update(again, MOVED, batch_size=50)
    _keep_steps(rows_written, StepKind.SUBMITTED, by, at)
    _write_evidence(taken, written, documents, by, at)
    facts.put_pending([info(row) for row in written.values()], by, at)
    if written:
        told = {"count": len(written), "origin": origin.value, "delivery": str(delivery_id or "")}
        told["reports"] = [str(row.pk) for row in list(written.values())[:MOST_NAMED]]
        where = f"monitoring.delivery:{delivery_id}" if delivery_id else _about([*written.values()])
        record("monitoring.reports_submitted", about=where, by=by, facts=told)
    return written


def _before(state: str) -> str:
    """From where a report is submitted: one that is pending is taken back first."""
    return State.DRAFT.value if state == State.SUBMITTED else state


def _new_row(
    programme: str, number: int, entry: Entry, origin: Origin, at: datetime
) -> models.Report:
    subject = entry.subject
    return models.Report(
        programme=programme,
        edition=number,
        subject=str(subject),
        kind=subject.kind,
        place=subject.place,
        year=subject.year,
        reporter=str(entry.reporter),
        origin=origin.value,
        state=State.DRAFT.value,
        version=0,
        created_at=at,
    )


MOVED = ("state", "version", "content", "updated_at", "updated_by", "submitted_at", "decided_at",
         "decided_by", "reason", "delivery_id")  # fmt: skip


def _move(rows: Sequence[models.Report], kind: StepKind, by: Actor, at: datetime) -> None:
    """Every report on by one step of a kind, not written yet. Raises NotNow."""
    for row in rows:
        row.state = workflow.after(State(row.state), kind).value
        row.version += 1
        row.updated_at, row.updated_by = at, by.name


def _update_alike(rows: Sequence[models.Report]) -> None:
    """Write reports whose step changed nothing but what all of them share: one statement a sheet.

    The bulk_update of Django takes a second for every hundred rows.
    """
    shared = [name for name in MOVED if name not in ("version", "content", "submitted_at",
                                                     "delivery_id")]  # fmt: skip
    for part in _parts(rows):
        same = {name: getattr(part[0], name) for name in shared}
        ids = [row.pk for row in part]
        models.Report.objects.filter(pk__in=ids).update(version=F("version") + 1, **same)


def _keep_steps(rows: Sequence[models.Report], kind: StepKind, by: Actor, at: datetime) -> None:
    steps = [
        models.Step(
            report=row, version=row.version, kind=kind.value, content=row.content,
            at=at, by=by.name, role=by.role,
        )
        for row in rows
    ]  # fmt: skip
    models.Step.objects.bulk_create(steps, batch_size=AT_ONCE)


def _write_evidence(
    taken: Mapping[Key, Entry],
    written: Mapping[Key, models.Report],
    documents: Mapping[UUID, Sequence[Document]],
    by: Actor,
    at: datetime,
) -> None:
    rows = [
        models.Evidence(
            report=written[key], kind=one.kind, title=one.title, number=one.number,
            dated_on=one.dated_on, url=one.url, added_at=at, added_by=by.name,
        )
        for key, entry in taken.items()
        for one in dict.fromkeys(entry.evidence)
        if one not in documents.get(written[key].pk, ())
    ]  # fmt: skip
    models.Evidence.objects.bulk_create(rows, batch_size=AT_ONCE)


def _fate(
    row: models.Report | None, documents: Mapping[UUID, Sequence[Document]], entry: Entry
) -> Fate:
    return fate_of(info(row) if row else None, documents.get(row.pk, ()) if row else (), entry)


def _key(entry: Entry) -> Key:
    return str(entry.subject), str(entry.reporter)


def _rows(
    programme: str, entries: Sequence[Entry], origin: Origin, *, lock: bool
) -> dict[Key, models.Report]:
    """The reports that there are of these subjects and reporters, locked in one order."""
    rows = models.Report.objects.filter(programme=programme, origin=origin.value)
    rows = rows.select_for_update() if lock else rows
    keys = {_key(entry) for entry in entries}
    found = {}
    for part in _parts(sorted({subject for subject, _ in keys})):
        for row in rows.filter(subject__in=part).order_by("subject", "reporter"):
            if (row.subject, row.reporter) in keys:
                found[row.subject, row.reporter] = row
    return found


def _by_id(part: Sequence[UUID]) -> Sequence[models.Report]:
    return models.Report.objects.select_for_update().filter(pk__in=part).order_by("pk")


def _documents(rows: Mapping[Key, models.Report]) -> dict[UUID, list[Document]]:
    """The evidence of reports as particulars, files among them."""
    found: dict[UUID, list[Document]] = {}
    for part in _parts([row.pk for row in rows.values()]):
        for one in models.Evidence.objects.filter(report__in=part, removed_at__isnull=True):
            document = Document(one.kind, one.title, one.number, one.dated_on, one.url)
            found.setdefault(one.report_id, []).append(document)
    return found


def _about(rows: Sequence[models.Report]) -> str:
    return f"monitoring.report:{rows[0].pk}" if len(rows) == 1 else "monitoring.reports"


def _parts(listed: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(listed), AT_ONCE):
        yield listed[start : start + AT_ONCE]
