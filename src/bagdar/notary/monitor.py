"""Somebody who follows a log from outside: fetches all of it, builds the tree anew, keeps it.

What is kept is a mirror: if the log's folder is lost, `bagdar notary level` takes it back.
"""

import urllib.error
import urllib.request
from pathlib import Path

from bagdar.notary.log import State
from bagdar.notary.rules.checkpoint import opened
from bagdar.notary.rules.merkle import leaf_hash, root
from bagdar.notary.rules.refusals import (
    Forked,
    LogAbsent,
    LogSilent,
    NotSigned,
    TileAbsent,
)
from bagdar.notary.rules.tiles import (
    ENTRIES,
    FULL,
    Edge,
    Tile,
    edge_tiles,
    encode_entries,
    grown,
    parse_entries,
    parse_hashes,
    reader,
)
from bagdar.notary.rules.verify_receipt import Policy
from bagdar.notary.storage import CHECKPOINT, Storage, put

SECONDS = 20
MAX_CHECKPOINT, MAX_TILE = 1 << 16, FULL * (2 + 0xFFFF)


class Remote(Storage):
    """A log's public folder behind an address; nothing can be written there."""

    def __init__(self, address: str) -> None:
        super().__init__(Path("/nonexistent"))
        self.address = address.rstrip("/")

    def checkpoint(self) -> str | None:
        data = self._fetch(CHECKPOINT, MAX_CHECKPOINT)
        return None if data is None else data.decode("utf-8", "replace")

    def read(self, tile: Tile) -> bytes:
        data = self._fetch(tile.path, MAX_TILE)
        if data is None and not tile.is_full:
            full = self._fetch(tile.full.path, MAX_TILE)
            if full is not None and tile.level == ENTRIES:
                return encode_entries(parse_entries(full, FULL)[: tile.width])
            data = full and full[: tile.width * 32]
        if data is None:
            raise TileAbsent(tile=tile.path)
        return data

    def _fetch(self, path: str, largest: int) -> bytes | None:
        """None: there is none. Raises LogSilent."""
        try:
            with urllib.request.urlopen(f"{self.address}/{path}", timeout=SECONDS) as answer:
                data: bytes = answer.read(largest + 1)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == 404:
                return None
            raise LogSilent(address=self.address) from error
        except (OSError, ValueError) as error:
            raise LogSilent(address=self.address) from error
        if len(data) > largest:
            raise LogSilent(address=self.address)
        return data


def source(place: str) -> Storage:
    """A log by its address or by its folder."""
    return Remote(place) if place.startswith(("http://", "https://")) else Storage(Path(place))


def follow(shown: Storage, policy: Policy, kept: Storage) -> State:
    """Look at a log once: everything that is new is fetched, checked and kept.

    Gives what is kept then. Raises
    Forked     the log shows another history than it did; both checkpoints stay in `alarms`
    LogAbsent, LogSilent, TileAbsent  it does not show what it speaks of
    and every refusal of a checkpoint
    """
    note = shown.checkpoint()
    if note is None:
        raise LogAbsent()
    new, witnesses = opened(note, policy)
    before = kept.checkpoint()
    if before is None:
        old_size, edge = 0, Edge()
    else:
        old, _ = opened(before, policy, quorum=False)
        if new.size <= old.size:
            agree(kept, policy, note)
            return State(before, old, {})
        old_size, edge = old.size, _edge(kept, old.size)
    for number in range(old_size // FULL, -(-new.size // FULL)):
        tile = Tile(ENTRIES, number, min(FULL, new.size - number * FULL))
        data = shown.read(tile)
        found = parse_entries(data, tile.width)
        begin = max(0, old_size - number * FULL)
        if begin and found[:begin] != _entries(kept, number, begin):
            raise _alarm(kept, before, note)
        edge, tiles = grown(edge, [*map(leaf_hash, found[begin:])])
        kept.write([(tile, data), *tiles])
    if edge.root != new.root:
        raise _alarm(kept, before, note)
    kept.publish(note)
    return State(note, new, witnesses)


def agree(kept: Storage, policy: Policy, note: str) -> None:
    """That another checkpoint of the log tells of the history that is kept.

    Two people who follow a log show each other what they were shown: a log that tells two
    histories is found out at once. Raises Forked, NotSigned (the other has seen more: let it look)
    """
    other, _ = opened(note, policy)
    before = kept.checkpoint()
    if before is None:
        raise LogAbsent()
    ours, _ = opened(before, policy, quorum=False)
    if other.size > ours.size:
        raise NotSigned(size=other.size)
    if root(other.size, reader(other.size, kept.read)) != other.root:
        raise _alarm(kept, before, note)


def _edge(kept: Storage, size: int) -> Edge:
    rows = {one.level: parse_hashes(kept.read(one), one.width) for one in edge_tiles(size)}
    return Edge(size, rows)


def _entries(kept: Storage, number: int, width: int) -> list[bytes]:
    return parse_entries(kept.read(Tile(ENTRIES, number, width)), width)


def _alarm(kept: Storage, before: str | None, note: str) -> Forked:
    """Keeps both histories: signed as they are, they convict the log before anybody."""
    folder = kept.folder / "alarms"
    folder.mkdir(parents=True, exist_ok=True)
    number = len(list(folder.glob("*.first"))) + 1
    put(folder / f"{number}.first", (before or "").encode("utf-8"))
    put(folder / f"{number}.second", note.encode("utf-8"))
    return Forked(size=int(note.split("\n")[1]))
