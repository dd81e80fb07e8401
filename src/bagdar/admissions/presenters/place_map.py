"""A map drawn from coordinates alone: points on paper, names of settlements, nothing from outside.

Parallels and meridians are straight and at right angles, and a degree of longitude is as much
shorter as it is in the middle of the picture. The edges of a large region are a little too wide or
too narrow by that: distances are told by the great circle, and never measured on the picture. The
script of the page zooms in the same units (`admissions/map.js`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians

from bagdar.core.distance import Point
from bagdar.look.words import current_language
from bagdar.registry.public import Settled

WIDTH, HEIGHT, EDGE = 360, 300, 22
LEAST = 0.02  # degrees that a picture is high at least: two kilometres
LETTER, LINE = 6.6, 15.0  # of a settlement's name in letters of twelve pixels


@dataclass(frozen=True)
class Name:
    """A settlement's. crowded: there is no room for it before somebody comes nearer."""

    text: str
    x: float
    y: float
    crowded: bool


@dataclass(frozen=True)
class Paper:
    """How degrees become units: x = (longitude - left) * squeeze * scale, y downwards."""

    left: float
    top: float
    squeeze: float
    scale: float

    def at(self, point: Point) -> tuple[float, float]:
        x = (point.longitude - self.left) * self.squeeze * self.scale
        return round(x, 2), round((self.top - point.latitude) * self.scale, 2)


@dataclass(frozen=True)
class PlaceMap:
    """free, full: points as one path each, told apart by shape as well as colour."""

    paper: Paper
    free: str
    full: str
    names: Sequence[Name]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def told(self) -> dict[str, str]:
        """For the script; written so in every language."""
        return {
            "left": f"{self.paper.left:.6f}", "top": f"{self.paper.top:.6f}",
            "squeeze": f"{self.paper.squeeze:.6f}", "scale": f"{self.paper.scale:.6f}",
        }  # fmt: skip


def place_map(points: Sequence[tuple[Point, bool]], towns: Sequence[Settled]) -> PlaceMap | None:
    """points: where, and whether places are free there. None: of none coordinates are known."""
    if not points:
        return None
    paper = paper_of([point for point, _ in points])
    free = path_of(paper, [point for point, has in points if has])
    full = path_of(paper, [point for point, has in points if not has])
    return PlaceMap(paper, free, full, list(_names(paper, towns)))


def paper_of(points: Sequence[Point]) -> Paper:
    """All points within, the picture's middle in theirs."""
    north, south = max(one.latitude for one in points), min(one.latitude for one in points)
    east, west = max(one.longitude for one in points), min(one.longitude for one in points)
    squeeze = cos(radians((north + south) / 2))
    high, wide = max(north - south, LEAST), max((east - west) * squeeze, LEAST)
    scale = min((WIDTH - 2 * EDGE) / wide, (HEIGHT - 2 * EDGE) / high)
    left = (east + west) / 2 - WIDTH / 2 / scale / squeeze
    top = (north + south) / 2 + HEIGHT / 2 / scale
    return Paper(round(left, 6), round(top, 6), round(squeeze, 6), round(scale, 6))


def path_of(paper: Paper, points: Sequence[Point]) -> str:
    """A stroke of next to no length each: the stroke's end is the shape, in pixels at any zoom."""
    places = (paper.at(one) for one in points)
    return "".join(f"M{x:g} {y:g}h.01" for x, y in places)


def _names(paper: Paper, towns: Sequence[Settled]) -> Iterator[Name]:
    """Towns with most sites first: the first that has room has it."""
    taken: list[tuple[float, float, float]] = []
    for town in towns:
        text = town.name[current_language()]
        x, y = paper.at(town.at)
        if not (0 < x < WIDTH and 0 < y < HEIGHT):
            continue
        half = len(text) * LETTER / 2
        crowded = any(
            abs(x - there) < half + theirs and abs(y - down) < LINE for there, down, theirs in taken
        )
        if not crowded:
            taken.append((x, y, half))
        yield Name(text, x, y, crowded)
