"""What the calendar, the list of what is due and the workload share: filters, names, marks."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from bagdar.access.public import known_regions
from bagdar.look.tables import Mark
from bagdar.monitoring.presenters.desk_words import reporter_name
from bagdar.monitoring.rules.due_groups import Group
from bagdar.monitoring.rules.dues import DutyState, Status
from bagdar.monitoring.rules.nouns import Reporter
from bagdar.programme.public import Reader, narrowing
from bagdar.programme.rules.act import Edition

KINDS = ("milestone", "indicator", "money")
Tone = Literal["plain", "sky", "gold", "good", "bad"]
TONES: Mapping[Status, Tone] = {
    "overdue": "bad",
    "returned": "bad",
    "due_soon": "gold",
    "submitted": "sky",
    "accepted": "good",
    "accepted_late": "good",
}


def field(
    name: str, choices: Iterable[tuple[str, str]], asked: Mapping[str, str], reader: Reader
) -> narrowing.Field:
    label = reader.say(f"calendar.filter.{name}")
    return narrowing.field(name, choices, asked, reader, label)


def reporter_choices(
    edition: Edition, states: Iterable[DutyState], reader: Reader
) -> list[tuple[str, str]]:
    """Those who have duties: bodies in the edition's order, then regions by name."""
    reporters = {one.duty.reporter for one in states}
    order = [body.code for body in edition.bodies]
    bodies = sorted(
        (one for one in reporters if one.kind == "body"),
        key=lambda one: order.index(one.code) if one.code in order else len(order),
    )
    regions = sorted(
        (one for one in reporters if one.kind == "region"),
        key=lambda one: reporter_name(edition, one, reader),
    )
    return [(str(one), reporter_name(edition, one, reader)) for one in [*bodies, *regions]]


def kind_choices(reader: Reader) -> list[tuple[str, str]]:
    return [(kind, reader.say(f"desk.kind.{kind}")) for kind in KINDS]


def measure_choices(edition: Edition) -> list[tuple[str, str]]:
    return [(measure.code, f"№ {measure.number}") for measure in edition.measures]


def narrowed(states: Iterable[DutyState], narrow: Mapping[str, str]) -> tuple[DutyState, ...]:
    """Those of a reporter (body:mes), a kind and a measure (m12) or row."""
    reporter = narrow.get("reporter")
    kind, place = narrow.get("kind"), narrow.get("place") or narrow.get("measure")
    return tuple(
        one
        for one in states
        if (kind is None or one.duty.subject.kind == kind)
        and (place is None or one.duty.subject.place == place)
        and (reporter is None or str(one.duty.reporter) == reporter)
    )


def status_mark(status: Status, reader: Reader) -> Mark:
    return Mark(reader.say(f"calendar.status.{status}"), TONES.get(status, "plain"))


def who(edition: Edition, group: Group, reader: Reader) -> str:
    """Owner and regions of a group in one cell: БҒМ + 17 өңір."""
    owners = ", ".join(reporter_name(edition, one, reader) for one in group.owners)
    if not group.regions:
        return owners
    if len(group.regions) == 1:
        regions = region_name(group.regions[0], reader)
    else:
        regions = reader.say("calendar.regions", count=len(group.regions))
    return " + ".join(part for part in (owners, regions) if part)


def region_name(code: str, reader: Reader) -> str:
    region = known_regions().get(code)
    return region.name[reader.language] if region else code


def feed_link(reporter: str, reader: Reader) -> str:
    """Where a calendar program finds what is due: all of it, or one reporter's."""
    query: dict[str, Any] = {"reporter": Reporter.parse(reporter)} if reporter else {}
    return reader.link("calendar_feed", **query)
