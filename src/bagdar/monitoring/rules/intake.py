"""Rows of a file → reports that can be submitted, and rows that go back with reasons.

Each row stands for itself: a good one goes in whatever becomes of the others. Money is delivered
line by line: a line takes the place of the one with its source and budget programme, and the
lines that the file does not name stay.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bagdar.core.declared import safe, unknown_reference
from bagdar.monitoring.rules.content import faults_of
from bagdar.monitoring.rules.declared import Monitoring
from bagdar.monitoring.rules.nouns import (
    AnyContent,
    Duty,
    IndicatorContent,
    MilestoneContent,
    MoneyContent,
    MoneyLine,
    Reporter,
    ReportInfo,
    State,
    Subject,
)
from bagdar.monitoring.rules.plausibility import questions
from bagdar.monitoring.rules.templates import keys
from bagdar.monitoring.rules.uploads import Row
from bagdar.programme.rules.act import Edition

SAID = (State.SUBMITTED, State.ACCEPTED)
PLACE = {"milestones": "measure", "indicators": "row", "money": "measure"}
DOCUMENT = ("document_number", "document_date", "document_link")
MOST_NAMED = 12  # marks that a fault names
MOST_LINES = 60  # of money in one report, as MoneyContent has it


@dataclass(frozen=True)
class Remark:
    """Why a row goes back. column: empty where the whole row is meant.

    is_question  a figure that may be right: `yes` in `confirm` answers it
    """

    column: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    is_question: bool = False


@dataclass(frozen=True)
class Returned:
    """A row that was not taken, as it stood in the file."""

    row: Row
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class Paper:
    """A document that a row names."""

    kind: str
    number: str = ""
    dated_on: date | None = None
    url: str = ""


@dataclass(frozen=True)
class Ready:
    """A report that can be submitted, with the rows that make it."""

    subject: Subject
    content: AnyContent
    rows: tuple[Row, ...]
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True)
class Ground:
    """What rows are held against.

    duties   every duty of the programme, by subject
    reports  the reporter's own, as they stand
    """

    edition: Edition
    monitoring: Monitoring
    reporter: Reporter
    duties: Mapping[Subject, Sequence[Duty]]
    reports: Mapping[Subject, ReportInfo]
    today: date


@dataclass(frozen=True)
class Sorted:
    """unchanged: rows whose line of money is said already, beside others that are not."""

    ready: tuple[Ready, ...]
    returned: tuple[Returned, ...]
    unchanged: tuple[Row, ...] = ()


class _Back(Exception):
    """A row goes back."""

    def __init__(self, *remarks: Remark) -> None:
        self.remarks = remarks
        super().__init__()


def fault(code: str, column: str = "", **facts: object) -> Remark:
    return Remark(column, code, facts)


def by_subject(duties: Iterable[Duty]) -> Mapping[Subject, Sequence[Duty]]:
    found: dict[Subject, list[Duty]] = defaultdict(list)
    for duty in duties:
        found[duty.subject].append(duty)
    return found


def sort_rows(rows: Sequence[Row], ground: Ground) -> Sorted:
    """Every row into a report or back to its sender; nothing is dropped."""
    back: list[Returned] = []
    placed: dict[Subject, list[Row]] = defaultdict(list)
    for row in rows:
        try:
            placed[_placed(row, ground)].append(row)
        except _Back as why:
            back.append(Returned(row, why.remarks))
    ready: list[Ready] = []
    unchanged: list[Row] = []
    for subject, together in placed.items():
        if subject.kind == "money":
            found, same, wrong = _money(subject, together, ground)
        else:
            found, same, wrong = _single(subject, together, ground)
        ready += [found] if found else []
        unchanged += same
        back += wrong
    order = {id(row): place for place, row in enumerate(rows)}
    back.sort(key=lambda one: order[id(one.row)])
    return Sorted(tuple(ready), tuple(back), tuple(unchanged))


# --- where a row belongs ----------------------------------------------------------------------


def _placed(row: Row, ground: Ground) -> Subject:
    """The subject of a row that its sender owes. Raises _Back with every reason at once."""
    remarks = [Remark(column, code, facts) for column, code, facts in row.faults]
    try:
        subject = _subject(row, ground.edition)
    except _Back as why:
        raise _Back(*remarks, *why.remarks) from None
    if subject is not None:
        remarks += _owed(subject, row, ground)
    if remarks or subject is None:
        raise _Back(*remarks)
    return subject


def _subject(row: Row, edition: Edition) -> Subject | None:
    """What a row is about; None where one of its keys could not be read, which is said already."""
    place, year = row.values.get(PLACE[row.kind]), row.values.get("year")
    if place is None:
        return None
    if row.kind == "indicators":
        codes = [one.code for _, one in edition.rows()]
        if place not in codes:
            raise _Back(_unknown("row", place, codes))
        return _in_period(Subject("indicator", place, str(year)), edition) if year else None
    code = _measure(place, edition)
    if row.kind == "money":
        return _in_period(Subject("money", code, str(year)), edition) if year else None
    mark = row.values.get("milestone")
    return _milestone(code, mark, edition) if mark else None


def _measure(place: str, edition: Edition) -> str:
    number = place.removeprefix("m")
    codes = [str(one.number) for one in edition.measures]
    if number.lstrip("0") not in codes:
        raise _Back(_unknown("measure", place, [*codes, *(f"m{code}" for code in codes)]))
    return f"m{number.lstrip('0')}"


def _milestone(code: str, mark: str, edition: Edition) -> Subject:
    stages = edition.measure_by_number[int(code[1:])].deadline.stages
    marks = [
        f"{number}/{year}-{month:02}"
        for number, stage in enumerate(stages, start=1)
        for year in stage.years
        for month in stage.months
    ]
    if mark not in marks:
        facts = {"value": safe(mark), "known": marks[:MOST_NAMED]}
        raise _Back(fault("upload_no_milestone", "milestone", **facts))
    return Subject("milestone", code, mark)


def _in_period(subject: Subject, edition: Edition) -> Subject:
    period = edition.period
    if subject.year not in period.years:
        facts = {"value": subject.year, "first": period.first_year, "last": period.last_year}
        raise _Back(fault("upload_year_outside", "year", **facts))
    return subject


def _unknown(column: str, code: str, known: Sequence[str]) -> Remark:
    """A code that nothing has; where a letter of another script stands in it, which one."""
    told = unknown_reference(code, known, "", None, column)
    if told.code == "homoglyph":
        return Remark(column, told.code, told.facts)
    return fault("upload_unknown_code", column, value=safe(code))


def _owed(subject: Subject, row: Row, ground: Ground) -> list[Remark]:
    duties = ground.duties.get(subject, ())
    column = PLACE[row.kind]
    shown = safe(" · ".join(str(row.values[key]) for key in keys(row.kind)[:2]))
    if not duties:
        return [fault("upload_nobody_asked", column, value=shown)]
    if any(duty.reporter == ground.reporter for duty in duties):
        return []
    return [fault("upload_not_yours", column, value=shown)]


# --- milestones and figures: one row a report -------------------------------------------------

Found = tuple[Ready | None, list[Row], list[Returned]]


def _single(subject: Subject, together: list[Row], ground: Ground) -> Found:
    if len(together) > 1:
        lines = [row.line for row in together]
        twice = fault("upload_twice", PLACE[together[0].kind], lines=lines)
        return None, [], [Returned(row, (twice,)) for row in together]
    row = together[0]
    content = _content(subject, row.values)
    remarks = [
        Remark(_column(name, row), code, facts)
        for name, code, facts in _faults(content, subject, ground)
    ]
    papers, more = _papers(row)
    remarks += more
    if not remarks and not _is_said(subject, content, ground):
        remarks = _questions(content, subject, ground, {None: row})
    if remarks:
        return None, [], [Returned(row, tuple(remarks))]
    return Ready(subject, content, (row,), papers), [], []


def _content(subject: Subject, values: Mapping[str, Any]) -> AnyContent:
    text = values.get("text") or ""
    if subject.kind == "milestone":
        return MilestoneContent(text=text, status=values["status"], done_on=values.get("done_on"))
    return IndicatorContent(
        text=text,
        value=values["value"],
        weight=values.get("weight"),
        document=values.get("document") or "",
        page=values.get("page") or "",
        published_on=values.get("published_on"),
    )


def _papers(row: Row) -> tuple[tuple[Paper, ...], list[Remark]]:
    given = [row.values.get(name) for name in DOCUMENT]
    kind = row.values.get("document_kind")
    if not kind:
        missing = [fault("upload_document_kind", "document_kind")] if any(given) else []
        return (), missing
    number, day, link = given
    return (Paper(kind, number or "", day, link or ""),), []


def _faults(content: AnyContent, subject: Subject, ground: Ground) -> Sequence[Any]:
    return faults_of(
        content,
        subject,
        ground.edition,
        ground.monitoring,
        reporter=ground.reporter,
        today=ground.today,
    )


def _column(name: str, row: Row) -> str:
    """The column that a fault's field is; the row's own key where it means the subject."""
    return PLACE[row.kind] if name in ("subject", "kind") else name


def _is_said(subject: Subject, content: AnyContent, ground: Ground) -> bool:
    now = ground.reports.get(subject)
    return now is not None and now.state in SAID and now.content == content


def _questions(
    content: AnyContent, subject: Subject, ground: Ground, rows: Mapping[int | None, Row]
) -> list[Remark]:
    """What to ask of rows that have not said `yes`. rows: by line of money, or one under None."""
    asked = questions(
        content,
        subject,
        ground.edition,
        _previous(subject, ground),
        reporter=ground.reporter,
        monitoring=ground.monitoring,
    )
    found = []
    for one in asked:
        line, name = _line(one.field)
        row = rows.get(line)
        if row is not None and not row.values.get("confirm"):
            found.append(Remark(name, one.code, one.facts, is_question=True))
    return found


def _line(name: str) -> tuple[int | None, str]:
    """lines.3.spent → (3, spent)."""
    found = re.fullmatch(r"lines\.(\d+)\.(\w+)", name)
    return (int(found[1]), found[2]) if found else (None, name)


def _previous(subject: Subject, ground: Ground) -> AnyContent | None:
    """What the reporter said of the same place for the latest earlier year."""
    earlier = [
        one
        for of, one in ground.reports.items()
        if (of.kind, of.place) == (subject.kind, subject.place)
        and of.year < subject.year
        and one.state in SAID
    ]
    return max(earlier, key=lambda one: one.subject.year).content if earlier else None


# --- money: several rows a report -------------------------------------------------------------


def _money(subject: Subject, together: list[Row], ground: Ground) -> Found:
    """Good lines over those that stand; a bad one goes back alone."""
    back = {id(row): remarks for row, remarks in _twice(together)}
    good = [row for row in together if id(row) not in back]
    kept = _lines_kept(subject, ground)
    if len(kept) + len(good) > MOST_LINES:
        back |= {id(row): [fault("upload_lines", "measure", most=MOST_LINES)] for row in good}
        good = []
    while good:
        content = _merged(kept, good)
        places = {_key(line): place for place, line in enumerate(content.lines)}
        rows = {places[_key(_money_line(row))]: row for row in good}
        wrong = _wrong_lines(content, subject, ground, rows)
        if not wrong:
            break
        back.update({id(rows[place]): remarks for place, remarks in wrong.items()})
        good = [row for row in good if id(row) not in back]
    returned = [Returned(row, tuple(back[id(row)])) for row in together if id(row) in back]
    if not good:
        return None, [], returned
    same = [row for row in good if _is_line_said(subject, _money_line(row), ground)]
    if len(same) == len(good):
        return None, same, returned
    changed = tuple(row for row in good if row not in same)
    return Ready(subject, content, changed), same, returned


def _twice(together: list[Row]) -> list[tuple[Row, list[Remark]]]:
    seen: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in together:
        seen[_key(_money_line(row))].append(row)
    return [
        (row, [fault("upload_twice", "source", lines=[one.line for one in rows])])
        for rows in seen.values()
        if len(rows) > 1
        for row in rows
    ]


def _wrong_lines(
    content: MoneyContent, subject: Subject, ground: Ground, rows: Mapping[int, Row]
) -> Mapping[int, list[Remark]]:
    """Remarks by line. What is wrong with a line that stands already is asked of no row."""
    found: dict[int, list[Remark]] = defaultdict(list)
    for name, code, facts in _faults(content, subject, ground):
        line, column = _line(name)
        if line is not None and line in rows:
            found[line].append(Remark(column, code, facts))
    for line, row in rows.items():
        if line not in found and not _is_line_said(subject, content.lines[line], ground):
            asked = _questions(content, subject, ground, {line: row})
            if asked:
                found[line] = asked
    return found


def _lines_kept(subject: Subject, ground: Ground) -> tuple[MoneyLine, ...]:
    """The lines that stand; of a draft only those that could be submitted."""
    now = ground.reports.get(subject)
    if now is None or not isinstance(now.content, MoneyContent):
        return ()
    alone = (replace_lines(now.content, (line,)) for line in now.content.lines)
    return tuple(one.lines[0] for one in alone if not _faults(one, subject, ground))


def replace_lines(content: MoneyContent, lines: tuple[MoneyLine, ...]) -> MoneyContent:
    return content.model_copy(update={"lines": lines})


def _merged(kept: Sequence[MoneyLine], rows: Sequence[Row]) -> MoneyContent:
    lines = {_key(line): line for line in kept}
    lines |= {_key(line): line for line in map(_money_line, rows)}
    return MoneyContent(lines=tuple(lines.values()))


def _money_line(row: Row) -> MoneyLine:
    values = row.values
    return MoneyLine(
        source=values["source"],
        budget_programme=values.get("budget_programme") or "",
        plan=values.get("plan"),
        revised=values.get("revised"),
        spent=values.get("spent"),
    )


def _key(line: MoneyLine) -> tuple[str, str]:
    return line.source, line.budget_programme


def _is_line_said(subject: Subject, line: MoneyLine, ground: Ground) -> bool:
    now = ground.reports.get(subject)
    if now is None or now.state not in SAID or not isinstance(now.content, MoneyContent):
        return False
    return line in now.content.lines


def closed(ready: Ready) -> tuple[Returned, ...]:
    """A report that is accepted and says something else: it has to be reopened first."""
    remark = fault("upload_closed", PLACE[ready.rows[0].kind])
    return tuple(Returned(row, (remark,)) for row in ready.rows)
