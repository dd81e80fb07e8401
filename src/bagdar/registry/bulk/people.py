"""Whom the rows of a file are about, and what people are found by: computed for whole columns."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from bagdar.core.names import search_keys
from bagdar.registry.models import KEY_LENGTH

SLICES = "0123456789abcdef"  # people by the first digit of their id: a part of them at a time


def identities(file: Path, column: str) -> Iterator[pl.DataFrame]:
    """id, origin and recorded_at of everybody or everything that a file tells of."""
    for digit in SLICES:
        yield (
            _part(file, column, digit)
            .group_by(pl.col(column).alias("id"))
            .agg(pl.col("origin").min(), pl.col("recorded_at").min())
            .sort("id")
            .collect()
        )


def keys(file: Path) -> Iterator[pl.DataFrame]:
    """person_id, origin, kind and key of what each person is found by, as services/people does.

    file  person.parquet; only what stands counts
    """
    for digit in SLICES:
        standing = _part(file, "person_id", digit).filter(pl.col("superseded_at").is_null())
        whole = standing.select(
            "person_id", "origin", "iin", pl.col("family", "given").fill_null("")
        ).collect()
        yield pl.concat([_name_keys(whole), _iin_keys(whole)]).unique().sort("person_id", "key")


def _part(file: Path, column: str, digit: str) -> pl.LazyFrame:
    return pl.scan_parquet(file).filter(pl.col(column).str.starts_with(digit))


def _name_keys(people: pl.DataFrame) -> pl.DataFrame:
    names = people.select("family", "given").unique()
    found = names.with_columns(
        key=pl.Series(
            [_keys(family, given) for family, given in names.iter_rows()],
            dtype=pl.List(pl.String),
        )
    )
    return (
        people.join(found, on=["family", "given"])
        .explode("key")
        .filter(pl.col("key") != "")
        .select("person_id", "origin", kind=pl.lit("name"), key="key")
    )


def _keys(family: str, given: str) -> list[str]:
    return sorted({key[:KEY_LENGTH] for key in search_keys(f"{family} {given}") if key})


def _iin_keys(people: pl.DataFrame) -> pl.DataFrame:
    return people.filter(pl.col("iin").is_not_null()).select(
        "person_id", "origin", kind=pl.lit("iin"), key=pl.col("iin").cast(pl.String)
    )
