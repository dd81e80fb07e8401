"""Reads of the log: receipts, what waits, whether witnesses are there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from bagdar.notary.log import Log, State
from bagdar.notary.models import Commitment
from bagdar.notary.rules.commitments import Opening, committed, entry_of
from bagdar.notary.rules.policies import quorum_since, without_addresses
from bagdar.notary.rules.receipt import receipt_text
from bagdar.notary.rules.refusals import (
    BehindDatabase,
    ContentDiffers,
    NoSuchReceipt,
    ReceiptWaits,
    SaltForgotten,
)
from bagdar.notary.rules.tiles import FULL
from bagdar.notary.rules.verify_receipt import Policy
from bagdar.notary.services import the_log

ALARM_AFTER = timedelta(minutes=5)  # T7: somebody is told
STOP_AFTER = timedelta(hours=4)  # T7: payments and publication stop
ASKED = 5_000  # handles that one question names; SQLite takes some thirty thousand


@dataclass(frozen=True)
class Receipt:
    """What can be shown of a commitment.

    entry  what the log holds of it
    text   c2sp.org/tlog-proof@v1; it opens the commitment where the content was given
    """

    handle: str
    kind: str
    index: int
    size: int
    entry: bytes
    text: str


class _Row(NamedTuple):
    """A commitment of which a receipt is made."""

    handle: str
    kind: str
    version: int
    salt: bytes | None
    commitment: bytes
    leaf_index: int


@dataclass(frozen=True)
class Witness:
    """cosigned_at: under the published checkpoint; spoke_at: the last time it answered."""

    name: str
    key_name: str
    cosigned_at: datetime | None
    spoke_at: datetime | None


@dataclass(frozen=True)
class Standing:
    """How the log stands.

    waiting       commitments that are not published yet
    waits_since   when the oldest of them was made
    quorum_at     when enough witnesses had last spoken; None: never, or none are asked for
    """

    state: State
    policy: str
    witnesses: tuple[Witness, ...]
    waiting: int
    waits_since: datetime | None
    quorum_at: datetime | None
    asks_witnesses: bool

    def late_by(self, now: datetime) -> timedelta:
        """How long receipts have been held up, by witnesses or by ourselves; zero: not at all."""
        since = [one for one in (self.waits_since,) if one]
        if self.asks_witnesses and self.quorum_at:
            since.append(self.quorum_at)
        elif self.asks_witnesses:
            return timedelta.max
        return max(timedelta(), *(now - one for one in since)) if since else timedelta()


def handles(kind: str, about: Sequence[str]) -> dict[str, str]:
    """What of some things was committed to, by about → handle; of several the latest."""
    rows = Commitment.objects.filter(kind=kind).order_by("id").values_list("about", "handle")
    parts = (about[at : at + ASKED] for at in range(0, len(about), ASKED))
    return {name: handle for part in parts for name, handle in rows.filter(about__in=part)}


def receipt(handle: str, content: Any = None) -> Receipt:
    """The receipt of a commitment; with its content it opens the commitment as well.

    Raises NoSuchReceipt, ReceiptWaits, SaltForgotten (a content was given, the salt is no more),
    ContentDiffers, LogAbsent
    """
    [found] = receipts({handle: content})
    return found


def receipts(contents: Mapping[str, Any]) -> Iterator[Receipt]:
    """The receipts of many commitments under one checkpoint, in the order of the log.

    contents  handle → its content; None: the receipt does not open the commitment
    The database is asked once for each `ASKED` handles, each file of the log is read once. Every
    handle is looked at before the first receipt is given. Raises as `receipt` does.
    """
    found = _commitments(list(contents))
    if len(found) < len(contents):
        raise NoSuchReceipt()
    log = the_log()
    state = log.state()
    size = state.checkpoint.size
    if not all(one.leaf_index is not None and one.leaf_index < size for one in found):
        raise ReceiptWaits()
    found.sort(key=lambda one: one.leaf_index)
    return _receipts(found, contents, log, state)


def has_places() -> bool:
    """Whether anything was ever put into a log of this database."""
    return Commitment.objects.filter(leaf_index__isnull=False).exists()


def _commitments(handles: Sequence[str]) -> list[_Row]:
    rows = Commitment.objects.values_list(*_Row._fields)
    parts = (handles[at : at + ASKED] for at in range(0, len(handles), ASKED))
    return [_Row(*row) for part in parts for row in rows.filter(handle__in=part)]


def _receipts(
    found: Sequence[_Row], contents: Mapping[str, Any], log: Log, state: State
) -> Iterator[Receipt]:
    size, number, bundle = state.checkpoint.size, -1, list[bytes]()
    for one in found:
        if number != one.leaf_index // FULL:
            number = one.leaf_index // FULL
            bundle = log.bundle(number, size)
        entry = entry_of(one.kind, one.version, bytes(one.commitment))
        if bundle[one.leaf_index % FULL] != entry:
            raise BehindDatabase(size=size, placed=one.leaf_index)
        content = contents[one.handle]
        opening = None if content is None else _opening(one, content)
        text = receipt_text(
            opening, one.leaf_index, log.inclusion(one.leaf_index, size), state.note
        )
        yield Receipt(one.handle, one.kind, one.leaf_index, size, entry, text)


def _opening(found: _Row, content: Any) -> Opening:
    if found.salt is None:
        raise SaltForgotten()
    salt = bytes(found.salt)
    if committed(found.kind, found.version, salt, content) != bytes(found.commitment):
        raise ContentDiffers()
    return Opening(found.kind, found.version, salt, content)


def standing(log: Log | None = None) -> Standing:
    """Raises LogAbsent."""
    log = log or the_log()
    state, policy, seen = log.state(), log.policy(), log.seen()
    size = state.checkpoint.size
    waiting = Commitment.objects.exclude(leaf_index__lt=size)
    oldest = waiting.order_by("id").first()
    heard = {name: max(at, seen.get(name, 0)) for name, at in state.witnesses.items()} | {
        name: at for name, at in seen.items() if name not in state.witnesses
    }
    return Standing(
        state=state,
        policy=without_addresses(log.policy_text()),
        witnesses=_witnesses(policy, state.witnesses, heard),
        waiting=waiting.count(),
        waits_since=oldest.committed_at if oldest else None,
        quorum_at=_instant(quorum_since(policy, heard)),
        asks_witnesses=policy.quorum != "none",
    )


def _witnesses(
    policy: Policy, cosigned: dict[str, int], heard: dict[str, int]
) -> tuple[Witness, ...]:
    return tuple(
        Witness(name, key.name, _instant(cosigned.get(name)), _instant(heard.get(name)))
        for name, key in policy.witnesses.items()
    )


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
