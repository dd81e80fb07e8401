"""Writing what a correction does to a timeline: rows end, rows are added, none is changed.

Called by the services within their transactions, which lock the identity and leave the events.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bagdar.audit.rules import Actor
from bagdar.core.periods import Supersession
from bagdar.registry.queries.rows import READERS, valid


@dataclass(frozen=True)
class Writer:
    """Who records what on which source, at which instant; shared: columns of every new row."""

    by: Actor
    at: datetime
    source: str
    shared: Mapping[str, Any]

    def write_rows(
        self,
        model: Any,
        rows: Sequence[Any],
        step: Supersession[Any],
        columns: Callable[[Any], dict[str, Any]],
    ) -> tuple[int, int]:
        """How many rows ended and how many were added. rows: of the timeline that was revised.

        What is left of a row that ends keeps that row's source: it is still what that document
        said. Who recorded it is whoever wrote it down again.
        """
        current = {row.valid_from: row for row in rows if row.superseded_at is None}
        ended = [current[one.valid.start] for one in step.ends]
        model.objects.filter(pk__in=[row.pk for row in ended]).update(
            superseded_at=step.at, superseded_by=self.by.name, superseded_role=self.by.role
        )
        model.objects.bulk_create(
            model(
                valid_from=one.valid.start,
                valid_to=one.valid.end,
                recorded_at=one.recorded_at,
                recorded_by=self.by.name,
                recorded_role=self.by.role,
                source=_source_left(one, ended) or self.source,
                **self.shared,
                **columns(one.value),
            )
            for one in step.adds
        )
        return len(step.ends), len(step.adds)


def _source_left(added: Any, ended: Sequence[Any]) -> str:
    """The source of the row of which a new one is a piece; empty where it is none."""
    for row in ended:
        if valid(row).covers(added.valid) and READERS[type(row)](row) == added.value:
            return str(row.source)
    return ""
