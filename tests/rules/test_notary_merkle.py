"""T1: roots, proofs and tiles are those of an independent implementation, at every size.

tests/vectors/notary/make.go made the vectors with Go's sumdb/tlog.
"""

import hashlib
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bagdar.notary.rules import merkle
from bagdar.notary.rules.merkle import (
    above,
    check_consistency,
    consistency_proof,
    consistency_ranges,
    folded,
    inclusion_proof,
    inclusion_ranges,
    leaf_hash,
    node_hash,
    root,
    root_of,
    root_of_inclusion,
    subtrees,
)
from bagdar.notary.rules.refusals import (
    ConsistencyLength,
    ConsistencyRoot,
    EntryTooLong,
    NoSuchLeaf,
    NoSuchSize,
    TileMalformed,
)
from bagdar.notary.rules.tiles import (
    Edge,
    Tile,
    edge_tiles,
    encode_entries,
    grown,
    parse_entries,
    parse_path,
    reader,
    tiles_of,
)
from bagdar.notary.rules.verify_receipt import Refusal
from tests.notary_tools import number_leaves, reader_over, vectors


def digests(largest: int, prefix: bytes = b"\x00") -> tuple[str, str]:
    """Over every inclusion and consistency proof of every tree up to a size, in Go's order."""
    leaves = [hashlib.sha256(prefix + str(n).encode()).digest() for n in range(largest)]
    read = reader_over(leaves)

    @cache
    def hash_over(start: int, end: int) -> bytes:
        return folded(read(subtrees(start, end)))

    inclusion, consistency = hashlib.sha256(), hashlib.sha256()
    for size in range(1, largest + 1):
        for index in range(size):
            for one in inclusion_ranges(index, size):
                inclusion.update(hash_over(*one))
            for one in consistency_ranges(index + 1, size):
                consistency.update(hash_over(*one))
    return inclusion.hexdigest(), consistency.hexdigest()


def expected(largest: int) -> tuple[str, str]:
    told = vectors()["all"][str(largest)]
    return told["inclusion"], told["consistency"]


def test_every_root_up_to_512_is_the_other_implementations():
    leaves = number_leaves(512)
    read = reader_over(leaves)
    told = [bytes.fromhex(one) for one in vectors()["roots"]]
    assert [root(size, read) for size in range(1, 513)] == told
    assert [root_of(leaves[:size]) for size in range(1, 513)] == told


def test_every_proof_of_every_pair_of_sizes_up_to_512_is_the_other_implementations():
    assert digests(512) == expected(512)


@pytest.mark.thorough
def test_every_proof_of_every_pair_of_sizes_up_to_2048_is_the_other_implementations():
    assert digests(2048) == expected(2048)


def test_control_a_wrong_leaf_prefix_is_noticed():
    inclusion, consistency = digests(64, prefix=b"\x01")
    assert inclusion != expected(64)[0] and consistency != expected(64)[1]
    assert digests(64) == expected(64)


@pytest.mark.thorough
def test_ten_thousand_pairs_of_a_country_and_its_largest_roots():
    told = vectors()["pairs"]
    leaves = number_leaves(told["largest"])
    read = reader_over(leaves)
    for size, wanted in vectors()["large_roots"].items():
        assert root(int(size), read).hex() == wanted
    inclusion, consistency, state = hashlib.sha256(), hashlib.sha256(), 1

    def draw() -> int:
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return state >> 33

    for _ in range(told["count"]):
        size = draw() % told["largest"] + 1
        old = draw() % size + 1
        proof = inclusion_proof(old - 1, size, read)
        inclusion.update(b"".join(proof))
        assert root_of_inclusion(leaves[old - 1], old - 1, size, proof) == root(size, read)
        proof = consistency_proof(old, size, read)
        consistency.update(b"".join(proof))
        check_consistency(old, root(old, read), size, root(size, read), proof)
    assert (inclusion.hexdigest(), consistency.hexdigest()) == (
        told["inclusion"],
        told["consistency"],
    )


def test_every_proof_is_believed_and_none_for_another_leaf_size_or_root():
    leaves = number_leaves(40)
    read = reader_over(leaves)
    roots = {size: root(size, read) for size in range(41)}
    for size in range(1, 41):
        for index in range(size):
            proof = inclusion_proof(index, size, read)
            assert root_of_inclusion(leaves[index], index, size, proof) == roots[size]
            assert root_of_inclusion(leaves[index - 1], index, size, proof) != roots[size] or (
                size == 1
            )
            for wrong in (proof[1:], [*proof, bytes(32)]):
                if len(wrong) != len(proof):
                    with pytest.raises(Refusal):
                        root_of_inclusion(leaves[index], index, size, wrong)
            old = index + 1
            proof = consistency_proof(old, size, read)
            check_consistency(old, roots[old], size, roots[size], proof)
            with pytest.raises(ConsistencyRoot):
                check_consistency(old, roots[old - 1], size, roots[size], proof)
            with pytest.raises((ConsistencyLength, ConsistencyRoot)):
                check_consistency(old, roots[old], size, roots[size], [*proof, bytes(32)])
            for at in range(len(proof)):
                changed = [*proof[:at], bytes(32), *proof[at + 1 :]]
                with pytest.raises(ConsistencyRoot):
                    check_consistency(old, roots[old], size, roots[size], changed)
                with pytest.raises((ConsistencyLength, ConsistencyRoot)):
                    check_consistency(old, roots[old], size, roots[size], proof[:at])


