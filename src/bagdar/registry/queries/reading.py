"""A person as those who may read one see them: where they are, whose they are, what is recorded."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from bagdar.core.names import Name
from bagdar.core.national_ids import masked
from bagdar.core.origins import Origin
from bagdar.registry import models
from bagdar.registry.models.base import ENDS
from bagdar.registry.queries.people import find_people
from bagdar.registry.queries.rows import (
    details_of,
    known,
    known_at,
    model_of,
    on_day,
    origin_of_person,
    valid,
)
from bagdar.registry.queries.written import When, among, facts, keys
from bagdar.registry.rules import declared_reading
from bagdar.registry.rules.codes import Line
from bagdar.registry.rules.kinds import KINDS
from bagdar.registry.rules.nouns import PersonDetails
from bagdar.registry.rules.reading import Entry, Sought
from bagdar.registry.rules.relations import Whereabouts
from bagdar.warehouse.tables.registry import TABLES_OF_PEOPLE

MODELS: Mapping[str, type[models.Fact]] = {
    one.name: model_of(one) for one in KINDS.values() if one.table.subject == "person"
}
COLUMNS = {
    table.name: tuple(one.name for one in table.own_columns if one.name != "person_id")
    for table in TABLES_OF_PEOPLE
}


def rule() -> declared_reading.ReadingRule:
    return declared_reading.reading_rule(settings.DATA_DIR)


def purposes() -> Mapping[str, Line]:
    return declared_reading.purposes(settings.DATA_DIR)


# --- how a person stands to a reader --------------------------------------------------------------


def whereabouts(people: Sequence[UUID], on: date) -> dict[UUID, Whereabouts]:
    """As the register says now of a day; who is nobody is left out."""
    if not people:
        return {}
    key, asked, days = models.Person._meta.pk.to_python, keys(people), [on.isoformat()] * 2
    given = [*asked, *asked, *days, *asked, *days, *asked, *days, *days]
    found: dict[UUID, list[tuple[Any, ...]]] = {}
    for one, *said in _rows(ABOUT, people, given):
        found.setdefault(key(one), []).append(tuple(said))
    return {one: _whereabouts(one, told) for one, told in found.items()}


def _whereabouts(person_id: UUID, told: Sequence[tuple[Any, ...]]) -> Whereabouts:
    """told: rows of ABOUT. Born as the latest of the current facts says."""
    key, day = models.Person._meta.pk.to_python, models.PersonFact._meta.get_field("born_on")
    own = max((row for row in told if row[0] == "person"), key=lambda row: row[4])
    stay = [row for row in told if row[0] == "stay"]
    return Whereabouts(
        person_id,
        day.to_python(own[3]),
        frozenset(key(row[1]) for row in told if row[0] == "guardian"),
        frozenset(key(row[1]) for row in stay),
        frozenset(row[2] for row in stay if row[2] is not None),
        Origin(own[2]),
    )


def stays(people: Sequence[UUID], on: date) -> list[tuple[UUID, UUID, str | None]]:
    """(person, organisation, its region) where people learn or work on a day, as known now.

    region  None: nothing is said of the organisation on that day
    """
    if not people:
        return []
    key, asked, day = models.Person._meta.pk.to_python, keys(people), [on.isoformat()] * 2
    rows = _rows(STAYS, people, [*asked, *day, *asked, *day, *day])
    return [(key(one), key(there), region) for one, there, region in rows]


def _rows(statement: str, people: Sequence[UUID], told: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(among=among(len(people))), told)
        return cursor.fetchall()


# Whoever looks at a person asks this first. Written out: querysets took longer to be made than to
# be answered.
_NOW = f"""{{0}}.superseded_at IS NULL AND {{0}}.valid_from <= %s
           AND {ENDS.format("{0}.valid_to")} > %s"""
_THERE = " UNION ".join(
    f"""
    SELECT held.person_id, held.organisation_id FROM {model._meta.db_table} held
     WHERE held.person_id {{among}} AND {_NOW.format("held")}"""
    for model in (models.Enrolment, models.Post)
)
STAYS = f"""
    SELECT stay.person_id, stay.organisation_id, said.region FROM ({_THERE}) stay
      LEFT JOIN {models.OrganisationFact._meta.db_table} said
        ON said.organisation_id = stay.organisation_id AND {_NOW.format("said")}"""
ABOUT = f"""
    SELECT one.id, 'person', one.id, one.origin, said.born_on, said.valid_from
      FROM {models.Person._meta.db_table} one
      LEFT JOIN {models.PersonFact._meta.db_table} said
        ON said.person_id = one.id AND said.superseded_at IS NULL
     WHERE one.id {{among}}
     UNION ALL
    SELECT held.person_id, 'guardian', held.guardian_id, NULL, NULL, NULL
      FROM {models.Guardianship._meta.db_table} held
     WHERE held.person_id {{among}} AND {_NOW.format("held")}
     UNION ALL
    SELECT stays.person_id, 'stay', stays.organisation_id, stays.region, NULL, NULL
      FROM ({STAYS}) stays"""


# --- what is recorded -----------------------------------------------------------------------------


def entries(
    person_id: UUID,
    on: date | None = None,
    told_at: datetime | None = None,
    *,
    but: Collection[str] = (),
) -> tuple[Entry, ...]:
    """Every version of every fact of a person, the newest knowledge first.

    on, told_at  only versions that hold on a day, that the register told at an instant
    but          tables that are left out
    Raises NoSuchPerson.
    """
    found: list[Entry] = []
    kinds = kinds_of(person_id)
    if not kinds:
        origin_of_person(person_id)
    for kind, model in MODELS.items():
        if kind in kinds and kind not in but:
            rows = facts(model, "person_id", [person_id], When.EVER)
            found += _as_entries(kind, rows, on, told_at)
    return tuple(
        sorted(found, key=lambda one: (one.known.start, one.valid.start, one.kind), reverse=True)
    )


def kinds_of(*people: UUID) -> frozenset[str]:
    """Of which kinds anything was ever recorded of any of some people; most have few of them."""
    if not people:
        return frozenset()
    return frozenset(kind for (kind,) in _rows(ANY_OF_KINDS, people, keys(people) * len(MODELS)))


# One statement, written out: a queryset for each table took more time than their rows.
ANY_OF_KINDS = " UNION ALL ".join(
    f"SELECT '{kind}' WHERE EXISTS (SELECT 1 FROM {model._meta.db_table} WHERE person_id {{among}})"
    for kind, model in MODELS.items()
)


def _as_entries(
    kind: str, rows: Iterable[Any], on: date | None, told_at: datetime | None
) -> list[Entry]:
    listed = list(rows)
    ends = {row.superseded_at for row in listed if row.superseded_at is not None}
    return [
        entry(kind, row, corrects=row.recorded_at in ends)
        for row in listed
        if (on is None or valid(row).contains(on))
        and (told_at is None or known(row).contains(told_at))
    ]


def entry(kind: str, row: Any, *, corrects: bool = False) -> Entry:
    return Entry(
        kind=kind,
        facts={name: getattr(row, name) for name in COLUMNS[kind]},
        valid=valid(row),
        known=known(row),
        recorded_by=row.recorded_by,
        recorded_role=row.recorded_role,
        source=row.source,
        ended_by=row.superseded_by,
        ended_role=row.superseded_role,
        corrects=corrects,
    )


STANDING = (
    "enrolment",
    "residence",
    "post",
    "dormitory",
    "activity",
    "guardianship",
    "support",
    "care",
)
HAPPENED = ("result", "graduation")


def standing(but: Mapping[UUID, Collection[str]], on: date) -> dict[UUID, list[Entry]]:
    """What holds on a day, and every result and graduation until then; the latest first.

    but  of each person the tables that are left out
    """
    found: dict[UUID, list[Entry]] = {one: [] for one in but}
    kinds = kinds_of(*but)
    for kind in (*STANDING, *HAPPENED):
        asked = [one for one in but if kind not in but[one]]
        if not asked or kind not in kinds:
            continue
        when = When.ON_DAY if kind in STANDING else When.UNTIL
        rows = facts(MODELS[kind], "person_id", asked, when, on)
        for row in sorted(rows, key=lambda row: row.valid_from, reverse=True):
            found[row.person_id].append(entry(kind, row))
    return found


# --- searching ------------------------------------------------------------------------------------


def search(text: str, origin: Origin, on: date, most: int) -> tuple[Sought, ...]:
    """People by IIN or by name, at most so many, with as little as tells them apart."""
    found = find_people(text, origin)[:most]
    regions = regions_of([one.person_id for one in found], on)
    return tuple(
        Sought(
            one.person_id,
            one.details.name,
            one.details.born_on.year if one.details.born_on else None,
            masked(one.details.iin.number) if one.details.iin else "",
            tuple(sorted(regions.get(one.person_id, ()))),
        )
        for one in found
    )


def regions_of(people: Sequence[UUID], on: date) -> Mapping[UUID, set[str]]:
    """The regions in which people learn or work on a day."""
    found: dict[UUID, set[str]] = {}
    for person, _, region in stays(people, on):
        found.setdefault(person, set()).update([] if region is None else [region])
    return found


def origins() -> tuple[Origin, ...]:
    """Of which records the register has any, in the order of Origin; none at all: real.

    By organisations and by people with an IIN: both are found without reading everybody.
    """
    return tuple(one for one in Origin if _has_any(one)) or (Origin.REAL,)


def _has_any(origin: Origin) -> bool:
    of_origin = {"origin": origin.value}
    return (
        models.PersonKey.objects.filter(kind="iin", **of_origin).exists()
        or models.Organisation.objects.filter(**of_origin).exists()
    )


def names_of(people: Collection[UUID], on: date) -> Mapping[UUID, Name]:
    """The names of people on a day; one without a name then is left out."""
    rows = models.PersonFact.objects.filter(models.CURRENT, on_day(on), person_id__in=people)
    return {row.person_id: Name(row.family, row.given, row.patronymic) for row in rows}


def person_now(person_id: UUID, on: date, told_at: datetime | None = None) -> PersonDetails | None:
    """Who a person is on a day; where nothing holds on it, by the latest fact before it."""
    return people_now([person_id], on, told_at).get(person_id)


def people_now(
    people: Collection[UUID], on: date, told_at: datetime | None = None
) -> dict[UUID, PersonDetails]:
    """The same of each; of whom nothing is said is left out."""
    if told_at is None:
        rows = facts(models.PersonFact, "person_id", people, When.UNTIL, on)
    else:
        then = models.PersonFact.objects.filter(known_at(told_at), person_id__in=people)
        rows = list(then.filter(valid_from__lte=on).order_by("pk"))
    told = sorted(rows, key=lambda row: row.valid_from)
    return {row.person_id: details_of(row) for row in told}  # the latest is the last
