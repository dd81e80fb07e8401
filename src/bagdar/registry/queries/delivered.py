"""What rows of a delivery may be about: people they may mean, and timelines as they stand.

Read in bulk, with one query a table, since a chunk of rows is taken at once.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from bagdar.core.names import Name
from bagdar.core.origins import Origin
from bagdar.core.periods import Period, Version
from bagdar.registry import models
from bagdar.registry.queries.declared import lists
from bagdar.registry.queries.people import cut
from bagdar.registry.queries.rows import on_day, versions
from bagdar.registry.rules import enrolling
from bagdar.registry.rules.differing import Stay, is_held_elsewhere
from bagdar.registry.rules.nouns import OrganisationDetails
from bagdar.registry.rules.taking import FULL_TIME, Timelines
from bagdar.warehouse.tables.registry import TABLES

MODELS: dict[str, type[models.Fact]] = {
    "person": models.PersonFact,
    "organisation": models.OrganisationFact,
    **{
        table: model
        for table in TABLES
        for model in models.Fact.__subclasses__()
        if model.__name__.lower() == table.replace("_", "")
    },
}
MANY = 500  # identifiers in one question


@dataclass(frozen=True, repr=False)
class PersonMeant:
    """Somebody whom a row may mean: the latest of what stands.

    is_ours  learns or works in the organisation that delivers
    """

    id: UUID
    keys: frozenset[str]
    born_on: date | None
    iin: str
    is_ours: bool


def people_meant(
    *,
    iins: Collection[str],
    ids: Collection[UUID],
    keys: Collection[str],
    organisation_id: UUID | None,
    origin: Origin,
) -> tuple[PersonMeant, ...]:
    """People with one of the numbers, and those of the organisation with one of the name keys."""
    found = set(_by_key("iin", iins, origin))
    named = set(_by_key("name", cut(keys), origin)) if organisation_id else set()
    found |= {id for part in parts(ids) for id in _existing(part, origin)}
    ours = _of_organisation(organisation_id, found | named) if organisation_id else set()
    wanted = found | (named & ours)
    return tuple(_meant(row, row.person_id in ours) for row in _latest(wanted))


def _by_key(kind: str, keys: Collection[str], origin: Origin) -> Iterator[UUID]:
    for part in parts(keys):
        rows = models.PersonKey.objects.filter(kind=kind, key__in=part, origin=origin.value)
        yield from rows.values_list("person_id", flat=True)


def _existing(ids: Sequence[UUID], origin: Origin) -> Iterable[UUID]:
    return models.Person.objects.filter(pk__in=ids, origin=origin.value).values_list(
        "pk", flat=True
    )


def _of_organisation(organisation_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Those of some people who ever learnt or worked there, as far as it stands."""
    found: set[UUID] = set()
    for part in parts(ids):
        for model in (models.Enrolment, models.Post):
            rows = model.objects.filter(
                models.CURRENT, organisation_id=organisation_id, person_id__in=part
            )
            found |= set(rows.values_list("person_id", flat=True))
    return found


def held_elsewhere(
    people: Collection[UUID], organisation_id: UUID | None, on: date
) -> frozenset[UUID]:
    """Those whom another organisation has full-time on a day: it says who they are."""
    if organisation_id is None:
        return frozenset()
    stays: dict[UUID, list[Stay]] = {}
    for part in parts(people):
        rows = models.Enrolment.objects.filter(
            models.CURRENT & on_day(on), person_id__in=part, form=FULL_TIME
        )
        for person, *days in rows.values_list(
            "person_id", "organisation_id", "valid_from", "valid_to"
        ):
            stays.setdefault(person, []).append((days[0], Period(days[1], days[2])))
    return frozenset(
        one for one, held in stays.items() if is_held_elsewhere(held, organisation_id, on)
    )


def _latest(ids: Collection[UUID]) -> Iterable[models.PersonFact]:
    latest: dict[UUID, models.PersonFact] = {}
    for part in parts(ids):
        rows = models.PersonFact.objects.filter(models.CURRENT, person_id__in=part)
        latest.update({row.person_id: row for row in rows.order_by("valid_from")})
    return latest.values()


