"""A person as those who may read one see them: where they are, whose they are, what is recorded."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from bagdar.core.names import Name
from bagdar.core.national_ids import masked
from bagdar.core.origins import Origin
from bagdar.registry import models
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


def whereabouts(person_id: UUID, on: date) -> Whereabouts:
    """As the register says now of a day. Raises NoSuchPerson."""
    origin_of_person(person_id)
    now = models.CURRENT & on_day(on)
    guardians = models.Guardianship.objects.filter(now, person_id=person_id)
    organisations = _organisations(person_id, now)
    regions = models.OrganisationFact.objects.filter(now, organisation_id__in=organisations)
    return Whereabouts(
        person_id,
        born_on(person_id),
        frozenset(guardians.values_list("guardian_id", flat=True)),
        frozenset(organisations),
        frozenset(regions.values_list("region", flat=True)),
    )


def _organisations(person_id: UUID, now: Q) -> set[UUID]:
    found: set[UUID] = set()
    for model in (models.Enrolment, models.Post):
        rows = model.objects.filter(now, person_id=person_id)
        found |= set(rows.values_list("organisation_id", flat=True))
    return found


def born_on(person_id: UUID) -> date | None:
    """As the latest of the current facts says; None: none does."""
    rows = models.PersonFact.objects.filter(models.CURRENT, person_id=person_id)
    return rows.order_by("-valid_from").values_list("born_on", flat=True).first()


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
    origin_of_person(person_id)
    found: list[Entry] = []
    for kind, model in MODELS.items():
        if kind not in but:
            rows = list(model._default_manager.filter(person_id=person_id))
            found += _as_entries(kind, rows, on, told_at)
    return tuple(
        sorted(found, key=lambda one: (one.known.start, one.valid.start, one.kind), reverse=True)
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


def standing(
    person_id: UUID, on: date, told_at: datetime | None = None, *, but: Collection[str] = ()
) -> tuple[Entry, ...]:
    """What holds on a day, and every result and graduation until then; the latest first."""
    found: list[Entry] = []
    for kind in (*STANDING, *HAPPENED):
        if kind in but:
            continue
        when = on_day(on) if kind in STANDING else Q(valid_from__lte=on)
        rows = MODELS[kind]._default_manager.filter(when, known_at(told_at), person_id=person_id)
        found += [entry(kind, row) for row in rows.order_by("-valid_from", "pk")]
    return tuple(found)


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


def regions_of(people: Collection[UUID], on: date) -> Mapping[UUID, set[str]]:
    """The regions in which people learn or work on a day."""
    now = models.CURRENT & on_day(on)
    places: dict[UUID, set[UUID]] = {}
    for model in (models.Enrolment, models.Post):
        rows = model.objects.filter(now, person_id__in=people)
        for person, organisation in rows.values_list("person_id", "organisation_id"):
            places.setdefault(person, set()).add(organisation)
    listed = {one for those in places.values() for one in those}
    rows = models.OrganisationFact.objects.filter(now, organisation_id__in=listed)
    region = dict(rows.values_list("organisation_id", "region"))
    return {
        person: {region[one] for one in those if one in region} for person, those in places.items()
    }


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
    rows = models.PersonFact.objects.filter(known_at(told_at), person_id=person_id)
    row = rows.filter(valid_from__lte=on).order_by("-valid_from").first()
    return details_of(row) if row else None
