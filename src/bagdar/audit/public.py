"""What other apps may call: add to the trail, and read it."""

from bagdar.audit.queries import EventFilter, EventPage, EventRow, all_events, events
from bagdar.audit.services import NoTransaction, record

__all__ = [
    "EventFilter",
    "EventPage",
    "EventRow",
    "NoTransaction",
    "all_events",
    "events",
    "record",
]
