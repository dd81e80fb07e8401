"""Figures that records gave beside those that somebody typed: which of two counts.

data/monitoring/computed.toml says it; neither is lost, and the one that does not count stands with
the other.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from bagdar.core import declared
from bagdar.core.declared import Declared
from bagdar.core.errors import FaultyData
from bagdar.core.languages import Words
from bagdar.monitoring.rules.nouns import Figure
from bagdar.programme.rules.act import Code

SHOWN = "data/monitoring/computed.toml"
Kind = Literal["computed", "typed"]
Cell = tuple[str, int, str]


class ComputedRule(Declared):
    """counts: which of two figures; exceptions: rows in which it is the other one."""

    illustrative: bool
    source: Words
    counts: Kind
    exceptions: tuple[Code, ...] = Field((), alias="except")

    def counts_of(self, row: str) -> Kind:
        if row not in self.exceptions:
            return self.counts
        return "typed" if self.counts == "computed" else "computed"


@lru_cache(maxsize=4)
def computed_rule(data_dir: Path) -> ComputedRule:
    """The declared file. Raises FaultyData with every fault at once."""
    rule, faults = declared.read_toml(
        data_dir / "monitoring" / "computed.toml", ComputedRule, SHOWN
    )
    if faults or rule is None:
        raise FaultyData(faults)
    return rule


def together(
    typed: Iterable[Figure], computed: Iterable[Figure], rule: ComputedRule
) -> tuple[Figure, ...]:
    """One figure of each row, year and region, the other one within it; pending ones as they are.

    By row, year and region. Both are of one origin.
    """
    given = {_cell(one): one for one in computed}
    found = []
    for one in typed:
        beside = given.pop(_cell(one), None) if one.accepted else None
        found.append(one if beside is None else _of_two(one, beside, rule))
    return tuple(sorted([*found, *given.values()], key=_cell))


def _of_two(typed: Figure, computed: Figure, rule: ComputedRule) -> Figure:
    if rule.counts_of(typed.row) == "typed":
        return replace(typed, other=computed)
    return replace(computed, other=typed)


def _cell(one: Figure) -> Cell:
    return one.row, one.year, one.region
