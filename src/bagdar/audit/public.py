"""What other apps may call: add to the trail, and read it."""

from bagdar.audit.queries import (
    PAGE_SIZE,
    EventFilter,
    EventPage,
    EventRow,
    Look,
    LookPage,
    all_events,
    events,
    looks_at,
    looks_of_day,
)
from bagdar.audit.services import NoTransaction, record, record_all

__all__ = [
    "PAGE_SIZE",
    "EventFilter",
    "EventPage",
    "EventRow",
    "Look",
    "LookPage",
    "NoTransaction",
    "all_events",
    "events",
    "looks_at",
    "looks_of_day",
    "record",
    "record_all",
]
