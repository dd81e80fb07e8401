"""data/territories/tiles.toml: one square a region, at its approximate place."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from bagdar.core import declared
from bagdar.core.declared import Declared
from bagdar.core.errors import Fault, FaultyData
from bagdar.core.languages import LANGUAGES, Words

SHOWN = "data/territories/tiles.toml"
LONGEST = 6  # letters that a square of 48 pixels holds
Place = Annotated[int, Field(ge=0, le=11)]


class RegionTile(Declared):
    """column, row: from the upper left; name: short, the whole one stands in the table."""

    region: Annotated[str, StringConstraints(pattern=r"^KZ-\d\d$")]
    column: Place
    row: Place
    name: Words


class Tiles(Declared):
    """reason: why squares, as the map says it."""

    reason: Words
    tile: tuple[RegionTile, ...]


@lru_cache(maxsize=4)
def tiles(data_dir: Path) -> Tiles:
    """The declared file. Raises FaultyData with every fault at once."""
    found, faults = declared.read_toml(data_dir / "territories" / "tiles.toml", Tiles, SHOWN)
    faults = [*faults, *(_faults(found.tile) if found else ())]
    if faults or found is None:
        raise FaultyData(faults)
    return found


def _faults(given: Sequence[RegionTile]) -> Iterator[Fault]:
    yield from declared.duplicates([(None, one.region) for one in given], SHOWN, "tile.region")
    places = [(None, f"{one.column} {one.row}") for one in given]
    yield from declared.duplicates(places, SHOWN, "tile.column")
    for one in given:
        for language in LANGUAGES:
            if len(one.name[language]) > LONGEST:
                facts: dict[str, object] = {"value": one.name[language], "problem": f"> {LONGEST}"}
                yield Fault("value", SHOWN, None, "tile.name", facts)