def test_what_a_tree_does_not_have_is_refused():
    read = reader_over(number_leaves(4))
    with pytest.raises(NoSuchLeaf):
        inclusion_proof(4, 4, read)
    with pytest.raises(NoSuchSize):
        consistency_proof(5, 4, read)
    with pytest.raises(NoSuchSize):
        check_consistency(5, bytes(32), 4, bytes(32), [])
    with pytest.raises(Refusal):
        root_of_inclusion(bytes(32), 4, 4, [])
    with pytest.raises(ConsistencyRoot):
        check_consistency(0, bytes(32), 4, root(4, read), [])
    check_consistency(0, merkle.EMPTY_ROOT, 4, root(4, read), [])


# --- tiles --------------------------------------------------------------------------------------


def test_paths_and_contents_of_tiles_are_the_other_implementations():
    for name, path in vectors()["paths"].items():
        level, number, width = map(int, name.split("/"))
        assert Tile(level, number, width).path == path
        assert parse_path(path) == Tile(level, number, width)
    edge, written = grown(Edge(), number_leaves(70_000))
    files = dict(written)
    whole = {(one.level, one.number): data for one, data in written}
    for name, digest in vectors()["tiles_of_70000"].items():
        level, number, width = map(int, name.split("/"))
        data = whole[level, number][: width * 32]  # Go writes every width on the way
        assert hashlib.sha256(data).hexdigest() == digest
    assert edge.size == 70_000
    assert set(files) == {one for one in tiles_of(70_000) if one.level >= 0}


@pytest.mark.parametrize(
    "path",
    ["tile/0/1", "tile/0/000.p/0", "tile/0/000.p/256", "tile/8/000", "tile/0/x000/001", "tile//000",
     "tile/0/../000", "tile/0/0000", "tile/00/001", "tile/0/001/002", "tile/entries", "checkpoint",
     "tile/0/x001/x234/067.p/08", "tile/0/000.p/٣", "tile/012/001", "tile/0/000.p"],
)  # fmt: skip
def test_what_is_no_path_of_a_tile_is_refused(path: str):
    with pytest.raises(TileMalformed):
        parse_path(path)


def test_a_bundle_gives_its_entries_back_and_nothing_else():
    entries = [b"", b"a", bytes(65_535)]
    data = encode_entries(entries)
    assert parse_entries(data, 3) == entries
    for wrong in (data[:-1], data + b"\0", data + b"\0\0", b"\0"):
        with pytest.raises(TileMalformed):
            parse_entries(wrong, 3)
    with pytest.raises(EntryTooLong):
        encode_entries([bytes(65_536)])


@settings(deadline=None)
@given(st.lists(st.integers(0, 700), min_size=1, max_size=6))
def test_a_tree_that_grew_in_any_steps_is_the_tree_that_was_built_at_once(steps: list[int]):
    edge, files = Edge(), {}
    leaves = number_leaves(sum(steps))
    for before, after in pairwise([0, *(sum(steps[: n + 1]) for n in range(len(steps)))]):
        edge, written = grown(edge, leaves[before:after])
        for tile, data in written:
            assert files.setdefault(tile, data) == data  # a file is never written over
        assert edge.root == root_of(leaves[:after])
    whole, written = grown(Edge(), leaves)
    assert (whole, {**files, **dict(written)}) == (edge, files)
    assert all(files[one][-32:] == edge.hashes[one.level][-1] for one in edge_tiles(edge.size))


@settings(deadline=None)
@given(st.integers(1, 70_000), st.data())
def test_proofs_read_from_tiles_hold(size: int, data: st.DataObject):
    _, files, roots = big()
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    read = reader(
        size, lambda tile: files[tile.full if tile.full in files else tile][: tile.width * 32]
    )
    leaf = leaf_hash(str(index).encode())
    told = root(size, roots)
    assert root_of_inclusion(leaf, index, size, inclusion_proof(index, size, read)) == told
    check_consistency(old, root(old, roots), size, told, consistency_proof(old, size, read))


@cache
def big():
    leaves = number_leaves(70_000)
    edge, written = grown(Edge(), leaves)
    files = {}
    for tile, content in written:  # as wide as any tree up to 70,000 asks for
        files[tile.full] = content
    return edge, files, reader_over(leaves)


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=20))
def test_a_row_above_is_the_hash_of_each_pair_as_strangers_work_it_out(row: list[bytes]):
    pairs = zip(row[::2], row[1::2], strict=False)
    assert above(row) == [node_hash(left, right) for left, right in pairs]
