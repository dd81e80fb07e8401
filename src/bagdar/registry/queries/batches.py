"""What the register says of many at once: in as many statements for thousands as for one.

Nobody is asked whether they exist: of whom nothing stands on the day, there is no entry.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Count

from bagdar.core.origins import Origin
from bagdar.core.periods import age_on
from bagdar.registry.models import CURRENT, Dormitory, Enrolment, Guardianship, Territory
from bagdar.registry.queries.people import batched
from bagdar.registry.queries.rows import details_of, model_of, on_day
from bagdar.registry.queries.written import MANY, When, facts
from bagdar.registry.rules.details import TerritoryDetails
from bagdar.registry.rules.kinds import PERSON, Kind
from bagdar.registry.rules.promoting import ClassKey

D = TypeVar("D")
BED_GIVEN = "given"
DEEPEST = 8  # territories above one another, from a settlement to the republic: a ring ends here


def said_on(kind: Kind[D], whose: Collection[UUID], on: date) -> Mapping[UUID, tuple[D, ...]]:
    """What stands on a day of people, or of organisations, of one kind of fact."""
    return _by(kind, kind.whose, whose, on)


def siblings_on(people: Collection[UUID], on: date) -> Mapping[UUID, frozenset[UUID]]:
    """For whom else the guardians of each answer on the day, minors and grown-ups alike."""
    guardians: dict[UUID, set[UUID]] = defaultdict(set)
    wards: dict[UUID, set[UUID]] = defaultdict(set)
    for row in _rows(Guardianship, "person_id", people, on):
        guardians[row.person_id].add(row.guardian_id)
    for row in _rows(Guardianship, "guardian_id", set().union(*guardians.values()), on):
        wards[row.guardian_id].add(row.person_id)
    found = {
        person: frozenset(set().union(*(wards[one] for one in some)) - {person})
        for person, some in guardians.items()
    }
    return {person: some for person, some in found.items() if some}


def ages_on(people: Collection[UUID], on: date, day: date) -> Mapping[UUID, int]:
    """How old people are on a day, by the birth dates that stand on another."""
    told = said_on(PERSON, people, on)
    return {
        id: age_on(one.born_on, day)
        for id, (one, *_) in told.items()
        if one.born_on is not None and one.born_on <= day
    }


def territories_on(codes: Collection[str], on: date) -> Mapping[str, tuple[TerritoryDetails, ...]]:
    """Each territory of the register with those above it, the nearest first."""
    known: dict[str, TerritoryDetails] = {}
    asked = {one for one in codes if one}
    for _ in range(DEEPEST):
        fresh = [details_of(row) for row in _rows(Territory, "code", asked - known.keys(), on)]
        known |= {one.code: one for one in fresh}
        asked = {one.parent for one in fresh if one.parent}
    return {code: tuple(_up(known, code)) for code in codes if code in known}


def territories_of(region: str, on: date, origin: Origin) -> tuple[TerritoryDetails, ...]:
    """Territories of a region, by Kazakh name."""
    rows = _rows(Territory, "region", [region], on)
    found = [details_of(row) for row in rows if row.origin == origin.value]
    return tuple(sorted(found, key=lambda one: (one.name_kk, one.code)))


def learners_counted(
    organisations: Collection[UUID], on: date
) -> Mapping[UUID, Mapping[ClassKey, int]]:
    """How many learn in each class of organisations."""
    found: dict[UUID, dict[ClassKey, int]] = defaultdict(dict)
    for some in batched(sorted(organisations), MANY):
        rows = Enrolment.objects.filter(CURRENT, on_day(on), organisation_id__in=some)
        each = rows.order_by().values_list("organisation_id", "level", "grade", "group")
        for id, *key, count in each.annotate(Count("person_id", distinct=True)):
            found[id][ClassKey(*key)] = count
    return dict(found)


def beds_held(organisations: Collection[UUID], on: date) -> Mapping[UUID, int]:
    """How many people hold a bed that an organisation gave."""
    found: dict[UUID, int] = {}
    for some in batched(sorted(organisations), MANY):
        rows = Dormitory.objects.filter(
            CURRENT, on_day(on), organisation_id__in=some, state=BED_GIVEN
        )
        each = rows.order_by().values_list("organisation_id")
        found |= dict(each.annotate(Count("person_id", distinct=True)))
    return found


def _up(known: Mapping[str, TerritoryDetails], code: str) -> Iterable[TerritoryDetails]:
    passed: set[str] = set()
    while code in known and code not in passed:
        passed.add(code)
        yield known[code]
        code = known[code].parent


def _by(kind: Kind[D], column: str, ids: Collection[UUID], on: date) -> dict[UUID, tuple[D, ...]]:
    found: dict[UUID, list[D]] = defaultdict(list)
    for row in _rows(model_of(kind), column, ids, on):
        found[getattr(row, column)].append(details_of(row))
    return {id: tuple(some) for id, some in found.items()}


def _rows(model: Any, column: str, ids: Collection[Any], on: date) -> list[Any]:
    return [
        row
        for some in batched(sorted(ids), MANY)
        for row in facts(model, column, some, When.ON_DAY, on)
    ]
