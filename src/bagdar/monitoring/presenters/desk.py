"""An officer's own desk: what to do first, then what waits and what is done."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from bagdar.look.components import Answer
from bagdar.look.tables import Column, Mark, Table
from bagdar.monitoring.presenters.desk_words import about, headline
from bagdar.monitoring.rules.dues import DutyStanding, Status
from bagdar.monitoring.rules.nouns import State
from bagdar.programme.public import Reader, narrowing
from bagdar.programme.rules.act import Edition

# The lists in the order in which they are worked through, and the standings that each holds.
LISTS: Mapping[str, tuple[Status, ...]] = {
    "returned": ("returned",),
    "overdue": ("overdue",),
    "due_soon": ("due_soon",),
    "open": ("open",),
    "submitted": ("submitted",),
    "accepted": ("accepted", "accepted_late"),
    "not_open": ("not_open",),
}
FIRST_ROWS = 20  # of each list, until one is asked for alone
KINDS = ("milestone", "indicator", "money")


def field(
    name: str, choices: Iterable[tuple[str, str]], asked: Mapping[str, str], reader: Reader
) -> narrowing.Field:
    label = reader.say(f"desk.filter.{name}")
    return narrowing.field(name, choices, asked, reader, label)


def fields(
    standings: Sequence[DutyStanding], asked: Mapping[str, str], reader: Reader
) -> list[narrowing.Field]:
    """List, year, kind, and the measure or indicator; only what the reporter has."""
    years = sorted({one.duty.subject.year for one in standings})
    places = dict.fromkeys(one.duty.subject.place for one in sorted(standings, key=_by_place))
    return [
        field("list", [(name, reader.say(f"desk.list.{name}")) for name in LISTS], asked, reader),
        field("year", [(str(year), str(year)) for year in years], asked, reader),
        field("kind", [(kind, reader.say(f"desk.kind.{kind}")) for kind in KINDS], asked, reader),
        field("place", [(place, place_code(place)) for place in places], asked, reader),
    ]


def place_code(place: str) -> str:
    """m12 → № 12; the code of an indicator's row as it is."""
    number = place.removeprefix("m")
    return f"№ {number}" if number != place and number.isdecimal() else place


def _by_place(standing: DutyStanding) -> tuple[int, int, str]:
    number = standing.duty.subject.measure
    return (number is None, number or 0, standing.duty.subject.place)


def narrowed(
    standings: Iterable[DutyStanding], chosen: Mapping[str, str]
) -> tuple[DutyStanding, ...]:
    """Those of a year, kind and place; the list is chosen among what is left."""
    return tuple(
        one
        for one in standings
        if chosen.get("year", str(one.duty.subject.year)) == str(one.duty.subject.year)
        and chosen.get("kind", one.duty.subject.kind) == one.duty.subject.kind
        and chosen.get("place", one.duty.subject.place) == one.duty.subject.place
    )


def answers(standings: Sequence[DutyStanding], reader: Reader, query: str) -> list[Answer]:
    """How many of each list, each leading to it. query: the filter, kept in the links."""
    counts = Counter(one.status for one in standings)
    tones = {"overdue": "bad", "returned": "bad", "due_soon": "gold", "accepted": "good"}
    found = []
    for name in ("returned", "overdue", "due_soon", "submitted", "accepted"):
        count = sum(counts[status] for status in LISTS[name])
        note = reader.say("desk.of_all", count=len(standings)) if name == "accepted" else ""
        found.append(
            Answer(
                reader.say(f"desk.list.{name}"),
                reader.number(count),
                note=note,
                tone=tones.get(name, "") if count else "",
                href=list_link(name, query) if count else "",
            )
        )
    return found


@dataclass(frozen=True)
class Section:
    """One list of the desk. more: how many rows are not shown; href: the whole list."""

    name: str
    table: str
    more: int
    href: str


def sections(
    standings: Sequence[DutyStanding],
    edition: Edition,
    reader: Reader,
    *,
    only: str,
    query: str,
    whole: bool,
) -> list[tuple[Section, Table]]:
    """The lists that are not empty, most urgent first; one alone is shown whole.

    query  the filter as it stands in the address, kept in the links
    whole  every row, as a file holds them
    """
    found = []
    for name, statuses in LISTS.items():
        listed = [one for one in standings if one.status in statuses]
        if (only and name != only) or (not listed and name != only):
            continue
        ordered = sorted(listed, key=_urgency)
        shown = ordered if whole else ordered[:FIRST_ROWS]
        more = len(ordered) - len(shown)
        href = list_link(name, query)
        found.append((Section(name, name, more, href), table(name, shown, edition, reader)))
    return found


def list_link(name: str, query: str) -> str:
    return f"?list={name}&{query}" if query else f"?list={name}"


def _urgency(standing: DutyStanding) -> tuple[object, ...]:
    return (standing.duty.due_on, *_by_place(standing))


def table(name: str, standings: Sequence[DutyStanding], edition: Edition, reader: Reader) -> Table:
    columns = [
        Column("code", reader.say("desk.column.code"), kind="code", link="href"),
        Column("name", reader.say("desk.column.name"), wide=True, link="href"),
        Column("kind", reader.say("desk.column.kind")),
        Column("when", reader.say("desk.column.when")),
        Column("due", reader.say("desk.column.due"), kind="date"),
    ]
    if name in ("returned", "overdue"):
        unit = reader.say("desk.days")
        columns.append(Column("late", reader.say("desk.column.late"), kind="number", unit=unit))
    if name == "returned":
        columns.append(Column("reason", reader.say("desk.column.reason"), wide=True))
    else:
        columns.append(Column("state", reader.say("desk.column.state")))
    title = reader.say(f"desk.list.{name}")
    rows = [row(one, edition, reader) for one in standings]
    hint = reader.say(f"desk.list.{name}.hint")
    return Table(name, title, columns, rows, note=hint, empty=reader.say("desk.list.empty"))


def row(standing: DutyStanding, edition: Edition, reader: Reader) -> dict[str, object]:
    duty, report = standing.duty, standing.report
    told = about(edition, duty.subject, reader)
    part = f" – {reader.text(duty.what)}" if duty.what else ""
    return {
        "code": told.code,
        "name": f"{told.name}{part}",
        "href": report_link(standing, reader),
        "kind": told.kind,
        "when": told.when,
        "due": duty.due_on,
        "late": standing.days_late or None,
        "reason": report.reason if report else None,
        "state": _state(standing, edition, reader),
    }


def report_link(standing: DutyStanding, reader: Reader) -> str:
    """To the report where there is one, else to beginning it."""
    if standing.report:
        return reader.link("report", standing.report.id)
    return reader.link("report_new", subject=quote(str(standing.duty.subject), safe=""))


def _state(standing: DutyStanding, edition: Edition, reader: Reader) -> object:
    """A draft says so; what was sent or accepted says its figure; the rest says nothing."""
    report = standing.report
    if report is None:
        return None
    if report.state == State.DRAFT:
        return Mark(reader.say("desk.state.draft"), "gold")
    return headline(report.content, edition, standing.duty.subject, reader)
