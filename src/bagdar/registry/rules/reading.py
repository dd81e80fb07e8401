"""Values that those who read the register are given, and what is refused to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from bagdar.core.errors import DomainError
from bagdar.core.names import Name
from bagdar.core.origins import Origin
from bagdar.core.periods import Period
from bagdar.registry.rules.nouns import PersonDetails

Line = TypeVar("Line")


@dataclass(frozen=True)
class Part(Generic[Line]):
    """One page of a long list. total: lines of the whole list; more: whether some follow."""

    lines: tuple[Line, ...]
    total: int
    more: bool = False


@dataclass(frozen=True)
class Cut:
    """Which part of a long list. after: the key of the line before; size None: all that follow."""

    after: UUID | None = None
    size: int | None = None
    offset: int = 0

    def of(self, listed: Sequence[Line], total: int) -> Part[Line]:
        """From the lines from `offset` on, of which `window` asks one more than are shown."""
        lines = tuple(listed if self.size is None else listed[: self.size])
        return Part(lines, total, len(listed) > len(lines))

    @property
    def window(self) -> slice:
        return slice(self.offset, None if self.size is None else self.offset + self.size + 1)

    def within(self, counts: Sequence[int], at: int | None = None) -> tuple[slice, "Cut"]:
        """Of a list in parts that have so many lines: the parts that hold the cut, and it in them.

        at  the part in which `after` stands; the cut is in this one and in those behind it
        """
        first, offset = at or 0, self.offset
        while at is None and first < len(counts) and offset >= counts[first]:
            offset -= counts[first]
            first += 1
        cut = replace(self, offset=offset)
        if self.size is None:
            return slice(first, None), cut
        end, there = first, 0 if at is None else -counts[first]  # how much of `at` is left: unknown
        while end < len(counts) and there < offset + self.size + 1:
            there += counts[end]
            end += 1
        return slice(first, end), cut


WHOLE = Cut()


class TraceDown(DomainError):
    """That somebody looks could not be written down, so nothing is shown."""

    code = "registry.trace_down"
    status = 503


class NoSuchArea(DomainError):
    """A region that is none, or that is not the reader's."""

    code = "registry.no_such_area"
    status = 404


@dataclass(frozen=True, repr=False)
class Entry:
    """One version of one fact of a person.

    kind        the table; facts: its own columns but the person, by name
    ended_at    when another version took its place; None: it stands
    corrects    whether it took the place of an earlier version
    """

    kind: str
    facts: Mapping[str, Any]
    valid: Period[date]
    known: Period[datetime]
    recorded_by: str
    recorded_role: str
    source: str
    ended_by: str = ""
    ended_role: str = ""
    corrects: bool = False

    def __repr__(self) -> str:
        return f"Entry({self.kind!r}, {self.valid}, {self.known})"


@dataclass(frozen=True, repr=False)
class Sought:
    """A person as a search shows one: little, until the record is opened."""

    person_id: UUID
    name: Name
    born_in: int | None
    iin: str
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Record:
    """A person's record as its own family reads it: what stands on a day.

    entries  what holds on the day, by table; results and graduations of all days
    """

    person_id: UUID
    origin: Origin
    details: PersonDetails | None
    entries: tuple[Entry, ...] = ()
    organisations: Mapping[UUID, str] = field(default_factory=dict)

    def of(self, kind: str) -> tuple[Entry, ...]:
        return tuple(one for one in self.entries if one.kind == kind)


@dataclass(frozen=True)
class OrganisationLine:
    """An organisation of a region: how many learn there on a day, and when it last wrote."""

    organisation_id: UUID
    name_kk: str
    name_ru: str
    name_en: str
    type: str
    origin: Origin
    learners: int = 0
    groups: int = 0
    of_the_year: int = 0
    changed_at: datetime | None = None
    delivered_at: datetime | None = None
