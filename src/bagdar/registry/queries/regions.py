"""The organisations of a region: who learns there, when they last wrote, what looks doubtful."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Max, Q

from bagdar.core.origins import Origin
from bagdar.core.periods import academic_year, academic_year_of
from bagdar.registry import models
from bagdar.registry.queries.rows import ends_after, on_day
from bagdar.registry.rules.reading import OrganisationLine


def organisations_of(region: str, on: date, origin: Origin) -> tuple[OrganisationLine, ...]:
    """Every organisation of a region on a day, by its Kazakh name."""
    return organisations_by_region(on, origin, region).get(region, ())


def organisations_by_region(
    on: date, origin: Origin, region: str | None = None
) -> Mapping[str, tuple[OrganisationLine, ...]]:
    """The organisations of every region that has any on a day, or of one; as many statements for
    all of them as for one.
    """
    there = models.OrganisationFact.objects.filter(
        models.CURRENT, on_day(on), origin=origin.value
    ).order_by("name_kk", "organisation_id")
    of_some = Q()
    if region is not None:
        there = there.filter(region=region)
        of_some = Q(organisation_id__in=there.order_by().values("organisation_id"))
    counted, noted = _counted(of_some, on), _noted(of_some, on)
    found: dict[str, list[OrganisationLine]] = defaultdict(list)
    for one in there:
        learners, groups = counted.get(one.organisation_id, (0, 0))
        known = noted.get(one.organisation_id, Noted())
        found[one.region].append(
            OrganisationLine(
                organisation_id=one.organisation_id,
                name_kk=one.name_kk,
                name_ru=one.name_ru,
                name_en=one.name_en,
                type=one.type,
                origin=origin,
                learners=learners,
                groups=groups,
                of_the_year=known.of_the_year,
                changed_at=known.changed_at,
                delivered_at=known.delivered_at,
            )
        )
    return {code: tuple(lines) for code, lines in found.items()}


def _counted(of_some: Q, on: date) -> Mapping[UUID, tuple[int, int]]:
    """Learners and groups on a day, by organisation."""
    rows = models.Enrolment.objects.filter(models.CURRENT, on_day(on), of_some)
    found = (
        rows.order_by()
        .values("organisation_id")
        .annotate(
            people=Count("person_id", distinct=True),
            groups=Count("group", distinct=True, filter=~Q(group="")),
        )
    )
    return {one["organisation_id"]: (one["people"], one["groups"]) for one in found}


@dataclass
class Noted:
    """Of an organisation: enrolments that hold a day of the academic year, when something was last
    recorded, and when last by a delivery.
    """

    of_the_year: int = 0
    changed_at: datetime | None = None
    delivered_at: datetime | None = None


def _noted(of_some: Q, on: date) -> Mapping[UUID, Noted]:
    """By organisation; each table is read once."""
    year = academic_year(academic_year_of(on))
    in_the_year = models.CURRENT & ends_after(year.start) & Q(valid_from__lt=year.end)
    found: dict[UUID, Noted] = defaultdict(Noted)
    for model in (models.Enrolment, models.OrganisationFact, models.Post, models.Condition):
        rows = model._default_manager.filter(of_some).order_by().values("organisation_id")
        of_the_year = {"of_the_year": Count("pk", filter=in_the_year)}
        for one in rows.annotate(
            last=Max("recorded_at"),
            ended=Max("superseded_at"),
            by_delivery=Max("recorded_at", filter=Q(delivery_id__isnull=False)),
            **(of_the_year if model is models.Enrolment else {}),
        ):
            noted = found[one["organisation_id"]]
            noted.of_the_year += one.get("of_the_year", 0)
            noted.changed_at = _latest(noted.changed_at, one["last"], one["ended"])
            noted.delivered_at = _latest(noted.delivered_at, one["by_delivery"])
    return found


def _latest(*instants: datetime | None) -> datetime | None:
    return max((one for one in instants if one is not None), default=None)


def region_of_organisation(organisation_id: UUID, on: date) -> str:
    """Empty: nothing holds on the day."""
    rows = models.OrganisationFact.objects.filter(
        models.CURRENT, on_day(on), organisation_id=organisation_id
    )
    return rows.values_list("region", flat=True).first() or ""
