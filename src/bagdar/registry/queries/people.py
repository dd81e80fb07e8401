"""Who a person is, was, and was known to be; and where somebody is found."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from bagdar.core.names import search_keys
from bagdar.core.national_ids import read_iin
from bagdar.core.origins import Origin
from bagdar.registry import models
from bagdar.registry.queries.rows import (
    known,
    on_day,
    origin_of_person,
    person_details,
    story_line,
    valid,
)
from bagdar.registry.queries.rows import (
    known_at as told_at,
)
from bagdar.registry.rules.nouns import Found, PersonDetails, Story

MOST = 50


def person_on(person_id: UUID, on: date, known_at: datetime | None = None) -> PersonDetails | None:
    """A person on a day, as the register says now or said at an instant; None: it said nothing.

    Raises NoSuchPerson.
    """
    origin_of_person(person_id)
    row = models.PersonFact.objects.filter(
        on_day(on), told_at(known_at), person_id=person_id
    ).first()
    return person_details(row) if row else None


def story(person_id: UUID, on: date | None = None, known_at: datetime | None = None) -> Story:
    """Everything that was ever recorded of a person: every version, with who and when.

    on, known_at  only the versions that speak of a day, that were current at an instant
    Raises NoSuchPerson.
    """
    origin = origin_of_person(person_id)
    lines = []
    for model in (models.PersonFact, models.Enrolment):
        rows = model.objects.filter(person_id=person_id).order_by("recorded_at", "valid_from", "id")
        lines.append(
            tuple(
                story_line(row)
                for row in rows
                if (on is None or valid(row).contains(on))
                and (known_at is None or known(row).contains(known_at))
            )
        )
    return Story(person_id, origin, lines[0], lines[1])


def cut(keys: Iterable[str]) -> set[str]:
    """Search keys as they are kept: a letter may become many, so the longest are cut."""
    return {key[: models.KEY_LENGTH] for key in keys if key}


def find_people(text: str, origin: Origin = Origin.REAL) -> tuple[Found, ...]:
    """People by an IIN, or by family and given name in any order, script and spelling.

    At most MOST, each with the latest of the current facts; nothing for an empty text.
    """
    number = read_iin(text).number
    keys = {number.number} if number else cut(search_keys(text))
    kind = "iin" if number else "name"
    found = models.PersonKey.objects.filter(kind=kind, key__in=keys, origin=origin)
    ids = set(found.order_by("person_id").values_list("person_id", flat=True).distinct()[:MOST])
    rows = models.PersonFact.objects.filter(models.CURRENT, person_id__in=ids)
    latest = {row.person_id: row for row in rows.order_by("valid_from")}
    people = [Found(id, person_details(row)) for id, row in latest.items()]
    return tuple(sorted(people, key=lambda one: (one.details.name.full, str(one.person_id))))
