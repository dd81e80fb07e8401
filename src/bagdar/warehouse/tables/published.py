"""What of a table a snapshot holds: nothing by which a person could be named.

    dropped     numbers and names of people, what was written of them in words, who recorded it when
    pseudonym   a reference to a person: a whole number that a secret key makes of the id
    key         a reference to an organisation: a whole number that anybody can make of the id
    kept        everything else, as recorded

A snapshot is read by whoever computes figures; they need to tell people apart and never to find
them. Birth dates are kept to the day, since ages are counted on a day: a snapshot is not open data.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from bagdar.warehouse.tables.contract import Column, Kind, Secrecy, Table
from bagdar.warehouse.tables.registry import TABLES

NEVER = frozenset({"recorded_at", "superseded_at", "source"})  # of the recording, not of the fact


class Treatment(StrEnum):
    KEPT = "kept"
    KEY = "key"
    PSEUDONYM = "pseudonym"
    DROPPED = "dropped"


@dataclass(frozen=True)
class PublishedColumn:
    """A column of a snapshot. type: an Ibis data type, the same in DuckDB, Spark and Arrow."""

    name: str
    type: str
    treatment: Treatment


TYPES = {
    Kind.TEXT: "string",
    Kind.CODE: "string",
    Kind.CODES: "string",
    Kind.WHOLE: "int32",
    Kind.DECIMAL: "decimal(18, 6)",
    Kind.SHARE: "decimal(18, 6)",
    Kind.AMOUNT: "int64",
    Kind.YES_NO: "boolean",
    Kind.DAY: "date",
    Kind.INSTANT: "timestamp('UTC', 6)",
    Kind.BIN: "string",
    Kind.COUNTRY: "string",
    Kind.REFERENCE: "string",
}


def treatment_of(column: Column) -> Treatment:
    """What happens to a column on its way into a snapshot."""
    hidden = column.secrecy is not Secrecy.OPEN
    if column.name in NEVER or column.kind is Kind.IIN:
        return Treatment.DROPPED
    if column.kind is Kind.REFERENCE and column.to == "person":
        return Treatment.PSEUDONYM
    if column.kind is Kind.REFERENCE and column.to == "organisation":
        return Treatment.KEY
    if hidden and column.kind in (Kind.TEXT, Kind.BIN):
        return Treatment.DROPPED
    return Treatment.KEPT


@cache
def published(table: str) -> tuple[PublishedColumn, ...]:
    """The columns of a table of the register in a snapshot, in the contract's order."""
    return tuple(_columns(TABLES[table]))


def _columns(table: Table) -> Iterator[PublishedColumn]:
    for one in table.columns:
        treatment = treatment_of(one)
        if treatment is Treatment.DROPPED:
            continue
        numbered = treatment in (Treatment.KEY, Treatment.PSEUDONYM)
        yield PublishedColumn(one.name, "int64" if numbered else TYPES[one.kind], treatment)


def schema_of(table: str) -> dict[str, str]:
    """name → Ibis data type."""
    return {one.name: one.type for one in published(table)}
