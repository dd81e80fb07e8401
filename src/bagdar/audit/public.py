"""What other apps may call: add to the trail, and read it."""

from bagdar.audit.queries import PAGE_SIZE, EventFilter, EventPage, EventRow, all_events, events
from bagdar.audit.services import NoTransaction, record

__all__ = [
    "PAGE_SIZE",
    "EventFilter",
    "EventPage",
    "EventRow",
    "NoTransaction",
    "all_events",
    "events",
    "record",
]
