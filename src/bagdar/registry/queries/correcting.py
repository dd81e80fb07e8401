"""Which facts of a record may be asked to be otherwise, and the fact that a request speaks of."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bagdar.core.national_ids import FaultyNumber
from bagdar.core.periods import Version, revise
from bagdar.registry import models
from bagdar.registry.queries.declared import lists
from bagdar.registry.queries.desk import agreed
from bagdar.registry.queries.finding import organisations_called
from bagdar.registry.queries.reading import entry
from bagdar.registry.queries.rows import (
    details_of,
    model_of,
    origin_of_person,
    valid,
    versions,
)
from bagdar.registry.rules.corrections import (
    FIELDS_OF_ENROLMENT,
    NOTHING,
    OF_FACTS,
    FactField,
    RequestInfo,
    column_of,
    columns_of,
    key_of,
    read_named,
    restated,
    unfit,
)
from bagdar.registry.rules.desk_errors import NotAgreed
from bagdar.registry.rules.errors import FaultyFact
from bagdar.registry.rules.kinds import KINDS, Kind
from bagdar.registry.rules.reading import Entry
from bagdar.registry.rules.restating import RecordChanged, Restated, Timeline, restate

MOST = 30  # facts of a kind, the latest first


@dataclass(frozen=True)
class Askable:
    """A fact of a record and the fields of it that may be asked to be otherwise."""

    entry: Entry
    fields: tuple[FactField, ...]


def fields_of(person_id: UUID, on: date, *, but: Collection[str] = ()) -> tuple[Askable, ...]:
    """Each fact that stands, whenever it held; the latest first. but: tables that are left out.

    Three fields of today's enrolment have names of their own: see rules.corrections.FIELDS.
    """
    return tuple(
        Askable(entry(kind, row), _fields(kind, row, on))
        for kind in OF_FACTS
        if kind not in but
        for row in _standing(kind, person_id).order_by("-valid_from", "pk")[:MOST]
    )


def _fields(kind: str, row: Any, on: date) -> tuple[FactField, ...]:
    named = FIELDS_OF_ENROLMENT if kind == "enrolment" and valid(row).contains(on) else ()
    key = key_of(KINDS[kind], details_of(row))
    return tuple(
        FactField(kind, column, row.valid_from, key)
        for column in columns_of(kind)
        if column not in named
    )


def _standing(kind: str, person_id: UUID) -> Any:
    return model_of(KINDS[kind]).objects.filter(models.CURRENT, person_id=person_id)


def fact_of(person_id: UUID, field: FactField) -> models.Fact | None:
    """The fact that a field is of, as it stands; None: no such fact stands."""
    for row in _standing(field.kind, person_id).filter(valid_from=field.since).order_by("pk"):
        if key_of(KINDS[field.kind], details_of(row)) == field.of:
            found: models.Fact = row
            return found
    return None


# --- what is asked for ----------------------------------------------------------------------------


def as_named(person_id: UUID, field: FactField, said: str) -> str:
    """What was said of a field, an organisation by its identifier instead of BIN or name.

    Raises FaultyFact where no organisation is meant, or more than one is.
    """
    column = column_of(field)
    if column is None or column.to != "organisation":
        return said
    if said in NOTHING and not column.needed:
        return said
    found = organisations_called(said, origin_of_person(person_id), field.since)
    if len(found) == 1:
        return str(found[0])
    try:
        return str(UUID(said))
    except ValueError:
        raise FaultyFact([unfit(field)]) from None


def meant(person_id: UUID, field: FactField, said: str) -> tuple[models.Fact, Restated[Any]]:
    """The fact that stands, and what it is asked to be. Raises FaultyFact, RecordChanged,
    NotAgreed for a person whom the register does not know by both numbers.
    """
    row = fact_of(person_id, field)
    if row is None:
        raise RecordChanged()
    column = column_of(field)
    if column is not None and column.to == "person":
        said = _person(person_id, field, said)
    return row, restated(field, details_of(row), valid(row), said, lists())


def _person(person_id: UUID, field: FactField, said: str) -> str:
    demand_named(field, said)
    found = agreed(*read_named(said), origin_of_person(person_id))
    if found is None:
        raise NotAgreed()
    return str(found)


def demand_named(field: FactField, said: str) -> None:
    """Whether a person is named as one has to be; nothing is looked up. Raises FaultyFact."""
    try:
        read_named(said)
    except (ValueError, FaultyNumber):
        raise FaultyFact([unfit(field)]) from None


# --- what it would come to ------------------------------------------------------------------------


@dataclass(frozen=True)
class Foreseen:
    """What would stand no more, and what would stand instead."""

    ends: tuple[Entry, ...]
    adds: tuple[Entry, ...]


def foreseen(asked: RequestInfo, at: datetime) -> Foreseen | None:
    """What accepting a request would do; None: it is of no fact. Raises as `meant`, DaysTaken."""
    field = FactField.read(asked.field)
    if field is None:
        return None
    kind = KINDS[field.kind]
    _, one = meant(asked.person_id, field, asked.said)
    standing = timelines_of(kind, asked.person_id, one)
    steps = restate(kind, standing, one, asked.organisation_id)
    done = [revise(standing[name], some, at) for name, some in steps.items()]
    return Foreseen(
        tuple(_entry(kind, version) for step in done for version in step.ends),
        tuple(_entry(kind, version) for step in done for version in step.adds),
    )


def timelines_of(
    kind: Kind[Any], person_id: UUID, one: Restated[Any]
) -> Mapping[Timeline, Sequence[Version[Any]]]:
    """What was ever said of the timelines that a change touches."""
    rows = list(model_of(kind).objects.filter(person_id=person_id))
    return {
        name: versions([row for row in rows if kind.timeline(details_of(row)) == name])
        for name in one.timelines(kind)
    }


def _entry(kind: Kind[Any], version: Version[Any]) -> Entry:
    written = kind.written(version.value)
    return Entry(kind.name, written, version.valid, version.known, "", "", "")
