"""Signs of life of a process that works beside the service, and when it counts as dead."""

from datetime import datetime, timedelta

SECONDS = 5.0  # between two signs
SILENT_FOR = timedelta(seconds=60)


def fell_silent(beat_at: datetime, now: datetime) -> bool:
    """Whether nobody has given a sign of life for a minute."""
    return now - beat_at > SILENT_FOR
