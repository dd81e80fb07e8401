"""data/recognition/rules.toml: caps, levels, terms and units of recognition."""

from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from bagdar.core import declared
from bagdar.core.declared import Declared
from bagdar.core.errors import FaultyData
from bagdar.core.languages import Words

SHOWN = "data/recognition/rules.toml"
Share = Annotated[Decimal, Field(ge=0, le=1)]
Days = Annotated[int, Field(ge=1, le=365)]
Level = Literal["3", "4", "5", "6", "7", "8"]


class Levels(Declared):
    below: Annotated[int, Field(ge=0, le=7)]


class Terms(Declared):
    to_decide: Days
    to_appeal: Days
    to_decide_appeal: Days
    status_list: Days


class Units(Declared):
    ects_of_ecvet: Annotated[Decimal, Field(gt=0, le=10)]


class Figures(Declared):
    least: Annotated[int, Field(ge=1, le=1000)]


class RecognitionRule(Declared):
    """Everything declared for recognition. most_share: by ISCED level."""

    illustrative: bool
    source: Words
    most_share: dict[Level, Share]
    levels: Levels
    days: Terms
    units: Units
    figures: Figures

    @property
    def least(self) -> int:
        """A count of fewer is not shown."""
        return self.figures.least


@lru_cache(maxsize=4)
def recognition_rule(data_dir: Path) -> RecognitionRule:
    """The declared file. Raises FaultyData with every fault at once."""
    path = data_dir / "recognition" / "rules.toml"
    rule, faults = declared.read_toml(path, RecognitionRule, SHOWN)
    if faults or rule is None:
        raise FaultyData(faults)
    return rule
