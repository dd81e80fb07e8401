"""Many inclusion proofs of one tree: each tile is read and hashed once, then a proof is looked up.

The nodes of a tile stand in one list, as in a heap: 1 is the tile's root, 2n and 2n+1 are below n,
and entry i of the tile is 256 + i. So the hashes that prove an entry always stand at the same
eight places of the list, whichever tile it is.

At the right edge a node may lack leaves. One whose right half is empty is its left half (RFC 6962
splits at the largest power of two), so the hash goes up as it is.
"""

from collections.abc import Callable
from operator import itemgetter

from bagdar.notary.rules.merkle import above
from bagdar.notary.rules.refusals import NoSuchLeaf
from bagdar.notary.rules.tiles import FULL, HEIGHT, MOST_KEPT, Tile, parse_hashes

Nodes = list[bytes | None]  # None: there is nothing at that place
Prove = Callable[[int], list[bytes]]

# For each entry of a tile the places beside its way up, from the entry to below the root.
BESIDE = [
    itemgetter(*((FULL + entry >> height) ^ 1 for height in range(HEIGHT))) for entry in range(FULL)
]


def prover(size: int, read_tile: Callable[[Tile], bytes], most: int = MOST_KEPT) -> Prove:
    """How leaves of a tree of a size are proved; gives what merkle.inclusion_proof gives.

    most  how many tiles are kept: a full one takes some forty kilobytes
    Raises TileMalformed, NoSuchLeaf
    """
    kept: dict[tuple[int, int], Nodes] = {}

    def nodes_of(level: int, number: int) -> Nodes:
        found = kept.get((level, number))
        if found is None:
            row: list[bytes] = []
            count = size >> HEIGHT * level
            if width := min(FULL, count - number * FULL):
                row = parse_hashes(read_tile(Tile(level, number, width)), width)
            if level and width < FULL and size & (1 << HEIGHT * level) - 1:
                row.append(edge(level - 1, count))
            if len(kept) >= most:
                kept.pop(next(iter(kept)))
            found = kept[level, number] = _heap(row)
        return found

    def edge(level: int, number: int) -> bytes:
        """The hash over the leaves of a tile that is not full, or has only some below it."""
        found = nodes_of(level, number)[1]
        assert found is not None
        return found

    def prove(index: int) -> list[bytes]:
        if not 0 <= index < size:
            raise NoSuchLeaf(index=index, size=size)
        found: list[bytes] = []
        level, last = 0, size - 1
        while last:
            beside = BESIDE[index & 255](nodes_of(level, index >> HEIGHT))
            found += [one for one in beside if one is not None]
            level, index, last = level + 1, index >> HEIGHT, last >> HEIGHT
        return found

    return prove


def _heap(row: list[bytes]) -> Nodes:
    """A tile's entries and everything above them."""
    nodes: Nodes = [None] * (2 * FULL)
    nodes[FULL : FULL + len(row)] = row
    start, count = FULL, len(row)
    while start > 1:
        row = [*above(row), *(row[-1:] if count % 2 else [])]
        start, count = start >> 1, len(row)
        nodes[start : start + count] = row
    return nodes
