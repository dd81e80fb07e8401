"""Places in status lists tell nothing, and the lists are what the standard says: T9."""

import gzip
import json
import random
import secrets
from base64 import urlsafe_b64decode
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, chisquare

from bagdar.credentials.rules.credential import instant
from bagdar.credentials.rules.status import ENTRIES, VALID_FOR, draw_places, encoded, list_document
from bagdar.credentials.rules.verify_diploma import REVOCATION, unpack

AT = datetime(2026, 7, 1, tzinfo=UTC)
PARTS = 16


def told_by_order(places: list[int]) -> tuple[float, float]:
    """p of: places even over the list; places of one sixteenth of the order even over the list."""
    bins = [place * PARTS // ENTRIES for place in places]
    even = chisquare([Counter(bins)[part] for part in range(PARTS)])
    table = [[0] * PARTS for _ in range(PARTS)]
    for number, part in enumerate(bins):
        table[number * PARTS // len(bins)][part] += 1
    return float(even.pvalue), float(chi2_contingency(table).pvalue)


def test_places_are_random_against_the_order_of_issue():
    draw = random.Random(20261129)
    even, order = told_by_order(draw_places(20_000, (), draw.randrange))
    assert even > 0.01 and order > 0.01


def test_places_of_the_real_source_differ_each_time_and_are_never_given_twice():
    first, second = (draw_places(500, range(100), secrets.randbelow) for _ in range(2))
    assert first != second
    assert len(set(first)) == 500 and not set(first) & set(range(100))


def test_control_places_in_order_are_noticed():
    even, order = told_by_order(list(range(0, ENTRIES, 7)))
    assert order < 0.01
    half = draw_places(9_000, range(ENTRIES // 2), random.Random(1).randrange)
    assert (
        chisquare(list(Counter(place * 2 // ENTRIES for place in [*half, 0]).values())).pvalue
        < 0.01
    )
    assert even > 0.01  # that they cover the list evenly would have said nothing


@given(st.sets(st.integers(0, ENTRIES - 1), max_size=40))
def test_exactly_the_bits_of_the_places_are_set(places: set[int]):
    bits = unpack(encoded(places))
    assert 8 * len(bits) == ENTRIES
    found = {
        8 * at + bit for at, byte in enumerate(bits) if byte for bit in range(8)
        if byte >> (7 - bit) & 1
    }  # fmt: skip
    assert found == places


def test_the_first_place_is_the_highest_bit_of_the_first_byte():
    packed = urlsafe_b64decode(encoded([0])[1:] + "==")
    assert gzip.decompress(packed)[:2] == b"\x80\x00"


def test_a_list_says_until_when_it_may_be_used():
    made = list_document("https://x.example/status/1", "did:web:x", REVOCATION, [], AT)
    assert made["validUntil"] == instant(AT + VALID_FOR) and json.dumps(made)
    assert made["credentialSubject"]["ttl"] == 300_000


@pytest.mark.parametrize("count", [1, 65_536])
def test_a_list_is_never_asked_for_more_than_it_has(count: int):
    draw = random.Random(1)
    assert max(draw_places(count, (), draw.randrange)) < ENTRIES
