"""A page of a list in parts: only the parts that hold it are read, and it is the same page."""

from hypothesis import given
from hypothesis import strategies as st

from bagdar.registry.rules.reading import Cut

PARTS = st.lists(st.integers(1, 5), max_size=8)
SIZES = st.none() | st.integers(1, 9)


def listed(counts: list[int]) -> list[list[tuple[int, int]]]:
    return [[(part, line) for line in range(count)] for part, count in enumerate(counts)]


def flat(parts: list[list[tuple[int, int]]]) -> list[tuple[int, int]]:
    return [line for part in parts for line in part]


@given(PARTS, SIZES, st.integers(0, 20))
def test_a_page_by_its_place_is_the_same_in_the_parts_that_hold_it(counts, size, offset):
    cut, parts = Cut(size=size, offset=offset), listed(counts)
    some, inner = cut.within(counts)
    assert flat(parts[some])[inner.window] == flat(parts)[cut.window]


@given(PARTS.filter(bool), SIZES, st.integers(0, 20), st.data())
def test_a_page_behind_a_line_is_the_same_in_the_parts_from_that_of_the_line_on(
    counts, size, offset, data
):
    cut, parts = Cut(size=size, offset=offset), listed(counts)
    after = data.draw(st.sampled_from(flat(parts)))
    some, inner = cut.within(counts, after[0])
    behind = [line for line in flat(parts[some]) if line > after]
    assert behind[inner.window] == [line for line in flat(parts) if line > after][cut.window]


@given(PARTS.filter(bool), st.integers(1, 4))
def test_no_part_is_read_that_the_page_does_not_need(counts, size):
    some, _ = Cut(size=size).within(counts)
    read = counts[some]
    assert sum(read[:-1]) < size + 1
