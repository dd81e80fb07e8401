"""The tables of a queue made again from its log alone."""

from uuid import UUID

from django.db import transaction

from bagdar.admissions import models
from bagdar.admissions.queries.reading import (
    application_id,
    entries_of,
    fields_of,
    place_id,
)
from bagdar.admissions.rules.queue.entries import check_chain
from bagdar.admissions.rules.queue.steps import replay
from bagdar.admissions.services.log import locked
from bagdar.audit.public import record
from bagdar.audit.rules import Actor


@transaction.atomic
def rebuild(queue_id: UUID, *, by: Actor) -> int:
    """How many entries made it. Raises NoSuchQueue, LogBroken."""
    queue = locked(queue_id)
    check_chain(entries_of(queue))
    book = replay(entry for entry, _ in entries_of(queue))
    models.QueueWish.objects.filter(application__queue=queue).delete()
    models.QueueApplication.objects.filter(queue=queue).delete()
    models.QueuePlace.objects.filter(queue=queue).delete()
    models.QueuePlace.objects.bulk_create(
        (
            models.QueuePlace(
                id=place_id(queue.pk, slot), queue=queue, organisation_id=UUID(slot.organisation),
                group=slot.group, language=slot.language, need=slot.need, free=free,
            )
            for slot, free in book.places.items()
        ),
        batch_size=500,
    )  # fmt: skip
    models.QueueApplication.objects.bulk_create(
        (
            models.QueueApplication(
                id=application_id(queue.pk, one.child), queue=queue, person_id=UUID(one.child),
                **fields_of(one, queue.pk),
            )
            for one in book.applications.values()
        ),
        batch_size=500,
    )  # fmt: skip
    models.QueueWish.objects.bulk_create(
        (
            models.QueueWish(
                application_id=application_id(queue.pk, one.child), rank=rank,
                organisation_id=UUID(wish),
            )
            for one in book.applications.values()
            for rank, wish in enumerate(one.wishes, start=1)
        ),
        batch_size=2000,
    )  # fmt: skip
    if book.head is not None:
        head = book.head
        queue.rules, queue.year, queue.rounds = head.rules.told(), head.year, head.rounds
        queue.number, queue.digest, queue.seed = head.number, head.digest, head.seed
        queue.territory = head.territory
        queue.last_at = queue.entries.order_by("-number").values_list("at", flat=True)[0]
        queue.save()
    about = f"admissions.queue:{queue.pk}"
    record("admissions.queue_rebuilt", about=about, by=by, facts={"entries": queue.number})
    return queue.number
