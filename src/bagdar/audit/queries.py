"""Reads of the trail, newest first, as plain values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet

from bagdar.audit.models import Event
from bagdar.core.languages import TIME_ZONE
from bagdar.core.periods import local_date

PAGE_SIZE = 50
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True)
class EventFilter:
    """Which events are asked for; an empty field asks for all.

    action  the beginning of an action: "access." gives all that accounts did
    about   the beginning of what it was about
    since, until  days on Almaty's clock, both included
    """

    actor: str = ""
    action: str = ""
    about: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class EventRow:
    """One event as it is shown."""

    id: int
    at: datetime
    actor: str
    role: str
    action: str
    about: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class EventPage:
    """One page of events. number counts from 1; pages is at least 1."""

    rows: tuple[EventRow, ...]
    number: int
    pages: int
    total: int


@dataclass(frozen=True)
class Look:
    """That somebody looked at a record, as whom it tells of may read it: never by whom.

    purpose                     empty where none was asked for
    body, region, organisation  whom the looker spoke for, by code or identifier; at most one
    """

    at: datetime
    day: date
    action: str
    purpose: str
    role: str
    body: str
    region: str
    organisation: str


@dataclass(frozen=True)
class LookPage:
    """One page of looks, newest first. number counts from 1; pages is at least 1."""

    rows: tuple[Look, ...]
    number: int
    pages: int
    total: int


ALL = EventFilter()


def events(wanted: EventFilter = ALL, page: int = 1, size: int = PAGE_SIZE) -> EventPage:
    """One page of the events that a filter lets through; past the last page, the last one."""
    chosen, number, pages, total = _cut(_found(wanted), page, size)
    return EventPage(tuple(map(_row, chosen)), number, pages, total)


def looks_at(about: str, action: str, page: int = 1, size: int = PAGE_SIZE) -> LookPage:
    """One page of the looks at one thing; past the last page, the last one.

    about   exactly what was looked at, such as "registry.person:1b4e…"
    action  how the actions of looking begin, such as "registry.person_looked_at"
    """
    found = Event.objects.filter(about=about, action__startswith=action).order_by("-id")
    chosen, number, pages, total = _cut(found, page, size)
    return LookPage(tuple(map(_look, chosen)), number, pages, total)


def looks_of_day(day: date, action: str, about: str = "") -> Iterator[tuple[str, Look]]:
    """(what was looked at, look) of one day, all looks at one thing together, oldest first.

    about   exactly one thing; empty: all of them, read in batches
    action  as of looks_at
    """
    begin = _midnight(day)
    found = Event.objects.filter(action__startswith=action, at__gte=begin)
    # A look of the last minute may be written down after midnight.
    found = found.filter(at__lt=begin + timedelta(days=1, hours=1)).order_by("about", "id")
    if about:
        found = found.filter(about=about)
    for event in found.iterator(chunk_size=1000):
        look = _look(event)
        if look.day == day:
            yield event.about, look


def _cut(found: QuerySet[Event], page: int, size: int) -> tuple[QuerySet[Event], int, int, int]:
    """The events of one page, its number, how many pages and how many events there are."""
    total = found.count()
    pages = max(1, -(-total // size))
    number = min(max(1, page), pages)
    return found[(number - 1) * size : number * size], number, pages, total


def _look(event: Event) -> Look:
    def told(name: str) -> str:
        return str(event.facts.get(name) or "")

    day = told("day")
    return Look(
        at=event.at,
        day=date.fromisoformat(day) if day else local_date(event.at),
        action=event.action,
        purpose=told("purpose"),
        role=event.role,
        body=told("body"),
        region=told("region"),
        organisation=told("organisation"),
    )


def all_events(wanted: EventFilter) -> Iterator[EventRow]:
    """Every event that a filter lets through, read in batches."""
    return map(_row, _found(wanted).iterator(chunk_size=1000))


def _found(wanted: EventFilter) -> QuerySet[Event]:
    found = Event.objects.order_by("-id")
    if wanted.actor:
        found = found.filter(actor=wanted.actor)
    if wanted.action:
        found = found.filter(action__startswith=wanted.action)
    if wanted.about:
        found = found.filter(about__startswith=wanted.about)
    if wanted.since:
        found = found.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=_midnight(wanted.until) + timedelta(days=1))
    return found


def _midnight(day: date) -> datetime:
    day = min(max(day, EARLIEST), LATEST)  # further days would leave the calendar of UTC
    return datetime.combine(day, time(), tzinfo=TIME_ZONE)


def _row(event: Event) -> EventRow:
    return EventRow(
        id=event.pk,
        at=event.at,
        actor=event.actor,
        role=event.role,
        action=event.action,
        about=event.about,
        facts=event.facts,
    )
