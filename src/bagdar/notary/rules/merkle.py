"""The Merkle tree of RFC 6962, section 2.1: roots, proofs of inclusion and of consistency.

A tree of `size` leaves is never held whole. Whoever asks gives `read`, which answers the hashes of
complete subtrees: node (height, number) stands over the leaves number·2^height and on, and its
whole span lies within the tree. `tiles.reader` reads them from tiles.
"""

import hashlib
from collections.abc import Callable, Sequence

from bagdar.notary.rules.refusals import (
    ConsistencyLength,
    ConsistencyRoot,
    NoSuchLeaf,
    NoSuchSize,
)
from bagdar.notary.rules.verify_receipt import leaf_hash, node_hash, root_of_inclusion

EMPTY_ROOT = bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")

Node = tuple[int, int]
Read = Callable[[Sequence[Node]], Sequence[bytes]]


def _split(count: int) -> int:
    """The largest power of two below a count of at least two leaves."""
    return 1 << (count - 1).bit_length() - 1


def subtrees(start: int, end: int) -> list[Node]:
    """The complete subtrees that a range of leaves consists of, largest first.

    start is a multiple of the size of the first, as every range of a proof begins.
    """
    found = []
    while start < end:
        height = (end - start).bit_length() - 1
        found.append((height, start >> height))
        start += 1 << height
    return found


def folded(peaks: Sequence[bytes]) -> bytes:
    """The hash over subtrees that stand side by side, largest first; of none, the empty root."""
    if not peaks:
        return EMPTY_ROOT
    found = peaks[-1]
    for one in reversed(peaks[:-1]):
        found = node_hash(one, found)
    return found


def above(row: Sequence[bytes]) -> list[bytes]:
    """`node_hash` of each pair of a row; of an odd row the last one is left out.

    Written out: to call it for each pair would cost a third as much as the hash itself, and trees
    and proofs do nothing else.
    """
    sha256 = hashlib.sha256
    return [
        sha256(b"\x01" + left + right).digest()
        for left, right in zip(row[::2], row[1::2], strict=False)
    ]


def complete_root(hashes: Sequence[bytes]) -> bytes:
    """The hash over 2^n hashes."""
    while len(hashes) > 1:
        hashes = above(hashes)
    return hashes[0]


def root(size: int, read: Read) -> bytes:
    return folded(read(subtrees(0, size)))


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes that are all at hand."""
    found = [
        complete_root(leaves[number << height : (number + 1) << height])
        for height, number in subtrees(0, len(leaves))
    ]
    return folded(found)


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """The ranges of leaves whose hashes prove a leaf, from its sibling to the root's child."""
    if not 0 <= index < size:
        raise NoSuchLeaf(index=index, size=size)
    node, last, height, found = index, size - 1, 0, []
    while last:
        beside = node ^ 1
        if beside <= last:  # else the node is the last of an odd row and goes up alone
            found.append((beside << height, min((beside + 1) << height, size)))
        node, last, height = node >> 1, last >> 1, height + 1
    return found


def consistency_ranges(old: int, size: int) -> list[tuple[int, int]]:
    """The ranges whose hashes prove that a tree begins with an older one."""
    if not 0 <= old <= size:
        raise NoSuchSize(size=old, largest=size)
    if old in (0, size):
        return []
    start, end, found = 0, size, []
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    if start:
        found.append((start, end))
    return found[::-1]


def inclusion_proof(index: int, size: int, read: Read) -> list[bytes]:
    """The hashes that lead from a leaf to the root. Raises NoSuchLeaf."""
    return _hashes(inclusion_ranges(index, size), read)


def consistency_proof(old: int, size: int, read: Read) -> list[bytes]:
    """The hashes that show one tree to begin with the other. Raises NoSuchSize."""
    return _hashes(consistency_ranges(old, size), read)


def _hashes(ranges: Sequence[tuple[int, int]], read: Read) -> list[bytes]:
    found = []
    for start, end in ranges:
        span = end - start
        if span & (span - 1):  # the right edge: several subtrees of different sizes
            found.append(folded(read(subtrees(start, end))))
        else:
            height = span.bit_length() - 1
            found.append(read(((height, start >> height),))[0])
    return found


def check_consistency(
    old: int, old_root: bytes, size: int, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """That the tree of `size` begins with the one of `old` (RFC 9162, section 2.1.4.2).

    Raises NoSuchSize     the old tree is the larger one
           ConsistencyLength  too many or too few hashes
           ConsistencyRoot    the hashes lead to other roots: one of the two was changed
    """
    if not 0 <= old <= size:
        raise NoSuchSize(size=old, largest=size)
    if old in (0, size):
        if proof:
            raise ConsistencyLength(old=old, size=size)
        if old_root != (new_root if old else EMPTY_ROOT):
            raise ConsistencyRoot(old=old, size=size)
        return
    hashes = [*([old_root] if old & (old - 1) == 0 else []), *proof]
    if not hashes:
        raise ConsistencyLength(old=old, size=size)
    first, last = old - 1, size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    first_root = second_root = hashes[0]
    for one in hashes[1:]:
        if last == 0:
            raise ConsistencyLength(old=old, size=size)
        if first & 1 or first == last:
            first_root, second_root = node_hash(one, first_root), node_hash(one, second_root)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            second_root = node_hash(second_root, one)
        first, last = first >> 1, last >> 1
    if last:
        raise ConsistencyLength(old=old, size=size)
    if (first_root, second_root) != (old_root, new_root):
        raise ConsistencyRoot(old=old, size=size)


__all__ = [
    "EMPTY_ROOT",
    "Node",
    "Read",
    "above",
    "check_consistency",
    "complete_root",
    "consistency_proof",
    "consistency_ranges",
    "folded",
    "inclusion_proof",
    "inclusion_ranges",
    "leaf_hash",
    "node_hash",
    "root",
    "root_of",
    "root_of_inclusion",
    "subtrees",
]
