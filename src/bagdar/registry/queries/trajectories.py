"""What a person's path is made of."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from bagdar.registry import models
from bagdar.registry.queries.reading import rule
from bagdar.registry.queries.rows import known_at, origin_of_person, valid
from bagdar.registry.rules.trajectory import Completion, Doing, Stay, Trajectory, trajectory


def path_of(person_id: UUID, told_at: datetime | None = None) -> Trajectory:
    """One person's path, as the register says now or said at an instant. Raises NoSuchPerson."""
    origin_of_person(person_id)
    rows = _rows_of_path(person_id, known_at(told_at))
    regions = _regions({row.organisation_id for doing, row in rows if doing is not Doing.WORKS})
    stays = [_stay(doing, row, regions) for doing, row in rows]
    done = models.Graduation.objects.filter(known_at(told_at), person_id=person_id)
    completions = [Completion(row.valid_from, str(row.organisation_id), row.level) for row in done]
    longest = rule().trajectory.longest_break_days
    return trajectory(stays, completions, longest_break=longest)


def _rows_of_path(person_id: UUID, told: Q) -> list[tuple[Doing, Any]]:
    sources: Iterable[tuple[Doing, Any, Q]] = (
        (Doing.LEARNS, models.Enrolment, Q()),
        (Doing.TEACHES, models.Post, Q()),
        (Doing.WORKS, models.Employment, Q()),
        (Doing.LIVES, models.Dormitory, Q(state="given")),
    )
    return [
        (doing, row)
        for doing, model, which in sources
        for row in model.objects.filter(told, which, person_id=person_id)
    ]


def _stay(doing: Doing, row: Any, regions: dict[UUID, str]) -> Stay:
    if doing is Doing.WORKS:
        return Stay(doing, valid(row), row.employer_bin)
    return Stay(
        doing=doing,
        valid=valid(row),
        place=str(row.organisation_id),
        region=regions.get(row.organisation_id, ""),
        level=getattr(row, "level", ""),
        grade=getattr(row, "grade", None),
        left_for=getattr(row, "leaving_reason", ""),
    )


def _regions(organisations: set[UUID]) -> dict[UUID, str]:
    """The latest region of each: by the borders of today nobody moves when a region is formed."""
    rows = models.OrganisationFact.objects.filter(models.CURRENT, organisation_id__in=organisations)
    return dict(rows.order_by("valid_from").values_list("organisation_id", "region"))
