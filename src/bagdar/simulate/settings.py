"""What a nation is made from. Two runs with the same settings give the same bytes."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bagdar.core.errors import DomainError
from bagdar.simulate.days import day

LEAST_SCALE, MOST_SCALE = 0.0002, 2.0
FIRST_YEAR, LAST_YEAR = 2018, 2035


class FaultySettings(DomainError):
    """No nation can be made of these. Facts: what is wrong with which setting."""

    code = "simulate.faulty_settings"
    status = 422


@dataclass(frozen=True)
class Settings:
    """scale    1 is the whole country
    first_year, last_year  academic years by the year in which they begin, both included
    chunk    rows that are worked on at a time; changes nothing in what is made
    """

    scale: float
    seed: int
    first_year: int = 2018
    last_year: int = 2025
    data_dir: Path = Path("data")
    chunk: int = 131_072

    def __post_init__(self) -> None:
        if not LEAST_SCALE <= self.scale <= MOST_SCALE:
            raise FaultySettings(setting="scale", least=LEAST_SCALE, most=MOST_SCALE)
        if not FIRST_YEAR <= self.first_year <= self.last_year <= LAST_YEAR:
            raise FaultySettings(setting="years", least=FIRST_YEAR, most=LAST_YEAR)
        if not 0 <= self.seed < 2**63:
            raise FaultySettings(setting="seed", least=0, most=2**63 - 1)

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)

    @cached_property
    def first_day(self) -> int:
        """From here on organisations, territories and homes are told."""
        return day(self.first_year)

    @cached_property
    def last_day(self) -> int:
        """The last day on which anything happens or is recorded."""
        return day(self.last_year, 12, 31)

    def shown(self) -> dict[str, object]:
        return {
            "scale": self.scale,
            "seed": self.seed,
            "first_year": self.first_year,
            "last_year": self.last_year,
        }