def _meant(row: models.PersonFact, is_ours: bool) -> PersonMeant:
    keys = frozenset(cut(Name(row.family, row.given, row.patronymic).keys))
    return PersonMeant(row.person_id, keys, row.born_on, row.iin, is_ours)


def parts(found: Collection[Any]) -> Iterator[list[Any]]:
    every = list(found)
    for start in range(0, len(every), MANY):
        yield every[start : start + MANY]


# --- timelines ------------------------------------------------------------------------------------


def columns_of(table: str) -> tuple[str, ...]:
    return tuple(one.name for one in TABLES[table].own_columns)


def timelines_of(
    tables: Iterable[str],
    *,
    people: Collection[UUID] = (),
    organisations: Collection[UUID] = (),
    lock: bool = False,
) -> Timelines:
    """What stands of people and organisations in some tables.

    lock  nobody else changes them until the transaction ends; in one order, so that two deliveries
          wait for each other instead of blocking each other
    """
    if lock:
        for identity, ids in ((models.Person, people), (models.Organisation, organisations)):
            for part in parts(sorted(ids)):
                rows = identity.objects.select_for_update(no_key=True).filter(pk__in=part)
                list(rows.order_by("pk").values_list("pk", flat=True))
    found = Timelines()
    for table in tables:
        subject = TABLES[table].subject
        for part in parts(people if subject == "person" else organisations):
            _read(table, Q(**{f"{subject}_id__in": part}), found)
    return found


def _read(table: str, whose: Q, found: Timelines) -> None:
    columns = columns_of(table)
    rows = MODELS[table]._default_manager.filter(models.CURRENT, whose)
    for row in rows.values_list("pk", "recorded_at", "valid_from", "valid_to", *columns):
        pk, recorded_at, start, end, *values = row
        found.stands(table, dict(zip(columns, values, strict=True)), start, end, pk, recorded_at)


# --- organisations --------------------------------------------------------------------------------


class Ground:
    """What an organisation allows its rows: on which days it exists, which levels it may offer."""

    def __init__(self, organisation: Sequence[Version[OrganisationDetails]]) -> None:
        self._organisation = organisation
        self._allowed: set[tuple[str, Period[date]]] = set()

    def demand_offered(self, level: str, valid: Period[date]) -> None:
        """Raises NotThere, LevelNotOffered."""
        if (level, valid) not in self._allowed:
            enrolling.demand_offered(self._organisation, level, valid, lists().types)
            self._allowed.add((level, valid))


def ground_of(organisation_id: UUID | None) -> Ground:
    """None: of nobody, where an authority delivers for many."""
    rows = models.OrganisationFact.objects.filter(models.CURRENT, organisation_id=organisation_id)
    return Ground(versions(list(rows)) if organisation_id else ())


def organisations_meant(
    *, ids: Collection[UUID], bins: Collection[str], origin: Origin
) -> dict[UUID, str]:
    """Organisations with one of the identifiers or numbers, each with its BIN; empty: none."""
    found = dict.fromkeys(
        models.Organisation.objects.filter(pk__in=list(ids), origin=origin.value).values_list(
            "pk", flat=True
        ),
        "",
    )
    for part in parts(bins):
        rows = models.OrganisationFact.objects.filter(
            models.CURRENT, bin__in=part, origin=origin.value
        )
        found.update(rows.values_list("organisation_id", "bin"))
    return found


# --- what stands today ----------------------------------------------------------------------------


def facts_today(
    table: str, organisation_id: UUID | None, on: date, *, people: Collection[UUID] = ()
) -> list[dict[str, Any]]:
    """Facts of a table that hold on a day: of an organisation, or of some people."""
    columns = ("valid_from", "valid_to", *columns_of(table))
    holding = models.CURRENT & on_day(on)
    whose = [Q(person_id__in=part) for part in parts(people)]
    if organisation_id is not None:
        whose = [Q(organisation_id=organisation_id)]
    rows = MODELS[table]._default_manager.filter(holding)
    return [dict(one) for asked in whose for one in rows.filter(asked).values(*columns)]


def names_of_groups(organisation_id: UUID, on: date) -> tuple[str, ...]:
    found = models.Group.objects.filter(
        models.CURRENT & on_day(on), organisation_id=organisation_id
    )
    return tuple(found.order_by("grade", "name").values_list("name", flat=True))
