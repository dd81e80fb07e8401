"""The contenders of `notary`: each builds a tree, proves and verifies, and says how long it took.

    python notary_contenders.py NAME LEAVES     prints JSON: seconds of the processor, rates, root

A whole process each. Only what a contender needs is imported in it.
"""

import hashlib
import json
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

PROOFS = 20_000
YEAR = 150_000  # diplomas of a year, the last leaves of the tree, one after another
SLICE = 50_000  # entries that a batch of the log brings
Proved = tuple[Callable[[int], Any], Callable[[int, Any], bool]]


def entry(number: int) -> bytes:
    return f"bagdar-commitment/v1\ntests.fact\n1\n{number:044d}\n".encode()


def bagdar(leaves: int) -> tuple[str, Proved]:
    """Tiles as the log makes them, in memory; proofs from what growing kept, without a disk."""
    return _bagdar(leaves, is_opened=False)


def opened(leaves: int) -> tuple[str, Proved]:
    """The same as a log that was just opened: nothing of its growing is kept."""
    return _bagdar(leaves, is_opened=True)


def _bagdar(leaves: int, *, is_opened: bool) -> tuple[str, Proved]:
    from bagdar.notary.rules.merkle import leaf_hash, root_of_inclusion
    from bagdar.notary.rules.proving import prover
    from bagdar.notary.rules.tiles import Edge, Kept, grown

    edge, files, kept = Edge(), {}, Kept()
    for first in range(0, leaves, SLICE):
        batch = [leaf_hash(entry(n)) for n in range(first, min(leaves, first + SLICE))]
        edge, written = grown(edge, batch, None if is_opened else kept)
        files.update(written)
    root = edge.root

    prove = prover(leaves, files.__getitem__, Kept(len(files)) if is_opened else kept)

    def verify(index: int, proof: list[bytes]) -> bool:
        return root_of_inclusion(leaf_hash(entry(index)), index, leaves, proof) == root

    return root.hex(), (prove, verify)


def plain(leaves: int) -> tuple[str, Proved]:
    """Levels of a tree as lists, with hashlib alone; proofs of the same tree."""
    sha = hashlib.sha256
    levels = [[sha(b"\0" + entry(n)).digest() for n in range(leaves)]]
    while len(levels[-1]) > 1:
        row = levels[-1]
        above = [sha(b"\1" + a + b).digest() for a, b in zip(row[::2], row[1::2], strict=False)]
        levels.append([*above, row[-1]] if len(row) % 2 else above)

    def prove(index: int) -> list[bytes]:
        found = []
        for row in levels[:-1]:
            if index ^ 1 < len(row):
                found.append(row[index ^ 1])
            index >>= 1
        return found

    def verify(index: int, proof: list[bytes]) -> bool:
        told, hashes, last = sha(b"\0" + entry(index)).digest(), iter(proof), leaves - 1
        while last:
            if index & 1:
                told = sha(b"\1" + next(hashes) + told).digest()
            elif index < last:
                told = sha(b"\1" + told + next(hashes)).digest()
            index, last = index >> 1, last >> 1
        return told == levels[-1][0]

    return levels[-1][0].hex(), (prove, verify)


def pymerkle(leaves: int) -> tuple[str, Proved]:
    import pymerkle as peer

    tree = peer.InmemoryTree(algorithm="sha256")
    for n in range(leaves):
        tree.append_entry(entry(n))
    root = tree.get_root()

    def prove(index: int) -> Any:
        return tree.prove_inclusion(index + 1, leaves)

    def verify(index: int, proof: Any) -> bool:
        peer.verify_inclusion(tree.get_leaf(index + 1), root, proof)  # raises
        return True

    return root.hex(), (prove, verify)


CONTENDERS = {"bagdar": bagdar, "opened": opened, "plain": plain, "pymerkle": pymerkle}


def timed(prove: Callable[[int], Any], places: Sequence[int]) -> tuple[float, list[Any]]:
    """Proofs a second of the processor, and the proofs."""
    begun = time.process_time()
    proofs = [prove(place) for place in places]
    return len(places) / (time.process_time() - begun), proofs


def main(name: str, leaves: int) -> None:
    begun = time.process_time()
    root, (prove, verify) = CONTENDERS[name](leaves)
    built = time.process_time() - begun
    draw = random.Random(1)
    places = [draw.randrange(leaves) for _ in range(PROOFS)]
    first, proofs = timed(prove, places)
    again, _ = timed(prove, places)
    year, _ = timed(prove, range(leaves - min(leaves, YEAR), leaves))
    begun = time.process_time()
    held = all(verify(place, proof) for place, proof in zip(places, proofs, strict=True))
    verified = time.process_time() - begun
    assert held
    told = {
        "root": root,
        "build_seconds": round(built, 2),
        "first_proofs_per_second": round(first),
        "proofs_again_per_second": round(again),
        "proofs_in_order_per_second": round(year),
        "verified_per_second": round(PROOFS / verified),
        "mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
