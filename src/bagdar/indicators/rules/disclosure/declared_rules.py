"""data/indicators/disclosure.toml: what a published table may tell."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bagdar.core import declared
from bagdar.core.declared import Declared
from bagdar.core.errors import FaultyData
from bagdar.core.languages import Words
from bagdar.indicators.rules.disclosure.rules import Rules

SHOWN = "data/indicators/disclosure.toml"
Count = Annotated[int, Field(ge=1, le=1000)]


class Least(Declared):
    """Unit of a metric → the smallest count that is shown."""

    learner: Count
    educator: Count
    organisation: Count
    programme: Count


class Interval(Declared):
    width: Annotated[int, Field(ge=1, le=1000)]


class AllOrNone(Declared):
    """rows: codes of indicator rows whose attribute is sensitive."""

    rows: tuple[str, ...]


class DisclosureRule(Declared):
    """Everything declared for what is published."""

    illustrative: bool
    source: Words
    least: Least
    interval: Interval
    all_or_none: AllOrNone

    def rules(self) -> Rules:
        return Rules(self.least.model_dump(), self.interval.width)

    def is_sensitive(self, row: str) -> bool:
        return row in self.all_or_none.rows


@lru_cache(maxsize=4)
def disclosure_rule(data_dir: Path) -> DisclosureRule:
    """The declared file. Raises FaultyData with every fault at once."""
    path = data_dir / "indicators" / "disclosure.toml"
    rule, faults = declared.read_toml(path, DisclosureRule, SHOWN)
    if faults or rule is None:
        raise FaultyData(faults)
    return rule
