"""From small numbers to Parquet: windows of rows decoded into the contract's columns, row groups
of one size whatever the windows were.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from polars.io.plugins import register_io_source

from bagdar.simulate.arrays import Array, Integers
from bagdar.simulate.codes import CODES
from bagdar.simulate.days import NONE
from bagdar.simulate.draws import mixed
from bagdar.simulate.store import NO_INSTANT, Store
from bagdar.warehouse.public import schema
from bagdar.warehouse.tables.contract import Column, Kind, Table
from bagdar.warehouse.tables.registry import TABLES

ROW_GROUP = 131_072
COUNTRIES = ("KZ", "UZ", "CN", "IN", "RU", "TM", "KG", "MN", "PK")
_HEX = np.frombuffer(b"".join(f"{byte:02x}".encode() for byte in range(256)), np.uint16)
# Where the bytes of an id stand in its text, in pairs of letters; hyphens are set apart.
_BYTES = (0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34)
_HYPHENS = (8, 13, 18, 23)


# --- identifiers ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Identifiers:
    """The ids of people or organisations: UUIDs of version 8, made of their keys by the hash."""

    keys: Integers
    salt: np.uint64

    def texts(self, places: Array) -> pl.Series:
        """Null where the place is -1."""
        missing = places < 0
        written = id_texts(self.keys[np.where(missing, 0, places)], self.salt)
        return _without(written, missing)


def id_texts(keys: Integers, salt: np.uint64) -> pl.Series:
    high = mixed(keys ^ salt)
    low = mixed(high ^ keys)
    high = (high & np.uint64(0xFFFFFFFFFFFF0FFF)) | np.uint64(0x8000)
    low = (low & np.uint64(0x3FFFFFFFFFFFFFFF)) | np.uint64(0x8000000000000000)
    raw = np.stack([high, low], axis=1).astype(">u8").view(np.uint8)
    pairs = _HEX[raw].view(np.uint8).reshape(len(keys), 16, 2)
    text = np.empty((len(keys), 36), np.uint8)
    text[:, _HYPHENS] = ord("-")
    for byte, place in enumerate(_BYTES):
        text[:, place : place + 2] = pairs[:, byte]
    return letters(text)


def letters(text: Array) -> pl.Series:
    """Texts of one length, from their bytes."""
    if not len(text):
        return pl.Series([], dtype=pl.String)
    return pl.Series(text).cast(pl.List(pl.UInt8)).cast(pl.Binary).cast(pl.String)


def twelve_digits(numbers: Array) -> pl.Series:
    """IINs and BINs; null where there is none."""
    missing = numbers < 0
    kept = np.where(missing, 0, numbers)
    text = np.empty((len(numbers), 12), np.uint8)
    for place in range(12):
        text[:, place] = kept // 10 ** (11 - place) % 10 + ord("0")
    return _without(letters(text), missing)


def _without(series: pl.Series, missing: Array) -> pl.Series:
    if not missing.any():
        return series
    nothing = pl.Series([None], dtype=series.dtype)
    return series.zip_with(pl.Series(~missing), nothing)


# --- columns ----------------------------------------------------------------------------------


@dataclass
class Decoder:
    """Turns windows of rows into frames of the contracts' columns."""

    store: Store
    people: Identifiers
    organisations: Identifiers
    source: str

    def frames(self, table: str, length: int) -> Iterator[pl.DataFrame]:
        contract = TABLES[table]
        for count, window in self.store.windows(table, length):
            yield self.frame(contract, count, window)

    def frame(self, contract: Table, count: int, window: Mapping[str, Any]) -> pl.DataFrame:
        columns = {
            one.name: self._fixed(one, count) if one.name in ("origin", "source")
            else self._column(contract, one, window[one.name]).rename(one.name)
            for one in contract.columns
        }  # fmt: skip
        return pl.DataFrame(columns, schema=schema(contract))

    def _fixed(self, column: Column, count: int) -> pl.Series:
        text = "simulated" if column.name == "origin" else self.source
        return pl.Series(column.name, [text]).new_from_index(0, count)

    def _column(self, table: Table, column: Column, given: Any) -> pl.Series:
        if isinstance(given, pl.Series):  # made already
            return given
        match column.kind:
            case Kind.CODE:
                return _texts(CODES[column.codes], given)
            case Kind.YES_NO:
                return _without(pl.Series(given == 1), given < 0)
            case Kind.DAY:
                return _whole(given).cast(pl.Date)
            case Kind.INSTANT:
                micro = pl.Series(given.astype(np.int64) * 1_000_000)
                return _without(micro, given == NO_INSTANT).cast(pl.Datetime("us", "UTC"))
            case Kind.WHOLE | Kind.AMOUNT:
                return _whole(given).cast(pl.Int64)
            case Kind.DECIMAL | Kind.SHARE:
                return pl.Series(np.round(given.astype(np.float64), 4)).fill_nan(None)
            case Kind.IIN | Kind.BIN:
                return twelve_digits(given)
            case Kind.COUNTRY:
                return _texts(COUNTRIES, given)
        if column.kind is Kind.REFERENCE and column.to == "person":
            return self.people.texts(given)
        if column.kind is Kind.REFERENCE and column.to == "organisation":
            return self.organisations.texts(given)
        return self._text(table, column, given)

    def _text(self, table: Table, column: Column, given: Array) -> pl.Series:
        if column.to == "territory":
            return _texts(self.store.texts_of("territory", "code").texts, given)
        key = (table.name, column.name)
        if key in self.store.texts:
            return _texts(self.store.texts[key].texts, given)
        return _numbers_as_text(given)


def _texts(texts: Any, places: Array) -> pl.Series:
    if not len(texts):
        return pl.Series([None], dtype=pl.String).new_from_index(0, len(places))
    missing = places < 0
    series = pl.Series(texts, dtype=pl.String).gather(
        np.where(missing, 0, places).astype(np.uint32)
    )
    return _without(series, missing)


def _whole(given: Array) -> pl.Series:
    return _without(pl.Series(given), given == NONE)


def _numbers_as_text(given: Array) -> pl.Series:
    """A serial number that is a text, such as that of a document: SIM and its digits."""
    return _without("SIM-" + _whole(given).cast(pl.String), given < 0)


# --- files ------------------------------------------------------------------------------------


def write_frames(
    frames: Callable[[], Iterator[pl.DataFrame]], schema: Mapping[str, Any], path: Path
) -> None:
    """One Parquet file with row groups of one size: the same bytes whatever the frames' lengths."""

    def source(
        with_columns: list[str] | None, predicate: Any, n_rows: int | None, batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        yield from frames()

    register_io_source(source, schema=dict(schema)).sink_parquet(
        path, row_group_size=ROW_GROUP, compression="zstd", compression_level=1
    )


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
