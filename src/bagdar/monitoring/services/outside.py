"""Figures from outside that the coordinator enters: one by hand, many by a program or a file.

A publication has told the figure to everybody, so it needs no second pair of eyes to count: it is
written as the report of whoever answers for the row, and accepted in the same transaction. What
stood and said something else is reopened with a reason first, and stays in the history.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.declared import safe
from bagdar.monitoring.queries import deliveries
from bagdar.monitoring.queries.asking import Asked, questions_about
from bagdar.monitoring.queries.deliveries import DeliveryInfo
from bagdar.monitoring.queries.duties import declared, duties_of
from bagdar.monitoring.queries.reports import find_report, waiting_of
from bagdar.monitoring.rules import outside as rules
from bagdar.monitoring.rules import workflow
from bagdar.monitoring.rules.content import ContentFault, FaultyContent
from bagdar.monitoring.rules.declared import Monitoring
from bagdar.monitoring.rules.intake import Ground
from bagdar.monitoring.rules.nouns import (
    IndicatorContent,
    Origin,
    Reporter,
    State,
    StepKind,
    Subject,
)
from bagdar.monitoring.rules.plausibility import Question
from bagdar.monitoring.rules.upload_values import How
from bagdar.monitoring.rules.uploads import Upload
from bagdar.monitoring.services import intake, reporting
from bagdar.monitoring.services.entries import Entry, accept_reports, fates, submit_entries
from bagdar.monitoring.services.intake import Judged, Told
from bagdar.programme import public as programme_app


@dataclass(frozen=True)
class Published:
    """A figure as a publication tells it: value, edition (`document`), page, day."""

    row: str
    year: int
    content: IndicatorContent

    @property
    def subject(self) -> Subject:
        return Subject("indicator", self.row, str(self.year))


@dataclass(frozen=True)
class Entered:
    """corrected: of those taken, how many took the place of another figure."""

    reports: tuple[UUID, ...]
    taken: int
    corrected: int
    unchanged: int


def enter_outside(
    programme: str,
    figures: Sequence[Published],
    *,
    origin: Origin,
    by: Actor,
    at: datetime,
    reason: str = "",
    confirmed: bool = False,
) -> Entered:
    """Enter figures from outside, all or none; from now on they stand.

    reason     why figures that stand already are replaced
    confirmed  figures that look wrong are meant
    Raises NoSuchProgramme, FromRecords, NotAskedFor, FaultyContent (each field under
    figures.PLACE), Asked, ReasonNeeded.
    """
    known = reporting.Known.of(programme)
    owners = rules.owners(duties_of(programme))
    entries = [
        Entry(one.subject, rules.owner_of(one.subject, owners, known.monitoring), one.content)
        for one in figures
    ]
    faults = [
        (f"figures.{place}.{field}", code, facts)
        for place, entry in enumerate(entries)
        for field, code, facts in _faults(programme, entry, at, known)
    ]
    if faults:
        raise FaultyContent(tuple(faults))
    asked = [] if confirmed else _asked(programme, entries, origin)
    if asked:
        raise Asked(tuple(asked))
    return _enter(programme, entries, origin=origin, by=by, at=at, reason=reason)


def _faults(
    programme: str, entry: Entry, at: datetime, known: reporting.Known
) -> list[ContentFault]:
    found = rules.missing(entry.content)  # type: ignore[arg-type]
    try:
        reporting.require_writable(
            programme, entry.subject, entry.reporter, entry.content, at, complete=True, known=known
        )
    except FaultyContent as error:
        found += [one for one in error.faults if one[:2] not in [each[:2] for each in found]]
    return found


def _asked(programme: str, entries: Sequence[Entry], origin: Origin) -> list[Question]:
    return [
        question
        for one in entries
        for question in questions_about(
            programme, one.subject, one.reporter, one.content, origin
        )
    ]  # fmt: skip


@transaction.atomic
def _enter(
    programme: str,
    entries: Sequence[Entry],
    *,
    origin: Origin,
    by: Actor,
    at: datetime,
    reason: str,
    delivery_id: UUID | None = None,
) -> Entered:
    """Reopened where another figure stands, handed in, accepted; one event about all of them."""
    told = dict(zip(entries, fates(programme, entries, origin=origin), strict=True))
    closed = [one for one, fate in told.items() if fate == "closed"]
    if closed:
        workflow.reason_of(StepKind.REOPENED, reason)
    for one in closed:
        now = find_report(programme, one.subject, one.reporter, origin)
        if now is not None:
            reporting.reopen_report(now.id, reason, by=by, at=at, expect_version=now.version)
    done = submit_entries(
        programme, entries, origin=origin, by=by, at=at, delivery_id=delivery_id
    )  # fmt: skip
    waiting = waiting_of({one.report_id for one in done})
    accept_reports(waiting, by=by, at=at)
    entered = Entered(
        tuple(one.report_id for one in done), len(waiting), len(closed),
        len(entries) - len(waiting),
    )  # fmt: skip
    if waiting:
        facts = {"taken": entered.taken, "corrected": entered.corrected, "origin": origin.value}
        monitoring = declared(programme)
        found = {monitoring.outside(one.subject.place) for one in entries}
        facts["sources"] = ", ".join(sorted(one.code for one in found if one))
        about = f"monitoring.delivery:{delivery_id}" if delivery_id else _about(waiting)
        record("monitoring.outside_entered", about=about, by=by, facts=facts)
    return entered


def _about(waiting: Sequence[UUID]) -> str:
    return f"monitoring.report:{waiting[0]}" if len(waiting) == 1 else "monitoring.reports"


# --- by file ----------------------------------------------------------------------------------


def deliver_outside(
    programme: str,
    content: bytes,
    file_name: str,
    *,
    how: How | None = None,
    reason: str = "",
    origin: Origin,
    by: Actor,
    at: datetime,
    dry_run: bool = False,
) -> DeliveryInfo:
    """Take in an XLSX, CSV or JSON Lines file of the indicators' columns; good rows stand at once.

    A row whose figure stands already and says something else comes back without a reason.
    Raises NoSuchProgramme; FaultyData where the file cannot be read at all, nothing written.
    """
    intake.refuse_large(len(content), file_name)
    how = how or How()
    edition, monitoring = programme_app.edition(programme), declared(programme)
    reporter = Reporter("body", edition.passport.developer)
    digest = intake.digest_of(content, how, b"\0outside")
    told = Told(programme, reporter, origin, safe(file_name, 200), digest, len(content), by, at)
    if again := deliveries.find_delivery(programme, reporter, origin, digest):
        return again.repeated()
    upload = intake.read_upload(content, told.shown, monitoring, how)
    return intake.taken_in(told, upload, _Entered(told, monitoring, reason), dry_run=dry_run)


class _Entered:
    """The coordinator's rows, each for whoever answers for it."""

    def __init__(self, told: Told, monitoring: Monitoring, reason: str) -> None:
        self.told, self.monitoring, self.reason = told, monitoring, reason.strip()

    def judge(self, upload: Upload, *, lock: bool) -> Judged:
        told, known = self.told, rules.owners(duties_of(self.told.programme))

        @cache
        def ground(reporter: Reporter) -> Ground:
            return intake.ground_of(told, reporter, self.monitoring, lock=lock)

        ready, returned = rules.sort_published(upload.rows, known, ground)
        judged = Judged()
        judged.returned = returned
        entries = [intake.entry_of(one, reporter, self.monitoring) for reporter, one in ready]
        fate = fates(told.programme, entries, origin=told.origin)
        for (reporter, one), entry, now in zip(ready, entries, fate, strict=True):
            stands = ground(reporter).reports.get(one.subject)
            if now == "unchanged" and stands and stands.state is State.ACCEPTED:
                judged.unchanged += len(one.rows)
            elif now == "closed" and not self.reason:
                judged.returned.extend(rules.uncorrected(one))
            else:
                judged.taken.append((one, entry))
        return judged

    def write(self, judged: Judged, delivery_id: UUID) -> None:
        told = self.told
        _enter(
            told.programme,
            [entry for _, entry in judged.taken],
            origin=told.origin,
            by=told.by,
            at=told.at,
            reason=self.reason,
            delivery_id=delivery_id,
        )
