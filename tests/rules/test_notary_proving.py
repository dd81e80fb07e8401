"""Proofs that are looked up are the proofs that are worked out, at every size."""

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bagdar.notary.rules import proving
from bagdar.notary.rules.merkle import inclusion_proof, leaf_hash
from bagdar.notary.rules.proving import prover
from bagdar.notary.rules.refusals import NoSuchLeaf, TileMalformed
from bagdar.notary.rules.tiles import Edge, Kept, Tile, grown
from tests.notary_tools import number_leaves, reader_over
from tests.rules.test_notary_merkle import big


def tiles_of_big(tile: Tile) -> bytes:
    """A tile of a tree of any size up to 70,000."""
    _, files, _ = big()
    return files[tile.full][: tile.width * 32]


def differ(sizes: range, indexes: int) -> list[tuple[int, int]]:
    """Where the two ways differ: all leaves of a tree, or some drawn ones."""
    read, draw, found = reader_over(number_leaves(max(sizes))), random.Random(3), []
    for size in sizes:
        prove = prover(size, tiles_of_big)
        every = range(size) if size <= indexes else draw.sample(range(size), indexes)
        found += [(size, n) for n in every if prove(n) != inclusion_proof(n, size, read)]
    return found


def test_every_leaf_of_every_tree_up_to_300_is_proved_the_same_way():
    assert differ(range(1, 301), 300) == []


def test_the_last_leaves_of_trees_around_whole_tiles_are_proved_the_same_way():
    _, _, roots = big()
    for size in (511, 512, 513, 65_535, 65_536, 65_537, 65_791, 65_792, 65_793, 66_048, 70_000):
        prove = prover(size, tiles_of_big)
        for n in (0, 255, 256, size // 2, size - 258, size - 257, size - 2, size - 1):
            assert prove(n) == inclusion_proof(n, size, roots), (size, n)


@settings(deadline=None)
@given(st.integers(1, 70_000), st.data())
def test_leaves_of_any_tree_in_any_order_are_proved_the_same_way(size: int, data: st.DataObject):
    _, _, roots = big()
    prove = prover(size, tiles_of_big, Kept(3))
    for index in data.draw(st.lists(st.integers(0, size - 1), min_size=1, max_size=8)):
        assert prove(index) == inclusion_proof(index, size, roots)


def test_control_a_right_edge_that_is_hashed_with_nothing_is_noticed(monkeypatch):
    def padded(row: list[bytes]) -> list[bytes | None]:
        return heap([*row, *([bytes(32)] if len(row) % 2 else [])])

    heap = proving._heap
    monkeypatch.setattr(proving, "_heap", padded)
    assert differ(range(1, 8), 8)


def test_each_tile_is_read_once_while_it_is_kept():
    read: Counter[Tile] = Counter()

    def counted(tile: Tile) -> bytes:
        read[tile] += 1
        return tiles_of_big(tile)

    prove = prover(70_000, counted)
    for index in range(300, 5_000):
        prove(index)
    assert set(read.values()) == {1}
    # The leaves' own tiles, those over them, and the right edge of each level.
    assert {tile for tile in read if tile.level == 0} == {
        *(Tile(0, number) for number in range(1, 20)),
        Tile(0, 273, 112),
    }
    assert {tile for tile in read if tile.level} == {Tile(1, 0), Tile(1, 1, 17), Tile(2, 0, 1)}


def grown_to(size: int, kept: Kept, parts: int = 7) -> dict[Tile, bytes]:
    """The files of a tree that grew in parts."""
    leaves, files, edge = number_leaves(size), dict[Tile, bytes](), Edge()
    for number in range(parts):
        part = leaves[size * number // parts : size * (number + 1) // parts]
        edge, written = grown(edge, part, kept)
        files.update(written)
    return files


def test_what_growing_worked_out_is_proved_from_without_a_full_tile_being_read():
    size, kept, read = 70_000, Kept(), Counter[Tile]()
    files = grown_to(size, kept)

    def counted(tile: Tile) -> bytes:
        read[tile] += 1
        return files[tile]

    prove, same = prover(size, counted, kept), prover(size, tiles_of_big)
    assert all(prove(n) == same(n) for n in range(0, size, 97))
    assert [tile for tile in read if tile.is_full] == []
    assert len(kept) == size // 256 + size // 65_536


def test_only_so_many_full_tiles_are_kept_and_the_oldest_give_way():
    kept = Kept(3)
    grown_to(70_000, kept)
    assert len(kept) == 3
    # A tile over others is made after them.
    held = [tile for tile in [(0, 0), (0, 270), (0, 271), (0, 272), (1, 0)] if kept.get(*tile)]
    assert held == [(0, 271), (0, 272), (1, 0)]
    assert {len(kept.get(*tile) or b"") for tile in held} == {16 * 1024}


def test_control_a_kept_tile_that_is_not_of_this_tree_gives_a_wrong_proof():
    kept, other = Kept(), [leaf_hash(b"another %d" % n) for n in range(256)]
    grown(Edge(), other, kept)
    assert prover(70_000, tiles_of_big, kept)(5) != prover(70_000, tiles_of_big)(5)


def test_what_a_tree_or_a_disk_does_not_have_is_refused():
    prove = prover(5, tiles_of_big)
    for index in (-1, 5):
        with pytest.raises(NoSuchLeaf):
            prove(index)
    _, written = grown(Edge(), number_leaves(5))
    with pytest.raises(TileMalformed):
        prover(5, lambda tile: dict(written)[tile][:-1])(0)
