"""The organisations of a region: who learns there, when they last wrote, what looks doubtful."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q

from bagdar.core.origins import Origin
from bagdar.core.periods import academic_year, academic_year_of
from bagdar.registry import models
from bagdar.registry.queries.rows import ends_after, on_day
from bagdar.registry.rules.reading import OrganisationLine


def organisations_of(region: str, on: date, origin: Origin) -> tuple[OrganisationLine, ...]:
    """Every organisation of a region on a day, by its Kazakh name; a statement a column, not one
    an organisation.
    """
    there = models.OrganisationFact.objects.filter(
        models.CURRENT, on_day(on), region=region, origin=origin.value
    )
    ids = there.values("organisation_id")
    counted, of_the_year = _counted(ids, on), _of_the_year(ids, on)
    changed, delivered = _last(ids)
    return tuple(
        OrganisationLine(
            organisation_id=one.organisation_id,
            name_kk=one.name_kk,
            name_ru=one.name_ru,
            name_en=one.name_en,
            type=one.type,
            origin=origin,
            learners=counted.get(one.organisation_id, (0, 0))[0],
            groups=counted.get(one.organisation_id, (0, 0))[1],
            of_the_year=of_the_year.get(one.organisation_id, 0),
            changed_at=changed.get(one.organisation_id),
            delivered_at=delivered.get(one.organisation_id),
        )
        for one in there.order_by("name_kk", "organisation_id")
    )


def _counted(ids: Any, on: date) -> Mapping[UUID, tuple[int, int]]:
    """Learners and groups on a day, by organisation."""
    rows = models.Enrolment.objects.filter(models.CURRENT, on_day(on), organisation_id__in=ids)
    found = (
        rows.order_by()
        .values("organisation_id")
        .annotate(
            people=Count("person_id", distinct=True),
            groups=Count("group", distinct=True, filter=~Q(group="")),
        )
    )
    return {one["organisation_id"]: (one["people"], one["groups"]) for one in found}


def _of_the_year(ids: Any, on: date) -> Mapping[UUID, int]:
    """Enrolments that hold a day of the academic year, by organisation."""
    year = academic_year(academic_year_of(on))
    rows = models.Enrolment.objects.filter(
        models.CURRENT,
        ends_after(year.start),
        organisation_id__in=ids,
        valid_from__lt=year.end,
    )
    found = rows.order_by().values("organisation_id").annotate(people=Count("person_id"))
    return {one["organisation_id"]: one["people"] for one in found}


def _last(ids: Any) -> tuple[dict[UUID, datetime], dict[UUID, datetime]]:
    """When something was last recorded of an organisation, and when last by a delivery."""
    changed: dict[UUID, datetime] = {}
    delivered: dict[UUID, datetime] = {}
    for model in (models.OrganisationFact, models.Enrolment, models.Post, models.Condition):
        rows = model._default_manager.filter(organisation_id__in=ids).order_by()
        found = rows.values("organisation_id").annotate(
            last=Max("recorded_at"),
            ended=Max("superseded_at"),
            by_delivery=Max("recorded_at", filter=Q(delivery_id__isnull=False)),
        )
        for one in found:
            id = one["organisation_id"]
            _later(changed, id, one["last"], one["ended"])
            _later(delivered, id, one["by_delivery"])
    return changed, delivered


def _later(found: dict[UUID, datetime], id: UUID, *instants: datetime | None) -> None:
    known = [one for one in (found.get(id), *instants) if one is not None]
    if known:
        found[id] = max(known)


def region_of_organisation(organisation_id: UUID, on: date) -> str:
    """Empty: nothing holds on the day."""
    rows = models.OrganisationFact.objects.filter(
        models.CURRENT, on_day(on), organisation_id=organisation_id
    )
    return rows.values_list("region", flat=True).first() or ""
