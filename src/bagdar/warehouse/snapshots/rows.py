"""Rows of a source as rows of a snapshot: numbers for ids, the published columns, the region."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from bagdar.warehouse.snapshots.numbering import Numbers
from bagdar.warehouse.snapshots.sources import Question, Source
from bagdar.warehouse.tables.published import PublishedColumn, Treatment, published
from bagdar.warehouse.tables.registry import TABLES

TIMES = ("valid_from", "recorded_at", "superseded_at", "origin")
POLARS = {
    "string": pl.String(),
    "int32": pl.Int32(),
    "int64": pl.Int64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "decimal(18, 6)": pl.Decimal(18, 6),
}
KINDS = {Treatment.PSEUDONYM: "person", Treatment.KEY: "organisation"}
Places = npt.NDArray[np.int64]
NOWHERE = 0  # the index of the region ""


@dataclass
class Regions:
    """Where people and organisations are. names: "" first, then in the order of the alphabet

    of_whom  "person" and "organisation", with the region of each on the day
    """

    names: list[str]
    of_whom: dict[str, Numbers]


@dataclass
class _Latest:
    """Of each the region of the fact that began last, by the day."""

    began: npt.NDArray[np.int32] = field(repr=False)
    region: npt.NDArray[np.uint8] = field(repr=False)

    def take(self, places: npt.NDArray[np.int64], began: pl.Series, region: pl.Series) -> None:
        """Later days win, and of one day the later region: the order of rows changes nothing."""
        days = began.to_physical().to_numpy().astype(np.int32)
        regions = region.to_numpy().astype(np.uint8)
        order = np.lexsort((regions, days))
        places, days, regions = places[order], days[order], regions[order]
        later = (days > self.began[places]) | (
            (days == self.began[places]) & (regions > self.region[places])
        )
        # of several rows of one place the last is written last, and stays
        self.began[places[later]] = days[later]
        self.region[places[later]] = regions[later]


def regions_on(source: Source, question: Question, numbers: dict[str, Numbers]) -> Regions:
    """Where everybody and everything is as of the day: by what was last recorded for it.

    An organisation that closed and a person who left the country stay where they were last, so that
    what is recorded of them does not move.
    """
    places = _territories(source, question)
    told = list(_answers(source, "organisation", ["organisation_id", "region"], question))
    names = sorted({"", *places["region"], *(one for part in told for one in _filled(part))})
    codes = {name: number for number, name in enumerate(names)}
    organisations = numbers["organisation"]
    organisations.region = _latest(
        organisations, ((one["organisation_id"], one) for one in told), codes
    )
    people = numbers["person"]
    homes = (
        (one["person_id"], one.join(places, on="territory", how="left", maintain_order="left"))
        for one in _answers(source, "residence", ["person_id", "territory"], question)
    )
    people.region = _latest(people, homes, codes)
    return Regions(names, numbers)


def _filled(frame: pl.DataFrame) -> list[str]:
    return frame["region"].drop_nulls().unique().to_list()


def _latest(
    numbers: Numbers, told: Iterator[tuple[pl.Series, pl.DataFrame]], codes: dict[str, int]
) -> npt.NDArray[np.uint8]:
    latest = _Latest(
        np.full(len(numbers), np.iinfo(np.int32).min, dtype=np.int32),
        np.zeros(len(numbers), dtype=np.uint8),
    )
    for ids, frame in told:
        region = frame["region"].fill_null("").replace_strict(codes, return_dtype=pl.UInt8)
        latest.take(numbers.places(ids), frame["valid_from"], region)
    return latest.region


def _territories(source: Source, question: Question) -> pl.DataFrame:
    """territory and region: the last that was said of each by the day."""
    parts = [
        pl.DataFrame(schema={"code": pl.String, "region": pl.String, "valid_from": pl.Date}),
        *(
            one.select("code", "region", "valid_from")
            for one in _answers(source, "territory", ["code", "region"], question)
        ),
    ]
    whole = pl.concat(parts).with_columns(pl.col("region").fill_null(""))
    latest = whole.sort("code", "valid_from", "region").group_by("code", maintain_order=True).last()
    return latest.select(territory="code", region="region")


def _answers(
    source: Source, table: str, columns: list[str], question: Question
) -> Iterator[pl.DataFrame]:
    for frame in source.chunks(table, [*columns, *TIMES], question):
        yield frame.filter(question.answered())


def source_columns(table: str) -> list[str]:
    """What a table's rows are made from: the published columns and the two times."""
    return list(dict.fromkeys([*(one.name for one in published(table)), *TIMES]))


def as_published(frame: pl.DataFrame, table: str, regions: Regions) -> pl.DataFrame:
    """The published columns, and `_region`: an index of Regions.names. Order as given."""
    places = _places(frame, table, regions)
    columns = [
        _value(frame[one.name], one)
        if one.name not in places
        else regions.of_whom[KINDS[one.treatment]].numbered(one.name, places[one.name])
        for one in published(table)
    ]
    return pl.DataFrame([*columns, pl.Series("_region", _region(len(frame), places, regions))])


def region_of(frame: pl.DataFrame, table: str, regions: Regions) -> pl.Series:
    """The name of each row's region."""
    names = pl.Series(regions.names, dtype=pl.String)
    return names.gather(_region(len(frame), _places(frame, table, regions), regions).tolist())


def _places(frame: pl.DataFrame, table: str, regions: Regions) -> dict[str, Places]:
    """Of each column that names somebody or something, where they stand among the numbers."""
    return {
        one.name: regions.of_whom[KINDS[one.treatment]].places(frame[one.name])
        for one in published(table)
        if one.treatment in KINDS
    }


def _value(column: pl.Series, of: PublishedColumn) -> pl.Series:
    """Empty text says nothing, as NULL does: the engines of the register differ in which they keep.

    Decimals are rounded to the millionth, as the register keeps them, whether a source has them in
    binary or not.
    """
    kind = POLARS[of.type]
    if isinstance(kind, pl.String):
        return column.cast(pl.String).replace("", None).alias(of.name)
    return column.cast(kind).alias(of.name)


def _region(count: int, places: dict[str, Places], regions: Regions) -> npt.NDArray[np.uint8]:
    """Of the organisation that the row names, else of the person, else nowhere."""
    found = np.zeros(count, dtype=np.uint8)
    for column, kind in (("person_id", "person"), ("organisation_id", "organisation")):
        if column in places and len(regions.of_whom[kind]):
            at = places[column]
            here = regions.of_whom[kind].region[np.maximum(at, 0)]
            found = np.where((at >= 0) & (here != NOWHERE), here, found).astype(np.uint8)
    return found


def sort_columns(table: str) -> tuple[list[str], list[str]]:
    """The columns that order the rows of a part: what nearly always tells them apart, and all."""
    names = [one.name for one in published(table)]
    first = [*(one for one in TABLES[table].timeline if one in names), "valid_from"]
    return first, [*first, *(one for one in names if one not in first)]


def counts(frame: pl.DataFrame, on: date) -> tuple[int, int]:
    """Rows that hold on the day, and rows that began within the year before it."""
    holds = pl.col("valid_to").is_null() | (pl.col("valid_to") > on)
    try:
        year = on.replace(year=on.year - 1)
    except ValueError:  # 29 February
        year = on.replace(year=on.year - 1, day=28)
    began = pl.col("valid_from") > year
    found = frame.select(holds.sum().alias("standing"), began.sum().alias("begun")).row(0)
    return int(found[0] or 0), int(found[1] or 0)
