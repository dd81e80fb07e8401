"""What several tests of the log need: keys that are always the same, trees in memory, policies."""

import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bagdar.notary.rules.checkpoint import checkpoint_text, signed
from bagdar.notary.rules.cosignature import cosignature
from bagdar.notary.rules.merkle import Node, complete_root, leaf_hash
from bagdar.notary.rules.note import Signer, vkey
from bagdar.notary.rules.tiles import ENTRIES, Edge, Tile, encode_entries, grown
from bagdar.notary.rules.verify_receipt import LOG_KEY, WITNESS_KEY, Checkpoint

VECTORS = Path(__file__).parent / "vectors" / "notary" / "vectors.json"
ORIGIN = "log.example/tests"
SECONDS = 1_796_000_000


def signer(name: str, kind: int) -> Signer:
    return Signer(name, kind, name.encode().ljust(32, b".")[:32])


LOG = signer(ORIGIN, LOG_KEY)
WITNESSES = [signer(f"witness.example/{n}", WITNESS_KEY) for n in (1, 2, 3)]
POLICY = "\n".join(
    [
        f"log {vkey(LOG.key)}",
        *(f"witness w{n} {vkey(one.key)}" for n, one in enumerate(WITNESSES, 1)),
        "group enough 2 w1 w2 w3",
        "quorum enough",
        "",
    ]
)


@cache
def vectors() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(VECTORS.read_text(encoding="utf-8"))
    return found


def number_leaves(count: int) -> list[bytes]:
    """The leaves of the vectors: each number in decimal."""
    return [leaf_hash(str(n).encode()) for n in range(count)]


def reader_over(leaves: Sequence[bytes]) -> Callable[[Sequence[Node]], list[bytes]]:
    """Nodes of a tree that is all in memory."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        row = levels[-1]
        levels.append([complete_root(row[at : at + 2]) for at in range(0, len(row) - 1, 2)])
    return lambda nodes: [levels[height][number] for height, number in nodes]


def tiles_over(entries: Sequence[bytes]) -> tuple[Edge, dict[Tile, bytes]]:
    """The files of a log of these entries."""
    edge, written = grown(Edge(), [leaf_hash(one) for one in entries])
    files = dict(written)
    for at in range(0, len(entries), 256):
        part = entries[at : at + 256]
        files[Tile(ENTRIES, at // 256, len(part))] = encode_entries(part)
    return edge, files


def cosigned(size: int, root: bytes, by: Sequence[Signer] = tuple(WITNESSES[:2])) -> str:
    """A checkpoint of the tests' log with its cosignatures."""
    text = checkpoint_text(Checkpoint(ORIGIN, size, root))
    return signed(text, LOG) + "".join(cosignature(text, one, SECONDS) for one in by)
