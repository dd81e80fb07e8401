"""data/registry/reporting.toml and purposes.csv: what those who read the register are held to."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bagdar.core import declared
from bagdar.core.declared import Declared
from bagdar.core.errors import FaultyData
from bagdar.core.languages import Words
from bagdar.registry.rules.codes import Line

SHOWN = "data/registry/reporting.toml"
SHOWN_PURPOSES = "data/registry/purposes.csv"
Count = Annotated[int, Field(ge=1, le=100_000)]


class Reporting(Declared):
    """By which day of an academic year which types of organisation have recorded learners.

    month, day  every year has it: the 28th at most
    """

    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=28)]
    types: tuple[str, ...]

    def due_on(self, academic_year: int) -> date:
        """In the academic year that begins in a calendar year."""
        return date(academic_year + (self.month < 9), self.month, self.day)


class TrajectoryRule(Declared):
    longest_break_days: Annotated[int, Field(ge=0, le=1000)]


class FlowRule(Declared):
    least_shown: Count
    most_years: Annotated[int, Field(ge=1, le=30)]


class OpeningRule(Declared):
    minutes: Annotated[int, Field(ge=1, le=480)]


class SearchRule(Declared):
    per_minute: Annotated[int, Field(ge=1, le=300)]
    per_day: Annotated[int, Field(ge=1, le=2000)]
    most_shown: Annotated[int, Field(ge=1, le=50)]


class CountingRule(Declared):
    """rows_at_once: enrolments that one question of a page may read; a larger one is kept.

    hours_kept  after which an answer is due again; minutes_between: two looks for what is due
    """

    rows_at_once: Annotated[int, Field(ge=0, le=100_000_000)]
    hours_kept: Annotated[int, Field(ge=1, le=8784)]
    minutes_between: Annotated[int, Field(ge=1, le=1440)]
    organisations_a_page: Annotated[int, Field(ge=1, le=1000)]
    learners_a_page: Annotated[int, Field(ge=1, le=2000)]


class ReadingRule(Declared):
    """Everything declared for those who read."""

    illustrative: bool
    source: Words
    reporting: Reporting
    trajectory: TrajectoryRule
    flow: FlowRule
    opening: OpeningRule
    search: SearchRule
    counting: CountingRule


@lru_cache(maxsize=4)
def reading_rule(data_dir: Path) -> ReadingRule:
    """The declared file. Raises FaultyData with every fault at once."""
    rule, faults = declared.read_toml(data_dir / "registry" / "reporting.toml", ReadingRule, SHOWN)
    if faults or rule is None:
        raise FaultyData(faults)
    return rule


@lru_cache(maxsize=4)
def purposes(data_dir: Path) -> Mapping[str, Line]:
    """For what a record of a person may be opened, by code, in the file's order.

    Raises FaultyData.
    """
    reading = declared.read_csv(data_dir / "registry" / "purposes.csv", Line, SHOWN_PURPOSES)
    codes: list[tuple[int | None, str]] = [(at, one.code) for at, one in reading.records]
    faults = [*reading.faults, *declared.duplicates(codes, SHOWN_PURPOSES, "code")]
    if faults:
        raise FaultyData(faults)
    return {one.code: one for _, one in reading.records}
