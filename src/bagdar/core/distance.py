"""How far two points of the earth are from each other as the crow flies: a great circle.

The script of the map (`admissions/map.js`) has the same formula, for a point that never leaves the
reader's browser; a test holds the two to each other.
"""

from math import asin, cos, floor, radians, sin, sqrt
from typing import NamedTuple

EARTH_METRES = (
    6_371_000  # a sphere: it errs by half a per cent at most, which no order here notices
)


class Point(NamedTuple):
    """In degrees, north and east."""

    latitude: float
    longitude: float


def metres_between(one: Point, other: Point) -> int:
    """To the metre, halves up."""
    north, east = (radians(b - a) for a, b in zip(one, other, strict=True))
    bend = cos(radians(one.latitude)) * cos(radians(other.latitude))
    half = sin(north / 2) ** 2 + bend * sin(east / 2) ** 2
    return floor(2 * EARTH_METRES * asin(sqrt(min(1.0, half))) + 0.5)


def tenths_of_km(metres: int) -> int:
    """What is shown: a tenth of a kilometre below ten kilometres, whole ones above; halves up."""
    tenths = (metres + 50) // 100
    return tenths if tenths < 100 else (metres + 500) // 1000 * 10
