"""Who works in an organisation, what qualifies them, and what they are paid there."""

from datetime import date, datetime
from uuid import UUID

from bagdar.core.periods import Period
from bagdar.registry import models
from bagdar.registry.queries.desk import overlapping
from bagdar.registry.queries.rows import known_at, on_day
from bagdar.registry.rules.staffing import PostKey

CATEGORY = "category"


def post_row(person_id: UUID, key: PostKey, since: date) -> models.Post | None:
    """The post as it stands on a day or after the day before it."""
    found = models.Post.objects.filter(
        models.CURRENT, overlapping(Period(since)), person_id=person_id, **key.columns
    ).order_by("valid_from")
    return found.first() or (
        models.Post.objects.filter(
            models.CURRENT, valid_to=since, person_id=person_id, **key.columns
        ).first()
    )


def works_here(organisation_id: UUID, person_id: UUID, today: date) -> bool:
    """Whether a person holds a post in an organisation today, or will."""
    found = models.Post.objects.filter(
        models.CURRENT,
        overlapping(Period(today)),
        organisation_id=organisation_id,
        person_id=person_id,
    )
    return found.exists()


def categories(
    person_ids: list[UUID], on: date, instant: datetime | None = None
) -> dict[UUID, tuple[str, date | None]]:
    """The category of each on a day, and the first day on which it no longer holds."""
    rows = models.Qualification.objects.filter(
        on_day(on), known_at(instant), kind=CATEGORY, person_id__in=person_ids
    )
    return {row.person_id: (row.value, row.valid_to) for row in rows.order_by("valid_from")}
