"""Recording and correcting what an organisation is."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from bagdar.access.public import region_days
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.errors import Phrase
from bagdar.core.origins import Origin
from bagdar.core.periods import Change, Period, supersede
from bagdar.registry import models
from bagdar.registry.queries.declared import lists
from bagdar.registry.queries.rows import origin_of_organisation, versions
from bagdar.registry.rules import checks
from bagdar.registry.rules.errors import FaultyFact, OriginsMeet
from bagdar.registry.rules.kinds import ORGANISATION
from bagdar.registry.rules.nouns import OrganisationDetails, Recorded
from bagdar.registry.services.timelines import (
    Writer,
    locked_organisation,
    moment,
    tells_when_busy,
)


@tells_when_busy
@transaction.atomic
def record_organisation(
    said: OrganisationDetails,
    valid: Period[date],
    *,
    origin: Origin,
    source: str,
    by: Actor,
    at: datetime,
    delivery_id: UUID | None = None,
) -> Recorded:
    """An organisation that the register does not know yet.

    Raises FaultyFact, NoSuchOrganisation and OriginsMeet for the parent.
    """
    _demand(said, valid, source)
    one = models.Organisation.objects.create(origin=origin.value, recorded_at=at)
    return _take(one, said, valid, "registry.organisation_recorded", source, by, at, delivery_id)


@tells_when_busy
@transaction.atomic
def correct_organisation(
    organisation_id: UUID,
    said: OrganisationDetails,
    valid: Period[date],
    *,
    source: str,
    by: Actor,
    at: datetime,
    delivery_id: UUID | None = None,
) -> Recorded:
    """What is true of an organisation for a period, whatever was known of it before.

    Raises NoSuchOrganisation, FaultyFact, OriginsMeet, RegisterBusy.
    """
    _demand(said, valid, source)
    one = locked_organisation(organisation_id)
    return _take(one, said, valid, "registry.organisation_corrected", source, by, at, delivery_id)


def _demand(said: OrganisationDetails, valid: Period[date], source: str) -> None:
    checks.demand(
        checks.organisation_problems(said, valid, lists(), region_days()),
        checks.source_problems(source),
    )


def _take(
    one: models.Organisation,
    said: OrganisationDetails,
    valid: Period[date],
    action: str,
    source: str,
    by: Actor,
    at: datetime,
    delivery_id: UUID | None,
) -> Recorded:
    if said.parent_id == one.pk:
        raise FaultyFact([Phrase("registry.problem.own_parent")])
    if said.parent_id and origin_of_organisation(said.parent_id) != one.origin:
        raise OriginsMeet()
    rows = list(models.OrganisationFact.objects.filter(organisation=one))
    step = supersede(versions(rows), Change(said, valid), moment(at, rows))
    writer = Writer(by, source, {"organisation": one, "origin": one.origin}, delivery_id)
    ended, added = writer.write_rows(ORGANISATION, rows, step)
    told = {"origin": one.origin, "ended": ended, "added": added}
    record(action, about=f"registry.organisation:{one.pk}", by=by, facts=told)
    return Recorded(one.pk, ended, added, said.bin.warnings() if said.bin else ())
