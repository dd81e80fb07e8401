"""The classes of an organisation: which were opened, who learns in each, what is in doubt."""

from collections import Counter
from datetime import date, datetime
from uuid import UUID

from bagdar.core.periods import Period
from bagdar.registry import models
from bagdar.registry.queries.desk import FULL_TIME, overlapping
from bagdar.registry.queries.rows import ends_after, on_day
from bagdar.registry.queries.rows import known_at as told_at
from bagdar.registry.rules import classes as rules
from bagdar.registry.rules.classes import ClassOnDay, OpenedClass
from bagdar.registry.rules.promoting import ClassKey

DOUBTS = ("no_class", "not_opened", "no_iin", "no_birth", "no_language", "undecided")


def standing_row(organisation_id: UUID, key: ClassKey, on: date) -> models.Group | None:
    """The class as it was opened, on a day or after it."""
    found = models.Group.objects.filter(
        models.CURRENT,
        overlapping(Period(on)),
        organisation_id=organisation_id,
        name=key.name,
        level=key.level,
        grade=key.grade,
    )
    return found.order_by("valid_from").first()


def first_named(organisation_id: UUID, name: str, days: Period[date]) -> models.Group | None:
    """The first class of this name that stands on some of the days."""
    found = models.Group.objects.filter(
        models.CURRENT, overlapping(days), organisation_id=organisation_id, name=name
    )
    return found.order_by("valid_from").first()


def standing_groups(organisation_id: UUID, since: date) -> list[models.Group]:
    """Every class that stands on a day or after it, the earliest first."""
    found = models.Group.objects.filter(
        models.CURRENT, overlapping(Period(since)), organisation_id=organisation_id
    )
    return list(found.order_by("valid_from", "pk"))


def stays_from(organisation_id: UUID, key: ClassKey, since: date) -> list[models.Enrolment]:
    """Stays in a class that hold some day from a day on."""
    found = models.Enrolment.objects.filter(
        models.CURRENT,
        overlapping(Period(since)),
        organisation_id=organisation_id,
        level=key.level,
        grade=key.grade,
        group=key.name,
    )
    return list(found.order_by("person_id", "valid_from"))


def opened_classes(
    organisation_id: UUID, on: date, known_at: datetime | None = None
) -> tuple[OpenedClass, ...]:
    rows = models.Group.objects.filter(
        on_day(on), told_at(known_at), organisation_id=organisation_id
    )
    return tuple(map(_opened, rows))


def _opened(row: models.Group) -> OpenedClass:
    key = ClassKey(row.level, row.grade, row.name)
    return OpenedClass(key, row.language, row.kind, row.shift, row.places, row.programme)


def classes_on(
    organisation_id: UUID, on: date, known_at: datetime | None = None
) -> tuple[ClassOnDay, ...]:
    """Without a name of anybody."""
    rows = models.Enrolment.objects.filter(
        on_day(on), told_at(known_at), organisation_id=organisation_id
    )
    counted = Counter(ClassKey(*one) for one in rows.values_list("level", "grade", "group"))
    return rules.on_day(opened_classes(organisation_id, on, known_at), counted)


def doubtful(organisation_id: UUID, on: date) -> dict[str, list[UUID]]:
    """Who has something doubtful or missing, by what it is, in the order of DOUBTS."""
    rows = list(
        models.Enrolment.objects.filter(models.CURRENT, on_day(on), organisation_id=organisation_id)
    )
    opened = {one.key for one in opened_classes(organisation_id, on)}
    people = models.PersonFact.objects.filter(
        models.CURRENT, on_day(on), person_id__in=[row.person_id for row in rows]
    )
    known = {row.person_id: row for row in people.only("person_id", "iin", "born_on")}
    found: dict[str, list[UUID]] = {kind: [] for kind in DOUBTS}
    for row in rows:
        person = known.get(row.person_id)
        key = ClassKey(row.level, row.grade, row.group)
        told = {
            "no_class": not row.group,
            "not_opened": bool(row.group) and key not in opened,
            "no_iin": person is None or not person.iin,
            "no_birth": person is None or person.born_on is None,
            "no_language": not row.language,
        }
        for kind, is_so in told.items():
            if is_so:
                found[kind].append(row.person_id)
    found["undecided"] = _undecided(organisation_id, on)
    return found


def _undecided(organisation_id: UUID, on: date) -> list[UUID]:
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
    return sorted(ids - set(later.values_list("person_id", flat=True)))
