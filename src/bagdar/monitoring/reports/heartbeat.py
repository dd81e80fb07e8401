"""A builder's signs of life: which step it is at, and that it is still there.

A clock, not a decision: asking, taking up, finishing and failing are services with their events.
"""

from typing import Any

from django.utils import timezone

from bagdar.monitoring import models
from bagdar.monitoring.rules.building import BuildStatus


def beat(id: Any, **changed: str) -> None:
    """Only while it is being built: a report that somebody finished or gave up stays as it is."""
    rows = models.YearlyReport.objects.filter(pk=id, status=BuildStatus.BUILDING.value)
    rows.update(beat_at=timezone.now(), **changed)
