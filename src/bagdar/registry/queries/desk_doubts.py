"""What is doubtful or missing in an organisation, as the database counts and finds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.db.models.lookups import In

from bagdar.core.periods import Period
from bagdar.registry import models
from bagdar.registry.queries.desk import FULL_TIME, overlapping
from bagdar.registry.queries.rows import ends_after, on_day

UNDECIDED = "undecided"
NO_CLASS = ""  # as no class is written


@dataclass(frozen=True)
class Doubts:
    """How many people have what in doubt, in the order in which it is listed; people: in all."""

    kinds: Mapping[str, int]
    people: int


def doubts_on(organisation_id: UUID, on: date) -> Doubts:
    found = doubtful(organisation_id, on)
    anything = Q()
    for condition in found.values():
        anything |= condition
    rows = _here(organisation_id, on)
    told = {**found, "people": anything}
    counted = rows.aggregate(
        **{name: Count("person_id", distinct=True, filter=one) for name, one in told.items()}
    )
    people, undecided = counted.pop("people"), _undecided(organisation_id, on)
    also = rows.filter(anything, person_id__in=undecided).values("person_id").distinct().count()
    counted[UNDECIDED] = len(undecided)
    return Doubts(counted, people + len(undecided) - also)


def doubtful(organisation_id: UUID, on: date) -> Mapping[str, Q]:
    """What an enrolment there that holds on a day has in doubt, as conditions on it."""
    people = models.PersonFact.objects.filter(
        models.CURRENT & on_day(on), person_id=OuterRef("person_id")
    )
    return {
        "no_class": Q(group=""),
        "not_opened": ~Q(group="") & Q(In(_klass(), _not_opened(organisation_id, on))),
        "no_iin": ~Q(Exists(people.exclude(iin=""))),
        "no_birth": ~Q(Exists(people.filter(born_on__isnull=False))),
        "no_language": Q(language=""),
    }


def _here(organisation_id: UUID, on: date) -> QuerySet[models.Enrolment]:
    return models.Enrolment.objects.filter(
        models.CURRENT, on_day(on), organisation_id=organisation_id
    )


def _not_opened(organisation_id: UUID, on: date) -> list[str]:
    """The classes in which somebody learns and which nobody opened; never an empty list."""
    known = _here(organisation_id, on).values_list(_klass(), flat=True).distinct()
    groups = models.Group.objects.filter(
        models.CURRENT, on_day(on), organisation_id=organisation_id
    )
    opened = groups.values_list(_klass("name"), flat=True)
    return sorted(set(known) - set(opened)) or [NO_CLASS]


def _klass(name: str = "group") -> Concat:
    """«2|5|5 Ә»: level, grade and name in one text. name: of the column that holds it."""
    grade = Coalesce(Cast("grade", CharField(max_length=10)), Value(""))
    return Concat("level", Value("|"), grade, Value("|"), name)


def _undecided(organisation_id: UUID, on: date) -> set[UUID]:
    """Whose full-time stay here ended in the year before a day without a reason, and who is in no
    place now or later.
    """
    year = Period(on.replace(year=on.year - 1, day=min(on.day, 28)), on)
    ended = models.Enrolment.objects.filter(
        models.CURRENT,
        ends_after(year.start),
        organisation_id=organisation_id,
        form=FULL_TIME,
        leaving_reason="",
        valid_to__lte=on,
    )
    ids = set(ended.values_list("person_id", flat=True))
    later = models.Enrolment.objects.filter(
        models.CURRENT, overlapping(Period(on)), person_id__in=ids, form=FULL_TIME
    )
    return ids - set(later.values_list("person_id", flat=True))
