"""A queue around a simulated kindergarten, so that its pages can be tried: all made up."""

import hashlib
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from bagdar.admissions import models
from bagdar.admissions.queries.children import kindergartens
from bagdar.admissions.queries.rules_of import the_rules
from bagdar.admissions.rules.queue.standing import Slot
from bagdar.admissions.services.fees import state_fee
from bagdar.admissions.services.opening import open_queue
from bagdar.admissions.services.referring import change_places
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.core.periods import local_date
from bagdar.registry.public import organisation_on, organisations_named

TENGE = (0, 12_000, 15_000, 18_500, 24_000, 45_000, 70_000)  # in a month, made up
SEED = bytes(range(32))  # of a demonstration: everybody knows it


@transaction.atomic
def demonstrate_queue(kindergarten_id: UUID, *, by: Actor, at: datetime) -> models.Queue | None:
    """A queue with a few free places. None: no simulated kindergarten, or it is there already."""
    today = local_date(at)
    known = organisations_named([kindergarten_id]).get(kindergarten_id)
    told = organisation_on(kindergarten_id, today)
    if known is None or known.origin is not Origin.SIMULATED or told is None:
        return None
    origin = Origin.SIMULATED
    if models.Queue.objects.filter(territory=told.region, origin=origin.value).exists():
        return None
    made = open_queue(told.region, origin, today.year, SEED, by=by, at=at)
    some = [kindergarten_id, *list(kindergartens(told.region, today, origin))[:3]]
    need = the_rules().need[0].code
    for id in dict.fromkeys(some):
        for group in the_rules().group:
            for language in ("kk", "ru"):
                slot = Slot(str(id), group.code, language, need)
                change_places(made.pk, slot, 2, "", by=by, at=at)
    _fees(list(kindergartens(told.region, today, origin)), today, by, at)
    about = f"admissions.queue:{made.pk}"
    record("admissions.queue_demonstrated", about=about, by=by, facts={})
    return made


def _fees(ids: list[UUID], today: date, by: Actor, at: datetime) -> None:
    """Made up, as the kindergartens are: by a hash, so that they are the same each time. Of every
    ninth nothing is stated, as it may be in earnest.
    """
    beginning = date(today.year, 1, 1)
    for id in ids:
        drawn = hashlib.sha256(id.bytes).digest()
        if drawn[0] % 9:
            state_fee(id, TENGE[drawn[1] % len(TENGE)], beginning, by=by, at=at)
