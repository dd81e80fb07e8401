"""What is committed to, and how it gets into the log: the only place that writes."""

import base64
import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.notary.log import Log, State
from bagdar.notary.models import Commitment
from bagdar.notary.rules.commitments import SALT_BYTES, committed, entry_of
from bagdar.notary.rules.note import Signer, vkey
from bagdar.notary.rules.policies import policy_text
from bagdar.notary.rules.refusals import BehindDatabase, NoSuchReceipt
from bagdar.notary.rules.tiles import FULL
from bagdar.notary.rules.verify_receipt import Key
from bagdar.notary.storage import Storage
from bagdar.rows import insert_columns

HANDLE_BYTES = 18
BATCH = 50_000  # entries that one checkpoint takes at most, so that a batch stays in memory


class NoTransaction(RuntimeError):
    """Something was committed to outside a transaction, so it could stand without its fact."""


def the_log() -> Log:
    """The log of this installation."""
    return Log(Storage(settings.LOG_DIR), settings.VAR_DIR / "notary")


@transaction.atomic
def begin(
    origin: str, witnesses: Mapping[str, tuple[Key, str]], enough: int, *, by: Actor
) -> Signer:
    """A new log of no entries, in the name that it keeps for ever.

    witnesses  name → public key and address; enough: how many of them a checkpoint needs
    Raises LogPresent, KeyMalformed, PolicyMalformed
    """
    facts = {"witnesses": [vkey(key) for key, _ in witnesses.values()], "enough": enough}
    _record("begun", origin, by, facts)  # first: a file that is written stays written
    return the_log().begin(origin, lambda own: policy_text(own.key, dict(witnesses), enough))


@transaction.atomic
def level(mirror: Storage, *, by: Actor, log: Log | None = None) -> State:
    """Take over from a mirror what a log that was restored from a backup lacks.

    Raises what Log.level_with raises
    """
    log = log or the_log()
    with log.locked():
        before = log.state().checkpoint
        state = log.level_with(mirror)
        facts = {"from": before.size, "to": state.checkpoint.size}
        _record("levelled", before.origin, by, facts)
    return state


@transaction.atomic
def repair(*, by: Actor, log: Log | None = None) -> int:
    """Remove the files that no signed checkpoint speaks of; gives how many there were."""
    log = log or the_log()
    with log.locked():
        found = log.unsigned()
        origin = log.state().checkpoint.origin
        _record("repaired", origin, by, {"files": len(found)})  # first, as above
        log.drop(found)
    return len(found)


def _record(did: str, origin: str, by: Actor, facts: Mapping[str, object]) -> None:
    record(f"notary.log_{did}", about=f"notary.log:{origin}", by=by, facts=facts)


def commit(kind: str, about: str, content: Any, *, version: int = 1) -> str:
    """Commit to a fact or a decision within the transaction that records it.

    kind     words of the code, such as "indicators.release"; everybody can read it in the log
    about    what it concerns, never a name or a number of a person
    content  plain JSON (rules.verify_receipt.canonical); it is not kept here, so whoever asks for
             an open receipt gives it again
    Gives the handle by which the receipt is asked for. Raises NoTransaction, OpeningKind,
    ContentMalformed
    """
    return commit_all(kind, {about: content}, version=version)[about]


def commit_all(kind: str, contents: Mapping[str, Any], *, version: int = 1) -> dict[str, str]:
    """The same for many facts or decisions of one kind: about → content gives about → handle."""
    if not transaction.get_connection().in_atomic_block:
        raise NoTransaction(f"{kind} must be committed to inside a transaction")
    count = len(contents)
    salts = _drawn(count, SALT_BYTES)
    found = {
        about: base64.urlsafe_b64encode(one).decode()
        for about, one in zip(contents, _drawn(count, HANDLE_BYTES), strict=True)
    }
    insert_columns(
        Commitment,
        {
            "handle": [*found.values()],
            "kind": [kind] * count,
            "version": [version] * count,
            "about": [*found],
            "salt": salts,
            "commitment": [
                committed(kind, version, salt, content)
                for salt, content in zip(salts, contents.values(), strict=True)
            ],
            "committed_at": [timezone.now()] * count,
        },
    )
    return found


def _drawn(count: int, size: int) -> list[bytes]:
    """So many secrets of so many bytes, that nobody can foresee."""
    drawn = secrets.token_bytes(count * size)
    return [drawn[at : at + size] for at in range(0, len(drawn), size)]


def forget(handle: str) -> None:
    """Forget the salt, within the transaction that erases the content: the log's entry then tells
    nobody anything, and every proof still holds. Raises NoSuchReceipt, NoTransaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NoTransaction("a salt is forgotten inside a transaction")
    if not Commitment.objects.filter(handle=handle).update(salt=None):
        raise NoSuchReceipt()


def sequence(log: Log | None = None) -> State:
    """What waits gets its place and goes into the log; gives what is published then.

    The places are in the database first, so that after a crash the same entries are written
    again to the same places. Raises what Log.grow raises, BehindDatabase.
    """
    log = log or the_log()
    with log.locked():
        state = log.grow(_entries)  # what a crash left placed, and whether we may sign at all
        _place(state.checkpoint.size)
        return log.grow(_entries)


def _place(size: int) -> None:
    """Gives places to what waits, in the order in which it was committed to."""
    table = connection.ops.quote_name(Commitment._meta.db_table)
    with transaction.atomic():
        largest = Commitment.objects.aggregate(found=Max("leaf_index"))["found"]
        start = max(size, -1 if largest is None else largest + 1)
        if start != size:
            raise BehindDatabase(size=size, placed=start)
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET leaf_index = found.place FROM ("
                "SELECT id AS own, %s + row_number() OVER (ORDER BY id) - 1 AS place FROM ("
                f"SELECT id FROM {table} WHERE leaf_index IS NULL ORDER BY id LIMIT %s"
                f") AS waiting) AS found WHERE found.own = {table}.id",
                [start, BATCH],
            )


def _entries(size: int) -> list[bytes]:
    """The entries whose places follow a size. Raises BehindDatabase where one is missing."""
    rows = Commitment.objects.filter(leaf_index__gte=size).order_by("leaf_index")
    found = list(rows.values_list("leaf_index", "kind", "version", "commitment")[:BATCH])
    if found and (found[0][0] != size or found[-1][0] != size + len(found) - 1):
        raise BehindDatabase(size=size, placed=found[0][0])
    return [entry_of(kind, version, bytes(made)) for _, kind, version, made in found]


def check_places(log: Log) -> None:
    """That every commitment of the database that the log should hold stands at its place.

    Raises BehindDatabase with the first place that differs.
    """
    size, number, bundle = log.state().checkpoint.size, -1, list[bytes]()
    rows = Commitment.objects.filter(leaf_index__lt=size).order_by("leaf_index")
    told = rows.values_list("leaf_index", "kind", "version", "commitment")
    for index, kind, version, made in told.iterator(chunk_size=10_000):
        if number != index // FULL:
            number = index // FULL
            bundle = log.bundle(number, size)
        if bundle[index % FULL] != entry_of(kind, version, bytes(made)):
            raise BehindDatabase(size=size, placed=index)
