"""A builder's signs of life: which step it is at, and that it is still there.

A clock, not a decision: asking, taking up, finishing and failing are services with their events.
"""

from threading import Event, Thread
from types import TracebackType
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone

from bagdar.monitoring import models
from bagdar.monitoring.rules.building import BuildStatus

SECONDS = 5.0


def beat(id: Any, **changed: str) -> None:
    """Only while it is being built: a report that somebody finished or gave up stays as it is."""
    rows = models.YearlyReport.objects.filter(pk=id, status=BuildStatus.BUILDING.value)
    rows.update(beat_at=timezone.now(), **changed)


class Heart:
    """Beats in a thread of its own while the block runs: a long step is not taken for death."""

    def __init__(self, id: Any) -> None:
        self._id = id
        self._stop = Event()
        self._thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Heart":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(SECONDS):
            try:
                beat(self._id)
            except DatabaseError:
                continue  # busy: the next beat comes soon
        connection.close()
