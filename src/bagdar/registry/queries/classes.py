"""The classes of an organisation: which were opened, and how many learn in each."""

from datetime import date, datetime
from uuid import UUID

from bagdar.core.periods import Period
from bagdar.registry import models
from bagdar.registry.queries.desk import overlapping
from bagdar.registry.queries.rows import known_at as told_at
from bagdar.registry.queries.rows import on_day
from bagdar.registry.queries.written import When, counted_on, facts
from bagdar.registry.rules import classes as rules
from bagdar.registry.rules.classes import ClassOnDay, OpenedClass
from bagdar.registry.rules.promoting import ClassKey


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
    organisation_id: UUID,
    on: date,
    known_at: datetime | None = None,
    *,
    named: str | None = None,
) -> tuple[OpenedClass, ...]:
    """named: those of this name alone."""
    if known_at is None:
        among = {} if named is None else {"name": named}
        rows = facts(models.Group, "organisation_id", [organisation_id], When.ON_DAY, on, **among)
    else:
        when = on_day(on) & told_at(known_at)
        rows = list(models.Group.objects.filter(when, organisation_id=organisation_id))
    return tuple(_opened(row) for row in rows if named in (None, row.name))


def _opened(row: models.Group) -> OpenedClass:
    key = ClassKey(row.level, row.grade, row.name)
    return OpenedClass(key, row.language, row.kind, row.shift, row.places, row.programme)


def classes_on(
    organisation_id: UUID, on: date, known_at: datetime | None = None
) -> tuple[ClassOnDay, ...]:
    """Without a name of anybody."""
    counted = counted_on(organisation_id, on, known_at)
    return rules.on_day(opened_classes(organisation_id, on, known_at), counted)


def class_on(
    organisation_id: UUID, key: ClassKey, on: date, known_at: datetime | None = None
) -> ClassOnDay | None:
    """One of the same; None: nobody opened it, and nobody learns in it."""
    opened = opened_class(organisation_id, key, on, known_at)
    counted = counted_on(organisation_id, on, known_at, of=key)
    return next(iter(rules.on_day([opened] if opened else [], counted)), None)


def opened_class(
    organisation_id: UUID, key: ClassKey, on: date, known_at: datetime | None = None
) -> OpenedClass | None:
    listed = opened_classes(organisation_id, on, known_at, named=key.name)
    return next((one for one in listed if one.key == key), None)
