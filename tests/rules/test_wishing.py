"""What a family chooses by: how far it is, and in which order places are seen."""

import random

import numpy as np
import pytest

from bagdar.admissions.rules.queue.choosing import Seen, Sight, in_order, name_key
from bagdar.admissions.rules.study import wishing
from bagdar.core.distance import EARTH_METRES, Point, metres_between, tenths_of_km

NEAR = Point(51.1, 71.4)


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        (NEAR, NEAR, 0),
        (Point(51, 71), Point(52, 71), 111_195),  # a degree of latitude, anywhere
        (Point(0, 0), Point(0, 90), 10_007_543),  # a quarter of the way round
        (Point(0, 0), Point(0, 180), 20_015_087),  # as far as it goes
        (Point(60, 0), Point(60, 1), 55_597),  # of longitude, half as long so far north
    ],
)
def test_distance_is_along_a_great_circle(one: Point, other: Point, metres: int):
    assert metres_between(one, other) == metres == metres_between(other, one)


def test_the_laboratory_measures_the_same():
    assert EARTH_METRES == wishing.EARTH_METRES
    draw = random.Random(7)
    points = [Point(draw.uniform(40, 56), draw.uniform(46, 88)) for _ in range(30)]
    told = wishing.distances(points, points)
    ours = [[metres_between(one, other) for other in points] for one in points]
    assert np.abs(told - np.array(ours)).max() <= 1


@pytest.mark.parametrize(
    ("metres", "tenths"),
    [(0, 0), (49, 0), (50, 1), (9_949, 99), (9_950, 100), (10_499, 100), (10_500, 110)],
)
def test_kilometres_are_told_to_a_tenth_below_ten_and_whole_above(metres: int, tenths: int):
    assert tenths_of_km(metres) == tenths


GARDENS = [
    Seen("№ 10 балабақша", 0, 900, 24_000),
    Seen("№ 2 балабақша", 3, None, 0),
    Seen("№ 1 балабақша", 3, 4_000, None),
    Seen("Айгөлек", 1, 900, 12_000),
]


@pytest.mark.parametrize(
    ("sight", "names"),
    [
        (Sight.NAME, ["Айгөлек", "№ 1 балабақша", "№ 2 балабақша", "№ 10 балабақша"]),
        (Sight.NEAR, ["Айгөлек", "№ 10 балабақша", "№ 1 балабақша", "№ 2 балабақша"]),
        (Sight.PRICE, ["№ 2 балабақша", "Айгөлек", "№ 10 балабақша", "№ 1 балабақша"]),
        (Sight.FREE, ["№ 1 балабақша", "№ 2 балабақша", "Айгөлек", "№ 10 балабақша"]),
    ],
)
def test_what_is_not_known_stands_last_and_is_never_left_out(sight: Sight, names: list[str]):
    shuffled = random.Random(3).sample(GARDENS, len(GARDENS))
    assert in_order(sight, [(one, one.name) for one in shuffled]) == names


def test_numbers_in_names_are_numbers():
    assert sorted(["№ 10", "№ 9", "№ 9 б"], key=name_key) == ["№ 9", "№ 9 б", "№ 10"]
