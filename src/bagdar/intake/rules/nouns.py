"""A delivery in plain values: its life, its counts, its rows and what was found in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from bagdar.core.encodings import Encoding
from bagdar.core.sheets.values import Mark
from bagdar.intake.rules.places import of_column
from bagdar.warehouse.tables.contract import Severity

Value = str | int | float | None


class State(StrEnum):
    """RECEIVED: its bytes are kept. CHECKED: every row was looked through. LOADING: chunks go in.

    LOADED, WITHDRAWN and CANCELLED are ends; what is withdrawn was loaded, at least in part.
    """

    RECEIVED = "received"
    CHECKED = "checked"
    LOADING = "loading"
    LOADED = "loaded"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


OPEN = (State.RECEIVED, State.CHECKED, State.LOADING)
STANDING = (*OPEN, State.LOADED)


class Channel(StrEnum):
    """By which way it came."""

    PAGE = "page"
    CLI = "cli"
    API = "api"


@dataclass(frozen=True)
class Told:
    """What a sender says of a file, because nothing is guessed."""

    encoding: Encoding | None = None
    decimal: Mark = ","

    @property
    def key(self) -> str:
        """Part of what makes two deliveries the same; empty where nothing was said."""
        said = f"{self.encoding or ''}{'' if self.decimal == ',' else self.decimal}"
        return f"\0{said}" if said else ""


@dataclass(frozen=True)
class Finding:
    """What is wrong with a row, or odd about it.

    column  empty: the row as a whole
    key     of the catalogue: the reason; remedy: what to do, empty where there is nothing to do
    facts   about the column and the rule; never a personal value
    place   "users.csv:3" of a roster's file; empty: the row's own line says it
    """

    column: str
    key: str
    remedy: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = Severity.REFUSES
    place: str = ""

    @property
    def refuses(self) -> bool:
        return self.severity is Severity.REFUSES


@dataclass(frozen=True)
class Row:
    """A row under its header.

    line      as the sender's program counts it
    cells     as they were delivered, in the order of the header
    values    by column; a cell that is empty or faulty gives none
    places    of a roster's row, by column: see rules.places
    """

    line: int
    cells: tuple[Value, ...]
    values: Mapping[str, Any]
    findings: tuple[Finding, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_refused(self) -> bool:
        return any(one.refuses for one in self.findings)

    def found(self, more: Sequence[Finding]) -> "Row":
        return replace(self, findings=(*self.findings, *more))

    @property
    def placed(self) -> tuple[Finding, ...]:
        """Its findings, each with its place."""
        if not self.places:
            return self.findings
        return tuple(
            replace(one, place=of_column(self.places, one.column)) for one in self.findings
        )


@dataclass(frozen=True)
class Sheet:
    """A file of one form, read: its header as delivered, its rows, what else was told of it."""

    header: tuple[str, ...]
    columns: tuple[str, ...]  # of each cell of the header; empty: not read
    rows: tuple[Row, ...]
    format: str
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class Counts:
    """What became of rows, and how many of each kind of fact they made.

    rows = taken + unchanged + refused once all are dealt with
    new_people  people whom the register did not know
    added, ended  versions of facts
    """

    rows: int = 0
    taken: int = 0
    unchanged: int = 0
    refused: int = 0
    warned: int = 0
    new_people: int = 0
    new_stays: int = 0
    ended_stays: int = 0
    added: int = 0
    ended: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        names = self.__dataclass_fields__
        return Counts(**{one: getattr(self, one) + getattr(other, one) for one in names})

    @property
    def by_name(self) -> dict[str, int]:
        return {one: getattr(self, one) for one in self.__dataclass_fields__}


@dataclass(frozen=True)
class Whose:
    """For whom rows are delivered: one organisation, or an authority for many (None)."""

    organisation_id: UUID | None
