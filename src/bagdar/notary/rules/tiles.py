"""The tree as files that never change (c2sp.org/tlog-tiles): where each stands and what it holds.

A tile of level L holds up to 256 hashes of complete subtrees of 256^L leaves, 32 bytes each; an
entry bundle up to 256 entries, each behind its length in two bytes. One that is not full is
another file (`.p/W`), so that nothing is ever written over.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from bagdar.notary.rules.merkle import (
    EMPTY_ROOT,
    Node,
    Read,
    above,
    complete_root,
    folded,
    subtrees,
)
from bagdar.notary.rules.refusals import EntryTooLong, TileMalformed

HASH, FULL, HEIGHT = 32, 256, 8
MOST_KEPT = 4_096  # full tiles with what stands above their hashes: 16 KiB each, 64 MiB in all
MOST_READ = 256  # tiles of one reader, forty kilobytes each
MAX_ENTRY = 0xFFFF
ENTRIES = -1  # the level of entry bundles, in the code only
LEVELS = {"entries": ENTRIES, **{str(level): level for level in range(8)}}


@dataclass(frozen=True)
class Tile:
    """level: 0 is over the leaves, ENTRIES holds entries. width: 1–256 hashes or entries."""

    level: int
    number: int
    width: int = FULL

    def __post_init__(self) -> None:
        if not (ENTRIES <= self.level <= 7 and self.number >= 0 and 1 <= self.width <= FULL):
            raise TileMalformed(tile=f"{self.level}/{self.number}/{self.width}")

    @property
    def path(self) -> str:
        """Such as tile/0/x001/x234/067.p/8."""
        digits = f"{self.number:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        name = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
        level = "entries" if self.level == ENTRIES else str(self.level)
        return f"tile/{level}/{name}" + ("" if self.is_full else f".p/{self.width}")

    @property
    def is_full(self) -> bool:
        return self.width == FULL

    @property
    def full(self) -> "Tile":
        """The file that takes its place once there is enough to fill it."""
        return replace(self, width=FULL)


def parse_path(path: str) -> Tile:
    """The tile of a path. Raises TileMalformed: no tile stands there."""
    parts = path.split("/")
    width = FULL
    if len(parts) > 3 and parts[-2].endswith(".p"):
        width = int(parts[-1]) if parts[-1].isascii() and parts[-1].isdigit() else 0
        parts = [*parts[:-2], parts[-2][:-2]]
    number = "".join(part.removeprefix("x") for part in parts[2:])
    if len(parts) < 3 or not (number.isascii() and number.isdigit()) or len(number) > 18:
        raise TileMalformed(tile=path[:80])
    level = LEVELS.get(parts[1], 9)
    found = Tile(level, int(number), width)
    if found.path != path:
        raise TileMalformed(tile=path[:80])
    return found


def encode_entries(entries: Iterable[bytes]) -> bytes:
    """Raises EntryTooLong."""
    found = bytearray()
    for entry in entries:
        if len(entry) > MAX_ENTRY:
            raise EntryTooLong(bytes=len(entry))
        found += len(entry).to_bytes(2, "big") + entry
    return bytes(found)


def parse_entries(data: bytes, width: int) -> list[bytes]:
    """The entries of a bundle, exactly so many. Raises TileMalformed."""
    found, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if end > len(data) or at + 2 > len(data):
            raise TileMalformed(tile="entries")
        found.append(data[at + 2 : end])
        at = end
    if len(found) != width:
        raise TileMalformed(tile="entries")
    return found


def parse_hashes(data: bytes, width: int) -> list[bytes]:
    """The hashes of a tile, exactly so many. Raises TileMalformed."""
    if len(data) != width * HASH:
        raise TileMalformed(tile="hashes")
    return [data[at : at + HASH] for at in range(0, len(data), HASH)]


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile of a tree, entry bundles first, each as wide as the tree makes it."""
    for level in (ENTRIES, *range(8)):
        count = size >> HEIGHT * max(level, 0)
        for number in range(-(-count // FULL)):
            yield Tile(level, number, min(FULL, count - number * FULL))


def edge_tiles(size: int) -> list[Tile]:
    """The tiles at the right edge that are not full, one a level at most."""
    found = []
    for level in range(8):
        count = size >> HEIGHT * level
        if count % FULL:
            found.append(Tile(level, count // FULL, count % FULL))
    return found


@dataclass(frozen=True)
class Edge:
    """What has to be known of a tree so that it can grow: hashes at the right edge, by level."""

    size: int = 0
    hashes: dict[int, list[bytes]] = field(default_factory=dict)

    @property
    def root(self) -> bytes:
        found = []
        for level in sorted(self.hashes, reverse=True):
            row = self.hashes[level]
            found += [
                complete_root(row[number << height : (number + 1) << height])
                for height, number in subtrees(0, len(row))
            ]
        return folded(found) if self.size else EMPTY_ROOT


class Kept:
    """The last full tiles that were made or read, each with all hashes above its own.

    A full tile never changes, so what is kept holds at every size of the same tree. One text for
    each: node n of the tile at 32n, 1 being its root, 256 and on its own hashes (proving.py).
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most, self._nodes = most, dict[tuple[int, int], bytes]()

    def __len__(self) -> int:
        return len(self._nodes)

    def get(self, level: int, number: int) -> bytes | None:
        return self._nodes.get((level, number))

    def put(self, level: int, number: int, nodes: bytes) -> None:
        """The oldest one gives way where there are too many."""
        if len(self._nodes) >= self._most and (level, number) not in self._nodes:
            del self._nodes[next(iter(self._nodes))]
        self._nodes[level, number] = nodes

    def take(self, other: "Kept") -> None:
        for (level, number), nodes in other._nodes.items():
            self.put(level, number, nodes)


def full_nodes(row: Sequence[bytes]) -> bytes:
    """A full tile's hashes behind everything above them, as `Kept` has it."""
    rows = [row]
    while len(rows[-1]) > 1:
        rows.append(above(rows[-1]))
    return b"".join(chain((bytes(HASH),), *reversed(rows)))


def grown(
    edge: Edge, leaves: Sequence[bytes], kept: Kept | None = None
) -> tuple[Edge, list[tuple[Tile, bytes]]]:
    """A tree with more leaves, and every tile that is new or wider for them.

    kept: gets what was worked out above the hashes of full tiles
    """
    rows, written = dict(edge.hashes), []
    level, added = 0, list(leaves)
    while added:
        first = (edge.size >> HEIGHT * level) // FULL
        row = [*rows.get(level, []), *added]
        added = []
        for at in range(0, len(row), FULL):
            part = row[at : at + FULL]
            number = first + at // FULL
            written.append((Tile(level, number, len(part)), b"".join(part)))
            if len(part) < FULL:
                continue
            if kept is None:
                added.append(complete_root(part))
            else:
                nodes = full_nodes(part)
                kept.put(level, number, nodes)
                added.append(nodes[HASH : 2 * HASH])
        rows[level] = row[len(row) // FULL * FULL :]
        level += 1
    return Edge(edge.size + len(leaves), {one: row for one, row in rows.items() if row}), written


def reader(size: int, read_tile: Callable[[Tile], bytes], most: int = MOST_READ) -> Read:
    """How proofs of a tree of a size read its nodes; the last tiles are kept, each read once.

    most  how many of them: a full one takes some forty kilobytes with the hashes worked out in it
    Raises TileMalformed
    """
    kept: dict[tuple[int, int], list[list[bytes]]] = {}

    def rows_of(level: int, number: int) -> list[list[bytes]]:
        count = size >> HEIGHT * level
        tile = Tile(level, number, min(FULL, count - number * FULL))
        if len(kept) >= most:
            kept.pop(next(iter(kept)))
        rows = kept[level, number] = [parse_hashes(read_tile(tile), tile.width)]
        return rows

    def read(nodes: Sequence[Node]) -> list[bytes]:
        found = []
        for height, number in nodes:
            level, within = height >> 3, height & 7
            start = number << within
            rows = kept.get((level, start >> 8)) or rows_of(level, start >> 8)
            while len(rows) <= within:
                rows.append(above(rows[-1]))
            found.append(rows[within][(start & 255) >> within])
        return found

    return read
