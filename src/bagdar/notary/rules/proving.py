"""Many inclusion proofs of one tree: each tile is read and hashed once, then a proof is looked up.

The nodes of a tile stand in one list, as in a heap: 1 is the tile's root, 2n and 2n+1 are below n,
and entry i of the tile is 256 + i. So the hashes that prove an entry always stand at the same
eight places of the list, whichever tile it is. Of a full tile the list is one text (`Kept`).

At the right edge a node may lack leaves. One whose right half is empty is its left half (RFC 6962
splits at the largest power of two), so the hash goes up as it is.
"""

from collections.abc import Callable
from operator import itemgetter

from bagdar.notary.rules.merkle import above
from bagdar.notary.rules.refusals import NoSuchLeaf
from bagdar.notary.rules.tiles import FULL, HASH, HEIGHT, Kept, Tile, full_nodes, parse_hashes

Nodes = list[bytes | None]  # None: there is nothing at that place
Prove = Callable[[int], list[bytes]]

# For each entry of a tile the places beside its way up, from the entry to below the root: in a
# list, and in the text of a full tile.
PLACES = [[(FULL + entry >> height) ^ 1 for height in range(HEIGHT)] for entry in range(FULL)]
BESIDE = [itemgetter(*places) for places in PLACES]
BESIDE_IN_TEXT = [
    itemgetter(*(slice(HASH * place, HASH * (place + 1)) for place in places)) for places in PLACES
]


def prover(size: int, read_tile: Callable[[Tile], bytes], kept: Kept | None = None) -> Prove:
    """How leaves of a tree of a size are proved; gives what merkle.inclusion_proof gives.

    kept  full tiles of this tree, such as `grown` has put there; those that are read are put there
          as well. None: of this prover alone
    Raises TileMalformed, NoSuchLeaf
    """
    known = Kept() if kept is None else kept
    edges: dict[tuple[int, int], Nodes] = {}  # one a level, and one over it

    def full(level: int, number: int) -> bytes:
        found = known.get(level, number)
        if found is None:
            found = full_nodes(parse_hashes(read_tile(Tile(level, number)), FULL))
            known.put(level, number, found)
        return found

    def nodes_of(level: int, number: int) -> Nodes:
        """Of a tile that is not full."""
        found = edges.get((level, number))
        if found is None:
            row: list[bytes] = []
            count = size >> HEIGHT * level
            if width := count - number * FULL:
                row = parse_hashes(read_tile(Tile(level, number, width)), width)
            if level and size & (1 << HEIGHT * level) - 1:
                row.append(edge(level - 1, count))
            found = edges[level, number] = _heap(row)
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
            number = index >> HEIGHT
            if number + 1 << HEIGHT <= size >> HEIGHT * level:
                found += BESIDE_IN_TEXT[index & 255](full(level, number))
            else:
                beside = BESIDE[index & 255](nodes_of(level, number))
                found += [one for one in beside if one is not None]
            level, index, last = level + 1, number, last >> HEIGHT
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
