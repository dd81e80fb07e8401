"""Reads of the trail, newest first, as plain values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet

from bagdar.audit.models import Event
from bagdar.core.languages import TIME_ZONE

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


ALL = EventFilter()


def events(wanted: EventFilter = ALL, page: int = 1, size: int = PAGE_SIZE) -> EventPage:
    """One page of the events that a filter lets through; past the last page, the last one."""
    found = _found(wanted)
    total = found.count()
    pages = max(1, -(-total // size))
    number = min(max(1, page), pages)
    chosen = found[(number - 1) * size : number * size]
    return EventPage(tuple(map(_row, chosen)), number, pages, total)


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
