"""Reads of the log: receipts, what waits, whether witnesses are there."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

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
from bagdar.notary.rules.verify_receipt import Policy
from bagdar.notary.services import the_log

ALARM_AFTER = timedelta(minutes=5)  # T7: somebody is told
STOP_AFTER = timedelta(hours=4)  # T7: payments and publication stop


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


def receipt(handle: str, content: Any = None) -> Receipt:
    """The receipt of a commitment; with its content it opens the commitment as well.

    Raises NoSuchReceipt, ReceiptWaits, SaltForgotten (a content was given, the salt is no more),
    ContentDiffers, LogAbsent
    """
    found = Commitment.objects.filter(handle=handle).first()
    if found is None:
        raise NoSuchReceipt()
    log = the_log()
    state = log.state()
    size = state.checkpoint.size
    if found.leaf_index is None or found.leaf_index >= size:
        raise ReceiptWaits()
    entry = entry_of(found.kind, found.version, bytes(found.commitment))
    if log.entry(found.leaf_index, size) != entry:
        raise BehindDatabase(size=size, placed=found.leaf_index)
    text = receipt_text(
        _opening(found, content) if content is not None else None,
        found.leaf_index,
        log.inclusion(found.leaf_index, size),
        state.note,
    )
    return Receipt(handle, found.kind, found.leaf_index, size, entry, text)


def has_places() -> bool:
    """Whether anything was ever put into a log of this database."""
    return Commitment.objects.filter(leaf_index__isnull=False).exists()


def _opening(found: Commitment, content: Any) -> Opening:
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
