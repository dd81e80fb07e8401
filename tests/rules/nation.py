"""A small synthetic nation for tests, and what its tables must hold, in plain Polars."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import polars as pl

from bagdar.simulate.nation import Nation, make_nation
from bagdar.simulate.settings import Settings
from bagdar.warehouse.tables import predicates as words
from bagdar.warehouse.tables.contract import Kind, Table
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


def broken_rules(contract: Table, frame: pl.DataFrame) -> Iterator[tuple[str, int]]:
    """(rule, rows) of each rule of a contract that rows break."""
    for rule in contract.rules:
        bad = frame.filter(~_holds(rule.test))
        if bad.height and not isinstance(rule.test, words.IinAgrees):
            yield rule.code, bad.height


def _holds(test: words.Predicate) -> pl.Expr:
    match test:
        case words.Later(column, than, or_same):
            one, other = pl.col(column), pl.col(than)
            kept = one >= other if or_same else one > other
        case words.AtMost(column, other_column):
            kept = pl.col(column) <= pl.col(other_column)
        case words.Different(column, other_column):
            kept = pl.col(column) != pl.col(other_column)
        case words.InRangeWhen(column, least, most, when, holds):
            kept = pl.col(column).is_between(least, most) | ~pl.col(when).is_in(list(holds))
        case words.NeededWhen(column, when, holds):
            asked = pl.col(when).is_in(list(holds)) if holds else pl.col(when).is_not_null()
            kept = pl.col(column).is_not_null() | ~asked
        case words.EmptyUnless(column, unless, holds):
            asked = pl.col(unless).is_in(list(holds)) if holds else pl.col(unless).is_not_null()
            kept = pl.col(column).is_null() | asked
        case words.AtLeastOne(columns):
            kept = pl.any_horizontal(pl.col(one).is_not_null() for one in columns)
        case _:
            kept = pl.lit(True)
    return kept.fill_null(True)


def faults(name: str, of: Settings = SMALL) -> list[str]:
    """What is wrong with a table, as its contract says it."""
    contract, frame = TABLES[name], table(name, of)
    found = [] if frame.columns == [one.name for one in contract.columns] else ["columns"]
    for column in contract.columns:
        series = frame[column.name]
        if column.needed and series.null_count():
            found.append(f"{column.name}: {series.null_count()} empty")
        if column.least is not None and (series.drop_nulls() < float(column.least)).any():
            found.append(f"{column.name} below {column.least}")
        if column.most is not None and (series.drop_nulls() > float(column.most)).any():
            found.append(f"{column.name} above {column.most}")
        if column.longest and (series.drop_nulls().str.len_chars() > column.longest).any():
            found.append(f"{column.name} too long")
        if (
            column.kind in (Kind.IIN, Kind.BIN)
            and (series.drop_nulls().str.len_chars() != 12).any()
        ):
            found.append(f"{column.name} not twelve digits")
    return [*found, *(f"{code}: {rows} rows" for code, rows in broken_rules(contract, frame))]


def with_chunk(of: Settings, chunk: int) -> Settings:
    return replace(of, chunk=chunk)
