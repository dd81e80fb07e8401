"""What somebody studies where, and with what results: what credits are counted towards."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from bagdar.core.origins import Origin
from bagdar.registry import models
from bagdar.registry.queries.people import AT_ONCE, batched


@dataclass(frozen=True)
class Study:
    """That somebody learns a programme somewhere. since: from which day on; until: the first day
    after it, None: open.
    """

    organisation_id: UUID
    level: str
    programme: str
    since: date
    until: date | None
    origin: Origin

    def is_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)

    @property
    def last_day(self) -> date:
        """Of a stay without an end, its first one."""
        return self.until - timedelta(days=1) if self.until else self.since


def studies_of(person_id: UUID) -> tuple[Study, ...]:
    """Programmes that a person learns or has learnt, the latest stay in each, the oldest first.

    Who learns no programme, as at school, gives nothing.
    """
    rows = models.Enrolment.objects.filter(models.CURRENT, person_id=person_id)
    found = {
        (row.organisation_id, row.level, row.programme): Study(
            row.organisation_id, row.level, row.programme, row.valid_from, row.valid_to,
            Origin(row.origin),
        )
        for row in rows.exclude(programme="").order_by("valid_from", "pk")
    }  # fmt: skip
    return tuple(sorted(found.values(), key=lambda one: (one.since, str(one.organisation_id))))


@dataclass(frozen=True)
class Score:
    """most: the most that could be reached; on: the day of the assessment."""

    score: Decimal
    most: Decimal
    on: date


def scores(
    organisation_id: UUID, people: Collection[UUID], assessments: Collection[str]
) -> Mapping[UUID, Mapping[str, Score]]:
    """Each person's latest score, by subject, in an organisation.

    Of several assessments in a subject the latest one counts; nobody's results give no entry.
    """
    found: dict[UUID, dict[str, Score]] = {}
    for some in batched(sorted(people), AT_ONCE):
        rows = models.Result.objects.filter(
            models.CURRENT,
            organisation_id=organisation_id,
            person_id__in=some,
            assessment__in=assessments,
        )
        for row in rows.order_by("valid_from", "pk"):
            found.setdefault(row.person_id, {})[row.subject] = Score(
                row.score, row.most_score, row.valid_from
            )
    return found
