"""Figures that no record gives and a metric needs: data/indicators/outside.csv."""

from functools import lru_cache
from pathlib import Path

from bagdar.core import declared
from bagdar.core.errors import FaultyData
from bagdar.core.origins import Origin
from bagdar.indicators.rules.errors import OutsideMissing

SHOWN = "data/indicators/outside.csv"


class OutsideFigure(declared.Declared):
    """A whole number of a year. unit: in words; origin: real once the operator has looked it up."""

    code: str
    year: int
    value: int
    unit: str
    origin: Origin
    source: str


@lru_cache(maxsize=4)
def outside_figures(data_dir: Path) -> tuple[OutsideFigure, ...]:
    """Every one, in the order of the file. Raises FaultyData with every fault at once."""
    reading = declared.read_csv(data_dir / "indicators" / "outside.csv", OutsideFigure, SHOWN)
    faults = list(reading.faults)
    keys = [(line, f"{one.code} {one.year}") for line, one in reading.records]
    faults += declared.duplicates(keys, SHOWN, "year")
    if faults:
        raise FaultyData(faults)
    return tuple(one for _, one in reading.records)


def outside_of(
    figures: tuple[OutsideFigure, ...], codes: tuple[str, ...], year: int, origin: Origin
) -> dict[str, int]:
    """The values of a year; beside real facts only real ones. Raises OutsideMissing."""
    found = {
        one.code: one.value
        for one in figures
        if one.year == year and (origin is not Origin.REAL or one.origin is Origin.REAL)
    }
    for code in codes:
        if code not in found:
            raise OutsideMissing(figure=code, year=year, file=SHOWN)
    return {code: found[code] for code in codes}
