"""The one clock of sessions and limits; tests put their own in its place."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """This instant, with its time zone."""
    return timezone.now()
