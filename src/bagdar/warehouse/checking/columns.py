"""The type that a column of a contract has in a frame."""

from collections.abc import Collection, Mapping
from itertools import product
from string import ascii_uppercase

import polars as pl

from bagdar.warehouse.tables.contract import Column, Kind, Table

Codes = Mapping[str, Collection[str]]
Known = Mapping[str, pl.Series]
TYPES: Mapping[Kind, type[pl.DataType] | pl.DataType] = {
    Kind.TEXT: pl.String,
    Kind.CODE: pl.String,
    Kind.CODES: pl.String,
    Kind.WHOLE: pl.Int64,
    Kind.DECIMAL: pl.Float64,
    Kind.SHARE: pl.Float64,
    Kind.AMOUNT: pl.Int64,
    Kind.YES_NO: pl.Boolean,
    Kind.DAY: pl.Date,
    Kind.INSTANT: pl.Datetime("us", "UTC"),
    Kind.IIN: pl.String,
    Kind.BIN: pl.String,
    Kind.COUNTRY: pl.String,
    Kind.REFERENCE: pl.String,
}
ENUMERATED = (Kind.CODE, Kind.COUNTRY)  # a whole number inside, so that a test is quick
COUNTRIES = pl.Enum(["".join(pair) for pair in product(ascii_uppercase, repeat=2)])


class MissingCodes(LookupError):
    """A code list that the contract names and the caller did not bring."""


def schema(table: Table) -> dict[str, type[pl.DataType] | pl.DataType]:
    """The types of a table's columns, as its Parquet has them."""
    return {one.name: TYPES[one.kind] for one in table.columns}


def enumerations(table: Table, codes: Codes) -> Mapping[str, pl.Enum]:
    """Column → the codes that it may hold. Raises MissingCodes with every list at once."""
    missing = sorted(set(table.code_lists()) - set(codes))
    if missing:
        raise MissingCodes(f"{table.name}: no code list {', '.join(missing)}")
    return {
        one.name: COUNTRIES if one.kind is Kind.COUNTRY else pl.Enum(list(codes[one.codes]))
        for one in table.columns
        if one.kind in ENUMERATED
    }


def working_type(column: Column, lists: Mapping[str, pl.Enum]) -> type[pl.DataType] | pl.DataType:
    """The type in which a column is checked."""
    return lists.get(column.name, TYPES[column.kind])
