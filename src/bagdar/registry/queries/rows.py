"""Rows of the tables as values, whatever their kind; and which rows a day and an instant choose."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.db.models.lookups import GreaterThan

from bagdar.core.origins import Origin
from bagdar.core.periods import Period, Version
from bagdar.registry import models
from bagdar.registry.models.base import Ends
from bagdar.registry.rules.errors import NoSuchOrganisation, NoSuchPerson
from bagdar.registry.rules.kinds import KINDS, Kind
from bagdar.registry.rules.nouns import StoryLine


def model_of(kind: Kind[Any]) -> type[models.Fact]:
    found: type[models.Fact] = getattr(models, kind.model)
    return found


KIND_OF: Mapping[type[models.Fact], Kind[Any]] = {model_of(one): one for one in KINDS.values()}


def details_of(row: models.Fact) -> Any:
    """What a row of any kind says."""
    return KIND_OF[type(row)].read(vars(row))


def valid(row: models.Fact) -> Period:
    return Period(row.valid_from, row.valid_to)


def known(row: models.Fact) -> Period:
    return Period(row.recorded_at, row.superseded_at)


def versions(rows: Sequence[Any]) -> tuple[Version[Any], ...]:
    """The rows of a timeline as core.periods sees them."""
    return tuple(Version(details_of(row), valid(row), known(row)) for row in rows)


def story_line(row: Any) -> StoryLine[Any]:
    return StoryLine(
        details=details_of(row),
        valid=valid(row),
        known=known(row),
        recorded_by=row.recorded_by,
        recorded_role=row.recorded_role,
        source=row.source,
        ended_by=row.superseded_by,
    )


def ends_after(day: Any) -> Q:
    """Facts that hold on a day or begin after it."""
    return Q(GreaterThan(Ends(), day))


def on_day(day: Any) -> Q:
    """Facts that hold on a day."""
    return Q(valid_from__lte=day) & ends_after(day)


def known_at(instant: datetime | None) -> Q:
    """Facts that the register said at an instant; None: those that it says now."""
    if instant is None:
        return models.CURRENT
    return Q(recorded_at__lte=instant) & (models.CURRENT | Q(superseded_at__gt=instant))


def origin_of_person(id: UUID) -> Origin:
    """Raises NoSuchPerson."""
    found = _origin_of(models.Person, id)
    if found is None:
        raise NoSuchPerson(id=id)
    return found


def origin_of_organisation(id: UUID) -> Origin:
    """Raises NoSuchOrganisation."""
    found = _origin_of(models.Organisation, id)
    if found is None:
        raise NoSuchOrganisation(id=id)
    return found


def _origin_of(model: type[models.Person | models.Organisation], id: UUID) -> Origin | None:
    """Every page of a desk asks it: written out."""
    statement = f"SELECT origin FROM {model._meta.db_table} WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.execute(statement, [model._meta.pk.get_db_prep_value(id, connection)])
        found = cursor.fetchone()
    return Origin(found[0]) if found else None
