"""Whether a queue is what its log says: the chain, the tables, the receipts."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from bagdar.admissions import models
from bagdar.admissions.queries.reading import (
    application_id,
    book_of,
    entries_of,
    entry_of,
    queue_of,
    rows_of,
)
from bagdar.admissions.rules.queue.beginning import SeedTold, seed_told
from bagdar.admissions.rules.queue.entries import canonical, check_chain
from bagdar.admissions.rules.queue.errors import LogBroken
from bagdar.admissions.rules.queue.standing import Book, told_state
from bagdar.admissions.rules.queue.steps import replay
from bagdar.core.errors import DomainError
from bagdar.notary import public as notary


@dataclass(frozen=True)
class Trouble:
    """Something that is not as the log says. what: chain, step, head, application, place, receipt;
    where: a number, or the id of an application or slot.
    """

    what: str
    where: str


@dataclass(frozen=True)
class Verified:
    """seed: who made it; None: the opening entry says of it what is not true."""

    entries: int
    digest: str
    troubles: tuple[Trouble, ...]
    receipts: int
    seed: SeedTold | None


def verify_queue(id: UUID, *, receipts: bool = False) -> Verified:
    """Replays the whole log. receipts: also that the notary was told the same of each entry.

    Raises NoSuchQueue.
    """
    queue = queue_of(id)
    troubles: list[Trouble] = []
    try:
        digest = check_chain(entries_of(queue))
    except LogBroken as broken:
        troubles.append(Trouble("chain", str(broken.facts["number"])))
        digest = ""
    try:
        book = replay(entry for entry, _ in entries_of(queue))
        troubles += _differences(queue, book, book_of(queue))
    except DomainError as error:
        troubles.append(Trouble("step", error.code))
    checked = 0
    if receipts:
        for row in rows_of(queue):
            found = _receipt(row)
            checked += found is True
            if found is False:
                troubles.append(Trouble("receipt", str(row.number)))
    count = queue.entries.count()
    return Verified(count, digest, tuple(troubles), checked, _seed(queue))


def _seed(queue: models.Queue) -> SeedTold | None:
    for entry, _ in entries_of(queue):
        try:
            return seed_told(entry.body)
        except DomainError:
            return None
    return None


def _receipt(row: models.QueueEntry) -> bool | None:
    """None: the log of the notary does not have it yet, or there is none."""
    try:
        notary.receipt(row.receipt, entry_of(row).commitment())
    except (notary.ReceiptWaits, notary.LogAbsent):
        return None
    except (notary.ContentDiffers, notary.NoSuchReceipt):
        return False
    return True


def _differences(queue: models.Queue, said: Book, kept: Book) -> Iterator[Trouble]:
    if said.head != kept.head:
        yield Trouble("head", str(queue.pk))
    for child in sorted(said.applications.keys() | kept.applications.keys()):
        if said.application(child) != kept.application(child):
            yield Trouble("application", str(application_id(queue.pk, child)))
    for slot in sorted(said.places.keys() | kept.places.keys()):
        if (slot in said.places) != (slot in kept.places) or said.free(slot) != kept.free(slot):
            yield Trouble("place", "/".join(slot))


def state_text(queue: models.Queue) -> str:
    """The tables as one text: the same queue gives the same bytes."""
    book = book_of(queue)
    assert book.head is not None
    return canonical(told_state(book.head, book.applications.values(), book.places))
