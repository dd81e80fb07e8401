"""A cube added up: each table that is asked for, from the same whole numbers.

Totals do not move when a region is split or a breakdown is added, since every table adds the same
cells.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

REGION, DISTRICT = "region", "district"
# On whose borders regions are: of the day, of the snapshot's day, and of that by stated shares.
THEN, NOW, BRIDGED = "then", "now", "bridged"
BASES = (THEN, NOW, BRIDGED)
# Of what nobody recorded: shown as such, never left out.
UNKNOWN = ""
PLACES = Decimal("0.000001")  # as figures of the programme are kept


@dataclass(frozen=True)
class Sums:
    """What a metric adds up. units: how many were counted."""

    numerator: int = 0
    denominator: int = 0
    units: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.numerator + other.numerator,
            self.denominator + other.denominator,
            self.units + other.units,
        )


@dataclass(frozen=True)
class ShownSums:
    """What of the sums a reader may see; None: hidden."""

    numerator: int | None = None
    denominator: int | None = None
    units: int | None = None


@dataclass(frozen=True)
class Cube:
    """The sums of a metric by all its dimensions. cells: code of each dimension → sums."""

    dimensions: tuple[str, ...]
    cells: Mapping[tuple[str, ...], Sums]


def add_up(
    cube: Cube, by: Sequence[str], regions: Mapping[str, str]
) -> dict[tuple[str, ...], Sums]:
    """The sums by some dimensions, in their order; by nothing: one cell, of the whole country.

    by       dimensions of the cube, and "region" of those that have a district
    regions  district → region on the borders that are meant; a district that is not in it is its
             own region, as where an organisation says no more than the region
    Raises   KeyError of a dimension that the cube does not have
    """
    picks = [_pick(cube, name) for name in by]
    found: defaultdict[tuple[str, ...], Sums] = defaultdict(Sums)
    for key, sums in cube.cells.items():
        cell = tuple(
            regions.get(key[place], key[place]) if is_region else key[place]
            for place, is_region in picks
        )
        found[cell] += sums
    return dict(found)


def _pick(cube: Cube, name: str) -> tuple[int, bool]:
    """Where the code of a dimension stands in a cell, and whether it is to become a region."""
    wanted = DISTRICT if name == REGION else name
    if wanted not in cube.dimensions:
        raise KeyError(name)
    return cube.dimensions.index(wanted), name == REGION


def whole(cells: Iterable[Sums]) -> Sums:
    return sum(cells, Sums())


def value_of(sums: Sums, scale: int, *, is_count: bool) -> Decimal | None:
    """The value in the programme's unit, to six places, half to even; None of nothing.

    is_count  the numerator itself; else the part that it is of the denominator
    """
    if is_count:
        return Decimal(sums.numerator * scale)
    if not sums.denominator:
        return None
    # whole numbers until the last step: the same digits on every machine
    exact = Decimal(sums.numerator * scale) / Decimal(sums.denominator)
    return exact.quantize(PLACES, rounding=ROUND_HALF_EVEN)
