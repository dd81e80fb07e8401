"""Who loads what was received: small deliveries at once, larger ones a process of their own."""

import logging
from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from bagdar import jobs
from bagdar.core.errors import DomainError
from bagdar.intake.queries import deliveries
from bagdar.intake.queries.deliveries import DeliveryInfo
from bagdar.intake.services.loading import load
from bagdar.intake.services.receiving import Received

log = logging.getLogger("bagdar.intake")
AT_ONCE = 1000  # rows; a page waits for no more


def go_on(received: Received) -> DeliveryInfo:
    """The delivery, loaded, or on its way with a process started to load it."""
    one = received.delivery
    if one.id is None or not one.is_open:
        return one
    if one.counts.rows <= AT_ONCE:
        again = load(one.id, sheet=received.sheet)
        return again.repeated() if one.again else again
    start(one.id)
    return one


def start(id: UUID) -> None:
    """A process that loads a delivery and ends; it outlives the worker that started it.

    Once the transaction is through in which the delivery is kept: before, nobody finds it.
    """
    transaction.on_commit(lambda: jobs.start("intake", "resume", str(id)))


def resume(told: Callable[[DeliveryInfo], None] = lambda one: None) -> int:
    """Load what is open, one after another; how many. What goes wrong ends nothing else."""
    ids = deliveries.open_deliveries()
    for id in ids:
        try:
            told(load(id))
        except DomainError:
            log.exception("delivery %s could not be loaded", id)
    return len(ids)
