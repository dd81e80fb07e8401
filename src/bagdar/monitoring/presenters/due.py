"""What is overdue and what is due soon: a line a measure or row, and on request each report."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bagdar.look.components import Answer
from bagdar.look.tables import Column, Table
from bagdar.monitoring.presenters.desk_words import About, about, reporter_name
from bagdar.monitoring.presenters.duty_lists import (
    field,
    kind_choices,
    reporter_choices,
    status_mark,
    who,
)
from bagdar.monitoring.rules.due_groups import Group, by_place
from bagdar.monitoring.rules.dues import DutyState, Status
from bagdar.programme.public import Reader, narrowing
from bagdar.programme.rules.act import Edition

LISTS: Mapping[str, tuple[Status, ...]] = {
    "overdue": ("overdue", "returned"),
    "due_soon": ("due_soon",),
}
MOST = 500  # lines of single reports on a page
LISTED = frozenset(status for statuses in LISTS.values() for status in statuses)


def fields(
    edition: Edition, states: Sequence[DutyState], asked: Mapping[str, str], reader: Reader
) -> list[narrowing.Field]:
    return [
        field("reporter", reporter_choices(edition, states, reader), asked, reader),
        field("kind", kind_choices(reader), asked, reader),
        field("place", _places(states), asked, reader),
    ]


def _places(states: Iterable[DutyState]) -> list[tuple[str, str]]:
    """Measures by number, then rows in the act's order."""
    places = {one.duty.subject.place: one.duty.subject.measure for one in states}
    measures = sorted((number, place) for place, number in places.items() if number is not None)
    rows = sorted(place for place, number in places.items() if number is None)
    return [*((place, f"№ {number}") for number, place in measures), *((row, row) for row in rows)]


def place_shown(
    edition: Edition, states: Iterable[DutyState], narrow: Mapping[str, str], reader: Reader
) -> About | None:
    """The measure or row that the lists are narrowed to, in words; None for all."""
    place = narrow.get("place")
    subjects = (one.duty.subject for one in states if one.duty.subject.place == place)
    subject = next(subjects, None)
    return about(edition, subject, reader) if subject else None


def answers(states: Iterable[DutyState], soon: int, reader: Reader) -> list[Answer]:
    counts = Counter(one.status for one in states)
    return [
        Answer(
            reader.say("calendar.column.overdue"),
            reader.number(counts["overdue"]),
            note=reader.say("calendar.overdue_note"),
            tone="bad" if counts["overdue"] else "",
            href="#table-overdue",
        ),
        Answer(
            reader.say("calendar.column.returned"),
            reader.number(counts["returned"]),
            note=reader.say("calendar.returned_note"),
            tone="bad" if counts["returned"] else "",
        ),
        Answer(
            reader.say("calendar.column.soon"),
            reader.number(counts["due_soon"]),
            note=reader.say("calendar.within", count=soon),
            tone="gold" if counts["due_soon"] else "",
            href="#table-due_soon",
        ),
        Answer(
            reader.say("calendar.column.submitted"),
            reader.number(counts["submitted"]),
            note=reader.say("calendar.submitted_note"),
        ),
    ]


def tables(
    edition: Edition,
    states: Sequence[DutyState],
    narrow: Mapping[str, str],
    reader: Reader,
) -> list[Table]:
    """Overdue and due soon. With one place chosen a line a report, else a line a place."""
    make = _single if "place" in narrow else _grouped
    return [
        make(edition, name, [one for one in states if one.status in statuses], narrow, reader)
        for name, statuses in LISTS.items()
    ]


def _grouped(
    edition: Edition,
    name: str,
    states: Sequence[DutyState],
    narrow: Mapping[str, str],
    reader: Reader,
) -> Table:
    rows = [_group_line(edition, group, narrow, reader) for group in by_place(states)]
    late = [Column("late", reader.say("calendar.days_late"), "number")]
    return Table(
        name=name,
        title=reader.say(f"calendar.table.{name}"),
        columns=(
            Column("code", reader.say("column.code"), "code", link="page"),
            Column("name", reader.say("calendar.what"), link="page", wide=True),
            Column("kind", reader.say("calendar.kind")),
            Column("who", reader.say("calendar.who")),
            Column("dates", reader.say("calendar.dates"), "number", total=True),
            Column("reports", reader.say("calendar.reports"), "number", link="list", total=True),
            Column("since", reader.say("calendar.first_due"), "date"),
            *(late if name == "overdue" else []),
        ),
        rows=rows,
        empty=reader.say(f"calendar.none.{name}"),
        note=reader.say("calendar.grouped_note") if rows else None,
        sort="since",
    )


def _group_line(
    edition: Edition, group: Group, narrow: Mapping[str, str], reader: Reader
) -> dict[str, Any]:
    told = about(edition, group.subject, reader)
    kept = {**narrow, "kind": group.subject.kind, "place": group.subject.place}
    return {
        "code": told.code,
        "name": told.name,
        "kind": told.kind,
        "who": who(edition, group, reader),
        "dates": group.dates,
        "reports": len(group.states),
        "since": group.due_on,
        "late": group.days_late,
        "page": told.href,
        "list": reader.link("due", **kept),
    }


def _single(
    edition: Edition,
    name: str,
    states: Sequence[DutyState],
    narrow: Mapping[str, str],
    reader: Reader,
) -> Table:
    shown = states[:MOST]
    more = len(states) - len(shown)
    late = [Column("late", reader.say("calendar.days_late"), "number")]
    return Table(
        name=name,
        title=reader.say(f"calendar.table.{name}"),
        columns=(
            Column("due", reader.say("calendar.due_day"), "date"),
            Column("reporter", reader.say("calendar.reporter")),
            Column("when", reader.say("calendar.subject_year")),
            Column("kind", reader.say("calendar.kind")),
            Column("status", reader.say("calendar.standing")),
            *(late if name == "overdue" else []),
        ),
        rows=[_single_line(edition, one, reader) for one in shown],
        empty=reader.say(f"calendar.none.{name}"),
        note=reader.say("calendar.more", count=more) if more else None,
    )


def _single_line(edition: Edition, state: DutyState, reader: Reader) -> dict[str, Any]:
    duty = state.duty
    told = about(edition, duty.subject, reader)
    return {
        "due": duty.due_on,
        "reporter": reporter_name(edition, duty.reporter, reader),
        "when": told.when,
        "kind": told.kind,
        "status": status_mark(state.status, reader),
        "late": state.days_late or None,
    }
