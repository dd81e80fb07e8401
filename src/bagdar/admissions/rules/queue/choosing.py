"""In which order a family sees what it may wish. It decides nothing: the family's own order does.

The script of the map (`admissions/map.js`) has the same order, for a point that never leaves the
browser; a test holds the two to each other.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar


class Sight(StrEnum):
    """What stands first: most free places, the nearest, the cheapest; or simply by name."""

    FREE = "free"
    NEAR = "near"
    PRICE = "price"
    NAME = "name"


@dataclass(frozen=True)
class Seen:
    """What a choice is put in order by.

    metres  from the point that is chosen; None: no coordinates are known, or no point is chosen
    tenge   in a month; None: nobody states it
    """

    name: str
    free: int
    metres: int | None = None
    tenge: int | None = None


T = TypeVar("T")


def in_order(sight: Sight, some: Iterable[tuple[Seen, T]]) -> list[T]:
    """What is not known stands last and is never left out; ties are in the order of names."""
    by_name = sorted(some, key=lambda pair: name_key(pair[0].name))
    return [one for _, one in sorted(by_name, key=lambda pair: _key(sight, pair[0]))]


def name_key(name: str) -> tuple[str | int, ...]:
    """No. 2 stands before No. 10: texts and numbers of a name take turns."""
    parts = re.split(r"([0-9]+)", name.casefold())
    return tuple(int(part) if at % 2 else part for at, part in enumerate(parts))


def _key(sight: Sight, one: Seen) -> tuple[bool, int]:
    if sight is Sight.NEAR:
        return one.metres is None, one.metres or 0
    if sight is Sight.PRICE:
        return one.tenge is None, one.tenge or 0
    return False, -one.free if sight is Sight.FREE else 0
