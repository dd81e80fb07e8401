"""Reports as the database holds them, for tests that ask how duties stand."""

from datetime import UTC, datetime
from typing import Any

from bagdar.monitoring import models
from bagdar.monitoring.rules.nouns import Origin, Subject

PROGRAMME = "kz-2020-2025"
IN_TIME = datetime(2021, 1, 31, 6, tzinfo=UTC)


def filed(
    subject: str,
    reporter: str = "body:mes",
    state: str = "submitted",
    *,
    at: datetime = IN_TIME,
    origin: Origin = Origin.REAL,
) -> Any:
    """A report on a milestone, sent in at an instant. Gives its row."""
    about = Subject.parse(subject)
    decided = state in ("accepted", "returned")
    return models.Report.objects.create(
        programme=PROGRAMME,
        edition=1,
        subject=subject,
        kind=about.kind,
        place=about.place,
        year=about.year,
        reporter=reporter,
        origin=origin,
        state=state,
        content={"kind": "milestone", "status": "done"},
        created_at=at,
        updated_at=at,
        updated_by="officer",
        submitted_at=None if state == "draft" else at,
        decided_at=at if decided else None,
        decided_by="coordinator" if decided else "",
        reason="The order's number is missing." if state == "returned" else "",
    )
