"""What a table may hold, said once: for templates, checks, reports, the simulator, snapshots.

A contract is data: nothing here reads a file or knows an engine. Names of tables, columns and rules
are keys of the catalogue: `table.NAME`, `column.NAME` with `column_help.NAME`, and for a rule
`rule.CODE` (what is wrong) with `remedy.CODE` (what to do).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Self

from bagdar.warehouse.tables.predicates import Predicate


class Kind(StrEnum):
    """What a column holds.

    CODE       of a code list; CODES several of them, by blanks
    REFERENCE  the id of something that the register knows, or its number (BIN, IIN)
    SHARE      0 to 1; AMOUNT whole tenge
    """

    TEXT = "text"
    CODE = "code"
    CODES = "codes"
    WHOLE = "whole"
    DECIMAL = "decimal"
    SHARE = "share"
    AMOUNT = "amount"
    YES_NO = "yes_no"
    DAY = "day"
    INSTANT = "instant"
    IIN = "iin"
    BIN = "bin"
    COUNTRY = "country"
    REFERENCE = "reference"


class Secrecy(StrEnum):
    """OPEN: about an organisation. PERSONAL: about a person. SENSITIVE: seen by few, see P2."""

    OPEN = "open"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class Severity(StrEnum):
    """A row that breaks a rule is refused, or taken with a warning."""

    REFUSES = "refuses"
    WARNS = "warns"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column.

    codes    the code list of a CODE, as data/registry/ names its file
    to       the table to which a REFERENCE points
    least, most  bounds of a number, both included; longest: characters of a text
    example  what a template shows; no real person's
    """

    name: str
    kind: Kind
    needed: bool = False
    codes: str = ""
    to: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    longest: int = 0
    secrecy: Secrecy = Secrecy.OPEN
    example: str = ""

    def as_needed(self, needed: bool = True) -> Self:
        return replace(self, needed=needed)

    def called(self, name: str) -> Self:
        """The same column under another name, as where a row names two organisations."""
        return replace(self, name=name)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What must hold between the columns of a row, or between rows.

    column  where the report points
    since, until  the days of the row (its valid_from) from and before which the rule applies
    """

    code: str
    column: str
    test: Predicate
    severity: Severity = Severity.REFUSES
    since: date | None = None
    until: date | None = None

    def applies_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (
            self.until is None or day < self.until
        )


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of the register, or a form in which rows are delivered.

    subject   "person", "organisation", or "" where a row speaks of neither
    timeline  columns that say of what there is one current row a day; empty: of the row itself
    """

    name: str
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = ()
    subject: str = ""
    timeline: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [one.name for one in self.columns]
        asked = {*self.timeline, *(one.column for one in self.rules)}
        asked |= {name for one in self.rules for name in one.test.columns}
        wrong = sorted({one for one in names if names.count(one) > 1} | (asked - set(names)))
        if wrong:
            raise ValueError(f"{self.name}: columns that stand twice or not at all: {wrong}")

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        return {one.name: one for one in self.columns}

    def __getitem__(self, name: str) -> Column:
        return self.by_name[name]

    @cached_property
    def own_columns(self) -> tuple[Column, ...]:
        """Without the two times, the origin and the source, which every fact has."""
        return tuple(one for one in self.columns if one.name not in SHARED)

    def code_lists(self) -> Iterator[str]:
        yield from dict.fromkeys(one.codes for one in self.columns if one.codes)


VALID_FROM = Column(name="valid_from", kind=Kind.DAY, needed=True, example="2024-09-01")
VALID_TO = Column(name="valid_to", kind=Kind.DAY, example="2025-06-01")
TIMES: Sequence[Column] = (
    VALID_FROM,
    VALID_TO,
    Column(name="recorded_at", kind=Kind.INSTANT, needed=True),
    Column(name="superseded_at", kind=Kind.INSTANT),
)
PROVENANCE: Sequence[Column] = (
    Column(name="origin", kind=Kind.CODE, needed=True, codes="origins"),
    Column(name="source", kind=Kind.TEXT, needed=True, longest=200),
)
SHARED = frozenset(one.name for one in (*TIMES, *PROVENANCE))
