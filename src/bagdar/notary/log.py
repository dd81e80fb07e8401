"""The log itself: grows by batches, signs only what it has read back, and only beside witnesses.

Knows no database: entries come from whoever calls. Its folder `home` holds what is not public:

    key       the secret key of the log
    policy    the log's and the witnesses' public keys, their addresses, how many are enough
    signed    the latest checkpoint that was signed, perhaps not cosigned and published yet
    seen      when each witness spoke last
    lock      held by whoever lets the log grow
"""

import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bagdar.notary.asking import Answer, Ask, Silent, ask
from bagdar.notary.rules.checkpoint import (
    checkpoint_text,
    opened,
    read_policy,
    signed,
    text_of,
    with_lines,
)
from bagdar.notary.rules.cosignature import believed
from bagdar.notary.rules.merkle import (
    EMPTY_ROOT,
    check_consistency,
    complete_root,
    consistency_proof,
    leaf_hash,
    root,
)
from bagdar.notary.rules.note import Signer, parse_secret
from bagdar.notary.rules.policies import policy_text, witness_addresses
from bagdar.notary.rules.proving import Prove, prover
from bagdar.notary.rules.refusals import (
    BehindWitness,
    CosignatureWrong,
    Forked,
    LogAbsent,
    LogPresent,
    NoteMalformed,
    NotSigned,
    WitnessesSilent,
)
from bagdar.notary.rules.tiles import (
    ENTRIES,
    FULL,
    Edge,
    Kept,
    Tile,
    edge_tiles,
    encode_entries,
    grown,
    parse_entries,
    parse_hashes,
    parse_path,
    reader,
)
from bagdar.notary.rules.verify_receipt import (
    LOG_KEY,
    Checkpoint,
    Policy,
    is_quorum,
)
from bagdar.notary.rules.witnessing import submission_text
from bagdar.notary.storage import Storage, put

Entries = Callable[[int], list[bytes]]  # size of the log → the entries that come next


@dataclass(frozen=True)
class State:
    """A published checkpoint. witnesses: name → when it cosigned, in seconds of POSIX."""

    note: str
    checkpoint: Checkpoint
    witnesses: dict[str, int]


