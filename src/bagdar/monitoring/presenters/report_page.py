"""One report as its page shows it: what is asked, what stands, every step and what it changed."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from bagdar.core.languages import Words
from bagdar.look.components import Answer, Piece, pieces
from bagdar.look.tables import Mark
from bagdar.monitoring.presenters.desk_words import (
    Matter,
    content_lines,
    headline,
    state_mark,
    target,
)
from bagdar.monitoring.rules.declared import Document
from bagdar.monitoring.rules.nouns import AnyContent, ReportInfo, State
from bagdar.monitoring.rules.plausibility import Question
from bagdar.programme.public import Reader


@dataclass(frozen=True)
class Change:
    """One line of a report before and after."""

    label: str
    left: Sequence[Piece]
    right: Sequence[Piece]


@dataclass(frozen=True)
class Event:
    """A step of the history. lines: all it said, for the first; changes: what differs after it."""

    kind: Mark
    at: datetime
    who: str
    role: str
    reason: str
    lines: Sequence[tuple[str, str]]
    changes: Sequence[Change]


@dataclass(frozen=True)
class Asking:
    """A question in words. key: confirms this question about this very value."""

    key: str
    field: str
    text: str


TONES = {"submitted": "sky", "accepted": "good", "returned": "bad", "reopened": "gold"}


def answers(
    matter: Matter, report: ReportInfo | None, day: date, previous: Decimal | None
) -> list[Answer]:
    """Where it stands, by when it is due, and for a figure what was promised and what was before.

    report  None for one that has not been begun
    """
    reader = matter.reader
    stands = reader.say("desk.answer.state")
    first = Answer(stands, reader.say("desk.state.none"))
    if report:
        mark = state_mark(report.state, reader)
        tone = mark.tone if mark.tone in ("good", "bad") else ""
        first = Answer(stands, str(mark.text), note=_since(report, reader), tone=tone)
    found = [first, _due(matter, report, day)]
    if report:
        label = reader.say(f"desk.answer.{matter.subject.kind}")
        said = headline(report.content, matter.edition, matter.subject, reader)
        found.append(Answer(label, said, unit=_unit(matter)))
    if matter.row:
        promised = target(matter.row, matter.subject.year)
        note = reader.say("desk.answer.previous", value=previous) if previous is not None else ""
        label = reader.say("desk.answer.target", year=matter.subject.year)
        value = reader.number(promised)
        found.append(Answer(label, value, unit=_unit(matter), note=note, tone="gold"))
    return found


def _unit(matter: Matter) -> Words | str:
    if matter.subject.kind == "money":
        return matter.edition.money_unit
    return matter.row.printed.unit if matter.row else ""


def _since(report: ReportInfo, reader: Reader) -> str:
    at = report.updated_at
    return reader.say("desk.answer.since", at=at, who=report.updated_by)


def _due(matter: Matter, report: ReportInfo | None, day: date) -> Answer:
    reader, duty = matter.reader, matter.duty
    label = reader.say("desk.answer.due")
    if duty is None:
        return Answer(label, reader.number(None), note=reader.say("desk.answer.no_duty"))
    value = f"{duty.due_on:%d.%m.%Y}"
    left = (duty.due_on - day).days
    is_over = report is not None and report.state in (State.SUBMITTED, State.ACCEPTED)
    if is_over:
        return Answer(label, value)
    if left < 0:
        late = reader.say("desk.answer.late", count=-left)
        return Answer(label, value, note=late, tone="bad", note_tone="bad")
    return Answer(label, value, note=reader.say("desk.answer.left", count=left))


# --- questions -----------------------------------------------------------------------------------


def asking(questions: Iterable[Question], reader: Reader) -> list[Asking]:
    return [
        Asking(
            _key(question),
            question.field,
            reader.say(f"monitoring.question.{question.code}", **question.facts),
        )
        for question in questions
    ]


def _key(question: Question) -> str:
    facts = sorted((name, str(value)) for name, value in question.facts.items())
    said = f"{question.code} {question.field} {facts}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


# --- history -------------------------------------------------------------------------------------


def history(matter: Matter, steps: Sequence) -> list[Event]:  # type: ignore[type-arg]
    """Every step, newest first, each with what it changed against the one before it."""
    events: list[Event] = []
    before: AnyContent | None = None
    for step in steps:
        lines = content_lines(matter.edition, matter.subject, step.content, matter.reader)
        events.append(
            Event(
                Mark(matter.reader.say(f"desk.step.{step.kind}"), TONES.get(step.kind, "plain")),  # type: ignore[arg-type]
                step.at,
                step.by,
                step.role,
                step.reason,
                lines if before is None else (),
                changes(matter, before, step.content) if before is not None else (),
            )  # fmt: skip
        )
        before = step.content
    return events[::-1]


def changes(matter: Matter, left: AnyContent, right: AnyContent) -> list[Change]:
    """Line by line what two contents say differently, in words."""
    one, other = (_by_label(matter, content) for content in (left, right))
    labels = [*one, *(label for label in other if label not in one)]
    return [
        Change(label, *pieces(one.get(label, ""), other.get(label, "")))
        for label in labels
        if one.get(label) != other.get(label)
    ]


def _by_label(matter: Matter, content: AnyContent) -> dict[str, str]:
    return dict(content_lines(matter.edition, matter.subject, content, matter.reader))


# --- evidence ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Paper:
    """A document behind a report, in words. href: the file or the link; foreign: leads outside."""

    id: UUID
    title: str
    kind: str
    particulars: str
    href: str
    foreign: bool
    file: str
    sha256: str


def papers(
    matter: Matter,
    report_id: UUID,
    evidence: Iterable,
    documents: Sequence[Document],  # type: ignore[type-arg]
) -> list[Paper]:
    reader = matter.reader
    names: Mapping[str, Words] = {one.code: one.name for one in documents}
    found = []
    for one in evidence:
        number = reader.say("desk.evidence.numbered", number=one.number) if one.number else ""
        day = f"{one.dated_on:%d.%m.%Y}" if one.dated_on else ""
        own = reader.link("evidence_file", report_id, one.id) if one.sha256 else ""
        size = reader.say("desk.evidence.kib", size=max(1, one.size // 1024)) if one.sha256 else ""
        found.append(
            Paper(
                id=one.id,
                title=one.title,
                kind=reader.text(names[one.kind]) if one.kind in names else one.kind,
                particulars=" ".join(part for part in (number, day) if part),
                href=own or one.url,
                foreign=not own,
                file=f"{one.file_name}, {size}" if own else "",
                sha256=one.sha256,
            )
        )
    return found
