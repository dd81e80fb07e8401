"""A small synthetic nation for tests, and what the house's own check says of its tables."""

import csv
from functools import cache
from pathlib import Path

import polars as pl

from bagdar.simulate.nation import Nation, make_nation
from bagdar.simulate.settings import Settings
from bagdar.warehouse.public import check_typed
from bagdar.warehouse.tables.registry import TABLES

DATA = Path(__file__).resolve().parents[2] / "data"
SMALL = Settings(scale=0.001, seed=7, data_dir=DATA)
LARGER = Settings(scale=0.02, seed=7, first_year=2018, last_year=2019, data_dir=DATA)

AROUND_2022 = Settings(scale=0.02, seed=7, first_year=2021, last_year=2022, data_dir=DATA)


@cache
def nation(of: Settings = SMALL) -> Nation:
    return make_nation(of)


@cache
def table(name: str, of: Settings = SMALL) -> pl.DataFrame:
    return nation(of).table(name)


def current(name: str, of: Settings = SMALL) -> pl.DataFrame:
    return table(name, of).filter(pl.col("superseded_at").is_null())


def on(frame: pl.DataFrame, year: int, month: int = 10, day: int = 1) -> pl.DataFrame:
    """The rows that hold on a day."""
    then = pl.date(year, month, day)
    stands = pl.col("valid_to").is_null() | (pl.col("valid_to") > then)
    return frame.filter((pl.col("valid_from") <= then) & stands)


def shared(frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Rows that begin before the one before them ends, among the rows that agree in the keys."""
    rows = frame.sort(*keys, "valid_from")
    before = pl.col("valid_to").fill_null(pl.date(9999, 12, 31)).shift(1).over(keys)
    return rows.filter(before.is_not_null() & (pl.col("valid_from") < before))


@cache
def codes() -> dict[str, set[str]]:
    """The codes of every list of the register."""
    found = {}
    for path in sorted((DATA / "registry").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem] = {row["code"] for row in csv.DictReader(file) if "code" in row}
    return found


@cache
def known(of: Settings = SMALL) -> dict[str, pl.Series]:
    """Whom and what rows may name."""
    return {
        "person": table("person", of)["person_id"],
        "organisation": table("organisation", of)["organisation_id"],
        "territory": table("territory", of)["code"],
    }


def faults(name: str, of: Settings = SMALL) -> dict[str, int]:
    """What the house's own check finds in a table, with how often."""
    checked = check_typed(table(name, of), TABLES[name], codes=codes(), known=known(of))
    return dict(checked.counts)
