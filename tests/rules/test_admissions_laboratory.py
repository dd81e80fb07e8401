"""What a rule does before it is decreed; and a whole outcome examined over columns."""

import random
from dataclasses import replace
from fractions import Fraction
from operator import attrgetter

import numpy as np

from bagdar.admissions.rules import examining
from bagdar.admissions.rules.allocating import allocate
from bagdar.admissions.rules.examining import deciding_step, examined
from bagdar.admissions.rules.laboratory import (
    Change,
    Standing,
    by_fact,
    change,
    dissimilarity,
    justified_envy,
    mean_of,
    standing,
    wish_met,
)
from bagdar.admissions.rules.market import Block, Order, Place, Seat
from bagdar.admissions.rules.publishing import allocated
from bagdar.admissions.rules.table import Seated, seated, table_of
from tests.markets import SEED, drawn, numbers, plain_market, pupil

PUPILS = [
    pupil("a", 9, "p", "q", rural=1, distance=4),
    pupil("b", 8, "p", "q", rural=0, distance=2),
    pupil("c", 7, "q", rural=1, distance=9),
    pupil("d", 6, rural=0, distance=1),
]
ONE = {"a": Seat("p", "x"), "b": Seat("q", "x"), "c": None, "d": None}
OTHER = {"a": Seat("q", "x"), "b": Seat("p", "x"), "c": None, "d": None}


def test_how_many_got_which_wish():
    assert standing(PUPILS, ONE) == Standing(4, (1, 1))
    assert standing(PUPILS, ONE).seated == 2
    assert standing(PUPILS, ONE).first_share == Fraction(1, 4)
    assert standing([], {}) == Standing(0, ()) and standing([], {}).first_share is None
    assert wish_met(PUPILS[3], ONE) is None


def test_who_gains_and_who_loses_by_group():
    assert change(PUPILS, ONE, OTHER) == Change(better=1, worse=1, same=2)
    rural = by_fact(PUPILS, "rural")
    assert change(rural[1], ONE, OTHER) == Change(better=0, worse=1, same=1)
    assert change(rural[0], ONE, OTHER) == Change(better=1, worse=0, same=1)
    assert list(by_fact(PUPILS, "unknown")) == [None]


def test_distance_and_segregation():
    assert mean_of(PUPILS, ONE, "distance") == 3
    assert mean_of(PUPILS, ONE, "unknown") is None
    assert dissimilarity(PUPILS, ONE, "rural") == 1
    mixed = {**ONE, "b": Seat("p", "x")}
    assert dissimilarity(PUPILS, mixed, "rural") == 0
    assert dissimilarity(PUPILS[:1], ONE, "rural") is None


def test_a_rule_envies_nobody_by_itself_and_another_rule_passes_some_over():
    passed = 0
    for number in range(60):
        market, applicants = drawn(number)
        told = numbers(market, applicants)
        found = allocate(market, applicants, SEED)
        assert justified_envy(market, applicants, told, found) == []
        orders = tuple(Order(one.code, one.components[-1:]) for one in market.orders)
        lottery = allocate(replace(market, orders=orders), applicants, SEED)
        passed += bool(justified_envy(market, applicants, told, lottery))
    assert passed > 10


# --- over columns ------------------------------------------------------------------------------


def test_an_outcome_examined_over_columns_is_explained_as_in_words():
    kinds = {"cutoff": examining.CUTOFF, "ceiling": examining.CEILING, "no_seats": None}
    for number in range(80):
        market, applicants = drawn(number)
        ordered = sorted(applicants, key=attrgetter("child"))
        table = table_of(market, ordered, numbers(market, ordered))
        found = examined(table, seated(table))
        assert found.blocking.tolist() == []
        words = allocated(market, ordered, SEED).refused
        at = 0
        for one in ordered:
            for n, refused in enumerate(words[one.child]):
                for m, reason in enumerate(refused.reasons):
                    why = int(found.why[(at + n) * table.depth + m])
                    if reason.why in ("bound", "reserve"):
                        assert why == examining.NOT_LOOKED_AT
                    elif kinds[reason.why] is not None:
                        assert why == kinds[reason.why], (number, one.child, reason)
            at += len(one.wishes)


def test_a_swap_is_found_over_columns_too():
    market = plain_market(*(Place(code, (Block("all", 1, "exam"),)) for code in ("p", "q")))
    table = table_of(market, PUPILS, numbers(market, PUPILS))
    right = seated(table)
    assert right.wish.tolist() == [0, 3, -1, -1]
    wrong = Seated(np.array([1, 2, -1, -1]), np.array([0, 0, -1, -1]))
    assert examined(table, right).blocking.tolist() == []
    assert examined(table, wrong).blocking.tolist() == [0]


def test_the_step_that_decided_is_read_from_packed_keys():
    draw = random.Random(1)
    spans = [3, 2, 100, 50]
    for _ in range(200):
        one, other = ([draw.randrange(span) for span in spans] for _ in range(2))
        if one == other:
            continue
        packed = [0, 0]
        for step, span in enumerate(spans):
            packed = [packed[0] * span + one[step], packed[1] * span + other[step]]
        want = next(n for n in range(4) if one[n] != other[n])
        found = deciding_step(np.array(packed[:1]), np.array(packed[1:]), spans)
        assert found.tolist() == [want]
