"""Which addresses a school's catchment takes in.

An area is a territory of the register, or a street of it, or houses of a street. Where somebody
lives is known to the register to the territory alone: an area of a street holds of an address that
names the street, and of nobody who lives "somewhere in the town".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

LEAST_NUMBER, MOST_NUMBER = 1, 9999
# What stands beside the name of a street in either language; the name alone is compared.
KINDS_OF_STREET = frozenset({
    "көшесі", "көше", "кош", "к-сі", "даңғылы", "даңғ", "тұйығы", "шағынауданы", "улица", "ул",
    "проспект", "просп", "пр-т", "пр", "переулок", "пер", "микрорайон", "мкр",
})  # fmt: skip


class Side(StrEnum):
    """Houses of a street: all, or those with an odd or an even number."""

    ALL = "all"
    ODD = "odd"
    EVEN = "even"


@dataclass(frozen=True)
class Area:
    """territory: a code of the register; street: "": all of it; first, last: house numbers, both
    included, None: no bound.
    """

    territory: str
    street: str = ""
    side: Side = Side.ALL
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True)
class Address:
    """territories: where it is, and what lies above; street, house: as somebody wrote them."""

    territories: tuple[str, ...]
    street: str = ""
    house: str = ""


def street_key(text: str) -> str:
    """By which two ways of writing a street are told to be one."""
    words = re.findall(r"[\w-]+", text.casefold().replace("ё", "е"))
    named = [one for one in words if one not in KINDS_OF_STREET]
    return " ".join(named or words)


def number_of_house(text: str) -> int | None:
    """12 of «12А» or «12/1»; None: there is none."""
    found = re.match(r"\s*(\d{1,4})(?!\d)", text)
    return int(found[1]) if found else None


def is_divided(area: Area) -> bool:
    """Whether the territory alone does not say if somebody lives there."""
    return bool(area.street)


def covers(area: Area, address: Address) -> bool:
    if area.territory not in address.territories:
        return False
    if not area.street:
        return True
    if street_key(area.street) != street_key(address.street):
        return False
    return _is_whole(area) or _has(area, number_of_house(address.house))


def _is_whole(area: Area) -> bool:
    return area.side is Side.ALL and area.first is None and area.last is None


def _has(area: Area, number: int | None) -> bool:
    if number is None:
        return False
    is_side = area.side is Side.ALL or (number % 2 == 1) == (area.side is Side.ODD)
    first, last = _bounds(area)
    return is_side and first <= number <= last


def _bounds(area: Area) -> tuple[int, int]:
    return area.first or LEAST_NUMBER, area.last or MOST_NUMBER


def overlap(one: Area, other: Area) -> bool:
    """Whether a house may be in both; a territory that lies in another one is not looked at."""
    if one.territory != other.territory:
        return False
    if not one.street or not other.street:
        return True
    if street_key(one.street) != street_key(other.street):
        return False
    (first, last), (from_, to) = _bounds(one), _bounds(other)
    first, last = max(first, from_), min(last, to)
    sides = {one.side, other.side}
    if sides == {Side.ODD, Side.EVEN} or first > last:
        return False
    # Between two bounds there is a house of each side; a single number has a side of its own.
    return first < last or _has_side(first, sides)


def _has_side(number: int, sides: Iterable[Side]) -> bool:
    return all(side is Side.ALL or (number % 2 == 1) == (side is Side.ODD) for side in sides)


def faults_of(area: Area) -> tuple[str, ...]:
    """Fields of an area that cannot be, each once."""
    found = []
    if area.street and not street_key(area.street):
        found.append("street")
    if not area.street and area.side is not Side.ALL:
        found.append("side")
    for name, number in (("first", area.first), ("last", area.last)):
        if number is not None and (not area.street or not LEAST_NUMBER <= number <= MOST_NUMBER):
            found.append(name)
    if area.first is not None and area.last is not None and area.first > area.last:
        found.append("last")
    first, last = _bounds(area)
    if first == last and not _has(area, first):
        found.append("side")  # the only house is on the other side
    return tuple(dict.fromkeys(found))
