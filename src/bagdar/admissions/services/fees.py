"""A kindergarten states what families pay; what was stated before stays where it was."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from bagdar.admissions import models
from bagdar.admissions.queries.children import KINDERGARTEN
from bagdar.admissions.rules.queue.errors import FeeFaulty
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.periods import local_date
from bagdar.registry.public import organisation_on

MOST_TENGE = 10_000_000  # in a month: more is a slip of the hand
MOST_YEARS = 3  # ahead and back


@transaction.atomic
def state_fee(
    organisation_id: UUID, tenge: int | None, since: date, *, by: Actor, at: datetime
) -> models.KindergartenFee:
    """None: from that day nothing is stated. Raises FeeFaulty, NoSuchOrganisation."""
    today = local_date(at)
    told = organisation_on(organisation_id, today)
    if told is None or told.type != KINDERGARTEN:
        raise FeeFaulty()
    if abs(since.year - today.year) > MOST_YEARS or not 0 <= (tenge or 0) <= MOST_TENGE:
        raise FeeFaulty()
    made = models.KindergartenFee.objects.create(
        organisation_id=organisation_id, since=since, tenge=tenge, recorded_at=at,
        recorded_by=by.name, recorded_role=by.role,
    )  # fmt: skip
    facts = {"since": since.isoformat(), "tenge": tenge}
    record("admissions.fee_stated", about=f"registry.organisation:{organisation_id}", by=by,
           facts=facts)  # fmt: skip
    return made