class Log:
    """A log in a public folder and a home of its own."""

    def __init__(self, storage: Storage, home: Path, ask: Ask = ask) -> None:
        self.storage, self.home, self.ask = storage, home, ask
        self._prove: tuple[int, Prove] | None = None
        self._kept = Kept()  # what proofs are looked up in; what is signed is read from the disk

    # --- beginning ------------------------------------------------------------------------------

    def begin(self, origin: str, policy: Callable[[Signer], str] | None = None) -> Signer:
        """A new log of no entries. Raises LogPresent, KeyMalformed, PolicyMalformed."""
        signer = Signer(origin, LOG_KEY, secrets.token_bytes(32))
        told = policy(signer) if policy else policy_text(signer.key, {}, 0)
        read_policy(told)
        if (self.home / "key").exists() or self.storage.checkpoint() is not None:
            raise LogPresent()
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        put(self.home / "policy", told.encode("utf-8"))
        empty = signed(checkpoint_text(Checkpoint(origin, 0, EMPTY_ROOT)), signer)
        put(self.home / "signed", empty.encode("utf-8"))
        put(self.home / "key", f"{signer.secret}\n".encode(), mode=0o600)
        self.storage.publish(empty)
        return signer

    def believe(self, policy: str) -> None:
        """Another policy from now on, of witnesses that moved or came. Raises PolicyMalformed."""
        read_policy(policy)
        put(self.home / "policy", policy.encode("utf-8"))

    @property
    def exists(self) -> bool:
        return (self.home / "key").exists()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One process at a time lets the log grow; another waits for it."""
        if not self.exists:
            raise LogAbsent()
        descriptor = os.open(self.home / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    # --- reading --------------------------------------------------------------------------------

    def policy_text(self) -> str:
        try:
            return (self.home / "policy").read_text(encoding="utf-8")
        except FileNotFoundError:
            raise LogAbsent() from None

    def policy(self) -> Policy:
        return read_policy(self.policy_text())

    def state(self) -> State:
        """What is published. Raises LogAbsent."""
        note = self.storage.checkpoint()
        if note is None:
            raise LogAbsent()
        checkpoint, witnesses = opened(note, self.policy(), quorum=False)
        return State(note, checkpoint, witnesses)

    def seen(self) -> dict[str, int]:
        """When each witness spoke last, in seconds of POSIX."""
        try:
            told = json.loads((self.home / "seen").read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return {str(name): int(at) for name, at in told.items()}

    def bundle(self, number: int, size: int) -> list[bytes]:
        """The entries of a bundle of the log as it was at a size."""
        width = min(FULL, size - number * FULL)
        return parse_entries(self.storage.read(Tile(ENTRIES, number, width)), width)

    def entry(self, index: int, size: int) -> bytes:
        return self.bundle(index // FULL, size)[index % FULL]

    def inclusion(self, index: int, size: int) -> list[bytes]:
        if self._prove is None or self._prove[0] != size:  # proofs of one size share their tiles
            self._prove = (size, prover(size, self.storage.read, self._kept))
        return self._prove[1](index)

    def consistency(self, old: int, size: int) -> list[bytes]:
        return consistency_proof(old, size, reader(size, self.storage.read))

    # --- growing --------------------------------------------------------------------------------

    def grow(self, entries: Entries) -> State:
        """Everything that waits is put into the log, signed, cosigned and published.

        entries  gives the same entries for the same size whenever it is asked; it is asked twice
        Call it within `locked`. Can be cut off anywhere and called again. Raises
        BehindWitness, Forked   nothing is signed until somebody has looked
        WitnessesSilent         nothing new is signed; what was signed before waits for them
        NotSigned, TileDiffers  what stands in storage is not what was meant
        """
        state = self._finish(self.state())
        self._level(state)
        found = entries(state.checkpoint.size)
        if not found:
            return state
        made = Kept()
        checkpoint, written = self._store(state.checkpoint, found, made)
        self._read_back(state.checkpoint, checkpoint, entries(state.checkpoint.size))
        self._sign(checkpoint)
        state = self._finish(state)
        self._kept.take(made)  # only now: what was not signed may be written otherwise
        self.storage.drop_partials(written)
        return state

    def _store(
        self, old: Checkpoint, entries: Sequence[bytes], made: Kept
    ) -> tuple[Checkpoint, list[Tile]]:
        """The entries and the tree over them as files; the checkpoint that could be signed."""
        edge = self._edge(old)
        bundles = self._bundles(old.size, entries)
        edge, tiles = grown(edge, [self._hash(entry) for entry in entries], made)
        self.storage.write([*bundles, *tiles])
        written = [tile for tile, _ in (*bundles, *tiles)]
        return Checkpoint(old.origin, edge.size, edge.root), written

    def _hash(self, entry: bytes) -> bytes:
        return leaf_hash(entry)

    def _edge(self, old: Checkpoint) -> Edge:
        """The right edge as it stands in storage. Raises NotSigned: it is not what was signed."""
        rows = {
            one.level: parse_hashes(self.storage.read(one), one.width)
            for one in edge_tiles(old.size)
        }
        edge = Edge(old.size, rows)
        if edge.root != old.root:
            raise NotSigned(size=old.size)
        return edge

    def _bundles(self, size: int, entries: Sequence[bytes]) -> list[tuple[Tile, bytes]]:
        number, width = divmod(size, FULL)
        before = (
            parse_entries(self.storage.read(Tile(ENTRIES, number, width)), width) if width else []
        )
        rows = [*before, *entries]
        return [
            (Tile(ENTRIES, number + at // FULL, len(part)), encode_entries(part))
            for at in range(0, len(rows), FULL)
            if (part := rows[at : at + FULL])
        ]

    def _read_back(self, old: Checkpoint, new: Checkpoint, entries: Sequence[bytes]) -> None:
        """That storage, read anew, holds these entries under this root. Raises NotSigned.

        Each leaf is hashed a second time, from the bundle on the disk, and compared with the tile
        on the disk: a bit that flipped in memory or on the way is in one of the two only.
        """
        if old.size + len(entries) != new.size:
            raise NotSigned(size=new.size)
        for number in range(old.size // FULL, -(-new.size // FULL)):
            width = min(FULL, new.size - number * FULL)
            bundle = parse_entries(self.storage.read(Tile(ENTRIES, number, width)), width)
            hashes = parse_hashes(self.storage.read(Tile(0, number, width)), width)
            begin = max(0, old.size - number * FULL)
            first = number * FULL + begin - old.size
            meant = entries[first : first + width - begin]
            if [*map(leaf_hash, bundle)] != hashes or bundle[begin:] != list(meant):
                raise NotSigned(size=new.size)
        read = reader(new.size, self.storage.read)
        if root(new.size, read) != new.root or self._changed_levels(old.size, new.size):
            raise NotSigned(size=new.size)
        proof = consistency_proof(old.size, new.size, read)
        check_consistency(old.size, old.root, new.size, new.root, proof)

    def _changed_levels(self, old: int, new: int) -> bool:
        """Whether a tile of a higher level is not made of those below it."""
        for level in range(1, 8):
            first, last = old >> 8 * level, new >> 8 * level
            for number in range(first // FULL, -(-last // FULL)):
                width = min(FULL, last - number * FULL)
                row = parse_hashes(self.storage.read(Tile(level, number, width)), width)
                for at in range(max(0, first - number * FULL), width):
                    below = self.storage.read(Tile(level - 1, number * FULL + at))
                    if complete_root(parse_hashes(below, FULL)) != row[at]:
                        return True
        return False

    def _sign(self, checkpoint: Checkpoint) -> None:
        """Signs, and looks at the signature with the public key before anybody can have it."""
        signer = parse_secret((self.home / "key").read_text(encoding="utf-8"))
        note = signed(checkpoint_text(checkpoint), signer)
        made, _ = opened(note, self.policy(), quorum=False)
        if made != checkpoint:
            raise NotSigned(size=checkpoint.size)
        put(self.home / "signed", note.encode("utf-8"))

    # --- witnesses ------------------------------------------------------------------------------

    def _finish(self, state: State) -> State:
        """What was signed and not yet published is cosigned and published, and nothing else."""
        note = (self.home / "signed").read_text(encoding="utf-8")
        policy = self.policy()
        checkpoint, _ = opened(note, policy, quorum=False)
        old = state.checkpoint
        if checkpoint.size < old.size:  # the home was restored; the public folder was not
            raise BehindWitness(witness="checkpoint", size=old.size, own=checkpoint.size)
        if checkpoint.size == old.size:
            if checkpoint.root != old.root:
                raise Forked(size=old.size)
            return state
        lines, names = self._cosigned(note, checkpoint, old.size)
        if not is_quorum(policy, names):
            raise WitnessesSilent(count=len(names))
        note = with_lines(note, lines)
        checkpoint, witnesses = opened(note, policy)
        self.storage.publish(note)
        return State(note, checkpoint, witnesses)

    def _level(self, state: State) -> None:
        """That no witness has seen more than we have, before anything new is signed.

        A log that was restored from a backup would otherwise grow a second time from there.
        """
        policy = self.policy()
        lines, names = self._cosigned(state.note, state.checkpoint, state.checkpoint.size)
        if not is_quorum(policy, names):
            raise WitnessesSilent(count=len(names))
        if lines and not is_quorum(policy, state.witnesses):
            self.storage.publish(with_lines(state.note, lines))

    def _cosigned(
        self, note: str, checkpoint: Checkpoint, old: int
    ) -> tuple[list[str], dict[str, int]]:
        """The cosignatures that the witnesses give now, and who gave them.

        old  the size at which they are expected to be; another one is caught up from
        Raises BehindWitness, Forked
        """
        policy, seen, lines = self.policy(), self.seen(), list[str]()
        names: dict[str, int] = {}
        bare = "".join(note.partition("\n\n")[:2]) + note.partition("\n\n")[2].split("\n")[0] + "\n"
        for name, address in witness_addresses(self.policy_text()).items():
            try:
                answer = self._ask(name, address, bare, checkpoint, old)
                told = believed(text_of(bare), answer.text, [policy.witnesses[name]])
            except (Silent, CosignatureWrong, NoteMalformed):
                continue
            _, at = opened(with_lines(bare, told), policy, quorum=False)
            if name in at:
                lines += told
                names[name] = at[name]
        put(self.home / "seen", json.dumps({**seen, **names}).encode("utf-8"))
        return lines, names

    def _ask(self, name: str, address: str, note: str, checkpoint: Checkpoint, old: int) -> Answer:
        for _ in range(3):  # a witness that stands elsewhere says where, and is asked from there
            proof = self.consistency(old, checkpoint.size) if old else []
            answer = self.ask(address, submission_text(old, proof, note))
            if answer.status == 200:
                return answer
            if answer.status == 409:
                size = answer.text.strip()
                if not (size.isascii() and size.isdigit() and len(size) < 20):
                    raise Silent(name)
                if int(size) > checkpoint.size:
                    raise BehindWitness(witness=name, size=int(size), own=checkpoint.size)
                if int(size) == old:
                    raise Forked(size=old)
                old = int(size)
                continue
            if answer.status == 422:
                raise Forked(size=old)
            break
        raise Silent(name)

    def unsigned(self) -> list[Path]:
        """The files that no signed checkpoint speaks of: what a fault left behind.

        Call it within `locked`.
        """
        note = (self.home / "signed").read_text(encoding="utf-8")
        size, found = opened(note, self.policy(), quorum=False)[0].size, list[Path]()
        self.storage.sweep()
        for path in sorted((self.storage.folder / "tile").rglob("*")):
            if path.is_file():
                tile = parse_path(path.relative_to(self.storage.folder).as_posix())
                if tile.number * FULL + tile.width > size >> 8 * max(tile.level, 0):
                    found.append(path)
        return found

    def drop(self, unsigned: Sequence[Path]) -> None:
        """Removes them; they are written again. Call it within the same `locked`."""
        for path in unsigned:
            path.unlink()

    # --- after a restore ------------------------------------------------------------------------

    def level_with(self, mirror: Storage) -> State:
        """Take over what a mirror of this log has more, after looking at all of it.

        Call it within `locked` when BehindWitness says that the log was restored from a backup.
        Raises LogUnknown, SignatureWrong, QuorumMissing (the mirror's checkpoint is not ours),
        ConsistencyRoot, NotSigned, TileDiffers, TileAbsent
        """
        note = mirror.checkpoint()
        if note is None:
            raise LogAbsent()
        ours = self.state()
        theirs, _ = opened(note, self.policy())
        if theirs.size < ours.checkpoint.size:
            return ours
        found = check_tree(mirror, theirs)
        read = reader(theirs.size, mirror.read)
        proof = consistency_proof(ours.checkpoint.size, theirs.size, read)
        check_consistency(
            ours.checkpoint.size, ours.checkpoint.root, theirs.size, theirs.root, proof
        )
        self.storage.write([(tile, mirror.read(tile)) for tile in found])
        put(self.home / "signed", note.encode("utf-8"))
        self.storage.publish(note)
        return self.state()


def check_tree(storage: Storage, checkpoint: Checkpoint) -> list[Tile]:
    """Every tile of a tree, after each was built anew from the entries and found the same.

    Raises NotSigned where a byte differs, TileAbsent, TileMalformed
    """
    edge, found = Edge(), []
    for number in range(-(-checkpoint.size // FULL)):
        tile = Tile(ENTRIES, number, min(FULL, checkpoint.size - number * FULL))
        edge, tiles = grown(edge, [*map(leaf_hash, parse_entries(storage.read(tile), tile.width))])
        found.append(tile)
        for one, data in tiles:
            at = checkpoint.size >> 8 * one.level
            final = one.is_full or (one.number == at // FULL and one.width == at % FULL)
            if final:
                found.append(one)
                if storage.read(one) != data:
                    raise NotSigned(size=checkpoint.size)
    if edge.root != checkpoint.root:
        raise NotSigned(size=checkpoint.size)
    return found
