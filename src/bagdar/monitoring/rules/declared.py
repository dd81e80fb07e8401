"""What an operator declares for monitoring, under data/monitoring/.

calendar.toml          when figures and money are due
documents.toml         the kinds of documents that a report may show
<programme>/rows.csv   which rows regions report, how their figures make the country's, and which
                       rows are growth in percent

A programme without rows.csv has only figures of the whole country.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from bagdar.core import declared
from bagdar.core.declared import Declared
from bagdar.core.errors import Fault, FaultyData
from bagdar.core.languages import Words
from bagdar.indicators.rules.sources import Bounds, Outside, Sources, sources
from bagdar.programme.rules.act import Code, Edition, Month

Rule = Literal["national", "sum", "weighted_mean"]


class DayOfYear(Declared):
    """A day of the year after the one that is reported. day: at most 28, so that it exists."""

    month: Month
    day: Annotated[int, Field(ge=1, le=28)]


class Calendar(Declared):
    """When a year's figures and money are due, and from how many days before they are due soon."""

    illustrative: bool
    source: Words
    due_soon_days: Annotated[int, Field(ge=1, le=365)]
    indicator: DayOfYear
    money: DayOfYear


class Document(Declared):
    """A kind of document. words: parts of the act's form of completion that mean it."""

    code: Annotated[str, Field(pattern=r"^[a-z_]+$", max_length=40)]
    name: Words
    words: tuple[str, ...]


class DocumentsFile(Declared):
    document: tuple[Document, ...]


class RowLine(Declared):
    """One line of rows.csv.

    weight_*  what weighs a region's share; only for a weighted mean
    scale     growth: the figure says by how many percent something has grown, so it may pass 100
              and fall below 0; empty: its unit says what it is
    """

    row: Code
    rollup: Rule
    weight_kk: str | None = None
    weight_ru: str | None = None
    weight_en: str | None = None
    scale: Literal["growth"] | None = None
    reason: str


@dataclass(frozen=True)
class Rollup:
    """How the country's figure of a row comes about.

    national       one body reports it; regions do not
    sum            regions' figures added up
    weighted_mean  regions' figures weighed by what `weight` names
    """

    row: str
    rule: Rule
    weight: Words | None = None

    @property
    def is_regional(self) -> bool:
        return self.rule != "national"


@dataclass(frozen=True)
class Monitoring:
    """Everything declared for one programme. growths: rows whose figures are growth in percent.

    sources  where figures come from; None for a programme of which that is not declared
    """

    calendar: Calendar
    documents: Sequence[Document]
    rollups: Mapping[str, Rollup]
    growths: frozenset[str] = frozenset()
    sources: Sources | None = None

    def bounds(self, row: str) -> Bounds | None:
        """What a figure from outside may be; None where nothing is declared of it."""
        return self.sources.bounds(row) if self.sources else None

    def outside(self, row: str) -> Outside | None:
        return self.sources.outside_of(row) if self.sources else None

    def rollup(self, row: str) -> Rollup:
        return self.rollups.get(row) or Rollup(row, "national")


@lru_cache(maxsize=16)
def read_monitoring(data_dir: Path, programme: str) -> Monitoring:
    """The declared files of one programme. Raises FaultyData with every fault at once."""
    folder = data_dir / "monitoring"
    calendar, faults = declared.read_toml(
        folder / "calendar.toml", Calendar, "data/monitoring/calendar.toml"
    )
    documents, more = declared.read_toml(
        folder / "documents.toml", DocumentsFile, "data/monitoring/documents.toml"
    )
    rollups, growths, rows_faults = _read_rows(folder / programme / "rows.csv", programme)
    faults = [*faults, *more, *rows_faults]
    if faults or calendar is None or documents is None:
        raise FaultyData(faults)
    return Monitoring(
        calendar, documents.document, rollups, growths, _sources_of(data_dir, programme)
    )


def _sources_of(data_dir: Path, programme: str) -> Sources | None:
    """A data folder may be without them, and they are of one programme alone."""
    if not (data_dir / "indicators" / "sources.toml").exists():
        return None
    found = sources(data_dir)
    return found if found.programme == programme else None


Rows = tuple[dict[str, Rollup], frozenset[str], list[Fault]]


def _read_rows(path: Path, programme: str) -> Rows:
    if not path.exists():
        return {}, frozenset(), []
    shown = f"data/monitoring/{programme}/rows.csv"
    reading = declared.read_csv(path, RowLine, shown)
    keys: list[tuple[int | None, str]] = [(line, one.row) for line, one in reading.records]
    faults = [*reading.faults, *declared.duplicates(keys, shown, "row")]
    rollups = {}
    for line, one in reading.records:
        named = [one.weight_kk, one.weight_ru, one.weight_en]
        if all(named) != (one.rollup == "weighted_mean") or any(named) != all(named):
            facts: dict[str, object] = {"value": one.rollup, "problem": "weight"}
            faults.append(Fault("value", shown, line, "weight_kk", facts))
            continue
        weight = Words(kk=str(named[0]), ru=str(named[1]), en=str(named[2])) if all(named) else None
        rollups[one.row] = Rollup(one.row, one.rollup, weight)
    growths = frozenset(one.row for _, one in reading.records if one.scale == "growth")
    return rollups, growths, faults


def row_faults(monitoring: Monitoring, edition: Edition) -> list[Fault]:
    """Rows that the programme has not, and rows that rows.csv forgot."""
    shown = f"data/monitoring/{edition.programme}/rows.csv"
    codes = {row.code for _, row in edition.rows()}
    unknown = [code for code in monitoring.rollups if code not in codes]
    missing = [code for code in sorted(codes) if code not in monitoring.rollups]
    return [
        Fault("reference", shown, None, "row", {"value": code, "kind": "row"})
        for code in [*unknown, *(missing if monitoring.rollups else [])]
    ]
