"""Opening a queue, the year for which places are given, and the rules that decide."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bagdar.access.public import known_regions
from bagdar.admissions import models
from bagdar.admissions.queries.rules_of import the_rules
from bagdar.admissions.rules.queue.beginning import opening
from bagdar.admissions.rules.queue.entries import NOTHING
from bagdar.admissions.rules.queue.errors import ChoiceUnknown, QueueThere
from bagdar.admissions.rules.queue.nouns import EntryKind
from bagdar.admissions.rules.seeding import Ceremony
from bagdar.admissions.services.log import append, locked
from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin


@transaction.atomic
def open_queue(
    territory: str,
    origin: Origin,
    year: int,
    seed: bytes | Ceremony | None,
    *,
    by: Actor,
    at: datetime,
) -> models.Queue:
    """seed: 32 bytes of whoever opens it, or a complete ceremony over the queue's beginning; None:
    it is drawn here, and the log says so.

    Raises QueueThere, ChoiceUnknown, SeedUnfit, InputChanged, RulesChanged and what seed_of raises.
    """
    if territory not in known_regions():
        raise ChoiceUnknown()
    if models.Queue.objects.filter(territory=territory, origin=origin.value).exists():
        raise QueueThere()
    rules, drawn = the_rules().deciding().told(), secrets.token_bytes(32) if seed is None else seed
    body = opening(territory, origin.value, year, rules, drawn)
    made = models.Queue(  # the first entry saves it
        territory=territory, origin=origin.value, seed=body["seed"], rules=rules, year=year,
        digest=NOTHING, last_at=at,
    )  # fmt: skip
    append(made, [(EntryKind.OPENED, body)], by=by, at=at)
    return made


@transaction.atomic
def begin_year(queue_id: UUID, year: int, *, by: Actor, at: datetime) -> models.Queue:
    """Places of another year are given: every child is older. Raises NoSuchQueue, YearEarly."""
    queue = locked(queue_id)
    append(queue, [(EntryKind.YEAR, {"year": year})], by=by, at=at)
    return queue


@transaction.atomic
def adopt_rules(queue_id: UUID, *, by: Actor, at: datetime) -> models.Queue:
    """What is declared decides from now on. Raises NoSuchQueue."""
    queue = locked(queue_id)
    append(queue, [(EntryKind.RULES, {"rules": the_rules().deciding().told()})], by=by, at=at)
    return queue
