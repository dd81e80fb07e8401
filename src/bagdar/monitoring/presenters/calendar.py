"""A year of the programme: what is due in which month, from whom, and what came in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bagdar.core.languages import MONTHS
from bagdar.look.charts import Chart
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Table
from bagdar.monitoring.presenters.desk_words import about
from bagdar.monitoring.presenters.duty_lists import (
    KINDS,
    field,
    kind_choices,
    measure_choices,
    reporter_choices,
    status_mark,
    who,
)
from bagdar.monitoring.presenters.parts_chart import PARTS, Line, parts_chart
from bagdar.monitoring.rules.due_groups import SENT, Group, by_subject
from bagdar.monitoring.rules.dues import DutyState
from bagdar.programme.public import Reader, narrowing
from bagdar.programme.rules.act import Edition

States = Sequence[DutyState]


def years_of(states: States) -> list[int]:
    """The years in which anything is due."""
    return sorted({one.duty.due_on.year for one in states})


def year_shown(asked: str, years: Sequence[int], today: date) -> int:
    """The year asked for; else this year, or the nearest in which anything is due."""
    if asked.isascii() and asked.isdigit() and len(asked) == 4 and int(asked) in years:
        return int(asked)
    return min(years, key=lambda year: abs(year - today.year), default=today.year)


def fields(
    edition: Edition, states: States, asked: Mapping[str, str], reader: Reader
) -> list[narrowing.Field]:
    months = [(str(place), name) for place, name in enumerate(MONTHS[reader.language], start=1)]
    return [
        field("month", months, asked, reader),
        field("reporter", reporter_choices(edition, states, reader), asked, reader),
        field("kind", kind_choices(reader), asked, reader),
        field("measure", measure_choices(edition), asked, reader),
    ]


def answers(states: States, year: int, reader: Reader) -> list[Answer]:
    """How much is due in the year, how much came in, what is late, what is due soon."""
    counts = Counter(one.status for one in states)
    sent = sum(counts[status] for status in SENT)
    late = counts["overdue"] + counts["returned"]
    subjects = len({one.duty.subject for one in states})
    return [
        Answer(
            reader.say("calendar.due_in", year=year),
            reader.number(subjects),
            note=reader.say("calendar.reports_expected", count=len(states)),
            tone="gold",
        ),
        Answer(
            reader.say("calendar.sent"),
            reader.number(sent),
            note=reader.say("calendar.sent_of", count=len(states)),
        ),
        Answer(
            reader.say("calendar.column.overdue"),
            reader.number(late),
            note=reader.say("calendar.with_returned", count=counts["returned"]),
            tone="bad" if late else "",
            href=reader.link("due"),
        ),
        Answer(reader.say("calendar.column.soon"), reader.number(counts["due_soon"])),
    ]


def months_table(states: States, narrow: Mapping[str, str], year: int, reader: Reader) -> Table:
    """A line a month: what is due by kind, and how many reports that is."""
    lines = []
    kept = {name: value for name, value in narrow.items() if name != "month"}
    for month, name in enumerate(MONTHS[reader.language], start=1):
        due = [one for one in states if one.duty.due_on.month == month]
        subjects = Counter(subject.kind for subject in {one.duty.subject for one in due})
        lines.append(
            {
                "month": name,
                **{kind: subjects[kind] or None for kind in KINDS},  # type: ignore[index]
                "reports": len(due) or None,
                "link": reader.link("calendar", year=year, **kept, month=month) if due else "",
            }
        )
    return Table(
        name="months",
        title=reader.say("calendar.months", year=year),
        columns=(
            Column("month", reader.say("calendar.month"), link="link"),
            *(
                Column(kind, reader.say(f"calendar.kinds.{kind}"), "number", total=True)
                for kind in KINDS
            ),
            Column("reports", reader.say("calendar.reports"), "number", total=True),
        ),
        rows=lines,
        note=reader.say("calendar.months_note"),
        find=False,
    )


def months_chart(states: States, year: int, reader: Reader) -> Chart:
    """Twelve bars, divided by what became of the reports due in each month."""
    names = MONTHS[reader.language]
    counts: dict[int, Counter[str]] = {month: Counter() for month in range(1, 13)}
    for one in states:
        part = next(part for part, statuses in PARTS.items() if one.status in statuses)
        counts[one.duty.due_on.month][part] += 1
    lines = [Line(names[month - 1], found) for month, found in counts.items()]
    busiest = max(lines, key=lambda line: line.whole)
    summary = reader.say(
        "calendar.chart_summary",
        year=year,
        reports=len(states),
        month=busiest.label,
        most=busiest.whole,
    )
    title = reader.say("calendar.chart", year=year)
    return parts_chart("months", title, reader.say("calendar.month"), lines, summary, reader)


def due_table(edition: Edition, states: States, reader: Reader) -> Table:
    """A line a subject: its day, what it is, who answers, how many of how many reports came."""
    rows = [_line(edition, group, reader) for group in by_subject(states)]
    return Table(
        name="due",
        title=reader.say("calendar.list"),
        columns=(
            Column("due", reader.say("calendar.due_day"), "date"),
            Column("code", reader.say("column.code"), "code", link="link"),
            Column("name", reader.say("calendar.what"), link="link", wide=True),
            Column("kind", reader.say("calendar.kind")),
            Column("who", reader.say("calendar.who")),
            Column("sent", reader.say("calendar.sent"), "number"),
            Column("of", reader.say("calendar.reports"), "number"),
            Column("status", reader.say("calendar.standing")),
        ),
        rows=rows,
        empty=reader.say("calendar.nothing"),
        note=reader.say("calendar.list_note"),
    )


def _line(edition: Edition, group: Group, reader: Reader) -> dict[str, Any]:
    told = about(edition, group.subject, reader)
    what = group.states[0].duty.what
    return {
        "due": group.due_on,
        "code": told.code,
        "name": f"{told.name} – {what[reader.language]}" if what else told.name,
        "kind": told.kind,
        "who": who(edition, group, reader),
        "sent": group.sent,
        "of": len(group.states),
        "status": status_mark(group.status, reader),
        "link": told.href,
    }
