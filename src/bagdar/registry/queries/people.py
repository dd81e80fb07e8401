"""Who a person is, was, and was known to be; and where somebody is found."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bagdar.core.names import search_keys
from bagdar.core.national_ids import read_iin
from bagdar.core.origins import Origin
from bagdar.registry import models
from bagdar.registry.queries.rows import (
    details_of,
    known,
    model_of,
    on_day,
    origin_of_person,
    story_line,
    valid,
)
from bagdar.registry.queries.rows import (
    known_at as told_at,
)
from bagdar.registry.rules.kinds import KINDS, Kind
from bagdar.registry.rules.nouns import Found, PersonDetails, Story, StoryLine

MOST = 50
MOST_NAMESAKES = 2000  # keys that one search reads
AT_ONCE = 500  # values in one question: SQLite and PostgreSQL take more, and gain nothing by it
OF_PEOPLE = [one for one in KINDS.values() if one.table.subject == "person"]


def person_on(person_id: UUID, on: date, known_at: datetime | None = None) -> PersonDetails | None:
    """A person on a day, as the register says now or said at an instant; None: it said nothing.

    Raises NoSuchPerson.
    """
    origin_of_person(person_id)
    row = models.PersonFact.objects.filter(
        on_day(on), told_at(known_at), person_id=person_id
    ).first()
    return details_of(row) if row else None


def story(
    person_id: UUID,
    on: date | None = None,
    known_at: datetime | None = None,
    *,
    sensitive: bool = False,
) -> Story:
    """What was ever recorded of a person: every version of every kind, with who and when.

    on, known_at  only the versions that speak of a day, that were current at an instant
    sensitive     pay, support and care too, which few may see
    Raises NoSuchPerson.
    """
    origin = origin_of_person(person_id)
    asked = [one for one in OF_PEOPLE if sensitive or not one.is_sensitive]
    return Story(
        person_id, origin, {one.name: _told(one, person_id, on, known_at) for one in asked}
    )


def _told(
    kind: Kind[Any], person_id: UUID, on: date | None, instant: datetime | None
) -> tuple[StoryLine[Any], ...]:
    rows = model_of(kind).objects.filter(person_id=person_id)
    return tuple(
        story_line(row)
        for row in rows.order_by("recorded_at", "valid_from", "id")
        if (on is None or valid(row).contains(on))
        and (instant is None or known(row).contains(instant))
    )


def people_by_iin(iins: Iterable[str], origin: Origin = Origin.REAL) -> dict[str, UUID]:
    """Who has each number now; numbers that nobody has are left out."""
    found: dict[str, UUID] = {}
    for some in batched(sorted(set(iins)), AT_ONCE):
        keys = models.PersonKey.objects.filter(kind="iin", origin=origin.value, key__in=some)
        found |= dict(keys.values_list("key", "person_id"))
    return found


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
    # No order in the database: it might walk through everybody in that order to find a few.
    namesakes = set(found.order_by().values_list("person_id", flat=True)[:MOST_NAMESAKES])
    ids = sorted(namesakes)[:MOST]
    rows = models.PersonFact.objects.filter(models.CURRENT, person_id__in=ids)
    latest = {row.person_id: row for row in rows.order_by("valid_from")}
    people = [Found(id, details_of(row)) for id, row in latest.items()]
    return tuple(sorted(people, key=lambda one: (one.details.name.full, str(one.person_id))))


def batched(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """Runs of at most so many values."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def is_empty() -> bool:
    """Whether the register knows nobody and nothing."""
    return not models.Person.objects.exists() and not models.Organisation.objects.exists()
