"""Who and what stands on a day, as the register says now or said at an instant.

known_at    None: what it says now
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bagdar.core.origins import Origin
from bagdar.core.periods import age_on
from bagdar.registry.models import PersonFact
from bagdar.registry.queries.rows import (
    details_of,
    model_of,
    on_day,
    origin_of_organisation,
    origin_of_person,
    valid,
)
from bagdar.registry.queries.rows import known_at as told_at
from bagdar.registry.queries.written import When, facts
from bagdar.registry.rules.details import ConditionDetails, GroupDetails, PostDetails
from bagdar.registry.rules.kinds import CONDITION, GROUP, GUARDIANSHIP, ORGANISATION, POST
from bagdar.registry.rules.nouns import Standing

OF_AGE = 18


def guardians_on(
    person_id: UUID, on: date, known_at: datetime | None = None
) -> tuple[Standing[Any], ...]:
    """Who answers for a person on a day: the details name them. Raises NoSuchPerson."""
    origin_of_person(person_id)
    return _standing(GUARDIANSHIP, on, known_at, person_id=person_id)


def wards_on(
    guardian_id: UUID, on: date, known_at: datetime | None = None
) -> tuple[Standing[Any], ...]:
    """For whom a guardian answers on a day: each is whose fact it is. Raises NoSuchPerson.

    A ward until the day before the eighteenth birthday; without a birth date for as long as it is
    recorded. Which day it is where the question is asked, is Almaty's: `core.periods.local_date`.
    """
    found = _standing(GUARDIANSHIP, on, known_at, guardian_id=guardian_id)
    if not found:
        origin_of_person(guardian_id)  # whether there is somebody is asked only here
        return ()
    born = _born(sorted({one.whose for one in found}), on, known_at)
    return tuple(one for one in found if _is_minor(born.get(one.whose), on))


def _born(people: Sequence[UUID], on: date, known_at: datetime | None) -> dict[UUID, date | None]:
    if known_at is None:
        said = facts(PersonFact, "person_id", people, When.ON_DAY, on)
        return {one.person_id: one.born_on for one in said}
    when = on_day(on) & told_at(known_at)
    rows = PersonFact.objects.filter(when, person_id__in=people)
    return dict(rows.values_list("person_id", "born_on"))


def _is_minor(born_on: date | None, on: date) -> bool:
    return born_on is None or on < born_on or age_on(born_on, on) < OF_AGE


def groups_on(
    organisation_id: UUID, on: date, known_at: datetime | None = None
) -> tuple[Standing[GroupDetails], ...]:
    """Classes and groups, by level, grade and name. Raises NoSuchOrganisation."""
    origin_of_organisation(organisation_id)
    found = _standing(GROUP, on, known_at, organisation_id=organisation_id)
    return tuple(sorted(found, key=lambda one: _in_order(one.details)))


def _in_order(said: GroupDetails) -> tuple[object, ...]:
    return said.level, said.grade or 0, said.name


def staff_on(
    organisation_id: UUID, on: date, known_at: datetime | None = None
) -> tuple[Standing[PostDetails], ...]:
    """Posts in an organisation, by position, subject and person. Raises NoSuchOrganisation."""
    origin_of_organisation(organisation_id)
    found = _standing(POST, on, known_at, organisation_id=organisation_id)
    return tuple(
        sorted(found, key=lambda one: (one.details.position, one.details.subject, str(one.whose)))
    )


def condition_on(
    organisation_id: UUID, on: date, known_at: datetime | None = None
) -> ConditionDetails | None:
    """In what condition an organisation was; None: nothing is said. Raises NoSuchOrganisation."""
    origin_of_organisation(organisation_id)
    found = _standing(CONDITION, on, known_at, organisation_id=organisation_id)
    return found[0].details if found else None


def organisations_of_region(
    region: str, on: date, known_at: datetime | None = None, *, origin: Origin = Origin.REAL,
    type: str = "", among: Collection[UUID] | None = None,
) -> tuple[Standing[Any], ...]:  # fmt: skip
    """Organisations in a region, by type and Kazakh name; of one type, and of some alone."""
    of: dict[str, Any] = {"type": type} if type else {}
    if among is not None:
        of["organisation_id__in"] = list(among)
    found = _standing(ORGANISATION, on, known_at, region=region, origin=origin.value, **of)
    return tuple(
        sorted(found, key=lambda one: (one.details.type, one.details.name_kk, str(one.whose)))
    )


def _standing(
    kind: Any, on: date, instant: datetime | None, **of: Any
) -> tuple[Standing[Any], ...]:
    model = model_of(kind)
    if instant is None and len(of) == 1:
        ((whose, id),) = of.items()
        rows = facts(model, whose, [id], When.ON_DAY, on)
    else:
        then = on_day(on) & told_at(instant)
        rows = list(model._default_manager.filter(then, **of).order_by("id"))
    return tuple(Standing(getattr(row, kind.whose), details_of(row), valid(row)) for row in rows)
